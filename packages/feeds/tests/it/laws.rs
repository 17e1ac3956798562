//! Laws of parsing and identity.

use crate::support::*;
use domain::facts::RaceGroup;
use domain::ids::SnapshotId;
use domain::tracks::TrackReference;
use feeds::context::FileContext;
use feeds::entries::EntryRow;
use feeds::identity::{self, MatchKind, RaceGroupRows, Stated, Supersedes};
use feeds::race_logs::{COLUMNS, LogRow};
use feeds::source::RawFile;
use feeds::{entries, race_logs};
use jiff::civil::{Date, date};
use proptest::prelude::*;

const DAY: Date = date(2025, 11, 2);

fn any_file(bytes: Vec<u8>) -> RawFile {
    RawFile { name: "any".into(), bytes, snapshot: SnapshotId::from("any") }
}

proptest! {
    #[test]
    fn no_bytes_make_the_parsers_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        race_logs::parse(&any_file(bytes.clone()), TrackReference::builtin());
        entries::parse(&any_file(bytes), TrackReference::builtin(), &FileContext::default());
    }

    #[test]
    fn no_rows_make_the_parsers_panic(text in "[0-9a-z,.\"\r\n/é -]{0,300}") {
        for columns in [COLUMNS.join(","), entries::COLUMNS.join(",")] {
            let file = any_file(format!("{columns}\n{text}").into_bytes());
            let logs = race_logs::parse(&file, TrackReference::builtin());
            let lists = entries::parse(&file, TrackReference::builtin(), &FileContext::default());
            for (rows, parsed, complaints) in [
                (logs.rows_read, logs.rows.len(), &logs.complaints),
                (lists.rows_read, lists.rows.len(), &lists.complaints),
            ] {
                let held = complaints.iter().filter(|c| c.held_back && c.line > 1).count();
                prop_assert!(parsed + held <= rows as usize);
            }
        }
    }

    /// Few drivers on few places: every kind of contradiction comes up.
    #[test]
    fn the_state_depends_on_the_set_of_rows_alone(
        rows in proptest::collection::vec((1_u32..30, 1_u8..25, 1_u8..25, 1_u8..25, 0_usize..3), 1..60),
        order in any::<prop::sample::Index>(),
        again in proptest::collection::vec(any::<prop::sample::Index>(), 0..10),
    ) {
        let rows: Vec<LogRow> = rows
            .into_iter()
            .map(|(driver, finish, start, mid, day)| {
                log_row(date(2025, 11, 2 + day as i8 / 2), driver, finish, start, mid)
            })
            .collect();
        check_set_semantics(&rows, order.index(rows.len()), &again)?;
    }

    /// Logs and lists of a few days, files that supersede each other: the whole answer is one in any order.
    #[test]
    fn order_does_not_matter_to_lists_and_superseded_files(
        logs in proptest::collection::vec((1_u32..16, 1_u8..14, 0_usize..4, 0_usize..3), 0..40),
        lists in proptest::collection::vec((1_u32..16, proptest::option::of(1_u8..14), 0_usize..5, 0_usize..3), 0..20),
        pairs in proptest::collection::vec((0_usize..3, 0_usize..3), 0..3),
        turns in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
    ) {
        let snapshot = |at: usize| SnapshotId::from(["a", "b", "c"][at]);
        let day = |offset: usize| date(2025, 10, 29 + offset as i8 % 3);
        let logs: Vec<Stated<LogRow>> = logs
            .into_iter()
            .map(|(driver, place, at, by)| Stated { snapshot: snapshot(by), row: log_row(day(at), driver, place, place, place) })
            .collect();
        let lists: Vec<Stated<EntryRow>> = lists
            .into_iter()
            .map(|(driver, start, at, by)| Stated { snapshot: snapshot(by), row: entry_row(day(at), driver, start, None) })
            .collect();
        prop_assume!(!logs.is_empty() || !lists.is_empty());
        let pairs: Vec<Supersedes> =
            pairs.into_iter().map(|(newer, older)| Supersedes { newer: snapshot(newer), older: snapshot(older) }).collect();
        let expected = resolve(logs.clone(), lists.clone(), &pairs);
        let (mut logs, mut lists) = (logs, lists);
        turn(&mut logs, turns.0);
        turn(&mut lists, turns.1);
        let turned_pairs: Vec<Supersedes> = pairs.into_iter().rev().collect();
        prop_assert_eq!(resolve(logs, lists, &turned_pairs), expected);
    }

    #[test]
    fn double_headers_part_in_any_order(
        turns in (1_u8..17, 1_u8..17),
        order in any::<prop::sample::Index>(),
        again in proptest::collection::vec(any::<prop::sample::Index>(), 0..10),
    ) {
        let rows = [race(DAY, 1, 18, turns.0), race(DAY, 9, 17, turns.1)].concat();
        check_set_semantics(&rows, order.index(rows.len()), &again)?;
    }
}

