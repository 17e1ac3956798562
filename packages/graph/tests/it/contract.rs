//! What every backend must do. Each scenario takes a fresh, prepared store.

use crate::reads::Reads;
use crate::world::{self, midnight, race, race_group, snapshot, snapshot_id};
use domain::entry_list::{EntryList, GoneEntry, HeldEntry};
use domain::evidence::ClaimState;
use domain::facts::{Part, Quarantine, RaceGroup, RaceGroupKey};
use domain::ids::{DriverId, LayoutKey, RaceKey};
use domain::pooling::TrackType;
use domain::race::Entry;
use domain::series::Series;
use graph::{RaceFilter, ReadError, Store, Value, WriteError};
use jiff::Timestamp;

pub type Scenario = fn(&Store);

/// Every scenario by name; a backend runs each against a store of its own.
pub const ALL: &[(&str, Scenario)] = &[
    ("the second time nothing is written", the_second_time_nothing_is_written),
    ("order does not matter", order_does_not_matter),
    ("undo leaves no trace", undo_leaves_no_trace),
    ("a race that changes is swapped", a_race_that_changes_is_swapped),
    ("a race may move to another race group", a_race_may_move),
    ("a driver is called as on the latest race", a_driver_is_called_as_on_the_latest_race),
    ("history hides later facts", history_hides_later_facts),
    ("history gives back what was applied", history_gives_back_what_was_applied),
    ("the grid is absent before lock", the_grid_is_absent_before_lock),
    ("the entry list in force is read", the_entry_list_in_force_is_read),
    ("entries of no stated moment are taken in the race week", unstated_entries_are_taken_in_the_race_week),
    ("car, team and make are known with the entry", cars_are_known_with_the_entry),
    ("official results change a race and go again", official_results_come_and_go),
    ("evidence comes with its race and goes with it", evidence_comes_and_goes),
    ("evidence is known from its moment on", evidence_is_known_from_its_moment_on),
    ("distance comes from earlier races", distance_comes_from_earlier_races),
    ("races are found by any name", races_are_found_by_any_name),
    ("drivers are found by name or number", drivers_are_found),
    ("pooling follows the classes", pooling_follows_the_classes),
    ("why is a set of paths", why_is_a_set_of_paths),
    ("nodes and their neighbours", nodes_and_their_neighbours),
    ("snapshots and their parts", snapshots_and_their_parts),
    ("quarantines stand with their parts", quarantines_stand_with_their_parts),
    ("the export is sorted and stable", the_export_is_sorted_and_stable),
    ("race facts are those of the graph", crate::facts::race_facts_are_those_of_the_graph),
    ("the checks find nothing", the_checks_find_nothing),
    ("the checks find what is wrong", the_checks_find_what_is_wrong),
    ("text is text", text_is_text),
    ("no text is a statement", no_text_is_a_statement),
    ("contents make another graph the same", contents_make_another_graph_the_same),
    ("unknown references are refused", unknown_references_are_refused),
    ("queries only read", queries_only_read),
    ("seeding and migrating twice writes once", seeding_twice_writes_once),
    ("the mark moves with the state", the_mark_moves_with_the_state),
    ("starting over leaves nothing", starting_over_leaves_nothing),
    ("kept sets stand beside the facts", crate::projections::kept_sets_stand_beside_the_facts),
    ("kept sets follow their race", crate::projections::kept_sets_follow_their_race),
    ("eight threads", eight_threads),
];

fn end_of_time() -> Timestamp {
    "2100-01-01T00:00:00Z".parse().unwrap()
}

fn apply(store: &Store, race_groups: &[RaceGroup]) -> graph::ApplyReport {
    store.apply(race_groups, &mut |_| {}).unwrap()
}

/// A race group whose races are gone.
fn emptied(race_group: &RaceGroup) -> RaceGroup {
    RaceGroup { key: race_group.key.clone(), races: Vec::new(), parts: Vec::new(), quarantines: Vec::new() }
}

fn the_second_time_nothing_is_written(store: &Store) {
    let race_groups = world::small();
    let mut progress = Vec::new();
    let report = store.apply(&race_groups, &mut |races| progress.push(races)).unwrap();
    assert_eq!((report.races_written, report.races_unchanged, report.races_removed), (10, 0, 0));
    assert_eq!(progress.last(), Some(&10));
    let digest = store.digest().unwrap();
    let again = apply(store, &race_groups);
    assert!(again.wrote_nothing(), "{again:?}");
    assert_eq!(again.races_unchanged, 10);
    assert_eq!(store.digest().unwrap(), digest);
}

fn order_does_not_matter(store: &Store) {
    let race_groups = world::small();
    apply(store, &race_groups);
    let digest = store.digest().unwrap();
    let empty: Vec<RaceGroup> = race_groups.iter().map(emptied).collect();
    apply(store, &empty);
    for race_group in race_groups.iter().rev() {
        apply(store, std::slice::from_ref(race_group));
    }
    assert_eq!(store.digest().unwrap(), digest);
}

fn undo_leaves_no_trace(store: &Store) {
    let race_groups = world::small();
    let nothing = store.digest().unwrap();
    apply(store, &race_groups[..4]);
    let some = store.digest().unwrap();
    apply(store, &race_groups);
    assert_ne!(store.digest().unwrap(), some);
    let rest: Vec<RaceGroup> = race_groups[4..].iter().map(emptied).collect();
    assert_eq!(apply(store, &rest).races_removed, 5);
    assert_eq!(store.digest().unwrap(), some);
    let all: Vec<RaceGroup> = race_groups.iter().map(emptied).collect();
    apply(store, &all);
    assert_eq!(store.digest().unwrap(), nothing);
    let counts = store.counts().unwrap();
    for label in
        ["Driver", "Team", "Manufacturer", "CarNumber", "Season", "Entry", "Session", "Part", "Quarantine"]
    {
        assert_eq!(counts.get(label), None, "{label}");
    }
}

