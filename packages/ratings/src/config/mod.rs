//! Every constant of a rating model, from a versioned model file.

mod pooled;
mod residual;
mod ridge;
mod skill;
mod spread;

pub use pooled::{
    CarPriorConfig, EquipmentConfig, KernelConfig, KernelsConfig, Parents, PriorConfig, RatesConfig,
    SharesConfig,
};
pub use residual::ResidualConfig;
pub use ridge::{AnchorConfig, PriorTerm, RidgeConfig, Target};
pub use skill::{DynamicPlackettLuceConfig, Order, SeasonAverageConfig, SkillConfig, WengLinConfig};
pub use spread::{EraConfig, PriorSpreadWeight, Refit, Spread, SpreadConfig, SpreadPrior, Tilt, TiltConfig};

use crate::features::Feature;
use serde::Deserialize;

/// A rating model and its constants.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct RatingModel {
    /// What every model needs.
    pub common: CommonConfig,
    /// A rating from a separate algorithm, which the strength may use as [`Feature::Skill`].
    pub skill: Option<SkillConfig>,
    /// How the strength is computed from the features.
    pub strength: StrengthConfig,
    /// What recent races showed beyond it; none if it stays as it is.
    pub residual: Option<ResidualConfig>,
}

/// How the strength is computed from the features.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StrengthConfig {
    /// One feature, centred on the field's mean.
    Single(Feature),
    /// A weighted ridge over many features.
    Ridge(Box<RidgeConfig>),
}

/// Constants that every model needs.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CommonConfig {
    /// Kernels of a driver's past races.
    pub kernels: KernelsConfig,
    /// The prior of a driver without races in the series.
    pub prior: PriorConfig,
    /// Retirement rates before there is any history.
    pub rates: RatesConfig,
    /// Shares and differences that are not normal scores; needed by the features computed from them.
    pub shares: Option<SharesConfig>,
    /// Kernels of team, car number and make; needed by their features.
    pub equipment: Option<EquipmentConfig>,
    /// Fit of the race's slope and spread.
    pub spread: SpreadConfig,
}

/// Why a model file is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ModelConfigError {
    /// A feature without the constants it is made from.
    #[error("feature `{feature}` needs the table `{table}`")]
    Missing {
        /// The feature.
        feature: Feature,
        /// The table that is not there.
        table: &'static str,
    },
    /// A feature that is listed by type only.
    #[error("feature `{0}` is listed in by-type but not in features")]
    OnlyByType(Feature),
    /// A feature listed twice.
    #[error("feature `{0}` is listed twice")]
    Twice(Feature),
    /// No prior coefficient for a feature.
    #[error("the ridge's prior has no entry for feature `{0}`")]
    NoPrior(Feature),
    /// A prior for a feature the model does not have.
    #[error("the ridge's prior has an entry for `{0}`, which is not a feature of the model")]
    StrayPrior(Feature),
    /// An anchor on a feature, or a feature by type, that the ridge does not have.
    #[error("the ridge's anchor lists `{0}`, which the ridge itself does not list in the same place")]
    StrayAnchor(Feature),
    /// A residual among the features of the strength.
    #[error("feature `{0}` is a residual of the strength: list it in rating.residual.features")]
    AResidual(Feature),
    /// Another feature among the residuals.
    #[error("feature `{0}` in rating.residual.features is no residual")]
    NotAResidual(Feature),
    /// A number out of its range.
    #[error("{name} is {value}: it must be {range}")]
    OutOfRange {
        /// Name of the constant.
        name: &'static str,
        /// Its value.
        value: f64,
        /// What it may be.
        range: &'static str,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Unchecked {
    common: CommonConfig,
    skill: Option<SkillConfig>,
    strength: StrengthConfig,
    residual: Option<ResidualConfig>,
}

impl TryFrom<Unchecked> for RatingModel {
    type Error = ModelConfigError;

    fn try_from(file: Unchecked) -> Result<Self, ModelConfigError> {
        let model =
            Self { common: file.common, skill: file.skill, strength: file.strength, residual: file.residual };
        model.check()?;
        Ok(model)
    }
}

impl RatingModel {
    /// The features that its strength uses, in the order of its file.
    pub fn features(&self) -> &[Feature] {
        match &self.strength {
            StrengthConfig::Single(feature) => std::slice::from_ref(feature),
            StrengthConfig::Ridge(ridge) => &ridge.features,
        }
    }

    /// Whether `feature` is one of them.
    pub fn has(&self, feature: Feature) -> bool {
        self.features().contains(&feature)
    }

    fn check(&self) -> Result<(), ModelConfigError> {
        let features = self.features();
        for (index, &feature) in features.iter().enumerate() {
            if features[..index].contains(&feature) {
                return Err(ModelConfigError::Twice(feature));
            }
            if feature.is_residual() {
                return Err(ModelConfigError::AResidual(feature));
            }
            let missing = |table| Err(ModelConfigError::Missing { feature, table });
            if feature.is_share() && self.common.shares.is_none() {
                return missing("rating.common.shares");
            }
            if feature.is_of_equipment() && self.common.equipment.is_none() {
                return missing("rating.common.equipment");
            }
            if feature == Feature::Skill && self.skill.is_none() {
                return missing("rating.skill");
            }
        }
        if let Some(tilt) = &self.common.spread.tilt {
            ridge::positive("rating.common.spread.tilt.races", tilt.races)?;
        }
        if let Some(residual) = &self.residual {
            residual.check()?;
        }
        match &self.strength {
            StrengthConfig::Single(_) => Ok(()),
            StrengthConfig::Ridge(ridge) => ridge.check(),
        }
    }
}
