//! The readers on samples of the real feeds (traps of their SOURCES.md), and on feeds made up here.

use domain::ids::DriverId;
use domain::season::SessionKind;
use domain::series::Series;
use domain::tracks::TrackReference;
use feeds::nascar::weekend::Weekend;
use feeds::nascar::{Reading, entry_list, lap_notes, lap_times, live, loop_stats, pits, points, practice};
use feeds::nascar::{plain_name, race_list, schedule, tables, weekend};
use feeds::parsed::Parsed;
use feeds::race_logs::LogRow;
use feeds::results::ResultRow;
use feeds::source::{self, Limits};
use std::collections::BTreeMap;
use std::path::Path;
use testkit::race_logs::shared_data;

fn sample(name: &str) -> Vec<u8> {
    let limits = Limits { max_line_bytes: 64 << 20, ..Limits::default() };
    source::read(&shared_data().join("feeds").join(name), &limits).expect("shared data").bytes
}

/// Nothing of it is quarantined, and no field is unknown.
fn clean<T>(reading: Reading<T>) -> T {
    assert_eq!((reading.complaints, reading.quarantined), (Vec::new(), 0));
    reading.value
}

fn log_rows(text: &str) -> Parsed<LogRow> {
    let file = source::read_from(Path::new("log.csv"), text.as_bytes(), &Limits::default()).unwrap();
    feeds::race_logs::parse(&file, TrackReference::builtin())
}

fn result_rows(text: &str) -> Parsed<ResultRow> {
    let file = source::read_from(Path::new("results.csv"), text.as_bytes(), &Limits::default()).unwrap();
    feeds::results::parse(&file, TrackReference::builtin())
}

/// The rows of the race logs, of a series and a date.
fn logged(series: Series, date: jiff::civil::Date) -> BTreeMap<DriverId, LogRow> {
    let file = source::read(&shared_data().join("race-logs.csv"), &Limits::default()).expect("shared data");
    let rows = feeds::race_logs::parse(&file, TrackReference::builtin()).rows;
    rows.into_iter()
        .filter(|row| row.series == series && row.date == date)
        .map(|row| (row.driver, row))
        .collect()
}

fn week(name: &str) -> Weekend {
    clean(weekend::read(name, &sample(name)).unwrap()).unwrap()
}

#[test]
#[ignore = "needs shared data"]
fn loop_statistics_are_the_rows_of_the_race_log_field_by_field() {
    let stats = clean(loop_stats::read("loopstats", &sample("loopstats.2023-2-5314.json")).unwrap()).unwrap();
    let races = clean(race_list::read("list", &sample("race_list_basic.2023.json.gz"), 2023).unwrap());
    let setting = races.into_iter().find(|race| race.race_id == 5314).unwrap();
    assert_eq!(setting.log_date(), jiff::civil::date(2023, 3, 19), "run on the 18th, local time");
    let laps = clean(lap_times::read("laps", &sample("lap-times.2023-2-5314.json.gz")).unwrap());
    let logged = logged(Series::Oreilly, setting.log_date());
    // The week's feed of this race is not among the samples: its statuses come from the log.
    let status = |driver: DriverId| logged.get(&driver).map(|row| row.result.status.raw.clone());
    let drivers =
        laps.cars.iter().map(|car| (car.driver, (car.driver_name.clone(), status(car.driver)))).collect();
    let table = tables::race_log(&setting, &stats, &drivers).unwrap();
    assert_eq!((table.rows, table.left_out), (38, Vec::new()));
    let found = log_rows(&table.text);
    assert_eq!(found.complaints, []);
    assert_eq!((found.rows.len(), logged.len()), (38, 38));
    for row in &found.rows {
        let known = &logged[&row.driver];
        assert_eq!((row.start, &row.result), (known.start, &known.result), "{}", known.driver_name);
        assert_eq!(
            (row.series, row.date, &row.place.layout),
            (known.series, known.date, &known.place.layout)
        );
        assert_eq!(row.driver_name, known.driver_name);
    }
}

