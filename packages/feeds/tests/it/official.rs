//! Laws of official results and teams: what is joined to what, and what is held back.

use crate::support::*;
use domain::aliases::NameMatch;
use domain::evidence::{ClaimValue, SessionName};
use domain::facts::{RaceFacts, RaceGroup};
use domain::ids::{DriverId, SnapshotId};
use domain::season::SessionKind;
use domain::series::Series;
use feeds::entries::EntryRow;
use feeds::identity::{MatchKind, RawRows, Resolution, Stated, Supersedes};
use feeds::place::Place;
use feeds::race_logs::LogRow;
use feeds::results::ResultRow;
use feeds::teams::TeamRow;
use feeds::weekend::{Item, WeekendRow};
use jiff::civil::{Date, date};
use proptest::prelude::*;

const DAY: Date = date(2025, 11, 2);
const ID: u32 = 5596;

fn log() -> Vec<LogRow> {
    race(DAY, 1, 12, 3)
}

fn rows(logs: Vec<LogRow>, results: Vec<ResultRow>, teams: Vec<TeamRow>) -> RawRows {
    RawRows {
        logs: stated("logs", logs),
        results: stated("results", results),
        teams: stated("teams", teams),
        ..RawRows::default()
    }
}

fn resolved(logs: Vec<LogRow>, results: Vec<ResultRow>, teams: Vec<TeamRow>) -> Resolution {
    resolve_all(rows(logs, results, teams), &[])
}

fn the_race(found: &Resolution) -> &RaceFacts {
    assert_eq!(found.race_group.races.len(), 1);
    &found.race_group.races[0]
}

fn held(found: &Resolution) -> Vec<(&str, u32)> {
    found.race_group.quarantines.iter().map(|held| (held.rule.as_str(), held.rows)).collect()
}

fn kinds(found: &Resolution) -> Vec<MatchKind> {
    found.matches.iter().map(|found| found.kind).collect()
}

fn remarked(found: &Resolution, rule: &str) -> usize {
    found.remarks.iter().filter(|remark| remark.rule == rule).count()
}

fn car(race: &RaceFacts, driver: u32) -> [Option<&str>; 3] {
    let car = race.cars.iter().find(|car| car.entry.driver == DriverId(driver)).expect("entered");
    [car.entry.car_number.as_deref(), car.entry.team.as_deref(), car.entry.make.as_deref()]
}

fn official(race: &RaceFacts, driver: u32) -> Option<u8> {
    let car = race.cars.iter().find(|car| car.entry.driver == DriverId(driver)).expect("entered");
    car.result.as_ref().and_then(|result| result.finish_official)
}

#[test]
fn results_give_a_race_its_name_id_cars_and_official_finishes() {
    let check = |day: i8, kind: MatchKind, aliases: &[&str]| {
        let found = resolved(log(), results_of(&log(), date(2025, 11, day), ID), Vec::new());
        assert_eq!((kinds(&found), held(&found)), (vec![kind], vec![]), "{day}");
        let race = the_race(&found);
        assert_eq!(race.info.key.as_str(), "trucks-2025-11-02-phoenix");
        assert_eq!(race.name.as_deref(), Some("Race 5596"));
        assert_eq!(race.aliases, aliases);
        assert_eq!(car(race, 7), [Some("7"), None, Some("Ford")]);
        let alone = resolved(log(), Vec::new(), Vec::new());
        for (with, without) in race.cars.iter().zip(&the_race(&alone).cars) {
            let finish = without.result.as_ref().unwrap().finish_on_track;
            assert_eq!(with.result.as_ref().unwrap().finish_official, Some(finish));
            assert_eq!(with.entry_known_at, race.info.lock_at, "car and make are known at lock");
        }
        assert_eq!(race.result_known_at, the_race(&alone).result_known_at);
        let files: Vec<&str> = race.stated_by.iter().map(|part| part.snapshot.as_str()).collect();
        assert_eq!(files, ["logs", "results"]);
    };
    check(2, MatchKind::Exact, &["nascar:5596"]);
    check(1, MatchKind::Windowed, &["nascar:5596", "trucks-2025-11-01-phoenix"]);
    check(3, MatchKind::Windowed, &["nascar:5596", "trucks-2025-11-03-phoenix"]);
    let two_days = date(2025, 10, 31);
    let found = resolved(log(), results_of(&log(), two_days, ID), Vec::new());
    assert_eq!(kinds(&found), [MatchKind::Windowed]);
}

