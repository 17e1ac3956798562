//! Constants of what is pooled: kernels, their priors, and the shares they carry.

use serde::Deserialize;

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
    /// What each is shrunk towards.
    #[serde(default)]
    pub parents: Parents,
}

/// What a kernel is shrunk towards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Parents {
    /// The next wider kernel: the ontology's IS_A.
    #[default]
    Wider,
    /// The prior alone, each kernel by itself: flat pooling, for comparison.
    Prior,
}

/// Kernels of the driver-rating score over team, car number and make.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EquipmentConfig {
    /// Cars of the same team, the driver's own races left out, shrunk towards the driver's medium.
    pub team: KernelConfig,
    /// Races of the same car number, shrunk towards the driver's medium.
    pub car: KernelConfig,
    /// Half-life of the races of the same make; their mean is not shrunk, and 0 without any.
    pub make_half_life_races: f64,
}

/// Prior of a normal score for a driver, from the series below and from the car.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PriorConfig {
    /// Prior without lower-series races and car.
    pub base: f64,
    /// Weight of the lower-series form.
    pub lower_series_weight: f64,
    /// Days over which a lower-series race's weight falls to 1/e.
    pub lower_series_days: f64,
    /// Races of form zero added to the lower-series form.
    pub lower_series_pseudo_races: f64,
    /// Taken off the rating score of a race in Trucks.
    pub trucks_discount: f64,
    /// Smallest prior.
    pub minimum: f64,
    /// Largest prior.
    pub maximum: f64,
    /// What the history of the car number adds; none for a model without car numbers.
    pub car: Option<CarPriorConfig>,
}

/// Part of a driver's prior that the car number's history has.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CarPriorConfig {
    /// Weight of the history less `without_history`.
    pub weight: f64,
    /// History of a number without races.
    pub without_history: f64,
    /// Half-life of the history, in calendar races.
    pub half_life_races: f64,
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

/// Quantities that are not normal scores: their scale, and what they are shrunk to.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SharesConfig {
    /// Green-flag passes less times passed are clipped at plus and minus this.
    pub passing_limit: f64,
    /// And divided by this.
    pub passing_unit: f64,
    /// Prior of the passing difference, after clipping and division.
    pub passing: f64,
    /// Prior of the share of passes that were of cars in the top 15.
    pub quality_passes: f64,
    /// Prior of the share of laps run in the top 15.
    pub top_15: f64,
    /// Prior of the square root of the share of laps led.
    pub led: f64,
    /// Prior of the square root of the share of fastest laps.
    pub fastest: f64,
}
