//! `cargo xtask ci`: what must pass before anything lands.

use crate::{codegen, compose, run};
use anyhow::Result;
use std::process::Command;

/// Format, bans, generated files, clippy, the README's test command, the README's demo.
pub fn run() -> Result<()> {
    run::step("format", &mut run::cargo(&["fmt", "--all", "--check"]))?;
    run::step("bans, licences, sources", &mut run::cargo(&["deny", "check", "bans", "licenses", "sources"]))?;
    codegen::check()?;
    run::step(
        "clippy",
        &mut run::cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
    )?;
    compose::check()?;
    run::step("tests", run::cargo(&["xtask", "test"]).env("CI", "true"))?;
    run::step("demo", run::cargo(&["run", "--", "demo"]).current_dir(run::root()))?;
    run::step(
        "working tree unchanged",
        Command::new("git").args(["diff", "--exit-code"]).current_dir(run::root()),
    )
}
