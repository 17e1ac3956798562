//! Plackett-Luce through time: after each race the log-worths that are most probable under the orders so far,
//! each decayed with its age, and a normal prior about what is thought of a driver before his first race.
//!
//! The posterior is strictly concave, so there is one maximum for every driver, also for one who never beat
//! anyone; damped Newton steps find it from the one before it.

use super::online::Online;
use super::order_of;
use crate::config::DynamicPlackettLuceConfig;
use crate::kernel::View;
use crate::linear::Symmetric;
use crate::observe::Timeline;
use crate::prior::Priors;
use crate::trail::half_life_weight;
use domain::ids::DriverId;
use std::collections::BTreeMap;

/// A step that moves no log-worth by more than this is the last.
const SETTLED: f64 = 1e-6;
/// Steps of one climb before it is left where it stands; from the maximum before a race two or three do.
const MOST_STEPS: usize = 50;
/// Least weight of a race that is still looked at.
const LEAST_WEIGHT: f64 = 1e-3;

pub(super) fn learn(timeline: &Timeline, config: &DynamicPlackettLuceConfig, priors: &Priors) -> Online {
    let mut posterior = Posterior::new(config);
    let mut after = Online::default();
    for (index, race) in timeline.races.iter().enumerate() {
        let view = View::of_past(timeline, index);
        let order = order_of(race, &config.order);
        let places = order.iter().map(|&car| {
            let car = &race.cars[car];
            let prior = || config.prior_scale * priors.prior(&view, car.driver, car.seat.car);
            posterior.index_of(car.driver, prior)
        });
        let places: Vec<usize> = places.collect();
        posterior.add(places);
        posterior.climb();
        for (&driver, &item) in &posterior.drivers {
            after.set(driver, index, posterior.log_worths[item]);
        }
    }
    after
}

/// Orders with their weights, the prior, and the present log-worths.
struct Posterior {
    half_life: f64,
    precision: f64,
    drivers: BTreeMap<DriverId, usize>,
    orders: Vec<(f64, Vec<usize>)>,
    means: Vec<f64>,
    log_worths: Vec<f64>,
}

impl Posterior {
    fn new(config: &DynamicPlackettLuceConfig) -> Self {
        Self {
            half_life: config.half_life_races,
            precision: 1.0 / (config.prior_sd * config.prior_sd),
            drivers: BTreeMap::new(),
            orders: Vec::new(),
            means: Vec::new(),
            log_worths: Vec::new(),
        }
    }

    fn index_of(&mut self, driver: DriverId, prior: impl FnOnce() -> f64) -> usize {
        if let Some(&item) = self.drivers.get(&driver) {
            return item;
        }
        let (item, prior) = (self.means.len(), prior());
        self.drivers.insert(driver, item);
        self.means.push(prior);
        self.log_worths.push(prior);
        item
    }

    /// Adds the newest order; all before it lose weight, and the oldest are forgotten.
    fn add(&mut self, order: Vec<usize>) {
        let share = half_life_weight(1.0, self.half_life);
        self.orders.iter_mut().for_each(|(weight, _)| *weight *= share);
        self.orders.retain(|&(weight, _)| weight >= LEAST_WEIGHT);
        self.orders.push((1.0, order));
    }

    fn climb(&mut self) {
        let mut height = self.height(&self.log_worths);
        for _ in 0..MOST_STEPS {
            let (gradient, information) = self.slope(&self.log_worths);
            let step =
                information.solve(&gradient).expect("the prior makes the information positive definite");
            let mut share = 1.0;
            let (to, value) = loop {
                let to: Vec<f64> =
                    self.log_worths.iter().zip(&step).map(|(theta, step)| theta + share * step).collect();
                let value = self.height(&to);
                if value >= height || share < 1e-9 {
                    break (to, value);
                }
                share *= 0.5;
            };
            let longest = step.iter().fold(0.0f64, |most, step| most.max(step.abs())) * share;
            (self.log_worths, height) = (to, value);
            if longest < SETTLED {
                return;
            }
        }
    }

