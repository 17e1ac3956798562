//! The walk through a timeline: every past race rated as of its own lock, the ridge fitted on the way.

use crate::config::{RatingModel, RidgeConfig, StrengthConfig, Target};
use crate::error::RatingError;
use crate::features::centre;
use crate::fit::{Fit, Learner, Lesson, fitted_on};
use crate::kernel::View;
use crate::observe::{Observation, ObservedRace, Timeline};
use crate::past::{Past, Runner};
use std::collections::BTreeMap;

/// What the walk leaves behind.
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
        let mut learner = match &model.strength {
            StrengthConfig::Single(_) => None,
            StrengthConfig::Ridge(ridge) => Some((Learner::new(ridge), ridge)),
        };
        for (index, race) in timeline.races.iter().enumerate() {
            let view = View::of_past(timeline, index);
            let mut centred = past.values(&view, &field(past, &view, race), model.features());
            centred.iter_mut().for_each(|values| centre(values));
            let Some((learner, ridge)) = learner.as_mut() else {
                walk.strengths.push(centred.pop());
                continue;
            };
            // Only what was known at the lock: a fit made on races since is not for this one.
            let fit = fitted_on(view.known, ridge).and_then(|count| walk.fits.get(&count));
            walk.strengths.push(fit.map(|fit| fit.strengths(&centred, race.track_type)));
            let targets = race.cars.iter().map(|car| target(car, &ridge.target)).collect();
            learner.learn(&Lesson { track_type: race.track_type, centred: &centred, targets });
            if fitted_on(index + 1, ridge) == Some(index + 1) {
                let fit = learner.fit().map_err(|source| RatingError::Ridge {
                    race: race.key.clone(),
                    races: index + 1,
                    source,
                })?;
                walk.fits.insert(index + 1, fit);
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

/// The cars of a past race as they stood before it; where the log has no start, the expected one.
pub(crate) fn field(past: &Past, view: &View<'_>, race: &ObservedRace) -> Vec<Runner> {
    let runner = |car: &Observation| Runner {
        driver: car.driver,
        seat: car.seat,
        start: car.start.unwrap_or_else(|| past.expected_start(view, car.driver, &car.seat)),
    };
    race.cars.iter().map(runner).collect()
}

/// What the ridge is to say of a car; none where its start is not known.
fn target(car: &Observation, weights: &Target) -> Option<f64> {
    let sum = weights.finish * car.finish + weights.running * car.running + weights.rating * car.rating;
    car.start.map(|_| sum)
}
