//! The real race logs, official results and teams. Figures are those of the profile beside the file.

use crate::support::{facts, parse_logs, race_groups_of_logs, stated, states};
use domain::facts::{RaceFacts, RaceGroup};
use domain::series::Series;
use domain::tracks::TrackReference;
use feeds::context::{ContextRace, FileContext};
use feeds::identity::{self, MatchKind, RawRows, Resolution, Stated};
use feeds::race_logs::LogRow;
use feeds::source::{self, Limits};
use feeds::weekend::{Item, odds, practice};
use feeds::{results, teams};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

fn shared(name: &str) -> PathBuf {
    let folder = std::env::var_os("BACKSTRETCH_TEST_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    folder.join(name)
}

fn rows() -> Vec<Stated<LogRow>> {
    let file = source::read(&shared("race-logs.csv"), &Limits::default()).expect("shared data");
    assert_eq!(file.snapshot.as_str(), "f7a73f6626613268ec3fa1a92da5d8524de5468a43d5cfcbb798a04d3fd2408c");
    let parsed = parse_logs(&file);
    assert_eq!(parsed.complaints, []);
    assert_eq!((parsed.rows.len(), parsed.rows_read, parsed.duplicates), (24_702, 24_702, 0));
    parsed.rows.into_iter().map(|row| Stated { snapshot: file.snapshot.clone(), row }).collect()
}

fn race_groups(rows: Vec<Stated<LogRow>>) -> Vec<RaceGroup> {
    states(&race_groups_of_logs(rows))
}

fn is_permutation(places: impl Iterator<Item = u8>) -> bool {
    let mut places: Vec<u8> = places.collect();
    places.sort_unstable();
    places.iter().copied().eq(1..=places.len() as u8)
}

#[test]
#[ignore = "needs shared data"]
fn every_group_is_decided_as_the_profile_says() {
    let race_groups = race_groups(rows());
    let races: Vec<&RaceFacts> = race_groups.iter().flat_map(|race_group| &race_group.races).collect();
    let held: Vec<(&str, &str)> = race_groups
        .iter()
        .flat_map(|race_group| &race_group.quarantines)
        .map(|held| (held.group.as_str(), held.reason.as_str()))
        .collect();
    let expected = [
        ("race-logs|cup|charlotte|2019-05-19", "parts of 42+1 rows"),
        ("race-logs|cup|daytona|2019-02-15", "parts of 40+2 rows"),
        ("race-logs|cup|daytona|2023-02-17", "parts of 40+2 rows"),
        ("race-logs|cup|north-wilkesboro|2023-05-22", "parts of 38+1+1 rows"),
    ];
    assert_eq!(held.len(), expected.len(), "{held:?}");
    for (group, reason) in expected {
        assert!(held.iter().any(|held| held.0 == group && held.1.ends_with(reason)), "{group} {held:?}");
    }
    let second: Vec<&str> =
        races.iter().filter(|race| race.info.number_of_day == 2).map(|race| race.info.key.as_str()).collect();
    assert_eq!(second.len(), 11);
    assert!(
        second.contains(&"trucks-2020-07-25-kansas-2") && second.contains(&"oreilly-2020-09-12-richmond-2")
    );
    assert_eq!(races.len(), 648 + 22);
    // 36 points races in each of the seven seasons of the Cup.
    let points =
        |series| races.iter().filter(|race| race.info.series == series && !race.info.exhibition).count();
    assert_eq!(points(Series::Cup), 252);
    assert_eq!(points(Series::Oreilly), 230);
    assert_eq!(points(Series::Trucks), 161);
    let keys: std::collections::BTreeSet<&str> = races.iter().map(|race| race.info.key.as_str()).collect();
    assert_eq!(keys.len(), races.len());
}

#[test]
#[ignore = "needs shared data"]
fn double_headers_are_two_whole_races() {
    let race_groups = race_groups(rows());
    let check = |key: &str, cars: usize| {
        let race =
            race_groups.iter().flat_map(|c| &c.races).find(|race| race.info.key.as_str() == key).unwrap();
        assert_eq!(race.cars.len(), cars, "{key}");
        let results = || race.cars.iter().map(|car| car.result.as_ref().unwrap());
        assert!(is_permutation(results().map(|result| result.finish_on_track)));
        assert!(is_permutation(race.cars.iter().map(|car| car.entry.start.unwrap())));
        let distance = results().map(|result| result.laps_completed).max().unwrap();
        assert_eq!(results().map(|result| result.laps_led).sum::<u32>(), distance, "{key}");
    };
    let sizes = |first: &str| {
        let of = |key: &str| {
            race_groups.iter().flat_map(|c| &c.races).find(|r| r.info.key.as_str() == key).unwrap().cars.len()
        };
        [of(first), of(&format!("{first}-2"))]
    };
    let mut kansas = sizes("trucks-2020-07-25-kansas");
    let mut richmond = sizes("oreilly-2020-09-12-richmond");
    for (first, sizes) in [("trucks-2020-07-25-kansas", kansas), ("oreilly-2020-09-12-richmond", richmond)] {
        check(first, sizes[0]);
        check(&format!("{first}-2"), sizes[1]);
    }
    kansas.sort_unstable();
    richmond.sort_unstable();
    assert_eq!((kansas, richmond), ([37, 38], [36, 37]));
}

#[test]
#[ignore = "needs shared data"]
fn order_and_files_do_not_matter() {
    let whole = rows();
    let expected: Vec<RaceGroup> = race_groups(whole.clone()).into_iter().map(facts).collect();
    // A fixed shuffle: multiplication by a number prime to the count of rows.
    let count = whole.len();
    let shuffled: Vec<Stated<LogRow>> = (0..count).map(|at| whole[at * 7919 % count].clone()).collect();
    assert_eq!(race_groups(shuffled.clone()).into_iter().map(facts).collect::<Vec<_>>(), expected);
    let split = shuffled.into_iter().enumerate().map(|(at, stated)| {
        let snapshot = ["a", "b", "c", "d", "e"][at % 5].into();
        let mut row = stated.row;
        row.line = at as u64;
        Stated { snapshot, row }
    });
    let twice = split.chain(whole.iter().take(5000).cloned());
    assert_eq!(race_groups(twice.collect()).into_iter().map(facts).collect::<Vec<_>>(), expected);
}

#[test]
#[ignore = "needs shared data"]
fn real_results_and_teams_are_joined_as_the_sources_say() {
    let read = |name: &str| source::read(&shared(name), &Limits::default()).expect("shared data");
    let file = read("results/official-results-2022-2025.csv.gz");
    let official = results::parse(&file, TrackReference::builtin());
    assert_eq!((official.complaints.as_slice(), official.rows.len()), (&[][..], 13_422));
    let file = read("results/car-teams-2019-2025.csv");
    let spans = teams::parse(&file);
    assert_eq!((spans.complaints.as_slice(), spans.rows.len()), (&[][..], 861));
    let raw = RawRows {
        logs: rows(),
        results: stated("results", official.rows),
        teams: stated("teams", spans.rows),
        ..RawRows::default()
    };
    let race_groups = identity::race_groups(raw, TrackReference::builtin(), &[]);
    let found: Vec<Resolution> = race_groups.iter().map(identity::resolve).collect();

    let kinds = |kind| found.iter().flat_map(|f| &f.matches).filter(|m| m.kind == kind).count();
    let counts = [MatchKind::Exact, MatchKind::Windowed, MatchKind::Ambiguous, MatchKind::Unmatched];
    assert_eq!(counts.map(kinds), [224, 132, 0, 0]);
    let mut held: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for quarantine in found.iter().flat_map(|f| &f.race_group.quarantines) {
        held.entry(&quarantine.rule).or_default().push(&quarantine.group);
    }
    // The races under whose name the source put the rows of two.
    let of_two = [
        "results|cup|martinsville|2024-04-07|5414",
        "results|cup|martinsville|2025-03-30|5572",
        "results|oreilly|cota-2025|2025-03-01|5533",
        "results|oreilly|cota|2024-03-23|5445",
        "results|oreilly|las-vegas|2022-03-05|5195",
        "results|oreilly|las-vegas|2023-03-04|5322",
    ];
    held.get_mut("place-claimed-twice").unwrap().sort_unstable();
    assert_eq!(held["place-claimed-twice"], of_two);
    assert_eq!(kinds(MatchKind::HeldBack), of_two.len());
    // Cars missing in the logs: Castroneves and Allmendinger at Daytona, Legge at Road America.
    let count = |rule: &str| held.get(rule).map_or(0, Vec::len);
    assert_eq!(count("unknown-driver"), 3);
    assert_eq!(count("driver-under-review"), 7, "Jason M. White");
    assert_eq!(count("start-differs"), 1, "the Jason White of Daytona 2023 is Jason A. White");
    let other = ["ambiguous-race", "another-race", "two-rows-one-driver", "ambiguous-driver", "no-race-log"];
    assert_eq!(other.map(count), [0; 5]);
    // The source of teams puts both Busch brothers into one car in each of the 108 points races of 2019-2021 (three
    // times also both Nemecheks), and one of them into his brother's in 20 of 2022.
    assert_eq!(count("car-claimed-twice"), 2 * (108 + 3));
    let remarked = |rule| found.iter().flat_map(|f| &f.remarks).filter(|remark| remark.rule == rule).count();
    assert_eq!(remarked("car-differs"), 21);

    let differ = |race: &&RaceFacts| {
        let mut results = race.cars.iter().filter_map(|car| car.result.as_ref());
        results.any(|r| r.finish_official.is_some_and(|official| official != r.finish_on_track))
    };
    let races: Vec<&RaceFacts> = found.iter().flat_map(|f| &f.race_group.races).collect();
    // The profile counts 27: it joins the Jason White of Daytona 2023 by his name.
    assert_eq!(races.iter().copied().filter(differ).count(), 26);
    assert_eq!(races.iter().filter(|race| race.name.is_some()).count(), 356);
    let written: BTreeSet<&str> =
        found.iter().flat_map(|f| &f.names).map(|used| used.written.as_str()).collect();
    // Sixteen names differ: one is under review, one stands in the rows of two races alone.
    assert_eq!(written.len(), 14, "{written:?}");

    let pocono = races.iter().find(|race| race.info.key.as_str() == "cup-2022-07-24-pocono").unwrap();
    let of = |name: &str| pocono.cars.iter().find(|car| car.entry.driver_name == name).unwrap();
    let places = |name: &str| {
        let result = of(name).result.as_ref().unwrap();
        (result.finish_on_track, result.finish_official)
    };
    assert_eq!(places("Denny Hamlin").0, 1);
    assert_eq!(places("Chase Elliott").1, Some(1));
    let elliott = &of("Chase Elliott").entry;
    let listed = [&elliott.car_number, &elliott.team, &elliott.make].map(|value| value.as_deref().unwrap());
    assert_eq!(listed, ["9", "Hendrick Motorsports", "Chevrolet"]);
}

/// The samples of practice laps, each with what it is told of.
fn laps(
    name: &str,
    race: (&str, Series, jiff::civil::Date, &str),
) -> feeds::parsed::Parsed<feeds::weekend::WeekendRow> {
    let (key, series, date, track_name) = race;
    let race = ContextRace { key: key.into(), series, date, track_name: track_name.to_owned(), number: 1 };
    let file = source::read(&shared(name), &Limits::default()).expect("shared data");
    practice::parse(
        &file,
        TrackReference::builtin(),
        &FileContext { race: Some(race), ..FileContext::default() },
    )
}

#[test]
#[ignore = "needs shared data"]
fn real_practice_is_read_in_every_shape() {
    let austin =
        ("cup-2023-03-26-cota", Series::Cup, jiff::civil::date(2023, 3, 26), "Circuit of The Americas");
    let found = laps("feeds/lap-averages.2023-1-5273.practice.json", austin);
    assert_eq!((found.complaints.as_slice(), found.rows.len(), found.rows_read), (&[][..], 39, 39));
    let best = |row: &feeds::weekend::WeekendRow| match &row.item {
        Item::Pace { best_lap, .. } => best_lap.unwrap(),
        other => panic!("{other:?}"),
    };
    // 133.124 s over 3.41 miles: 92.2 mph.
    assert!((best(&found.rows[0]) - 3600.0 * 3.41 / 133.124).abs() < 1e-9);
    let runs = |at: usize| {
        let ran = |row: &&feeds::weekend::WeekendRow| matches!(&row.item, Item::Pace { runs, .. } if runs[at].is_some());
        found.rows.iter().filter(ran).count()
    };
    assert_eq!([runs(0), runs(1), runs(5)], [27, 0, 0]);

    let live = laps("feeds/live-feed.2023-1-5273.practice.json", austin);
    assert_eq!((live.rows_read, live.rows.len()), (37, 0), "taken in the first minutes: nobody has a lap");
    assert_eq!(live.complaints.len(), 1);
    assert_eq!((live.complaints[0].rule.as_str(), live.complaints[0].held_back), ("no-lap", false));

    let bristol = (
        "oreilly-2019-08-16-bristol",
        Series::Oreilly,
        jiff::civil::date(2019, 8, 16),
        "Bristol Motor Speedway",
    );
    let old = laps("feeds/lapAvg.2019-2-4817.practice.json", bristol);
    assert_eq!((old.complaints.as_slice(), old.rows.len()), (&[][..], 12));
    let qualifying = laps("feeds/qualification.2019.json", bristol);
    assert!(qualifying.rows.len() > 30, "{:?}", qualifying.complaints);

    let ids = |name: &str| practice::race_id(&source::read(&shared(name), &Limits::default()).unwrap());
    assert_eq!(ids("feeds/lap-averages.2023-1-5273.practice.json"), Some(5273));
    assert_eq!(ids("feeds/live-feed.2023-1-5273.practice.json"), Some(5273));
    assert_eq!(ids("feeds/lapAvg.2019-2-4817.practice.json"), Some(4817));
}

#[test]
#[ignore = "needs shared data"]
fn real_odds_are_read_and_those_of_another_race_are_not() {
    let parsed = |name: &str, told: &FileContext| {
        let file = source::read(&shared(name), &Limits::default()).expect("shared data");
        odds::parse(&file, TrackReference::builtin(), told)
    };
    let hub = parsed("odds/win-odds-2026-hub.csv", &FileContext::default());
    // The 35 rows of Martinsville were scraped eight days after it.
    let late = hub.complaints.iter().filter(|complaint| complaint.rule == "known-after-race").count();
    assert_eq!((hub.rows_read, late), (72, 35));
    assert_eq!(hub.rows.len() + hub.complaints.iter().filter(|c| c.held_back).count(), 72);
    assert!(hub.rows.iter().any(|row| row.driver_name.as_deref() == Some("Daniel Suarez")));

    let name = "odds/win-top5-prob-2026-cup.csv";
    assert_eq!(parsed(name, &FileContext::default()).complaints[0].rule, "no-series");
    let history = parsed(name, &FileContext { series: Some(Series::Cup), ..FileContext::default() });
    let rules: BTreeSet<&str> = history.complaints.iter().map(|complaint| complaint.rule.as_str()).collect();
    assert_eq!(history.rows_read, 707);
    assert!(history.rows.len() > 650, "{} rows, {rules:?}", history.rows.len());
    let races: BTreeSet<&str> = history.rows.iter().map(|row| row.place.venue.as_str()).collect();
    assert_eq!(races.len(), 3, "{races:?}");
}
