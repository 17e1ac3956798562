//! The laws on the real race logs, read by the plainest code there is.
#![allow(clippy::disallowed_methods, reason = "a test reads the shared data")]

use crate::build::info;
use axioms::{Findings, observation};
use domain::history::{PastCar, PastRace};
use domain::ids::DriverId;
use domain::race::{Entry, RaceInfo};
use domain::result::LoopResult;
use domain::status::{Status, StatusKind};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Where the shared data lies.
fn race_logs() -> String {
    let folder = std::env::var_os("BACKSTRETCH_TEST_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    std::fs::read_to_string(folder.join("race-logs.csv")).unwrap()
}

/// Races by (date, series, track), in that order, as `date series track`.
fn groups(text: &str) -> BTreeMap<String, PastRace> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let mut groups: BTreeMap<String, PastRace> = BTreeMap::new();
    for line in lines {
        let fields: Vec<&str> = line.split(',').collect();
        let text = |name: &str| fields[header.iter().position(|column| *column == name).unwrap()];
        let place = |name: &str| text(name).parse::<u8>().unwrap();
        let count = |name: &str| text(name).parse::<u32>().unwrap();
        let car = PastCar {
            entry: Entry {
                driver: DriverId(count("driver_id")),
                driver_name: text("driver_name").to_owned(),
                start: Some(place("start")),
                car_number: None,
                team: None,
                make: None,
            },
            result: LoopResult {
                finish_on_track: place("finish"),
                finish_official: None,
                mid: place("mid"),
                best: place("best"),
                worst: place("worst"),
                average_position: text("avg").parse().unwrap(),
                passing_diff: text("green_flag_passing_diff").parse().unwrap(),
                green_passes: count("green_flag_passes"),
                green_times_passed: count("green_flag_times_passed"),
                quality_passes: count("quality_passes"),
                fastest_laps: count("fastest_lap"),
                top_15_laps: count("top_15_laps"),
                laps_led: count("laps_led"),
                laps_completed: count("laps"),
                rating: text("rating").parse().unwrap(),
                status: Status { raw: text("status").to_owned(), kind: StatusKind::Other },
                lap_pace: None,
            },
        };
        let name = format!("{} {} {}", text("race_date"), text("series"), text("track_name"));
        let race = groups.entry(name.clone()).or_insert_with(|| PastRace {
            info: RaceInfo { key: name.as_str().into(), ..info() },
            distance_laps: 0,
            known_at: Timestamp::UNIX_EPOCH,
            cars: Vec::new(),
        });
        race.distance_laps = race.distance_laps.max(car.result.laps_completed);
        race.cars.push(car);
    }
    groups
}

fn has_one_winner(race: &PastRace) -> bool {
    race.cars.iter().filter(|car| car.result.finish_on_track == 1).count() == 1
}

/// Names of the races with a remark, and the cars concerned over all of them.
fn remarked<'a>(found: &'a [(String, Findings)], rule: &str) -> (Vec<&'a str>, usize) {
    let mut cars = 0;
    let races = found
        .iter()
        .filter(|(_, findings)| {
            let remarks = findings.remarks.iter().filter(|remark| remark.rule == rule);
            remarks.inspect(|remark| cars += remark.drivers.len()).count() > 0
        })
        .map(|(name, _)| name.as_str())
        .collect();
    (races, cars)
}

#[test]
#[ignore = "needs shared data"]
fn no_law_vetoes_a_real_race_and_the_remarks_are_the_known_ones() {
    let text = race_logs();
    let groups = groups(&text);
    assert_eq!((groups.len(), groups.values().map(|race| race.cars.len()).sum::<usize>()), (663, 24_702));
    let found: Vec<(String, Findings)> = groups
        .iter()
        .filter(|(_, race)| has_one_winner(race))
        .map(|(name, race)| (name.clone(), observation::check(race)))
        .collect();
    assert_eq!(found.len(), 648);
    for (name, findings) in &found {
        assert_eq!(findings.vetoes, [], "{name}");
    }
    let races = |rule| remarked(&found, rule).0;
    let gap_races =
        ["2020/06/14 O'Reilly Homestead-Miami Speedway", "2025/02/16 Cup Daytona International Speedway"];
    assert_eq!(races("finish-gap"), gap_races);
    assert_eq!(races("start-gap"), [gap_races[0], "2023/07/29 O'Reilly Road America", gap_races[1]]);
    assert_eq!(
        races("laps-led-short"),
        [
            "2019/03/23 Trucks Martinsville Speedway",
            "2019/08/02 Trucks Eldora Speedway",
            "2019/11/10 Cup ISM Raceway"
        ]
    );
    assert_eq!(races("laps-completed-rise"), ["2020/08/30 Trucks World Wide Technology Raceway at Gateway"]);
    assert_eq!(
        races("winner-led-nothing"),
        ["2020/10/03 Trucks Talladega Superspeedway", "2022/10/01 Trucks Talladega Superspeedway"]
    );
    assert_eq!(
        races("worst-beyond-field"),
        [
            "2022/05/15 Trucks Kansas Speedway",
            "2023/04/15 Trucks Martinsville Speedway",
            "2025/02/16 Cup Daytona International Speedway"
        ]
    );
    assert_eq!(races("start-missing"), Vec::<&str>::new());
    assert_eq!(races("winner-short-of-distance"), Vec::<&str>::new());
    let counts = |rule| {
        let (races, cars) = remarked(&found, rule);
        (races.len(), cars)
    };
    assert_eq!(counts("top-15-laps-beyond-completed"), (35, 59));
    assert_eq!(counts("average-outside-best-worst"), (334, 691));
    assert_eq!(counts("best-behind-ends"), (32, 83));
    assert_eq!(counts("worst-ahead-of-finish"), (580, 1_860));
    assert_eq!(counts("led-outside-top-15"), (1, 1));
}

/// Two races under one name: what is counted by car is that of the profile over all 24,702 rows, and what
/// makes them two is vetoed.
#[test]
#[ignore = "needs shared data"]
fn the_fifteen_double_groups_are_vetoed_as_one_race() {
    let text = race_logs();
    let groups = groups(&text);
    let all: Vec<(String, Findings)> =
        groups.iter().map(|(name, race)| (name.clone(), observation::check(race))).collect();
    let vetoed: Vec<&str> =
        all.iter().filter(|(_, found)| !found.vetoes.is_empty()).map(|(name, _)| name.as_str()).collect();
    assert_eq!(vetoed.len(), 15);
    for name in vetoed {
        assert!(!has_one_winner(&groups[name]), "{name}");
    }
    assert_eq!(remarked(&all, "top-15-laps-beyond-completed").1, 69);
    assert_eq!(remarked(&all, "average-outside-best-worst").1, 724);
    assert_eq!(remarked(&all, "best-behind-ends").1, 94);
    assert_eq!(remarked(&all, "worst-ahead-of-finish").1, 1_908);
}