fn a_race_that_changes_is_swapped(store: &Store) {
    let race_groups = world::small();
    apply(store, &race_groups);
    let digest = store.digest().unwrap();
    let mut changed = race_groups[0].clone();
    changed.races[0].cars[3].result.as_mut().unwrap().laps_led += 1;
    let report = apply(store, &[changed]);
    assert_eq!((report.races_written, report.races_unchanged), (1, 1));
    assert_ne!(store.digest().unwrap(), digest);
    apply(store, &race_groups[..1]);
    assert_eq!(store.digest().unwrap(), digest);

    // Provenance alone is no part of the digest, and does not swap the race.
    store.put_snapshot(&snapshot("b")).unwrap();
    let mut stated = race_groups[0].clone();
    let part =
        Part { snapshot: snapshot_id("b"), group: "race-logs|cup|phoenix|2024-03-10".to_owned(), rows: 1 };
    stated.races[0].stated_by.push(part.clone());
    stated.parts.push(part);
    let report = apply(store, &[stated]);
    assert_eq!((report.races_written, report.transactions), (0, 1));
    assert_eq!(store.digest().unwrap(), digest);
}

fn a_race_may_move(store: &Store) {
    let first = race_group(vec![race(Series::Cup, "phoenix", "2025-03-09", 8)]);
    apply(store, std::slice::from_ref(&first));
    let mut moved = first.clone();
    moved.key.layout = "kansas".into();
    moved.races[0].info.layout = "kansas".into();
    moved.races[0].stated_by[0].group = "race-logs|cup|kansas|2025-03-09".to_owned();
    moved.parts = moved.races[0].stated_by.clone();
    apply(store, &[emptied(&first), moved.clone()]);
    assert_eq!(store.races(&RaceFilter::default()).unwrap()[0].info.layout, LayoutKey::from("kansas"));
    // The other way round, the new race group comes first.
    apply(store, &[first.clone(), emptied(&moved)]);
    let races = store.races(&RaceFilter::default()).unwrap();
    assert_eq!((races.len(), &races[0].info.layout), (1, &LayoutKey::from("phoenix")));
    assert_eq!(races[0].entries, 8);
}

fn a_driver_is_called_as_on_the_latest_race(store: &Store) {
    let named = |date: &str, name: &str| {
        let mut race = race(Series::Cup, "phoenix", date, 4);
        race.cars.truncate(1);
        race.cars[0].entry.driver = DriverId(7);
        race.cars[0].entry.driver_name = name.to_owned();
        race
    };
    let latest = race_group(vec![named("2025-03-09", "J. Smith")]);
    let earlier = race_group(vec![named("2024-03-10", "Zed Smith")]);
    let name = || store.driver("7").unwrap().name;
    apply(store, std::slice::from_ref(&latest));
    apply(store, std::slice::from_ref(&earlier));
    assert_eq!(name(), "J. Smith");
    apply(store, &[emptied(&latest)]);
    assert_eq!(name(), "Zed Smith");
    apply(store, &[latest]);
    assert_eq!(name(), "J. Smith");
    assert_eq!(store.driver("j. smith").unwrap().starts.len(), 2);
}

fn history_hides_later_facts(store: &Store) {
    apply(store, &world::small());
    let keys = |series, as_of: &str| -> Vec<String> {
        let history = store.history(series, as_of.parse().unwrap()).unwrap();
        history.races.iter().map(|race| race.info.key.to_string()).collect()
    };
    assert!(keys(Series::Cup, "2024-03-10T23:59:59Z").is_empty());
    assert_eq!(keys(Series::Cup, "2024-03-11T00:00:00Z"), ["cup-2024-03-10-phoenix"]);
    assert_eq!(keys(Series::Cup, "2024-03-10T23:59:59.999999999Z"), Vec::<String>::new());
    let upto_march = [
        "cup-2024-03-10-phoenix",
        "cup-2024-11-10-phoenix",
        "cup-2025-02-16-daytona",
        "cup-2025-02-23-atlanta",
    ];
    assert_eq!(keys(Series::Cup, "2025-03-08T00:00:00Z"), upto_march);
    assert_eq!(
        keys(Series::Trucks, "2100-01-01T00:00:00Z"),
        ["trucks-2025-04-11-bristol", "trucks-2025-05-10-kansas"]
    );
    assert_eq!(keys(Series::Oreilly, "2100-01-01T00:00:00Z").len(), 4);
}

fn history_gives_back_what_was_applied(store: &Store) {
    let race_groups = world::small();
    apply(store, &race_groups);
    let history = store.history(Series::Cup, end_of_time()).unwrap();
    assert_eq!(history.races.len(), 10);
    for facts in race_groups.iter().flat_map(|race_group| &race_group.races) {
        let past = history.races.iter().find(|past| past.info.key == facts.info.key).unwrap();
        assert_eq!(past.info, facts.info);
        assert_eq!(past.distance_laps, 267);
        assert_eq!(Some(past.known_at), facts.result_known_at);
        let mut cars: Vec<_> = facts.cars.iter().collect();
        cars.sort_by_key(|car| car.result.as_ref().unwrap().finish_on_track);
        assert_eq!(past.cars.len(), cars.len());
        for (past, car) in past.cars.iter().zip(cars) {
            assert_eq!(past.entry, car.entry);
            assert_eq!(Some(&past.result), car.result.as_ref());
        }
        assert_eq!(store.result_of(&facts.info.key).unwrap().as_ref(), Some(past));
    }
}

/// A race to come at Phoenix: entries known the day before lock, the grid at lock.
fn to_come() -> RaceGroup {
    let mut facts = race(Series::Cup, "phoenix", "2026-03-08", 10);
    facts.result_known_at = None;
    for car in &mut facts.cars {
        car.result = None;
        car.entry_known_at = "2026-03-07T12:00:00Z".parse().unwrap();
    }
    facts.cars[0].entry_known_at = facts.info.lock_at;
    race_group(vec![facts])
}

fn the_grid_is_absent_before_lock(store: &Store) {
    apply(store, &world::small());
    let coming = to_come();
    apply(store, std::slice::from_ref(&coming));
    let key = RaceKey::from("cup-2026-03-08-phoenix");
    let card = |as_of: &str| store.race_card(&key, as_of.parse().unwrap()).unwrap();
    let before = card("2026-03-07T23:59:59Z");
    assert_eq!(before.entries.len(), 9);
    assert!(before.entries.iter().all(|entry| entry.start.is_none()));
    let at_lock = card("2026-03-08T00:00:00Z");
    let listed: Vec<_> = coming.races[0].cars.iter().map(|car| car.entry.clone()).collect();
    assert_eq!(at_lock.entries, listed);
    assert_eq!(store.result_of(&key).unwrap(), None);
    let early = store.race_card(&key, "2026-03-01T00:00:00Z".parse().unwrap());
    assert!(matches!(early, Err(ReadError::UnknownRace { .. })), "{early:?}");
}

