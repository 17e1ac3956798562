//! The series and their loaded seasons.

use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::races::lines;
use crate::view::mark;
use domain::series::Series;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Every series, loaded or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SeriesAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// The series, the highest first.
    pub series: Vec<SeriesLine>,
}

/// A series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SeriesLine {
    /// Its key in requests.
    pub series: Series,
    /// Its name as in race logs.
    pub name: String,
    /// NASCAR's number of it.
    pub nascar_id: u8,
    /// Seasons of which races are loaded.
    pub seasons: u32,
    /// Loaded races.
    pub races: u32,
}

/// Seasons with a loaded race.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SeasonsAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// The seasons, by series and year.
    pub seasons: Vec<SeasonLine>,
}

/// A season of a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SeasonLine {
    /// The series.
    pub series: Series,
    /// The year.
    pub season: i16,
    /// Loaded races.
    pub races: u32,
    /// Of those, races with a result.
    pub with_result: u32,
}

impl Engine {
    /// Lists the series.
    ///
    /// # Errors
    /// When the graph cannot be read.
    pub fn series(&self, progress: &Progress) -> Result<SeriesAnswer, EngineError> {
        let SeasonsAnswer { state, seasons } = self.seasons(None, progress)?;
        let line = |series: Series| {
            let of_series = || seasons.iter().filter(move |season| season.series == series);
            SeriesLine {
                series,
                name: series.log_name().to_owned(),
                nascar_id: series.nascar_id(),
                seasons: of_series().count() as u32,
                races: of_series().map(|season| season.races).sum(),
            }
        };
        let series = [Series::Cup, Series::Oreilly, Series::Trucks].map(line).to_vec();
        Ok(SeriesAnswer { state, series })
    }

    /// Lists the seasons of a series, or of all.
    ///
    /// # Errors
    /// When the graph cannot be read.
    pub fn seasons(
        &self,
        series: Option<Series>,
        _progress: &Progress,
    ) -> Result<SeasonsAnswer, EngineError> {
        self.read(|view| {
            let mut counts: BTreeMap<(Series, i16), (u32, u32)> = BTreeMap::new();
            for line in lines(view)? {
                if series.is_none_or(|series| series == line.race.series) {
                    let count = counts.entry((line.race.series, line.race.date.year())).or_default();
                    count.0 += 1;
                    count.1 += u32::from(line.result_known_at.is_some());
                }
            }
            let season =
                |((series, season), (races, with_result))| SeasonLine { series, season, races, with_result };
            Ok(SeasonsAnswer { state: mark(view), seasons: counts.into_iter().map(season).collect() })
        })
    }
}
