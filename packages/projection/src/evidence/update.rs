//! Strengths corrected by what is seen of each car.

use super::fit::Fitted;
use super::index;
use super::reading::Reading;
use domain::evidence::EvidenceKind;
use serde::Serialize;

/// What the evidence of a race changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// What each kind adds to each car, in the order of the readings; nothing for a car it does not see.
    pub contributions: Vec<Vec<EvidenceContribution>>,
    /// By how much less uncertain the least known car's strength is: what is taken off the variance of d.
    pub known: f64,
}

/// What one kind of evidence adds to a strength.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EvidenceContribution {
    /// Kind.
    pub kind: EvidenceKind,
    /// What was seen, in the source's unit: miles an hour, a probability, a place, a note's rating.
    pub value: f64,
    /// The same as a score inside the race.
    pub score: f64,
    /// The score that the rated strength lets expect.
    pub expected: f64,
    /// Strength for each unit of score beyond that.
    pub weight: f64,
    /// `(score - expected) * weight`.
    pub contribution: f64,
}

/// The expectation of each car's deviation from its rated strength, kind by kind, given what is seen of it.
pub fn update(readings: &[Reading], strengths: &[f64], fitted: &Fitted) -> Update {
    let levels: Vec<Vec<f64>> = readings.iter().map(|reading| reading.levels(strengths)).collect();
    let mut known = f64::INFINITY;
    let mut of_car = |car: usize| {
        let seen: Vec<usize> =
            (0..readings.len()).filter(|&reading| readings[reading].cars[car].is_some()).collect();
        let kinds: Vec<usize> = seen.iter().map(|&reading| index(readings[reading].kind)).collect();
        let weights = weights(&kinds, fitted);
        let parts = weights.iter().zip(&kinds).map(|(weight, &kind)| weight * fitted.with_form[kind]);
        known = known.min(parts.sum());
        let part = |(&reading, weight): (&usize, &f64)| {
            let seen = readings[reading].cars[car]?;
            let expected = fitted.level[index(readings[reading].kind)] * levels[reading][car];
            Some(EvidenceContribution {
                kind: readings[reading].kind,
                value: seen.value,
                score: seen.score,
                expected,
                weight: weight * seen.worth,
                contribution: (seen.score - expected) * weight * seen.worth,
            })
        };
        seen.iter().zip(&weights).filter_map(part).collect()
    };
    let contributions = (0..strengths.len()).map(&mut of_car).collect();
    Update { contributions, known: if known.is_finite() { known } else { 0.0 } }
}

/// Solves S w = c over the kinds seen of a car.
fn weights(kinds: &[usize], fitted: &Fitted) -> Vec<f64> {
    let with_form: Vec<f64> = kinds.iter().map(|&kind| fitted.with_form[kind]).collect();
    let mut off_diagonal = 1.0;
    loop {
        let entry = |i: usize, j: usize| {
            let among = fitted.among[kinds[i]][kinds[j]];
            if i == j { among } else { off_diagonal * among }
        };
        if let Some(weights) = solve(kinds.len(), entry, &with_form) {
            return weights;
        }
        // Covariances from different cars need not fit together: they are believed less until they do. At 0
        // the diagonal stands alone, which is above 0.
        off_diagonal = if off_diagonal > 1e-3 { 0.5 * off_diagonal } else { 0.0 };
    }
}

/// Cholesky's solution of a symmetric system; none where it is not positive definite.
fn solve(n: usize, entry: impl Fn(usize, usize) -> f64, right: &[f64]) -> Option<Vec<f64>> {
    /// Below this share of the diagonal a pivot is noise.
    const LEAST_PIVOT: f64 = 1e-6;
    let mut factor = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| factor[i][k] * factor[j][k]).sum();
            let left = entry(i, j) - known;
            if i == j {
                if left <= LEAST_PIVOT * entry(i, i) {
                    return None;
                }
                factor[i][i] = libm::sqrt(left);
            } else {
                factor[i][j] = left / factor[j][j];
            }
        }
    }
    let mut x = right.to_vec();
    for i in 0..n {
        let known: f64 = (0..i).map(|k| factor[i][k] * x[k]).sum();
        x[i] = (x[i] - known) / factor[i][i];
    }
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|k| factor[k][i] * x[k]).sum();
        x[i] = (x[i] - known) / factor[i][i];
    }
    Some(x)
}

#[cfg(test)]
mod tests {
    use super::super::config::{EvidenceConfig, Observation};
    use super::super::reading::{Baseline, Seen};
    use super::*;
    use crate::model::Model;

    fn config(observations: &[(EvidenceKind, f64, f64)]) -> EvidenceConfig {
        let of = |&(kind, slope, sd): &(EvidenceKind, f64, f64)| (kind, Observation { slope, sd });
        let observations = observations.iter().map(of).collect();
        EvidenceConfig { observations, ..Model::named("e2-weekend").unwrap().evidence.unwrap() }
    }

