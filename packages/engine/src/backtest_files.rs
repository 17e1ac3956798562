//! The files of a backtest: written, and read again to hold two runs against each other.

use crate::error::EngineError;
use crate::files::write_whole;
use backtest::{Backtest, Paired, Record, Row, RunInfo};
use report::backtest::{pictures, records, tables, text};
use report::table;
use std::fs;
use std::path::{Path, PathBuf};

/// Files that only some runs write: what an earlier run left of them is taken away.
const ONLY_AGAINST: [&str; 2] = ["paired.csv", "paired.png"];

/// Writes every file of a backtest whole and gives their paths:
///
/// `projections.csv` (an entry a row), `metrics.json`, `report.txt`, `races.csv`, `drivers.csv` and
/// `reliability.csv`; pages `projected.png`, `reliability.png`, `pit.png`, `coverage.png` and `time.png`; and
/// where there are baselines, `paired.csv` and `paired.png`.
///
/// # Errors
/// When a file cannot be made or written.
pub fn write(backtest: &Backtest, out: &Path) -> Result<Vec<PathBuf>, EngineError> {
    let metrics = &backtest.metrics;
    let mut files = vec![
        ("projections.csv", table::as_csv(Row::COLUMNS, backtest.rows.iter().map(Row::fields))?.into_bytes()),
        ("metrics.json", (serde_json::to_string_pretty(metrics)? + "\n").into_bytes()),
        ("report.txt", text::report(metrics).into_bytes()),
        ("races.csv", records::races_csv(&backtest.races)?.into_bytes()),
        ("drivers.csv", records::drivers_csv(&backtest.races)?.into_bytes()),
        ("reliability.csv", tables::reliability_csv(&metrics.calibration)?.into_bytes()),
        ("projected.png", pictures::projected(metrics, &backtest.races)?),
        ("reliability.png", pictures::reliability(metrics)?),
        ("pit.png", pictures::pit(metrics)?),
        ("coverage.png", pictures::coverage(metrics)?),
        ("time.png", pictures::time(metrics, &backtest.races)?),
    ];
    if metrics.paired.is_empty() {
        for name in ONLY_AGAINST {
            remove(&out.join(name))?;
        }
    } else {
        files.push(("paired.csv", tables::paired_csv(&metrics.paired)?.into_bytes()));
        files.push(("paired.png", pictures::against(metrics)?));
    }
    write_all(&files, out)
}

fn write_all(files: &[(&str, Vec<u8>)], out: &Path) -> Result<Vec<PathBuf>, EngineError> {
    let write = |(name, contents): &(&str, Vec<u8>)| {
        let path = out.join(name);
        write_whole(&path, contents)?;
        Ok(path)
    };
    files.iter().map(write).collect()
}

fn remove(path: &Path) -> Result<(), EngineError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(EngineError::io(path)(error)),
        _ => Ok(()),
    }
}

/// Reads the scores of the run whose files are in `folder`.
///
/// # Errors
/// A file that is missing, or not as this version writes it.
pub fn read(folder: &Path) -> Result<Record, EngineError> {
    let text = |name: &str| {
        let path = folder.join(name);
        fs::read_to_string(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => EngineError::NoBacktest { path: path.clone() },
            _ => EngineError::io(&path)(error),
        })
    };
    let (metrics, races, drivers) = (text("metrics.json")?, text("races.csv")?, text("drivers.csv")?);
    let run: RunInfo = serde_json::from_str(&metrics).map_err(|error| EngineError::BadBacktest {
        path: folder.join("metrics.json"),
        reason: error.to_string(),
    })?;
    let races = records::read(&races, &drivers)
        .map_err(|error| EngineError::BadBacktest { path: folder.to_owned(), reason: error.to_string() })?;
    Ok(Record { run, races })
}

/// Holds the run in folder `a` against the one in folder `b`, paired by race and driver.
///
/// # Errors
/// As [`read`], and runs that differ in more than the model and the seed.
pub fn compare(a: &Path, b: &Path) -> Result<Paired, EngineError> {
    let (first, second) = (read(a)?, read(b)?);
    Paired::of(&first, &second).map_err(|source| EngineError::OtherBacktest {
        a: a.to_owned(),
        b: b.to_owned(),
        source,
    })
}

/// Writes a comparison as `paired.csv`, `paired.png` (over all races, by type and by season) and `report.txt`,
/// each whole. Gives their paths.
///
/// # Errors
/// When a file cannot be made or written.
pub fn write_comparison(paired: &Paired, out: &Path) -> Result<Vec<PathBuf>, EngineError> {
    let files = [
        ("paired.csv", tables::paired_csv(std::slice::from_ref(paired))?.into_bytes()),
        ("report.txt", text::paired(paired).into_bytes()),
        ("paired.png", pictures::comparison(paired)?),
    ];
    write_all(&files, out)
}
