//! How far a strength goes in a race: slope and spread of the finish score on strength, by type of track.

use crate::config::{EraConfig, Spread, SpreadConfig, SpreadPrior, Tilt, TiltConfig};
use crate::observe::ObservedRace;
use crate::trail::half_life_weight;
use domain::pooling::TrackType;
use domain::series::Series;

/// A slope and spread and the number of races behind them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FittedSpread {
    /// Slope, and spread times the configured factor.
    pub spread: Spread,
    /// How sigma goes with the mean of the latent finish.
    pub tilt: Tilt,
    /// Races on the type in the fit; 0 where the model file's prior stands in.
    pub races: usize,
}

impl FittedSpread {
    /// Mean of the latent finish of a car whose strength is so far above its field's mean.
    pub fn latent(&self, above_mean: f64) -> f64 {
        self.spread.slope * above_mean
    }

    /// What sigma is multiplied by for such a car; above 0.
    pub fn factor(&self, above_mean: f64) -> f64 {
        libm::exp(self.tilt.log_factor(self.latent(above_mean)))
    }
}

impl SpreadPrior {
    /// The prior of a type.
    pub fn of(&self, track_type: TrackType) -> Spread {
        match track_type {
            TrackType::Intermediate => self.intermediate,
            TrackType::Short => self.short,
            TrackType::Road => self.road,
            TrackType::Superspeedway => self.superspeedway,
        }
    }
}

/// The races a fit of slope and spread stands on, and for whom it is made.
#[derive(Clone, Copy, Debug)]
pub struct SpreadData<'a> {
    /// Series.
    pub series: Series,
    /// Season of the race to come.
    pub season: i16,
    /// Type of its layout.
    pub track_type: TrackType,
    /// Races to fit on.
    pub races: &'a [ObservedRace],
    /// Strengths of each, as of its lock; none where there were none.
    pub strengths: &'a [Option<Vec<f64>>],
}

/// Weighted least squares of the finish score on strength (less its field's mean) over cars running at the
/// end, with an intercept (running cars finish better than the field), on the races of one type. What came
/// before a change of the sport counts for less, and the model file's prior for a few races.
pub fn fit(data: &SpreadData<'_>, config: &SpreadConfig) -> FittedSpread {
    let prior = config.prior.of(data.track_type);
    let mut sums = Sums::default();
    let mut cars = Vec::new();
    let (mut used, mut weights) = (0, 0.0);
    for (index, (race, strength)) in data.races.iter().zip(data.strengths).enumerate() {
        let on_type = |_: &&Vec<f64>| race.track_type == data.track_type;
        let Some(strength) = strength.as_ref().filter(on_type) else { continue };
        used += 1;
        let ago = (data.races.len() - index) as f64;
        let weight = half_life_weight(ago, config.half_life_races) * era_weight(data, race, config);
        weights += weight;
        let mean = strength.iter().sum::<f64>() / strength.len() as f64;
        for (car, strength) in race.cars.iter().zip(strength).filter(|(car, _)| !car.retired()) {
            sums.add(weight, strength - mean, car.finish);
            cars.push((weight, strength - mean, car.finish));
        }
    }
    let mut fitted = if used >= config.minimum_races { sums.line() } else { None };
    let mut tilt = config.tilt.map_or_else(Tilt::default, |tilt| tilt.prior);
    if let (Some(tilted), Some(line)) = (&config.tilt, &mut fitted) {
        let residuals = Residuals::of(&cars, line, &sums);
        tilt = residuals.tilt(tilted, weights);
        line.sigma = residuals.sigma(tilt);
    }
    let (spread, races) = match fitted {
        Some(own) => {
            let pooled =
                |own: f64, prior: f64, pseudo: f64| (weights * own + pseudo * prior) / (weights + pseudo);
            let slope = pooled(own.slope, prior.slope, config.prior_weight.slope_races);
            let sigma = pooled(own.sigma, prior.sigma, config.prior_weight.sigma_races);
            (Spread { slope, sigma }, used)
        }
        None => (prior, 0),
    };
    FittedSpread { spread: Spread { sigma: spread.sigma * config.sigma_factor, ..spread }, tilt, races }
}

