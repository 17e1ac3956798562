//! The weighted ridge: when it is fitted, on what, and the strengths it gives.

use crate::config::{RidgeConfig, Target};
use crate::linear::NotPositiveDefinite;
use crate::ridge::NormalEquations;
use crate::trail::half_life_weight;
use domain::pooling::TrackType;

/// Coefficients over standardised features.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// By feature, in the order of the model.
    pub terms: Vec<Term>,
    /// Races it was fitted on; 0 for the model file's prior.
    pub races: usize,
}

/// Scale and coefficients of one feature.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// Root mean square of the centred feature.
    pub scale: f64,
    /// Coefficient of the standardised feature on every track.
    pub coefficient: f64,
    /// Added to it on each type of track; none where the feature does not differ by type.
    pub by_type: Option<[f64; 4]>,
}

impl Term {
    /// Strength for each unit of the feature, apart from the type.
    pub fn slope(&self) -> f64 {
        self.coefficient / self.scale
    }

    /// What a unit adds to that on `track_type`.
    pub fn slope_on(&self, track_type: TrackType) -> Option<f64> {
        self.by_type.map(|by_type| by_type[track_type.index()] / self.scale)
    }

    /// Strength for each unit of the feature on `track_type`.
    pub fn whole_slope(&self, track_type: TrackType) -> f64 {
        self.slope() + self.slope_on(track_type).unwrap_or(0.0)
    }
}

impl Fit {
    /// The prior of the model file.
    pub fn prior(config: &RidgeConfig) -> Self {
        let term = |feature| {
            let prior = &config.prior[feature];
            let by_type = config.by_type.contains(feature).then_some(prior.by_type);
            Term { scale: prior.scale, coefficient: prior.coefficient, by_type }
        };
        Self { terms: config.features.iter().map(term).collect(), races: 0 }
    }

    /// Draws every slope towards that of `anchor`, a fit over the features at `places` of this one, by `share` of the
    /// way; towards 0 where the anchor has none. The strengths are drawn likewise, for they are linear in the slopes.
    pub fn draw_towards(&mut self, anchor: &Fit, places: &[usize], share: f64) {
        for (place, term) in self.terms.iter_mut().enumerate() {
            let other = places.iter().position(|&other| other == place).map(|at| anchor.terms[at]);
            let scaled = other.map_or(0.0, |other| share * term.scale / other.scale);
            let drawn = |own: f64, other: f64| (1.0 - share) * own + scaled * other;
            term.coefficient = drawn(term.coefficient, other.map_or(0.0, |other| other.coefficient));
            let by_type = other.and_then(|other| other.by_type).unwrap_or_default();
            for (own, other) in term.by_type.iter_mut().flatten().zip(by_type) {
                *own = drawn(*own, other);
            }
        }
    }

    /// Strength of each car of a field, `centred` holding its features by feature, then car.
    pub fn strengths(&self, centred: &[Vec<f64>], track_type: TrackType) -> Vec<f64> {
        let cars = centred.first().map_or(0, Vec::len);
        let mut strengths = vec![0.0; cars];
        for (term, values) in self.terms.iter().zip(centred) {
            let slope = term.whole_slope(track_type);
            for (strength, value) in strengths.iter_mut().zip(values) {
                *strength += slope * value;
            }
        }
        strengths
    }
}

/// A past race to fit on, with its features as of its lock.
#[derive(Clone, Debug)]
pub struct TrainingRace<'a> {
    /// Type of the layout.
    pub track_type: TrackType,
    /// Centred features, by feature, then car.
    pub centred: &'a [Vec<f64>],
    /// Target of each car; none where it does not count in the fit.
    pub targets: Vec<Option<f64>>,
}

/// The sums that a ridge is fitted on, race after race. They are kept on unscaled features, so that no fit reads a race
/// again.
#[derive(Clone, Debug)]
pub struct RidgeSums {
    config: RidgeConfig,
    /// Feature of each unknown, and the type on which it counts; none for all.
    unknowns: Vec<(usize, Option<TrackType>)>,
    equations: NormalEquations,
    cars: usize,
    squares: Vec<f64>,
    races: usize,
}

impl RidgeSums {
    /// No race yet.
    pub fn new(config: RidgeConfig) -> Self {
        let mut unknowns: Vec<(usize, Option<TrackType>)> =
            (0..config.features.len()).map(|feature| (feature, None)).collect();
        for by_type in &config.by_type {
            let feature = config.features.iter().position(|feature| feature == by_type);
            let feature = feature.expect("by-type lists features of the model");
            unknowns.extend(TrackType::ALL.map(|track_type| (feature, Some(track_type))));
        }
        Self {
            equations: NormalEquations::new(unknowns.len()),
            unknowns,
            cars: 0,
            squares: vec![0.0; config.features.len()],
            races: 0,
            config,
        }
    }

