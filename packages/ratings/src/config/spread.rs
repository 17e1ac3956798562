//! Constants of the fit of a race's slope and spread.

use domain::series::Series;
use serde::Deserialize;

/// Fit of finish score on strength, among cars running at the end.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SpreadConfig {
    /// When it is fitted anew.
    pub refit: Refit,
    /// Half-life of a race's weight, in calendar races.
    pub half_life_races: f64,
    /// Factor on the fitted residual spread.
    pub sigma_factor: f64,
    /// Races on a type needed for a fit of its own.
    pub minimum_races: usize,
    /// Changes of the sport: what came before counts for less.
    pub eras: Vec<EraConfig>,
    /// How much wider strong cars spread than weak ones; alike where it is absent.
    #[serde(default)]
    pub tilt: Option<TiltConfig>,
    /// Weight of the prior beside a type's own races.
    pub prior_weight: PriorSpreadWeight,
    /// Used for a type with fewer.
    pub prior: SpreadPrior,
}

/// When the slope and spread are fitted anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refit {
    /// On the races before the season.
    EachSeason,
    /// Whenever the ridge is; for a model without a ridge, on every race.
    WithTheRidge,
}

/// From `first_season` on, races of `series` in earlier seasons count `weight_before` as much.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EraConfig {
    /// Series.
    pub series: Series,
    /// First season of the era.
    pub first_season: i16,
    /// Weight of races before it, 0..1, in fits of slope and spread for races in it.
    pub weight_before: f64,
}

/// Fit of the logarithm of sigma on the mean of the latent finish, with a slope below the field's mean and
/// another above it.
///
/// What is strong can fall back further than what is weak can rise: accidents that end no race, strategy and
/// pit lane cost places, and the last places are nobody's bad luck.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TiltConfig {
    /// The slopes where there is nothing to fit them on.
    pub prior: Tilt,
    /// How many races they are worth beside a type's own, above 0.
    pub races: f64,
}

/// Slopes of the logarithm of sigma on the mean of the latent finish; 0 where all cars spread alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Tilt {
    /// Where the mean is below 0.
    pub below: f64,
    /// Where it is above.
    pub above: f64,
}

impl Tilt {
    /// Logarithm of what sigma is multiplied by for a car whose latent finish has the mean `latent`.
    pub fn log_factor(&self, latent: f64) -> f64 {
        self.below * latent.min(0.0) + self.above * latent.max(0.0)
    }
}

/// How many races of the prior are added to a type's own.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PriorSpreadWeight {
    /// To the slope.
    pub slope_races: f64,
    /// To the spread.
    pub sigma_races: f64,
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