/// A race to come whose list came three times: without a grid, with it, and with one driver for another.
fn the_entry_list_in_force_is_read(store: &Store) {
    apply(store, &world::small());
    let mut coming = to_come();
    let facts = &mut coming.races[0];
    facts.info.scheduled_laps = Some(312);
    let last: Vec<Entry> = facts.cars.iter().map(|car| car.entry.clone()).collect();
    let without_grid = |entries: &[Entry]| -> Vec<Entry> {
        entries.iter().cloned().map(|entry| Entry { start: None, ..entry }).collect()
    };
    let mut first = without_grid(&last);
    let away = first.pop().unwrap();
    let gone = Entry { driver: DriverId(999), driver_name: "Gone Driver".to_owned(), ..away.clone() };
    first.push(gone.clone());
    let held =
        HeldEntry { driver: DriverId(998), driver_name: "Held Driver".to_owned(), reason: "why".to_owned() };
    let list = |at: &str, entries: &[Entry], held: &[HeldEntry]| EntryList {
        known_at: at.parse().unwrap(),
        stated_at: Some(at.parse().unwrap()),
        entries: entries.to_vec(),
        held: held.to_vec(),
    };
    let moments = ["2026-03-05T12:00:00Z", "2026-03-06T12:00:00Z", "2026-03-07T12:00:00Z"];
    facts.lists = vec![
        list(moments[0], &first, &[]),
        list(moments[1], &last[..last.len() - 1], std::slice::from_ref(&held)),
        list(moments[2], &last, std::slice::from_ref(&held)),
    ];
    for car in &mut facts.cars {
        (car.entry_known_at, car.grid_known_at) = (moments[0].parse().unwrap(), moments[1].parse().unwrap());
    }
    apply(store, std::slice::from_ref(&coming));
    let key = RaceKey::from("cup-2026-03-08-phoenix");
    let week = |as_of: &str| store.snapshot(|view| view.race_week(&key, as_of.parse().unwrap()));
    assert!(matches!(week("2026-03-05T11:59:59Z"), Err(ReadError::UnknownRace { .. })));
    let at: Vec<_> = moments.iter().map(|moment| week(moment).unwrap()).collect();
    assert_eq!(at[0].card.entries, first);
    assert_eq!((&at[0].held[..], &at[0].gone[..]), (&[][..], &[][..]));
    assert_eq!(at[1].card.entries, last[..last.len() - 1]);
    let gone = GoneEntry { driver: gone.driver, driver_name: gone.driver_name };
    assert_eq!((&at[1].held, &at[1].gone), (&vec![held.clone()], &vec![gone.clone()]));
    let lock = week("2026-03-08T00:00:00Z").unwrap();
    assert_eq!(lock.card.entries, last);
    assert_eq!((&lock.held, &lock.gone), (&vec![held], &vec![gone]));
    assert!(!lock.is_assumed);
    assert_eq!(at[2].card, lock.card);

    let contents = store.contents().unwrap();
    let written =
        contents.race_groups.iter().flat_map(|group| &group.races).find(|race| race.info.key == key);
    assert_eq!(written.unwrap().lists, coming.races[0].lists);
    assert_eq!(store.check().unwrap().violations, []);
    let with_lists = store.digest().unwrap();
    coming.races[0].lists.pop();
    assert_eq!(apply(store, std::slice::from_ref(&coming)).races_written, 1);
    assert_ne!(store.digest().unwrap(), with_lists);
    assert_eq!(store.counts().unwrap()["EntryList"], 2);
    apply(store, &[emptied(&coming)]);
    assert!(!store.counts().unwrap().contains_key("EntryList"));
}

fn unstated_entries_are_taken_in_the_race_week(store: &Store) {
    let mut logged = race(Series::Cup, "phoenix", "2025-03-09", 8);
    logged.info.scheduled_laps = Some(312);
    let logged = race_group(vec![logged]);
    apply(store, std::slice::from_ref(&logged));
    let key = RaceKey::from("cup-2025-03-09-phoenix");
    let week = |as_of: &str| store.snapshot(|view| view.race_week(&key, as_of.parse().unwrap()));
    let before = week("2025-03-08T12:00:00Z").unwrap();
    assert!(before.is_assumed);
    assert_eq!(before.card.entries.len(), logged.races[0].cars.len());
    assert!(before.card.entries.iter().all(|entry| entry.start.is_none()));
    assert!(!week("2025-03-09T00:00:00Z").unwrap().is_assumed);
    assert!(matches!(week("2025-03-01T23:59:59Z"), Err(ReadError::UnknownRace { .. })));
}

fn cars_are_known_with_the_entry(store: &Store) {
    apply(store, &world::small());
    let coming = to_come();
    apply(store, std::slice::from_ref(&coming));
    let key = RaceKey::from("cup-2026-03-08-phoenix");
    let card = |as_of: &str| store.race_card(&key, as_of.parse().unwrap()).unwrap();
    for entry in card("2026-03-07T12:00:00Z").entries {
        let facts = coming.races[0].cars.iter().find(|car| car.entry.driver == entry.driver).unwrap();
        let of = |entry: &Entry| (entry.car_number.clone(), entry.team.clone(), entry.make.clone());
        assert_eq!(of(&entry), of(&facts.entry));
        assert!(facts.entry_known_at < coming.races[0].info.lock_at);
    }
    assert_eq!(card("2026-03-07T12:00:00Z").entries.len(), 9);
}