#[test]
fn results_alone_make_no_race_and_wait() {
    for results in [results_of(&log(), DAY, ID), results_of(&log(), date(2025, 11, 4), ID)] {
        let alone = resolved(Vec::new(), results.clone(), Vec::new());
        assert!(alone.race_group.races.is_empty());
        assert_eq!((kinds(&alone), held(&alone)), (vec![MatchKind::Unmatched], vec![("no-race-log", 12)]));
        assert_eq!(alone.race_group.parts.len(), 1, "the file is found again when the log comes");
    }
    let too_far = resolved(log(), results_of(&log(), date(2025, 11, 4), ID), Vec::new());
    assert_eq!(kinds(&too_far), [MatchKind::Unmatched]);
    assert_eq!(the_race(&too_far).name, None);
}

#[test]
fn a_disqualification_is_the_official_finish_beside_the_one_on_the_track() {
    let mut results = results_of(&log(), DAY, ID);
    for row in &mut results {
        row.finish = if row.finish == 1 { 12 } else { row.finish - 1 };
    }
    let found = resolved(log(), results, Vec::new());
    let race = the_race(&found);
    assert_eq!((official(race, 1), official(race, 2)), (Some(12), Some(1)));
    assert_eq!(race.cars[0].result.as_ref().unwrap().finish_on_track, 1);
    assert_eq!(remarked(&found, "finish-differs"), 1);
}

#[test]
fn rows_of_two_races_are_held_back_whole_and_the_race_stays_as_its_log() {
    let mut union = results_of(&log(), DAY, ID);
    union.extend((20..25).map(|driver| result_row(DAY, ID, driver, driver as u8 - 19, driver as u8 - 12)));
    let found = resolved(log(), union, Vec::new());
    assert_eq!((kinds(&found), held(&found)), (vec![MatchKind::HeldBack], vec![("place-claimed-twice", 17)]));
    let alone = resolved(log(), Vec::new(), Vec::new());
    assert_eq!(facts(found.race_group).races, facts(alone.race_group).races);
}

#[test]
fn two_races_of_a_day_are_ambiguous() {
    let two = [race(DAY, 1, 18, 3), race(DAY, 9, 17, 5)].concat();
    let found = resolved(two, results_of(&race(DAY, 1, 18, 3), DAY, ID), Vec::new());
    assert_eq!((kinds(&found), held(&found)), (vec![MatchKind::Ambiguous], vec![("ambiguous-race", 18)]));
    assert_eq!(found.race_group.races.len(), 2);
    let twice = [results_of(&log(), DAY, ID), results_of(&log(), DAY, ID + 1)].concat();
    let found = resolved(log(), twice, Vec::new());
    assert_eq!(kinds(&found), [MatchKind::Ambiguous; 2]);
    assert_eq!(the_race(&found).name, None);
}

#[test]
fn a_race_whose_log_is_held_back_has_no_results() {
    let mut contradictory = log();
    contradictory.extend((20..23).map(|driver| log_row(DAY, driver, 1, 1, 1)));
    let found = resolved(contradictory, results_of(&log(), DAY, ID), Vec::new());
    assert_eq!(kinds(&found), [MatchKind::Unmatched]);
    assert!(found.race_group.races.is_empty());
}

/// The names of real drivers, since the alias table is of the real sport.
fn named(logs: &[(&str, u8)], results: &[(&str, u8)]) -> Resolution {
    let (mut log_rows, mut official_rows) = (log(), results_of(&log(), DAY, ID));
    for (row, (name, start)) in log_rows.iter_mut().zip(logs) {
        (row.driver_name, row.start) = ((*name).to_owned(), *start);
    }
    for (row, (name, start)) in official_rows.iter_mut().zip(results) {
        (row.driver_name, row.start) = ((*name).to_owned(), *start);
    }
    resolved(log_rows, official_rows, Vec::new())
}

