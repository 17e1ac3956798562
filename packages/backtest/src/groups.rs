//! Races by type of track and by season.

use crate::race::ScoredRace;
use domain::pooling::TrackType;
use std::collections::BTreeMap;

/// Races all together, by type of track and by season; no group is empty.
#[derive(Clone, Debug)]
pub(crate) struct Groups {
    pub all: Vec<usize>,
    pub by_type: BTreeMap<TrackType, Vec<usize>>,
    pub by_season: BTreeMap<i16, Vec<usize>>,
}

impl Groups {
    pub fn of(races: &[ScoredRace]) -> Self {
        let mut groups =
            Self { all: (0..races.len()).collect(), by_type: BTreeMap::new(), by_season: BTreeMap::new() };
        for (index, race) in races.iter().enumerate() {
            groups.by_type.entry(race.setting.track_type).or_default().push(index);
            groups.by_season.entry(race.setting.season()).or_default().push(index);
        }
        groups
    }
}