/// A race as its log gives it, then with name, cars and official finishes, then without them again.
fn official_results_come_and_go(store: &Store) {
    let mut logged = race(Series::Cup, "phoenix", "2025-03-09", 8);
    (logged.name, logged.aliases) = (None, Vec::new());
    for car in &mut logged.cars {
        (car.entry.car_number, car.entry.team, car.entry.make) = (None, None, None);
        car.result.as_mut().unwrap().finish_official = None;
    }
    let mut official = logged.clone();
    official.name = Some("Desert 312".to_owned());
    official.aliases = vec!["nascar:5551".to_owned()];
    for (car, number) in official.cars.iter_mut().zip(1_u8..) {
        car.entry.car_number = Some(format!("0{number}"));
        car.entry.make = Some("Ford".to_owned());
        let result = car.result.as_mut().unwrap();
        result.finish_official = Some(9 - result.finish_on_track);
    }
    official.cars[0].entry.team = Some("Apex Racing".to_owned());
    let (logged, official) = (race_group(vec![logged]), race_group(vec![official]));
    let key = RaceKey::from("cup-2025-03-09-phoenix");
    let line = || store.races(&RaceFilter::default()).unwrap().remove(0);
    let past = |as_of: &str| store.history(Series::Cup, as_of.parse().unwrap()).unwrap().races;

    apply(store, std::slice::from_ref(&logged));
    let digest = store.digest().unwrap();
    assert_eq!(line().name, None);
    assert!(store.find_race("5551").is_err());

    assert_eq!(apply(store, std::slice::from_ref(&official)).races_written, 1);
    assert_eq!(line().name.as_deref(), Some("Desert 312"));
    assert_eq!(store.find_race("5551").unwrap(), key);
    assert_eq!(store.find_race("nascar:5551").unwrap(), key);
    assert!(past("2025-03-09T12:00:00Z").is_empty(), "no finish before the results are known");
    let cars = &past("2025-03-10T00:00:00Z")[0].cars;
    assert_eq!(cars.len(), 8);
    for car in cars {
        let facts = official.races[0].cars.iter().find(|facts| facts.entry.driver == car.driver()).unwrap();
        assert_eq!((&car.entry, Some(&car.result)), (&facts.entry, facts.result.as_ref()));
    }
    let first = &official.races[0].cars[0];
    let start = store.driver(&first.entry.driver.to_string()).unwrap().starts.remove(0);
    assert_eq!(start.race_name.as_deref(), Some("Desert 312"));
    let shown = [start.car_number, start.team, start.make].map(Option::unwrap);
    assert_eq!(shown, ["01", "Apex Racing", "Ford"]);
    assert_eq!(start.finish_official, first.result.as_ref().unwrap().finish_official);
    assert_eq!(store.check().unwrap().violations, []);

    apply(store, &[logged]);
    assert_eq!(store.digest().unwrap(), digest, "nothing is left of them");
    for label in ["Team", "Manufacturer", "CarNumber"] {
        assert_eq!(store.counts().unwrap().get(label).copied().unwrap_or(0), 0, "{label}");
    }
}

fn distance_comes_from_earlier_races(store: &Store) {
    let venue = |date: &str, laps: u32| {
        let mut facts = race(Series::Trucks, "kansas", date, 5);
        for car in &mut facts.cars {
            car.result.as_mut().unwrap().laps_completed = laps;
        }
        race_group(vec![facts])
    };
    apply(store, &[venue("1999-05-10", 134), venue("2000-05-10", 140), venue("2001-05-10", 147)]);
    let distance = |date: &str| {
        let key = RaceKey(format!("trucks-{date}-kansas"));
        store.race_card(&key, midnight(date.parse().unwrap())).map(|card| card.distance_laps)
    };
    // Neither of the two has races before it that were run over its own distance.
    assert_eq!(distance("2001-05-10").unwrap(), 140);
    assert_eq!(distance("2000-05-10").unwrap(), 134);
    let error = distance("1999-05-10").unwrap_err();
    assert!(error.to_string().contains("trucks-1999-05-10-kansas"), "{error}");
    // What a feed scheduled comes first.
    let mut scheduled = venue("1999-05-10", 134);
    scheduled.races[0].info.scheduled_laps = Some(150);
    apply(store, &[scheduled]);
    assert_eq!(distance("1999-05-10").unwrap(), 150);
}

fn races_are_found_by_any_name(store: &Store) {
    apply(store, &world::small());
    let key = RaceKey::from("cup-2025-03-09-phoenix");
    let alias = world::small()[3].races[0].aliases[0].clone();
    assert_eq!(store.find_race(" CUP-2025-03-09-phoenix ").unwrap(), key);
    assert_eq!(store.find_race(&alias).unwrap(), key);
    assert_eq!(store.find_race(alias.trim_start_matches("nascar:")).unwrap(), key);
    match store.find_race("cup-2025-03-08-phoenix") {
        Err(ReadError::UnknownRace { suggestions, .. }) => assert_eq!(suggestions[0], key.as_str()),
        other => panic!("{other:?}"),
    }
    let cup = store.races(&RaceFilter { series: Some(Series::Cup), season: Some(2025) }).unwrap();
    let keys: Vec<&str> = cup.iter().map(|race| race.info.key.as_str()).collect();
    let expected = [
        "cup-2025-02-16-daytona",
        "cup-2025-02-23-atlanta",
        "cup-2025-03-09-phoenix",
        "cup-2025-07-13-sonoma",
    ];
    assert_eq!(keys, expected);
    assert_eq!((cup[2].entries, cup[2].distance_laps), (12, Some(267)));
}

fn drivers_are_found(store: &Store) {
    apply(store, &world::small());
    let driver = world::small()[0].races[0].cars[0].entry.driver;
    assert_eq!(store.find_driver(&driver.to_string()).unwrap(), driver);
    assert_eq!(store.find_driver(&format!("driver {driver}")).unwrap(), driver);
    assert!(matches!(store.find_driver("Driver"), Err(ReadError::AmbiguousDriver { .. })));
    assert!(matches!(store.find_driver("Nobody At All"), Err(ReadError::UnknownDriver { .. })));
    let card = store.driver(&driver.to_string()).unwrap();
    assert!(card.starts.windows(2).all(|pair| pair[0].date >= pair[1].date));
}

fn pooling_follows_the_classes(store: &Store) {
    let pooling = store.pooling().unwrap();
    let check = |layout: &str, kind| assert_eq!(pooling.track_type(&layout.into()), Ok(kind), "{layout}");
    check("phoenix", TrackType::Intermediate);
    check("daytona", TrackType::Superspeedway);
    check("bristol", TrackType::Short);
    check("sonoma", TrackType::Road);
    assert!(pooling.track_type(&"nowhere".into()).is_err());
    // A layout moved to another class in the reference moves the pooling.
    let mut moved = world::reference();
    moved.layouts[0].class = "short".into();
    assert!(store.seed(&moved).unwrap());
    assert_eq!(store.pooling().unwrap().track_type(&"phoenix".into()), Ok(TrackType::Short));
}