#[test]
fn drivers_are_found_by_their_other_spellings() {
    let spelt = [
        ("John Hunter Nemechek", "John H. Nemechek", NameMatch::Alias),
        ("Nick Sanchez", "Nicholas Sanchez", NameMatch::Alias),
        ("Daniel Suarez", "Daniel Suárez", NameMatch::Normalised),
        ("Martin Truex Jr.", "Martin Truex Jr", NameMatch::Normalised),
        ("Trey Burke III", "Trey Burke", NameMatch::WithoutSuffix),
    ];
    let logs: Vec<(&str, u8)> = spelt.iter().zip(30..).map(|(spelt, start)| (spelt.0, start)).collect();
    let results: Vec<(&str, u8)> = spelt.iter().zip(30..).map(|(spelt, start)| (spelt.1, start)).collect();
    let found = named(&logs, &results);
    assert_eq!(held(&found), []);
    for (driver, (name, written, how)) in (1..).zip(spelt) {
        assert_eq!(official(the_race(&found), driver), Some(driver as u8), "{written}");
        let used = found.names.iter().find(|used| used.written == written).unwrap();
        assert_eq!((used.driver_name.as_str(), used.how), (name, how));
    }
    assert_eq!(found.names.len(), spelt.len());
}

/// Trucks Daytona 2023-02-17: two men named White, and the results call one of them by the other's name.
#[test]
fn a_name_under_review_and_the_one_it_is_mistaken_for_are_held_back() {
    let found =
        named(&[("Jason White", 36), ("Jason A. White", 37)], &[("Jason M. White", 36), ("Jason White", 37)]);
    assert_eq!(held(&found), [("driver-under-review", 1), ("start-differs", 1)]);
    let race = the_race(&found);
    assert_eq!((official(race, 1), official(race, 2), official(race, 3)), (None, None, Some(3)));
    assert_eq!(car(race, 1), [None; 3], "nothing is filled in");
}

#[test]
fn a_driver_without_a_log_row_is_listed_and_not_filled_in() {
    let mut results = results_of(&log(), DAY, ID);
    results.push(result_row(DAY, ID, 99, 13, 13));
    let found = resolved(log(), results, Vec::new());
    assert_eq!(held(&found), [("unknown-driver", 1)]);
    assert!(
        found.race_group.quarantines[0].reason.contains("Driver 99"),
        "{:?}",
        found.race_group.quarantines
    );
    assert_eq!(the_race(&found).cars.len(), 12);
}

#[test]
fn a_corrected_file_supersedes_the_old_one() {
    let old = results_of(&log(), DAY, ID);
    let mut new = old.clone();
    (new[3].finish, new[4].finish) = (5, 4);
    let rows = |supersedes: &[Supersedes]| {
        let results = [stated("old", old.clone()), stated("new", new.clone())].concat();
        let rows = RawRows { logs: stated("logs", log()), results, ..RawRows::default() };
        resolve_all(rows, supersedes)
    };
    let both = rows(&[]);
    assert_eq!(kinds(&both), [MatchKind::HeldBack]);
    assert_eq!(the_race(&both).name, None);
    let right = rows(&[Supersedes { newer: "new".into(), older: "old".into() }]);
    assert_eq!((kinds(&right), held(&right)), (vec![MatchKind::Exact], vec![]));
    assert_eq!((official(the_race(&right), 4), official(the_race(&right), 5)), (Some(5), Some(4)));
}

#[test]
fn a_list_stands_before_results_and_results_before_a_span() {
    let mut listed = entry_row(DAY, 1, None, Some("07"));
    listed.entry.make = Some("Toyota".to_owned());
    let teams = [
        team_row(1, "07", "First Racing", DAY, DAY),
        team_row(2, "2", "Second Racing", DAY, DAY),
        team_row(3, "33", "Third Racing", DAY, DAY),
    ];
    let mut all = rows(log(), results_of(&log(), DAY, ID), teams.to_vec());
    all.entries = stated("list", [listed]);
    let found = resolve_all(all, &[]);
    let race = the_race(&found);
    assert_eq!(car(race, 1), [Some("07"), Some("First Racing"), Some("Toyota")]);
    assert_eq!(car(race, 2), [Some("2"), Some("Second Racing"), Some("Ford")]);
    assert_eq!(car(race, 3), [Some("3"), None, Some("Ford")], "a span of another car gives nothing");
    assert_eq!((remarked(&found, "entry-differs"), remarked(&found, "car-differs")), (3, 1));
    let files: Vec<&str> = race.stated_by.iter().map(|part| part.snapshot.as_str()).collect();
    assert_eq!(files, ["list", "logs", "results", "teams"]);
}

