//! One race: setting, entries, result, sources.

use crate::document::Document;
use crate::error::EngineError;
use crate::next::find;
use crate::open::Engine;
use crate::progress::Progress;
use crate::races::lines;
use crate::view::mark;
use domain::entry_list::{GoneEntry, HeldEntry};
use domain::ids::DriverId;
use domain::race::{Entry, RaceInfo};
use domain::result::LoopResult;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Which race.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RaceRequest {
    /// Key, alias, NASCAR's id, or `next`.
    pub race: String,
}

/// A race.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RaceAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// The race.
    pub race: RaceInfo,
    /// Name of the race, where known.
    pub name: Option<String>,
    /// Earlier keys and foreign names.
    pub aliases: Vec<String>,
    /// Laps the race was expected to run, as known at its lock; absent where nothing says how many.
    pub expected_laps: Option<u32>,
    /// The most laps any car completed; absent before the race.
    pub distance_laps: Option<u32>,
    /// Entries, by driver id.
    pub entries: Vec<Entry>,
    /// Drivers on the entry list whose rows are held back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<HeldEntry>,
    /// Drivers of earlier entry lists who are not on the latest one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<GoneEntry>,
    /// The files that state the race, as `Snapshot/` and their SHA-256.
    pub stated_by: Vec<String>,
    /// Results in order of finish; absent before the race.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub results: Option<Vec<RaceResult>>,
}

/// What one car did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RaceResult {
    /// The driver, one of the entries.
    pub driver: DriverId,
    /// The car as entered.
    pub entry: Entry,
    /// Its loop statistics.
    pub result: LoopResult,
}

impl Engine {
    /// Shows a race.
    ///
    /// # Errors
    /// If the name matches no race, or several.
    pub fn race(&self, request: &RaceRequest, _progress: &Progress) -> Result<RaceAnswer, EngineError> {
        let now = self.clock.now();
        self.read(|view| {
            let key = find(view, &request.race, None, now)?.key;
            let line = lines(view)?.into_iter().find(|line| line.race.key == key);
            let result = view.result_of(&key)?;
            // A race that was run needs no expected distance, and may have none.
            let week = match &result {
                Some(_) => view.race_week(&key, Timestamp::MAX).ok(),
                None => Some(view.race_week(&key, Timestamp::MAX)?),
            };
            let (card, held, gone) = match week {
                Some(week) => (Some(week.card), week.held, week.gone),
                None => (None, Vec::new(), Vec::new()),
            };
            let (info, entries) = match (&card, &result) {
                (Some(card), _) => (card.info.clone(), card.entries.clone()),
                (None, Some(result)) => {
                    (result.info.clone(), result.cars.iter().map(|car| car.entry.clone()).collect())
                }
                (None, None) => return Err(EngineError::EmptyRace { race: key.to_string() }),
            };
            let paths = match entries.first() {
                Some(entry) => view.path_why(&key, entry.driver)?,
                None => Vec::new(),
            };
            let sources = paths.iter().filter(|path| path.about == "source");
            let car = |car: &domain::history::PastCar| RaceResult {
                driver: car.driver(),
                entry: car.entry.clone(),
                result: car.result.clone(),
            };
            Ok(RaceAnswer {
                state: mark(view),
                race: info,
                name: line.as_ref().and_then(|line| line.name.clone()),
                aliases: line.map(|line| line.aliases).unwrap_or_default(),
                expected_laps: card.as_ref().map(|card| card.distance_laps),
                distance_laps: result.as_ref().map(|result| result.distance_laps),
                entries,
                held,
                gone,
                stated_by: sources.filter_map(|path| path.steps.last()).map(|step| step.to.clone()).collect(),
                results: result.map(|result| result.cars.iter().map(car).collect()),
            })
        })
    }

    /// Every fact of a race as RDF in Turtle, its sources included.
    ///
    /// # Errors
    /// As [`Engine::race`].
    pub fn race_turtle(&self, request: &RaceRequest, _progress: &Progress) -> Result<Document, EngineError> {
        let now = self.clock.now();
        self.read(|view| {
            let key = find(view, &request.race, None, now)?.key;
            Ok(Document {
                media_type: "text/turtle",
                file_name: format!("{key}.ttl"),
                bytes: view.race_facts(&key)?.turtle().into_bytes(),
            })
        })
    }
}
