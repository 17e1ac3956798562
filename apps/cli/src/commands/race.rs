//! `race`.

use super::Context;
use crate::args::RaceFormat;
use crate::exit::Outcome;
use crate::table::{for_reading, number, or_dash, text};
use crate::terminal;
use anyhow::Result;
use domain::race::Entry;
use engine::Progress;
use engine::race::{RaceAnswer, RaceRequest, RaceResult};

pub fn run(context: &Context<'_>, race: &str, format: Option<RaceFormat>) -> Result<Outcome> {
    let format = context.format(format, RaceFormat::Json, RaceFormat::Table)?;
    let request = RaceRequest { race: race.to_owned() };
    let (engine, progress) = (context.reading("race")?, Progress::new());
    match format {
        RaceFormat::Turtle => terminal::write(&engine.race_turtle(&request, &progress)?)?,
        RaceFormat::Json => terminal::json(&engine.race(&request, &progress)?)?,
        RaceFormat::Table => terminal::write(words(&engine.race(&request, &progress)?).as_bytes())?,
    }
    Ok(Outcome::Done)
}

fn words(answer: &RaceAnswer) -> String {
    let race = &answer.race;
    let mut lines = vec![format!(
        "{} · {} · {} · lock {}{}",
        race.key,
        race.track_name,
        race.layout,
        race.lock_at,
        if race.exhibition { " · exhibition" } else { "" }
    )];
    lines.extend(answer.name.clone());
    if !answer.aliases.is_empty() {
        lines.push(format!("also called {}", answer.aliases.join(", ")));
    }
    lines.extend(answer.stated_by.iter().map(|snapshot| format!("source {snapshot}")));
    lines.extend(
        answer
            .held
            .iter()
            .map(|held| format!("held back: {} ({}), {}", held.driver_name, held.driver, held.reason)),
    );
    if !answer.gone.is_empty() {
        let names: Vec<&str> = answer.gone.iter().map(|gone| gone.driver_name.as_str()).collect();
        lines.push(format!("not on the latest list: {}", names.join(", ")));
    }
    let table = match &answer.results {
        Some(results) => {
            lines.push(format!("{} laps run · {} cars", or_dash(answer.distance_laps), results.len()));
            results_table(results)
        }
        None => {
            let laps = or_dash(answer.expected_laps);
            let (entered, held) = (answer.entries.len(), answer.held.len());
            let of = if held > 0 { format!(" of {}", entered + held) } else { String::new() };
            lines.push(format!("no result · {laps} laps expected · {entered}{of} entries"));
            entries_table(&answer.entries)
        }
    };
    format!("{}\n{table}", lines.join("\n"))
}

fn entries_table(entries: &[Entry]) -> String {
    let row = |entry: &Entry| {
        vec![
            or_dash(entry.start),
            or_dash(entry.car_number.as_ref()),
            entry.driver_name.clone(),
            or_dash(entry.team.as_ref()),
            or_dash(entry.make.as_ref()),
        ]
    };
    let columns = [number("start"), text("car"), text("driver"), text("team"), text("make")];
    for_reading(&columns, &entries.iter().map(row).collect::<Vec<_>>())
}

fn results_table(results: &[RaceResult]) -> String {
    let row = |car: &RaceResult| {
        let (entry, result) = (&car.entry, &car.result);
        vec![
            result.finish_on_track.to_string(),
            or_dash(result.finish_official),
            or_dash(entry.start),
            or_dash(entry.car_number.as_ref()),
            entry.driver_name.clone(),
            result.laps_led.to_string(),
            result.fastest_laps.to_string(),
            result.laps_completed.to_string(),
            format!("{:.2}", result.average_position),
            format!("{:.2}", result.rating),
            result.status.raw.clone(),
            or_dash(entry.team.as_ref()),
            or_dash(entry.make.as_ref()),
        ]
    };
    let columns = [
        number("finish"),
        number("official"),
        number("start"),
        text("car"),
        text("driver"),
        number("led"),
        number("fastest"),
        number("laps"),
        number("average"),
        number("rating"),
        text("status"),
        text("team"),
        text("make"),
    ];
    for_reading(&columns, &results.iter().map(row).collect::<Vec<_>>())
}
