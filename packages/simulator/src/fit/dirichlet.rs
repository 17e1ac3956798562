//! Counts over a field as a Dirichlet-multinomial with softmax means (Mosimann 1962).
//!
//! The counts `x` of a race are multinomial with shares from Dirichlet(A softmax(eta)), eta linear in each
//! car's features. The concentration A is common to the races, the coefficients too.

use crate::fit::gamma::{digamma, rising};
use crate::fit::minimise::{Minimum, NotConverged, minimise, penalise};

/// Features of a car.
pub const FEATURES: usize = 8;
/// Unknowns: a coefficient a feature, then the logarithm of the concentration.
pub const UNKNOWNS: usize = FEATURES + 1;

/// Concentration of a Dirichlet whose shares, rounded to whole counts out of `total`, vary as counts do that
/// are multinomial under a Dirichlet of `concentration`: the simulator draws no multinomial.
///
/// A share of mean p varies by p(1 - p)/(1 + A) in the one and by p(1 - p)(total + A)/(total (1 + A)) in the
/// other.
pub fn rounded(concentration: f64, total: f64) -> f64 {
    total * (1.0 + concentration) / (total + concentration) - 1.0
}

/// The inverse of [`rounded`]; of a concentration that no counts reach out of `total`, a great one.
pub fn multinomial(concentration: f64, total: f64) -> f64 {
    const MOST: f64 = 1e4;
    let over = total - 1.0 - concentration;
    if over > 0.0 { (total * concentration / over).min(MOST) } else { MOST }
}

/// Races of counts.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    races: Vec<Race>,
}

#[derive(Clone, Debug)]
struct Race {
    weight: f64,
    total: u32,
    features: Vec<[f64; FEATURES]>,
    counts: Vec<u32>,
}

impl Counts {
    /// Adds a race; one without counts carries no information and is left out.
    pub fn add(&mut self, weight: f64, features: Vec<[f64; FEATURES]>, counts: Vec<u32>) {
        let total: u32 = counts.iter().sum();
        if total > 0 {
            self.races.push(Race { weight, total, features, counts });
        }
    }

    /// Mean number of counts in a race, by weight; none without races.
    pub fn mean_total(&self) -> Option<f64> {
        let weight: f64 = self.races.iter().map(|race| race.weight).sum();
        let sum: f64 = self.races.iter().map(|race| race.weight * f64::from(race.total)).sum();
        (weight > 0.0).then(|| sum / weight)
    }

    /// Fits coefficients and concentration of the simulator's Dirichlet (see [`rounded`]) towards `prior`;
    /// none without races.
    ///
    /// # Errors
    /// [`NotConverged`].
    pub fn fit_rounded(
        &self,
        prior: &[f64; UNKNOWNS],
        penalty: f64,
    ) -> Result<Option<[f64; UNKNOWNS]>, NotConverged> {
        let Some(total) = self.mean_total() else { return Ok(None) };
        let mut centre = *prior;
        centre[FEATURES] = libm::log(multinomial(libm::exp(prior[FEATURES]), total));
        let mut fitted = self.fit(&centre, penalty)?;
        fitted[FEATURES] = libm::log(rounded(libm::exp(fitted[FEATURES]), total));
        Ok(Some(fitted))
    }

    /// The coefficients and the logarithm of the concentration that minimise the negative log likelihood
    /// and `penalty`/2 times the squared distance from `prior`.
    ///
    /// # Errors
    /// [`NotConverged`].
    pub fn fit(&self, prior: &[f64; UNKNOWNS], penalty: f64) -> Result<[f64; UNKNOWNS], NotConverged> {
        let Minimum { at, .. } = minimise(prior.to_vec(), |at, slope| {
            let mut value = self.loss(at, slope);
            penalise(penalty, at, prior, &mut value, slope);
            value
        })?;
        Ok(std::array::from_fn(|index| at[index]))
    }

