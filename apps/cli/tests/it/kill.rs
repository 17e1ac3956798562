//! The program killed with -9 during an import, and the import made again.

use crate::program::{World, league, shared};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// Moments at which the import of the league is killed, as shares of what it writes.
const KILLS: usize = 3;
/// The same of the real logs.
const REAL_KILLS: usize = 4;

/// So many kills, or as many as are asked for: `cargo xtask prove kills` asks for 20.
pub fn kills(usual: usize) -> usize {
    std::env::var("BACKSTRETCH_TEST_KILLS").map_or(usual, |kills| kills.parse().unwrap())
}

/// `clean` is a world with the race logs of `file`.
fn killed_imports_complete_to_the_clean_digest(clean: &World, file: &Path, kills: usize) {
    let file = file.to_str().unwrap();
    let total = clean.races();
    let digest = clean.digest();
    let written = log_bytes_of_an_import(file);

    let mut part_loaded = 0;
    for kill in 0..kills {
        let world = World::new();
        world.run(&["graph", "migrate"]);
        let threshold = written * (2 * kill as u64 + 1) / (2 * kills as u64);
        let mut child = world.spawn(&["import", "race-logs", file]);
        wait_until(|| world.log_bytes() >= threshold || child.try_wait().unwrap().is_some());
        // SIGKILL: the process has no chance to put anything in order.
        child.kill().unwrap();
        child.wait().unwrap();
        let loaded = world.races();
        part_loaded += usize::from(loaded > 0 && loaded < total);
        world.run(&["import", "race-logs", file]);
        assert_eq!(world.digest(), digest, "killed at moment {kill} with {loaded} of {total} races loaded");
    }
    assert!(part_loaded >= kills - kills / 3, "only {part_loaded} of {kills} kills left a part loaded");
}

/// The size that the store's log reaches in the course of an import: how far the writing is.
fn log_bytes_of_an_import(file: &str) -> u64 {
    let world = World::new();
    world.run(&["graph", "migrate"]);
    let mut child = world.spawn(&["import", "race-logs", file]);
    let mut most = 0;
    wait_until(|| {
        most = most.max(world.log_bytes());
        child.try_wait().unwrap().is_some()
    });
    most
}

fn wait_until(mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(300);
    while !done() {
        assert!(Instant::now() < deadline, "waited too long");
        std::thread::sleep(Duration::from_micros(500));
    }
}

#[test]
fn league_killed_imports_complete_to_the_clean_digest() {
    let world = World::new();
    let file = world.write("logs.csv", &league().race_log_csv);
    killed_imports_complete_to_the_clean_digest(&World::with_league_logs(), &file, kills(KILLS));
}

#[test]
#[ignore = "needs shared data; runs in cargo xtask prove kills"]
fn real_killed_imports_complete_to_the_clean_digest() {
    let file = shared("race-logs.csv");
    assert!(fs::metadata(&file).is_ok());
    killed_imports_complete_to_the_clean_digest(&World::with_real_logs(), &file, kills(REAL_KILLS));
}
