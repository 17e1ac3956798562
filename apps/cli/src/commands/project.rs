//! `project`.

use super::Context;
use super::answers::Answers;
use crate::args::{Format, ProjectArgs, RequestArgs};
use crate::exit::{Outcome, UsageError};
use crate::table::{for_reading, number, or_dash, text};
use crate::terminal;
use anyhow::{Context as _, Result};
use engine::Progress;
use engine::project::{ProjectAnswer, ProjectRequest, ProjectionFile};
use engine::projections::{KeepAnswer, KeepRequest};
use engine::scenarios::{ScenarioFile, ScenarioResult, ScenarioSet, ScenarioSpec, ScenariosRequest};

/// Indices of the 10 %, 50 % and 90 % quantiles in the 19 from 5 % to 95 %.
const FLOOR: usize = 1;
const MEDIAN: usize = 9;
const CEILING: usize = 17;

pub fn run(context: &Context<'_>, args: &ProjectArgs) -> Result<Outcome> {
    let format = context.format(args.format, Format::Json, Format::Table)?;
    engine::threads::limit(args.request.threads)?;
    let request = request(context, &args.request);
    let scenarios = read_scenarios(args)?;
    let command = format!("project {}", request.race);
    let progress = terminal::progress()?;
    if args.keep {
        return keep(&context.writing(&command)?, request, scenarios, format, &progress);
    }
    if args.scenarios.is_some() {
        return with_scenarios(&context.reading(&command)?, request, scenarios, format, args, &progress);
    }
    let answers = context.reading(&command)?;
    match format {
        Format::Json => terminal::json(&answers.project(&request, &progress)?)?,
        Format::Csv => {
            terminal::write(&answers.project_csv(&request, &progress)?)?;
        }
        Format::Table => terminal::write(words(&answers.project(&request, &progress)?).as_bytes())?,
    }
    Ok(Outcome::Done)
}

/// The scenarios of the file of `--scenarios`; none without it.
fn read_scenarios(args: &ProjectArgs) -> Result<Vec<ScenarioSpec>> {
    let Some(path) = &args.scenarios else { return Ok(Vec::new()) };
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {name}"))?;
    Ok(ScenarioFile::read(&name, &text)?.scenarios)
}

fn keep(
    answers: &Answers,
    request: ProjectRequest,
    scenarios: Vec<ScenarioSpec>,
    format: Format,
    progress: &Progress,
) -> Result<Outcome> {
    let request = KeepRequest { projection: request, scenarios, made_by: user(), run_id: None };
    let kept = answers.keep_projection(&request, progress)?;
    match format {
        Format::Json => terminal::json(&kept)?,
        Format::Csv => {
            terminal::write(&answers.kept_projection_file(&kept.id, ProjectionFile::Csv, progress)?)?;
        }
        Format::Table => {
            terminal::write(words(&kept.projection).as_bytes())?;
            if let Some(scenarios) = &kept.scenarios {
                terminal::write(scenario_words(scenarios).as_bytes())?;
            }
        }
    }
    terminal::note(kept_words(&kept));
    Ok(Outcome::Done)
}

fn kept_words(kept: &KeepAnswer) -> String {
    let (record, before) = (&kept.record, if kept.kept_before { ", kept before" } else { "" });
    let series = record.record.race.series.key();
    format!("kept as {}{before}; record {series}/{}: {}", kept.id, record.number, record.record.label)
}

/// The user of the machine, as the environment names it.
fn user() -> String {
    let named = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    named.filter(|name| !name.is_empty()).unwrap_or_else(|| "local user".to_owned())
}

fn with_scenarios(
    answers: &Answers,
    projection: ProjectRequest,
    scenarios: Vec<ScenarioSpec>,
    format: Format,
    args: &ProjectArgs,
    progress: &Progress,
) -> Result<Outcome> {
    if format == Format::Csv {
        let message =
            "--format csv has one row per entry of one race; leave --scenarios out, or use --json or --cube";
        return Err(UsageError(message.to_owned()).into());
    }
    let request = ScenariosRequest { projection, scenarios };
    let (answer, cube) = answers.scenarios(&request, args.cube.is_some(), progress)?;
    match format {
        Format::Json => terminal::json(&answer)?,
        Format::Csv | Format::Table => {
            terminal::write(words(&answer.projection).as_bytes())?;
            terminal::write(scenario_words(&answer.scenarios).as_bytes())?;
        }
    }
    if let (Some(path), Some(cube)) = (&args.cube, &cube) {
        std::fs::write(path, cube).with_context(|| format!("writing {}", path.display()))?;
        terminal::note(format!("wrote {}", path.display()));
    }
    Ok(Outcome::Done)
}

