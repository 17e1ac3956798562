//! What the tests in a browser need: Debian's chromium and chromedriver, and axe-core's one script from npm, kept under
//! `target/services`.

use crate::run;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// As it stands in `#[ignore = "needs chromium"]`.
pub const NAME: &str = "chromium";

const PACKAGE: &str = "axe-core@4.10.3";
/// Where npm's registry has it.
const ADDRESS: &str = "https://registry.npmjs.org/axe-core/-/axe-core-4.10.3.tgz";
/// SHA-256 of the archive; any other is refused.
const SHA_256: &str = "0f2b4d7dcdf7d1219df8d1959ad68e565f51d14c3f0d88bb71cd59abeb956292";
const FILE: &str = "axe.min.js";

/// Environment for the tests. An error says what is missing.
pub fn ensure() -> Result<Vec<(&'static str, PathBuf)>> {
    let driver = program("chromedriver", "chromium-driver")?;
    let chromium = program("chromium", "chromium")?;
    Ok(vec![
        ("BACKSTRETCH_TEST_CHROMEDRIVER", driver),
        ("BACKSTRETCH_TEST_CHROMIUM", chromium),
        ("BACKSTRETCH_TEST_AXE", axe()?),
    ])
}

/// A program on the path.
fn program(name: &str, package: &str) -> Result<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file());
    found.with_context(|| format!("no {name} here (Debian's package is {package})"))
}

/// axe-core's script, downloaded unless it is there. A file that stands is whole: it gets its name last.
fn axe() -> Result<PathBuf> {
    let folder = run::root().join("target/services/axe-core");
    let file = folder.join(FILE);
    if file.is_file() {
        return Ok(file);
    }
    let partly = run::root().join("target/services").join(format!("axe-core.{}", std::process::id()));
    fs::create_dir_all(&partly)?;
    let archive = partly.join("axe-core.tgz");
    let mut fetch = Command::new("curl");
    fetch.args(["--silent", "--show-error", "--fail", "--location", "--output"]).arg(&archive).arg(ADDRESS);
    run::step(&format!("download {PACKAGE} from npm"), &mut fetch)?;
    let summed = Command::new("sha256sum").arg(&archive).output().context("could not start sha256sum")?;
    let sum = String::from_utf8_lossy(&summed.stdout);
    if sum.split_whitespace().next() != Some(SHA_256) {
        bail!("{ADDRESS} is not the file it was: its SHA-256 is {sum}");
    }
    let mut unpack = Command::new("tar");
    unpack.arg("-xzf").arg(&archive).arg("-C").arg(&partly).arg(format!("package/{FILE}"));
    run::step("unpack axe-core", &mut unpack)?;
    fs::create_dir_all(&folder)?;
    fs::rename(partly.join("package").join(FILE), &file)
        .with_context(|| format!("naming {}", file.display()))?;
    fs::remove_dir_all(&partly)?;
    Ok(file)
}

/// Runs the tests of the API whose names have this in them.
pub fn api_tests(name: &str) -> Result<()> {
    let arguments =
        ["test", "--package", "api", "--test", "api", name, "--", "--include-ignored", "--nocapture"];
    run::step(&format!("browser tests: {name}"), run::cargo(&arguments).envs(ensure()?))
}

/// Writes the pictures of the documentation anew.
pub fn screenshots() -> Result<()> {
    api_tests("browser::pictures::")
}