    /// What is fitted.
    pub fn target(&self) -> &Target {
        &self.config.target
    }

    /// Adds the next race; those before it count for less.
    pub fn add(&mut self, race: &TrainingRace<'_>) {
        self.equations.scale(half_life_weight(1.0, self.config.half_life_races));
        let on_type = match race.track_type {
            TrackType::Superspeedway => self.config.superspeedway_weight,
            _ => 1.0,
        };
        let weight = on_type * half_life_weight(1.0, self.config.half_life_races);
        let mut row = vec![0.0; self.unknowns.len()];
        for (car, target) in race.targets.iter().enumerate() {
            let Some(target) = target else { continue };
            self.cars += 1;
            for (square, values) in self.squares.iter_mut().zip(race.centred) {
                *square += values[car] * values[car];
            }
            for (cell, (feature, on)) in row.iter_mut().zip(&self.unknowns) {
                let counts = on.is_none_or(|on| on == race.track_type);
                *cell = if counts { race.centred[*feature][car] } else { 0.0 };
            }
            self.equations.add(weight, &row, *target);
        }
        self.races += 1;
    }

    /// The fit on the races added.
    ///
    /// # Errors
    /// [`NotPositiveDefinite`] where the penalty is not positive.
    pub fn fit(&self) -> Result<Fit, NotPositiveDefinite> {
        let scale = |&sum: &f64| if sum > 0.0 { libm::sqrt(sum / self.cars as f64) } else { 1.0 };
        let scales: Vec<f64> = self.squares.iter().map(scale).collect();
        let by_unknown: Vec<f64> = self.unknowns.iter().map(|&(feature, _)| scales[feature]).collect();
        let solution = self.equations.over(&by_unknown).solve(self.config.lambda)?;
        let mut terms: Vec<Term> = scales
            .iter()
            .zip(&solution)
            .map(|(&scale, &coefficient)| Term { scale, coefficient, by_type: None })
            .collect();
        for (&(feature, on), &coefficient) in self.unknowns.iter().zip(&solution) {
            if let Some(track_type) = on {
                terms[feature].by_type.get_or_insert([0.0; 4])[track_type.index()] = coefficient;
            }
        }
        Ok(Fit { terms, races: self.races })
    }
}

