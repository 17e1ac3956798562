//! `status`.

use super::Context;
use crate::exit::Outcome;
use crate::table::{for_reading, number, text};
use crate::terminal;
use anyhow::Result;
use engine::Progress;

pub fn run(context: &Context<'_>) -> Result<Outcome> {
    let answer = context.reading("status")?.data_state(&Progress::new())?;
    if context.json {
        terminal::json(&answer)?;
        return Ok(Outcome::Done);
    }
    let feeds: Vec<Vec<String>> = answer
        .feeds
        .iter()
        .map(|feed| {
            vec![
                feed.kind.clone(),
                feed.files.to_string(),
                feed.last_file.clone(),
                feed.fetched_at.to_string(),
                if feed.incomplete > 0 { "unfinished: import it again" } else { "" }.to_owned(),
            ]
        })
        .collect();
    let columns = [text("kind"), number("files"), text("last file"), text("imported at"), text("")];
    terminal::write(for_reading(&columns, &feeds).as_bytes())?;
    let series: Vec<Vec<String>> = answer
        .series
        .iter()
        .map(|of| {
            let through = of.through_race.as_ref();
            vec![
                of.series.to_string(),
                of.races.to_string(),
                through.map_or_else(|| "-".to_owned(), |race| format!("{} ({})", race.race, race.date)),
                of.without_result.len().to_string(),
                match of.stale_from.filter(|_| of.stale) {
                    Some(moment) => format!("a result is overdue since {moment}"),
                    None => String::new(),
                },
            ]
        })
        .collect();
    let columns = [text("series"), number("races"), text("through"), number("without result"), text("")];
    terminal::line("")?;
    terminal::write(for_reading(&columns, &series).as_bytes())?;
    Ok(Outcome::Done)
}
