//! A small world of races, built by hand, and a large one for measuring.

use domain::evidence::{Claim, ClaimValue, Evidence, Pace, Price, SessionName, Standing};
use domain::facts::{CarFacts, Part, Quarantine, RaceFacts, RaceGroup, RaceGroupKey};
use domain::ids::{ClaimId, DriverId, SnapshotId};
use domain::race::{Entry, RaceInfo};
use domain::result::{LapPace, LoopResult};
use domain::season::SessionKind;
use domain::series::Series;
use domain::status::{Status, StatusKind};
use graph::{ClassSeed, LayoutSeed, Location, ReferenceSeed, SnapshotMeta, Store, VenueSeed};
use jiff::Timestamp;
use jiff::civil::Date;
use std::path::Path;

pub const VENUES: [&str; 6] = ["phoenix", "daytona", "atlanta", "bristol", "sonoma", "kansas"];

pub fn reference() -> ReferenceSeed {
    let class = |key: &str, parent: Option<&str>| ClassSeed {
        key: key.into(),
        name: None,
        parent: parent.map(Into::into),
    };
    let class_of = |venue: &str| match venue {
        "daytona" => "drafting",
        "bristol" => "short",
        "sonoma" => "road",
        _ => "intermediate",
    };
    ReferenceSeed {
        classes: vec![
            class("intermediate-type", None),
            class("short-type", None),
            class("road-type", None),
            class("superspeedway-type", None),
            class("intermediate", Some("intermediate-type")),
            class("short", Some("short-type")),
            class("road", Some("road-type")),
            class("drafting", Some("superspeedway-type")),
        ],
        venues: VENUES
            .iter()
            .map(|venue| VenueSeed {
                key: (*venue).into(),
                name: venue.to_uppercase(),
                latitude: None,
                longitude: Some(-80.5),
            })
            .collect(),
        layouts: VENUES
            .iter()
            .map(|venue| LayoutSeed {
                key: (*venue).into(),
                venue: (*venue).into(),
                class: class_of(venue).into(),
                name: None,
                season_from: None,
                season_to: None,
                length_miles: Some(1.5),
                surface: Some("asphalt".to_owned()),
                turns: Some(4),
            })
            .collect(),
    }
}

pub fn snapshot_id(name: &str) -> SnapshotId {
    SnapshotId(format!("{name:0>64}"))
}

pub fn snapshot(name: &str) -> SnapshotMeta {
    SnapshotMeta {
        id: snapshot_id(name),
        kind: "race-logs".to_owned(),
        file_name: format!("{name}.csv"),
        rows: 10,
        complaints: 0,
        fetched_at: "2025-11-20T10:00:00Z".parse().unwrap(),
        supersedes: Vec::new(),
        complete: true,
    }
}

/// Migrated, seeded, with the snapshot `a`.
pub fn prepare(store: &Store) {
    store.migrate().unwrap();
    store.seed(&reference()).unwrap();
    store.put_snapshot(&snapshot("a")).unwrap();
}

pub fn midnight(date: Date) -> Timestamp {
    format!("{date}T00:00:00Z").parse().unwrap()
}

