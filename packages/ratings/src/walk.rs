//! The walk through a timeline: every past race rated as of its own lock, with the ridge fitted along the way.

use crate::config::{RatingModel, RidgeConfig, StrengthConfig, Target};
use crate::error::RatingError;
use crate::features::centre;
use crate::fit::{Fit, RidgeSums, TrainingRace, fitted_on};
use crate::kernel::View;
use crate::linear::NotPositiveDefinite;
use crate::observe::{Observation, ObservedRace, Timeline};
use crate::past::{Past, Runner};
use std::collections::BTreeMap;

/// The fits and strengths that the walk gives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Walk {
    /// The fit made on each number of races at which one was made.
    pub fits: BTreeMap<usize, Fit>,
    /// Strengths of each past race as of its lock, in the order of its cars, about 0 in the mean of the
    /// field; none before the first fit.
    pub strengths: Vec<Option<Vec<f64>>>,
}

impl Walk {
    /// Walks through `timeline`.
    ///
    /// # Errors
    /// [`RatingError::Ridge`] for a fit without a solution.
    pub fn through(timeline: &Timeline, past: &Past, model: &RatingModel) -> Result<Self, RatingError> {
        let mut walk = Self::default();
        let mut sums = match &model.strength {
            StrengthConfig::Single(_) => None,
            StrengthConfig::Ridge(ridge) => Some((AnchoredRidge::new(ridge, timeline), ridge)),
        };
        for (index, race) in timeline.races.iter().enumerate() {
            let view = View::of_past(timeline, index);
            let mut centred = past.values(&view, &field(past, &view, race), model.features());
            centred.iter_mut().for_each(|values| centre(values));
            let Some((sums, ridge)) = sums.as_mut() else {
                walk.strengths.push(centred.pop());
                continue;
            };
            // Only what was known at the lock: a fit made on races since is not for this one.
            let fit = fitted_on(view.known, ridge).and_then(|count| walk.fits.get(&count));
            walk.strengths.push(fit.map(|fit| fit.strengths(&centred, race.track_type)));
            sums.add(race, &centred);
            if fitted_on(index + 1, ridge) == Some(index + 1) {
                let no_fit = |source| RatingError::Ridge { race: race.key.clone(), races: index + 1, source };
                walk.fits.insert(index + 1, sums.fit().map_err(no_fit)?);
            }
        }
        Ok(walk)
    }

    /// The fit in use after `known` races.
    pub fn fit_after(&self, known: usize, ridge: &RidgeConfig) -> Fit {
        fitted_on(known, ridge)
            .and_then(|count| self.fits.get(&count).cloned())
            .unwrap_or_else(|| Fit::prior(ridge))
    }
}

/// The sums of a ridge and of its anchor.
struct AnchoredRidge {
    ridge: RidgeSums,
    anchor: Option<Anchor>,
}

struct Anchor {
    sums: RidgeSums,
    /// Where each of its features stands among the ridge's.
    at: Vec<usize>,
    share: f64,
}

impl AnchoredRidge {
    fn new(ridge: &RidgeConfig, timeline: &Timeline) -> Self {
        let anchor = ridge.anchored(timeline.series).map(|(smaller, share)| {
            let at = |feature| ridge.features.iter().position(|other| other == feature);
            Anchor {
                at: smaller.features.iter().filter_map(at).collect(),
                sums: RidgeSums::new(smaller),
                share,
            }
        });
        Self { ridge: RidgeSums::new(ridge.clone()), anchor }
    }

    fn add(&mut self, race: &ObservedRace, centred: &[Vec<f64>]) {
        self.ridge.add(&training_race(race, centred, self.ridge.target()));
        if let Some(Anchor { sums, at, .. }) = &mut self.anchor {
            let some: Vec<Vec<f64>> = at.iter().map(|&feature| centred[feature].clone()).collect();
            let race = training_race(race, &some, sums.target());
            sums.add(&race);
        }
    }

    fn fit(&self) -> Result<Fit, NotPositiveDefinite> {
        let mut fit = self.ridge.fit()?;
        if let Some(Anchor { sums, at, share }) = &self.anchor {
            fit.draw_towards(&sums.fit()?, at, *share);
        }
        Ok(fit)
    }
}

fn training_race<'c>(race: &ObservedRace, centred: &'c [Vec<f64>], weights: &Target) -> TrainingRace<'c> {
    let targets = race.cars.iter().map(|car| target(car, weights)).collect();
    TrainingRace { track_type: race.track_type, centred, targets }
}

/// The cars of a past race as they stood before it; where the log has no start, the expected one.
pub(crate) fn field(past: &Past, view: &View<'_>, race: &ObservedRace) -> Vec<Runner> {
    let runner = |car: &Observation| Runner {
        driver: car.driver,
        seat: car.seat,
        start: car.start.unwrap_or_else(|| past.expected_start(view, car.driver, &car.seat)),
    };
    race.cars.iter().map(runner).collect()
}

/// The target of a car; none where its start is not known.
fn target(car: &Observation, weights: &Target) -> Option<f64> {
    let sum = weights.finish * car.finish + weights.running * car.running + weights.rating * car.rating;
    car.start.map(|_| sum)
}
