//! Partitions: the parts of the data that tasks work on.

use domain::series::Series;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A season of a series, or one race of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Partition {
    /// Series.
    pub series: Series,
    /// Season.
    pub season: i16,
    /// NASCAR's id of the race; none for what is about the whole season.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub race: Option<u32>,
}

impl Partition {
    /// A season.
    pub fn season(series: Series, season: i16) -> Self {
        Self { series, season, race: None }
    }

    /// A race.
    pub fn race(series: Series, season: i16, race: u32) -> Self {
        Self { series, season, race: Some(race) }
    }

    /// The season it is in, such as `cup/2025`.
    pub fn group(self) -> String {
        format!("{}/{}", self.series, self.season)
    }

    /// A part of it, such as `cup/2025/5596/weekend-feed`.
    pub fn part(self, name: &str) -> String {
        format!("{self}/{name}")
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.race {
            Some(race) => write!(f, "{}/{}/{race}", self.series, self.season),
            None => write!(f, "{}/{}", self.series, self.season),
        }
    }
}