/// A race of `cars` cars: entry, grid and result, every number a function of race and car.
pub fn race(series: Series, venue: &str, date: &str, cars: u32) -> RaceFacts {
    let date: Date = date.parse().unwrap();
    let lock = midnight(date);
    let salt = u32::from(date.day() as u8) + u32::from(date.month() as u8) * 31;
    let key = format!("{series}-{date}-{venue}");
    let car = |at: u32| {
        let driver = DriverId(100 + (at * 7 + salt) % 90);
        let start = (at * 11 + salt) % cars + 1;
        CarFacts {
            entry: Entry {
                driver,
                driver_name: format!("Driver {driver}"),
                start: Some(start as u8),
                car_number: Some(format!("{:02}", driver.0 % 100)),
                team: (at % 3 != 2).then(|| format!("Team {}", driver.0 % 9)),
                make: (at % 3 != 1)
                    .then(|| ["Ford", "Toyota", "Chevrolet"][driver.0 as usize % 3].to_owned()),
            },
            entry_known_at: lock,
            grid_known_at: lock,
            result: Some(result(at, cars, salt)),
        }
    };
    let mut cars: Vec<CarFacts> = (0..cars).map(car).collect();
    cars.sort_by_key(|car| car.entry.driver);
    cars.dedup_by_key(|car| car.entry.driver);
    let group = format!("race-logs|{series}|{venue}|{date}");
    let part = Part { snapshot: snapshot_id("a"), group, rows: cars.len() as u32 };
    RaceFacts {
        info: RaceInfo {
            key: key.as_str().into(),
            series,
            date,
            number_of_day: 1,
            venue: venue.into(),
            layout: venue.into(),
            track_name: format!("{venue} \"Speedway\" é\\n"),
            exhibition: false,
            lock_at: lock,
            scheduled_laps: None,
        },
        name: salt.is_multiple_of(2).then(|| format!("Race \"{salt}\" é")),
        aliases: vec![format!("nascar:{}", 5000 + salt)],
        result_known_at: Some(midnight(date.tomorrow().unwrap())),
        cars,
        lists: Vec::new(),
        evidence: Evidence::default(),
        stated_by: vec![part],
    }
}

fn result(at: u32, cars: u32, salt: u32) -> LoopResult {
    LoopResult {
        finish_on_track: (at + 1) as u8,
        // Every third race has official results, in which the winner comes last.
        finish_official: salt.is_multiple_of(3).then_some(if at == 0 { cars } else { at } as u8),
        mid: (at + 1) as u8,
        best: 1,
        worst: cars as u8,
        average_position: f64::from(at) + 1.0 + f64::from(salt % 7) / 7.0,
        passing_diff: at as i32 - 12,
        green_passes: 40 + at,
        green_times_passed: 52,
        quality_passes: at,
        fastest_laps: at % 5,
        top_15_laps: 100,
        laps_led: if at == 0 { 267 } else { 0 },
        laps_completed: 267 - at / 10,
        rating: 0.1 + f64::from(at) * 1.1,
        status: Status { raw: "running".to_owned(), kind: StatusKind::Running },
        // Some cars have laps, and some too few in the last third.
        lap_pace: (!at.is_multiple_of(3)).then(|| LapPace {
            pace: 0.013 - f64::from(at) * 0.0007,
            last_third: (at % 3 > 1).then(|| f64::from(at) / 900.0),
            laps: 150 + at,
        }),
    }
}

/// Evidence of a race of every kind: two sessions, prices of two books and moments, claims about cars and the race.
pub fn evidence(race: &RaceFacts) -> Evidence {
    let lock = race.info.lock_at;
    let before = |hours: i64| lock - jiff::SignedDuration::from_hours(hours);
    let mut evidence = Evidence::default();
    for (at, car) in (0u32..).zip(&race.cars) {
        let driver = car.entry.driver;
        let speed = 150.0 - f64::from(at) / 7.0;
        evidence.paces.push(Pace {
            session: SessionName { kind: SessionKind::Practice, title: "Final \"Practice\" é".to_owned() },
            driver,
            known_at: before(20),
            best_lap: Some(speed),
            runs: [Some(speed - 1.0), (at % 2 == 0).then_some(speed - 2.5), None, None, None, None],
        });
        if at % 3 == 0 {
            let session = SessionName { kind: SessionKind::Qualifying, title: String::new() };
            let (best_lap, runs) = (Some(speed + 1.0), [None; 6]);
            evidence.paces.push(Pace { session, driver, known_at: before(10), best_lap, runs });
        }
        for (book, hours) in [("a 'book'", 30), ("a 'book'", 5), ("b", 4)] {
            let decimal = 3.0 + f64::from(at) + f64::from(hours) / 10.0;
            evidence.prices.push(Price {
                book: book.to_owned(),
                driver,
                known_at: before(i64::from(hours)),
                decimal,
            });
        }
    }
    let claim = |kind: &str, driver, value, hours| Claim {
        kind: kind.to_owned(),
        driver,
        source: "https://example.org/?a=b&c=\"d\"".to_owned(),
        known_at: before(hours),
        standing: Standing {
            id: ClaimId::of(format!("{}{kind}", race.info.key).as_bytes()),
            note: Some("ab".repeat(32)),
            span: Some((3, 17)),
            ..Standing::default()
        },
        value,
        confidence: Some(0.75),
    };
    let first = Some(race.cars[0].entry.driver);
    evidence.claims = vec![
        claim("rear-start", first, ClaimValue::Truth(true), 3),
        claim("pace", first, ClaimValue::Number(-0.5), 3),
        claim("scheduled-laps", None, ClaimValue::Whole(267), 40),
    ];
    evidence.sort();
    evidence
}

