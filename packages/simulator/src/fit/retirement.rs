//! Who retires: a logistic model with an effect common to the race, which Gauss-Hermite quadrature integrates.
//!
//! Car i of race r retires with chance logistic(k(sd) x'b + sd z_r), z_r standard normal, where
//! k(sd) = sqrt(1 + stretch sd^2) keeps the mean: the coefficients are those of the chance over all races.

use crate::config::{PerType, RetirementByType, RetirementConfig};
use crate::fit::minimise::{Minimum, NotConverged, minimise, penalise};
use crate::fit::observation::Weighted;
use domain::pooling::TrackType;

/// Unknowns: a constant a type; strength off and on superspeedways; crash and mechanical rates, experience;
/// start on superspeedways; the logarithm of the race effect's standard deviation a type.
const UNKNOWNS: usize = 14;
const STRENGTH: usize = 4;
const CRASH: usize = 6;
const MECHANICAL: usize = 7;
const EXPERIENCE: usize = 8;
const START: usize = 9;
const LOG_SD: usize = 10;

/// Nodes and weights for the mean over a standard normal (Abramowitz and Stegun, table 25.10, nine points).
const NODES: [(f64, f64); 9] = {
    const ROOT_TWO: f64 = std::f64::consts::SQRT_2;
    const ROOT_PI: f64 = 1.772_453_850_905_516;
    const HALF: [(f64, f64); 5] = [
        (0.0, 0.720_235_215_606_051),
        (0.723_551_018_752_837_6, 0.432_651_559_002_555_75),
        (1.468_553_289_216_668, 0.088_474_527_394_376_57),
        (2.266_580_584_531_843, 0.004_943_624_275_536_947),
        (3.190_993_201_781_528, 3.960_697_726_326_438e-5),
    ];
    let mut nodes = [(0.0, HALF[0].1 / ROOT_PI); 9];
    let mut index = 1;
    while index < 5 {
        let (at, weight) = (ROOT_TWO * HALF[index].0, HALF[index].1 / ROOT_PI);
        nodes[2 * index - 1] = (at, weight);
        nodes[2 * index] = (-at, weight);
        index += 1;
    }
    nodes
};

