//! The archive of laps: time, size and memory of its import, and what it says of five races recounted in Python.

use crate::run;
use anyhow::{Context, Result, bail, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// Races recounted: each series, with two partial races, a road course and a short track.
const RACES: [&str; 5] = ["5585", "5411", "5541", "5499", "5565"];

/// Memory of an import at most.
const MEMORY_MAX: u64 = 1 << 30;

pub fn run() -> Result<()> {
    let data = run::shared_data().context("there is no shared data; set BACKSTRETCH_TEST_DATA")?.join("laps");
    run::step("build backstretch", &mut run::cargo(&["build", "--quiet", "--package", "cli"]))?;
    let program = run::root().join("target/debug/backstretch");
    let folder = run::root().join("target/proofs/laps");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    let home = folder.join("data");
    let began = Instant::now();
    let mut most = 0;
    for (kind, file) in files(&data)? {
        most = most.max(import(&program, &home, kind, &file)?);
    }
    let (bytes, parquet) = size(&home.join("laps"))?;
    println!(
        "imported in {:.1} s; {parquet} Parquet files, {:.1} MB with the raw copies; at most {} MB of memory",
        began.elapsed().as_secs_f64(),
        bytes as f64 / 1e6,
        most / 1_000_000
    );
    ensure!(most <= MEMORY_MAX, "an import took {most} bytes of memory");
    let answers = folder.join("answers");
    std::fs::create_dir(&answers)?;
    let known: Vec<&str> = RACES.into_iter().filter(|race| has_laps(&home, race)).collect();
    ensure!(known.len() == RACES.len(), "only {known:?} of {RACES:?} have laps");
    for race in RACES {
        let output = command(&program, &home).args(["laps", race, "--json"]).output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        std::fs::write(answers.join(format!("{race}.json")), output.stdout)?;
    }
    let script = run::root().join("xtask/src/prove/laps.py");
    let mut python = Command::new("python3");
    python.arg(script).arg(&data).arg(&answers);
    run::step("recount five races in Python", &mut python)
}

fn command(program: &Path, home: &Path) -> Command {
    let mut command = Command::new(program);
    command.env("BACKSTRETCH_DATA_DIR", home);
    command
}

/// The files of the archive, by kind.
fn files(data: &Path) -> Result<Vec<(&'static str, PathBuf)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(data)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let kind = match name.split('-').next().unwrap_or_default() {
            _ if !name.ends_with(".csv.gz") => continue,
            "cup" | "oreilly" | "trucks" => "laps",
            "pits" => "pits",
            "cautions" => "cautions",
            "leaders" => "leaders",
            "stages" => "stages",
            _ => continue,
        };
        found.push((kind, path));
    }
    found.sort();
    ensure!(found.len() == 25, "{} files of the archive, not 25", found.len());
    Ok(found)
}

/// Imports a file; the most memory that it took, in bytes.
fn import(program: &Path, home: &Path, kind: &str, file: &Path) -> Result<u64> {
    let mut time = Command::new("python3");
    time.args(["-c", MEASURED]).arg(program).args(["import", kind]).arg(file);
    time.env("BACKSTRETCH_DATA_DIR", home);
    let output = time.output().context("could not start python3")?;
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        bail!("{}: {text}{}", file.display(), String::from_utf8_lossy(&output.stderr));
    }
    let last = text.lines().last().unwrap_or_default();
    last.parse().with_context(|| format!("`{last}` is not a number of bytes"))
}

/// Runs a command and prints the most memory that it took.
const MEASURED: &str = "import subprocess, sys, resource\n\
    code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode\n\
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)\n\
    sys.exit(code)";

fn has_laps(home: &Path, race: &str) -> bool {
    home.join("laps/laps").join(race).is_dir()
}

/// Bytes below a folder, and how many files of it are Parquet.
fn size(folder: &Path) -> Result<(u64, usize)> {
    let (mut bytes, mut parquet) = (0, 0);
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            let (more, files) = size(&path)?;
            (bytes, parquet) = (bytes + more, parquet + files);
        } else {
            bytes += path.metadata()?.len();
            parquet += usize::from(path.extension().is_some_and(|extension| extension == "parquet"));
        }
    }
    Ok((bytes, parquet))
}
