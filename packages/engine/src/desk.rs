//! The week at a glance: which races come, how fresh the data are, and what waits for a person.

use crate::data_state::{self, DataStateAnswer};
use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::races::{RaceLine, lines};
use crate::tracks::TrackLine;
use crate::vetoes::{self, RuleCount, VetoesRequest};
use crate::view::{View, mark};
use domain::evidence::ClaimState;
use domain::series::Series;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far ahead a lock may be for its race to be one of this week's.
const WEEK: SignedDuration = SignedDuration::from_hours(8 * 24);

/// The week at a glance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeskAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// The races of each series that has any, by series.
    pub weeks: Vec<SeriesWeek>,
    /// How fresh the data are.
    pub data: DataStateAnswer,
    /// Rows of files that are held back, by rule.
    pub held: BTreeMap<String, RuleCount>,
    /// Claims that nobody has decided.
    pub claims_to_review: u32,
}

/// The week of one series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeriesWeek {
    /// The series.
    pub series: Series,
    /// Races without a result that lock within eight days or have locked already, by lock; else the next one alone.
    pub races: Vec<DeskRace>,
    /// The last race with a result.
    pub last: Option<DeskRace>,
}

/// A race of the week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeskRace {
    /// The race.
    pub line: RaceLine,
    /// Its layout; absent where the reference does not list it.
    pub track: Option<TrackLine>,
    /// Entries whose place on the grid is known for its lock.
    pub on_grid: u32,
}

impl Engine {
    /// Shows the week at a glance.
    ///
    /// # Errors
    /// When the graph cannot be read.
    pub fn desk(&self, _progress: &Progress) -> Result<DeskAnswer, EngineError> {
        let now = self.clock.now();
        self.read(|view| {
            let mut by_series: BTreeMap<Series, Vec<RaceLine>> = BTreeMap::new();
            for line in lines(view)? {
                by_series.entry(line.race.series).or_default().push(line);
            }
            let weeks = by_series.into_iter().map(|(series, lines)| week(view, series, lines, now));
            let proposed = |claims: Vec<domain::evidence::Claim>| {
                claims.iter().filter(|claim| claim.standing.state == ClaimState::Proposed).count()
            };
            Ok(DeskAnswer {
                state: mark(view),
                weeks: weeks.collect::<Result<_, _>>()?,
                data: data_state::read(view, now)?,
                held: vetoes::read(view, &VetoesRequest::default())?.by_rule,
                claims_to_review: view.claims()?.into_values().map(proposed).sum::<usize>() as u32,
            })
        })
    }
}

/// The week of a series from all of its races.
fn week(
    view: &View<'_>,
    series: Series,
    lines: Vec<RaceLine>,
    now: Timestamp,
) -> Result<SeriesWeek, EngineError> {
    let last =
        lines.iter().filter(|line| line.result_known_at.is_some()).max_by_key(|line| line.race.lock_at);
    let last_lock = last.map(|line| line.race.lock_at);
    let last = last.cloned();
    let mut open: Vec<RaceLine> = lines
        .into_iter()
        // A race that its series has passed by is one whose result is missing, not one of this week.
        .filter(|line| {
            line.result_known_at.is_none() && last_lock.is_none_or(|last| line.race.lock_at > last)
        })
        .collect();
    open.sort_by_key(|line| (line.race.lock_at, line.race.key.clone()));
    let this_week = open.iter().take_while(|line| line.race.lock_at <= now + WEEK).count();
    open.truncate(this_week.max(1));
    let of_line = |line: RaceLine| -> Result<DeskRace, EngineError> {
        let entries = match view.race_card(&line.race.key, line.race.lock_at) {
            Ok(card) => card.entries,
            // Not known yet, or without a distance: the race is shown all the same.
            Err(_) => Vec::new(),
        };
        Ok(DeskRace {
            track: Engine::track(line.race.layout.as_str()).ok(),
            on_grid: entries.iter().filter(|entry| entry.start.is_some()).count() as u32,
            line,
        })
    };
    Ok(SeriesWeek {
        series,
        races: open.into_iter().map(of_line).collect::<Result<_, _>>()?,
        last: last.map(of_line).transpose()?,
    })
}
