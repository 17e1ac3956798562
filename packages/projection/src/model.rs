//! A model: its rating and its simulator, with version and digest.

use crate::distance::Distance;
use crate::evidence::EvidenceConfig;
use crate::layers::LayersConfig;
use domain::hex;
use ratings::config::RatingModel;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use simulator::config::SimulatorConfig;

/// A model as its file states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Version, named in everything it projects.
    pub version: String,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub digest: String,
    /// Over how many laps.
    pub distance: Distance,
    /// The rating.
    pub rating: RatingModel,
    /// The simulated race.
    pub simulator: SimulatorConfig,
    /// How the layers of the simulated race are fitted, from and towards `simulator`; none where its values
    /// are used as they stand.
    pub simulator_fit: Option<LayersConfig>,
    /// How evidence of the race week is read; none where it is not.
    pub evidence: Option<EvidenceConfig>,
}

/// Why a model file is not accepted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("model file: {0}")]
pub struct ModelError(#[from] toml::de::Error);

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct File {
    version: String,
    #[serde(default)]
    distance: Distance,
    rating: RatingModel,
    simulator: SimulatorConfig,
    simulator_fit: Option<LayersConfig>,
    evidence: Option<EvidenceConfig>,
}

impl Model {
    /// Reads a model file. Every constant must be there and no other: none has a default. (A file without
    /// `[simulator-fit]` asks for no fit, one without `[evidence]` reads no evidence, one without
    /// `distance` simulates the scheduled one, a ridge without `anchor` has none,
    /// and kernels without `parents` are shrunk to the next wider one.)
    ///
    /// # Errors
    /// Not TOML, or a constant missing, unknown or of the wrong type; the message names it and its line.
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        let file: File = toml::from_str(text)?;
        Ok(Self {
            version: file.version,
            digest: hex::encode(&Sha256::digest(text.as_bytes())),
            distance: file.distance,
            rating: file.rating,
            simulator: file.simulator,
            simulator_fit: file.simulator_fit,
            evidence: file.evidence,
        })
    }

    /// Baseline C, as compiled in.
    pub fn baseline_c() -> Self {
        Self::compiled_in(include_str!("../../../data/reference/model-baseline-c.toml"))
    }

    /// Baseline C with every layer of the simulated race fitted, as compiled in.
    pub fn baseline_c_fitted() -> Self {
        Self::compiled_in(include_str!("../../../data/reference/model-baseline-c-fitted.toml"))
    }

    /// Start only, as compiled in.
    pub fn start_only() -> Self {
        Self::compiled_in(include_str!("../../../data/reference/model-start-only.toml"))
    }

    /// E1, as compiled in: the race logs alone.
    pub fn e1() -> Self {
        Self::compiled_in(include_str!("../../../data/reference/model-e1.toml"))
    }

    /// E2, as compiled in: with team, car number and make.
    pub fn e2() -> Self {
        Self::compiled_in(include_str!("../../../data/reference/model-e2.toml"))
    }

    /// E2 with the evidence of the race week, as compiled in.
    pub fn e2_weekend() -> Self {
        Self::compiled_in(include_str!("../../../data/reference/model-e2-weekend.toml"))
    }

    /// Season average, as compiled in.
    pub fn season_average() -> Self {
        Self::compiled_in(include_str!("../../../data/reference/model-season-average.toml"))
    }

    /// Dynamic Plackett-Luce, as compiled in.
    pub fn dynamic_plackett_luce() -> Self {
        Self::compiled_in(include_str!("../../../data/reference/model-dynamic-plackett-luce.toml"))
    }

    /// Weng-Lin, as compiled in.
    pub fn weng_lin() -> Self {
        Self::compiled_in(include_str!("../../../data/reference/model-weng-lin.toml"))
    }

    fn compiled_in(text: &str) -> Self {
        Self::parse(text).expect("the compiled-in model files are checked by a test")
    }

    /// Names of the compiled-in models.
    pub const NAMES: [&'static str; 9] = [
        "baseline-c",
        "baseline-c-fitted",
        "start-only",
        "season-average",
        "dynamic-plackett-luce",
        "weng-lin",
        "e1",
        "e2",
        "e2-weekend",
    ];

    /// A compiled-in model by its name, one of [`Model::NAMES`].
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "baseline-c" => Some(Self::baseline_c()),
            "baseline-c-fitted" => Some(Self::baseline_c_fitted()),
            "start-only" => Some(Self::start_only()),
            "season-average" => Some(Self::season_average()),
            "dynamic-plackett-luce" => Some(Self::dynamic_plackett_luce()),
            "weng-lin" => Some(Self::weng_lin()),
            "e1" => Some(Self::e1()),
            "e2" => Some(Self::e2()),
            "e2-weekend" => Some(Self::e2_weekend()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiled_in_models_read_and_share_one_race() {
        let (baseline, start) = (Model::baseline_c(), Model::start_only());
        assert_eq!(baseline.simulator, start.simulator);
        assert_eq!(baseline.rating.common.kernels, start.rating.common.kernels);
        assert_ne!(baseline.digest, start.digest);
        assert_eq!(baseline.digest.len(), 64);
        let fitted = Model::baseline_c_fitted();
        assert_eq!(fitted.rating, baseline.rating);
        assert!(fitted.simulator_fit.is_some() && baseline.simulator_fit.is_none());
    }

    #[test]
    fn with_the_weekend_a_model_is_the_same_but_for_its_evidence() {
        let (plain, weekend) = (Model::e2(), Model::e2_weekend());
        assert!(plain.evidence.is_none() && weekend.evidence.is_some());
        let without =
            Model { evidence: None, version: plain.version.clone(), digest: plain.digest.clone(), ..weekend };
        assert_eq!(without, plain);
    }

    #[test]
    fn every_model_has_a_name_and_states_it() {
        for name in Model::NAMES {
            let model = Model::named(name).unwrap();
            assert!(model.version.starts_with(name), "{name} is {}", model.version);
        }
        assert_eq!(Model::named("hunch"), None);
    }

    #[test]
    fn a_constant_that_is_missing_or_unknown_is_named() {
        let text = include_str!("../../../data/reference/model-baseline-c.toml");
        let missing = Model::parse(&text.replacen("lambda = 30.0\n", "", 1)).unwrap_err().to_string();
        assert!(missing.contains("lambda"), "{missing}");
        let unknown =
            Model::parse(&text.replacen("lambda = 30.0", "lamda = 30.0", 1)).unwrap_err().to_string();
        assert!(unknown.contains("lamda"), "{unknown}");
    }

    #[test]
    fn an_anchor_holds_to_its_ridge() {
        let text = include_str!("../../../data/reference/model-e1.toml");
        let wrong = |from: &str, to: &str| {
            assert!(text.contains(from));
            Model::parse(&text.replacen(from, to, 1)).unwrap_err().to_string()
        };
        let listed = r#"features = ["rating-medium", "rating-same-type", "start"]"#;
        let stray = wrong(listed, r#"features = ["rating-medium", "make", "start"]"#);
        assert!(stray.contains("anchor lists `make`"), "{stray}");
        let by_type = wrong(r#"by-type = ["start"]"#, r#"by-type = ["rating-long"]"#);
        assert!(by_type.contains("rating-long"), "{by_type}");
        let share = wrong("cup = 0.3", "cup = 1.3");
        assert!(share.contains("1.3") && share.contains("from 0 to 1"), "{share}");
    }
}