/// Product of the weights of the changes between `race` and the race to come.
fn era_weight(data: &SpreadData<'_>, race: &ObservedRace, config: &SpreadConfig) -> f64 {
    let between = |era: &&EraConfig| {
        era.series == data.series && (race.date.year() + 1..=data.season).contains(&era.first_season)
    };
    config.eras.iter().filter(between).map(|era| era.weight_before).product()
}

/// What a line leaves of the finish scores.
struct Residuals {
    cars: Vec<Residual>,
    weight: f64,
}

struct Residual {
    weight: f64,
    /// Mean of the latent finish, below 0 and above it.
    sides: [f64; 2],
    square: f64,
}

impl Residuals {
    fn of(cars: &[(f64, f64, f64)], line: &Spread, sums: &Sums) -> Self {
        let (x, y) = (sums.x / sums.weight, sums.y / sums.weight);
        let residual = |&(weight, at, finish): &(f64, f64, f64)| {
            let off = finish - y - line.slope * (at - x);
            let latent = line.slope * at;
            Residual { weight, sides: [latent.min(0.0), latent.max(0.0)], square: off * off }
        };
        Self { cars: cars.iter().map(residual).collect(), weight: sums.weight }
    }

    /// The most likely tilt of Gaussian residuals with sigma = sigma_0 exp(tilt), pulled towards the prior
    /// with the information of so many races. The profile likelihood over sigma_0 is convex in the slopes (a
    /// log-sum-exp and a line), so that Newton's steps, bounded, lead to its one minimum.
    fn tilt(&self, config: &TiltConfig, race_weights: f64) -> Tilt {
        let even = self.moments(|car| car.weight);
        // Fisher information on the slopes of a race of mean size.
        let pull = config.races * 2.0 * self.weight / race_weights;
        let prior = [config.prior.below, config.prior.above];
        let mut at = prior;
        for _ in 0..STEPS {
            let tilt = Tilt { below: at[0], above: at[1] };
            let left =
                self.moments(|car| car.weight * car.square * libm::exp(-2.0 * tilt.log_factor(car.latent())));
            let off = [at[0] - prior[0], at[1] - prior[1]];
            let (mut slope, mut bend) = ([0.0; 2], [[0.0; 2]; 2]);
            for (i, slope) in slope.iter_mut().enumerate() {
                *slope = self.weight * (even.mean[i] - left.mean[i]);
                for j in 0..2 {
                    bend[i][j] = 2.0 * self.weight * left.covariance[i][j] + pull * even.covariance[i][j];
                    *slope += pull * even.covariance[i][j] * off[j];
                }
            }
            let step = solved(bend, slope).map(|step| step.clamp(-STEP_MAX, STEP_MAX));
            at = [at[0] - step[0], at[1] - step[1]];
            if step.iter().all(|step| step.abs() < 1e-12) {
                break;
            }
        }
        Tilt { below: at[0], above: at[1] }
    }

    /// Sigma of a car with a mean of 0.
    fn sigma(&self, tilt: Tilt) -> f64 {
        let left = |car: &Residual| car.weight * car.square * libm::exp(-2.0 * tilt.log_factor(car.latent()));
        libm::sqrt(self.cars.iter().map(left).sum::<f64>() / self.weight)
    }

    /// Mean and covariance of the two sides under weights.
    fn moments(&self, weight: impl Fn(&Residual) -> f64) -> Moments {
        let (mut sum, mut mean, mut square) = (0.0, [0.0; 2], [[0.0; 2]; 2]);
        for car in &self.cars {
            let weight = weight(car);
            sum += weight;
            for (i, side) in car.sides.iter().enumerate() {
                mean[i] += weight * side;
                for (square, other) in square[i].iter_mut().zip(&car.sides) {
                    *square += weight * side * other;
                }
            }
        }
        let mean = mean.map(|mean| mean / sum);
        let of = |i: usize, j: usize| square[i][j] / sum - mean[i] * mean[j];
        Moments { mean, covariance: [[of(0, 0), of(0, 1)], [of(1, 0), of(1, 1)]] }
    }
}

impl Residual {
    fn latent(&self) -> f64 {
        self.sides[0] + self.sides[1]
    }
}

struct Moments {
    mean: [f64; 2],
    covariance: [[f64; 2]; 2],
}

