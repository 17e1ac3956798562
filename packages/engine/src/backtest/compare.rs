//! Two runs compared, paired by race and driver.

use super::answer::Comparison;
use super::{files, restated};
use crate::document::Document;
use crate::error::EngineError;
use backtest::{Paired, Record, RunInfo};
use report::backtest::{records, text};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::Path;

/// A run and the one it is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CompareRequest {
    /// The run.
    pub a: SavedRun,
    /// The one it is compared with.
    pub b: SavedRun,
}

/// The files of an earlier run that a comparison reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SavedRun {
    /// What messages call it: its folder, its id.
    pub name: String,
    /// `metrics.json`.
    pub metrics: String,
    /// `races.csv`.
    pub races: String,
    /// `drivers.csv`.
    pub drivers: String,
}

/// A finished comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct CompareOutput {
    /// The differences, `a` less `b`.
    pub answer: Comparison,
    /// The same for reading.
    pub text: String,
    /// `paired.csv`, `report.txt` and `paired.png`.
    pub files: Vec<Document>,
}

impl SavedRun {
    /// The run whose files are in `folder`.
    ///
    /// # Errors
    /// A file that is missing or cannot be read.
    pub fn read(folder: &Path) -> Result<Self, EngineError> {
        let text = |name: &str| {
            let path = folder.join(name);
            fs::read_to_string(&path).map_err(|error| match error.kind() {
                std::io::ErrorKind::NotFound => EngineError::NoBacktest { path: path.clone() },
                _ => EngineError::io(&path)(error),
            })
        };
        Ok(Self {
            name: folder.display().to_string(),
            metrics: text("metrics.json")?,
            races: text("races.csv")?,
            drivers: text("drivers.csv")?,
        })
    }

    fn record(&self) -> Result<Record, EngineError> {
        let bad = |file: &str, reason: String| EngineError::BadBacktest {
            path: Path::new(&self.name).join(file),
            reason,
        };
        let run: RunInfo =
            serde_json::from_str(&self.metrics).map_err(|error| bad("metrics.json", error.to_string()))?;
        let races = records::read(&self.races, &self.drivers).map_err(|error| bad("", error.to_string()))?;
        Ok(Record { run, races })
    }
}

/// Compares two runs; needs no graph.
///
/// # Errors
/// Files that this version did not write, and runs that differ in more than the model and the seed.
pub fn compare(request: &CompareRequest) -> Result<CompareOutput, EngineError> {
    let (a, b) = (request.a.record()?, request.b.record()?);
    let paired = Paired::of(&a, &b).map_err(|source| EngineError::OtherBacktest {
        a: (&request.a.name).into(),
        b: (&request.b.name).into(),
        source,
    })?;
    Ok(CompareOutput {
        answer: restated(&paired)?,
        text: text::paired(&paired),
        files: files::of_comparison(&paired)?,
    })
}
