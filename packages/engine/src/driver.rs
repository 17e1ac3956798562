//! One driver and every entry.

use crate::error::EngineError;
use crate::next::or_nothing_loaded;
use crate::open::Engine;
use crate::progress::Progress;
use crate::view::mark;
use domain::ids::{DriverId, RaceKey};
use domain::series::Series;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Which driver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DriverRequest {
    /// Name, a part of it that only one driver has, or NASCAR's id.
    pub driver: String,
    /// At most this many entries, the latest (default: all).
    #[serde(default)]
    pub last: Option<u32>,
}

/// A driver.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DriverAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// NASCAR's id.
    pub driver: DriverId,
    /// Name in the latest race.
    pub name: String,
    /// Points races with a finish.
    pub points_races: u32,
    /// Of those, wins.
    pub wins: u32,
    /// Of those, finishes in the top 5.
    pub top5: u32,
    /// Of those, finishes in the top 10.
    pub top10: u32,
    /// Entries, the latest first, as many as asked for.
    pub starts: Vec<DriverStart>,
}

/// One entry of a driver.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DriverStart {
    /// Race.
    pub race: RaceKey,
    /// Name of the race, where known.
    pub race_name: Option<String>,
    /// Series.
    pub series: Series,
    /// Date.
    pub date: Date,
    /// Whether it paid no points.
    pub exhibition: bool,
    /// Place on the grid.
    pub start: Option<u8>,
    /// Car number as text.
    pub car_number: Option<String>,
    /// Team.
    pub team: Option<String>,
    /// Manufacturer.
    pub make: Option<String>,
    /// On-track finish.
    pub finish: Option<u8>,
    /// Official finish, where official results are known.
    pub finish_official: Option<u8>,
    /// Laps led.
    pub laps_led: Option<u32>,
    /// Driver rating, 0..150.
    pub rating: Option<f64>,
    /// How it ended, in the source's words.
    pub status: Option<String>,
}

impl Engine {
    /// Shows a driver.
    ///
    /// # Errors
    /// When no driver, or more than one, is called that.
    pub fn driver(&self, request: &DriverRequest, _progress: &Progress) -> Result<DriverAnswer, EngineError> {
        self.read(|view| {
            let card = view.driver(&request.driver).map_err(|error| or_nothing_loaded(view, error))?;
            let points = card.starts.iter().filter(|start| !start.exhibition);
            let finishes: Vec<u8> = points.filter_map(|start| start.finish).collect();
            let within = |top: u8| finishes.iter().filter(|&&finish| finish <= top).count() as u32;
            let shown = request.last.map_or(usize::MAX, |last| last as usize);
            Ok(DriverAnswer {
                state: mark(view),
                driver: card.id,
                name: card.name,
                points_races: finishes.len() as u32,
                wins: within(1),
                top5: within(5),
                top10: within(10),
                starts: card.starts.into_iter().take(shown).map(DriverStart::from).collect(),
            })
        })
    }
}

impl From<graph::DriverStart> for DriverStart {
    fn from(start: graph::DriverStart) -> Self {
        Self {
            race: start.race,
            race_name: start.race_name,
            series: start.series,
            date: start.date,
            exhibition: start.exhibition,
            start: start.start,
            car_number: start.car_number,
            team: start.team,
            make: start.make,
            finish: start.finish,
            finish_official: start.finish_official,
            laps_led: start.laps_led,
            rating: start.rating,
            status: start.status,
        }
    }
}
