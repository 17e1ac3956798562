//! Constants of the ratings made by an algorithm of their own.

use crate::config::Target;
use serde::Deserialize;

/// Which algorithm, and its constants.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SkillConfig {
    /// Mean finish of the season.
    SeasonAverage(SeasonAverageConfig),
    /// Plackett-Luce over decayed orders.
    DynamicPlackettLuce(DynamicPlackettLuceConfig),
    /// Weng and Lin's online rating.
    WengLin(WengLinConfig),
}

/// Mean finish this season where there are enough starts, else last season's, else this season's, else a
/// constant.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SeasonAverageConfig {
    /// Starts this season that are enough.
    pub enough_starts: u32,
    /// Mean finish of a driver without starts in both seasons.
    pub without_starts: f64,
    /// Places per unit of skill.
    pub places_per_unit: f64,
}

/// Which order of a past race is fitted.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// The on-track finish.
    Finish,
    /// By a weighted sum of the scores of a race.
    Blend(Target),
}

/// Plackett-Luce with decayed races and a normal prior on each log-worth.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DynamicPlackettLuceConfig {
    /// The order fitted.
    pub order: Order,
    /// Half-life of a race's weight, in calendar races.
    pub half_life_races: f64,
    /// Standard deviation of the prior of a log-worth.
    pub prior_sd: f64,
    /// Log-worth for each unit of the driver's prior normal score.
    pub prior_scale: f64,
}

/// Weng and Lin's approximate Bayesian rating, Plackett-Luce form, with a drift between races.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct WengLinConfig {
    /// The order learnt from.
    pub order: Order,
    /// Standard deviation of a new driver's skill.
    pub prior_sd: f64,
    /// Skill for each unit of the driver's prior normal score.
    pub prior_scale: f64,
    /// Standard deviation of a performance about the skill.
    pub beta: f64,
    /// Standard deviation that a calendar race adds to every skill.
    pub drift: f64,
    /// Smallest share of a variance that one race leaves.
    pub minimum_share: f64,
}