#[test]
fn spans_speak_of_own_points_races_within_them() {
    let (before, after) = (date(2025, 11, 1), date(2025, 11, 3));
    let teams = vec![
        team_row(1, "01", "Within", before, after),
        team_row(2, "02", "On the last day", before, DAY),
        team_row(3, "03", "Too early", before, before),
        team_row(4, "04", "Too late", after, after),
        team_row(99, "99", "Not there", before, after),
    ];
    let found = resolved(log(), Vec::new(), teams);
    let race = the_race(&found);
    assert_eq!(car(race, 1)[1], Some("Within"));
    assert_eq!(car(race, 2)[1], Some("On the last day"));
    assert_eq!((car(race, 3), car(race, 4)), ([None; 3], [None; 3]));
    assert_eq!((race.cars.len(), held(&found)), (12, vec![]));

    let clash = date(2025, 2, 3);
    let place = Place {
        track_name: "Bowman Gray Stadium".into(),
        venue: "bowman-gray".into(),
        layout: "bowman-gray".into(),
    };
    let mut log = race_of(clash);
    log.iter_mut().for_each(|row| (row.series, row.place) = (Series::Cup, place.clone()));
    let span = TeamRow { series: Series::Cup, ..team_row(1, "1", "Within", clash, clash) };
    let found = resolved(log, Vec::new(), vec![span]);
    assert!(the_race(&found).info.exhibition);
    assert_eq!(car(the_race(&found), 1), [None; 3], "the source speaks of points races");
}

fn race_of(day: Date) -> Vec<LogRow> {
    race(day, 1, 12, 3)
}

#[test]
fn two_cars_of_a_driver_and_two_drivers_of_a_car_are_held_back() {
    let teams = vec![
        team_row(1, "1", "A", DAY, DAY),
        team_row(1, "11", "B", DAY, DAY),
        team_row(2, "2", "C", DAY, DAY),
        team_row(3, "2", "C", DAY, DAY),
        team_row(4, "4", "D", DAY, DAY),
    ];
    let found = resolved(log(), Vec::new(), teams.clone());
    let two_in_one = ("car-claimed-twice", 1);
    assert_eq!(held(&found), [two_in_one, two_in_one, ("two-cars-one-driver", 1)]);
    let race = the_race(&found);
    assert_eq!([car(race, 1), car(race, 2), car(race, 3)], [[None; 3]; 3]);
    assert_eq!(car(race, 4)[0], Some("4"));
    // The official results say whose car it was.
    let found = resolved(log(), results_of(&log(), DAY, ID), teams);
    assert_eq!(held(&found), [("two-cars-one-driver", 1)]);
    assert_eq!(car(the_race(&found), 2), [Some("2"), Some("C"), Some("Ford")]);
    assert_eq!(car(the_race(&found), 3), [Some("3"), None, Some("Ford")]);
}

fn turn<T>(rows: &mut [T], by: prop::sample::Index) {
    if !rows.is_empty() {
        rows.rotate_left(by.index(rows.len()));
        rows.reverse();
    }
}

