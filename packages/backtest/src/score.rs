//! Scores of a forecast.

use domain::rank;

/// Half of the finest step of points, a hundredth: simulated points are kept in single precision.
const HALF_STEP: f64 = 0.005;

/// Levels of the quantiles of a projection: 5, 10, ..., 95 %.
pub const LEVELS: [f64; 19] = {
    let mut levels = [0.0; 19];
    let mut index = 0;
    while index < 19 {
        levels[index] = (index + 1) as f64 / 20.0;
        index += 1;
    }
    levels
};

/// Spearman's rank correlation, ties at their mean rank; none where a side does not vary.
pub fn spearman(a: &[f64], b: &[f64]) -> Option<f64> {
    let (a, b) = (rank::ascending(a), rank::ascending(b));
    let mean = (a.len() as f64 + 1.0) / 2.0;
    let (mut both, mut first, mut second) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(&b) {
        both += (a - mean) * (b - mean);
        first += (a - mean) * (a - mean);
        second += (b - mean) * (b - mean);
    }
    (first > 0.0 && second > 0.0).then(|| both / libm::sqrt(first * second))
}

/// Continuous ranked probability score of an ascending sample: E|X - y| - E|X - X'| / 2, over all pairs.
pub fn crps(sorted: &[f32], actual: f64) -> f64 {
    let n = sorted.len() as f64;
    let (mut off, mut spread) = (0.0, 0.0);
    for (index, &value) in sorted.iter().enumerate() {
        let value = f64::from(value);
        off += (value - actual).abs();
        spread += value * (2.0 * index as f64 + 1.0 - n);
    }
    off / n - spread / (n * n)
}

/// Pinball loss of a quantile at `level` in 0..1 (Koenker and Bassett 1978).
pub fn pinball(level: f64, quantile: f64, actual: f64) -> f64 {
    let off = actual - quantile;
    if off >= 0.0 { level * off } else { (level - 1.0) * off }
}

/// Probability integral transform of `actual` in an ascending sample of points, strictly inside 0..1.
///
/// Points come in steps, so the mid-rank stands for the spread of ranks that ties leave open: (below +
/// (equal + 1) / 2) / (n + 1). No number is drawn.
pub fn mid_pit(sorted: &[f32], actual: f64) -> f64 {
    let below = sorted.partition_point(|&value| f64::from(value) < actual - HALF_STEP);
    let equal = sorted[below..].partition_point(|&value| f64::from(value) < actual + HALF_STEP);
    (below as f64 + (equal as f64 + 1.0) / 2.0) / (sorted.len() as f64 + 1.0)
}

/// A simulated share as a chance that is never 0 or 1: (hits + 1/2) / (simulations + 1).
pub fn chance(share: f64, simulations: u32) -> f64 {
    (share * f64::from(simulations) + 0.5) / (f64::from(simulations) + 1.0)
}

/// A simulated share as the chance of one of `outcomes` that exclude each other, never 0 or 1 and with a sum of 1 over all
/// of them: (hits + 1/2) / (simulations + outcomes / 2).
pub fn chance_among(share: f64, simulations: u32, outcomes: usize) -> f64 {
    (share * f64::from(simulations) + 0.5) / (f64::from(simulations) + 0.5 * outcomes as f64)
}

/// -log of the chance given to what happened.
pub fn log_loss(chance: f64, happened: bool) -> f64 {
    -libm::log(if happened { chance } else { 1.0 - chance })
}

/// Squared distance of the chance from what happened (Brier 1950, one class).
pub fn brier(chance: f64, happened: bool) -> f64 {
    let off = chance - f64::from(u8::from(happened));
    off * off
}

