//! Constants of the residual effects.

use crate::config::ModelConfigError;
use crate::config::ridge::positive;
use crate::features::Feature;
use domain::ids::ClassKey;
use serde::Deserialize;

/// What recent races showed beyond the strengths given before them, smoothed over driver and team, and how much of it
/// is added to a strength.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ResidualConfig {
    /// The effects, each a residual feature.
    pub features: Vec<Feature>,
    /// Half-life of a race's weight, in calendar races.
    pub half_life_races: f64,
    /// Weight of a superspeedway race relative to any other race.
    pub superspeedway_weight: f64,
    /// Races without a residual that every effect starts with.
    pub pseudo_races: f64,
    /// Strength for each unit of an effect.
    pub share: f64,
    /// Classes of the ontology that are a type of their own in the effects by type.
    pub classes_apart: Vec<ClassKey>,
}

impl ResidualConfig {
    pub(super) fn check(&self) -> Result<(), ModelConfigError> {
        for (index, &feature) in self.features.iter().enumerate() {
            if !feature.is_residual() {
                return Err(ModelConfigError::NotAResidual(feature));
            }
            if self.features[..index].contains(&feature) {
                return Err(ModelConfigError::Twice(feature));
            }
        }
        positive("rating.residual.half-life-races", self.half_life_races)?;
        positive("rating.residual.pseudo-races", self.pseudo_races)?;
        positive("rating.residual.superspeedway-weight", self.superspeedway_weight)?;
        positive("rating.residual.share", self.share)
    }
}
