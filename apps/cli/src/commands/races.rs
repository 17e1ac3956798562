//! `races`, `race`, `driver`.

use super::Context;
use crate::args::{RaceFormat, RacesArgs};
use crate::exit::Outcome;
use crate::terminal;
use anyhow::{Result, bail};
use domain::race::Entry;
use engine::graph::{DriverCard, RaceFilter, RaceLine};
use engine::report::table::{for_reading, number, text};
use jiff::Timestamp;
use serde_json::json;

pub fn list(context: &Context<'_>, args: &RacesArgs) -> Result<Outcome> {
    let filter = RaceFilter { series: args.series, season: args.season };
    let mut races = context.engine("races")?.store().races(&filter)?;
    races.retain(|race| !args.upcoming || race.result_known_at.is_none());
    if context.json {
        terminal::json(&races.iter().map(line_json).collect::<Vec<_>>())?;
        return Ok(Outcome::Done);
    }
    let rows: Vec<Vec<String>> = races
        .iter()
        .map(|race| {
            vec![
                race.info.key.to_string(),
                race.info.track_name.clone(),
                race.name.clone().unwrap_or_else(dash),
                race.entries.to_string(),
                race.distance_laps.or(race.info.scheduled_laps).map_or_else(dash, |laps| laps.to_string()),
                state(race).to_owned(),
            ]
        })
        .collect();
    let columns = [text("race"), text("track"), text("name"), number("entries"), number("laps"), text("")];
    terminal::write(for_reading(&columns, &rows).as_bytes())?;
    terminal::note(format!("{} races", races.len()));
    Ok(Outcome::Done)
}

pub fn show(context: &Context<'_>, race: &str, format: Option<RaceFormat>) -> Result<Outcome> {
    let engine = context.engine("race")?;
    let store = engine.store();
    let key = engine.find_race(race, None)?;
    let format = format.unwrap_or(if context.json { RaceFormat::Json } else { RaceFormat::Table });
    if format == RaceFormat::Turtle {
        terminal::write(store.race_facts(&key)?.turtle().as_bytes())?;
        return Ok(Outcome::Done);
    }
    let lines = store.races(&RaceFilter::default())?;
    let line = lines.iter().find(|line| line.info.key == key);
    let result = store.result_of(&key)?;
    // A race that was run needs no expected distance, and may have none.
    let card = match &result {
        Some(_) => store.race_card(&key, Timestamp::MAX).ok(),
        None => Some(store.race_card(&key, Timestamp::MAX)?),
    };
    let info = result.as_ref().map(|r| &r.info).or(card.as_ref().map(|c| &c.info));
    let Some(info) = info else { bail!("{key} has neither a card nor a result") };
    let entries: Vec<&Entry> = match (&result, &card) {
        (_, Some(card)) => card.entries.iter().collect(),
        (Some(result), None) => result.cars.iter().map(|car| &car.entry).collect(),
        (None, None) => Vec::new(),
    };
    let expected_laps = card.as_ref().map(|card| card.distance_laps);
    let stated_by = match entries.first() {
        Some(entry) => store.path_why(&key, entry.driver)?,
        None => Vec::new(),
    };
    let stated_by: Vec<&str> = stated_by
        .iter()
        .filter(|path| path.about == "source")
        .filter_map(|path| path.steps.last())
        .map(|step| step.to.as_str())
        .collect();
    if format == RaceFormat::Json {
        terminal::json(&json!({
            "race": info,
            "name": line.and_then(|line| line.name.clone()),
            "aliases": line.map(|line| line.aliases.clone()),
            "expectedLaps": expected_laps,
            "entries": entries,
            "statedBy": stated_by,
            "results": result.as_ref().map(|result| {
                result.cars.iter().map(|car| json!({ "driver": car.driver(), "result": car.result })).collect::<Vec<_>>()
            }),
        }))?;
        return Ok(Outcome::Done);
    }
    terminal::line(format!(
        "{} · {} · {} · lock {}{}",
        key,
        info.track_name,
        info.layout,
        info.lock_at,
        if info.exhibition { " · exhibition" } else { "" }
    ))?;
    if let Some(name) = line.and_then(|line| line.name.as_deref()) {
        terminal::line(name)?;
    }
    if let Some(aliases) = line.map(|line| line.aliases.join(", ")).filter(|aliases| !aliases.is_empty()) {
        terminal::line(format!("also called {aliases}"))?;
    }
    for snapshot in &stated_by {
        terminal::line(format!("stated by {snapshot}"))?;
    }
    let Some(result) = &result else {
        let laps = expected_laps.map_or_else(dash, |laps| laps.to_string());
        terminal::line(format!("to come · {laps} laps expected · {} entries", entries.len()))?;
        let rows: Vec<Vec<String>> = entries
            .iter()
            .map(|entry| {
                vec![
                    entry.start.map_or_else(dash, |start| start.to_string()),
                    entry.car_number.clone().unwrap_or_else(dash),
                    entry.driver_name.clone(),
                    entry.team.clone().unwrap_or_else(dash),
                    entry.make.clone().unwrap_or_else(dash),
                ]
            })
            .collect();
        let columns = [number("start"), text("car"), text("driver"), text("team"), text("make")];
        terminal::write(for_reading(&columns, &rows).as_bytes())?;
        return Ok(Outcome::Done);
    };
    terminal::line(format!("{} laps run · {} cars", result.distance_laps, result.cars.len()))?;
    let rows: Vec<Vec<String>> = result
        .cars
        .iter()
        .map(|car| {
            let r = &car.result;
            vec![
                r.finish_on_track.to_string(),
                r.finish_official.map_or_else(dash, |finish| finish.to_string()),
                car.entry.start.map_or_else(dash, |start| start.to_string()),
                car.entry.car_number.clone().unwrap_or_else(dash),
                car.entry.driver_name.clone(),
                r.laps_led.to_string(),
                r.fastest_laps.to_string(),
                r.laps_completed.to_string(),
                format!("{:.2}", r.average_position),
                format!("{:.2}", r.rating),
                r.status.raw.clone(),
                car.entry.team.clone().unwrap_or_else(dash),
                car.entry.make.clone().unwrap_or_else(dash),
            ]
        })
        .collect();
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
    terminal::write(for_reading(&columns, &rows).as_bytes())?;
    Ok(Outcome::Done)
}

