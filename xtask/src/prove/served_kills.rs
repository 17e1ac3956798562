//! The test of a killed server, with more kills than a run of the tests has time for.

use crate::run;
use anyhow::Result;

/// Kills of the server.
const KILLS: &str = "100";

/// Runs that test.
pub fn run() -> Result<()> {
    let test = "served_kills::every_accepted_job_ends_once_however_often_the_server_is_killed";
    let mut command =
        run::cargo(&["test", "--package", "cli", "--test", "it", "--", "--exact", test, "--nocapture"]);
    command.env("BACKSTRETCH_TEST_KILLS", KILLS);
    run::step("a server killed a hundred times", &mut command)
}
