//! The tests that read everything while a loader swaps races, on both stores, with more readings than a run of the
//! tests has time for.

use crate::run;
use anyhow::Result;

const READINGS: &str = "1000";

/// Runs those tests.
pub fn run() -> Result<()> {
    let mut command = run::cargo(&["xtask", "services", "run", "--with", "neo4j", "--"]);
    command.args([
        "cargo",
        "test",
        "--package",
        "graph",
        "--test",
        "it",
        "every_reading",
        "--",
        "--include-ignored",
    ]);
    command.env("BACKSTRETCH_TEST_SNAPSHOTS", READINGS);
    run::step("a thousand readings on each store", &mut command)
}
