//! The number of laps over which a race is simulated.

use domain::history::{History, PastRace};
use domain::ids::LayoutKey;
use domain::race::{RaceInfo, usual_distance};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;

/// The distance that a model simulates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Distance {
    /// The card's: as scheduled, so far as that is known.
    #[default]
    Scheduled,
    /// The most common of the last five races of the series on the layout (of several, the one run latest), as the
    /// model page's baselines have it; the card's where there was none.
    LastFive,
}

/// Races that count for [`Distance::LastFive`].
const LAST: usize = 5;

/// What models that do not go by the schedule need to know of past races, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct PastDistances(Vec<PastDistance>);

#[derive(Clone, Debug)]
struct PastDistance {
    layout: LayoutKey,
    date: Date,
    known_at: Timestamp,
    laps: u32,
}

impl PastDistances {
    /// The points races of the series asked for.
    pub fn of(history: &History, distance: Distance) -> Self {
        let past = |race: &PastRace| PastDistance {
            layout: race.info.layout.clone(),
            date: race.info.date,
            known_at: race.known_at,
            laps: race.distance_laps,
        };
        match distance {
            Distance::Scheduled => Self::default(),
            Distance::LastFive => {
                let mut races: Vec<&PastRace> = history.points_races().collect();
                races.sort_by_key(|race| (race.info.date, &race.info.key));
                Self(races.into_iter().map(past).collect())
            }
        }
    }

    /// The usual distance there as known at the race's lock; none if there is no earlier race.
    pub fn usual(&self, info: &RaceInfo, as_of: Timestamp) -> Option<u32> {
        let earlier =
            self.0.iter().rev().filter(|race| {
                race.layout == info.layout && race.date <= info.date && race.known_at <= as_of
            });
        let mut last: Vec<u32> = earlier.take(LAST).map(|race| race.laps).collect();
        last.reverse();
        usual_distance(&last)
    }
}
