//! NASCAR's JSON of practice and qualifying, whatever its [`shape`](super::shape).
//!
//! The number of a row is that of its item in the file, from 1. Numbers may be written with or without a point.

use super::super::moment::{not_after_the_race, whole_second};
use super::super::row::{Item, WeekendRow, lap_miles, once, refused};
use super::shape::{Car, Lap, shape};
use super::{Unit, without_mark};
use crate::complaint::Complaint;
use crate::context::FileContext;
use crate::parsed::Parsed;
use crate::place::{Place, Places};
use crate::source::RawFile;
use crate::table::Fault;
use domain::evidence::RUNS;
use domain::series::Series;
use domain::tracks::TrackReference;
use jiff::civil::Date;
use serde_json::Value;

/// NASCAR's number of the race that a JSON file is about: written in it, or in its name as in the addresses of the
/// feeds (`2023-1-5273`, `2023/1/5273`).
pub fn race_id(file: &RawFile) -> Option<u32> {
    race_id_inside(file).or_else(|| race_id_of_name(&file.name))
}

/// NASCAR's number of the race that is written in a JSON file.
pub fn race_id_inside(file: &RawFile) -> Option<u32> {
    let value: Value = serde_json::from_slice(without_mark(file)).ok()?;
    let id = value.get("race_id")?.as_u64().filter(|id| *id > 0)?;
    u32::try_from(id).ok()
}

fn race_id_of_name(name: &str) -> Option<u32> {
    let parts: Vec<&str> = name.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let number = |text: &str, digits: usize| text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    let found = parts.windows(3).rev().find(|part| {
        number(part[0], 4)
            && part[0].starts_with("20")
            && matches!(part[1], "1" | "2" | "3")
            && number(part[2], 4)
    });
    found.and_then(|part| part[2].parse().ok())
}

/// What all rows of a file share.
struct Setting {
    series: Series,
    date: Date,
    place: Place,
    number: u8,
    miles: f64,
}

pub(super) fn parse(file: &RawFile, tracks: &TrackReference, context: &FileContext) -> Parsed<WeekendRow> {
    let value: Value = match serde_json::from_slice(without_mark(file)) {
        Ok(value) => value,
        Err(error) => {
            let next_step = "a line before or after the object must go; fetch the file again";
            return refused(file, Fault::new("", "not-json", "", format!("is not JSON: {error}"), next_step));
        }
    };
    let read = match shape(&value) {
        Ok(read) => read,
        Err(fault) => return refused(file, fault),
    };
    let setting = match setting(tracks, context) {
        Ok(setting) => setting,
        Err(fault) => return refused(file, fault),
    };
    let mut complaints: Vec<Complaint> = Vec::new();
    let mut rows = Vec::new();
    let mut without_lap = 0_u64;
    for (line, fault) in read.faults {
        complaints.push(fault.at(&file.name, line, true));
    }
    for car in read.cars {
        let line = car.line;
        if car.best_lap.is_none() && car.runs.iter().all(Option::is_none) {
            without_lap += 1;
            continue;
        }
        match row(car, &setting, context) {
            Ok(row) => rows.push(row),
            Err(fault) => complaints.push(fault.at(&file.name, line, true)),
        }
    }
    if without_lap > 0 {
        let problem = format!("{without_lap} of {} cars have no timed lap", read.items);
        let fault = Fault::new("", "no-lap", without_lap, problem, "nothing need be done: they are left out");
        complaints.push(fault.at(&file.name, 0, false));
    }
    complaints.sort_by_key(|complaint| complaint.line);
    once(file, rows, complaints, read.items)
}

fn setting(tracks: &TrackReference, context: &FileContext) -> Result<Setting, Fault> {
    let Some(race) = &context.race else {
        let next_step = "say which with --race KEY (`backstretch races` lists them)";
        return Err(Fault::new("", "no-race", "", "does not say of which race it is", next_step));
    };
    let place = Places::new(tracks).find("", &race.track_name, race.date.year())?;
    let miles = lap_miles(tracks, &place).ok_or_else(|| {
        let next_step = "add the layout's length to data/reference/tracks.toml";
        Fault::new("", "no-lap-length", &place.layout, "has no known length", next_step)
    })?;
    Ok(Setting { series: race.series, date: race.date, place, number: race.number, miles })
}

