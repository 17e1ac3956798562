//! `cargo xtask test`: everything that this machine can run.

use crate::services::{self, Kind};
use crate::{browser, checkpoint, lanes, run};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What an ignored test needs, as its reason names it: `#[ignore = "needs shared data"]`.
const SHARED_DATA: &str = "shared data";

/// What the reason names of a test that takes too long for every run.
const PROVE: &str = "cargo xtask prove";

/// Runs the workspace's tests with real servers. What needs something absent is left out, and named.
/// In CI, where `CI` is set, an absent server is an error.
pub fn run(args: &[String]) -> Result<()> {
    let ignored = ignored_tests(run::root())?;
    let wanted: Vec<(Kind, usize)> = Kind::ALL
        .into_iter()
        .filter(|kind| ignored.iter().any(|test| test.reason.contains(kind.name())))
        .map(|kind| (kind, servers_of(kind)))
        .collect();
    // Built first: the servers need not wait for the compiler. Their packages come over the network meanwhile.
    let binaries = std::thread::scope(|scope| {
        let kinds: Vec<Kind> = wanted.iter().map(|(kind, _)| *kind).collect();
        scope.spawn(move || services::prepare(&kinds));
        run::timed("build of the tests", lanes::build)
    })?;
    let servers = services::ensure_each(&wanted)?;
    if !servers.missing.is_empty() && std::env::var_os("CI").is_some() {
        bail!("CI needs every server:\n{}", servers.missing.join("\n"));
    }
    let mut absent: Vec<(&str, String)> = Kind::ALL
        .iter()
        .filter_map(|kind| {
            let why = servers.missing.iter().find(|line| line.starts_with(kind.name()))?;
            Some((kind.name(), why.clone()))
        })
        .collect();
    absent.push((PROVE, format!("`{PROVE}`, for they take long")));
    let shared_data = run::shared_data();
    if shared_data.is_none() {
        absent.push((
            SHARED_DATA,
            "shared data: BACKSTRETCH_TEST_DATA names no folder with race-logs.csv; twins on the simulated \
             league run instead"
                .to_owned(),
        ));
    }
    let smollm2 = checkpoint::ensure();
    if let Err(error) = &smollm2 {
        if std::env::var_os("CI").is_some() {
            bail!("CI needs the language model: {error:#}");
        }
        absent.push((checkpoint::NAME, format!("{}: {error:#}", checkpoint::NAME)));
    }
    let browser = browser::ensure();
    if let Err(error) = &browser {
        if std::env::var_os("CI").is_some() {
            bail!("CI needs a browser: {error:#}");
        }
        absent.push((browser::NAME, format!("{}: {error:#}", browser::NAME)));
    }
    let mut words = vec!["--include-ignored".to_owned()];
    for (what, why) in absent {
        let left_out: Vec<&Ignored> = ignored.iter().filter(|test| test.reason.contains(what)).collect();
        eprintln!("left out: {} tests that need {why}", left_out.len());
        words.extend(left_out.iter().flat_map(|test| ["--skip".to_owned(), test.name.clone()]));
    }
    words.extend_from_slice(args);
    let xtask = std::env::current_exe()?;
    let folders = Folders::fresh()?;
    // One that waits keeps no core busy.
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let prepare = |command: &mut Command| {
        command.args(&words);
        if std::env::var_os("RUST_TEST_THREADS").is_none() {
            command.env("RUST_TEST_THREADS", (cores + 1).to_string());
        }
        // Some tests start and kill servers of their own.
        command.env("BACKSTRETCH_TEST_XTASK", &xtask);
        command.env("BACKSTRETCH_TEST_FOLDERS", &folders.root);
        command.envs(servers.env.iter().map(|(name, value)| (name, value)));
        command.envs(browser.iter().flatten().map(|(name, path)| (name, path)));
        command.envs(smollm2.iter().map(|path| ("BACKSTRETCH_TEST_SMOLLM2", path)));
        command.envs(shared_data.iter().map(|path| ("BACKSTRETCH_TEST_DATA", path)));
    };
    let outcome = run::timed("tests", || lanes::run(&binaries, &prepare));
    // Also after a failure: everything that is wrong is reported at once.
    let examples = run::step(
        "examples in the documentation",
        run::cargo(&["test", "--workspace", "--doc", "--no-fail-fast", "--"]).args(args),
    );
    outcome.and(examples)
}

/// Where the run's tests keep what takes long to load, so that each copies it; removed with the run.
struct Folders {
    root: PathBuf,
}

impl Folders {
    fn fresh() -> Result<Self> {
        let root = run::root().join("target/test-folders").join(std::process::id().to_string());
        // Of a run that was killed and had the same process id.
        if root.exists() {
            fs::remove_dir_all(&root).with_context(|| root.display().to_string())?;
        }
        fs::create_dir_all(&root).with_context(|| root.display().to_string())?;
        Ok(Self { root })
    }
}

impl Drop for Folders {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.root) {
            eprintln!("{}: not removed: {error}", self.root.display());
        }
    }
}

/// How many servers of a kind a run of the tests has. Tests on Neo4j mostly wait for it, each for a server that no other
/// test uses at the same time: with one they would wait for each other.
fn servers_of(kind: Kind) -> usize {
    match kind {
        Kind::Neo4j => 2,
        Kind::Redis => 1,
    }
}

/// A test that is run on demand only.
#[derive(Debug, PartialEq, Eq)]
struct Ignored {
    name: String,
    reason: String,
}

/// The ignored tests of every crate, as they stand in the source.
fn ignored_tests(root: &Path) -> Result<Vec<Ignored>> {
    let mut found = Vec::new();
    for folder in ["apps", "packages", "pipelines", "xtask"] {
        visit(&root.join(folder), &mut found)?;
    }
    Ok(found)
}

fn visit(folder: &Path, found: &mut Vec<Ignored>) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            visit(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            found.extend(ignored_in(&text));
        }
    }
    Ok(())
}

fn ignored_in(text: &str) -> Vec<Ignored> {
    let mut found = Vec::new();
    let mut reason: Option<&str> = None;
    for line in text.lines().map(str::trim) {
        if let Some(said) = line.strip_prefix("#[ignore = \"").and_then(|rest| rest.strip_suffix("\"]")) {
            reason = Some(said);
        } else if let Some(rest) = line.strip_prefix("fn ")
            && let Some(reason) = reason.take()
            && let Some((name, _)) = rest.split_once('(')
        {
            found.push(Ignored { name: name.to_owned(), reason: reason.to_owned() });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn reasons_belong_to_the_next_function() {
        let text = "#[test]\nfn a() {}\n#[test]\n    #[ignore = \"needs neo4j\"]\n    fn b() {}\nfn c() {}\n";
        let expected = Ignored { name: "b".to_owned(), reason: "needs neo4j".to_owned() };
        assert_eq!(ignored_in(text), [expected]);
    }

    /// `--skip` matches parts of names: a name must not be part of another one's that is not meant.
    #[test]
    fn every_ignored_test_of_the_workspace_can_be_left_out_alone() {
        let ignored = ignored_tests(run::root()).unwrap();
        assert!(ignored.len() > 20, "{ignored:?}");
        let names: BTreeSet<&str> = ignored.iter().map(|test| test.name.as_str()).collect();
        assert_eq!(names.len(), ignored.len(), "two ignored tests have one name");
        for test in &ignored {
            let known =
                [SHARED_DATA, PROVE, checkpoint::NAME, browser::NAME, "neo4j", "redis", "runs as a child"];
            assert!(known.iter().any(|word| test.reason.contains(word)), "{test:?}");
        }
    }
}