/// Actual points of the `roster` entries with the most projected points, over those of the best `roster`; none
/// where the best have no points. Salaries are left out.
pub fn capture(projected: &[f64], actual: &[f64], roster: usize) -> Option<f64> {
    let top = |by: &[f64]| -> f64 {
        let mut order: Vec<usize> = (0..by.len()).collect();
        order.sort_by(|&a, &b| by[b].total_cmp(&by[a]).then(a.cmp(&b)));
        order.iter().take(roster).map(|&index| actual[index]).sum()
    };
    let perfect = top(actual);
    (perfect > 0.0).then(|| top(projected) / perfect)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spearman_of_orders() {
        assert_eq!(spearman(&[1.0, 2.0, 3.0], &[10.0, 20.0, 30.0]), Some(1.0));
        assert_eq!(spearman(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]), Some(-1.0));
        assert_eq!(spearman(&[1.0, 1.0, 1.0], &[3.0, 2.0, 1.0]), None);
    }

    #[test]
    fn crps_equals_its_definition_over_all_pairs() {
        let sample = [-2.0f32, 0.5, 0.5, 3.0, 8.0];
        for actual in [-4.0, 0.5, 2.0, 11.0] {
            let n = sample.len() as f64;
            let off: f64 = sample.iter().map(|&x| (f64::from(x) - actual).abs()).sum();
            let pairs: f64 =
                sample.iter().flat_map(|x| sample.iter().map(move |y| f64::from((x - y).abs()))).sum();
            assert!((crps(&sample, actual) - (off / n - pairs / (2.0 * n * n))).abs() < 1e-12);
        }
    }

    /// CRPS is twice the integral of the pinball loss over all levels; over the steps of a sample the integral
    /// is a sum: sample value i is the quantile of the levels (i - 1) / n to i / n.
    #[test]
    fn crps_is_twice_the_pinball_loss_over_all_levels() {
        let sample = [-2.0f32, 0.5, 0.5, 3.0, 8.0, 9.5];
        let n = sample.len() as f64;
        for actual in [-4.0, 0.5, 2.0, 11.0] {
            let fine = 2_000;
            let integral: f64 = (0..fine)
                .map(|step| {
                    let level = (f64::from(step) + 0.5) / f64::from(fine);
                    pinball(level, f64::from(sample[(level * n) as usize]), actual) / f64::from(fine)
                })
                .sum();
            let (whole, twice) = (crps(&sample, actual), 2.0 * integral);
            assert!((whole - twice).abs() < 1e-2 * (1.0 + whole), "{whole} {twice}");
        }
    }

    #[test]
    fn the_true_quantile_has_the_least_pinball_loss() {
        let actuals: Vec<f64> = (0..1000).map(|i| f64::from(i) / 10.0).collect();
        for level in LEVELS {
            let loss = |quantile| -> f64 { actuals.iter().map(|&y| pinball(level, quantile, y)).sum() };
            let best = loss(100.0 * level);
            assert!(best < loss(100.0 * level + 2.0) && best < loss(100.0 * level - 2.0), "{level}");
        }
    }

    #[test]
    fn mid_pit_is_the_mean_rank_of_ties() {
        let sample = [1.0f32, 2.0, 2.0, 2.0, 9.0];
        assert_eq!(mid_pit(&sample, 0.0), 0.5 / 6.0);
        assert_eq!(mid_pit(&sample, 2.0), (1.0 + 2.0) / 6.0);
        assert_eq!(mid_pit(&sample, 10.0), 5.5 / 6.0);
        // 0.45 a lap in single precision is still equal to 0.45 a lap.
        assert_eq!(mid_pit(&[33.45f32], 33.45), 0.5);
    }

    #[test]
    fn chances_of_what_excludes_each_other_sum_to_one() {
        for (shares, simulations) in
            [(&[1.0, 0.0, 0.0, 0.0][..], 1), (&[0.5, 0.3, 0.2], 10), (&[0.25, 0.75], 4)]
        {
            let sum: f64 = shares.iter().map(|&share| chance_among(share, simulations, shares.len())).sum();
            assert!((sum - 1.0).abs() < 1e-12, "{sum}");
        }
        // Of two outcomes it is the chance of a yes or no.
        assert_eq!(chance_among(0.3, 50, 2), chance(0.3, 50));
    }

    #[test]
    fn the_true_chance_has_the_least_brier_score_and_log_loss() {
        let mean =
            |score: fn(f64, bool) -> f64, chance| 0.3 * score(chance, true) + 0.7 * score(chance, false);
        for score in [brier, log_loss] {
            assert!(mean(score, 0.3) < mean(score, 0.25) && mean(score, 0.3) < mean(score, 0.35));
        }
        assert_eq!(brier(1.0, true), 0.0);
        assert_eq!(brier(1.0, false), 1.0);
    }

    #[test]
    fn capture_of_the_perfect_six_is_one() {
        let actual = [5.0, 60.0, 30.0, 20.0, 44.0, 1.0, 9.0, 12.0];
        assert_eq!(capture(&actual, &actual, 6), Some(1.0));
        let worst: Vec<f64> = actual.iter().map(|x| -x).collect();
        assert!(capture(&worst, &actual, 6).is_some_and(|share| share < 0.5));
        assert_eq!(capture(&[0.0, 1.0], &[0.0, 0.0], 1), None);
    }
}
