//! Practice, odds and claims: read, projected with, and never read early.

use crate::program::{World, league, shared};
use serde_json::Value;
use std::path::{Path, PathBuf};
use testkit::claims::NextRace;

/// The next Cup race of the league.
pub fn next_race() -> NextRace {
    NextRace::of(&league().entries_csv)
}

/// Kind and file of a league with its race weeks.
pub fn files(world: &World) -> Vec<(&'static str, PathBuf)> {
    let league = league();
    vec![
        ("race-logs", world.write("logs.csv", &league.race_log_csv)),
        ("entries", world.write("entries.csv", &league.entries_csv)),
        ("practice", world.write("practice.csv", &league.practice_csv)),
        ("odds", world.write("odds.csv", &league.odds_csv)),
        ("claims", world.write("claims.csv", next_race().claims_csv())),
    ]
}

/// Kinds of the notes, in the sealed set and beside it.
fn notes(answer: &Value) -> Vec<&str> {
    let lists = [&answer["body"]["notes"], &answer["notes"]];
    let notes = lists.into_iter().flat_map(|list| list.as_array().unwrap());
    notes.map(|note| note["kind"].as_str().unwrap()).collect()
}

/// The report of a file that is imported the day after the next race.
fn import_afterwards(world: &World, kind: &str, file: &Path) -> Value {
    let after =
        format!("{}T00:00:00Z", next_race().date.parse::<jiff::civil::Date>().unwrap().tomorrow().unwrap());
    let mut command = world.command(&["import", kind, file.to_str().unwrap(), "--json"]);
    let output = command.env("BACKSTRETCH_NOW", after).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_projection_uses_what_was_known_and_says_what_it_used() {
    let world = World::new();
    let files = files(&world);
    for at in [0, 1, 2, 3, 4] {
        let report = if files[at].0 == "entries" {
            import_afterwards(&world, files[at].0, &files[at].1)
        } else {
            world.import(files[at].0, &files[at].1)
        };
        assert_eq!(report["rowsRefused"], 0, "{}", files[at].0);
        let held: Vec<&str> =
            report["findings"].as_array().unwrap().iter().filter_map(|h| h["rule"].as_str()).collect();
        assert_eq!(
            held.contains(&"claim-grid-in-field") || held.contains(&"claim-range"),
            at == 4,
            "{held:?}"
        );
    }
    let NextRace { date, drivers, .. } = next_race();
    let at_lock = world.json(&["project", "next", "--model", "e2-weekend", "--sims", "500"]);
    for note in ["evidence-used", "evidence-absent", "rear-start", "claims-not-read"] {
        assert!(notes(&at_lock).contains(&note), "{note}: {:?}", notes(&at_lock));
    }
    let entry = |set: &Value, driver: &str| -> Value {
        let entries = set["body"]["entries"].as_array().unwrap();
        let id: u64 = driver.parse().unwrap();
        entries.iter().find(|entry| entry["driver"] == id).unwrap().clone()
    };
    let dropped = entry(&at_lock, &drivers[0].0);
    let field = at_lock["body"]["entries"].as_array().unwrap().len();
    assert_eq!(dropped["effectiveStart"], field);
    assert_ne!(dropped["start"], field);

    // A list that states no moment and came after the lock is taken as known in the week before it, without its grid.
    let before = world.json(&["project", "next", "--as-of", &format!("{date}T02:00:00Z"), "--sims", "500"]);
    for note in ["entries-assumed", "grid-drawn"] {
        assert!(notes(&before).contains(&note), "{note}: {:?}", notes(&before));
    }
    assert!(entry(&before, &drivers[0].0)["start"].is_null());
    let lock: jiff::Timestamp = at_lock["body"]["asOf"].as_str().unwrap().parse().unwrap();
    let week_before = lock - jiff::SignedDuration::from_hours(8 * 24);
    let early = world.output(&["project", "next", "--as-of", &week_before.to_string()]);
    assert!(String::from_utf8_lossy(&early.stderr).contains("its lock"), "{early:?}");
    // A model that reads no evidence is the same with and without, but says that there is some.
    let plain = World::with_league_logs();
    import_afterwards(&plain, files[1].0, &files[1].1);
    let without = plain.json(&["project", "next", "--model", "e2", "--sims", "500"]);
    let with = world.json(&["project", "next", "--model", "e2", "--sims", "500"]);
    assert_eq!((&with["body"], &with["checksum"]), (&without["body"], &without["checksum"]));
    assert!(notes(&with).contains(&"evidence-not-read") && !notes(&without).contains(&"evidence-not-read"));
    let text = world.run(&["project", "next", "--model", "e2", "--sims", "500"]);
    assert!(text.contains("model e3 does"), "{text}");

    let why = world.json(&["why", "next", &drivers[1].0, "--model", "e2-weekend"]);
    let kinds: Vec<&str> = why["why"]["evidence"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["kind"].as_str().unwrap())
        .collect();
    assert!(kinds.contains(&"win-odds") && kinds.contains(&"pace"), "{kinds:?}");
    let groups: f64 =
        why["why"]["groups"].as_array().unwrap().iter().filter_map(|group| group["strength"].as_f64()).sum();
    assert!((groups - why["why"]["strength"].as_f64().unwrap()).abs() < 1e-9);
    let about: Vec<&str> =
        why["paths"].as_array().unwrap().iter().map(|path| path["about"].as_str().unwrap()).collect();
    assert!(about.contains(&"session") && about.contains(&"price") && about.contains(&"claim"), "{about:?}");
    let words = world.run(&["why", "next", &drivers[1].0, "--model", "e2-weekend"]);
    assert!(words.contains("what the race week adds") && words.contains("win odds"), "{words}");
}

#[test]
fn json_says_its_race_or_is_told_it() {
    let world = World::new();
    let files = files(&world);
    world.import(files[1].0, &files[1].1);
    let NextRace { drivers, .. } = next_race();
    let items: Vec<String> = (drivers.iter().zip(0..))
        .map(|((id, name), at)| {
            let lap = 27.0 + f64::from(at) / 50.0;
            format!(r#"{{"NASCARDriverID":{id},"FullName":"{name}","BestLapTime":{lap},"Con10Lap":{lap},"Con10LapRank":1}}"#)
        })
        .collect();
    let text = format!(r#"[{{"Title":"Practice","Items":[{}]}}]"#, items.join(","));
    let file = world.write("lap-averages.json", text);
    let path = file.to_str().unwrap();
    let untold = world.output(&["import", "practice", path]);
    assert!(!untold.status.success());
    let words = String::from_utf8_lossy(&untold.stderr).into_owned();
    assert!(words.contains("--race"), "{words}");
    let races = world.json(&["races", "--upcoming"]);
    let race = races["races"][0]["race"]["key"].as_str().unwrap().to_owned();
    let told = world.json(&["import", "practice", path, "--race", &race]);
    assert_eq!(told["rowsTaken"], drivers.len());
    assert_eq!(told["matches"].as_array().unwrap().iter().filter(|m| m["race"] == race.as_str()).count(), 2);
    let digest = world.digest();
    // It is remembered: again, and rebuilt, it is the same.
    assert_eq!(world.json(&["import", "practice", path])["wroteNothing"], true);
    assert_eq!(world.json(&["graph", "rebuild"])["digestAfter"], digest);
    let other =
        world.output(&["import", "practice", path, "--known-at", "2020-01-01T00:00:00Z", "--race", &race]);
    assert!(String::from_utf8_lossy(&other.stderr).contains("import undo"));
    let wrong = world.output(&["import", "practice", path, "--race", "cup-1999-01-01-nowhere"]);
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("cup-1999-01-01-nowhere"));
}

#[test]
#[ignore = "needs shared data"]
fn the_real_weekend_of_austin_is_joined_to_its_race() {
    let world = World::new();
    world.import("race-logs", &shared("race-logs.csv"));
    world.import("results", &shared("results/official-results-2022-2025.csv.gz"));
    let before = world.digest();
    let file = shared("feeds/lap-averages.2023-1-5273.practice.json");
    // By the id in its name alone.
    let report = world.import("practice", &file);
    assert_eq!(report["rowsTaken"], 39);
    let joined = report["matches"].as_array().unwrap();
    let joined = joined.iter().find(|m| m["group"].as_str().unwrap().starts_with("practice|")).unwrap();
    assert!(joined["race"].as_str().unwrap().starts_with("cup-2023-03-2"), "{joined}");
    assert_ne!(world.digest(), before);
    let set = world.json(&["project", "5273", "--model", "e2-weekend", "--sims", "500"]);
    let used: Vec<&Value> = set["body"]["notes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|note| note["kind"] == "evidence-used")
        .collect();
    assert_eq!(used.len(), 2, "{used:?}");
    let live = shared("feeds/live-feed.2023-1-5273.practice.json");
    // Nobody had a timed lap when this one was taken: nothing of it is used, which is exit code 3.
    let untimed = world.output(&["import", "practice", live.to_str().unwrap()]);
    assert_eq!(untimed.status.code(), Some(3), "{}", String::from_utf8_lossy(&untimed.stderr));
    world.run(&["import", "undo", &report["snapshot"].as_str().unwrap()[..10]]);
    assert_eq!(world.digest(), before);
}

#[test]
#[ignore = "needs shared data"]
fn real_odds_find_the_drivers_of_their_entry_lists() {
    let world = World::new();
    // The entry lists of June 2026, from the drivers that were priced.
    let text = std::fs::read_to_string(shared("odds/win-top5-prob-2026-cup.csv")).unwrap();
    let mut entries = std::collections::BTreeSet::new();
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let date = &fields[2][..10];
        entries
            .insert(format!("Cup,{date},{},{},{},,,,,200,{date}T18:00:00Z", fields[1], fields[3], fields[4]));
    }
    let head =
        "series,race_date,track_name,driver_id,driver_name,car_number,team,make,start,scheduled_laps,lock_at";
    let rows: Vec<String> = entries.into_iter().collect();
    let list = world.write("entries.csv", format!("{head}\n{}\n", rows.join("\n")));
    world.import("entries", &list);
    let file = shared("odds/win-top5-prob-2026-cup.csv");
    let refused = world.output(&["import", "odds", file.to_str().unwrap()]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--series"));
    let report = world.json(&["import", "odds", file.to_str().unwrap(), "--series", "cup"]);
    assert!(report["rowsTaken"].as_u64().unwrap() > 650);
    let groups = report["matches"].as_array().unwrap().iter();
    let joined = groups.filter(|m| m["group"].as_str().unwrap().starts_with("odds|") && !m["race"].is_null());
    assert_eq!(joined.count(), 3);
    // The hub's odds of Martinsville were those of another race; Bristol has no race here: it waits.
    let hub = world.import("odds", &shared("odds/win-odds-2026-hub.csv"));
    let late = hub["findings"].as_array().unwrap().iter().filter(|c| c["rule"] == "known-after-race");
    let late: usize = late.map(|finding| finding["lines"].as_array().unwrap().len()).sum();
    assert_eq!((late, &hub["rowsRefused"]), (35, &serde_json::json!(35)));
    let waiting = hub["findings"].as_array().unwrap().iter().filter(|held| held["rule"] == "no-race").count();
    assert_eq!(waiting, 1, "{}", hub["findings"]);
}
