//! What one past race, or many, tell of how evidence goes along with strengths and results: sums alone, so that
//! those of many races add up.

use super::reading::Reading;
use super::{KINDS, index};
use domain::pooling::TrackType;

/// Sums over the cars of races that have two kinds of evidence, j and k.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pair {
    /// Races.
    pub races: f64,
    /// Cars.
    pub cars: f64,
    /// Score j times score k.
    pub zz: f64,
    /// Score j times the strength as k sees it.
    pub zs: f64,
    /// The strength as j and as k see it.
    pub ss: f64,
}

/// Sums over the cars running at the end that have a kind, each less its mean over these cars in the race.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Outcome {
    /// Cars, less one a race for the mean.
    pub cars: f64,
    /// Score times finish score.
    pub zy: f64,
    /// The strength as the kind sees it, times finish score.
    pub ly: f64,
    /// Score times rated strength.
    pub zs: f64,
    /// The strength as the kind sees it, times the rated one.
    pub ls: f64,
}

/// The sums of some races.
#[derive(Clone, Debug, Default)]
pub(crate) struct Moments {
    /// By kind j and kind k.
    pub pairs: [[Pair; KINDS]; KINDS],
    /// By type of track and kind.
    pub outcomes: [[Outcome; KINDS]; TrackType::ALL.len()],
}

/// A past race with evidence, as it was rated at its lock; every list in the order of its cars.
#[derive(Clone, Copy, Debug)]
pub struct PastWeekend<'a> {
    /// Type of its layout.
    pub track_type: TrackType,
    /// Rated strengths.
    pub strengths: &'a [f64],
    /// Finish score of each car running at the end.
    pub finish: &'a [Option<f64>],
    /// What was seen of the cars.
    pub readings: &'a [Reading],
}

impl Moments {
    /// Those of one race.
    pub fn of(past: &PastWeekend<'_>) -> Self {
        let mut moments = Self::default();
        let levels: Vec<Vec<f64>> =
            past.readings.iter().map(|reading| reading.levels(past.strengths)).collect();
        for (j, reading_j) in past.readings.iter().enumerate() {
            for (k, reading_k) in past.readings.iter().enumerate() {
                let pair = &mut moments.pairs[index(reading_j.kind)][index(reading_k.kind)];
                let cars = reading_j.cars.iter().zip(&reading_k.cars).zip(levels[j].iter().zip(&levels[k]));
                for ((of_j, of_k), (level_j, level_k)) in cars {
                    let (Some(of_j), Some(of_k)) = (of_j, of_k) else { continue };
                    pair.cars += 1.0;
                    pair.zz += of_j.weighed() * of_k.weighed();
                    pair.zs += of_j.weighed() * level_k;
                    pair.ss += level_j * level_k;
                }
                pair.races = if pair.cars > 0.0 { 1.0 } else { 0.0 };
            }
            let outcome = &mut moments.outcomes[past.track_type.index()][index(reading_j.kind)];
            *outcome = outcome_of(reading_j, &levels[j], past);
        }
        moments
    }

    /// Adds those of other races.
    pub fn add(&mut self, other: &Self) {
        for (sums, others) in self.pairs.iter_mut().flatten().zip(other.pairs.iter().flatten()) {
            sums.races += others.races;
            sums.cars += others.cars;
            sums.zz += others.zz;
            sums.zs += others.zs;
            sums.ss += others.ss;
        }
        for (sums, others) in self.outcomes.iter_mut().flatten().zip(other.outcomes.iter().flatten()) {
            sums.cars += others.cars;
            sums.zy += others.zy;
            sums.ly += others.ly;
            sums.zs += others.zs;
            sums.ls += others.ls;
        }
    }
}

fn outcome_of(reading: &Reading, levels: &[f64], past: &PastWeekend<'_>) -> Outcome {
    let row = |car: usize| {
        Some([reading.cars[car]?.weighed(), levels[car], past.strengths[car], past.finish[car]?])
    };
    let rows: Vec<[f64; 4]> = (0..reading.cars.len()).filter_map(row).collect();
    let mut outcome = Outcome::default();
    if rows.len() < 2 {
        return outcome;
    }
    let means: [f64; 4] =
        std::array::from_fn(|at| rows.iter().map(|row| row[at]).sum::<f64>() / rows.len() as f64);
    for row in &rows {
        let [z, level, s, y] = std::array::from_fn(|at| row[at] - means[at]);
        outcome.zy += z * y;
        outcome.ly += level * y;
        outcome.zs += z * s;
        outcome.ls += level * s;
    }
    outcome.cars = (rows.len() - 1) as f64;
    outcome
}