    /// Log of the posterior, up to a constant.
    fn height(&self, log_worths: &[f64]) -> f64 {
        let off = log_worths.iter().zip(&self.means).map(|(theta, mean)| (theta - mean) * (theta - mean));
        let mut sum = -0.5 * self.precision * off.sum::<f64>();
        for (weight, order) in &self.orders {
            let mut left = 0.0;
            for &item in order.iter().rev() {
                left += libm::exp(log_worths[item]);
                sum += weight * (log_worths[item] - libm::log(left));
            }
        }
        sum
    }

    /// Gradient and minus the Hessian of the height.
    fn slope(&self, log_worths: &[f64]) -> (Vec<f64>, Symmetric) {
        let worths: Vec<f64> = log_worths.iter().map(|theta| libm::exp(*theta)).collect();
        let mut gradient: Vec<f64> =
            log_worths.iter().zip(&self.means).map(|(theta, mean)| self.precision * (mean - theta)).collect();
        let mut information = Symmetric::zeros(worths.len());
        for item in 0..worths.len() {
            information.add(item, item, self.precision);
        }
        for (weight, order) in &self.orders {
            let mut tails: Vec<f64> = order.iter().map(|&item| worths[item]).collect();
            for place in (0..tails.len().saturating_sub(1)).rev() {
                tails[place] += tails[place + 1];
            }
            // Sums of 1/T and 1/T^2 over the choices an item at each place stood in.
            let (mut first, mut second) = (0.0, 0.0);
            for (place, &item) in order.iter().enumerate() {
                first += 1.0 / tails[place];
                second += 1.0 / (tails[place] * tails[place]);
                let worth = worths[item];
                gradient[item] += weight * (1.0 - worth * first);
                information.add(item, item, weight * (worth * first - worth * worth * second));
                for &behind in &order[place + 1..] {
                    information.add(item, behind, -weight * worth * worths[behind] * second);
                }
            }
        }
        (gradient, information)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Order;

    fn posterior() -> Posterior {
        let config = DynamicPlackettLuceConfig {
            order: Order::Finish,
            half_life_races: 3.0,
            prior_sd: 0.8,
            prior_scale: 1.0,
        };
        let mut posterior = Posterior::new(&config);
        let orders = [[0u32, 1, 2, 3], [1, 0, 4, 2], [0, 4, 1, 3], [3, 0, 1, 4]];
        for order in orders {
            let prior = |driver: u32| 0.1 * f64::from(driver);
            let places = order.map(|driver| posterior.index_of(DriverId(driver), || prior(driver)));
            posterior.add(places.to_vec());
        }
        posterior
    }

    #[test]
    fn gradient_and_information_are_those_of_the_height() {
        let posterior = posterior();
        let at = [0.3, -0.2, 0.5, 0.1, -0.4];
        let (gradient, information) = posterior.slope(&at);
        let moved = |item: usize, step: f64| {
            let mut to = at;
            to[item] += step;
            to
        };
        for (item, slope) in gradient.iter().enumerate() {
            let (up, down) = (moved(item, 1e-5), moved(item, -1e-5));
            let difference = (posterior.height(&up) - posterior.height(&down)) / 2e-5;
            assert!((slope - difference).abs() < 1e-7, "gradient {item}");
            let (up, down) = (posterior.slope(&up).0, posterior.slope(&down).0);
            for other in 0..5 {
                let difference = (down[other] - up[other]) / 2e-5;
                assert!((information.get(item, other) - difference).abs() < 1e-7, "{item} {other}");
            }
        }
    }

    #[test]
    fn a_climb_ends_where_the_gradient_does() {
        let mut posterior = posterior();
        posterior.climb();
        let (gradient, _) = posterior.slope(&posterior.log_worths);
        assert!(gradient.iter().all(|slope| slope.abs() < 1e-6), "{gradient:?}");
    }
}
