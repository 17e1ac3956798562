//! The test of killed imports, with more kills on the real race logs than a run of the tests has time for.

use crate::run;
use anyhow::{Result, bail};

const KILLS: &str = "20";

/// Runs that test.
pub fn run() -> Result<()> {
    let Some(data) = run::shared_data() else {
        bail!("the race logs are not here: BACKSTRETCH_TEST_DATA names no folder with race-logs.csv")
    };
    let name = "kill::real_killed_imports_complete_to_the_clean_digest";
    let mut command =
        run::cargo(&["test", "--package", "cli", "--test", "it", "--", "--ignored", "--exact", name]);
    command.env("BACKSTRETCH_TEST_DATA", data).env("BACKSTRETCH_TEST_KILLS", KILLS);
    run::step("twenty kills", &mut command)
}
