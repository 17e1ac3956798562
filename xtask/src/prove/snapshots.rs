//! The tests that read, and project, while a loader swaps races, on both stores, more often than a run of the tests has
//! time for.

use crate::run;
use anyhow::Result;

const READINGS: &str = "1000";

/// Runs those tests.
pub fn run() -> Result<()> {
    for (package, test) in [("graph", "every_reading"), ("engine", "every_projection")] {
        let mut command = run::cargo(&["xtask", "services", "run", "--with", "neo4j", "--"]);
        command.args([
            "cargo",
            "test",
            "--package",
            package,
            "--test",
            "it",
            test,
            "--",
            "--include-ignored",
        ]);
        command.env("BACKSTRETCH_TEST_SNAPSHOTS", READINGS);
        run::step(&format!("a thousand of {test} on each store"), &mut command)?;
    }
    Ok(())
}