/// The largest differences of each scenario.
fn scenario_words(scenarios: &ScenarioSet) -> String {
    let shown = |of: &ScenarioResult| {
        let rows: Vec<Vec<String>> = of
            .largest
            .iter()
            .map(|largest| {
                vec![
                    largest.driver_name.clone(),
                    format!("{:.1}", largest.base),
                    format!("{:.1}", largest.scenario),
                    format!("{:+.2}", largest.difference),
                    format!("{:.2}", largest.error),
                ]
            })
            .collect();
        let columns =
            [text("driver"), number("DK base"), number("DK"), number("difference"), number("± s.e.")];
        let (name, laps, cars) = (&of.scenario.name, of.distance_laps, of.entries.len());
        format!(
            "\nscenario {name}: {laps} laps, {cars} entries; largest differences\n{}",
            for_reading(&columns, &rows)
        )
    };
    scenarios.body().scenarios.iter().map(shown).collect()
}

/// The request, with the settings where an argument is absent.
pub fn request(context: &Context<'_>, args: &RequestArgs) -> ProjectRequest {
    ProjectRequest {
        race: args.race.clone(),
        series: args.series,
        as_of: args.as_of,
        model: args.model.clone(),
        simulations: simulations(context, args),
        seed: args.seed.unwrap_or(context.settings.simulation.seed),
    }
}

/// The number of simulations; the settings' where the argument is absent.
pub fn simulations(context: &Context<'_>, args: &RequestArgs) -> u32 {
    args.sims.unwrap_or(context.settings.simulation.simulations)
}

/// A heading and a table, most DraftKings points first.
pub fn words(answer: &ProjectAnswer) -> String {
    let mut entries: Vec<_> = answer.set.body().entries.iter().collect();
    entries.sort_by(|a, b| b.draftkings.mean.total_cmp(&a.draftkings.mean).then(a.driver.cmp(&b.driver)));
    let mut rows: Vec<Vec<String>> = entries
        .into_iter()
        .map(|entry| {
            let quantiles = &entry.draftkings.quantiles;
            vec![
                entry.driver_name.clone(),
                or_dash(entry.start),
                format!("{:.1}", entry.finish),
                percent(entry.p_win),
                percent(entry.p_top5),
                percent(entry.p_top10),
                format!("{:.1}", entry.laps_led),
                format!("{:.1}", entry.fastest_laps),
                percent(entry.p_retired),
                format!("{:.1}", entry.draftkings.mean),
                format!("{:.1}", quantiles[FLOOR]),
                format!("{:.1}", quantiles[MEDIAN]),
                format!("{:.1}", quantiles[CEILING]),
                format!("{:.1}", entry.fanduel.mean),
            ]
        })
        .collect();
    for held in &answer.held() {
        let mut row = vec![format!("{} (held back)", held.driver_name)];
        row.resize(14, "-".to_owned());
        rows.push(row);
    }
    let columns = [
        text("driver"),
        number("start"),
        number("finish"),
        number("win %"),
        number("top 5 %"),
        number("top 10 %"),
        number("laps led"),
        number("fastest"),
        number("out %"),
        number("DK"),
        number("floor"),
        number("median"),
        number("ceiling"),
        number("FD"),
    ];
    format!("{}\n{}", heading(answer), for_reading(&columns, &rows))
}

/// What the projection is, in a few lines.
fn heading(answer: &ProjectAnswer) -> String {
    let (set, body, record) = (&answer.set, answer.set.body(), &answer.record);
    let through = answer.through_race.as_ref().map_or_else(
        || "no race of the series in its history".to_owned(),
        |race| {
            let days = (body.date - race.date).get_days();
            format!("history through {} ({}, {days} days before)", race.race, race.date)
        },
    );
    let mut lines = vec![
        format!("{} · {} · {} laps · {}", body.race, body.track_name, body.distance_laps, entries(answer)),
        format!("{} · made {} · lock {}", record.statement, record.made_at, record.lock_at),
        format!(
            "as of {} · model {} · {} simulations · seed {} · {}",
            body.as_of,
            body.model_version,
            body.simulations,
            body.seed,
            &set.checksum()[..12]
        ),
        through,
        "floor and ceiling are the 10 % and 90 % quantiles of DraftKings points".to_owned(),
    ];
    let [first, second, third] = body.dominators.shares.map(percent);
    lines.push(format!(
        "dominators: {:.0} DraftKings points for laps led and fastest laps; on average the top car takes {first} %, \
         the second {second} %, the third {third} %",
        body.dominators.points
    ));
    let (present, absent) = answer.notes_of_set();
    lines.extend(present.iter().map(|note| format!("note: {note}")));
    lines.extend(answer.notes.iter().map(|note| format!("note: {}", note.text)));
    if !absent.is_empty() {
        lines.push(format!("not available: {}", absent.join(", ")));
    }
    lines.join("\n") + "\n"
}

/// How many entries are projected, and who is held back.
fn entries(answer: &ProjectAnswer) -> String {
    let (entered, held) = (answer.set.body().entries.len(), answer.held());
    if held.is_empty() {
        return format!("{entered} entries");
    }
    let who: Vec<String> =
        held.iter().map(|held| format!("{} ({})", held.driver_name, held.reason)).collect();
    format!(
        "{entered} of {} entries; held back: {}; the others are projected without them, so too high",
        entered + held.len(),
        who.join(", ")
    )
}

fn percent(share: f64) -> String {
    format!("{:.1}", 100.0 * share)
}
