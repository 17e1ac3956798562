//! The files of a backtest.

use crate::document::Document;
use crate::error::EngineError;
use backtest::{Backtest, Paired, Row};
use report::backtest::{pictures, records, tables, text};
use report::table;
use std::fs;
use std::path::{Path, PathBuf};

/// Files that only some runs have: what an earlier run left of them is removed.
const ONLY_AGAINST: [&str; 2] = ["paired.csv", "paired.png"];

/// Every file of a backtest.
pub(super) fn of(backtest: &Backtest) -> Result<Vec<Document>, EngineError> {
    let metrics = &backtest.metrics;
    let projections = table::as_csv(Row::COLUMNS, backtest.rows.iter().map(Row::fields))?;
    let mut files = vec![
        csv("projections.csv", projections),
        document("metrics.json", "application/json", serde_json::to_string_pretty(metrics)? + "\n"),
        document("report.txt", PLAIN, text::report(metrics)),
        csv("races.csv", records::races_csv(&backtest.races)?),
        csv("drivers.csv", records::drivers_csv(&backtest.races)?),
        csv("reliability.csv", tables::reliability_csv(&metrics.calibration)?),
        png("projected.png", pictures::projected(metrics, &backtest.races)?),
        png("reliability.png", pictures::reliability(metrics)?),
        png("pit.png", pictures::pit(metrics)?),
        png("coverage.png", pictures::coverage(metrics)?),
        png("time.png", pictures::time(metrics, &backtest.races)?),
    ];
    if !metrics.paired.is_empty() {
        files.push(csv("paired.csv", tables::paired_csv(&metrics.paired)?));
        files.push(png("paired.png", pictures::against(metrics)?));
    }
    Ok(files)
}

/// The files of a comparison: `paired.csv`, `report.txt`, and `paired.png` over all races, by type and by season.
pub(super) fn of_comparison(paired: &Paired) -> Result<Vec<Document>, EngineError> {
    Ok(vec![
        csv("paired.csv", tables::paired_csv(std::slice::from_ref(paired))?),
        document("report.txt", PLAIN, text::paired(paired)),
        png("paired.png", pictures::comparison(paired)?),
    ])
}

const PLAIN: &str = "text/plain; charset=utf-8";

fn csv(name: &str, text: String) -> Document {
    document(name, "text/csv", text)
}

fn png(name: &str, bytes: Vec<u8>) -> Document {
    document(name, "image/png", bytes)
}

fn document(name: &str, media_type: &'static str, contents: impl Into<Vec<u8>>) -> Document {
    Document { media_type, file_name: name.to_owned(), bytes: contents.into() }
}

/// Writes the files of a backtest or a comparison into `folder`, each whole or not at all, and gives their paths. A
/// file that an earlier run left there and this one does not have is removed.
///
/// # Errors
/// When a file cannot be written or removed.
pub fn save(files: &[Document], folder: &Path) -> Result<Vec<PathBuf>, EngineError> {
    for name in ONLY_AGAINST.iter().filter(|name| files.iter().all(|file| file.file_name != **name)) {
        let path = folder.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(EngineError::io(path)(error));
            }
            _ => {}
        }
    }
    let write = |file: &Document| {
        let path = folder.join(&file.file_name);
        file.save(&path)?;
        Ok(path)
    };
    files.iter().map(write).collect()
}