#[test]
#[ignore = "needs shared data"]
fn the_weekend_feed_agrees_with_the_log_on_all_39_drivers() {
    let week = week("weekend-feed.2025-1-5550.json");
    assert_eq!(week.setting.log_date(), jiff::civil::date(2025, 4, 13));
    let table = tables::official_results(&week.setting, &week.cars).unwrap();
    let found = result_rows(&table.text);
    assert_eq!((found.complaints, found.rows.len()), (Vec::new(), 39));
    let logged = logged(Series::Cup, week.setting.log_date());
    assert_eq!(logged.len(), 39);
    for (row, car) in found.rows.iter().zip(&week.cars) {
        let log = &logged[&car.driver];
        let (of_feed, of_log) = (
            (row.start, row.finish, row.laps_completed, row.laps_led),
            (log.start, log.result.finish_on_track, log.result.laps_completed, log.result.laps_led),
        );
        assert_eq!(of_feed, of_log, "{}", row.driver_name);
        assert!(row.team.is_some() && row.make.is_some() && row.car_number.is_some());
        assert_eq!(row.race_id, 5550);
    }
    // Stages, cautions and leaders are counted.
    assert_eq!(
        (week.cautions.len(), week.leaders.len(), week.stages.as_slice()),
        (3, 5, &[(1, 10), (2, 10)][..])
    );
    assert_eq!(week.leaders.iter().map(|lead| lead.to - lead.from + 1).sum::<u32>(), 500);
    // Laps and laps led by running order equal the official ones, but for where the feed notes the last laps.
    let laps =
        clean(lap_times::read("laps", &sample("lap-times.cup.2025-04-13-bristol-5550.json.gz")).unwrap());
    let official = |driver| week.cars.iter().find(|result| result.driver == driver).unwrap();
    let differs = |car: &&lap_times::CarLaps| {
        car.completed_and_led() != (official(car.driver).laps, official(car.driver).laps_led)
    };
    let mut differing: Vec<&str> =
        laps.cars.iter().filter(differs).map(|car| car.driver_name.as_str()).collect();
    differing.sort_unstable();
    assert_eq!((laps.cars.len(), differing), (39, vec!["Josh Bilicki", "Kyle Larson", "Ryan Preece"]));
}

#[test]
#[ignore = "needs shared data"]
fn practice_and_qualifying_of_a_weekend_are_rows_of_practice() {
    let week = week("weekend-feed.2025-1-5550.json");
    let lock = week.scheduled_start.unwrap();
    let table = tables::practice(&week.setting, &week.runs, &[], lock).unwrap();
    let file = source::read_from(Path::new("p.csv"), table.text.as_bytes(), &Limits::default()).unwrap();
    let context = feeds::context::FileContext::default();
    let found = feeds::weekend::practice::parse(&file, TrackReference::builtin(), &context);
    assert_eq!((found.complaints, found.rows.len()), (Vec::new(), 78));
    // Its qualifying stands at 20:00Z, an hour after the race's start: the lock counts instead.
    assert!(found.rows.iter().all(|row| row.known_at.is_none_or(|moment| moment < lock)));
    assert_eq!(found.rows.iter().filter(|row| row.known_at.is_none()).count(), 39);
}

#[test]
#[ignore = "needs shared data"]
fn qualifying_that_was_rained_out_gives_no_laps() {
    let week = week("weekend-feed.2023-1-5274.json");
    assert!(week.cars.iter().all(|car| car.start.is_some() && car.finish.is_some()));
    let table = tables::practice(&week.setting, &week.runs, &[], week.setting.start);
    assert!(table.is_none_or(|table| !table.text.contains(",qualifying,")), "zeros are no laps");
}

