//! `races`.

use super::Context;
use crate::args::RacesArgs;
use crate::exit::Outcome;
use crate::table::{for_reading, number, or_dash, text};
use crate::{advice, terminal};
use anyhow::Result;
use engine::Progress;
use engine::error::Advice;
use engine::races::{RaceLine, RacesRequest};

pub fn run(context: &Context<'_>, args: &RacesArgs) -> Result<Outcome> {
    let request = RacesRequest { series: args.series, season: args.season, upcoming: args.upcoming };
    let answer = context.reading("races")?.races(&request, &Progress::new())?;
    if answer.loaded == 0 {
        terminal::note(format!("nothing is loaded: {}", advice::words(&Advice::LoadFirst)));
    }
    if context.json {
        terminal::json(&answer)?;
        return Ok(Outcome::Done);
    }
    let row = |line: &RaceLine| {
        vec![
            line.race.key.to_string(),
            line.race.track_name.clone(),
            or_dash(line.name.as_ref()),
            line.entries.to_string(),
            or_dash(line.distance_laps.or(line.race.scheduled_laps)),
            state(line).to_owned(),
        ]
    };
    let rows: Vec<Vec<String>> = answer.races.iter().map(row).collect();
    let columns = [text("race"), text("track"), text("name"), number("entries"), number("laps"), text("")];
    terminal::write(for_reading(&columns, &rows).as_bytes())?;
    terminal::note(match answer.races.len() {
        1 => "1 race".to_owned(),
        count => format!("{count} races"),
    });
    Ok(Outcome::Done)
}

fn state(line: &RaceLine) -> &'static str {
    match (line.race.exhibition, line.result_known_at) {
        (_, None) => "no result",
        (true, _) => "exhibition",
        (false, _) => "",
    }
}
