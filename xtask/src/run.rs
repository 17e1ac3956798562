//! Running cargo and friends, loudly.

use crate::services::{self, Kind};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// The workspace root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask stands in the workspace")
}

/// Where the shared real data is: `$BACKSTRETCH_TEST_DATA`, else `../shared/data`. None where absent.
pub fn shared_data() -> Option<PathBuf> {
    let path = std::env::var_os("BACKSTRETCH_TEST_DATA")
        .map_or_else(|| root().join("../shared/data"), PathBuf::from);
    path.join("race-logs.csv").is_file().then_some(path)
}

/// A cargo command in the workspace root.
pub fn cargo(args: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args).current_dir(root());
    forget_own_package(&mut command);
    command
}

/// Takes out of a command's environment what `cargo run` says of this package: build scripts that watch
/// those names would run again, and their crates be compiled again, at each change between `cargo` and `xtask`.
pub fn forget_own_package(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let of_package = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_")
                || name.starts_with("CARGO_MANIFEST_")
                || name == "CARGO_CRATE_NAME"
        });
        if of_package {
            command.env_remove(name);
        }
    }
}

/// Does `work`, saying what it is and how long it took, failed or not.
pub fn timed<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("==> {name}");
    let started = Instant::now();
    let done = work();
    eprintln!("    {name}: {:.0} s", started.elapsed().as_secs_f64());
    done
}

/// Runs a command, saying what and how long; an error when it fails. The environment stays out of what
/// is said: it may hold passwords.
pub fn step(name: &str, command: &mut Command) -> Result<()> {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let said = words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
    let status =
        timed(name, || command.status().with_context(|| format!("could not start `{said}` for `{name}`")))?;
    if !status.success() {
        bail!("`{name}` failed with {status}: {said}");
    }
    Ok(())
}

/// Crates with benches.
const BENCHED: &[&str] = &["engine", "kernel", "projection", "simulator"];

/// Benches of one crate or of all, with a Neo4j server where one can be had.
pub fn bench(package: Option<&str>) -> Result<()> {
    let wanted: &[Kind] =
        if package.is_none_or(|package| package == "engine") { &[Kind::Neo4j] } else { &[] };
    let servers = services::ensure(wanted)?;
    for missing in &servers.missing {
        eprintln!("left out: {missing}");
    }
    if package.is_some_and(|package| !BENCHED.contains(&package)) {
        bail!("benches are in: {}", BENCHED.join(", "));
    }
    for wanted in BENCHED.iter().filter(|name| package.is_none_or(|package| package == **name)) {
        let mut command = cargo(&["bench", "--package", wanted]);
        if *wanted == "engine" {
            // The stores take half an hour to build for release; the dev profile optimises what is hot.
            command.args(["--profile", "dev"]);
        }
        step(
            &format!("bench of {wanted}"),
            command.envs(servers.env.iter().map(|(name, value)| (name, value))),
        )?;
    }
    Ok(())
}