fn turn<T>(rows: &mut [T], by: prop::sample::Index) {
    if !rows.is_empty() {
        rows.rotate_left(by.index(rows.len()));
        rows.reverse();
    }
}

fn check_set_semantics(
    rows: &[LogRow],
    turn: usize,
    again: &[prop::sample::Index],
) -> Result<(), TestCaseError> {
    let state = |rows: Vec<Stated<LogRow>>| -> RaceGroup { facts(resolve(rows, Vec::new(), &[]).race_group) };
    let whole = state(stated("whole", rows.to_vec()));
    let mut turned = rows.to_vec();
    turned.rotate_left(turn);
    turned.reverse();
    let mut split: Vec<Stated<LogRow>> = Vec::new();
    for (at, row) in turned.into_iter().enumerate() {
        let snapshot = SnapshotId::from(["a", "b", "c"][at % 3]);
        split.push(Stated { snapshot, row: LogRow { line: at as u64, ..row } });
    }
    for index in again {
        let mut repeated = split[index.index(split.len())].clone();
        repeated.snapshot = SnapshotId::from("again");
        split.push(repeated);
    }
    prop_assert_eq!(state(split), whole);
    Ok(())
}

fn keys(race_group: &RaceGroup) -> Vec<&str> {
    race_group.races.iter().map(|race| race.info.key.as_str()).collect()
}

fn rules(race_group: &RaceGroup) -> Vec<&str> {
    race_group.quarantines.iter().map(|held| held.rule.as_str()).collect()
}

fn supersedes(newer: &str, older: &str) -> [Supersedes; 1] {
    [Supersedes { newer: newer.into(), older: older.into() }]
}

#[test]
fn two_races_of_a_day_are_parted() {
    let rows = [race(DAY, 1, 18, 3), race(DAY, 9, 17, 5)].concat();
    let found = resolve(stated("a", rows), Vec::new(), &[]).race_group;
    assert_eq!(keys(&found), ["trucks-2025-11-02-phoenix", "trucks-2025-11-02-phoenix-2"]);
    assert_eq!(found.races.iter().map(|race| race.cars.len()).collect::<Vec<_>>(), [18, 17]);
    assert_eq!(found.races.iter().map(|race| race.info.number_of_day).collect::<Vec<_>>(), [1, 2]);
    assert!(found.quarantines.is_empty());
}

#[test]
fn a_contradiction_within_a_double_header_costs_one_driver() {
    let (first, second) = (race(DAY, 1, 18, 3), race(DAY, 9, 17, 5));
    let old = [first.clone(), second.clone()].concat();
    let driver = first[10].driver;
    let mut new = first[10].clone();
    new.result.laps_completed = 149;
    let again = second.iter().find(|row| row.driver == driver).unwrap().clone();
    let rows = || [stated("old", old.clone()), stated("new", [new.clone(), again.clone()])].concat();
    let found = resolve(rows(), Vec::new(), &[]).race_group;
    assert_eq!(rules(&found), ["two-rows-one-driver"]);
    assert_eq!(found.races.iter().map(|race| race.cars.len()).collect::<Vec<_>>(), [17, 16]);
    let found = resolve(rows(), Vec::new(), &supersedes("new", "old")).race_group;
    assert!(found.quarantines.is_empty());
    assert_eq!(found.races.iter().map(|race| race.cars.len()).collect::<Vec<_>>(), [18, 17]);
    let corrected = found.races[0].cars.iter().find(|car| car.entry.driver == driver).unwrap();
    assert_eq!(corrected.result, Some(new.result));
}

#[test]
fn without_rows_nothing_is_left() {
    let rows = race_groups_of_logs(stated("a", race(DAY, 1, 12, 3)));
    let key = rows[0].key.clone();
    let empty = RaceGroupRows::of(key.clone());
    let expected = RaceGroup { key, races: Vec::new(), parts: Vec::new(), quarantines: Vec::new() };
    assert_eq!(identity::resolve(&empty).race_group, expected);
}

