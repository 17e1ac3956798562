//! Measures as sums over races, so that races can be drawn again without scoring them again.

use crate::measure::{Kind, Measure};
use crate::race::{RaceScore, ScoredRace};

impl Measure {
    /// The value of one race alone; none where it has none.
    pub fn of_race(self, race: &ScoredRace) -> Option<f64> {
        Parts::of(self, &[race]).value(&[1])
    }
}

/// A measure made ready for any number of draws of the same races.
#[derive(Clone, Debug)]
pub(crate) enum Parts {
    /// Sum and weight by race; (0, 0) where a race has no value.
    Ratio { by_race: Vec<(f64, f64)>, root: bool },
    /// Value and race, ascending by value.
    Pooled(Vec<(f64, usize)>),
}

impl Parts {
    pub(crate) fn of(measure: Measure, races: &[&ScoredRace]) -> Self {
        let ratio = |of: fn(&RaceScore) -> Option<(f64, f64)>, root| {
            let by_race = races.iter().map(|race| of(&race.score).unwrap_or_default()).collect();
            Parts::Ratio { by_race, root }
        };
        match measure.spec().kind {
            Kind::Mean(of) => ratio(of, false),
            Kind::Root(of) => ratio(of, true),
            Kind::Distance(of) => {
                let mut pooled: Vec<(f64, usize)> = races
                    .iter()
                    .enumerate()
                    .flat_map(|(index, race)| race.drivers.iter().map(move |driver| (of(driver), index)))
                    .collect();
                pooled.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                Parts::Pooled(pooled)
            }
        }
    }

    /// Leaves only the races at which `kept` is true a part.
    pub(crate) fn keep(&mut self, kept: &[bool]) {
        match self {
            Parts::Ratio { by_race, .. } => {
                for (part, _) in by_race.iter_mut().zip(kept).filter(|(_, kept)| !**kept) {
                    *part = (0.0, 0.0);
                }
            }
            Parts::Pooled(pooled) => pooled.retain(|(_, race)| kept[*race]),
        }
    }

    /// Which of `races` races have a part.
    pub(crate) fn present(&self, races: usize) -> Vec<bool> {
        match self {
            Parts::Ratio { by_race, .. } => by_race.iter().map(|(_, weight)| *weight > 0.0).collect(),
            Parts::Pooled(pooled) => {
                let mut there = vec![false; races];
                pooled.iter().for_each(|(_, race)| there[*race] = true);
                there
            }
        }
    }

    /// The value where race i counts `times[i]` times; none where nothing counts.
    pub(crate) fn value(&self, times: &[u16]) -> Option<f64> {
        match self {
            Parts::Ratio { by_race, root } => {
                let (mut sum, mut weight) = (0.0, 0.0);
                for ((part, share), &times) in by_race.iter().zip(times) {
                    sum += f64::from(times) * part;
                    weight += f64::from(times) * share;
                }
                let mean = (weight > 0.0).then(|| sum / weight)?;
                Some(if *root { libm::sqrt(mean) } else { mean })
            }
            Parts::Pooled(pooled) => distance(pooled, times),
        }
    }

    /// How much each race moves the value, to first order, times the number of races: the terms whose spread
    /// gives the standard error of a ratio of sums. None for a distance.
    pub(crate) fn influence(&self) -> Option<Vec<f64>> {
        let Parts::Ratio { by_race, root } = self else { return None };
        let weight: f64 = by_race.iter().map(|(_, weight)| weight).sum();
        let mean = by_race.iter().map(|(sum, _)| sum).sum::<f64>() / weight;
        let present = by_race.iter().filter(|(_, weight)| *weight > 0.0).count() as f64;
        let slope = if *root && mean > 0.0 { 0.5 / libm::sqrt(mean) } else { 1.0 };
        let of = |(sum, own): &(f64, f64)| slope * (sum - mean * own) * present / weight;
        Some(by_race.iter().map(of).collect())
    }
}

fn distance(pooled: &[(f64, usize)], times: &[u16]) -> Option<f64> {
    let total: f64 = pooled.iter().map(|(_, race)| f64::from(times[*race])).sum();
    let (mut before, mut largest) = (0.0, 0.0f64);
    for (value, race) in pooled {
        let after = before + f64::from(times[*race]);
        if after > before {
            largest = largest.max(value - before / total).max(after / total - value);
        }
        before = after;
    }
    (total > 0.0).then_some(largest)
}
