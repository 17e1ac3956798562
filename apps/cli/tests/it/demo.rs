//! The tour, and the same bytes whatever the thread count.

use crate::program::World;
use std::fs;

#[test]
fn the_demo_writes_its_files_and_the_same_bytes_again() {
    let world = World::new();
    let table = world.run(&["demo", "--sims", "2000"]);
    assert!(table.contains("as of") && table.contains("driver"), "{table}");
    assert!(table.contains("practice") && table.contains("odds"), "what the week told is used: {table}");
    let read = |extension: &str| -> Vec<u8> {
        let mut found: Vec<_> = fs::read_dir(world.path("out"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|e| e == extension))
            .collect();
        assert_eq!(found.len(), 1, "one .{extension}");
        fs::read(found.remove(0)).unwrap()
    };
    let first: Vec<Vec<u8>> = ["csv", "json", "png"].map(read).to_vec();
    assert!(first.iter().all(|bytes| bytes.len() > 1_000));
    assert!(!world.path("data").exists(), "the demo leaves the user's own graph alone");
    world.run(&["demo", "--sims", "2000"]);
    assert!(first == ["csv", "json", "png"].map(read).to_vec(), "a second demo writes the same bytes");

    let data = world.path("out/demo/data");
    let project = |threads: &str| {
        world.run(&[
            "--data-dir",
            data.to_str().unwrap(),
            "project",
            "next",
            "--sims",
            "2000",
            "--threads",
            threads,
            "--json",
        ])
    };
    let one = project("1");
    assert_eq!(one, project("2"));
    assert_eq!(one, project("7"));
    let answer: engine::project::ProjectAnswer = serde_json::from_str(&one).unwrap();
    assert_eq!((answer.set.canonical_json() + "\n").into_bytes(), first[1], "the sealed set, byte for byte");
}

#[test]
fn a_demo_of_another_seed_replaces_the_league() {
    let world = World::new();
    let first = world.run(&["demo", "--sims", "200", "--seed", "3"]);
    let second = world.run(&["demo", "--sims", "200", "--seed", "4"]);
    assert_ne!(first, second);
    let data = world.path("out/demo/data");
    let list = world.json(&["--data-dir", data.to_str().unwrap(), "import", "list"]);
    assert_eq!(list["files"].as_array().unwrap().len(), 6, "one league's files");
}