    fn reading(kind: EvidenceKind, scores: &[Option<f64>]) -> Reading {
        let seen = |score: &Option<f64>| score.map(|score| Seen::of(score, score));
        Reading { kind, baseline: Baseline::Seen, cars: scores.iter().map(seen).collect() }
    }

    const STRENGTHS: [f64; 4] = [0.8, 0.3, -0.2, -0.9];
    const LAP: (EvidenceKind, f64, f64) = (EvidenceKind::PracticeLap, 0.9, 0.7);
    const ODDS: (EvidenceKind, f64, f64) = (EvidenceKind::WinOdds, 1.2, 0.4);

    /// The sum of independent observations weighted by their precisions, as a textbook has it.
    fn by_precision(seen: &[((EvidenceKind, f64, f64), f64, f64)], form_sd: f64) -> (f64, f64) {
        let (mut sum, mut precision) = (0.0, 1.0 / (form_sd * form_sd));
        for ((_, slope, sd), score, level) in seen {
            let (of_form, variance) = (score / slope - level, (sd / slope) * (sd / slope));
            sum += of_form / variance;
            precision += 1.0 / variance;
        }
        (sum / precision, form_sd * form_sd - 1.0 / precision)
    }

    #[test]
    fn independent_observations_are_weighted_by_precision() {
        let config = config(&[LAP, ODDS]);
        let (laps, odds) = ([1.1, -0.4, 0.6, -1.3], [0.9, 0.8, -0.7, -1.0]);
        let some = |scores: [f64; 4]| scores.map(Some);
        let readings = [reading(LAP.0, &some(laps)), reading(ODDS.0, &some(odds))];
        let found = update(&readings, &STRENGTHS, &Fitted::prior(&config));
        for car in 0..4 {
            let level = STRENGTHS[car];
            let seen = [(LAP, laps[car], level), (ODDS, odds[car], level)];
            let (mean, known) = by_precision(&seen, config.form_sd);
            let sum: f64 = found.contributions[car].iter().map(|part| part.contribution).sum();
            assert!((sum - mean).abs() < 1e-12, "{sum} is not {mean}");
            assert!((found.known - known).abs() < 1e-12);
        }
    }

    #[test]
    fn what_is_absent_is_left_out_and_the_least_known_car_sets_the_spread() {
        let config = config(&[LAP, ODDS]);
        let laps = [Some(1.0), Some(-1.0), None, None];
        let odds = [Some(0.5), None, Some(-0.5), None];
        let found =
            update(&[reading(LAP.0, &laps), reading(ODDS.0, &odds)], &STRENGTHS, &Fitted::prior(&config));
        let kinds = |car: usize| -> Vec<EvidenceKind> {
            found.contributions[car].iter().map(|part| part.kind).collect()
        };
        assert_eq!(kinds(0), [LAP.0, ODDS.0]);
        assert_eq!((kinds(1), kinds(2)), (vec![LAP.0], vec![ODDS.0]));
        assert_eq!((kinds(3), found.known), (vec![], 0.0));
        // One observation alone is weighted as if the other kind were unknown to the model.
        let level = STRENGTHS[1] - 0.5 * (STRENGTHS[0] + STRENGTHS[1]);
        let (mean, _) = by_precision(&[(LAP, -1.0, level)], config.form_sd);
        assert!((found.contributions[1][0].contribution - mean).abs() < 1e-12);
    }

    #[test]
    fn a_score_as_expected_changes_nothing_and_more_is_better() {
        let config = config(&[LAP]);
        let expected = STRENGTHS.map(|s| Some(LAP.1 * s));
        let fitted = Fitted::prior(&config);
        let none = update(&[reading(LAP.0, &expected)], &STRENGTHS, &fitted);
        assert!(none.contributions.iter().all(|parts| parts[0].contribution.abs() < 1e-12));
        assert!(none.known > 0.0);
        let mut faster = expected;
        faster[2] = faster[2].map(|score| score + 1.0);
        let some = update(&[reading(LAP.0, &faster)], &STRENGTHS, &fitted);
        assert!((some.contributions[2][0].contribution - fitted.weight_of(LAP.0)).abs() < 1e-12);
        assert!(fitted.weight_of(LAP.0) > 0.0);
    }

    #[test]
    fn covariances_that_do_not_fit_together_are_believed_less() {
        let config = config(&[LAP, ODDS]);
        let mut fitted = Fitted::prior(&config);
        let (lap, odds) = (index(LAP.0), index(ODDS.0));
        (fitted.among[lap][odds], fitted.among[odds][lap]) = (9.0, 9.0);
        let scores = [Some(1.0), Some(0.0), Some(0.0), Some(-1.0)];
        let found = update(&[reading(LAP.0, &scores), reading(ODDS.0, &scores)], &STRENGTHS, &fitted);
        assert!(found.contributions.iter().flatten().all(|part| part.contribution.is_finite()));
    }
}
