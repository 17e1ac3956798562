//! The tests of killed imports, with more kills than a run of the tests has time for. Those of loads into Neo4j need a
//! server: `BACKSTRETCH_TEST_KILLS=20 cargo xtask test`.

use crate::run;
use anyhow::{Result, bail};

const KILLS: &str = "20";

/// Runs those tests.
pub fn run() -> Result<()> {
    let Some(data) = run::shared_data() else {
        bail!("the race logs are not here: BACKSTRETCH_TEST_DATA names no folder with race-logs.csv")
    };
    let names = [
        "kill::league_killed_imports_complete_to_the_clean_digest",
        "kill::real_killed_imports_complete_to_the_clean_digest",
    ];
    let mut command =
        run::cargo(&["test", "--package", "cli", "--test", "it", "--", "--include-ignored", "--exact"]);
    command.args(names);
    command.env("BACKSTRETCH_TEST_DATA", data).env("BACKSTRETCH_TEST_KILLS", KILLS);
    run::step("twenty kills of an import", &mut command)?;
    let mut command = run::cargo(&["xtask", "services", "run", "--with", "neo4j", "--"]);
    command.args([
        "cargo",
        "test",
        "--package",
        "graph",
        "--test",
        "it",
        "a_kill_leaves",
        "--",
        "--include-ignored",
    ]);
    command.env("BACKSTRETCH_TEST_KILLS", KILLS);
    run::step("twenty kills of a loader, on each store", &mut command)
}
