//! Weng and Lin's online rating, its Plackett-Luce form (algorithm 4): every driver has a normal skill, moved
//! after each race by the gradient of the race's likelihood, its variance shrunk by the curvature.
//!
//! Weng, R. C. and Lin, C.-J. (2011), A Bayesian approximation method for online ranking, Journal of Machine
//! Learning Research 12, 267-300. A drift is added to every variance between races, as in TrueSkill.

use super::online::Online;
use super::order_of;
use crate::config::WengLinConfig;
use crate::kernel::View;
use crate::observe::Timeline;
use crate::prior::Priors;
use domain::ids::DriverId;
use std::collections::BTreeMap;

/// A skill and its variance.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Belief {
    mean: f64,
    variance: f64,
    /// Race after which it is valid.
    race: usize,
}

pub(super) fn learn(timeline: &Timeline, config: &WengLinConfig, priors: &Priors) -> Online {
    let mut beliefs: BTreeMap<DriverId, Belief> = BTreeMap::new();
    let mut after = Online::default();
    for (index, race) in timeline.races.iter().enumerate() {
        let view = View::of_past(timeline, index);
        let order = order_of(race, &config.order);
        let mut field: Vec<Belief> = order
            .iter()
            .map(|&car| {
                let car = &race.cars[car];
                let new = || Belief {
                    mean: config.prior_scale * priors.prior(&view, car.driver, car.seat.car),
                    variance: config.prior_sd * config.prior_sd,
                    race: index,
                };
                let mut belief = beliefs.get(&car.driver).copied().unwrap_or_else(new);
                belief.variance += config.drift * config.drift * (index - belief.race) as f64;
                belief
            })
            .collect();
        update(&mut field, config);
        for (&car, belief) in order.iter().zip(field) {
            let driver = race.cars[car].driver;
            beliefs.insert(driver, Belief { race: index, ..belief });
            after.set(driver, index, belief.mean);
        }
    }
    after
}

/// Moves the beliefs of a field that finished in this order.
fn update(field: &mut [Belief], config: &WengLinConfig) {
    let beta = config.beta * config.beta;
    let c = libm::sqrt(field.iter().map(|belief| belief.variance + beta).sum::<f64>());
    let top = field.iter().map(|belief| belief.mean).fold(f64::NEG_INFINITY, f64::max);
    let worths: Vec<f64> = field.iter().map(|belief| libm::exp((belief.mean - top) / c)).collect();
    // Worth of those not yet placed, from each place down.
    let mut left = vec![0.0; field.len()];
    let mut sum = 0.0;
    for place in (0..field.len()).rev() {
        sum += worths[place];
        left[place] = sum;
    }
    for (place, belief) in field.iter_mut().enumerate() {
        let (mut slope, mut curvature) = (1.0, 0.0);
        for tail in &left[..=place] {
            let chance = worths[place] / tail;
            slope -= chance;
            curvature += chance * (1.0 - chance);
        }
        let share = belief.variance / (c * c);
        let gamma = libm::sqrt(belief.variance) / c;
        belief.mean += share * c * slope;
        belief.variance *= (1.0 - gamma * share * curvature).max(config.minimum_share);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: WengLinConfig = WengLinConfig {
        order: crate::config::Order::Finish,
        prior_sd: 25.0 / 3.0,
        prior_scale: 1.0,
        beta: 25.0 / 6.0,
        drift: 0.0,
        minimum_share: 1e-4,
    };

    fn belief(mean: f64) -> Belief {
        Belief { mean, variance: CONFIG.prior_sd * CONFIG.prior_sd, race: 0 }
    }

    /// The log-likelihood of the order by the means, every performance on the common scale c.
    fn log_likelihood(means: &[f64], c: f64) -> f64 {
        (0..means.len())
            .map(|place| {
                let left: f64 = means[place..].iter().map(|mean| libm::exp(mean / c)).sum();
                means[place] / c - libm::log(left)
            })
            .sum()
    }

    #[test]
    fn a_mean_moves_by_its_variance_times_the_gradient() {
        let means = [24.0, 27.0, 25.0, 21.0, 26.5];
        let before: Vec<Belief> = means.iter().map(|&mean| belief(mean)).collect();
        let mut after = before.clone();
        update(&mut after, &CONFIG);
        let beta = CONFIG.beta * CONFIG.beta;
        let c = libm::sqrt(before.iter().map(|belief| belief.variance + beta).sum::<f64>());
        for place in 0..means.len() {
            let at = |step: f64| {
                let mut means = means;
                means[place] += step;
                log_likelihood(&means, c)
            };
            let gradient = (at(1e-5) - at(-1e-5)) / 2e-5;
            let moved = after[place].mean - before[place].mean;
            assert!((moved - before[place].variance * gradient).abs() < 1e-6, "place {place}");
            assert!(after[place].variance < before[place].variance);
        }
    }

    #[test]
    fn winners_rise_and_the_last_fall() {
        let mut field = vec![belief(0.0); 10];
        update(&mut field, &CONFIG);
        assert!(field.windows(2).all(|pair| pair[0].mean > pair[1].mean));
        assert!(field[0].mean > 0.0 && field[9].mean < 0.0);
    }
}
