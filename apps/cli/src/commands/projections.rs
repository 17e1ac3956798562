//! `projections list|show|verify|score|head`.

use super::Context;
use crate::args::{KeptFile, ProjectionsCommand};
use crate::exit::Outcome;
use crate::table::{for_reading, number, text};
use crate::terminal;
use anyhow::{Context as _, Result, bail};
use domain::series::Series;
use engine::backtest::Figures;
use engine::project::ProjectionFile;
use engine::projections::{KeptProjection, ListRequest, ScoreAnswer, ScoreRequest, VerifyAnswer};
use std::path::Path;

/// Scores that are shown, by their key in the answer, with their headings.
const SHOWN: [(&str, &str); 5] = [
    ("rhoFinish", "rho finish"),
    ("maeFinish", "MAE finish"),
    ("nllWin", "-log P(winner)"),
    ("crpsPoints", "CRPS DK"),
    ("maePoints", "MAE DK"),
];

pub fn run(context: &Context<'_>, command: &ProjectionsCommand) -> Result<Outcome> {
    match command {
        ProjectionsCommand::List { series, race, label, limit } => {
            let race = race.clone();
            let request = ListRequest { series: *series, race, label: *label, limit: *limit, after: None };
            list(context, &request)
        }
        ProjectionsCommand::Show { id, file, out } => show(context, id, *file, out.as_deref()),
        ProjectionsCommand::Verify => verify(context),
        ProjectionsCommand::Score { series, season } => score(context, *series, *season),
        ProjectionsCommand::Head => head(context),
    }
}

fn list(context: &Context<'_>, request: &ListRequest) -> Result<Outcome> {
    let answer = context.reading("projections list")?.kept_projections(request, &terminal::progress()?)?;
    if context.json {
        terminal::json(&answer)?;
        return Ok(Outcome::Done);
    }
    let rows: Vec<Vec<String>> = answer
        .projections
        .iter()
        .map(|line| {
            vec![
                line.id.clone(),
                line.race.to_string(),
                line.label.to_string(),
                line.model.clone(),
                line.made_at.to_string(),
                line.made_by.clone(),
                line.records.to_string(),
            ]
        })
        .collect();
    let columns =
        [text("id"), text("race"), text("label"), text("model"), text("made"), text("by"), number("records")];
    terminal::write(for_reading(&columns, &rows).as_bytes())?;
    if answer.more {
        terminal::note("there are more; raise --limit");
    }
    Ok(Outcome::Done)
}

fn show(context: &Context<'_>, id: &str, file: Option<KeptFile>, out: Option<&Path>) -> Result<Outcome> {
    let (answers, progress) = (context.reading("projections show")?, terminal::progress()?);
    let Some(file) = file else {
        let kept = answers.kept_projection(id, &progress)?;
        if context.json {
            terminal::json(&kept)?;
        } else {
            terminal::write(words(&kept).as_bytes())?;
        }
        return Ok(Outcome::Done);
    };
    let form = match file {
        KeptFile::Json => Some(ProjectionFile::Json),
        KeptFile::Csv => Some(ProjectionFile::Csv),
        KeptFile::Parquet => Some(ProjectionFile::Parquet),
        KeptFile::Png => Some(ProjectionFile::Png),
        KeptFile::Samples => None,
    };
    let bytes = match form {
        Some(form) => answers.kept_projection_file(id, form, &progress)?,
        None => answers.kept_samples(id, &progress)?,
    };
    match out {
        None => terminal::write(&bytes)?,
        Some(path) => {
            std::fs::write(path, &bytes).with_context(|| format!("writing {}", path.display()))?;
            terminal::note(format!("wrote {}", path.display()));
        }
    }
    Ok(Outcome::Done)
}

/// What the projection is, and its records.
fn words(kept: &KeptProjection) -> String {
    let body = kept.projection.body();
    let heading = format!(
        "{}\n{} · {} · {} laps · {} entries\nas of {} · model {} · {} simulations · seed {} · checksum {}\n\n",
        kept.id,
        body.race,
        body.track_name,
        body.distance_laps,
        body.entries.len(),
        body.as_of,
        body.model_version,
        body.simulations,
        body.seed,
        kept.projection.checksum()
    );
    let rows: Vec<Vec<String>> = kept
        .records
        .iter()
        .map(|of| {
            vec![
                format!("{}/{}", of.record.race.series.key(), of.number),
                of.record.label.to_string(),
                of.record.made_at.to_string(),
                of.record.made_by.clone(),
                of.digest.clone(),
            ]
        })
        .collect();
    let columns = ["record", "label", "made", "by", "digest"].map(text);
    heading + &for_reading(&columns, &rows)
}

fn verify(context: &Context<'_>) -> Result<Outcome> {
    let answer = context.reading("projections verify")?.verify_projections(&terminal::progress()?)?;
    if context.json {
        terminal::json(&answer)?;
    } else {
        show_verified(&answer)?;
    }
    match answer.findings.len() {
        0 => Ok(Outcome::Done),
        count => bail!("{count} of what is kept is not as it was written"),
    }
}

fn show_verified(answer: &VerifyAnswer) -> Result<()> {
    let VerifyAnswer { sets, files, records, findings, .. } = answer;
    terminal::line(format!(
        "{sets} sets, {files} files of samples, {records} records, {} findings",
        findings.len()
    ))?;
    for finding in findings {
        terminal::line(finding.reason.clone())?;
        if !finding.projections.is_empty() {
            terminal::line(format!("    of {}", finding.projections.join(", ")))?;
        }
    }
    Ok(())
}

fn score(context: &Context<'_>, series: Option<Series>, season: Option<i16>) -> Result<Outcome> {
    let request = ScoreRequest { series, season };
    let answer = context.reading("projections score")?.score_projections(&request, &terminal::progress()?)?;
    if context.json {
        terminal::json(&answer)?;
    } else {
        terminal::write(scores(&answer).as_bytes())?;
    }
    Ok(Outcome::Done)
}

fn scores(answer: &ScoreAnswer) -> String {
    let row = |name: String, made: String, figures: &Figures| {
        let mut row = vec![name, made, figures.entries.to_string()];
        row.extend(SHOWN.map(|(key, _)| {
            let value = figures.scores.get(key).copied().flatten();
            value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
        }));
        row
    };
    let mut rows: Vec<Vec<String>> = answer
        .races
        .iter()
        .map(|race| row(race.race.to_string(), race.made_at.to_string(), &race.scores))
        .collect();
    if let Some(overall) = &answer.overall {
        rows.push(row(format!("all {} races", overall.races), String::new(), overall));
    }
    let mut columns = vec![text("frozen forecast"), text("made"), number("entries")];
    columns.extend(SHOWN.map(|(_, heading)| number(heading)));
    let mut shown = for_reading(&columns, &rows);
    for not_scored in &answer.not_scored {
        shown += &format!("not scored: {}: {}\n", not_scored.race, not_scored.reason);
    }
    shown
}

fn head(context: &Context<'_>) -> Result<Outcome> {
    let answer = context.reading("projections head")?.projection_heads(&terminal::progress()?)?;
    if context.json {
        terminal::json(&answer)?;
        return Ok(Outcome::Done);
    }
    for head in &answer.heads {
        terminal::line(format!("{} {} {}", head.series.key(), head.records, head.digest))?;
    }
    Ok(Outcome::Done)
}
