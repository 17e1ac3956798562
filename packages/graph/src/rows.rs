//! A race's facts as the rows that statements write, and the digest over them.

use crate::evidence::{self, WeekendRows};
use crate::keys::{driver_key, entry_key, season_key};
use crate::value::{Value, row};
use domain::entry_list::EntryList;
use domain::facts::{CarFacts, RaceFacts, RaceGroupKey};
use domain::result::LoopResult;
use domain::season::SessionKind;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

/// Part of every race's digest. Change it with what is written of a race: then every race is written anew once.
const FORM: &str = "race-4";

/// Everything that is written of one race.
pub(crate) struct RaceRows {
    pub digest: String,
    pub season: Value,
    pub race: Value,
    pub session: Option<Value>,
    pub lists: Vec<Value>,
    pub entries: Vec<Value>,
    pub teams: Vec<Value>,
    pub makes: Vec<Value>,
    pub cars: Vec<Value>,
    pub car_numbers: Vec<Value>,
    pub results: Vec<Value>,
    pub weekend: WeekendRows,
}

/// The most laps any car completed.
fn distance_laps(facts: &RaceFacts) -> Option<u32> {
    facts.cars.iter().filter_map(|car| car.result.as_ref()).map(|result| result.laps_completed).max()
}

/// The rows of a race, in an order of their own so that the digest is one of the facts.
pub(crate) fn race_rows(race_group: &RaceGroupKey, facts: &RaceFacts) -> RaceRows {
    let info = &facts.info;
    let race_key = info.key.as_str();
    let session_kind = SessionKind::Race.key();
    let session_key = format!("{race_key}/{session_kind}");
    let mut cars: Vec<&CarFacts> = facts.cars.iter().collect();
    cars.sort_by_key(|car| car.entry.driver);
    let mut aliases = facts.aliases.clone();
    aliases.sort();
    aliases.dedup();

    let season =
        row! { key: season_key(race_group), series: race_group.series.key(), year: race_group.season };
    let entered = cars.iter().map(|car| car.entry_known_at);
    let known_at = entered.chain(facts.lists.iter().map(|list| list.known_at)).fold(info.lock_at, Ord::min);
    let race = row! {
        key: race_key, name: facts.name.as_deref(), series: info.series.key(), season: season_key(race_group),
        layout: info.layout.as_str(), knownAt: known_at, date: info.date,
        numberOfDay: info.number_of_day, trackName: info.track_name.as_str(), exhibition: info.exhibition,
        lockAt: info.lock_at, scheduledLaps: info.scheduled_laps, aliases: aliases,
        resultKnownAt: facts.result_known_at, distanceLaps: distance_laps(facts), raceGroup: race_group.to_string(),
    };
    let session = facts.result_known_at.map(|known_at| {
        let results = cars.iter().filter_map(|car| Some((&car.entry, car.result.as_ref()?)));
        row! {
            key: session_key.as_str(), race: race_key, kind: session_kind, knownAt: known_at,
            resultsText: crate::result_text::write(results),
        }
    });

    let mut rows = RaceRows {
        digest: String::new(),
        season,
        race,
        session,
        lists: facts.lists.iter().zip(1..).map(|(list, number)| list_row(race_key, list, number)).collect(),
        entries: Vec::with_capacity(cars.len()),
        teams: Vec::new(),
        makes: Vec::new(),
        cars: Vec::new(),
        car_numbers: Vec::new(),
        results: Vec::with_capacity(cars.len()),
        weekend: evidence::rows(&info.key, &facts.evidence),
    };
    for car in cars {
        let entry = &car.entry;
        let key = entry_key(&info.key, entry.driver);
        rows.entries.push(row! {
            key: key.as_str(), race: race_key, driver: driver_key(entry.driver), driverName: entry.driver_name.as_str(),
            knownAt: car.entry_known_at, start: entry.start, gridKnownAt: car.grid_known_at,
        });
        if let Some(team) = &entry.team {
            rows.teams.push(row! { entry: key.as_str(), key: team.as_str() });
        }
        if let Some(make) = &entry.make {
            rows.makes.push(row! { entry: key.as_str(), key: make.as_str() });
        }
        if let Some(number) = &entry.car_number {
            let car_key = format!("{}:{number}", race_group.series);
            rows.car_numbers.push(row! { key: car_key.as_str(), number: number.as_str() });
            rows.cars.push(row! { entry: key.as_str(), key: car_key });
        }
        // A result without the moment it could be known cannot be shown at any moment.
        if let (Some(result), Some(known_at)) = (&car.result, facts.result_known_at) {
            rows.results.push(result_row(&key, &session_key, known_at, result));
        }
    }
    rows.digest = digest(race_group, &rows);
    rows
}

