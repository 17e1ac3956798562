//! `project`.

use super::Context;
use crate::args::{Format, ProjectArgs, RequestArgs};
use crate::exit::Outcome;
use crate::table::{for_reading, number, or_dash, text};
use crate::terminal;
use anyhow::Result;
use engine::project::{ProjectAnswer, ProjectRequest};

/// Indices of the 10 %, 50 % and 90 % quantiles in the 19 from 5 % to 95 %.
const FLOOR: usize = 1;
const MEDIAN: usize = 9;
const CEILING: usize = 17;

pub fn run(context: &Context<'_>, args: &ProjectArgs) -> Result<Outcome> {
    let format = context.format(args.format, Format::Json, Format::Table)?;
    engine::threads::limit(args.request.threads)?;
    let request = request(context, &args.request);
    let engine = context.reading(&format!("project {}", request.race))?;
    let progress = terminal::progress()?;
    match format {
        Format::Json => terminal::json(&engine.project(&request, &progress)?)?,
        Format::Csv => {
            terminal::write(&engine.project_csv(&request, &progress)?)?;
        }
        Format::Table => terminal::write(words(&engine.project(&request, &progress)?).as_bytes())?,
    }
    Ok(Outcome::Done)
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
        lines.push(format!("no evidence of: {}", absent.join(", ")));
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