/// Number of past races on which the fit in use after `known` races was made: the first at
/// `first_fit_races`, then every `refit_every_races`; none before the first.
pub fn fitted_on(known: usize, config: &RidgeConfig) -> Option<usize> {
    let since = known.checked_sub(config.first_fit_races)?;
    Some(known - since % config.refit_every_races.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::PriorTerm;
    use crate::features::Feature;
    use proptest::prelude::*;

    fn config() -> RidgeConfig {
        let features = vec![Feature::RatingMedium, Feature::Start, Feature::Crash];
        let term = PriorTerm { scale: 2.0, coefficient: 0.4, by_type: [0.1, 0.2, 0.3, 0.4] };
        RidgeConfig {
            prior: features.iter().map(|&feature| (feature, term)).collect(),
            features,
            by_type: vec![Feature::Start],
            target: Target { finish: 1.0, running: 0.0, rating: 0.0 },
            lambda: 7.0,
            half_life_races: 4.0,
            superspeedway_weight: 0.35,
            first_fit_races: 3,
            refit_every_races: 2,
            anchor: None,
        }
    }

    /// A race: its type, and of each car three features and a target.
    type Race = (usize, Vec<([f64; 3], Option<f64>)>);

    fn races() -> impl Strategy<Value = Vec<Race>> {
        let car = (prop::array::uniform3(-2.0f64..2.0), prop::option::weighted(0.9, -2.0f64..2.0));
        prop::collection::vec((0usize..4, prop::collection::vec(car, 2..8)), 1..12)
    }

    fn summed(races: &[Race], config: &RidgeConfig) -> RidgeSums {
        let mut sums = RidgeSums::new(config.clone());
        for (kind, cars) in races {
            let centred: Vec<Vec<f64>> =
                (0..3).map(|feature| cars.iter().map(|(values, _)| values[feature]).collect()).collect();
            let targets = cars.iter().map(|(_, target)| *target).collect();
            sums.add(&TrainingRace { track_type: TrackType::ALL[*kind], centred: &centred, targets });
        }
        sums
    }

    proptest! {
        /// What is learnt race by race is the ridge over all rows at once, standardised and weighted by age.
        #[test]
        fn learning_is_the_ridge_over_all_rows(races in races()) {
            let config = config();
            let rows: Vec<(usize, usize, [f64; 3], f64)> = races
                .iter()
                .enumerate()
                .flat_map(|(index, (kind, cars))| {
                    cars.iter().filter_map(move |(x, y)| y.map(|y| (index, *kind, *x, y)))
                })
                .collect();
            prop_assume!(!rows.is_empty());
            let scales: [f64; 3] = std::array::from_fn(|i| {
                (rows.iter().map(|(_, _, x, _)| x[i] * x[i]).sum::<f64>() / rows.len() as f64).sqrt()
            });
            let mut equations = NormalEquations::new(7);
            for (index, kind, x, y) in rows {
                let z: [f64; 3] = std::array::from_fn(|i| x[i] / scales[i]);
                let mut row = [z[0], z[1], z[2], 0.0, 0.0, 0.0, 0.0];
                row[3 + kind] = z[1];
                let weight = 0.5f64.powf((races.len() - index) as f64 / 4.0) * if kind == 3 { 0.35 } else { 1.0 };
                equations.add(weight, &row, y);
            }
            let wanted = equations.solve(7.0).unwrap();
            let fit = summed(&races, &config).fit().unwrap();
            prop_assert_eq!(fit.races, races.len());
            for (feature, term) in fit.terms.iter().enumerate() {
                prop_assert!((term.scale - scales[feature]).abs() < 1e-9);
                prop_assert!((term.coefficient - wanted[feature]).abs() < 1e-9);
            }
            prop_assert!(fit.terms[0].by_type.is_none() && fit.terms[2].by_type.is_none());
            for (got, wanted) in fit.terms[1].by_type.unwrap().iter().zip(&wanted[3..]) {
                prop_assert!((got - wanted).abs() < 1e-9);
            }
        }
    }

    proptest! {
        /// A strength drawn towards an anchor's is the mean of both, weighted by the share.
        #[test]
        fn strengths_are_drawn_as_slopes_are(
            races in races(),
            share in 0.0f64..=1.0,
            values in prop::array::uniform3(-2.0f64..2.0),
            kind in 0usize..4,
        ) {
            let config = config();
            let places = [1, 2];
            let smaller = RidgeConfig {
                features: places.map(|at| config.features[at]).to_vec(),
                lambda: 2.0,
                ..config.clone()
            };
            let mut sums = RidgeSums::new(smaller);
            for (kind, cars) in &races {
                let of = |feature: usize| cars.iter().map(|(values, _)| values[feature]).collect();
                let targets = cars.iter().map(|(_, target)| target.map(|target| 0.5 * target)).collect();
                let race = TrainingRace { track_type: TrackType::ALL[*kind], centred: &places.map(of), targets };
                sums.add(&race);
            }
            let (anchor, own) = (sums.fit().unwrap(), summed(&races, &config).fit().unwrap());
            let mut drawn = own.clone();
            drawn.draw_towards(&anchor, &places, share);
            let strength = |fit: &Fit, of: &[usize]| {
                let values: Vec<Vec<f64>> = of.iter().map(|&feature| vec![values[feature]]).collect();
                fit.strengths(&values, TrackType::ALL[kind])[0]
            };
            let wanted = (1.0 - share) * strength(&own, &[0, 1, 2]) + share * strength(&anchor, &places);
            prop_assert!((strength(&drawn, &[0, 1, 2]) - wanted).abs() < 1e-9);
        }
    }

    #[test]
    fn the_prior_is_the_file_s() {
        let config = config();
        let fit = Fit::prior(&config);
        assert_eq!(fit.races, 0);
        assert_eq!(fit.terms[0].whole_slope(TrackType::Road), 0.2);
        assert!((fit.terms[1].whole_slope(TrackType::Road) - 0.35).abs() < 1e-12);
        let strengths = fit.strengths(&[vec![1.0, -1.0], vec![0.0, 2.0], vec![0.0, 0.0]], TrackType::Road);
        assert!((strengths[0] - 0.2).abs() < 1e-12 && (strengths[1] - 0.5).abs() < 1e-12);
    }

    #[test]
    fn fits_come_at_the_first_count_and_every_few_after() {
        let config = config();
        let counts: Vec<Option<usize>> = (0..8).map(|known| fitted_on(known, &config)).collect();
        assert_eq!(counts, [None, None, None, Some(3), Some(3), Some(5), Some(5), Some(7)]);
    }
}
