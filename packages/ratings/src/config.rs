//! What a rating model is told: every constant of it, from a versioned model file.

use serde::Deserialize;

/// A rating model and its constants.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum RatingModel {
    /// Rating by type, decayed, with the start: the measured ground that any other model is held against.
    BaselineC {
        /// What every model needs.
        common: CommonConfig,
        /// The ridge.
        ridge: RidgeConfig,
    },
    /// The grid alone: strength is the normal score of the start.
    StartOnly {
        /// What every model needs.
        common: CommonConfig,
    },
}

impl RatingModel {
    /// What every model needs.
    pub fn common(&self) -> &CommonConfig {
        match self {
            RatingModel::BaselineC { common, .. } | RatingModel::StartOnly { common } => common,
        }
    }
}

/// Constants that every model needs.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CommonConfig {
    /// Kernels of a driver's past races.
    pub kernels: KernelsConfig,
    /// What is thought of a driver without races in the series.
    pub prior: PriorConfig,
    /// Retirement rates before there is any history.
    pub rates: RatesConfig,
    /// Fit of the race's slope and spread.
    pub spread: SpreadConfig,
}

/// A decayed, shrunk mean.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KernelConfig {
    /// Half-life in calendar races of the series.
    pub half_life_races: f64,
    /// Weight of the parent, in races.
    pub pseudo_races: f64,
}

/// The chain of kernels, each shrunk towards the one before it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KernelsConfig {
    /// Shrunk towards the prior.
    pub long: KernelConfig,
    /// Shrunk towards long.
    pub medium: KernelConfig,
    /// Shrunk towards medium.
    pub short: KernelConfig,
    /// Races on the same type of track, shrunk towards medium.
    pub same_type: KernelConfig,
    /// Races on the same layout, shrunk towards the same type.
    pub same_track: KernelConfig,
}

/// Prior of a normal score for a driver, from the series below.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PriorConfig {
    /// Prior without lower-series races.
    pub base: f64,
    /// Weight of the lower-series form.
    pub lower_series_weight: f64,
    /// Days over which a lower-series race's weight falls to 1/e.
    pub lower_series_days: f64,
    /// Races of form zero added to the lower-series form.
    pub lower_series_pseudo_races: f64,
    /// Taken off the rating score of a race in Trucks.
    pub trucks_discount: f64,
    /// Least prior.
    pub least: f64,
    /// Greatest prior.
    pub most: f64,
}

/// Chances, used only before the series' first race.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RatesConfig {
    /// Chance of an accident.
    pub crash_without_history: f64,
    /// Chance of another retirement.
    pub mechanical_without_history: f64,
}

/// The weighted ridge.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RidgeConfig {
    /// Penalty on every coefficient of a standardised feature.
    pub lambda: f64,
    /// Half-life of a race's weight, in calendar races.
    pub half_life_races: f64,
    /// Weight of a superspeedway race beside another.
    pub superspeedway_weight: f64,
    /// Number of past races at the first fit.
    pub first_fit_races: usize,
    /// Races between fits.
    pub refit_every_races: usize,
    /// Coefficients used before the first fit.
    pub prior: PriorFit,
}

/// Coefficients of an earlier fit, for a series without enough races for its own.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PriorFit {
    /// Root mean square of the centred features: rating medium, rating on the type, start.
    pub scales: [f64; 3],
    /// Coefficients of the standardised features: the three, then start on each type in the order
    /// intermediate, short, road, superspeedway.
    pub coefficients: [f64; 7],
}

/// Fit of finish score on strength, among cars running at the end.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SpreadConfig {
    /// Half-life of a race's weight, in calendar races.
    pub half_life_races: f64,
    /// Factor on the fitted residual spread.
    pub sigma_factor: f64,
    /// Races on a type needed for a fit of its own.
    pub least_races: usize,
    /// Used for a type with fewer.
    pub prior: SpreadPrior,
}

/// Slope and spread on each type, before `sigma_factor`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SpreadPrior {
    /// Intermediate and large flat ovals.
    pub intermediate: Spread,
    /// Short ovals and dirt.
    pub short: Spread,
    /// Road and street courses.
    pub road: Spread,
    /// Drafting tracks.
    pub superspeedway: Spread,
}

/// Latent finish = slope * (strength - field mean) + sigma * normal.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Spread {
    /// Slope of the latent finish on strength.
    pub slope: f64,
    /// Standard deviation of what strength leaves open.
    pub sigma: f64,
}