#[test]
fn two_rows_of_a_driver_are_held_back_until_one_file_supersedes_the_other() {
    let old = race(DAY, 1, 12, 3);
    let mut new = old[4].clone();
    new.result.laps_completed = 149;
    let rows = || [stated("old", old.clone()), stated("new", [new.clone()])].concat();

    let found = resolve(rows(), Vec::new(), &[]);
    assert_eq!(rules(&found.race_group), ["two-rows-one-driver"]);
    assert_eq!(found.conflicts[0].differences, "laps 149 or 150");
    assert_eq!(found.conflicts[0].origins.len(), 2);
    let cars = &found.race_group.races[0].cars;
    assert_eq!(cars.len(), 11);
    assert!(cars.iter().all(|car| car.entry.driver != new.driver));
    let mut without = old.clone();
    without.remove(4);
    let good = resolve(stated("good", without), Vec::new(), &[]);
    assert_eq!(facts(good.race_group).races, facts(found.race_group).races);

    let found = resolve(rows(), Vec::new(), &supersedes("new", "old"));
    assert!(found.race_group.quarantines.is_empty());
    assert_eq!(found.race_group.races[0].cars.len(), 12);
    assert_eq!(found.race_group.races[0].cars[4].result, Some(new.result.clone()));
    let found = resolve(rows(), Vec::new(), &supersedes("old", "new"));
    assert_eq!(found.race_group.races[0].cars[4].result, Some(old[4].result.clone()));
}

#[test]
fn a_corrected_race_is_not_taken_for_a_second_one() {
    let old = race(DAY, 1, 20, 3);
    // The winner is disqualified: last, and all others move up.
    let new: Vec<LogRow> = old
        .iter()
        .map(|row| {
            let mut row = row.clone();
            row.result.finish_on_track = (row.result.finish_on_track + 18) % 20 + 1;
            row
        })
        .collect();
    let rows = || [stated("old", old.clone()), stated("new", new.clone())].concat();
    let found = resolve(rows(), Vec::new(), &[]).race_group;
    assert_eq!((keys(&found), rules(&found)), (vec![], vec!["two-versions"]));
    assert!(found.quarantines[0].reason.contains("two versions of one race"), "{:?}", found.quarantines);
    let found = resolve(rows(), Vec::new(), &supersedes("new", "old")).race_group;
    assert_eq!(found.races[0].cars[0].result.as_ref().unwrap().finish_on_track, 20);
    assert!(found.quarantines.is_empty());
}

#[test]
fn a_driver_taken_for_another_gives_way() {
    let old = race(DAY, 1, 12, 3);
    let mut new = old.clone();
    new[4].driver = domain::ids::DriverId(99);
    let rows = || [stated("old", old.clone()), stated("new", new.clone())].concat();
    assert_eq!(rules(&resolve(rows(), Vec::new(), &[]).race_group), ["place-claimed-twice"]);
    let found = resolve(rows(), Vec::new(), &supersedes("new", "old"));
    assert_eq!(found.race_group.races[0].cars.len(), 12);
    assert!(found.race_group.quarantines.is_empty());
    assert_eq!(found.remarks.iter().map(|remark| remark.rule).collect::<Vec<_>>(), ["superseded"]);
}

#[test]
fn what_cannot_be_one_race_is_held_back_whole() {
    let check = |rows: Vec<LogRow>, rule: &str, reason: &str| {
        let found = resolve(stated("a", rows), Vec::new(), &[]).race_group;
        assert_eq!((keys(&found), rules(&found)), (vec![], vec![rule]));
        assert!(found.quarantines[0].reason.contains(reason), "{:?}", found.quarantines);
    };
    let mut same_finish = race(DAY, 1, 12, 3);
    same_finish[4].result.finish_on_track = 4;
    check(same_finish, "place-claimed-twice", "finish 4 is claimed by drivers 4 and 5");
    check(race(DAY, 1, 1, 0), "lone-row", "wrong date or track");
    // Two fields without a shared driver or place at the end: nothing ties the last rows to either race.
    let mut apart = [race(DAY, 1, 12, 3), race(DAY, 50, 12, 5)].concat();
    for (at, row) in apart.iter_mut().enumerate().filter(|(at, _)| at % 12 == 11) {
        row.result.finish_on_track = 30 + at as u8 / 12;
        row.start = 30 + at as u8 / 12;
        row.result.mid = 30 + at as u8 / 12;
    }
    check(apart, "two-winners", "parts of ");
}

