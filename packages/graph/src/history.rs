//! Past races as they were known at a moment.

use crate::error::ReadError;
use crate::keys::split_entry_key;
use crate::names::parse_status_kind;
use crate::result_text;
use crate::statement;
use crate::store::Tx;
use crate::value::{Params, Row, Rows, Value, asked_at, params};
use crate::view::View;
use domain::history::{History, PastCar, PastRace};
use domain::ids::RaceKey;
use domain::race::{Entry, RaceInfo};
use domain::result::{LapPace, LoopResult};
use domain::series::Series;
use domain::status::Status;
use jiff::Timestamp;
use std::collections::BTreeMap;

impl View<'_> {
    /// The races of `series` and the series below it whose results were known at `as_of`.
    ///
    /// # Errors
    /// When the store fails.
    pub fn history(&self, series: Series, as_of: Timestamp) -> Result<History, ReadError> {
        let all: Vec<&str> = [series].iter().chain(series.lower()).map(|series| series.key()).collect();
        let question = || params! { series: all.clone(), asOf: asked_at(as_of) };
        let tx = &self.tx;
        let mut races = races_known(tx, &question)?;
        for row in tx.run(&statement::HISTORY_RESULT_TEXTS, question())?.readers() {
            if let Some(race) = races.get_mut(row.text("race")?) {
                race.cars = result_text::read(row.text("results")?)?;
            }
        }
        Ok(History { series, as_of, races: in_order(races) })
    }

    /// The result of one race, whenever it became known; nothing before the race.
    ///
    /// # Errors
    /// When the store fails.
    pub fn result_of(&self, race: &RaceKey) -> Result<Option<PastRace>, ReadError> {
        let question = || params! { race: race.as_str(), asOf: END_OF_TIME };
        let tx = &self.tx;
        let settings = tx.run(&statement::RACE_SETTING, question())?;
        let Some(row) = settings.readers().next() else { return Ok(None) };
        if *row.field("race", "resultKnownAt")? == Value::Null {
            return Ok(None);
        }
        let mut past = past_race(row)?;
        let listed = Listed::of_race(tx, &question)?;
        for row in tx.run(&statement::RACE_RESULTS, question())?.readers() {
            past.cars.push(past_car(row, &listed)?.1);
        }
        sort_cars(&mut past);
        Ok(Some(past))
    }
}

/// The same from the relations alone, of every series: what the results as text must say too.
pub(crate) fn all_related(tx: &Tx<'_>) -> Result<BTreeMap<String, PastRace>, ReadError> {
    let all: Vec<&str> = Series::ALL.iter().map(|series| series.key()).collect();
    let question = || params! { series: all.clone(), asOf: END_OF_TIME };
    let mut races = races_known(tx, &question)?;
    add_related(tx, &question, &mut races)?;
    races.values_mut().for_each(sort_cars);
    Ok(races)
}

/// The results as text of every series, by race; none where a race has no text.
pub(crate) fn all_result_texts(tx: &Tx<'_>) -> Result<BTreeMap<String, Option<Vec<PastCar>>>, ReadError> {
    let all: Vec<&str> = Series::ALL.iter().map(|series| series.key()).collect();
    let rows = tx.run(&statement::HISTORY_RESULT_TEXTS, params! { series: all, asOf: END_OF_TIME })?;
    let of_row = |row: Row<'_>| {
        let cars = match row.value("results") {
            Value::Text(text) => Some(result_text::read(text)?),
            _ => None,
        };
        Ok((row.text("race")?.to_owned(), cars))
    };
    rows.readers().map(of_row).collect()
}

/// The races with results known at the moment of the question, without their cars.
fn races_known(tx: &Tx<'_>, question: &dyn Fn() -> Params) -> Result<BTreeMap<String, PastRace>, ReadError> {
    let of_row = |row: Row<'_>| past_race(row).map(|race| (race.info.key.to_string(), race));
    tx.run(&statement::HISTORY_RACES, question())?.readers().map(of_row).collect()
}

/// Adds the cars of races from their relations.
fn add_related(
    tx: &Tx<'_>,
    question: &dyn Fn() -> Params,
    races: &mut BTreeMap<String, PastRace>,
) -> Result<(), ReadError> {
    let listed = Listed {
        teams: named(&tx.run(&statement::HISTORY_TEAMS, question())?)?,
        makes: named(&tx.run(&statement::HISTORY_MAKES, question())?)?,
        cars: named(&tx.run(&statement::HISTORY_CARS, question())?)?,
    };
    for row in tx.run(&statement::HISTORY_RESULTS, question())?.readers() {
        let (race, car) = past_car(row, &listed)?;
        if let Some(race) = races.get_mut(race) {
            race.cars.push(car);
        }
    }
    Ok(())
}

/// Races in order of date, series and key, each with its cars in order of finish.
fn in_order(races: BTreeMap<String, PastRace>) -> Vec<PastRace> {
    let mut races: Vec<PastRace> = races.into_values().collect();
    races.iter_mut().for_each(sort_cars);
    races.sort_by(|a, b| {
        (a.info.date, a.info.series, &a.info.key).cmp(&(b.info.date, b.info.series, &b.info.key))
    });
    races
}

/// Later than every instant stored.
pub(crate) const END_OF_TIME: &str = "9999-12-31T23:59:59Z";

