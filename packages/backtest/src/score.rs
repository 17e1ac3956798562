//! Scores of a forecast.

use domain::rank;

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

/// A simulated share as a chance that is never 0 or 1: (hits + 1/2) / (simulations + 1).
pub fn chance(share: f64, simulations: u32) -> f64 {
    (share * f64::from(simulations) + 0.5) / (f64::from(simulations) + 1.0)
}

/// -log of the chance given to what happened.
pub fn log_loss(chance: f64, happened: bool) -> f64 {
    -libm::log(if happened { chance } else { 1.0 - chance })
}

/// Actual points of the six with the most projected points, over those of the best six.
pub fn capture(projected: &[f64], actual: &[f64]) -> Option<f64> {
    let top = |by: &[f64]| -> f64 {
        let mut order: Vec<usize> = (0..by.len()).collect();
        order.sort_by(|&a, &b| by[b].total_cmp(&by[a]).then(a.cmp(&b)));
        order.iter().take(6).map(|&index| actual[index]).sum()
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

    #[test]
    fn capture_of_the_perfect_six_is_one() {
        let actual = [5.0, 60.0, 30.0, 20.0, 44.0, 1.0, 9.0, 12.0];
        assert_eq!(capture(&actual, &actual), Some(1.0));
        let worst: Vec<f64> = actual.iter().map(|x| -x).collect();
        assert!(capture(&worst, &actual).is_some_and(|share| share < 0.5));
    }
}
