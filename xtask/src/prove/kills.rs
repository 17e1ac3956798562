//! The tests of killed imports on both stores, with more kills than a run of the tests has time for.

use crate::run;
use crate::services::{self, Kind};
use anyhow::{Result, bail};

/// Kills of each import.
const KILLS: &str = "20";

/// The tests: the simulated league and the real race logs into the embedded graph, a season of the league into Neo4j.
const TESTS: [&str; 3] = [
    "kill::league_killed_imports_complete_to_the_clean_digest",
    "kill::real_killed_imports_complete_to_the_clean_digest",
    "neo4j::neo4j_killed_loads_complete_to_the_clean_digest",
];

/// Runs those tests.
pub fn run() -> Result<()> {
    let Some(data) = run::shared_data() else {
        bail!("the race logs are not here: BACKSTRETCH_TEST_DATA names no folder with race-logs.csv")
    };
    let servers = services::ensure(&[Kind::Neo4j])?;
    if !servers.missing.is_empty() {
        bail!("{}", servers.missing.join("\n"));
    }
    let mut command =
        run::cargo(&["test", "--package", "cli", "--test", "it", "--", "--include-ignored", "--exact"]);
    command.args(TESTS);
    command.env("BACKSTRETCH_TEST_DATA", data).env("BACKSTRETCH_TEST_KILLS", KILLS);
    command.envs(servers.env.iter().map(|(name, value)| (name, value)));
    run::step("twenty kills of each import", &mut command)?;
    let mut command = run::cargo(&["test", "--package", "graph", "--test", "it", "a_kill_leaves", "--"]);
    command.arg("--include-ignored").env("BACKSTRETCH_TEST_KILLS", KILLS);
    command.envs(servers.env.iter().map(|(name, value)| (name, value)));
    run::step("twenty kills of a loader, on each store", &mut command)
}
