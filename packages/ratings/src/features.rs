//! The features of baseline C: what past races say of each car of a race to come.

use crate::config::CommonConfig;
use crate::kernel::{Chain, Kernels, Past, View, prior};
use crate::observe::Observation;
use domain::ids::DriverId;
use serde::Serialize;

/// The features that carry a coefficient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// Medium kernel of the driver-rating score.
    RatingMedium,
    /// The same on this type of track.
    RatingSameType,
    /// Score of the start.
    Start,
    /// What the start counts for more, or less, on this type of track.
    StartOnType,
}

/// What is known of one car before the race, apart from its start.
#[derive(Clone, Debug, PartialEq)]
pub struct CarFeatures {
    /// Chain of the driver-rating score.
    pub rating: Chain,
    /// Decayed chance of an accident.
    pub crash_rate: f64,
    /// Decayed chance of another retirement.
    pub mechanical_rate: f64,
    /// Earlier starts in the series since the data begin.
    pub earlier_starts: u32,
}

/// Mean retirement rates over all cars of the races known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldRates {
    /// Accidents a start.
    pub crash: f64,
    /// Other retirements a start.
    pub mechanical: f64,
}

/// Everything of `driver`, whose earlier races are `past`, seen from `view`.
pub fn of_car(
    kernels: &Kernels,
    view: &View<'_>,
    driver: DriverId,
    past: &Past,
    rates: FieldRates,
    config: &CommonConfig,
) -> CarFeatures {
    let earlier_starts = past.iter().filter(|&&(race, _)| race < view.known).count() as u32;
    CarFeatures {
        rating: kernels.chain(view, past, prior(view, driver, config), |car: &Observation| Some(car.rating)),
        crash_rate: kernels.long_rate(view, past, rates.crash, |car| car.crash),
        mechanical_rate: kernels.long_rate(view, past, rates.mechanical, |car| car.mechanical),
        earlier_starts,
    }
}

/// Takes the field's mean off.
pub fn centre(values: &mut [f64]) {
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    for value in values {
        *value -= mean;
    }
}
