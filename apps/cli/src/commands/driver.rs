//! `driver`.

use super::Context;
use crate::exit::Outcome;
use crate::table::{for_reading, number, or_dash, text};
use crate::terminal;
use anyhow::Result;
use engine::Progress;
use engine::driver::{DriverRequest, DriverStart};

pub fn run(context: &Context<'_>, driver: &str, last: u32) -> Result<Outcome> {
    let request = DriverRequest { driver: driver.to_owned(), last: Some(last) };
    let answer = context.reading("driver")?.driver(&request, &Progress::new())?;
    if context.json {
        terminal::json(&answer)?;
        return Ok(Outcome::Done);
    }
    terminal::line(format!(
        "{} ({}): {} points races, {} wins, {} top 5, {} top 10",
        answer.name, answer.driver, answer.points_races, answer.wins, answer.top5, answer.top10
    ))?;
    let row = |start: &DriverStart| {
        vec![
            start.race.to_string(),
            or_dash(start.start),
            or_dash(start.finish),
            or_dash(start.finish_official),
            or_dash(start.laps_led),
            or_dash(start.rating.map(|rating| format!("{rating:.1}"))),
            or_dash(start.status.as_ref()),
            or_dash(start.car_number.as_ref()),
            or_dash(start.team.as_ref()),
            or_dash(start.make.as_ref()),
            or_dash(start.race_name.as_ref()),
        ]
    };
    let columns = [
        text("race"),
        number("start"),
        number("finish"),
        number("official"),
        number("led"),
        number("rating"),
        text("status"),
        text("car"),
        text("team"),
        text("make"),
        text("name"),
    ];
    let rows: Vec<Vec<String>> = answer.starts.iter().map(row).collect();
    terminal::write(for_reading(&columns, &rows).as_bytes())?;
    Ok(Outcome::Done)
}