fn why_is_a_set_of_paths(store: &Store) {
    apply(store, &world::small());
    let facts = &world::small()[3].races[0];
    let entry =
        facts.cars.iter().map(|car| &car.entry).find(|e| e.team.is_some() && e.make.is_some()).unwrap();
    let paths = store.path_why(&facts.info.key, entry.driver).unwrap();
    let about: Vec<&str> = paths.iter().map(|path| path.about).collect();
    assert_eq!(about, ["driver", "track", "venue", "season", "team", "make", "car", "source"]);
    for path in &paths {
        assert!(path.steps.windows(2).all(|pair| pair[0].to == pair[1].from), "{path:?}");
    }
    let track: Vec<&str> = paths[1].steps.iter().map(|step| step.to.as_str()).collect();
    let expected = [
        "Race/cup-2025-03-09-phoenix",
        "TrackConfig/phoenix",
        "TrackClass/intermediate",
        "TrackClass/intermediate-type",
    ];
    assert_eq!(track, expected);
    let absent = store.path_why(&facts.info.key, DriverId(1));
    assert!(matches!(absent, Err(ReadError::NoEntry { .. })), "{absent:?}");
}

fn nodes_and_their_neighbours(store: &Store) {
    apply(store, &world::small());
    let race = world::small()[3].races[0].info.clone();
    let node = |label: &str, key: &str| store.snapshot(|view| view.node(label, key));
    let beside = |label: &str, key: &str| store.snapshot(|view| view.neighbours(label, key));
    let found = node("Race", race.key.as_str()).unwrap();
    assert_eq!(found.properties["date"], race.date.to_string());
    assert!(!found.properties.contains_key("digest") && !found.properties.contains_key("key"));
    let of_race = beside("Race", race.key.as_str()).unwrap();
    let layouts: Vec<&str> =
        of_race.iter().filter(|one| one.relation == "RAN_ON").map(|one| one.key.as_str()).collect();
    assert_eq!(layouts, [race.layout.as_str()]);
    // Each relation is seen from both its ends.
    for one in &of_race {
        let back = beside(&one.label, &one.key).unwrap();
        let seen = back.iter().any(|other| {
            other.key == race.key.as_str() && other.relation == one.relation && other.outgoing != one.outgoing
        });
        assert!(seen, "{one:?}");
    }
    let entries = of_race.iter().filter(|one| one.relation == "IN_RACE").count();
    assert_eq!(entries, world::small()[3].races[0].cars.len());
    assert!(matches!(node("Race", "nowhere"), Err(ReadError::UnknownNode { .. })));
    assert!(matches!(beside("Race", "nowhere"), Err(ReadError::UnknownNode { .. })));
    for label in ["Lock", "Fact", "Race) DETACH DELETE (n", "race/neighbours"] {
        assert!(matches!(node(label, "x"), Err(ReadError::UnknownLabel { .. })), "{label}");
    }
    // Every class can be asked for, whether the graph has such nodes or not.
    for label in graph::node_labels() {
        assert!(matches!(beside(label, "nowhere"), Err(ReadError::UnknownNode { .. })), "{label}");
    }
    let drivers = store.snapshot(|view| view.drivers()).unwrap();
    assert!(drivers.len() >= entries && drivers.is_sorted());
}

fn snapshots_and_their_parts(store: &Store) {
    let race_groups = world::small();
    apply(store, &race_groups);
    let mut b = snapshot("b");
    b.supersedes = vec![snapshot_id("a"), snapshot_id("c")];
    b.complete = false;
    store.put_snapshot(&b).unwrap();
    store.put_snapshot(&b).unwrap();
    assert_eq!(store.snapshots().unwrap(), [snapshot("a"), b.clone()]);
    b.complete = true;
    b.supersedes.pop();
    store.put_snapshot(&b).unwrap();
    assert_eq!(store.snapshots().unwrap(), [snapshot("a"), b]);

    let keys: Vec<RaceGroupKey> = race_groups.iter().map(|race_group| race_group.key.clone()).collect();
    let mut sorted = keys.clone();
    sorted.sort_by_key(RaceGroupKey::to_string);
    assert_eq!(store.race_groups_of(&snapshot_id("a")).unwrap(), sorted);
    assert_eq!(store.race_groups_of(&snapshot_id("b")).unwrap(), []);
    assert_eq!(store.parts_of(&keys[..2]).unwrap(), [snapshot_id("a")]);
    let elsewhere = RaceGroupKey { season: 1999, ..keys[0].clone() };
    assert_eq!(store.parts_of(&[elsewhere]).unwrap(), []);
    assert!(store.remove_snapshot(&snapshot_id("b")).unwrap());
    assert!(!store.remove_snapshot(&snapshot_id("b")).unwrap());
}

fn quarantines_stand_with_their_parts(store: &Store) {
    let race_groups = world::small();
    apply(store, &race_groups);
    assert_eq!(store.quarantines().unwrap(), race_groups[1].quarantines);
    let mut twice = race_groups[1].clone();
    let mut second = twice.quarantines[0].clone();
    second.reason = "and another".to_owned();
    twice.quarantines.push(second);
    twice.quarantines.sort();
    apply(store, std::slice::from_ref(&twice));
    let mut held = store.quarantines().unwrap();
    held.sort();
    assert_eq!(held, twice.quarantines);
    assert!(apply(store, &[twice]).wrote_nothing());
    assert_eq!(apply(store, &race_groups[1..2]).races_written, 0);
    assert_eq!(store.quarantines().unwrap(), race_groups[1].quarantines);
    let links = "MATCH (q:Quarantine)-[:OF]->(p:Part) RETURN p.group AS group";
    let rows = store.query_cypher(links, graph::Params::new()).unwrap();
    assert_eq!(rows.rows, [[Value::from(race_groups[1].quarantines[0].group.as_str())]]);
}

fn exported(store: &Store, all: bool) -> String {
    let mut out = Vec::new();
    let lines = store.export(&mut out, all).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_eq!(text.lines().count(), lines);
    text
}

