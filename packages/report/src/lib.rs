//! Tables, CSV and pictures over result structs. Computes nothing: what it shows was computed elsewhere.

pub mod backtest;
pub mod chart;
pub mod projection;
pub mod table;

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The picture failed.
    #[error(transparent)]
    Chart(#[from] chart::ChartError),
    /// The CSV failed.
    #[error("CSV: {0}")]
    Csv(#[from] csv::Error),
    /// A file of an earlier run cannot be used.
    #[error(transparent)]
    Record(#[from] backtest::records::RecordError),
}
