//! The compose files, checked without a container engine.

use crate::run;
use anyhow::{Result, bail};
use std::process::{Command, Stdio};

/// Compose files that stand alone or on top of another one, in order.
const STACKS: &[&[&str]] = &[&["docker-compose.yml"], &["docker-compose.prod.yml"]];

/// Has `docker-compose config` (or `docker compose config`) read every stack, with the example environment
/// and passwords; and makes sure that none starts without a password.
pub fn check() -> Result<()> {
    let Some(compose) = program() else {
        if std::env::var_os("CI").is_some() {
            bail!("CI needs docker-compose (a Debian package) to check the compose files");
        }
        eprintln!(
            "left out: the check of the compose files (neither docker-compose nor docker compose is here)"
        );
        return Ok(());
    };
    for stack in STACKS {
        let config = |command: &mut Command| {
            command.args(&compose[1..]).args(["--env-file", ".env.example"]);
            for file in *stack {
                command.args(["--file", file]);
            }
            command.args(["config", "--quiet"]).current_dir(run::root());
        };
        let mut with = Command::new(compose[0]);
        config(&mut with);
        with.env("NEO4J_PASSWORD", "not-a-secret").env("REDIS_PASSWORD", "not-a-secret");
        with.env("BACKSTRETCH_HOST", "api.example");
        run::step(&format!("compose {}", stack.join(" + ")), &mut with)?;
        let mut without = Command::new(compose[0]);
        config(&mut without);
        without.env_remove("NEO4J_PASSWORD").env_remove("REDIS_PASSWORD").env_remove("BACKSTRETCH_HOST");
        if without.stderr(Stdio::null()).status()?.success() {
            bail!("{} would start without passwords or a name", stack.join(" + "));
        }
    }
    Ok(())
}

fn program() -> Option<Vec<&'static str>> {
    [vec!["docker-compose"], vec!["docker", "compose"]].into_iter().find(|words| {
        let mut version = Command::new(words[0]);
        version.args(&words[1..]).arg("version").stdout(Stdio::null()).stderr(Stdio::null());
        version.status().is_ok_and(|status| status.success())
    })
}
