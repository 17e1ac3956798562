//! `project` and `why`.

use super::Context;
use crate::args::{Format, ModelName, ProjectArgs};
use crate::exit::Outcome;
use crate::terminal;
use anyhow::Result;
use engine::graph::Path;
use engine::project::{ProjectRequest, WhyAnswer};
use engine::ratings::strength::Contribution;
use engine::report::projection as shown;
use engine::report::table::{for_reading, number, text};
use jiff::Timestamp;
use serde_json::json;

pub fn run(context: &Context<'_>, args: &ProjectArgs) -> Result<Outcome> {
    let request = ProjectRequest {
        race: args.race.clone(),
        series: args.series,
        as_of: args.as_of,
        model: args.model.model(),
        simulations: args.sims.unwrap_or(context.settings.simulations),
        seed: args.seed.unwrap_or(context.settings.seed),
    };
    let engine = context.engine(&format!("project {}", args.race))?;
    let projected = engine::threads::with(args.threads, || engine.project(&request))??;
    let set = &projected.projection.set;
    if projected.not_read > 0 {
        terminal::note(format!(
            "  {} items of evidence of this race are known that model {} does not read; --model e2-weekend does",
            projected.not_read,
            set.body().model_version
        ));
    }
    let format = args.format.unwrap_or(if context.json { Format::Json } else { Format::Table });
    match format {
        Format::Json => terminal::line(set.canonical_json())?,
        Format::Csv => terminal::write(shown::as_csv(set)?.as_bytes())?,
        Format::Table => terminal::write(shown::for_reading(set).as_bytes())?,
    }
    Ok(Outcome::Done)
}

pub fn why(
    context: &Context<'_>,
    race: &str,
    driver: &str,
    model: ModelName,
    as_of: Option<Timestamp>,
) -> Result<Outcome> {
    let answer = context.engine("why")?.why(race, driver, &model.model(), as_of)?;
    if context.json {
        let paths: Vec<_> = answer
            .paths
            .iter()
            .map(|path| json!({ "about": path.about, "path": path_words(path) }))
            .collect();
        terminal::json(&json!({ "why": answer.why, "paths": paths }))?;
    } else {
        terminal::write(words(&answer).as_bytes())?;
    }
    Ok(Outcome::Done)
}

/// The answer for reading: what sums to the strength, what the rating stands on, the paths.
fn words(answer: &WhyAnswer) -> String {
    let why = &answer.why;
    let mut start = why.start.map_or_else(|| "start unknown".to_owned(), |start| format!("starts {start}"));
    if let Some(effective) = why.effective_start {
        start += &format!(" on the grid, {effective} on the track");
    }
    let mut out = format!(
        "{} in {}: strength {:+.3}, {} of the field, {start}\n\nwhat it is made of (the rows sum to the strength)\n",
        why.driver_name,
        why.race,
        why.strength,
        ordinal(why.rank)
    );
    let parts: Vec<Vec<String>> = why
        .contributions
        .iter()
        .map(|part| {
            vec![
                feature_words(part),
                format!("{:+.3}", part.value),
                format!("{:+.3}", part.centred),
                format!("{:.3}", part.slope),
                format!("{:+.3}", part.contribution),
            ]
        })
        .collect();
    let columns =
        [text("feature"), number("value"), number("less field's mean"), number("slope"), number("adds")];
    out += &for_reading(&columns, &parts);
    if !why.evidence.is_empty() {
        out += "\nwhat the race week adds (score and expectation inside the race)\n";
        let rows: Vec<Vec<String>> = why
            .evidence
            .iter()
            .map(|part| {
                vec![
                    part.kind.words().to_owned(),
                    format!("{:.4}", part.value),
                    format!("{:+.3}", part.score),
                    format!("{:+.3}", part.expected),
                    format!("{:.3}", part.weight),
                    format!("{:+.3}", part.contribution),
                ]
            })
            .collect();
        let columns = [
            text("evidence"),
            number("value"),
            number("score"),
            number("expected"),
            number("weight"),
            number("adds"),
        ];
        out += &for_reading(&columns, &rows);
    }
    out += "\nwhat the rating inherits, widest first (each is shrunk towards its parent)\n";
    let links: Vec<Vec<String>> = why
        .chain
        .iter()
        .map(|link| {
            vec![
                link.kernel.to_owned(),
                format!("{:+.3}", link.value),
                link.races.to_string(),
                link.mean.map_or_else(|| "-".to_owned(), |mean| format!("{mean:+.3}")),
                format!("{:+.3}", link.parent),
                format!("{:.0} %", 100.0 * link.parent_share),
            ]
        })
        .collect();
    let columns = [
        text("kernel"),
        number("value"),
        number("races"),
        number("mean"),
        number("parent"),
        number("from parent"),
    ];
    out += &for_reading(&columns, &links);
    out += "\nby which paths of the graph\n";
    for path in &answer.paths {
        out += &format!("  {:<8} {}\n", path.about, path_words(path));
    }
    out
}

/// `Driver/1361 -HAD_ENTRY-> Entry/...`
fn path_words(path: &Path) -> String {
    let mut words = path.steps.first().map_or_else(String::new, |step| step.from.clone());
    for step in &path.steps {
        words += &format!(" -{}-> {}", step.relation, step.to);
    }
    words
}

fn feature_words(part: &Contribution) -> String {
    let words = part.feature.words();
    if part.on_type { format!("{words}, more or less on this type of track") } else { words.to_owned() }
}

fn ordinal(rank: u32) -> String {
    let ending = match (rank % 10, rank % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{rank}{ending}")
}