/// Fits all types together towards `prior` under `penalty`. The coefficient of strength is common to the types
/// but superspeedways; what the start counts for off superspeedways, the floors and the stretch are the prior's.
///
/// # Errors
/// [`NotConverged`].
pub fn fit(
    races: &[Weighted<'_>],
    prior: &RetirementConfig,
    penalty: f64,
) -> Result<RetirementConfig, NotConverged> {
    let rows = Rows::of(races, prior);
    if rows.races.is_empty() {
        return Ok(prior.clone());
    }
    let centre = rows.shifted(unknowns(prior), 1.0);
    let mut work = Work::default();
    let Minimum { at, .. } = minimise(centre.to_vec(), |at, slope| {
        let mut value = rows.loss(at, slope, &mut work);
        penalise(penalty, at, &centre, &mut value, slope);
        value
    })?;
    let at: [f64; UNKNOWNS] = std::array::from_fn(|index| at[index]);
    Ok(config(&rows.shifted(at, -1.0), prior))
}

fn unknowns(config: &RetirementConfig) -> [f64; UNKNOWNS] {
    let types = TrackType::ALL.map(|track_type| *config.by_type.of(track_type));
    let elsewhere = types[..3].iter().map(|by_type| by_type.strength).sum::<f64>() / 3.0;
    let mut unknowns = [0.0; UNKNOWNS];
    for (index, by_type) in types.iter().enumerate() {
        unknowns[index] = by_type.constant;
        unknowns[LOG_SD + index] = libm::log(by_type.race_sd);
    }
    unknowns[STRENGTH] = elsewhere;
    unknowns[STRENGTH + 1] = types[3].strength;
    unknowns[CRASH] = config.crash;
    unknowns[MECHANICAL] = config.mechanical;
    unknowns[EXPERIENCE] = config.experience;
    unknowns[START] = types[3].start;
    unknowns
}

fn config(at: &[f64], prior: &RetirementConfig) -> RetirementConfig {
    let of = |track_type: TrackType| {
        let drafting = track_type == TrackType::Superspeedway;
        RetirementByType {
            constant: at[track_type.index()],
            strength: at[STRENGTH + usize::from(drafting)],
            start: if drafting { at[START] } else { prior.by_type.of(track_type).start },
            race_sd: libm::exp(at[LOG_SD + track_type.index()]),
        }
    };
    RetirementConfig {
        crash: at[CRASH],
        mechanical: at[MECHANICAL],
        experience: at[EXPERIENCE],
        by_type: PerType {
            intermediate: of(TrackType::Intermediate),
            short: of(TrackType::Short),
            road: of(TrackType::Road),
            superspeedway: of(TrackType::Superspeedway),
        },
        ..*prior
    }
}

/// Races of cars, flat.
#[derive(Clone, Debug, Default)]
struct Rows {
    stretch: f64,
    /// Weighted means of the rates, which are taken off them: the constants then hardly depend on their
    /// coefficients, and what the penalty holds is the level of each type.
    means: [f64; 3],
    races: Vec<RaceRows>,
    cars: Vec<CarRow>,
}

#[derive(Clone, Copy, Debug)]
struct RaceRows {
    weight: f64,
    track_type: TrackType,
    first: usize,
    end: usize,
}

/// A car: the features that carry a coefficient, what carries none, and whether it retired.
#[derive(Clone, Copy, Debug)]
struct CarRow {
    strength: f64,
    rates: [f64; 3],
    start: f64,
    offset: f64,
    retired: bool,
}

/// Buffers of a race.
#[derive(Clone, Debug, Default)]
struct Work {
    linear: Vec<f64>,
    odds: Vec<f64>,
    chances: Vec<f64>,
    off: Vec<f64>,
}

impl Rows {
    fn of(races: &[Weighted<'_>], prior: &RetirementConfig) -> Self {
        let mut rows = Self { stretch: prior.stretch, ..Self::default() };
        for &Weighted { race, weight } in races.iter().filter(|race| race.weight > 0.0) {
            let Some(outlook) = &race.outlook else { continue };
            let first = rows.cars.len();
            let on_superspeedway = race.track_type == TrackType::Superspeedway;
            let known_start = prior.by_type.of(race.track_type).start;
            for (car, start) in outlook.start_scores().into_iter().enumerate() {
                rows.cars.push(CarRow {
                    strength: outlook.strength[car],
                    rates: [
                        libm::log(outlook.crash_rate[car] + prior.crash_floor),
                        libm::log(outlook.mechanical_rate[car] + prior.mechanical_floor),
                        libm::log(1.0 + f64::from(outlook.earlier_starts[car])),
                    ],
                    start: if on_superspeedway { start } else { 0.0 },
                    offset: if on_superspeedway { 0.0 } else { known_start * start },
                    retired: race.cars.retired[car],
                });
            }
            let end = rows.cars.len();
            rows.races.push(RaceRows { weight, track_type: race.track_type, first, end });
        }
        rows.centre();
        rows
    }

    fn centre(&mut self) {
        let (mut weights, mut sums) = (0.0, [0.0; 3]);
        for race in &self.races {
            for car in &self.cars[race.first..race.end] {
                weights += race.weight;
                for (sum, rate) in sums.iter_mut().zip(car.rates) {
                    *sum += race.weight * rate;
                }
            }
        }
        if weights > 0.0 {
            self.means = sums.map(|sum| sum / weights);
        }
        for car in &mut self.cars {
            for (rate, mean) in car.rates.iter_mut().zip(self.means) {
                *rate -= mean;
            }
        }
    }

    /// The unknowns with the rates' means taken into the constants (`sign` 1) or out of them (-1).
    fn shifted(&self, mut at: [f64; UNKNOWNS], sign: f64) -> [f64; UNKNOWNS] {
        let shift = (0..3).map(|rate| at[CRASH + rate] * self.means[rate]).sum::<f64>();
        for constant in &mut at[..STRENGTH] {
            *constant += sign * shift;
        }
        at
    }

    /// Negative log likelihood and its gradient.
    fn loss(&self, at: &[f64], slope: &mut [f64], work: &mut Work) -> f64 {
        slope.fill(0.0);
        let mut loss = 0.0;
        for race in &self.races {
            let strength_at = STRENGTH + usize::from(race.track_type == TrackType::Superspeedway);
            let constant = at[race.track_type.index()];
            let sd_at = LOG_SD + race.track_type.index();
            let sd = libm::exp(at[sd_at]);
            let stretched = libm::sqrt(1.0 + self.stretch * sd * sd);
            let cars = &self.cars[race.first..race.end];
            work.linear.clear();
            work.linear.extend(cars.iter().map(|car| {
                constant
                    + at[strength_at] * car.strength
                    + at[CRASH] * car.rates[0]
                    + at[MECHANICAL] * car.rates[1]
                    + at[EXPERIENCE] * car.rates[2]
                    + at[START] * car.start
                    + car.offset
            }));
            let log_nodes = work.fill(cars, stretched, sd);
            let most = log_nodes.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let shares = log_nodes.map(|log| libm::exp(log - most));
            let total: f64 = shares.iter().sum();
            loss -= race.weight * (most + libm::log(total));
            // Mean over the nodes, as the data leave them, of outcome less chance, and of it times the node.
            let n = cars.len();
            work.off.clear();
            work.off.resize(n, 0.0);
            let mut by_effect = 0.0;
            for ((share, (node, _)), chances) in shares.iter().zip(&NODES).zip(work.chances.chunks_exact(n)) {
                let share = share / total;
                let mut sum = 0.0;
                for ((off, chance), car) in work.off.iter_mut().zip(chances).zip(cars) {
                    let rest = f64::from(u8::from(car.retired)) - chance;
                    *off += share * rest;
                    sum += rest;
                }
                by_effect += share * node * sum;
            }
            let mut by_stretch = 0.0;
            for ((off, linear), car) in work.off.iter().zip(&work.linear).zip(cars) {
                by_stretch += off * linear;
                let pull = race.weight * stretched * off;
                slope[race.track_type.index()] -= pull;
                slope[strength_at] -= pull * car.strength;
                slope[CRASH] -= pull * car.rates[0];
                slope[MECHANICAL] -= pull * car.rates[1];
                slope[EXPERIENCE] -= pull * car.rates[2];
                slope[START] -= pull * car.start;
            }
            let by_sd = by_stretch * self.stretch * sd / stretched + by_effect;
            slope[sd_at] -= race.weight * by_sd * sd;
        }
        loss
    }
}

impl Work {
    /// Fills the chances of every car at every node; log of weight and likelihood at each.
    fn fill(&mut self, cars: &[CarRow], stretched: f64, sd: f64) -> [f64; 9] {
        self.chances.clear();
        // e^-(logit + effect) as a product: one exponential a car and one a node.
        self.odds.clear();
        let odds = |linear: &f64| libm::exp(-(stretched * linear).clamp(-300.0, 300.0));
        self.odds.extend(self.linear.iter().map(odds));
        NODES.map(|(node, weight)| {
            let effect = libm::exp(-(sd * node).clamp(-300.0, 300.0));
            let first = self.chances.len();
            self.chances.extend(self.odds.iter().map(|odds| 1.0 / (1.0 + odds * effect)));
            // The likelihood as a product, brought back before it could vanish: no factor is under 1e-262.
            let (mut log, mut product) = (libm::log(weight), 1.0);
            for ((chance, odds), car) in self.chances[first..].iter().zip(&self.odds).zip(cars) {
                let factor = if car.retired { *chance } else { odds * effect * chance };
                if product < 1e-40 || factor < 1e-40 {
                    log += libm::log(product);
                    product = 1.0;
                }
                product *= factor;
            }
            log + libm::log(product)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::minimise::gradient_error;
    use crate::reference::stream::Stream;
    use domain::normal;
    use proptest::prelude::*;

    fn rows(seed: u64, races: usize) -> Rows {
        let mut stream = Stream::new(seed, 0);
        let mut rows = Rows { stretch: 0.346, ..Rows::default() };
        for race in 0..races {
            let first = rows.cars.len();
            for _ in 0..12 {
                rows.cars.push(CarRow {
                    strength: stream.normal(),
                    rates: [stream.normal() - 2.0, stream.normal() - 3.0, 3.0 + stream.normal()],
                    start: if race % 4 == 3 { stream.normal() } else { 0.0 },
                    offset: 0.1 * stream.normal(),
                    retired: stream.uniform() < 0.3,
                });
            }
            let track_type = TrackType::ALL[race % 4];
            rows.races.push(RaceRows { weight: 0.5 + stream.uniform(), track_type, first, end: first + 12 });
        }
        rows
    }

    #[test]
    fn nodes_give_the_moments_of_a_normal() {
        let moment = |power: i32| NODES.iter().map(|(at, weight)| weight * at.powi(power)).sum::<f64>();
        let mut wanted = 1.0;
        for half in 0..9 {
            assert!((moment(2 * half) / wanted - 1.0).abs() < 1e-12, "{half}");
            assert!(moment(2 * half + 1).abs() < 1e-6);
            wanted *= f64::from(2 * half + 1);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn the_gradient_is_that_of_the_loss(
            at in prop::collection::vec(-1.0f64..0.6, UNKNOWNS), seed in any::<u64>()) {
            let rows = rows(seed, 8);
            let mut work = Work::default();
            let error = gradient_error(&at, |at, slope| rows.loss(at, slope, &mut work));
            prop_assert!(error < 1e-5, "{}", error);
        }
    }

    #[test]
    fn nine_nodes_integrate_as_well_as_a_fine_grid() {
        let rows = rows(3, 1);
        let at: Vec<f64> = unknowns_for_test();
        let (sd, stretched) = (libm::exp(at[LOG_SD]), libm::sqrt(1.0 + 0.346 * libm::exp(2.0 * at[LOG_SD])));
        let likelihood = |z: f64| -> f64 {
            let chance = |car: &CarRow| {
                let linear = at[0]
                    + at[STRENGTH] * car.strength
                    + (0..3).map(|k| at[CRASH + k] * car.rates[k]).sum::<f64>()
                    + car.offset;
                let chance = 1.0 / (1.0 + (-(stretched * linear + sd * z)).exp());
                if car.retired { chance } else { 1.0 - chance }
            };
            rows.cars.iter().map(chance).product()
        };
        let fine: f64 = (-4000..=4000)
            .map(|step| {
                let z = f64::from(step) / 500.0;
                likelihood(z) * normal::density(z) / 500.0
            })
            .sum();
        let loss = rows.loss(&at, &mut [0.0; UNKNOWNS], &mut Work::default());
        assert!((loss + rows.races[0].weight * fine.ln()).abs() < 1e-4, "{loss} {}", fine.ln());
    }

    fn unknowns_for_test() -> Vec<f64> {
        let mut at = vec![-0.5; UNKNOWNS];
        at[STRENGTH] = -0.35;
        (at[CRASH], at[MECHANICAL], at[EXPERIENCE]) = (0.04, 0.14, -0.17);
        at
    }
}
