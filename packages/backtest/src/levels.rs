//! The 19 quantiles, each by itself: how often the actual points fall below, and its pinball loss.

use crate::score::{self, LEVELS};
use serde::Serialize;

/// The tallies of one race on both sites.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct LevelTallies {
    pub draftkings: Tally,
    pub fanduel: Tally,
}

/// Over some entries: how many actual points reach no further than each quantile, and the sums of pinball losses.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Tally {
    entries: u32,
    below: [u32; 19],
    pinball: [f64; 19],
}

/// One quantile over all entries.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Level {
    /// Level, .05 to .95.
    pub level: f64,
    /// Share of the actual points at or below it.
    pub below: f64,
    /// Mean pinball loss.
    pub pinball: f64,
}

impl Tally {
    pub fn add(&mut self, quantiles: &[f64; 19], actual: f64) {
        self.entries += 1;
        for (index, (&level, &quantile)) in LEVELS.iter().zip(quantiles).enumerate() {
            self.below[index] += u32::from(actual <= quantile);
            self.pinball[index] += score::pinball(level, quantile, actual);
        }
    }

    /// All levels over the entries of `tallies`.
    pub fn levels<'a>(tallies: impl Iterator<Item = &'a Tally> + Clone) -> Vec<Level> {
        let entries: u32 = tallies.clone().map(|tally| tally.entries).sum();
        let entries = f64::from(entries);
        let of = |(index, &level): (usize, &f64)| Level {
            level,
            below: f64::from(tallies.clone().map(|tally| tally.below[index]).sum::<u32>()) / entries,
            pinball: tallies.clone().map(|tally| tally.pinball[index]).sum::<f64>() / entries,
        };
        LEVELS.iter().enumerate().map(of).collect()
    }
}
