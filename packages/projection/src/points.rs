//! Where the projected points of a driver come from.

use crate::error::ProjectionError;
use crate::project::{RunConfig, rules};
use crate::projector::Projector;
use crate::summary::mean_points;
use crate::weekend::Weekend;
use ratings::features::EvidenceGroup;
use ratings::strength::Strengths;
use serde::Serialize;
use std::collections::BTreeMap;

/// Mean points of a site taken apart: the base and the groups sum to the projected mean.
///
/// Evidence acts through three things: strength, the rates of accidents and failures, and the number of
/// earlier starts (a newcomer retires more often). What each of them adds is its Shapley value: the mean,
/// over the orders in which the three can be put in place of the field's means, of what it then changes
/// (Shapley, A value for n-person games, 1953). Every order is simulated with the same random numbers. Within
/// strength, which is a sum, each kind of evidence has the part of its contribution (Aumann and Shapley,
/// Values of non-atomic games, 1974).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PointsWhy {
    /// Points of a car of strength 0, which is that of a typical field's mean, and of the field's mean record that starts
    /// where this one does. For a strength within a tenth of 0, what the groups leave of the mean.
    pub base: f64,
    /// What each kind of evidence adds to that.
    pub groups: BTreeMap<EvidenceGroup, f64>,
    /// Points for each unit of strength, on the way from the field's mean to this car's.
    pub per_strength: f64,
    /// Projected mean.
    pub mean: f64,
}

/// Below this strength its points are measured over a step to either side: a difference of two means would be little
/// but noise.
const STEP: f64 = 0.1;

/// What evidence acts by, as bits of a set.
const STRENGTH: usize = 1;
const RATES: usize = 2;
const STARTS: usize = 4;

impl Projector {
    /// The mean points of the car at `index`, for DraftKings and FanDuel; `groups` sum to its strength.
    pub(crate) fn points_why(
        &self,
        weekend: &Weekend,
        index: usize,
        groups: &BTreeMap<EvidenceGroup, f64>,
        run: &RunConfig,
    ) -> Result<[PointsWhy; 2], ProjectionError> {
        let layers = self.layers(&weekend.card.info)?;
        let rules = rules(&weekend.card)?;
        let points = |strengths: &Strengths| {
            let simulated = self.simulate(weekend, strengths, &layers, run)?;
            Ok::<_, ProjectionError>(mean_points(&simulated, index, rules))
        };
        let typical = Typical::of(&weekend.strengths);
        let mut of_set = [[0.0; 2]; 8];
        for (set, of_set) in of_set.iter_mut().enumerate() {
            *of_set = points(&typical.but_for(&weekend.strengths, index, set))?;
        }
        let strength = weekend.strengths.entries[index].strength;
        let around = if strength.abs() < STEP {
            let at = |off| points(&with_strength(&weekend.strengths, index, strength + off));
            Some((at(-STEP)?, at(STEP)?))
        } else {
            None
        };
        Ok([0, 1].map(|site| {
            let value = |set: usize| of_set[set][site];
            let per_strength = match around {
                Some((below, above)) => (above[site] - below[site]) / (2.0 * STEP),
                None => shapley(value, STRENGTH) / strength,
            };
            let mut parts: BTreeMap<EvidenceGroup, f64> =
                groups.iter().map(|(&group, added)| (group, per_strength * added)).collect();
            for (group, what) in [(EvidenceGroup::Reliability, RATES), (EvidenceGroup::Experience, STARTS)] {
                *parts.entry(group).or_insert(0.0) += shapley(value, what);
            }
            let mean = value(STRENGTH | RATES | STARTS);
            PointsWhy { base: mean - parts.values().sum::<f64>(), groups: parts, per_strength, mean }
        }))
    }
}

/// What one of the three adds, over all orders.
fn shapley(value: impl Fn(usize) -> f64, what: usize) -> f64 {
    let others: Vec<usize> = [STRENGTH, RATES, STARTS].into_iter().filter(|&other| other != what).collect();
    let adds = |before: usize| value(before | what) - value(before);
    let (one, other) = (others[0], others[1]);
    (2.0 * adds(0) + adds(one) + adds(other) + 2.0 * adds(one | other)) / 6.0
}

/// The field's means.
struct Typical {
    crash_rate: f64,
    mechanical_rate: f64,
    starts: f64,
}

impl Typical {
    fn of(field: &Strengths) -> Self {
        let mean = |of: fn(&ratings::strength::EntryStrength) -> f64| {
            field.entries.iter().map(of).sum::<f64>() / field.entries.len() as f64
        };
        Self {
            crash_rate: mean(|entry| entry.crash_rate),
            mechanical_rate: mean(|entry| entry.mechanical_rate),
            // The mean on the scale on which starts count.
            starts: libm::exp(mean(|entry| libm::log(1.0 + f64::from(entry.earlier_starts)))) - 1.0,
        }
    }

    /// The field with the car at `index` typical but for what is in `set`.
    fn but_for(&self, field: &Strengths, index: usize, set: usize) -> Strengths {
        let mut field = if set & STRENGTH == 0 { with_strength(field, index, 0.0) } else { field.clone() };
        let entry = &mut field.entries[index];
        if set & RATES == 0 {
            (entry.crash_rate, entry.mechanical_rate) = (self.crash_rate, self.mechanical_rate);
        }
        if set & STARTS == 0 {
            entry.earlier_starts = libm::round(self.starts) as u32;
        }
        field
    }
}

/// The field with another strength of the car at `index`, from the same start.
fn with_strength(field: &Strengths, index: usize, strength: f64) -> Strengths {
    let mut field = field.clone();
    let entry = &mut field.entries[index];
    entry.without_grid += strength - entry.strength;
    entry.strength = strength;
    field
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_three_add_sums_to_the_whole_and_a_sum_is_taken_apart_exactly() {
        // A game with every interaction, and one without any.
        let any = [3.0, 7.5, -2.0, 11.0, 4.0, 0.5, 9.0, 20.0];
        let all = |value: &dyn Fn(usize) -> f64| [STRENGTH, RATES, STARTS].map(|what| shapley(value, what));
        let parts = all(&|set| any[set]);
        assert!((parts.iter().sum::<f64>() - (any[7] - any[0])).abs() < 1e-12, "{parts:?}");
        let sum = |set: usize| {
            1.0 + [(STRENGTH, 5.0), (RATES, -0.5), (STARTS, 0.25)]
                .iter()
                .filter(|(what, _)| set & what != 0)
                .map(|(_, adds)| adds)
                .sum::<f64>()
        };
        assert_eq!(all(&sum), [5.0, -0.5, 0.25]);
    }
}
