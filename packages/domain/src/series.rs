//! The three national series.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A national series, ordered from the highest down: Cup, O'Reilly, Trucks.
///
/// ```
/// use domain::series::Series;
///
/// assert_eq!("Xfinity".parse(), Ok(Series::Oreilly));
/// assert_eq!(Series::Oreilly.log_name(), "O'Reilly");
/// assert_eq!(Series::Cup.lower(), [Series::Oreilly, Series::Trucks]);
/// assert!("F1".parse::<Series>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Series {
    /// The Cup Series.
    Cup,
    /// The O'Reilly Series, called Xfinity until 2025.
    Oreilly,
    /// The Trucks Series.
    Trucks,
}

/// A text that does not name a series.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown series `{0}`: expected cup, oreilly (or xfinity) or trucks")]
pub struct UnknownSeries(pub String);

impl Series {
    /// All series, Cup first.
    pub const ALL: [Series; 3] = [Series::Cup, Series::Oreilly, Series::Trucks];

    /// The name in keys and on the command line: `cup`, `oreilly`, `trucks`.
    pub fn key(self) -> &'static str {
        match self {
            Series::Cup => "cup",
            Series::Oreilly => "oreilly",
            Series::Trucks => "trucks",
        }
    }

    /// The name in race logs and in `projections.csv`: `Cup`, `O'Reilly`, `Trucks`.
    pub fn log_name(self) -> &'static str {
        match self {
            Series::Cup => "Cup",
            Series::Oreilly => "O'Reilly",
            Series::Trucks => "Trucks",
        }
    }

    /// NASCAR's number of the series in its feeds: 1, 2, 3.
    pub fn nascar_id(self) -> u8 {
        match self {
            Series::Cup => 1,
            Series::Oreilly => 2,
            Series::Trucks => 3,
        }
    }

    /// The series below this one, highest first.
    pub fn lower(self) -> &'static [Series] {
        match self {
            Series::Cup => &[Series::Oreilly, Series::Trucks],
            Series::Oreilly => &[Series::Trucks],
            Series::Trucks => &[],
        }
    }
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl FromStr for Series {
    type Err = UnknownSeries;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim().to_ascii_lowercase().as_str() {
            "cup" | "1" => Ok(Series::Cup),
            "oreilly" | "o'reilly" | "xfinity" | "2" => Ok(Series::Oreilly),
            "trucks" | "truck" | "3" => Ok(Series::Trucks),
            _ => Err(UnknownSeries(text.to_owned())),
        }
    }
}
