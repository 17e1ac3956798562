//! Constants of the weighted ridge.

use crate::config::ModelConfigError;
use crate::features::Feature;
use domain::series::Series;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The weighted ridge.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RidgeConfig {
    /// The features, each centred on its field's mean and divided by its root mean square.
    pub features: Vec<Feature>,
    /// Features that also have an extra coefficient for each type of track.
    pub by_type: Vec<Feature>,
    /// The quantity that is fitted.
    pub target: Target,
    /// Penalty on every coefficient of a standardised feature.
    pub lambda: f64,
    /// Half-life of a race's weight, in calendar races.
    pub half_life_races: f64,
    /// Weight of a superspeedway race relative to any other race.
    pub superspeedway_weight: f64,
    /// Number of past races at the first fit.
    pub first_fit_races: usize,
    /// Races between fits.
    pub refit_every_races: usize,
    /// Coefficients of an earlier fit, for a series without enough races for its own.
    pub prior: BTreeMap<Feature, PriorTerm>,
    /// A smaller ridge that the coefficients are drawn towards.
    pub anchor: Option<AnchorConfig>,
}

/// A smaller ridge on a few of the features, blended into the strength. Fewer coefficients are estimated more
/// precisely, and the mean of two estimates has a smaller error than either when their errors differ.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AnchorConfig {
    /// Its features, each one of the ridge's.
    pub features: Vec<Feature>,
    /// Features with an extra coefficient by type, each one of the ridge's `by_type`.
    pub by_type: Vec<Feature>,
    /// The quantity that is fitted.
    pub target: Target,
    /// Penalty on every coefficient of a standardised feature.
    pub lambda: f64,
    /// Its share by series, from 0 to 1; 0 for a series that is not listed.
    pub share: BTreeMap<Series, f64>,
}

/// Weights of the scores that make the target of a past race.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Target {
    /// Of the finish score.
    pub finish: f64,
    /// Of the running-position score.
    pub running: f64,
    /// Of the driver-rating score.
    pub rating: f64,
}

/// Scale and coefficients of one feature, from an earlier fit.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PriorTerm {
    /// Root mean square of the centred feature.
    pub scale: f64,
    /// Coefficient of the standardised feature.
    pub coefficient: f64,
    /// Added to the coefficient on each type of track: intermediate, short, road, superspeedway. Zeros for a
    /// feature that is not in `by-type`.
    pub by_type: [f64; 4],
}

impl RidgeConfig {
    /// The anchor as a ridge of its own, and its share in `series`; none where it has no share.
    pub(crate) fn anchored(&self, series: Series) -> Option<(Self, f64)> {
        let anchor = self.anchor.as_ref()?;
        let share = anchor.share.get(&series).copied().filter(|&share| share > 0.0)?;
        let ridge = Self {
            features: anchor.features.clone(),
            by_type: anchor.by_type.clone(),
            target: anchor.target,
            lambda: anchor.lambda,
            anchor: None,
            ..self.clone()
        };
        Some((ridge, share))
    }

    pub(super) fn check(&self) -> Result<(), ModelConfigError> {
        check_by_type(&self.features, &self.by_type)?;
        for &feature in &self.features {
            let term = self.prior.get(&feature).ok_or(ModelConfigError::NoPrior(feature))?;
            positive("a scale of rating.strength.ridge.prior", term.scale)?;
        }
        if let Some(&stray) = self.prior.keys().find(|feature| !self.features.contains(feature)) {
            return Err(ModelConfigError::StrayPrior(stray));
        }
        positive("rating.strength.ridge.lambda", self.lambda)?;
        positive("rating.strength.ridge.half-life-races", self.half_life_races)?;
        positive("rating.strength.ridge.refit-every-races", self.refit_every_races as f64)?;
        self.anchor.iter().try_for_each(|anchor| self.check_anchor(anchor))
    }

    fn check_anchor(&self, anchor: &AnchorConfig) -> Result<(), ModelConfigError> {
        check_by_type(&anchor.features, &anchor.by_type)?;
        let twice =
            (1..anchor.features.len()).find(|&at| anchor.features[..at].contains(&anchor.features[at]));
        if let Some(at) = twice {
            return Err(ModelConfigError::Twice(anchor.features[at]));
        }
        let stray = |listed: &[Feature], own: &[Feature]| {
            own.iter().copied().find(|feature| !listed.contains(feature))
        };
        let stray = stray(&self.features, &anchor.features).or_else(|| stray(&self.by_type, &anchor.by_type));
        if let Some(stray) = stray {
            return Err(ModelConfigError::StrayAnchor(stray));
        }
        positive("rating.strength.ridge.anchor.lambda", anchor.lambda)?;
        match anchor.share.values().find(|share| !(0.0..=1.0).contains(*share)) {
            None => Ok(()),
            Some(&value) => Err(ModelConfigError::OutOfRange {
                name: "a share of rating.strength.ridge.anchor",
                value,
                range: "from 0 to 1",
            }),
        }
    }
}

fn check_by_type(features: &[Feature], by_type: &[Feature]) -> Result<(), ModelConfigError> {
    for (index, &feature) in by_type.iter().enumerate() {
        if !features.contains(&feature) {
            return Err(ModelConfigError::OnlyByType(feature));
        }
        if by_type[..index].contains(&feature) {
            return Err(ModelConfigError::Twice(feature));
        }
    }
    Ok(())
}

pub(super) fn positive(name: &'static str, value: f64) -> Result<(), ModelConfigError> {
    if value > 0.0 && value.is_finite() {
        return Ok(());
    }
    Err(ModelConfigError::OutOfRange { name, value, range: "a positive number" })
}
