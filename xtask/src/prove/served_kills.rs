//! The test of a killed server, with more kills than a run of the tests has time for.

use crate::run;
use anyhow::Result;

/// Kills of the server, unless `BACKSTRETCH_TEST_KILLS` says otherwise.
const KILLS: &str = "100";

/// Runs that test.
pub fn run() -> Result<()> {
    let test = "served_kills::every_accepted_job_ends_once_however_often_the_server_is_killed";
    let mut command =
        run::cargo(&["test", "--package", "cli", "--test", "it", "--", "--exact", test, "--nocapture"]);
    let kills = std::env::var("BACKSTRETCH_TEST_KILLS").unwrap_or_else(|_| KILLS.to_owned());
    command.env("BACKSTRETCH_TEST_KILLS", &kills);
    run::step(&format!("a server killed {kills} times"), &mut command)
}
