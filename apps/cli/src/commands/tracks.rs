//! `tracks`.

use super::Context;
use crate::exit::Outcome;
use crate::table::{for_reading, number, text};
use crate::terminal;
use anyhow::Result;
use engine::Engine;
use engine::tracks::{TrackLine, TracksAnswer};

pub fn run(context: &Context<'_>, name: Option<&str>) -> Result<Outcome> {
    let TracksAnswer { mut tracks } = Engine::tracks();
    if let Some(name) = name.map(str::to_lowercase) {
        tracks.retain(|track| names(track).any(|known| known.to_lowercase().contains(&name)));
    }
    if context.json {
        terminal::json(&TracksAnswer { tracks })?;
        return Ok(Outcome::Done);
    }
    if tracks.is_empty() {
        terminal::note("no track has that in its name; leave it out to list them all");
        return Ok(Outcome::Done);
    }
    let row = |track: &TrackLine| {
        vec![
            track.layout.clone(),
            track.class.clone(),
            seasons(track),
            format!("{:.3}", track.length_miles),
            track.names.join(", "),
        ]
    };
    let columns = [text("layout"), text("class"), text("seasons"), number("miles"), text("names in files")];
    let rows: Vec<Vec<String>> = tracks.iter().map(row).collect();
    terminal::write(for_reading(&columns, &rows).as_bytes())?;
    Ok(Outcome::Done)
}

fn names(track: &TrackLine) -> impl Iterator<Item = &str> {
    track.names.iter().chain([&track.layout, &track.name]).map(String::as_str)
}

fn seasons(track: &TrackLine) -> String {
    match (track.since, track.until) {
        (None, None) => "all".to_owned(),
        (since, until) => {
            let year = |year: Option<i16>| year.map(|year| year.to_string()).unwrap_or_default();
            format!("{}-{}", year(since), year(until))
        }
    }
}
