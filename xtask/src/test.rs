//! `cargo xtask test`: everything that this machine can run.

use crate::run;
use anyhow::Result;

/// Runs the workspace's tests. Tests that need something absent are named in one line and left out.
pub fn run(args: &[String]) -> Result<()> {
    let mut command = run::cargo(&["test", "--workspace", "--"]);
    match run::shared_data() {
        Some(path) => {
            command.arg("--include-ignored").env("BACKSTRETCH_TEST_DATA", path);
        }
        None => eprintln!(
            "left out: tests that need the shared real data (set BACKSTRETCH_TEST_DATA to the folder with \
             race-logs.csv); their twins on the simulated league run"
        ),
    }
    run::step("tests", command.args(args))
}