#[test]
#[ignore = "needs shared data"]
fn the_race_list_is_a_snapshot_of_a_season_under_way() {
    let races = clean(race_list::read("list", &sample("race_list_basic.2023.json.gz"), 2023).unwrap());
    let count = |series| races.iter().filter(|race| race.series == series).count();
    assert_eq!([count(Series::Cup), count(Series::Oreilly), count(Series::Trucks)], [41, 33, 23]);
    assert_eq!(races.iter().filter(|race| race.series == Series::Cup && race.points).count(), 36);
    assert!(races.iter().any(|race| race.run) && races.iter().any(|race| !race.run));
    let open = races.iter().find(|race| race.race_id == 5285).unwrap();
    assert_eq!(open.date, jiff::civil::date(2023, 5, 21), "its time is given as midnight");
    let refused = race_list::read("list", &sample("race_list_basic.2023.json.gz"), 2017).unwrap_err();
    assert!(refused.to_string().contains("another season than 2017"), "{refused}");
}

#[test]
#[ignore = "needs shared data"]
fn averages_that_were_not_driven_are_absent() {
    let runs =
        clean(practice::read_averages("avg", &sample("lap-averages.2023-1-5273.practice.json")).unwrap());
    assert!(runs.iter().all(|run| run.kind == SessionKind::Practice));
    let cars: Vec<_> = runs.iter().flat_map(|run| &run.cars).collect();
    assert!(cars.iter().all(|car| car.runs.iter().flatten().all(|time| *time < 999.0)));
    assert!(cars.iter().any(|car| car.runs[0].is_some()) && cars.iter().all(|car| car.runs[5].is_none()));
    assert!(cars.iter().all(|car| plain_name(&car.driver_name) == car.driver_name));
}

#[test]
#[ignore = "needs shared data"]
fn lap_times_of_every_sample_are_read() {
    for (name, cars) in [
        ("lap-times.2023-2-5314.json.gz", 38),
        ("lap-times.2026-1-5617.trimmed.json", 2),
        ("lap-times.cup.2025-02-16-daytona.json.gz", 41),
        ("lap-times.cup.2025-03-02-cota.json.gz", 37),
        ("lap-times.cup.2025-03-16-las-vegas.json.gz", 36),
        ("lap-times.cup.2025-03-30-martinsville.json.gz", 38),
    ] {
        let laps = clean(lap_times::read(name, &sample(name)).unwrap());
        assert_eq!(laps.cars.len(), cars, "{name}");
        for car in &laps.cars {
            assert_eq!(plain_name(&car.driver_name), car.driver_name, "{name}: no marks are left");
            assert!(
                car.laps.iter().all(|lap| lap.number > 0 || lap.time.is_none()),
                "{name}: lap 0 is the grid"
            );
        }
        assert!(laps.flags.iter().all(|(_, state)| *state != 5), "{name}: the last flag is white");
    }
}

#[test]
#[ignore = "needs shared data"]
fn live_frames_count_ranges_and_no_stops_of_zeros() {
    let frame = clean(live::read("live", &sample("live-feed.2026-2-5651.final.json.gz")).unwrap());
    assert_eq!((frame.race_id, frame.flag, frame.run_type), (5651, 9, 3));
    assert_eq!(frame.cars.iter().map(|car| car.laps_led).sum::<u32>(), frame.lap);
    let mid = clean(live::read("live", &sample("live-feed.2023-1-5272.midrace.json.gz")).unwrap());
    assert_eq!((mid.race_id, mid.lap), (5272, 233));
    let practice = clean(live::read("live", &sample("live-feed.2023-1-5273.practice.json")).unwrap());
    assert_eq!((practice.run_type, practice.cars.iter().map(|car| car.laps_led).sum::<u32>()), (1, 0));
    assert!(mid.cars.iter().any(|car| car.stops > 0));
}

