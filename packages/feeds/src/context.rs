//! What a user states about a file because the file does not say it.

use domain::ids::RaceKey;
use domain::race::RaceInfo;
use domain::series::Series;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a user states about a file because the file does not; kept in the record of its raw copy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FileContext {
    /// The race that the file is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub race: Option<ContextRace>,
    /// The series that the file is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<Series>,
    /// The moment from which its content could be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<Timestamp>,
}

/// The race that a file is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContextRace {
    /// Its key when the file was imported; for display.
    pub key: RaceKey,
    /// Series.
    pub series: Series,
    /// Date.
    pub date: Date,
    /// Track name in its source.
    pub track_name: String,
    /// Which race of the day at that track, from 1.
    pub number: u8,
}

impl From<&RaceInfo> for ContextRace {
    fn from(info: &RaceInfo) -> Self {
        Self {
            key: info.key.clone(),
            series: info.series,
            date: info.date,
            track_name: info.track_name.clone(),
            number: info.number_of_day,
        }
    }
}

impl FileContext {
    /// Whether nothing is stated.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