/// Teams, makes and car numbers by entry.
pub(crate) struct Listed {
    pub teams: BTreeMap<String, String>,
    pub makes: BTreeMap<String, String>,
    pub cars: BTreeMap<String, String>,
}

impl Listed {
    /// Those of one race, as known at the moment of the question.
    pub fn of_race(tx: &Tx<'_>, question: &dyn Fn() -> Params) -> Result<Self, ReadError> {
        Ok(Self {
            teams: named(&tx.run(&statement::RACE_TEAMS_LISTED, question())?)?,
            makes: named(&tx.run(&statement::RACE_MAKES_LISTED, question())?)?,
            cars: named(&tx.run(&statement::RACE_CARS_LISTED, question())?)?,
        })
    }
}

/// Pairs of an entry's key and a name.
pub(crate) fn named(rows: &Rows) -> Result<BTreeMap<String, String>, ReadError> {
    let pair = |row: Row<'_>| match <[String; 2]>::try_from(row.texts("listed")?) {
        Ok([entry, name]) => Ok((entry, name)),
        Err(_) => Err(ReadError::Unexpected {
            column: "listed".to_owned(),
            expected: "an entry's key and a name".to_owned(),
            found: row.value("listed").to_json().to_string(),
        }),
    };
    rows.readers().map(pair).collect()
}

pub(crate) fn sort_cars(race: &mut PastRace) {
    race.cars.sort_by_key(|car| (car.result.finish_on_track, car.entry.driver));
}

fn past_race(row: Row<'_>) -> Result<PastRace, ReadError> {
    Ok(PastRace {
        info: race_info(row)?,
        distance_laps: row.nested("race")?.int("distanceLaps")?,
        known_at: row.nested("race")?.parsed("resultKnownAt")?,
        cars: Vec::new(),
    })
}

fn past_car<'r>(row: Row<'r>, listed: &Listed) -> Result<(&'r str, PastCar), ReadError> {
    let (key, name, start) = match row.value("entry") {
        Value::List(values) => match values.as_slice() {
            [Value::Text(key), Value::Text(name), Value::Int(start)] => {
                (key, name, u8::try_from(*start).ok())
            }
            [Value::Text(key), Value::Text(name), Value::Null] => (key, name, None),
            _ => return Err(no_entry(row)),
        },
        _ => return Err(no_entry(row)),
    };
    let entry = entry(key, name, start, listed)?;
    let (race, _) = split_entry_key(key)?;
    Ok((race, PastCar { entry, result: loop_result(row.nested("result")?)? }))
}

fn no_entry(row: Row<'_>) -> ReadError {
    ReadError::Unexpected {
        column: "entry".to_owned(),
        expected: "key, name and grid place".to_owned(),
        found: row.value("entry").to_json().to_string(),
    }
}

/// An entry from its key, name and grid place, and what was listed with it.
pub(crate) fn entry(key: &str, name: &str, start: Option<u8>, listed: &Listed) -> Result<Entry, ReadError> {
    Ok(Entry {
        driver: split_entry_key(key)?.1,
        driver_name: name.to_owned(),
        start,
        car_number: listed.cars.get(key).cloned(),
        team: listed.teams.get(key).cloned(),
        make: listed.makes.get(key).cloned(),
    })
}

/// The setting of a race from its properties, layout and venue.
pub(crate) fn race_info(row: Row<'_>) -> Result<RaceInfo, ReadError> {
    let race = row.nested("race")?;
    Ok(RaceInfo {
        key: race.text("key")?.into(),
        series: race.parsed("series")?,
        date: race.parsed("date")?,
        number_of_day: race.int("numberOfDay")?,
        venue: row.text("venue")?.into(),
        layout: row.text("layout")?.into(),
        track_name: race.text("trackName")?.to_owned(),
        exhibition: race.bool("exhibition")?,
        lock_at: race.parsed("lockAt")?,
        scheduled_laps: race.int_opt("scheduledLaps")?,
    })
}

fn loop_result(row: Row<'_>) -> Result<LoopResult, ReadError> {
    let kind = row.text("statusKind")?;
    let kind = parse_status_kind(kind).ok_or_else(|| ReadError::Unexpected {
        column: "statusKind".to_owned(),
        expected: "a kind of ending".to_owned(),
        found: kind.to_owned(),
    })?;
    Ok(LoopResult {
        finish_on_track: row.int("finishOnTrack")?,
        finish_official: row.int_opt("finishOfficial")?,
        mid: row.int("mid")?,
        best: row.int("best")?,
        worst: row.int("worst")?,
        average_position: row.float("averagePosition")?,
        passing_diff: row.int("passingDiff")?,
        green_passes: row.int("greenPasses")?,
        green_times_passed: row.int("greenTimesPassed")?,
        quality_passes: row.int("qualityPasses")?,
        fastest_laps: row.int("fastestLaps")?,
        top_15_laps: row.int("top15Laps")?,
        laps_led: row.int("lapsLed")?,
        laps_completed: row.int("lapsCompleted")?,
        rating: row.float("rating")?,
        status: Status { raw: row.text("statusRaw")?.to_owned(), kind },
        lap_pace: lap_pace(row)?,
    })
}

fn lap_pace(row: Row<'_>) -> Result<Option<LapPace>, ReadError> {
    let Some(pace) = row.float_opt("lapPace")? else { return Ok(None) };
    Ok(Some(LapPace { pace, last_third: row.float_opt("lastThirdPace")?, laps: row.int("paceLaps")? }))
}