/// Solves two equations; no step where they are none.
fn solved(m: [[f64; 2]; 2], y: [f64; 2]) -> [f64; 2] {
    let determinant = m[0][0] * m[1][1] - m[0][1] * m[1][0];
    let x = [m[1][1] * y[0] - m[0][1] * y[1], m[0][0] * y[1] - m[1][0] * y[0]];
    let x = x.map(|x| x / determinant);
    if x.iter().all(|x| x.is_finite()) { x } else { [0.0; 2] }
}

/// Newton's steps at most: a handful are enough.
const STEPS: usize = 60;

/// The longest step in a slope.
const STEP_MAX: f64 = 0.25;

#[derive(Default)]
struct Sums {
    weight: f64,
    x: f64,
    y: f64,
    xx: f64,
    xy: f64,
    yy: f64,
}

impl Sums {
    fn add(&mut self, weight: f64, x: f64, y: f64) {
        self.weight += weight;
        self.x += weight * x;
        self.y += weight * y;
        self.xx += weight * x * x;
        self.xy += weight * x * y;
        self.yy += weight * y * y;
    }

    fn line(&self) -> Option<Spread> {
        let (x, y) = (self.x / self.weight, self.y / self.weight);
        let (xx, xy, yy) =
            (self.xx / self.weight - x * x, self.xy / self.weight - x * y, self.yy / self.weight - y * y);
        let slope = xy / xx;
        let sigma = libm::sqrt((yy - slope * xy).max(0.0));
        (slope.is_finite() && sigma > 0.0).then_some(Spread { slope, sigma })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_with_known_noise_comes_back() {
        let mut sums = Sums::default();
        for i in 0..200 {
            let x = f64::from(i) / 100.0 - 1.0;
            let noise = if i % 2 == 0 { 0.5 } else { -0.5 };
            sums.add(1.0 + f64::from(i / 2 % 3), x, 0.3 + 0.8 * x + noise);
        }
        let spread = sums.line().unwrap();
        assert!((spread.slope - 0.8).abs() < 0.01 && (spread.sigma - 0.5).abs() < 0.01, "{spread:?}");
    }

    #[test]
    fn no_rows_give_no_line() {
        assert_eq!(Sums::default().line(), None);
    }

    /// Races of two seasons on one type: their slopes are 1.0 and 0.4.
    fn seasons() -> (Vec<ObservedRace>, Vec<Option<Vec<f64>>>) {
        let race = |season: i16| {
            let slope = if season < 2022 { 1.0 } else { 0.4 };
            let car = |x: f64| crate::observe::Observation {
                driver: domain::ids::DriverId(1),
                rating: 0.0,
                running: 0.0,
                finish: slope * x + if x.abs() > 0.6 { 0.1 } else { -0.1 },
                start: None,
                passing: 0.0,
                quality_passes: None,
                top_15: None,
                led: 0.0,
                fastest: 0.0,
                pace: None,
                crash: false,
                mechanical: false,
                seat: crate::observe::Seat::default(),
            };
            let date = jiff::civil::date(season, 5, 1);
            let moment = jiff::Timestamp::UNIX_EPOCH;
            ObservedRace {
                key: "a-race".into(),
                date,
                lock_at: moment,
                known_at: moment,
                track_type: TrackType::Short,
                layout: "a-layout".into(),
                classes: Vec::new(),
                cars: [-1.0, -0.5, 0.0, 0.5, 1.0].map(car).to_vec(),
            }
        };
        let races: Vec<ObservedRace> = [2021, 2021, 2021, 2022, 2022, 2022].map(race).to_vec();
        let strengths = races.iter().map(|_| Some(vec![-1.0, -0.5, 0.0, 0.5, 1.0])).collect();
        (races, strengths)
    }

    fn slope(season: i16, series: Series, weight_before: f64, slope_races: f64) -> FittedSpread {
        let (races, strengths) = seasons();
        let prior = Spread { slope: 2.0, sigma: 0.5 };
        let config = SpreadConfig {
            refit: crate::config::Refit::EachSeason,
            tilt: None,
            half_life_races: 1e9,
            sigma_factor: 1.0,
            minimum_races: 5,
            eras: vec![EraConfig { series: Series::Cup, first_season: 2022, weight_before }],
            prior_weight: crate::config::PriorSpreadWeight { slope_races, sigma_races: 0.0 },
            prior: SpreadPrior { intermediate: prior, short: prior, road: prior, superspeedway: prior },
        };
        let (races, strengths) = (&races[..], &strengths[..]);
        fit(&SpreadData { series, season, track_type: TrackType::Short, races, strengths }, &config)
    }

    #[test]
    fn what_came_before_a_change_counts_for_less_only_after_it_and_only_there() {
        let near = |fitted: FittedSpread, wanted: f64| {
            assert!((fitted.spread.slope - wanted).abs() < 1e-6, "{fitted:?} for {wanted}");
        };
        near(slope(2022, Series::Cup, 1.0, 0.0), 0.7);
        near(slope(2022, Series::Cup, 0.0, 0.0), 0.4);
        near(slope(2023, Series::Cup, 0.5, 0.0), (0.5 * 1.0 + 0.4) / 1.5);
        near(slope(2021, Series::Cup, 0.0, 0.0), 0.7);
        near(slope(2022, Series::Trucks, 0.0, 0.0), 0.7);
    }

    #[test]
    fn the_prior_counts_for_as_many_races_as_it_is_given() {
        let fitted = slope(2022, Series::Cup, 1.0, 3.0);
        assert!((fitted.spread.slope - (6.0 * 0.7 + 3.0 * 2.0) / 9.0).abs() < 1e-6, "{fitted:?}");
    }

    /// Cars about a line of slope 1 whose noise is exp(tilt), by two values of equal chance.
    fn tilted(below: f64, above: f64) -> (Vec<(f64, f64, f64)>, Sums) {
        let (mut cars, mut sums) = (Vec::new(), Sums::default());
        for i in 0..2000 {
            let x = f64::from(i / 2) / 500.0 - 1.0;
            let noise = 0.5 * Tilt { below, above }.log_factor(x).exp();
            let weight = 1.0 + f64::from(i / 2 % 3);
            let y = 0.2 + x + if i % 2 == 0 { noise } else { -noise };
            sums.add(weight, x, y);
            cars.push((weight, x, y));
        }
        (cars, sums)
    }

    #[test]
    fn a_planted_tilt_comes_back_and_the_prior_pulls() {
        for (below, above) in [(0.5, 0.2), (-0.3, 0.6), (0.0, 0.0)] {
            let (cars, sums) = tilted(below, above);
            let residuals = Residuals::of(&cars, &sums.line().unwrap(), &sums);
            let prior = Tilt { below: 1.0, above: -1.0 };
            let fitted = |races| residuals.tilt(&TiltConfig { prior, races }, 50.0);
            let free = fitted(1e-9);
            assert!((free.below - below).abs() < 1e-3 && (free.above - above).abs() < 1e-3, "{free:?}");
            assert!((residuals.sigma(free) - 0.5).abs() < 1e-3);
            let held = fitted(1e9);
            assert!((held.below - 1.0).abs() < 1e-3 && (held.above + 1.0).abs() < 1e-3, "{held:?}");
            let between = fitted(50.0);
            assert!(between.below > below && between.below < 1.0, "{between:?}");
            assert!(between.above < above && between.above > -1.0, "{between:?}");
        }
    }

    #[test]
    fn no_other_tilt_is_likelier() {
        let (cars, sums) = tilted(0.4, 0.1);
        let residuals = Residuals::of(&cars, &sums.line().unwrap(), &sums);
        let config = TiltConfig { prior: Tilt { below: 0.2, above: 0.2 }, races: 3.0 };
        let (even, fitted) = (residuals.moments(|car| car.weight), residuals.tilt(&config, 50.0));
        // The penalised profile likelihood, written out.
        let loss = |tilt: Tilt| {
            let mean: f64 = residuals.cars.iter().map(|car| car.weight * tilt.log_factor(car.latent())).sum();
            let off = [tilt.below - 0.2, tilt.above - 0.2];
            let pull: f64 =
                (0..2).map(|i| (0..2).map(|j| off[i] * even.covariance[i][j] * off[j]).sum::<f64>()).sum();
            residuals.weight * residuals.sigma(tilt).ln() + mean + 3.0 * residuals.weight / 50.0 * pull
        };
        let least = loss(fitted);
        for (below, above) in [(1e-3, 0.0), (-1e-3, 0.0), (0.0, 1e-3), (0.0, -1e-3), (0.5, -0.7)] {
            let other = Tilt { below: fitted.below + below, above: fitted.above + above };
            assert!(loss(other) > least, "{other:?}");
        }
    }
}