fn the_export_is_sorted_and_stable(store: &Store) {
    apply(store, &world::small());
    let facts = exported(store, false);
    assert_eq!(facts, exported(store, false));
    let lines: Vec<&str> = facts.lines().collect();
    assert!(lines.is_sorted());
    for line in &lines {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(value["label"].is_string() || value["type"].is_string(), "{line}");
    }
    for word in ["STATED_BY", "Snapshot", "Migration", "\"raceGroup\"", "\"digest\"", "Quarantine"] {
        assert!(!facts.contains(word), "{word}");
    }
    let all = exported(store, true);
    for word in ["STATED_BY", "Snapshot", "Migration", "\"raceGroup\"", "Quarantine"] {
        assert!(all.contains(word), "{word}");
    }
    // Provenance may differ where the facts do not.
    let digest = store.digest().unwrap();
    store.put_snapshot(&snapshot("b")).unwrap();
    assert_eq!(store.digest().unwrap(), digest);
    assert_ne!(exported(store, true), all);
}

fn the_checks_find_nothing(store: &Store) {
    apply(store, &world::small());
    let report = store.check().unwrap();
    assert!(report.checks > 100);
    assert_eq!(report.violations, []);
}

fn the_checks_find_what_is_wrong(store: &Store) {
    let mut wrong = race_group(vec![race(Series::Cup, "phoenix", "2025-03-09", 6)]);
    wrong.races[0].cars[0].result.as_mut().unwrap().rating = 151.0;
    apply(store, &[wrong]);
    let report = store.check().unwrap();
    assert_eq!(report.violations.len(), 1, "{:?}", report.violations);
    assert!(report.violations[0].check.contains("rating"), "{:?}", report.violations);
}

fn text_is_text(store: &Store) {
    let hostile = "'}) DETACH DELETE n // \" $rows \\u0027 \u{1F3C1} `MATCH`";
    let mut facts = race(Series::Cup, "phoenix", "2025-03-09", 4);
    facts.info.track_name = hostile.to_owned();
    facts.cars[0].entry.driver_name = hostile.to_owned();
    facts.cars[0].entry.team = Some(hostile.to_owned());
    facts.cars[0].entry.make = Some(hostile.to_owned());
    facts.cars[0].entry.car_number = Some(hostile.to_owned());
    facts.name = Some(hostile.to_owned());
    facts.aliases = vec![hostile.to_owned()];
    apply(store, &[race_group(vec![facts.clone()])]);
    let past = store.result_of(&facts.info.key).unwrap().unwrap();
    assert_eq!(past.info.track_name, hostile);
    let entry =
        past.cars.iter().map(|car| &car.entry).find(|e| e.driver == facts.cars[0].entry.driver).unwrap();
    assert_eq!(entry, &facts.cars[0].entry);
    assert_eq!(store.races(&RaceFilter::default()).unwrap()[0].name.as_deref(), Some(hostile));
    assert_eq!(store.find_race(hostile).unwrap(), facts.info.key);
    assert_eq!(store.find_driver(hostile).unwrap(), facts.cars[0].entry.driver);
}

/// Texts that would do harm as a part of a statement, or that stores are known to stumble over.
const HOSTILE: &[&str] = &[
    "'}) DETACH DELETE n //",
    "\"}) MATCH (n) DETACH DELETE n //",
    "x' OR '1'='1",
    "\\u0027}) DETACH DELETE n //",
    "\\' UNION MATCH (n) RETURN n //",
    "`) DETACH DELETE n //",
    "$rows",
    "$key} RETURN 1; MATCH (n) DETACH DELETE n;",
    "{key: 'x'}",
    "';CREATE (:Injected);'",
    "/* */ MATCH (n) SET n.key = '' //",
    "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
    "CALL dbms.shutdown()",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "%00%27",
    "a\u{202E}b\u{0301}\u{FEFF}",
    "\u{1F3C1} Dani\u{e9}l Su\u{e1}rez",
    "tab\tand\nline\r\n",
    " leading and trailing ",
];

fn no_text_is_a_statement(store: &Store) {
    for (at, hostile) in HOSTILE.iter().enumerate() {
        let text = |field: &str| format!("{hostile}{field}");
        let id = snapshot_id(&format!("{at:02}"));
        let meta = graph::SnapshotMeta {
            id: id.clone(),
            kind: text("kind"),
            file_name: text("file"),
            ..snapshot("a")
        };
        store.put_snapshot(&meta).unwrap();
        assert!(store.snapshots().unwrap().contains(&meta), "{hostile:?}");
        let mut facts = race(Series::Cup, "phoenix", "2025-03-09", 3);
        facts.info.track_name = text("track");
        facts.aliases = vec![text("alias")];
        let part = Part { snapshot: id, group: text("group"), rows: 3 };
        facts.stated_by = vec![part.clone()];
        let car = &mut facts.cars[0];
        car.entry.driver_name = text("driver");
        car.entry.car_number = Some(text("car"));
        car.entry.team = Some(text("team"));
        car.entry.make = Some(text("make"));
        car.result.as_mut().unwrap().status.raw = text("status");
        let mut whole = race_group(vec![facts.clone()]);
        whole.parts = vec![part];
        whole.quarantines =
            vec![Quarantine { group: text("group"), rule: text("rule"), reason: text("reason"), rows: 1 }];
        apply(store, std::slice::from_ref(&whole));

        let past = store.result_of(&facts.info.key).unwrap().unwrap();
        assert_eq!(past.info, facts.info);
        let read = past.cars.iter().find(|read| read.driver() == facts.cars[0].entry.driver).unwrap();
        assert_eq!(read.entry, facts.cars[0].entry);
        assert_eq!(Some(&read.result), facts.cars[0].result.as_ref());
        assert_eq!(store.quarantines().unwrap(), whole.quarantines);
        assert_eq!(
            store.find_race(&text("alias")).ok(),
            Some(facts.info.key.clone()).filter(|_| text("alias").trim() == text("alias"))
        );
        let asked = graph::Params::from([
            ("series".into(), Value::from(text(""))),
            ("season".into(), Value::from(text(""))),
        ]);
        assert_eq!(store.query("winners", asked).unwrap().rows.len(), 0, "{hostile:?}");
        let counts = store.counts().unwrap();
        assert_eq!(
            (counts["Race"], counts["Entry"], counts["Session"]),
            (1, 3, 1),
            "{hostile:?}: {counts:?}"
        );
        assert!(!counts.contains_key("Injected"), "{hostile:?}");
    }
    let mut exported = Vec::new();
    store.export(&mut exported, true).unwrap();
    assert_eq!(store.check().unwrap().violations.len(), 0);
    assert!(
        String::from_utf8(exported)
            .unwrap()
            .lines()
            .all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok())
    );
}

