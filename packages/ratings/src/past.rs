//! Past races as they were rated then, for fitting what stands on strengths.

use crate::spread::FittedSpread;
use crate::strength::Ratings;
use domain::pooling::TrackType;

/// A past race as rated at its own lock; every array in the order of its cars.
#[derive(Clone, Debug, PartialEq)]
pub struct PastOutlook {
    /// Strength.
    pub strength: Vec<f64>,
    /// Decayed chance of an accident.
    pub crash_rate: Vec<f64>,
    /// Decayed chance of another retirement.
    pub mechanical_rate: Vec<f64>,
    /// Earlier starts in the series since the data begin.
    pub earlier_starts: Vec<u32>,
}

impl Ratings {
    /// What was thought, at its lock, of the cars of the `race`th race of the timeline; none where it was not
    /// rated (before the first fit, or a car without a start).
    pub fn outlook_of_past(&self, race: usize) -> Option<PastOutlook> {
        let strength = self.strengths_of_past(race)?.to_vec();
        let view = self.view_of_past(race);
        let rates = self.field_rates(view.known);
        let past = || self.timeline().races[race].cars.iter().map(|car| self.past_of(car.driver));
        let kernels = self.kernels();
        let earlier = |past: &[(usize, usize)]| past.iter().filter(|&&(race, _)| race < view.known).count();
        Some(PastOutlook {
            strength,
            crash_rate: past()
                .map(|past| kernels.long_rate(&view, past, rates.crash, |car| car.crash))
                .collect(),
            mechanical_rate: past()
                .map(|past| kernels.long_rate(&view, past, rates.mechanical, |car| car.mechanical))
                .collect(),
            earlier_starts: past().map(|past| earlier(past) as u32).collect(),
        })
    }

    /// Slope and spread on `track_type` for a race of `season`, of the first `known` races of the timeline.
    pub fn spread_as_of(&self, track_type: TrackType, known: usize, season: i16) -> FittedSpread {
        self.spread(track_type, known, season)
    }
}
