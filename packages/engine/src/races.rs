//! The list of races.

use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::view::{View, mark};
use domain::race::RaceInfo;
use domain::series::Series;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Which races to list; an absent field does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RacesRequest {
    /// Only of this series.
    pub series: Option<Series>,
    /// Only of this season, a year.
    pub season: Option<i16>,
    /// Only races without a result.
    pub upcoming: bool,
}

/// A race in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RaceLine {
    /// The race.
    pub race: RaceInfo,
    /// Name of the race, where known.
    pub name: Option<String>,
    /// Earlier keys and foreign names.
    pub aliases: Vec<String>,
    /// Entries, whenever they became known.
    pub entries: u32,
    /// The most laps any car completed; absent before the race.
    pub distance_laps: Option<u32>,
    /// When the result could be known; absent before the race.
    pub result_known_at: Option<Timestamp>,
}

/// The races asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RacesAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// Races of any kind in the graph; 0 means that nothing is loaded.
    pub loaded: u32,
    /// The races, by date, series and key.
    pub races: Vec<RaceLine>,
}

impl Engine {
    /// Lists races.
    ///
    /// # Errors
    /// When the graph cannot be read.
    pub fn races(&self, request: &RacesRequest, _progress: &Progress) -> Result<RacesAnswer, EngineError> {
        self.read(|view| {
            let all = lines(view)?;
            let loaded = all.len() as u32;
            let wanted = |line: &RaceLine| {
                request.series.is_none_or(|series| series == line.race.series)
                    && request.season.is_none_or(|season| season == line.race.date.year())
                    && !(request.upcoming && line.result_known_at.is_some())
            };
            let races = all.into_iter().filter(wanted).collect();
            Ok(RacesAnswer { state: mark(view), loaded, races })
        })
    }
}

/// Every race, by date, series and key.
pub(crate) fn lines(view: &View<'_>) -> Result<Vec<RaceLine>, EngineError> {
    let races = view.races(&graph::RaceFilter::default())?;
    Ok(races.into_iter().map(RaceLine::from).collect())
}

impl From<graph::RaceLine> for RaceLine {
    fn from(line: graph::RaceLine) -> Self {
        Self {
            race: line.info,
            name: line.name,
            aliases: line.aliases,
            entries: line.entries as u32,
            distance_laps: line.distance_laps,
            result_known_at: line.result_known_at,
        }
    }
}
