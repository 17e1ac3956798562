//! The weighted ridge: when it is fitted, on what, and what it says of a car.

use crate::config::RidgeConfig;
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

/// A past race to be fitted: its type, its features as of its lock (centred; by feature, then car), and for
/// each car the target, none where it is not to be fitted.
#[derive(Clone, Debug)]
pub struct Lesson<'a> {
    /// Type of the layout.
    pub track_type: TrackType,
    /// Centred features, by feature, then car.
    pub centred: &'a [Vec<f64>],
    /// Target of each car.
    pub targets: Vec<Option<f64>>,
}

/// The ridge, learning race after race. Sums are kept on unscaled features, so that no fit reads a race again.
#[derive(Clone, Debug)]
pub struct Learner<'a> {
    config: &'a RidgeConfig,
    /// Feature of each unknown, and the type on which it counts; none for all.
    unknowns: Vec<(usize, Option<TrackType>)>,
    equations: NormalEquations,
    cars: usize,
    squares: Vec<f64>,
    races: usize,
}

impl<'a> Learner<'a> {
    /// Nothing learnt yet.
    pub fn new(config: &'a RidgeConfig) -> Self {
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

    /// Learns the next race.
    pub fn learn(&mut self, lesson: &Lesson<'_>) {
        self.equations.scale(half_life_weight(1.0, self.config.half_life_races));
        let on_type = match lesson.track_type {
            TrackType::Superspeedway => self.config.superspeedway_weight,
            _ => 1.0,
        };
        let weight = on_type * half_life_weight(1.0, self.config.half_life_races);
        let mut row = vec![0.0; self.unknowns.len()];
        for (car, target) in lesson.targets.iter().enumerate() {
            let Some(target) = target else { continue };
            self.cars += 1;
            for (square, values) in self.squares.iter_mut().zip(lesson.centred) {
                *square += values[car] * values[car];
            }
            for (cell, (feature, on)) in row.iter_mut().zip(&self.unknowns) {
                let counts = on.is_none_or(|on| on == lesson.track_type);
                *cell = if counts { lesson.centred[*feature][car] } else { 0.0 };
            }
            self.equations.add(weight, &row, *target);
        }
        self.races += 1;
    }

    /// The fit of what has been learnt.
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