/// One of nine things said of a driver or the race, some of which contradict each other.
fn any_weekend_row(date: Date, driver: u32, what: u8) -> WeekendRow {
    let price = |decimal| Item::Price { book: "a book".to_owned(), decimal };
    let pace = |best_lap| Item::Pace {
        session: SessionName { kind: SessionKind::Practice, title: String::new() },
        best_lap,
        runs: [Some(120.0), None, None, None, None, None],
    };
    let claim = |kind: &str, value| Item::Claim {
        kind: kind.to_owned(),
        value,
        source: "a note".to_owned(),
        confidence: None,
        proposed: false,
        note: None,
    };
    let (driver, item) = match what {
        0 => (Some(driver), price(4.5)),
        1 => (Some(driver), price(5.5)),
        2 => (Some(driver), pace(Some(130.0))),
        3 => (Some(driver), pace(Some(131.0))),
        4 => (Some(driver), pace(None)),
        5 => (Some(driver), claim("grid", ClaimValue::Whole(3))),
        6 => (Some(driver), claim("rear-start", ClaimValue::Truth(true))),
        7 => (None, claim("scheduled-laps", ClaimValue::Whole(150))),
        _ => (Some(driver), claim("hearsay", ClaimValue::Text("fast".to_owned()))),
    };
    weekend_row(date, driver, None, item)
}

proptest! {
    /// Logs, lists, results and spans of a few days, drivers and files: one answer in any order of rows.
    #[test]
    fn order_does_not_matter_to_any_kind_of_row(
        logs in proptest::collection::vec((1_u32..14, 1_u8..12, 0_i8..3, 0_usize..3), 0..30),
        lists in proptest::collection::vec((1_u32..14, 0_i8..4, 0_usize..3), 0..8),
        results in proptest::collection::vec((1_u32..14, 1_u8..12, 0_i8..4, 1_u32..4, 0_usize..3), 0..30),
        teams in proptest::collection::vec((1_u32..14, 1_u8..6, 0_i8..4, 0_usize..3), 0..10),
        weekend in proptest::collection::vec((1_u32..14, 0_u8..9, 0_i8..4, 0_usize..3), 0..20),
        pairs in proptest::collection::vec((0_usize..3, 0_usize..3), 0..3),
        turns in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
    ) {
        let by = |at: usize| SnapshotId::from(["a", "b", "c"][at]);
        let day = |at: i8| date(2025, 10, 29 + at.min(2));
        let rows = RawRows {
            logs: logs.into_iter()
                .map(|(driver, place, at, file)| Stated { snapshot: by(file), row: log_row(day(at), driver, place, place, place) })
                .collect(),
            entries: lists.into_iter()
                .map(|(driver, at, file)| -> Stated<EntryRow> { Stated { snapshot: by(file), row: entry_row(day(at), driver, None, Some("9")) } })
                .collect(),
            results: results.into_iter()
                .map(|(driver, place, at, id, file)| Stated { snapshot: by(file), row: result_row(day(at), id, driver, place, place) })
                .collect(),
            teams: teams.into_iter()
                .map(|(driver, car, at, file)| Stated { snapshot: by(file), row: team_row(driver, &car.to_string(), "T", date(2025, 10, 28), day(at)) })
                .collect(),
            weekend: weekend.into_iter()
                .map(|(driver, what, at, file)| Stated { snapshot: by(file), row: any_weekend_row(day(at), driver, what) })
                .collect(),
        };
        prop_assume!(!(rows.logs.is_empty() && rows.entries.is_empty() && rows.results.is_empty()));
        let pairs: Vec<Supersedes> =
            pairs.into_iter().map(|(newer, older)| Supersedes { newer: by(newer), older: by(older) }).collect();
        let expected = resolve_all(rows.clone(), &pairs);
        let mut turned = rows;
        turn(&mut turned.logs, turns.0);
        turn(&mut turned.entries, turns.1);
        turn(&mut turned.results, turns.0);
        turn(&mut turned.teams, turns.1);
        turn(&mut turned.weekend, turns.0);
        let found = resolve_all(turned, &pairs.into_iter().rev().collect::<Vec<_>>());
        prop_assert_eq!(&found, &expected);
        let race_group: &RaceGroup = &found.race_group;
        for race in &race_group.races {
            let mut cars: Vec<&str> = race.cars.iter().filter_map(|car| car.entry.car_number.as_deref()).filter(|car| *car != "9").collect();
            let count = cars.len();
            cars.sort_unstable();
            cars.dedup();
            prop_assert!(cars.len() == count, "a car of two drivers: {:?}", race.cars);
        }
    }
}