#[test]
#[ignore = "needs shared data"]
fn flags_stops_notes_and_points_are_counted() {
    let bare = clean(pits::read_flags("flags", &sample("live-flag-data.2026-2-5651.json")).unwrap());
    let wrapped =
        clean(pits::read_flags("flags", &sample("live-flag-data.2023-2-5314.wrapped.json")).unwrap());
    assert!(!bare.is_empty() && !wrapped.is_empty());
    assert!(wrapped.iter().flat_map(|flag| &flag.beneficiary).all(|car| car.trim() == car), "padding is cut");
    let stops = clean(pits::read_stops("pits", &sample("live-pit-data.2023-2-5314.json.gz")).unwrap());
    assert_eq!(stops.len(), 143);
    assert!(stops.is_sorted_by_key(|stop| stop.leader_lap), "they come in no order");
    let notes = clean(lap_notes::read("notes", &sample("lap-notes.2023-2-5314.json")).unwrap());
    assert!(notes.is_sorted_by_key(|note| note.lap) && !notes.is_empty());
    let standings = clean(points::read("points", &sample("live-points.2023.json")).unwrap());
    assert_eq!(standings.len(), 48);
    assert!(standings.iter().all(|standing| standing.wins.is_some()), "counts written as text are counts");
    let stages = clean(points::read_stages("stages", &sample("live-stage-points.2023-2-5314.json")).unwrap());
    assert!(!stages.is_empty() && stages.iter().all(|place| place.points <= 10));
    let sessions = clean(schedule::read("schedule", &sample("schedule-feed.2026-1.trimmed.json")).unwrap());
    assert_eq!(sessions.len(), 4);
}

#[test]
#[ignore = "needs shared data"]
fn the_shapes_of_2019_are_read() {
    let list = clean(entry_list::read("entries", &sample("entry-list.2019-2-4817.json")).unwrap());
    assert!(list.iter().any(|entered| entered.car.as_deref() == Some("00")), "leading zeros count");
    let cars = clean(weekend::read_results("results", &sample("raceResults.2019.json")).unwrap());
    assert!(cars.iter().all(|car| car.finish.is_some()));
    let quali = clean(practice::read_qualifying("q", &sample("qualification.2019.json")).unwrap());
    let live =
        clean(practice::read_qualifying("q", &sample("live-qualifying-data.2019-2-4817.json")).unwrap());
    for cars in [quali, live] {
        let drivers: std::collections::BTreeSet<_> = cars.iter().map(|car| car.driver).collect();
        assert!(!cars.is_empty() && drivers.len() == cars.len(), "each driver once, of his last round");
    }
    let trimmed =
        clean(weekend::read("w", &sample("weekend-feed.2026-1-5617.trimmed.json")).unwrap()).unwrap();
    assert_eq!(trimmed.cars.len(), 3);
    let loops = clean(loop_stats::read("l", &sample("loopstats.2026-1-5617.trimmed.json")).unwrap()).unwrap();
    assert_eq!(loops.cars.len(), 2);
}

const RACE: &str = r#""race_id":5580,"series_id":1,"race_season":2025,"race_name":"YellaWood, 500","race_type_id":1,
    "track_name":"Talladega Superspeedway","race_date":"2025-10-19T14:00:00","date_scheduled":"2025-10-19T14:00:00",
    "scheduled_laps":188,"stage_1_laps":60,"stage_2_laps":60,"stage_3_laps":68,"stage_4_laps":-51"#;

