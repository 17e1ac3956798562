//! The backtest as a job. Its files are kept under the job's id.

use crate::backtest::{self, BacktestRequest};
use crate::document::Document;
use crate::error::EngineError;
use crate::models::named;
use crate::open::Engine;
use crate::operations::OperationsError;
use crate::progress::Progress;
use crate::settings::SIMULATIONS_MAX;
use domain::series::Series;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Name of this kind of job.
pub(super) const KIND: &str = "backtest";

/// Folder of the results within the data folder.
const FOLDER: &str = "backtests";

/// Models that a backtest may be compared with at once.
const AGAINST_MAX: usize = 8;

/// What to score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BacktestJob {
    /// Series.
    pub series: Series,
    /// First season, a year.
    pub from: i16,
    /// Last season, a year.
    pub to: i16,
    /// Name of the model.
    #[serde(default = "crate::models::default_model")]
    pub model: String,
    /// Names of the models it is compared with, on the same races with the same seed; at most 8.
    #[serde(default)]
    pub against: Vec<String>,
    /// Simulations per race, 1 to 1,000,000.
    #[serde(default = "default_simulations")]
    pub simulations: u32,
    /// Seed.
    #[serde(default = "default_seed")]
    pub seed: u64,
    /// Whether a race that cannot be projected is an error; else it is left out and named.
    #[serde(default)]
    pub strict: bool,
}

fn default_simulations() -> u32 {
    10_000
}

fn default_seed() -> u64 {
    1
}

/// Where the results of a backtest are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct BacktestResult {
    /// Id of the job that made it.
    pub backtest: String,
    /// Names of its files.
    pub files: Vec<String>,
}

/// A file of a backtest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BacktestFile {
    /// Its name.
    pub name: &'static str,
    /// Its media type.
    pub media_type: &'static str,
}

impl BacktestFile {
    /// Name of the headline scores for reading.
    pub const SUMMARY: &str = "summary.txt";

    /// Every file that a backtest may have.
    pub const ALL: &[Self] = &[
        Self { name: "metrics.json", media_type: "application/json" },
        Self { name: "projections.csv", media_type: "text/csv" },
        Self { name: "races.csv", media_type: "text/csv" },
        Self { name: "drivers.csv", media_type: "text/csv" },
        Self { name: "reliability.csv", media_type: "text/csv" },
        Self { name: "paired.csv", media_type: "text/csv" },
        Self { name: "report.txt", media_type: "text/plain; charset=utf-8" },
        Self { name: Self::SUMMARY, media_type: "text/plain; charset=utf-8" },
        Self { name: "projected.png", media_type: "image/png" },
        Self { name: "reliability.png", media_type: "image/png" },
        Self { name: "pit.png", media_type: "image/png" },
        Self { name: "coverage.png", media_type: "image/png" },
        Self { name: "time.png", media_type: "image/png" },
        Self { name: "paired.png", media_type: "image/png" },
    ];
}

impl BacktestJob {
    /// Refuses what cannot succeed, whatever is loaded.
    pub(super) fn check(&self) -> Result<(), EngineError> {
        let bad = |field: &str, value: String, expected: String| {
            Err(EngineError::BadValue { field: field.to_owned(), value, expected })
        };
        if !(1..=SIMULATIONS_MAX).contains(&self.simulations) {
            let expected = format!("a number from 1 to {SIMULATIONS_MAX}");
            return bad("simulations", self.simulations.to_string(), expected);
        }
        if self.from > self.to {
            return Err(EngineError::NoSeasons { from: self.from, to: self.to });
        }
        if self.against.len() > AGAINST_MAX {
            return bad("against", self.against.len().to_string(), format!("at most {AGAINST_MAX} models"));
        }
        for name in self.against.iter().chain([&self.model]) {
            named(name)?;
        }
        Ok(())
    }

    pub(super) fn run(
        &self,
        engine: &Engine,
        id: &str,
        progress: &Progress,
    ) -> Result<BacktestResult, EngineError> {
        let request = BacktestRequest {
            series: self.series,
            from: self.from,
            to: self.to,
            model: self.model.clone(),
            against: Some(self.against.clone()),
            simulations: self.simulations,
            seed: self.seed,
            strict: self.strict,
        };
        let output = engine.backtest(&request, progress)?;
        progress.check()?;
        let mut files = output.files;
        let (file_name, bytes) = (BacktestFile::SUMMARY.to_owned(), output.summary.into_bytes());
        files.push(Document { media_type: "text/plain; charset=utf-8", file_name, bytes });
        backtest::save(&files, &folder(engine, id))?;
        let files = files.into_iter().map(|file| file.file_name).collect();
        Ok(BacktestResult { backtest: id.to_owned(), files })
    }
}

impl Engine {
    /// A file of a finished backtest, by the job's id.
    ///
    /// # Errors
    /// When the backtest has no such file.
    pub fn backtest_file(&self, id: &str, name: &str) -> Result<Document, EngineError> {
        let path = folder(self, id).join(name);
        let unknown = || EngineError::NoBacktest { path: Path::new(id).join(name) };
        let id: ops::ids::JobId = id.parse().map_err(OperationsError::from)?;
        let file = BacktestFile::ALL.iter().find(|file| file.name == name).ok_or_else(unknown)?;
        let bytes = std::fs::read(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => unknown(),
            _ => EngineError::io(&path)(error),
        })?;
        Ok(Document { media_type: file.media_type, file_name: format!("{id}-{name}"), bytes })
    }
}

fn folder(engine: &Engine, id: &str) -> PathBuf {
    engine.data_dir().join(FOLDER).join(id)
}
