//! Test binaries side by side: those of the program, which wait for servers, disks and processes of their own, in one
//! lane, and those of the crates, which compute, in the other. One after the other they leave a core idle.

use crate::run;
use crate::slowest::{self, Timing, Watch};
use anyhow::{Context, Result, bail};
use cargo_metadata::{Message, camino::Utf8PathBuf};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::Instant;

/// The package of the program.
const PROGRAM: &str = "cli";

/// Tests listed at the end, slowest first.
const SLOWEST: usize = 20;

/// A test binary.
#[derive(Debug)]
pub struct Binary {
    /// As it stands after `cargo test --package`.
    package: String,
    /// As it stands after `--test`, else `--lib` or `--bins`.
    target: String,
    path: Utf8PathBuf,
    /// The package's folder, where cargo would run it.
    folder: Utf8PathBuf,
}

impl Binary {
    fn name(&self) -> String {
        format!("{} ({})", self.package, self.target)
    }
}

/// Builds the tests of the workspace; not its examples, which clippy checks.
pub fn build() -> Result<Vec<Binary>> {
    let mut command = run::cargo(&[
        "test",
        "--workspace",
        "--tests",
        "--no-run",
        "--message-format",
        "json-render-diagnostics",
    ]);
    let mut child = command.stdout(Stdio::piped()).spawn().context("could not start cargo")?;
    let stdout = child.stdout.take().context("cargo's messages")?;
    let mut found = Vec::new();
    for message in Message::parse_stream(BufReader::new(stdout)) {
        if let Message::CompilerArtifact(artifact) = message.context("a message of cargo's")?
            && artifact.profile.test
            && let (Some(path), Some(folder)) = (artifact.executable, artifact.manifest_path.parent())
        {
            let package = folder.file_name().unwrap_or_default().to_owned();
            let kind = artifact.target.kind.first().map(ToString::to_string);
            let target = match kind.as_deref() {
                Some("test") => artifact.target.name,
                Some("bin") => "bins".to_owned(),
                _ => "lib".to_owned(),
            };
            found.push(Binary { package, target, path, folder: folder.to_owned() });
        }
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("the tests do not build");
    }
    found.sort_by(|a, b| (&a.package, &a.target).cmp(&(&b.package, &b.target)));
    Ok(found)
}

/// Runs every binary, each set up by `prepare`; an error that names those that failed.
pub fn run(binaries: &[Binary], prepare: &(dyn Fn(&mut Command) + Sync)) -> Result<()> {
    let (program, crates): (Vec<&Binary>, Vec<&Binary>) =
        binaries.iter().partition(|binary| binary.package == PROGRAM);
    // Lines of the two lanes, each whole.
    let screen = Mutex::new(());
    let failed = Mutex::new(Vec::new());
    let timings = Mutex::new(Vec::new());
    let lane = |binaries: &[&Binary], at_once: bool| {
        for binary in binaries {
            let started = Instant::now();
            let passed = one(binary, prepare, at_once, &screen, &timings);
            let word = match &passed {
                Ok(true) => "passed".to_owned(),
                Ok(false) => "FAILED".to_owned(),
                Err(error) => format!("FAILED: {error:#}"),
            };
            eprintln!("    tests of {}: {word}, {:.0} s", binary.name(), started.elapsed().as_secs_f64());
            if !matches!(passed, Ok(true)) {
                failed.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(binary.name());
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| lane(&crates, false));
        lane(&program, true);
    });
    let timings = timings.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    eprintln!("    slowest {SLOWEST} tests:\n{}", slowest::table(timings, SLOWEST));
    let failed = failed.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    if !failed.is_empty() {
        bail!("tests failed in {}", failed.join(", "));
    }
    Ok(())
}

/// Runs one binary and shows what it prints: line by line `at_once`, else at its end. Adds how long each test took.
fn one(
    binary: &Binary,
    prepare: &(dyn Fn(&mut Command) + Sync),
    at_once: bool,
    screen: &Mutex<()>,
    timings: &Mutex<Vec<Timing>>,
) -> Result<bool> {
    let command = || {
        let mut command = Command::new(&binary.path);
        run::forget_own_package(&mut command);
        command.current_dir(&binary.folder).env("CARGO_MANIFEST_DIR", &binary.folder);
        prepare(&mut command);
        command
    };
    let listed = command().arg("--list").output().context("could not list its tests")?;
    let mut command = command();
    let mut watch = Watch::new(&binary.name(), &String::from_utf8_lossy(&listed.stdout), threads(&command));
    let started = Instant::now();
    let mut child = command.stdout(Stdio::piped()).spawn().context("could not start it")?;
    let output = BufReader::new(child.stdout.take().context("its output")?);
    let show = |text: &str| {
        let _alone = screen.lock();
        let mut stdout = std::io::stdout().lock();
        stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())
    };
    let mut kept = format!("\n     Running {} {}\n", binary.name(), binary.path);
    for line in output.lines() {
        let line = line?;
        watch.line(&line, started.elapsed());
        kept.push_str(&line);
        kept.push('\n');
        if at_once {
            show(&kept)?;
            kept.clear();
        }
    }
    let status = child.wait()?;
    show(&kept)?;
    timings.lock().unwrap_or_else(std::sync::PoisonError::into_inner).extend(watch.timings());
    Ok(status.success())
}

/// How many tests a binary started so runs at once.
fn threads(command: &Command) -> usize {
    let name = "RUST_TEST_THREADS";
    let set =
        command.get_envs().find(|(key, _)| *key == name).and_then(|(_, value)| value.map(ToOwned::to_owned));
    let set = set.or_else(|| std::env::var_os(name)).and_then(|value| value.to_str()?.parse().ok());
    set.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
}