#[test]
fn an_entry_list_joins_its_log_in_the_window() {
    let log = race(DAY, 1, 12, 3);
    let entry = |day: Date, driver: u32| entry_row(day, driver, None, Some(&driver.to_string()));
    let list = |day: Date| (1..=13).map(|driver| entry(day, driver)).collect::<Vec<_>>();
    let to_come = resolve(Vec::new(), stated("list", list(date(2025, 11, 1))), &[]);
    assert_eq!(keys(&to_come.race_group), ["trucks-2025-11-01-phoenix"]);
    assert_eq!(to_come.race_group.races[0].result_known_at, None);
    assert_eq!(to_come.matches[0].kind, MatchKind::Unmatched);
    for (day, kind, aliases) in [
        (DAY, MatchKind::Exact, vec![]),
        (date(2025, 11, 1), MatchKind::Windowed, vec!["trucks-2025-11-01-phoenix"]),
        (date(2025, 11, 3), MatchKind::Windowed, vec!["trucks-2025-11-03-phoenix"]),
    ] {
        let found = resolve(stated("log", log.clone()), stated("list", list(day)), &[]);
        let race = &found.race_group.races[0];
        assert_eq!(keys(&found.race_group), ["trucks-2025-11-02-phoenix"]);
        assert_eq!(
            (found.matches[0].kind, &race.aliases),
            (kind, &aliases.into_iter().map(String::from).collect())
        );
        assert_eq!(race.cars.len(), 13);
        assert_eq!(race.cars[0].entry.car_number.as_deref(), Some("1"));
        assert_eq!(race.cars[12].result, None);
        assert_eq!(race.stated_by.len(), 2);
    }
    let rows = [race(DAY, 1, 18, 3), race(DAY, 9, 17, 5)].concat();
    let found = resolve(stated("log", rows), stated("list", list(DAY)), &[]);
    assert_eq!(found.race_group.races.len(), 2);
    assert_eq!(rules(&found.race_group), ["ambiguous-race"]);
    assert!(
        found.race_group.races.iter().all(|race| race.cars.iter().all(|car| car.entry.car_number.is_none()))
    );
}

#[test]
fn moments_follow_the_lock() {
    let mut listed = entry_row(DAY, 1, Some(2), None);
    listed.lock_at = Some("2025-11-02T19:30:00Z".parse().unwrap());
    let found = resolve(stated("log", race(DAY, 1, 12, 3)), stated("list", [listed]), &[]);
    let race = &found.race_group.races[0];
    assert_eq!(race.info.lock_at, "2025-11-02T19:30:00Z".parse().unwrap());
    assert_eq!(race.cars[0].grid_known_at, race.info.lock_at);
    assert_eq!(race.result_known_at, Some("2025-11-03T00:00:00Z".parse().unwrap()));
    // Start 2 on the list, 4 in the log.
    assert_eq!(race.cars[0].entry.start, Some(4));
    assert_eq!(found.remarks[0].rule, "grid-differs");
    let found = resolve(stated("log", crate::support::race(DAY, 1, 12, 3)), Vec::new(), &[]);
    assert_eq!(found.race_group.races[0].info.lock_at, "2025-11-02T00:00:00Z".parse().unwrap());
}

#[test]
fn entry_lists_are_merged() {
    let early = (1..=5).map(|driver| entry_row(DAY, driver, None, Some(&driver.to_string())));
    let grid = (1..=5).map(|driver| entry_row(DAY, driver, Some(6 - driver as u8), None));
    let both = [stated("early", early), stated("grid", grid)].concat();
    let found = resolve(Vec::new(), both.clone(), &[]);
    let starts: Vec<Option<u8>> = found.race_group.races[0].cars.iter().map(|car| car.entry.start).collect();
    assert_eq!(starts, [Some(5), Some(4), Some(3), Some(2), Some(1)]);
    assert!(found.race_group.quarantines.is_empty());

    let moved = stated("late", [entry_row(DAY, 1, Some(9), None)]);
    let rows = || [both.clone(), moved.clone()].concat();
    let found = resolve(Vec::new(), rows(), &[]);
    assert_eq!(rules(&found.race_group), ["entry-conflict"]);
    assert_eq!(found.race_group.races[0].cars.len(), 4);
    assert_eq!(found.conflicts[0].differences, "start 5 or 9");
    let found = resolve(Vec::new(), rows(), &supersedes("late", "grid"));
    assert_eq!(found.race_group.races[0].cars[0].entry.start, Some(9));

    let shared = stated("late", [entry_row(DAY, 6, Some(1), None)]);
    let found = resolve(Vec::new(), [both, shared].concat(), &[]);
    assert_eq!(rules(&found.race_group), ["entry-conflict", "entry-conflict"]);
    assert_eq!(found.race_group.races[0].cars.len(), 4);
}
