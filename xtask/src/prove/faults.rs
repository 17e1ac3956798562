//! Neo4j and Redis killed, flushed and slowed under load, as the test of it does; the figures are printed.

use crate::run;
use crate::services::{self, Kind};
use anyhow::{Result, bail};

/// Runs that test.
pub fn run() -> Result<()> {
    let servers = services::ensure(&[Kind::Neo4j, Kind::Redis])?;
    if !servers.missing.is_empty() {
        bail!("{}", servers.missing.join("\n"));
    }
    let test = "shared_stores::neo4j_and_redis_fail_under_load_and_come_back";
    let mut command = run::cargo(&["test", "--package", "cli", "--test", "it", "--", "--include-ignored"]);
    command.args(["--exact", test, "--nocapture"]);
    command.envs(servers.env.iter().map(|(name, value)| (name, value)));
    run::step("faults under load", &mut command)
}
