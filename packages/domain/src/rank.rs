//! Ranks inside a race and their normal scores.
//!
//! Every race quantity is ranked inside its race before it is compared with another race
//! (fields differ in size, and a log may lack a car).

use crate::normal;

/// Normal score of rank `rank` (1 is best) among `n`: Phi^-1((n - rank + .5) / n). Higher is better.
///
/// ```
/// use domain::rank::normal_score;
///
/// assert_eq!(normal_score(20.0, 39), 0.0);
/// assert!(normal_score(1.0, 39) > 2.0);
/// ```
pub fn normal_score(rank: f64, n: usize) -> f64 {
    let n = n as f64;
    normal::quantile((n - rank + 0.5) / n)
}

/// Ranks of `values`, 1 for the smallest; ties share the mean of their ranks.
///
/// ```
/// assert_eq!(domain::rank::ascending(&[3.0, 1.0, 3.0]), [2.5, 1.0, 2.5]);
/// ```
pub fn ascending(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]).then(a.cmp(&b)));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    while first < order.len() {
        let mut last = first;
        while last + 1 < order.len() && values[order[last + 1]] == values[order[first]] {
            last += 1;
        }
        let mean = (first + last) as f64 / 2.0 + 1.0;
        for &index in &order[first..=last] {
            ranks[index] = mean;
        }
        first = last + 1;
    }
    ranks
}

/// Normal scores of `values` where a smaller value is better (finish, start, running position).
pub fn scores_low_is_better(values: &[f64]) -> Vec<f64> {
    let n = values.len();
    ascending(values).into_iter().map(|r| normal_score(r, n)).collect()
}

/// Normal scores of `values` where a larger value is better (driver rating).
pub fn scores_high_is_better(values: &[f64]) -> Vec<f64> {
    let negated: Vec<f64> = values.iter().map(|v| -v).collect();
    scores_low_is_better(&negated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_the_mean_rank() {
        assert_eq!(ascending(&[3.0, 1.0, 3.0, 2.0]), vec![3.5, 1.0, 3.5, 2.0]);
    }

    #[test]
    fn scores_are_antisymmetric_and_descend() {
        let scores = scores_low_is_better(&[1.0, 2.0, 3.0, 4.0, 5.0]);
        for i in 0..5 {
            assert!((scores[i] + scores[4 - i]).abs() < 1e-12);
        }
        assert!(scores.windows(2).all(|w| w[0] > w[1]));
    }
}