    /// Negative log likelihood, without the multinomial coefficients, and its gradient.
    pub fn loss(&self, at: &[f64], slope: &mut [f64]) -> f64 {
        slope.fill(0.0);
        let concentration = libm::exp(at[FEATURES]);
        let mut loss = 0.0;
        let mut shapes = Vec::new();
        for race in &self.races {
            let eta = |x: &[f64; FEATURES]| x.iter().zip(at).map(|(x, b)| x * b).sum::<f64>();
            shapes.clear();
            shapes.extend(race.features.iter().map(eta));
            let most = shapes.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let mut sum = 0.0;
            for shape in &mut shapes {
                *shape = libm::exp(*shape - most);
                sum += *shape;
            }
            // Mean features under the softmax; the counts' pull on the shapes.
            let (mut mean, mut pulled, mut pull) = ([0.0; FEATURES], [0.0; FEATURES], 0.0);
            let mut value = 0.0;
            for ((shape, x), &count) in shapes.iter().zip(&race.features).zip(&race.counts) {
                let share = shape / sum;
                for (mean, x) in mean.iter_mut().zip(x) {
                    *mean += share * x;
                }
                if count > 0 {
                    // A share that has all but vanished still has a shape.
                    let shape = (concentration * share).max(1e-290);
                    let (log, by_shape) = rising(shape, count);
                    value += log;
                    let by_log = shape * by_shape;
                    pull += by_log;
                    for (pulled, x) in pulled.iter_mut().zip(x) {
                        *pulled += by_log * x;
                    }
                }
            }
            let end = concentration + f64::from(race.total);
            value -= libm::lgamma(end) - libm::lgamma(concentration);
            loss -= race.weight * value;
            for (index, slope) in slope.iter_mut().take(FEATURES).enumerate() {
                *slope -= race.weight * (pulled[index] - pull * mean[index]);
            }
            let by_log = pull - concentration * (digamma(end) - digamma(concentration));
            slope[FEATURES] -= race.weight * by_log;
        }
        loss
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::minimise::gradient_error;
    use crate::reference::stream::Stream;
    use proptest::prelude::*;

    fn races(stream: &mut Stream, races: usize, cars: usize, laps: u32, at: &[f64; UNKNOWNS]) -> Counts {
        let mut counts = Counts::default();
        for _ in 0..races {
            let features: Vec<[f64; FEATURES]> =
                (0..cars).map(|_| std::array::from_fn(|_| 0.6 * stream.normal())).collect();
            let weight = |x: &[f64; FEATURES]| libm::exp(x.iter().zip(at).map(|(x, b)| x * b).sum());
            let mut shares: Vec<f64> = features.iter().map(weight).collect();
            let scale = libm::exp(at[FEATURES]) / shares.iter().sum::<f64>();
            for share in &mut shares {
                *share = stream.gamma(*share * scale);
            }
            let sum: f64 = shares.iter().sum();
            let mut laps_of = vec![0; cars];
            for _ in 0..laps {
                let mut left = stream.uniform() * sum;
                let car = shares.iter().position(|share| {
                    left -= share;
                    left < 0.0
                });
                laps_of[car.unwrap_or(cars - 1)] += 1;
            }
            counts.add(1.0, features, laps_of);
        }
        counts
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn the_gradient_is_that_of_the_loss(
            at in prop::collection::vec(-1.5f64..1.5, UNKNOWNS), seed in any::<u64>(), laps in 1u32..300) {
            let counts = races(&mut Stream::new(seed, 0), 3, 12, laps, &[0.4; UNKNOWNS]);
            let error = gradient_error(&at, |at, slope| counts.loss(at, slope));
            prop_assert!(error < 1e-5, "{}", error);
        }
    }

    #[test]
    fn a_concentration_goes_to_counts_and_back() {
        for (concentration, total) in [(4.8, 267.0), (40.0, 216.0), (165.0, 170.0), (0.3, 20.0)] {
            let counts = multinomial(concentration, total);
            assert!(counts > concentration);
            assert!((rounded(counts, total) / concentration - 1.0).abs() < 1e-9);
        }
        assert!(multinomial(165.0, 100.0).is_finite());
    }

    #[test]
    fn planted_coefficients_come_back() {
        let planted = [0.5, -0.4, 1.2, 0.0, 0.8, -0.9, 0.2, 0.3, libm::log(6.0)];
        let counts = races(&mut Stream::new(5, 0), 400, 30, 200, &planted);
        let fit = counts.fit(&[0.0; UNKNOWNS], 1e-6).unwrap();
        for (got, wanted) in fit.iter().zip(&planted) {
            assert!((got - wanted).abs() < 0.12, "{fit:?}");
        }
    }

    #[test]
    fn the_order_of_cars_and_a_race_counted_twice_are_no_facts() {
        let planted = [0.5, -0.4, 1.2, 0.0, 0.8, -0.9, 0.2, 0.3, 1.5];
        let counts = races(&mut Stream::new(6, 0), 12, 20, 120, &planted);
        let (mut turned, mut twice) = (Counts::default(), Counts::default());
        for race in &counts.races {
            let (mut features, mut laps) = (race.features.clone(), race.counts.clone());
            features.reverse();
            laps.reverse();
            turned.add(2.0, features.clone(), laps.clone());
            for _ in 0..2 {
                twice.add(1.0, features.clone(), laps.clone());
            }
        }
        let prior = [0.1; UNKNOWNS];
        let (turned, twice) = (turned.fit(&prior, 3.0).unwrap(), twice.fit(&prior, 3.0).unwrap());
        for (a, b) in turned.iter().zip(&twice) {
            assert!((a - b).abs() < 1e-4, "{turned:?} {twice:?}");
        }
        assert_eq!(Counts::default().fit(&prior, 3.0).unwrap(), prior);
    }
}