fn contents_make_another_graph_the_same(store: &Store) {
    let mut race_groups = world::small();
    race_groups[2].races[0].evidence = world::evidence(&race_groups[2].races[0]);
    race_groups.push(to_come());
    let quarantine =
        Quarantine { group: "g".to_owned(), rule: "r".to_owned(), reason: "why".to_owned(), rows: 2 };
    race_groups[0].quarantines.push(quarantine);
    store.put_snapshot(&snapshot("b")).unwrap();
    apply(store, &race_groups);
    let contents = store.contents().unwrap();
    assert_eq!(contents.snapshots.len(), 2);
    let exported = |store: &Store| {
        let mut out = Vec::new();
        store.export(&mut out, true).unwrap();
        String::from_utf8(out).unwrap()
    };
    // Bookkeeping of the store itself: migrations and the writers' marks.
    let facts = |text: String| {
        text.lines()
            .filter(|line| !line.contains("\"Migration\"") && !line.contains("Lock\""))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let dir = tempfile::tempdir().unwrap();
    let other = world::open(dir.path());
    world::prepare(&other);
    // What only the other one holds goes.
    other.put_snapshot(&snapshot("c")).unwrap();
    apply(&other, &[race_group(vec![race(Series::Trucks, "kansas", "2021-05-01", 5)])]);
    other.exclusive().unwrap().replace_with(&contents, &mut |_| true).unwrap();
    assert_eq!(facts(exported(&other)), facts(exported(store)));
    assert_eq!(other.contents().unwrap(), contents);
    assert_eq!(other.digest().unwrap(), store.digest().unwrap());
}

fn evidence_comes_and_goes(store: &Store) {
    let race_groups = world::small();
    apply(store, &race_groups);
    let without = store.digest().unwrap();
    let races = store.history(Series::Cup, end_of_time()).unwrap().races;
    let key = race_groups[0].races[0].info.key.clone();
    let mut evident = race_groups[0].clone();
    evident.races[0].evidence = world::evidence(&evident.races[0]);
    let report = apply(store, std::slice::from_ref(&evident));
    assert_eq!((report.races_written, report.races_unchanged), (1, 1));
    let with = store.digest().unwrap();
    assert_ne!(with, without);
    assert!(apply(store, std::slice::from_ref(&evident)).wrote_nothing());
    assert_eq!(store.check().unwrap().violations, []);
    let book = store.evidence(end_of_time()).unwrap();
    assert_eq!(book.into_iter().collect::<Vec<_>>(), [(key.clone(), evident.races[0].evidence.clone())]);
    let counts = store.counts().unwrap();
    let cars = evident.races[0].cars.len() as u64;
    assert_eq!((counts["Session"], counts["Price"]), (12, 3 * cars));
    assert_eq!((counts["Claim"], counts["Source"]), (3, 1));
    // What a race week tells is no result of it.
    let past = store.result_of(&key).unwrap().unwrap();
    assert_eq!(past.cars.len(), evident.races[0].cars.len());
    assert_eq!(store.history(Series::Cup, end_of_time()).unwrap().races, races);

    // A price less, and nothing of it is left.
    let mut less = evident.clone();
    less.races[0].evidence.prices.pop();
    apply(store, std::slice::from_ref(&less));
    assert_eq!(store.counts().unwrap()["Price"], 3 * cars - 1);
    apply(store, std::slice::from_ref(&evident));
    assert_eq!(store.digest().unwrap(), with);
    apply(store, &race_groups[..1]);
    assert_eq!(store.digest().unwrap(), without);
    let counts = store.counts().unwrap();
    for label in ["Price", "Claim", "Source"] {
        assert_eq!(counts.get(label), None, "{label}");
    }
    assert_eq!(counts["Session"], 10);

    // Only accepted claims are evidence; the others stay in the graph and on the list, with all that is known of them.
    let mut decided = race_groups[0].clone();
    decided.races[0].evidence.claims = world::evidence(&decided.races[0]).claims;
    let states = [ClaimState::Proposed, ClaimState::Rejected, ClaimState::Vetoed];
    for (claim, state) in decided.races[0].evidence.claims.iter_mut().zip(states) {
        claim.standing.state = state;
        claim.standing.rule = (state == ClaimState::Vetoed).then(|| "claim-range".to_owned());
    }
    decided.races[0].evidence.sort();
    apply(store, std::slice::from_ref(&decided));
    assert_eq!(store.check().unwrap().violations, []);
    assert_eq!(store.evidence(end_of_time()).unwrap().get(&key), None);
    let listed = store.snapshot(|view| view.claims()).unwrap();
    assert_eq!(listed[&key], decided.races[0].evidence.claims);
    let contents = store.contents().unwrap();
    let copied = contents.race_groups.iter().flat_map(|group| &group.races).find(|race| race.info.key == key);
    assert_eq!(copied.unwrap().evidence, decided.races[0].evidence);

    // Claims are no facts of the sport.
    let mut claimed = race_groups[0].clone();
    claimed.races[0].evidence.claims = world::evidence(&claimed.races[0]).claims;
    apply(store, &[claimed]);
    assert_eq!(store.digest().unwrap(), without);
    assert_eq!(store.evidence(end_of_time()).unwrap()[&key].claims.len(), 3);
}

fn evidence_is_known_from_its_moment_on(store: &Store) {
    let mut evident = race_group(vec![race(Series::Cup, "phoenix", "2025-03-09", 8)]);
    evident.races[0].evidence = world::evidence(&evident.races[0]);
    apply(store, std::slice::from_ref(&evident));
    let (key, lock) = (evident.races[0].info.key.clone(), evident.races[0].info.lock_at);
    for hours in [50, 40, 30, 21, 20, 19, 10, 5, 4, 3, 0] {
        let moment = lock - jiff::SignedDuration::from_hours(hours);
        let expected = evident.races[0].evidence.known_at(moment);
        let found = store.evidence(moment).unwrap().remove(&key).unwrap_or_default();
        assert_eq!(found, expected, "{hours} hours before");
        let just_before = moment - jiff::SignedDuration::from_secs(1);
        let expected = evident.races[0].evidence.known_at(just_before);
        let found = store.evidence(just_before).unwrap().remove(&key).unwrap_or_default();
        assert_eq!(found, expected, "{hours} hours and a second before");
    }
    let driver = evident.races[0].cars[0].entry.driver;
    let paths = Store::evidence_paths(&key, driver, &evident.races[0].evidence);
    let about: Vec<&str> = paths.iter().map(|path| path.about).collect();
    let of_claim = ["claim", "claim-source"];
    let expected = [&["session", "session", "price", "price"][..], &of_claim, &of_claim, &of_claim].concat();
    assert_eq!(about, expected);
    // Every end of every path is a node.
    for end in paths.iter().flat_map(|path| &path.steps).flat_map(|step| [&step.from, &step.to]) {
        let (_, key) = end.split_once('/').unwrap();
        let asked = graph::Params::from([("key".into(), Value::from(key))]);
        let found = store.query_cypher("MATCH (n) WHERE n.key = $key RETURN n.key AS key", asked).unwrap();
        assert_eq!(found.rows.len(), 1, "{end}");
    }
}

fn unknown_references_are_refused(store: &Store) {
    let before = store.digest().unwrap();
    let mut nowhere = race_group(vec![race(Series::Cup, "phoenix", "2025-03-09", 4)]);
    nowhere.races[0].info.layout = "nowhere".into();
    let error = store.apply(&[nowhere], &mut |_| {}).unwrap_err();
    assert!(matches!(&error, WriteError::UnknownLayout { layout, .. } if layout == "nowhere"), "{error}");
    let mut unstated = race_group(vec![race(Series::Cup, "phoenix", "2025-03-09", 4)]);
    unstated.races[0].stated_by[0].snapshot = snapshot_id("z");
    let error = store.apply(&[unstated], &mut |_| {}).unwrap_err();
    assert!(matches!(error, WriteError::UnknownSnapshot { .. }), "{error}");
    assert_eq!(store.digest().unwrap(), before);
}

fn queries_only_read(store: &Store) {
    apply(store, &world::small());
    let count = |rows: graph::Rows| rows.rows.len();
    let winners = graph::Params::from([("series".into(), "cup".into()), ("season".into(), 2025.into())]);
    assert_eq!(count(store.query("winners", winners).unwrap()), 4);
    assert!(matches!(store.query("losers", graph::Params::new()), Err(ReadError::UnknownQuery { .. })));
    assert!(graph::named_queries().iter().all(|query| !query.about.is_empty()));
    let digest = store.digest().unwrap();
    for cypher in [
        "CREATE (n:Race {key: 'x'})",
        "MATCH (n) DETACH DELETE n",
        "MATCH (n:Race) SET n.date = '1999-01-01'",
        "MERGE (n:Race {key: 'x'}) RETURN n",
        "MATCH (n:Race) REMOVE n.date",
        "DROP CONSTRAINT race_key_unique",
    ] {
        let refused = store.query_cypher(cypher, graph::Params::new());
        assert!(matches!(refused, Err(ReadError::WouldWrite { .. })), "{cypher}");
    }
    assert_eq!(store.digest().unwrap(), digest);
    let broken = store.query_cypher("MATCH (n RETURN n", graph::Params::new());
    assert!(matches!(broken, Err(ReadError::Backend(_))), "{broken:?}");
}

fn seeding_twice_writes_once(store: &Store) {
    assert_eq!(store.migrate().unwrap(), Vec::<&str>::new());
    assert!(!store.seed(&world::reference()).unwrap());
    let mut fewer = world::reference();
    fewer.layouts.retain(|layout| layout.venue.as_str() != "sonoma");
    fewer.venues.retain(|venue| venue.key.as_str() != "sonoma");
    assert!(store.seed(&fewer).unwrap());
    assert_eq!(store.counts().unwrap()["TrackConfig"], 5);
    assert_eq!(store.counts().unwrap()["Track"], 5);
    assert!(!store.seed(&fewer).unwrap());
}

fn mark(store: &Store) -> String {
    store.snapshot(|view| Ok::<_, ReadError>(view.mark().to_owned())).unwrap()
}

fn the_mark_moves_with_the_state(store: &Store) {
    let race_groups = world::small();
    let mut marks = vec![mark(store)];
    let mut moved = |what: &str| {
        let now = mark(store);
        assert!(!marks.contains(&now), "{what}: {now} was there before");
        marks.push(now.clone());
        now
    };
    apply(store, &race_groups[1..]);
    let applied = moved("races");
    apply(store, &race_groups[1..]);
    store.put_snapshot(&snapshot("a")).unwrap();
    store.seed(&world::reference()).unwrap();
    store.check().unwrap();
    assert_eq!(mark(store), applied, "nothing was written");
    apply(store, &race_groups[..1]);
    moved("other races");
    apply(store, &[emptied(&race_groups[0])]);
    moved("the former races again");
    let mut evident = race_groups[2].clone();
    evident.races[0].evidence = world::evidence(&evident.races[0]);
    apply(store, &[evident]);
    moved("evidence");
    store.put_snapshot(&snapshot("b")).unwrap();
    moved("a file");
    store.remove_snapshot(&snapshot_id("b")).unwrap();
    moved("a file less");
    let mut reference = world::reference();
    reference.venues[0].name = "Elsewhere".to_owned();
    store.seed(&reference).unwrap();
    moved("the reference");
}

fn starting_over_leaves_nothing(store: &Store) {
    let empty = store.digest().unwrap();
    apply(store, &world::small());
    let mark = mark(store);
    store.start_over().unwrap();
    let left: Vec<String> = store.counts().unwrap().into_keys().collect();
    assert_eq!(left, ["Lock", "Migration"]);
    assert_ne!(self::mark(store), mark);
    world::prepare(store);
    assert_eq!(store.digest().unwrap(), empty);
    apply(store, &world::small());
    assert_eq!(store.check().unwrap().violations, []);
}

fn eight_threads(store: &Store) {
    let race_groups = world::small();
    apply(store, &race_groups);
    let digest = store.digest().unwrap();
    let empty: Vec<RaceGroup> = race_groups.iter().map(emptied).collect();
    apply(store, &empty);
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let mine: Vec<RaceGroup> = race_groups.iter().skip(thread).step_by(8).cloned().collect();
            scope.spawn(move || {
                for race_group in &mine {
                    apply(store, std::slice::from_ref(race_group));
                    store.history(Series::Cup, end_of_time()).unwrap();
                }
            });
        }
    });
    assert_eq!(store.digest().unwrap(), digest);
    assert_eq!(store.check().unwrap().violations, []);
}
