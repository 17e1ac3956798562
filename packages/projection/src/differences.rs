//! Samples compared run by run.
//!
//! Two samples of one seed share their random numbers, so that run by run most of what is drawn is the same in both, and the
//! mean of their differences is known much better than either mean.

use domain::sample::SampleMatrix;
use serde::{Deserialize, Serialize};

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ScenarioMeasure))]
#[serde(rename_all = "camelCase")]
pub enum Measure {
    /// Place at the finish.
    Finish,
    /// Chance to win.
    Win,
    /// Chance to retire.
    Retired,
    /// Laps led.
    LapsLed,
    /// Fastest laps.
    FastestLaps,
    /// DraftKings points.
    Draftkings,
    /// FanDuel points.
    Fanduel,
}

/// A mean over runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// The mean.
    pub value: f64,
    /// Its standard error: the runs' standard deviation over the root of their number; 0 of a single run.
    pub error: f64,
}

impl Measure {
    /// All of them.
    pub const ALL: [Measure; 7] = [
        Measure::Finish,
        Measure::Win,
        Measure::Retired,
        Measure::LapsLed,
        Measure::FastestLaps,
        Measure::Draftkings,
        Measure::Fanduel,
    ];

    /// The value of one entry in one run, by its index in the columns.
    fn of(self, sample: &SampleMatrix, cell: usize) -> f64 {
        match self {
            Measure::Finish => sample.finish[cell].into(),
            Measure::Win => f64::from(u8::from(sample.finish[cell] == 1)),
            Measure::Retired => f64::from(u8::from(sample.retired[cell])),
            Measure::LapsLed => sample.laps_led[cell].into(),
            Measure::FastestLaps => sample.fastest_laps[cell].into(),
            Measure::Draftkings => sample.draftkings[cell].into(),
            Measure::Fanduel => sample.fanduel[cell].into(),
        }
    }
}

/// The mean of a measure of one entry.
pub fn level(sample: &SampleMatrix, entry: usize, measure: Measure) -> Mean {
    let value = |run: usize| measure.of(sample, run * sample.entries + entry);
    mean(sample.simulations, value)
}

/// The mean of `other` less `base`, run by run. Both have the same number of runs; an entry is given by its index in each.
///
/// # Panics
/// When the numbers of runs differ.
pub fn difference(base: (&SampleMatrix, usize), other: (&SampleMatrix, usize), measure: Measure) -> Mean {
    assert_eq!(base.0.simulations, other.0.simulations, "runs are compared one with one");
    let value = |(sample, entry): (&SampleMatrix, usize), run: usize| {
        measure.of(sample, run * sample.entries + entry)
    };
    mean(base.0.simulations, |run| value(other, run) - value(base, run))
}

fn mean(runs: usize, value: impl Fn(usize) -> f64) -> Mean {
    let count = runs as f64;
    let mean = (0..runs).map(&value).sum::<f64>() / count;
    let squares: f64 = (0..runs).map(|run| (value(run) - mean).powi(2)).sum();
    let error = if runs > 1 { libm::sqrt(squares / (count - 1.0) / count) } else { 0.0 };
    Mean { value: mean, error }
}