/// A race group of these races.
pub fn race_group(races: Vec<RaceFacts>) -> RaceGroup {
    let info = &races[0].info;
    let key = RaceGroupKey { series: info.series, layout: info.layout.clone(), season: info.date.year() };
    let mut parts: Vec<Part> = races.iter().flat_map(|race| race.stated_by.clone()).collect();
    parts.sort();
    RaceGroup { key, races, parts, quarantines: Vec::new() }
}

/// Ten races of three series, two in one race group, and one group held back.
pub fn small() -> Vec<RaceGroup> {
    let mut race_groups = vec![
        race_group(vec![
            race(Series::Cup, "phoenix", "2024-03-10", 12),
            race(Series::Cup, "phoenix", "2024-11-10", 14),
        ]),
        race_group(vec![race(Series::Cup, "daytona", "2025-02-16", 12)]),
        race_group(vec![race(Series::Cup, "atlanta", "2025-02-23", 9)]),
        race_group(vec![race(Series::Cup, "phoenix", "2025-03-09", 12)]),
        race_group(vec![race(Series::Oreilly, "phoenix", "2025-03-08", 10)]),
        race_group(vec![race(Series::Oreilly, "bristol", "2025-04-12", 10)]),
        race_group(vec![race(Series::Trucks, "bristol", "2025-04-11", 8)]),
        race_group(vec![race(Series::Trucks, "kansas", "2025-05-10", 8)]),
        race_group(vec![race(Series::Cup, "sonoma", "2025-07-13", 11)]),
    ];
    let part =
        Part { snapshot: snapshot_id("a"), group: "race-logs|cup|daytona|2025-02-13".to_owned(), rows: 42 };
    race_groups[1].parts.insert(0, part.clone());
    race_groups[1].quarantines.push(Quarantine {
        group: part.group,
        rule: "two-races-unsplit".to_owned(),
        reason: "the rows do not hang together: 40 and 2".to_owned(),
        rows: 42,
    });
    race_groups
}

/// `seasons` seasons of about 36 races in each of three series, `cars` cars each.
pub fn large(seasons: i16, cars: u32) -> Vec<RaceGroup> {
    let mut race_groups = Vec::new();
    for season in 0..seasons {
        for series in Series::ALL {
            for venue in VENUES {
                let date = |month: u32| {
                    let day = 1 + (venue.len() as u32 * 3 + series.nascar_id() as u32) % 27;
                    format!("{}-{month:02}-{day:02}", 2019 + season)
                };
                race_groups.push(race_group((2..=7).map(|m| race(series, venue, &date(m), cars)).collect()));
            }
        }
    }
    race_groups
}

/// The embedded store in `dir`.
pub fn open(dir: &Path) -> Store {
    Store::open(&Location::Embedded { dir: dir.to_owned() }, "a test").unwrap()
}

/// When to kill a loader, as parts of its work, evenly spaced from its beginning: `BACKSTRETCH_TEST_KILLS`
/// times, else `usual` times.
pub fn kills(usual: u32) -> impl Iterator<Item = f64> {
    let kills = std::env::var("BACKSTRETCH_TEST_KILLS").map_or(usual, |kills| kills.parse().unwrap());
    (0..kills).map(move |kill| f64::from(kill) / f64::from(kills))
}
