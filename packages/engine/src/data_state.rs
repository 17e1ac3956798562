//! How fresh the data are: the last file of each feed and the last race of each series.

use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::races::{RaceLine, lines};
use crate::view::{View, mark};
use domain::ids::RaceKey;
use domain::series::Series;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A result is overdue this long after its race's lock.
const OVERDUE: SignedDuration = SignedDuration::from_hours(24);

/// How fresh the data are. Instants, never ages: those depend on when one looks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DataStateAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// Every kind of file that was imported, by kind.
    pub feeds: Vec<FeedState>,
    /// Every series with a race, by series.
    pub series: Vec<SeriesState>,
}

/// The files of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct FeedState {
    /// Kind of file, such as `race-logs`.
    pub kind: String,
    /// Files of it.
    pub files: u32,
    /// Name of the file that came last.
    pub last_file: String,
    /// When it came.
    pub fetched_at: Timestamp,
    /// Files of which an import was not completed.
    pub incomplete: u32,
}

/// The races of one series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SeriesState {
    /// The series.
    pub series: Series,
    /// Races.
    pub races: u32,
    /// Last race with a result.
    pub through_race: Option<ThroughRace>,
    /// Races without a result, by lock.
    pub without_result: Vec<RaceKey>,
    /// From when on a result is overdue: a day after the earliest lock of a race without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stale_from: Option<Timestamp>,
    /// Whether that moment has come.
    pub stale: bool,
}

/// The last race that data go through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ThroughRace {
    /// Its key.
    pub race: RaceKey,
    /// Its date.
    pub date: Date,
    /// The track's name as the source wrote it.
    pub track_name: String,
}

impl Engine {
    /// Shows how fresh the data are.
    ///
    /// # Errors
    /// When the graph cannot be read.
    pub fn data_state(&self, _progress: &Progress) -> Result<DataStateAnswer, EngineError> {
        let now = self.clock.now();
        self.read(|view| read(view, now))
    }
}

/// How fresh the data of a state are at the moment `now`.
pub(crate) fn read(view: &View<'_>, now: Timestamp) -> Result<DataStateAnswer, EngineError> {
    let mut feeds: BTreeMap<String, FeedState> = BTreeMap::new();
    let mut snapshots = view.snapshots()?;
    snapshots.sort_by(|a, b| (a.fetched_at, &a.id).cmp(&(b.fetched_at, &b.id)));
    for snapshot in snapshots {
        let before = feeds.get(&snapshot.kind);
        let feed = FeedState {
            kind: snapshot.kind.clone(),
            files: before.map_or(0, |feed| feed.files) + 1,
            incomplete: before.map_or(0, |feed| feed.incomplete) + u32::from(!snapshot.complete),
            last_file: snapshot.file_name,
            fetched_at: snapshot.fetched_at,
        };
        feeds.insert(snapshot.kind, feed);
    }
    let mut by_series: BTreeMap<Series, Vec<RaceLine>> = BTreeMap::new();
    for line in lines(view)? {
        by_series.entry(line.race.series).or_default().push(line);
    }
    Ok(DataStateAnswer {
        state: mark(view),
        feeds: feeds.into_values().collect(),
        series: by_series.into_iter().map(|of| of_series(of, now)).collect(),
    })
}

/// The state of a series from its races, which are by date.
fn of_series((series, lines): (Series, Vec<RaceLine>), now: Timestamp) -> SeriesState {
    let through = lines.iter().rfind(|line| line.result_known_at.is_some());
    let mut open: Vec<&RaceLine> = lines.iter().filter(|line| line.result_known_at.is_none()).collect();
    open.sort_by_key(|line| (line.race.lock_at, line.race.key.clone()));
    let stale_from = open.first().map(|line| line.race.lock_at + OVERDUE);
    SeriesState {
        series,
        races: lines.len() as u32,
        through_race: through.map(|line| ThroughRace {
            race: line.race.key.clone(),
            date: line.race.date,
            track_name: line.race.track_name.clone(),
        }),
        stale: stale_from.is_some_and(|moment| moment <= now),
        stale_from,
        without_result: open.into_iter().map(|line| line.race.key.clone()).collect(),
    }
}
