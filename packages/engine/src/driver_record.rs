//! What a driver did before a race: form, and the record by class of track and at the race's own track.

use crate::driver::DriverStart;
use crate::error::EngineError;
use crate::next::{find, or_nothing_loaded};
use crate::open::Engine;
use crate::progress::Progress;
use crate::races::lines;
use crate::view::mark;
use domain::ids::{DriverId, LayoutKey, RaceKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whose record, before which race.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DriverRecordRequest {
    /// Name, a part of it that only one driver has, or NASCAR's id.
    pub driver: String,
    /// Key, alias, NASCAR's id, or `next`.
    pub race: String,
}

/// A driver's points races with a finish in the race's series, before the race.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DriverRecordAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// The driver.
    pub driver: DriverId,
    /// The race.
    pub race: RaceKey,
    /// Class of the race's layout; absent where the reference does not list it.
    pub class: Option<String>,
    /// The races, the latest first, each with its class.
    pub races: Vec<PastStart>,
    /// All of them in sum.
    pub overall: Tally,
    /// By class of track, by name.
    pub by_class: Vec<Tally>,
    /// At the race's own layout; absent without one.
    pub here: Option<Tally>,
}

/// A race of the past.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PastStart {
    /// What the driver did.
    #[serde(flatten)]
    pub start: DriverStart,
    /// Layout.
    pub layout: LayoutKey,
    /// Its class.
    pub class: Option<String>,
    /// The track's name as the source wrote it.
    pub track_name: String,
}

/// Several races in sum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tally {
    /// What they have in common.
    pub name: String,
    /// Races.
    pub races: u32,
    /// Of those, wins.
    pub wins: u32,
    /// Of those, finishes in the top 5.
    pub top5: u32,
    /// Of those, finishes in the top 10.
    pub top10: u32,
    /// Mean finish.
    pub mean_finish: f64,
    /// Mean place on the grid, over races that give one; absent without any.
    pub mean_start: Option<f64>,
    /// Laps led.
    pub laps_led: u32,
}

impl Engine {
    /// What a driver did before a race.
    ///
    /// # Errors
    /// When no driver or race, or more than one, is called that.
    pub fn driver_record(
        &self,
        request: &DriverRecordRequest,
        _progress: &Progress,
    ) -> Result<DriverRecordAnswer, EngineError> {
        let now = self.clock.now();
        self.read(|view| {
            let key = find(view, &request.race, None, now)?.key;
            let card = view.driver(&request.driver).map_err(|error| or_nothing_loaded(view, error))?;
            let mut by_key: BTreeMap<RaceKey, _> =
                lines(view)?.into_iter().map(|line| (line.race.key.clone(), line.race)).collect();
            let Some(race) = by_key.remove(&key) else {
                return Err(EngineError::EmptyRace { race: key.to_string() });
            };
            let class = |layout: &LayoutKey| Engine::track(layout.as_str()).ok().map(|track| track.class);
            let mut races: Vec<PastStart> = Vec::new();
            for start in card.starts {
                let Some(info) = by_key.get(&start.race) else { continue };
                let counts = info.series == race.series && !info.exhibition && start.finish.is_some();
                if counts && info.lock_at < race.lock_at {
                    races.push(PastStart {
                        class: class(&info.layout),
                        layout: info.layout.clone(),
                        track_name: info.track_name.clone(),
                        start: start.into(),
                    });
                }
            }
            let mut classes: BTreeMap<String, Vec<&PastStart>> = BTreeMap::new();
            for start in &races {
                if let Some(class) = &start.class {
                    classes.entry(class.clone()).or_default().push(start);
                }
            }
            let here: Vec<&PastStart> = races.iter().filter(|start| start.layout == race.layout).collect();
            let all: Vec<&PastStart> = races.iter().collect();
            Ok(DriverRecordAnswer {
                state: mark(view),
                driver: card.id,
                class: class(&race.layout),
                overall: tally("all".to_owned(), &all),
                by_class: classes.into_iter().map(|(name, of)| tally(name, &of)).collect(),
                here: (!here.is_empty()).then(|| tally(race.track_name.clone(), &here)),
                race: key,
                races,
            })
        })
    }
}

fn tally(name: String, of: &[&PastStart]) -> Tally {
    let finishes: Vec<u8> = of.iter().filter_map(|start| start.start.finish).collect();
    let starts: Vec<u8> = of.iter().filter_map(|start| start.start.start).collect();
    let within = |top: u8| finishes.iter().filter(|&&finish| finish <= top).count() as u32;
    let mean = |places: &[u8]| {
        let sum: f64 = places.iter().map(|&place| f64::from(place)).sum();
        (!places.is_empty()).then(|| sum / places.len() as f64)
    };
    Tally {
        name,
        races: finishes.len() as u32,
        wins: within(1),
        top5: within(5),
        top10: within(10),
        mean_finish: mean(&finishes).unwrap_or_default(),
        mean_start: mean(&starts),
        laps_led: of.iter().filter_map(|start| start.start.laps_led).sum(),
    }
}