fn made_up(results: &str) -> Weekend {
    let text = format!(r#"{{"weekend_race":[{{{RACE},"results":[{results}]}}],"weekend_runs":[]}}"#);
    weekend::read("week.json", text.as_bytes()).unwrap().value.unwrap()
}

#[test]
fn a_feed_without_its_race_is_empty_and_another_shape_is_no_feed() {
    let empty = weekend::read("week.json", br#"{"weekend_race":null,"weekend_runs":[]}"#).unwrap();
    assert_eq!(empty.value, None);
    assert!(weekend::read("week.json", b"{}").is_err());
    assert!(weekend::read("week.json", b"<html>").is_err());
    assert!(lap_times::read("laps.json", b"[]").is_err());
    assert!(loop_stats::read("loop.json", b"[]").unwrap().value.is_none());
}

#[test]
fn nulls_dressed_as_values_are_absent() {
    let week = made_up(
        r#"{"driver_id":1,"driver_fullname":"Ann Apex","finishing_position":0,"starting_position":0}"#,
    );
    assert_eq!(week.setting.stages, [60, 60, 68], "no stage has -51 laps");
    assert_eq!((week.cars[0].start, week.cars[0].finish), (None, None));
    assert!(!week.is_result() && !week.setting.run);
}

#[test]
fn a_race_without_result_is_an_entry_list_and_half_a_grid_is_none() {
    let car = |id: u32, start: u32| {
        format!(
            r#"{{"driver_id":{id},"driver_fullname":"Driver {id} (P)","car_number":"0{id}","team_name":"Apex, Inc","starting_position":{start}}}"#
        )
    };
    let list = |cars: &str| {
        let table = tables::entry_list(&made_up(cars)).unwrap();
        let file =
            source::read_from(Path::new("list.csv"), table.text.as_bytes(), &Limits::default()).unwrap();
        feeds::entries::parse(&file, TrackReference::builtin(), &feeds::context::FileContext::default())
    };
    let whole = list(&[car(1, 2), car(2, 1)].join(","));
    assert_eq!(whole.complaints.iter().filter(|complaint| complaint.held_back).count(), 0);
    let first = &whole.rows[0];
    assert_eq!((first.entry.start, first.scheduled_laps), (Some(2), Some(188)));
    assert_eq!(
        (first.entry.car_number.as_deref(), first.entry.team.as_deref()),
        (Some("01"), Some("Apex, Inc"))
    );
    assert_eq!(first.entry.driver_name, "Driver 1");
    assert_eq!(first.lock_at.unwrap().to_string(), "2025-10-19T18:00:00Z");
    let half = list(&[car(1, 2), car(2, 0)].join(","));
    assert!(half.rows.iter().all(|row| row.entry.start.is_none()));
}

#[test]
fn a_record_without_its_key_is_quarantined_and_the_others_are_taken() {
    let text = format!(
        r#"{{"weekend_race":[{{{RACE},"results":[
            {{"driver_id":0,"driver_fullname":"Nobody","finishing_position":1}},
            {{"driver_id":2,"driver_fullname":null,"finishing_position":2}},
            {{"driver_id":"3","driver_fullname":"Cy Camber","finishing_position":"3.0","starting_position":4,"odd":1}}]}}]}}"#
    );
    let found = weekend::read("week.json", text.as_bytes()).unwrap();
    assert_eq!(found.quarantined, 2);
    let cars = &found.value.unwrap().cars;
    assert_eq!((cars.len(), cars[0].driver, cars[0].finish), (1, DriverId(3), Some(3)));
    let rules: Vec<&str> = found.complaints.iter().map(|complaint| complaint.rule.as_str()).collect();
    assert_eq!(rules, ["no-key", "no-key", "unknown-field"]);
}

#[test]
fn loop_data_without_a_name_are_listed_and_never_filled() {
    let car = |id: u32| {
        format!(
            r#"{{"driver_id":{id},"start_ps":1,"mid_ps":1,"ps":{id},"best_ps":1,"worst_ps":2,"avg_ps":1,"passes_gf":0,"passing_diff":0,
                "passed_gf":0,"quality_passes":0,"fast_laps":0,"top15_laps":0,"lead_laps":0,"laps":188,"rating":100}}"#
        )
    };
    let incomplete = car(3).replace(r#""rating":100"#, r#""rating":null"#);
    let text =
        format!(r#"[{{"race_id":5580,"act_laps":188,"drivers":[{},{},{incomplete}]}}]"#, car(1), car(2));
    let found = loop_stats::read("loop.json", text.as_bytes()).unwrap();
    assert_eq!(found.quarantined, 1);
    let week = made_up(
        r#"{"driver_id":1,"driver_fullname":"Ann Apex","finishing_status":"Running","finishing_position":1}"#,
    );
    let table = tables::race_log(&week.setting, &found.value.unwrap(), &tables::drivers_of(&week)).unwrap();
    assert_eq!(table.rows, 1);
    assert_eq!(table.left_out.iter().map(|(driver, _)| *driver).collect::<Vec<_>>(), [DriverId(2)]);
    assert_eq!(log_rows(&table.text).complaints, []);
}