/// The same results with numbers of drivers, teams and the log's date, as the other form gives them.
fn numbered(results: &[ResultRow]) -> Vec<ResultRow> {
    let row = |row: &ResultRow| ResultRow {
        date: DAY,
        race_name: None,
        driver: row.driver_name.strip_prefix("Driver ").map(|number| DriverId(number.parse().unwrap())),
        team: Some("Apex".to_owned()),
        ..row.clone()
    };
    results.iter().map(row).collect()
}

fn both(named: &[ResultRow], numbered: &[ResultRow]) -> Resolution {
    let mut results = stated("results", named.to_vec());
    results.extend(stated("numbered", numbered.to_vec()));
    let raw = RawRows { logs: stated("logs", log()), results, ..RawRows::default() };
    let mut turned = raw.clone();
    turned.results.reverse();
    let found = resolve_all(raw, &[]);
    assert_eq!(resolve_all(turned, &[]).race_group, found.race_group, "the order does not matter");
    found
}

#[test]
fn two_forms_of_one_result_are_one_race_with_name_and_teams() {
    let named = results_of(&log(), date(2025, 11, 1), ID);
    let alone = resolved(log(), numbered(&named), Vec::new());
    assert_eq!((kinds(&alone), held(&alone)), (vec![MatchKind::Exact], vec![]));
    assert_eq!(the_race(&alone).aliases, ["nascar:5596"]);
    assert_eq!((the_race(&alone).name.as_deref(), official(the_race(&alone), 7)), (None, Some(7)));
    let found = both(&named, &numbered(&named));
    assert_eq!((kinds(&found), held(&found)), (vec![MatchKind::Windowed], vec![]));
    let race = the_race(&found);
    assert_eq!(race.name.as_deref(), Some("Race 5596"));
    assert_eq!(race.aliases, ["nascar:5596", "trucks-2025-11-01-phoenix"]);
    assert_eq!(car(race, 7), [Some("7"), Some("Apex"), Some("Ford")]);
    let files: Vec<&str> = race.stated_by.iter().map(|part| part.snapshot.as_str()).collect();
    assert_eq!(files, ["logs", "numbered", "results"]);
}

#[test]
fn what_two_forms_state_otherwise_is_told_once_with_both_values_and_not_taken() {
    let mut named = results_of(&log(), DAY, ID);
    let numbered = numbered(&named);
    (named[2].laps_led, named[4].car_number) = (3, Some("99".to_owned()));
    named.push(ResultRow { driver_name: "Driver 77".to_owned(), ..result_row(DAY, ID, 77, 13, 13) });
    let found = both(&named, &numbered);
    assert_eq!(held(&found), [("results-differ", 5)]);
    let reason = &found.race_group.quarantines[0].reason;
    for told in ["laps led 3 and 0", "car `99` and `5`", "Driver 77: finish 13 from 13"] {
        assert!(reason.contains(told), "{reason}");
    }
    let race = the_race(&found);
    let without: Vec<u32> = race
        .cars
        .iter()
        .filter(|car| car.result.as_ref().unwrap().finish_official.is_none())
        .map(|car| car.entry.driver.0)
        .collect();
    assert_eq!(without, [3, 5]);
    let wins = vec![Supersedes { newer: SnapshotId::from("numbered"), older: SnapshotId::from("results") }];
    let mut results = stated("results", named);
    results.extend(stated("numbered", numbered));
    let raw = RawRows { logs: stated("logs", log()), results, ..RawRows::default() };
    let decided = resolve_all(raw, &wins);
    assert_eq!(held(&decided), [], "the newer file wins");
    assert!((1..=12).all(|driver| official(the_race(&decided), driver).is_some()));
}

#[test]
fn a_number_and_a_name_of_two_drivers_are_held() {
    let mut rows = numbered(&results_of(&log(), DAY, ID));
    (rows[0].driver, rows[1].driver) = (Some(DriverId(2)), None);
    rows[5].driver_name = "D. Six".to_owned();
    let found = resolved(log(), rows, Vec::new());
    assert_eq!(held(&found), [("other-number", 1)]);
    let race = the_race(&found);
    assert_eq!((official(race, 1), official(race, 2), official(race, 6)), (None, Some(2), Some(6)));
}