fn row(car: Car, setting: &Setting, context: &FileContext) -> Result<WeekendRow, Fault> {
    let speed = |lap: Lap| {
        let unit = if lap.in_seconds { Unit::Seconds(setting.miles) } else { Unit::MilesAnHour };
        unit.speed(lap.field, &lap.number.to_string(), lap.number)
    };
    let mut runs = [None; RUNS.len()];
    for (run, lap) in runs.iter_mut().zip(car.runs) {
        *run = lap.map(speed).transpose()?;
    }
    let known_at = context.known_at.map(whole_second).or(car.known_at);
    not_after_the_race("", known_at, setting.date)?;
    Ok(WeekendRow {
        line: car.line,
        series: setting.series,
        date: setting.date,
        place: setting.place.clone(),
        number: Some(setting.number),
        driver: car.driver,
        driver_name: car.driver_name,
        known_at,
        item: Item::Pace { session: car.session, best_lap: car.best_lap.map(speed).transpose()?, runs },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::ContextRace;
    use crate::source;
    use domain::evidence::SessionName;
    use domain::ids::DriverId;
    use domain::season::SessionKind;
    use jiff::Timestamp;
    use std::path::Path;

    fn context() -> FileContext {
        let race = ContextRace {
            key: "cup-2026-03-08-phoenix".into(),
            series: Series::Cup,
            date: jiff::civil::date(2026, 3, 8),
            track_name: "Phoenix Raceway".to_owned(),
            number: 1,
        };
        FileContext { race: Some(race), ..FileContext::default() }
    }

    fn file(name: &str, text: &str) -> RawFile {
        source::read_from(Path::new(name), text.as_bytes(), &source::Limits::default()).unwrap()
    }

    fn parsed(text: &str) -> Parsed<WeekendRow> {
        super::super::parse(&file("practice.json", text), TrackReference::builtin(), &context())
    }

    fn pace(row: &WeekendRow) -> (&SessionName, Option<f64>, [Option<f64>; RUNS.len()]) {
        match &row.item {
            Item::Pace { session, best_lap, runs } => (session, *best_lap, *runs),
            other => panic!("{other:?}"),
        }
    }

    fn rules(found: &Parsed<WeekendRow>) -> Vec<(&str, u64, bool)> {
        found.complaints.iter().map(|c| (c.rule.as_str(), c.line, c.held_back)).collect()
    }

    const AVERAGES: &str = r#"[{"Title":"Final Practice","Items":[
        {"NASCARDriverID":1,"FullName":"* Ann Apex","BestLapTime":27,"BestLapRank":1,
         "Con5Lap":27.5,"Con5LapRank":1,"Con10Lap":999,"Con10LapRank":null},
        {"NASCARDriverID":2,"FullName":"Bo Brake","BestLapTime":999,"Con5Lap":999,"Con5LapRank":null},
        {"NASCARDriverID":0,"FullName":"","BestLapTime":27.9},
        {"NASCARDriverID":3,"FullName":"Cy Camber","BestLapTime":2.7}]},
        {"Title":"Qualifying","Items":[{"NASCARDriverID":1,"FullName":"Ann Apex","BestLapTime":26.5}]}]"#;

    #[test]
    fn lap_averages_give_times_where_there_is_a_rank() {
        let found = parsed(AVERAGES);
        assert_eq!(rules(&found), [("no-lap", 0, false), ("blank", 3, true), ("no-race-lap", 4, true)]);
        assert_eq!((found.rows_read, found.rows.len()), (5, 2));
        let (session, best_lap, runs) = pace(&found.rows[0]);
        assert_eq!(
            (session.kind, session.key().as_str()),
            (SessionKind::Practice, "practice:final-practice")
        );
        assert_eq!((best_lap, runs[0], runs[1]), (Some(3600.0 / 27.0), Some(3600.0 / 27.5), None));
        assert_eq!((found.rows[0].driver, found.rows[0].number), (Some(DriverId(1)), Some(1)));
        assert_eq!(pace(&found.rows[1]).0.kind, SessionKind::Qualifying);
    }

    #[test]
    fn a_session_that_is_no_practice_and_no_qualifying_is_held_back() {
        let kind = |title: &str| {
            let found = parsed(&AVERAGES.replace("Final Practice", title));
            let of = found.rows.iter().find(|row| row.line == 1).map(|row| pace(row).0.kind);
            (of, rules(&found).contains(&("unknown-session", 1, true)), found.rows.len(), found.rows_read)
        };
        assert_eq!(kind("PRACTICE 2"), (Some(SessionKind::Practice), false, 2, 5));
        assert_eq!(kind("Pole Qualifying"), (Some(SessionKind::Qualifying), false, 2, 5));
        for title in ["Race", "", "Stage 1", "Happy Hour"] {
            assert_eq!(kind(title), (None, true, 1, 5), "{title}");
        }
    }

    #[test]
    fn the_averages_of_2019_name_their_drivers() {
        let found = parsed(
            r#"{"10-Lap-Average":[{"pos":"1","carNumber":"7","dName":"Ann Apex #","lapSpeedAverage":120.5}]}"#,
        );
        assert_eq!(found.complaints, []);
        assert_eq!(found.rows[0].driver_name.as_deref(), Some("Ann Apex #"));
        assert_eq!(pace(&found.rows[0]).2[1], Some(120.5));
        let several = parsed(
            r#"{"10-Lap-Average":[{"dName":"Ann Apex","lapSpeedAverage":120.5}],"11-Lap-Average":[{}],
                "5-Lap-Average":[{"dName":"Ann Apex","lapSpeedAverage":121.5}],"15-Lap-Average":7,"race_id":4817}"#,
        );
        let runs: Vec<[Option<f64>; 2]> =
            several.rows.iter().map(|row| [pace(row).2[0], pace(row).2[1]]).collect();
        assert_eq!((runs, several.rows_read), (vec![[Some(121.5), None], [None, Some(120.5)]], 2));
        let mut unknown: Vec<&str> = several.complaints.iter().map(|c| c.value.as_str()).collect();
        unknown.sort_unstable();
        assert_eq!(unknown, ["11-Lap-Average", "15-Lap-Average"]);
        assert_eq!(rules(&several), [("unknown-average", 0, true); 2]);
        let odd = parsed(r#"{"11-Lap-Average":[]}"#);
        assert_eq!(rules(&odd), [("unknown-shape", 0, true)]);
    }

    const LIVE: &str = r#"{"race_id":5273,"run_type":1,"run_name":"Practice 1","time_of_day_os":"2026-03-07T13:00:00.25-05:00",
        "vehicles":[{"driver":{"driver_id":1,"full_name":"Ann Apex"},"best_lap_speed":0.0,"best_lap_time":0.0},
                    {"driver":{"driver_id":2,"full_name":"Bo Brake(i)"},"best_lap_speed":131.25,"best_lap_time":27.4}]}"#;

    #[test]
    fn a_live_feed_knows_its_moment_and_zeros_are_no_laps() {
        let found = parsed(LIVE);
        assert_eq!(rules(&found), [("no-lap", 0, false)]);
        assert_eq!((found.rows.len(), pace(&found.rows[0]).1), (1, Some(131.25)));
        assert_eq!(found.rows[0].known_at, Some("2026-03-07T18:00:01Z".parse().unwrap()));
        let race = parsed(&LIVE.replace("\"run_type\":1", "\"run_type\":3"));
        assert!(!race.header_ok);
        assert_eq!(rules(&race), [("not-practice", 0, true)]);
    }

    #[test]
    fn qualifying_of_2019() {
        let found = parsed(
            r#"[{"run_id":1,"driver_id":1,"driver_name":"Ann Apex","finishing_position":1,"best_lap_time":26.5,"best_lap_speed":135.8},
                {"run_id":1,"driver_id":2,"driver_name":"Bo Brake","finishing_position":2,"best_lap_time":0.0,"best_lap_speed":0.0}]"#,
        );
        assert_eq!(rules(&found), [("no-lap", 0, false)]);
        assert_eq!(
            (pace(&found.rows[0]).0.kind, pace(&found.rows[0]).1),
            (SessionKind::Qualifying, Some(135.8))
        );
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_a_next_step() {
        let check = |text: &str, context: &FileContext, rule: &str| {
            let found = super::super::parse(&file("x.json", text), TrackReference::builtin(), context);
            assert!(!found.header_ok && found.rows.is_empty(), "{rule}");
            assert_eq!(found.complaints[0].rule, rule);
            assert!(!found.complaints[0].next_step.is_empty());
        };
        check("[{]", &context(), "not-json");
        check("{} Source: https://example.org", &context(), "not-json");
        check("[]", &context(), "unknown-shape");
        check("{\"laps\":{}}", &context(), "unknown-shape");
        check(AVERAGES, &FileContext::default(), "no-race");
        let deep = "[".repeat(60_000);
        check(&deep, &context(), "not-json");
    }

    #[test]
    fn a_race_is_known_by_the_file_or_its_name() {
        assert_eq!(race_id(&file("feed.json", LIVE)), Some(5273));
        assert_eq!(race_id(&file("lap-averages.2023-1-5274.practice.json", AVERAGES)), Some(5274));
        assert_eq!(race_id(&file("cacher/2023/1/5275/lap-averages.json", AVERAGES)), Some(5275));
        assert_eq!(race_id_inside(&file("cacher/2023/1/5275/live-feed.json", LIVE)), Some(5273));
        assert_eq!(race_id_inside(&file("cacher/2023/1/5275/lap-averages.json", AVERAGES)), None);
        assert_eq!(race_id(&file("lap-averages.json", AVERAGES)), None);
        assert_eq!(race_id(&file("2023-03-26.json", AVERAGES)), None);
    }

    #[test]
    fn the_stated_moment_counts() {
        let moment: Timestamp = "2026-03-06T22:00:00Z".parse().unwrap();
        let context = FileContext { known_at: Some(moment), ..context() };
        let found = super::super::parse(&file("x.json", AVERAGES), TrackReference::builtin(), &context);
        assert!(found.rows.iter().all(|row| row.known_at == Some(moment)));
        assert!(parsed(AVERAGES).rows.iter().all(|row| row.known_at.is_none()));
    }
}
