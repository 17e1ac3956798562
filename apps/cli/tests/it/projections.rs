//! Kept projections and scenarios on the command line.

use crate::program::{World, league};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;

fn world() -> World {
    World::with("league-next", |world| {
        vec![
            ("race-logs", world.write("logs.csv", &league().race_log_csv)),
            ("entries", world.write("entries.csv", &league().entries_csv)),
        ]
    })
}

/// The only file of a folder with that ending, folders below included.
fn only_file(folder: PathBuf, ending: &str) -> PathBuf {
    let mut found = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_str().unwrap().ends_with(ending) {
                found.push(path);
            }
        }
    }
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[test]
fn a_projection_is_kept_listed_shown_verified_and_scored() {
    let world = world();
    let kept = world.json(&["project", "next", "--sims", "200", "--keep"]);
    let id = kept["id"].as_str().unwrap();
    assert_eq!(kept["record"]["record"]["label"], "replay", "the clock is fixed");
    let list = world.json(&["projections", "list"]);
    assert_eq!((&list["projections"][0]["id"], &list["projections"][0]["records"]), (&kept["id"], &1.into()));
    let shown = world.json(&["projections", "show", id]);
    assert_eq!(shown["projection"]["checksum"], kept["projection"]["checksum"]);
    let csv = world.run(&["projections", "show", id, "--file", "csv"]);
    assert_eq!(csv, world.run(&["project", "next", "--sims", "200", "--format", "csv"]));
    let out = world.path("samples.parquet");
    world.run(&["projections", "show", id, "--file", "samples", "--out", out.to_str().unwrap()]);
    assert!(fs::read(&out).unwrap().starts_with(b"PAR1"));
    let digest = kept["record"]["digest"].as_str().unwrap();
    assert_eq!(world.run(&["projections", "head"]), format!("cup 1 {digest}\n"));
    assert!(
        world
            .run(&["projections", "verify"])
            .starts_with("1 sets, 1 files of samples, 1 records, 0 findings")
    );
    assert_eq!(world.json(&["projections", "score"])["races"], Value::Array(Vec::new()));

    for (folder, ending) in [("data/projections", ".json"), ("data/columns", ".parquet")] {
        let path = only_file(world.path(folder), ending);
        let whole = fs::read(&path).unwrap();
        let mut changed = whole.clone();
        changed[whole.len() / 2] ^= 1;
        fs::write(&path, changed).unwrap();
        let output = world.output(&["projections", "verify"]);
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(said.contains(path.file_stem().unwrap().to_str().unwrap()) && said.contains(id), "{said}");
        fs::write(&path, whole).unwrap();
    }
    let unknown = world.output(&["projections", "show", "prj_aaaaaaaaaaaaaaaaaaaaaaaaaa"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("no projection"));

    let digest = world.digest();
    world.run(&["graph", "rebuild"]);
    assert_eq!(world.digest(), digest);
    let sets = "MATCH (s:ProjectionSet)-[:FOR_RACE]->(r:Race) RETURN s.key AS key";
    let sets = world.json(&["graph", "query", "--cypher", sets]);
    assert!(sets.to_string().contains(kept["projection"]["checksum"].as_str().unwrap()), "{sets}");
}

#[test]
fn scenarios_come_from_a_file_and_their_cube_goes_to_one() {
    let world = world();
    let text =
        "[[scenarios]]\nname = \"short\"\nlaps = 60\n\n[[scenarios]]\nname = \"wrecks\"\nattrition = 1.5\n";
    let file = world.write("week.toml", text);
    let (file, cube) = (file.to_str().unwrap(), world.path("cube.parquet"));
    let shown = world.run(&[
        "project",
        "next",
        "--sims",
        "200",
        "--scenarios",
        file,
        "--cube",
        cube.to_str().unwrap(),
    ]);
    assert!(shown.contains("scenario short: 60 laps") && shown.contains("scenario wrecks"), "{shown}");
    assert!(fs::read(&cube).unwrap().starts_with(b"PAR1"));
    let json = world.json(&["project", "next", "--sims", "200", "--scenarios", file]);
    let again = world.json(&["project", "next", "--sims", "200", "--scenarios", file, "--keep"]);
    assert_eq!(json["scenarios"], again["scenarios"]);
    let bad = world.write("bad.toml", "[[scenarios]]\nname = \"x\"\nlap = 3\n");
    let output = world.output(&["project", "next", "--scenarios", bad.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("bad.toml") && said.contains("lap"), "{said}");
}
