//! A race as Turtle, from the program.

use crate::program::{World, league};

#[test]
fn a_race_is_written_as_turtle() {
    let world = World::with_league_logs();
    world.import("entries", &world.write("entries.csv", &league().entries_csv));
    let races = world.json(&["races", "--series", "cup"]);
    let races = races["races"].as_array().unwrap();
    for race in [&races[0], races.last().unwrap()] {
        let key = race["race"]["key"].as_str().unwrap();
        let turtle = world.run(&["race", key, "--format", "turtle"]);
        assert!(turtle.starts_with("@prefix bs: <urn:backstretch:ontology#> ."), "{turtle}");
        assert!(turtle.contains(&format!("<urn:backstretch:Race/{key}> a bs:Race ;")));
        let of = |class: &str| turtle.matches(&format!("> a bs:{class} ;\n")).count();
        let entries = usize::try_from(race["entries"].as_u64().unwrap()).unwrap();
        assert_eq!((of("Entry"), of("Driver"), of("Race")), (entries, entries, 1));
        let run = race["resultKnownAt"].is_string();
        assert_eq!(of("SessionResultStatement"), if run { entries } else { 0 });
        assert_eq!(of("Session"), usize::from(run));
        // Entry lists say who fields a car; race logs do not.
        assert_eq!(of("Team") > 0, !run);
    }
    let table = world.run(&["race", races[0]["race"]["key"].as_str().unwrap(), "--format", "table"]);
    assert!(table.contains("laps run"), "{table}");
    let missing = world.output(&["race", "cup-1999-01-01-nowhere", "--format", "turtle"]);
    assert_eq!((missing.status.code(), missing.stdout.len()), (Some(1), 0));
}
