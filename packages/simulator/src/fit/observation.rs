//! Past races as the layers are fitted on them.

use domain::pooling::TrackType;
use domain::rank;

/// A past race. Every array has one value for each car, all in one order.
#[derive(Clone, Debug, PartialEq)]
pub struct RaceObservation {
    /// Type of the layout.
    pub track_type: TrackType,
    /// Laps run: the most any car completed.
    pub distance_laps: u32,
    /// What cars did.
    pub cars: Observations,
    /// What was thought of them before; none where the race was not rated.
    pub outlook: Option<Outlook>,
}

/// What cars did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observations {
    /// Place among the cars observed, 1..n.
    pub finish: Vec<u8>,
    /// Out before the end.
    pub retired: Vec<bool>,
    /// Laps led.
    pub laps_led: Vec<u32>,
    /// Fastest laps.
    pub fastest_laps: Vec<u32>,
    /// Laps completed.
    pub laps_completed: Vec<u32>,
}

/// What the simulator would have been given before the race.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outlook {
    /// Place on the grid among the cars observed, 1..n.
    pub start: Vec<u8>,
    /// Strength as of the race's lock.
    pub strength: Vec<f64>,
    /// Chance of an accident.
    pub crash_rate: Vec<f64>,
    /// Chance of another retirement.
    pub mechanical_rate: Vec<f64>,
    /// Earlier starts in the series.
    pub earlier_starts: Vec<u32>,
}

/// A race and what it counts for.
#[derive(Clone, Copy, Debug)]
pub struct Weighted<'a> {
    /// The race.
    pub race: &'a RaceObservation,
    /// Weight beside a race of weight one, at least 0.
    pub weight: f64,
}

impl RaceObservation {
    /// Number of cars.
    pub fn cars(&self) -> usize {
        self.cars.finish.len()
    }

    /// Place of each car as (r - .5)/n.
    pub fn places(&self) -> Vec<f64> {
        let n = self.cars() as f64;
        self.cars.finish.iter().map(|&place| (f64::from(place) - 0.5) / n).collect()
    }

    /// Normal score of each car's finish.
    pub fn finish_scores(&self) -> Vec<f64> {
        let n = self.cars();
        self.cars.finish.iter().map(|&place| rank::normal_score(f64::from(place), n)).collect()
    }
}

impl Outlook {
    /// Normal score of each car's start.
    pub fn start_scores(&self) -> Vec<f64> {
        let n = self.start.len();
        self.start.iter().map(|&place| rank::normal_score(f64::from(place), n)).collect()
    }

    /// Mean of each car's latent finish: `slope` times its strength less the field's mean.
    pub fn latent(&self, slope: f64) -> Vec<f64> {
        let mean = self.strength.iter().sum::<f64>() / self.strength.len().max(1) as f64;
        self.strength.iter().map(|strength| slope * (strength - mean)).collect()
    }
}

/// The races of `track_type` that weigh something.
pub(crate) fn of_type<'a, 'b>(
    races: &'b [Weighted<'a>],
    track_type: TrackType,
) -> impl Iterator<Item = Weighted<'a>> + 'b {
    races.iter().copied().filter(move |race| race.race.track_type == track_type && race.weight > 0.0)
}