fn list_row(race: &str, list: &EntryList, number: i64) -> Value {
    row! {
        key: format!("{race}/list:{number}"), race: race, number: number, knownAt: list.known_at,
        statedAt: list.stated_at, rowsText: crate::list_text::write(&list.entries),
        heldText: crate::list_text::write(&list.held),
    }
}

fn result_row(entry: &str, session: &str, known_at: Timestamp, result: &LoopResult) -> Value {
    row! {
        entry: entry, session: session, knownAt: known_at, finishOnTrack: result.finish_on_track,
        finishOfficial: result.finish_official, mid: result.mid, best: result.best, worst: result.worst, averagePosition: result.average_position,
        passingDiff: result.passing_diff, greenPasses: result.green_passes,
        greenTimesPassed: result.green_times_passed, qualityPasses: result.quality_passes,
        fastestLaps: result.fastest_laps, top15Laps: result.top_15_laps, lapsLed: result.laps_led,
        lapsCompleted: result.laps_completed, rating: result.rating, statusRaw: result.status.raw.as_str(),
        statusKind: crate::names::status_kind(result.status.kind), lapPace: result.lap_pace.map(|pace| pace.pace),
        lastThirdPace: result.lap_pace.and_then(|pace| pace.last_third), paceLaps: result.lap_pace.map(|pace| pace.laps),
    }
}

/// Properties of a result that count in a digest only where they are there: results without laps keep theirs.
const WHERE_PRESENT: [&str; 3] = ["lapPace", "lastThirdPace", "paceLaps"];

/// SHA-256 over the rows in a fixed order; provenance is not part of it.
fn digest(race_group: &RaceGroupKey, rows: &RaceRows) -> String {
    let mut hash = Sha256::new();
    hash.update(FORM);
    hash.update([0]);
    hash.update(race_group.to_string());
    let WeekendRows { sessions, paces, prices, entry_claims, race_claims } = &rows.weekend;
    let lists = [&rows.entries, &rows.teams, &rows.makes, &rows.cars, &rows.results];
    // Of a race without evidence and lists nothing is added, so that its digest is as it was.
    let weekend = [sessions, paces, prices, entry_claims, race_claims, &rows.lists];
    let all = [&rows.season, &rows.race]
        .into_iter()
        .chain(&rows.session)
        .chain(lists.into_iter().chain(weekend).flatten());
    for value in all {
        update(&mut hash, value);
    }
    crate::export::hexadecimal(&hash.finalize())
}

/// Feeds a value to the hash with its kind and length, so that no two values look alike.
fn update(hash: &mut Sha256, value: &Value) {
    match value {
        Value::Null => hash.update(b"n"),
        Value::Bool(value) => hash.update([b'b', u8::from(*value)]),
        Value::Int(value) => {
            hash.update(b"i");
            hash.update(value.to_be_bytes());
        }
        Value::Float(value) => {
            hash.update(b"f");
            hash.update(value.to_bits().to_be_bytes());
        }
        Value::Text(text) => {
            hash.update(b"t");
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
        Value::List(values) => {
            hash.update(b"l");
            hash.update((values.len() as u64).to_be_bytes());
            values.iter().for_each(|value| update(hash, value));
        }
        Value::Map(map) => {
            let counts =
                |name: &str, value: &Value| !(WHERE_PRESENT.contains(&name) && matches!(value, Value::Null));
            let counted: Vec<_> = map.iter().filter(|(name, value)| counts(name, value)).collect();
            hash.update(b"m");
            hash.update((counted.len() as u64).to_be_bytes());
            for (name, value) in counted {
                hash.update((name.len() as u64).to_be_bytes());
                hash.update(name.as_bytes());
                update(hash, value);
            }
        }
    }
}
