//! A season of a series, and the sessions of a race weekend.

use crate::series::Series;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One year of one series, `cup-2025`. A race belongs to the season of its date's year.
///
/// ```
/// use domain::{season::Season, series::Series};
///
/// assert_eq!(Season { series: Series::Cup, year: 2025 }.to_string(), "cup-2025");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Season {
    /// Series.
    pub series: Series,
    /// Year.
    pub year: i16,
}

impl fmt::Display for Season {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.series, self.year)
    }
}

/// A kind of session of a race weekend, NASCAR's `run_type` in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum SessionKind {
    /// Practice (1).
    Practice,
    /// Qualifying (2).
    Qualifying,
    /// The race itself (3).
    Race,
}

impl SessionKind {
    /// The name in keys: a session's key is `<race>/<name>`.
    pub fn key(self) -> &'static str {
        match self {
            SessionKind::Practice => "practice",
            SessionKind::Qualifying => "qualifying",
            SessionKind::Race => "race",
        }
    }
}
