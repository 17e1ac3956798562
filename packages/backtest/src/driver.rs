//! One driver of one race: projected, actual, and every score.

use crate::score;
use domain::ids::DriverId;
use projection::set::EntryProjection;

/// Places that chances are given for: a win, then the top 3, 5, 10 and 20.
pub const TOPS: [u8; 5] = [1, 3, 5, 10, 20];

/// Names of [`TOPS`].
pub const TOP_NAMES: [&str; 5] = ["win", "top3", "top5", "top10", "top20"];

/// Central intervals that are compared with the actual points, in percent.
pub const INTERVALS: [u8; 3] = [50, 80, 90];

/// Indices in [`score::LEVELS`] of the ends of [`INTERVALS`].
const ENDS: [(usize, usize); 3] = [(4, 14), (1, 17), (0, 18)];

/// A driver-race and its scores.
#[derive(Clone, Debug, PartialEq)]
pub struct DriverScore {
    /// Driver.
    pub driver: DriverId,
    /// Name as listed.
    pub driver_name: String,
    /// Place on the grid; without one no place is gained or lost in the actual points.
    pub start: Option<u8>,
    /// Finish on track.
    pub finish: u8,
    /// Mean of the simulated finishes.
    pub projected_finish: f64,
    /// The chances of [`TOPS`].
    pub tops: [Chance; 5],
    /// -log of the chance to win, as one of a field in which one car wins ([`score::chance_among`]).
    pub nll_win: f64,
    /// DraftKings points.
    pub draftkings: PointsScore,
    /// FanDuel points.
    pub fanduel: PointsScore,
}

/// A chance and its scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chance {
    /// Share of the simulated races.
    pub share: f64,
    /// Log loss, of the share kept off 0 and 1 by half a race ([`score::chance`]).
    pub log_loss: f64,
    /// Brier score of the share itself.
    pub brier: f64,
}

/// Points of a site and their scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PointsScore {
    /// Points scored.
    pub actual: f64,
    /// Mean of the simulated points.
    pub projected: f64,
    /// Continuous ranked probability score of the full sample.
    pub crps: f64,
    /// Mean pinball loss of the quantiles at [`score::LEVELS`].
    pub pinball: f64,
    /// Mid-rank probability integral transform ([`score::mid_pit`]).
    pub pit: f64,
    /// Whether each of [`INTERVALS`] holds the actual points, ends included.
    pub within: [bool; 3],
}

impl DriverScore {
    /// Whether the driver finished in the top `index` of [`TOPS`].
    pub fn reached(&self, index: usize) -> bool {
        self.finish <= TOPS[index]
    }
}

impl Chance {
    /// Scores a share of `simulations`.
    pub fn of(share: f64, simulations: u32, happened: bool) -> Self {
        Self {
            share,
            log_loss: score::log_loss(score::chance(share, simulations), happened),
            brier: score::brier(share, happened),
        }
    }

    /// The shares of an entry, in the order of [`TOPS`].
    pub(crate) fn all(entry: &EntryProjection, simulations: u32, finish: u8) -> [Self; 5] {
        let shares = [entry.p_win, entry.p_top3, entry.p_top5, entry.p_top10, entry.p_top20];
        std::array::from_fn(|index| Self::of(shares[index], simulations, finish <= TOPS[index]))
    }
}

impl PointsScore {
    /// Holds a mean, the quantiles at [`score::LEVELS`] and an ascending sample against the actual points.
    pub fn of(projected: f64, quantiles: &[f64; 19], sorted: &[f32], actual: f64) -> Self {
        let losses = score::LEVELS.iter().zip(quantiles);
        let pinball = losses.map(|(&level, &quantile)| score::pinball(level, quantile, actual)).sum::<f64>();
        Self {
            actual,
            projected,
            crps: score::crps(sorted, actual),
            pinball: pinball / score::LEVELS.len() as f64,
            pit: score::mid_pit(sorted, actual),
            within: ENDS.map(|(low, high)| (quantiles[low]..=quantiles[high]).contains(&actual)),
        }
    }

    /// Projected less actual points.
    pub fn error(&self) -> f64 {
        self.projected - self.actual
    }
}
