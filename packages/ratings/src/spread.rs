//! How far a strength goes in a race: slope and spread of the finish score on strength, by type of track.

use crate::config::{EraConfig, Spread, SpreadConfig, SpreadPrior};
use crate::observe::ObservedRace;
use crate::trail::half_life_weight;
use domain::pooling::TrackType;
use domain::series::Series;

/// A slope and spread and the number of races behind them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FittedSpread {
    /// Slope, and spread times the configured factor.
    pub spread: Spread,
    /// Races on the type in the fit; 0 where the model file's prior stands in.
    pub races: usize,
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
        }
    }
    let fitted = if used >= config.least_races { sums.line() } else { None };
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
    FittedSpread { spread: Spread { sigma: spread.sigma * config.sigma_factor, ..spread }, races }
}

/// Product of the weights of the changes between `race` and the race to come.
fn era_weight(data: &SpreadData<'_>, race: &ObservedRace, config: &SpreadConfig) -> f64 {
    let between = |era: &&EraConfig| {
        era.series == data.series && (race.date.year() + 1..=data.season).contains(&era.first_season)
    };
    config.eras.iter().filter(between).map(|era| era.weight_before).product()
}

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
            half_life_races: 1e9,
            sigma_factor: 1.0,
            least_races: 5,
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
}
