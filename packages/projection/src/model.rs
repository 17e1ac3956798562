//! A model: its rating and its simulator, with version and digest.

use crate::distance::Distance;
use crate::evidence::EvidenceConfig;
use crate::layers::LayersConfig;
use crate::model_file::{ModelError, Resolved, resolve};
use crate::models::NamedModel;
use ratings::config::RatingModel;
use serde::Deserialize;
use simulator::config::SimulatorConfig;

/// A model as its file states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Version, named in everything it projects.
    pub version: String,
    /// Digest of the model file and of what it extends ([`Resolved::digest`]).
    pub digest: String,
    /// Over how many laps.
    pub distance: Distance,
    /// The rating.
    pub rating: RatingModel,
    /// The simulated race.
    pub simulator: SimulatorConfig,
    /// How the layers of the simulated race are fitted, from and towards `simulator`; none if its values are
    /// used unchanged.
    pub simulator_fit: Option<LayersConfig>,
    /// How evidence of the race week is read; none if it is not.
    pub evidence: Option<EvidenceConfig>,
}

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
    /// Reads `text`, the contents of the model file `file`, and the models that it extends ([`crate::model_file`]). Every
    /// constant must be there and no other: none has a default. (A file without `[simulator-fit]` asks for no fit, one
    /// without `[evidence]` reads no evidence, one without `distance` simulates the scheduled one, a ridge without
    /// `anchor` has none, and kernels without `parents` are shrunk to the next wider one.)
    ///
    /// ```
    /// use projection::Model;
    ///
    /// let text = r#"
    ///     version = "e1-slow"
    ///     extends = "e1"
    ///     [rating.common.kernels.short]
    ///     half-life-races = 15.0
    /// "#;
    /// let model = Model::parse("mine.toml", text)?;
    /// assert_eq!(model.rating.common.kernels.short.half_life_races, 15.0);
    /// assert_eq!(model.simulator, Model::named("e1").unwrap().simulator);
    /// # Ok::<(), projection::ModelError>(())
    /// ```
    ///
    /// # Errors
    /// Not TOML, an unknown model to extend, or a constant missing, unknown or of the wrong type; the message names the
    /// file, and the line or the key.
    pub fn parse(file: &str, text: &str) -> Result<Self, ModelError> {
        let Resolved { table, digest } = resolve(file, text)?;
        // Of a file that extends no other the text itself is read, so that errors show the line.
        let constants = match text.parse::<toml::Table>() {
            Ok(own) if own == table => toml::from_str::<File>(text),
            _ => table.try_into(),
        };
        let constants =
            constants.map_err(|source| ModelError::Constants { file: file.to_owned(), source })?;
        Ok(Self {
            version: constants.version,
            digest,
            distance: constants.distance,
            rating: constants.rating,
            simulator: constants.simulator,
            simulator_fit: constants.simulator_fit,
            evidence: constants.evidence,
        })
    }

    /// The compiled-in model called `name` in [`MODELS`](crate::models::MODELS).
    pub fn named(name: &str) -> Option<Self> {
        let NamedModel { file, text, .. } = NamedModel::find(name)?;
        Some(Self::parse(file, text).expect("a test reads every compiled-in model"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::{DEFAULT_MODEL, MODELS};

    #[test]
    fn the_compiled_in_models_read_and_share_one_race() {
        let (baseline, start) = (Model::named("baseline-c").unwrap(), Model::named("start-only").unwrap());
        assert_eq!(baseline.simulator, start.simulator);
        assert_eq!(baseline.rating.common.kernels, start.rating.common.kernels);
        assert_ne!(baseline.digest, start.digest);
        assert_eq!(baseline.digest.len(), 64);
        let fitted = Model::named("baseline-c-fitted").unwrap();
        assert_eq!(fitted.rating, baseline.rating);
        assert!(fitted.simulator_fit.is_some() && baseline.simulator_fit.is_none());
    }

    #[test]
    fn with_the_weekend_a_model_is_the_same_but_for_its_evidence() {
        let (plain, weekend) = (Model::named("e2").unwrap(), Model::named("e2-weekend").unwrap());
        assert!(plain.evidence.is_none() && weekend.evidence.is_some());
        let without =
            Model { evidence: None, version: plain.version.clone(), digest: plain.digest.clone(), ..weekend };
        assert_eq!(without, plain);
    }

    #[test]
    fn every_model_reads_and_its_version_begins_with_its_name() {
        for named in MODELS {
            let model = Model::parse(named.file, named.text).unwrap_or_else(|error| panic!("{error}"));
            assert!(model.version.starts_with(named.name), "{} is {}", named.name, model.version);
        }
        assert_eq!(Model::named("hunch"), None);
        assert!(Model::named(DEFAULT_MODEL).is_some());
    }

    #[test]
    fn a_constant_that_is_missing_or_unknown_is_named() {
        let text = NamedModel::find("baseline-c").unwrap().text;
        let parse = |text: &str| Model::parse("mine.toml", text).unwrap_err().to_string();
        let missing = parse(&text.replacen("lambda = 30.0\n", "", 1));
        assert!(missing.contains("lambda") && missing.contains("mine.toml"), "{missing}");
        let unknown = parse(&text.replacen("lambda = 30.0", "lamda = 30.0", 1));
        assert!(unknown.contains("lamda") && unknown.contains("line "), "{unknown}");
        // In a file that extends another the key is named, with the tables it stands in.
        let unknown =
            parse("version = \"x\"\nextends = \"e1\"\n[rating.common.kernels.short]\nhalflife = 3.0\n");
        assert!(unknown.contains("halflife") && unknown.contains("rating.common.kernels.short"), "{unknown}");
        let missing =
            parse("version = \"x\"\nextends = \"e1\"\nwithout = [\"rating.common.kernels.short\"]\n");
        assert!(missing.contains("short"), "{missing}");
    }

    #[test]
    fn the_anchor_of_a_ridge_is_checked() {
        let text = NamedModel::find("e1").unwrap().text;
        let wrong = |from: &str, to: &str| {
            assert!(text.contains(from));
            Model::parse("mine.toml", &text.replacen(from, to, 1)).unwrap_err().to_string()
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