pub fn driver(context: &Context<'_>, driver: &str, last: usize) -> Result<Outcome> {
    let card = context.engine("driver")?.store().driver(driver)?;
    if context.json {
        terminal::json(&driver_json(&card))?;
        return Ok(Outcome::Done);
    }
    let finishes: Vec<u8> = card.starts.iter().filter(|s| !s.exhibition).filter_map(|s| s.finish).collect();
    let within = |top: u8| finishes.iter().filter(|&&finish| finish <= top).count();
    terminal::line(format!(
        "{} ({}): {} points races, {} wins, {} top 5, {} top 10",
        card.name,
        card.id,
        finishes.len(),
        within(1),
        within(5),
        within(10)
    ))?;
    let rows: Vec<Vec<String>> = card
        .starts
        .iter()
        .take(last)
        .map(|s| {
            vec![
                s.race.to_string(),
                s.start.map_or_else(dash, |start| start.to_string()),
                s.finish.map_or_else(dash, |finish| finish.to_string()),
                s.finish_official.map_or_else(dash, |finish| finish.to_string()),
                s.laps_led.map_or_else(dash, |laps| laps.to_string()),
                s.rating.map_or_else(dash, |rating| format!("{rating:.1}")),
                s.status.clone().unwrap_or_else(dash),
                s.car_number.clone().unwrap_or_else(dash),
                s.team.clone().unwrap_or_else(dash),
                s.make.clone().unwrap_or_else(dash),
                s.race_name.clone().unwrap_or_else(dash),
            ]
        })
        .collect();
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
    terminal::write(for_reading(&columns, &rows).as_bytes())?;
    Ok(Outcome::Done)
}

fn state(race: &RaceLine) -> &'static str {
    match (race.info.exhibition, race.result_known_at) {
        (_, None) => "to come",
        (true, _) => "exhibition",
        (false, _) => "",
    }
}

fn line_json(race: &RaceLine) -> serde_json::Value {
    json!({
        "race": race.info,
        "name": race.name,
        "aliases": race.aliases,
        "entries": race.entries,
        "distanceLaps": race.distance_laps,
        "resultKnownAt": race.result_known_at,
    })
}

fn driver_json(card: &DriverCard) -> serde_json::Value {
    let starts: Vec<serde_json::Value> = card
        .starts
        .iter()
        .map(|s| {
            json!({
                "race": s.race, "series": s.series, "date": s.date, "exhibition": s.exhibition,
                "start": s.start, "finish": s.finish, "lapsLed": s.laps_led, "rating": s.rating,
                "status": s.status, "team": s.team, "raceName": s.race_name, "carNumber": s.car_number, "make": s.make,
                "finishOfficial": s.finish_official,
            })
        })
        .collect();
    json!({ "driver": card.id, "name": card.name, "starts": starts })
}

fn dash() -> String {
    "-".to_owned()
}
