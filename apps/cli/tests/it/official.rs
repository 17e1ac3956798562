//! Official results and teams as the program shows them, and on the real files the figures of their sources.

use crate::program::{World, league, shared};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Kind and file of all that is known beside entry lists.
pub fn league_files(world: &World) -> Vec<(&'static str, PathBuf)> {
    let league = league();
    vec![
        ("race-logs", world.write("logs.csv", &league.race_log_csv)),
        ("results", world.write("results.csv", &league.official_results_csv)),
        ("teams", world.write("teams.csv", &league.car_teams_csv)),
    ]
}

pub fn real_files() -> Vec<(&'static str, PathBuf)> {
    vec![
        ("race-logs", shared("race-logs.csv")),
        ("results", shared("results/official-results-2022-2025.csv.gz")),
        ("teams", shared("results/car-teams-2019-2025.csv")),
    ]
}

fn kinds(report: &Value) -> BTreeMap<&str, usize> {
    let mut kinds = BTreeMap::new();
    for matched in report["matches"].as_array().unwrap() {
        *kinds.entry(matched["kind"].as_str().unwrap()).or_default() += 1;
    }
    kinds
}

fn rules(report: &Value) -> BTreeMap<&str, usize> {
    let mut rules = BTreeMap::new();
    for finding in report["findings"].as_array().unwrap().iter().filter(|finding| finding["level"] == "held")
    {
        *rules.entry(finding["rule"].as_str().unwrap()).or_default() += 1;
    }
    rules
}

fn import(world: &World, files: &[(&'static str, PathBuf)], at: usize) -> Value {
    let (kind, file): (&str, &Path) = (files[at].0, &files[at].1);
    world.import(kind, file)
}

#[test]
fn results_wait_for_their_logs_and_are_joined_when_they_come() {
    let world = World::migrated();
    let files = league_files(&world);
    let empty = world.digest();
    let waiting = import(&world, &files, 1);
    assert_eq!(kinds(&waiting).get("exact"), None);
    assert_eq!(world.digest(), empty, "results alone make no race");
    let unmatched = kinds(&waiting)["unmatched"];
    assert_eq!(
        waiting["matches"].as_array().unwrap().len(),
        unmatched + 2 + 1,
        "two of one day, and one of two races"
    );
    let joined = import(&world, &files, 0);
    assert_eq!(kinds(&joined).get("unmatched"), None);
    assert_eq!(kinds(&joined)["exact"] + kinds(&joined)["windowed"], unmatched);
}

#[test]
fn a_race_and_a_driver_show_name_car_team_and_make() {
    let world = World::new();
    let files = league_files(&world);
    (0..3).for_each(|at| drop(import(&world, &files, at)));
    let truth = &league().truth;
    let cup = |race: &&league::TrueRace| !race.exhibition && race.series.key() == "cup";
    let race = truth.races.iter().rev().find(cup).unwrap();
    let races = world.json(&["races", "--series", "cup"]);
    let line = races["races"].as_array().unwrap().iter().rev().find(|line| line["name"].is_string()).unwrap();
    let nascar = line["aliases"].as_array().unwrap().iter().filter_map(Value::as_str);
    let id = nascar.filter_map(|alias| alias.strip_prefix("nascar:")).next().unwrap();
    let shown = world.json(&["race", id]);
    assert_eq!(shown["race"]["date"], race.date.to_string());
    assert_eq!(shown["name"], line["name"]);
    for entry in shown["entries"].as_array().unwrap() {
        let car = race.cars.iter().find(|car| u64::from(car.driver_id) == entry["driver"].as_u64().unwrap());
        let car = car.unwrap();
        let expected = [car.car_number.as_str(), car.team, car.make];
        assert_eq!([&entry["carNumber"], &entry["team"], &entry["make"]], expected);
    }
    let text = world.run(&["race", id]);
    let car = &race.cars[0];
    for word in [line["name"].as_str().unwrap(), car.team, car.make, "official"] {
        assert!(text.contains(word), "{word}: {text}");
    }
    let driver = world.run(&["driver", &car.driver_id.to_string()]);
    for word in [line["name"].as_str().unwrap(), car.team, car.make] {
        assert!(driver.contains(word), "{word}: {driver}");
    }
    assert_eq!(world.json(&["graph", "check"])["violations"], serde_json::json!([]));
}

#[test]
#[ignore = "needs shared data"]
fn real_results_are_matched_as_their_sources_say() {
    let world = World::with_real_logs();
    let files = real_files();
    let report = import(&world, &files, 1);
    assert_eq!(report["rowsRefused"], 0);
    assert_eq!(kinds(&report), BTreeMap::from([("exact", 224), ("windowed", 132), ("quarantined", 6)]));
    let held = BTreeMap::from([
        ("driver-under-review", 7),
        ("place-claimed-twice", 6),
        ("start-differs", 1),
        ("unknown-driver", 3),
    ]);
    assert_eq!(rules(&report), held);
    let under_review = report["findings"].as_array().unwrap().iter().filter(|held| {
        held["rule"] == "driver-under-review" && held["reason"].as_str().unwrap().contains("Jason M. White")
    });
    assert_eq!(under_review.count(), 7);
    let aliased = report["names"].as_array().unwrap().iter().filter(|name| name["how"] == "alias");
    assert_eq!(aliased.count(), 4);
    let changed = report["findings"].as_array().unwrap().iter();
    assert_eq!(changed.filter(|finding| finding["rule"] == "finish-differs").count(), 26);

    let teams = import(&world, &files, 2);
    assert_eq!((&teams["rowsRefused"], &teams["rowsRead"]), (&serde_json::json!(0), &serde_json::json!(861)));
    let axioms = world.json(&["axioms", "check"]);
    assert_eq!((&axioms["races"], &axioms["vetoes"]), (&serde_json::json!(670), &serde_json::json!([])));
    let pocono = world.json(&["race", "cup-2022-07-24-pocono"]);
    let of = |name: &str| {
        let entries = pocono["entries"].as_array().unwrap();
        let entry = entries.iter().find(|entry| entry["driverName"] == name).unwrap();
        let results = pocono["results"].as_array().unwrap();
        (
            entry.clone(),
            results.iter().find(|car| car["driver"] == entry["driver"]).unwrap()["result"].clone(),
        )
    };
    let (entry, result) = of("Chase Elliott");
    assert_eq!(result["finishOfficial"], 1);
    assert_eq!(
        [&entry["carNumber"], &entry["team"], &entry["make"]],
        ["9", "Hendrick Motorsports", "Chevrolet"]
    );
    let (_, hamlin) = of("Denny Hamlin");
    assert_eq!(
        (&hamlin["finishOnTrack"], hamlin["finishOfficial"].as_u64().unwrap() > 30),
        (&1.into(), true)
    );
}
