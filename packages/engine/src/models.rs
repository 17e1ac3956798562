//! The models that can be asked for by name.

use crate::error::EngineError;
use crate::open::Engine;
use domain::nearest::nearest;
use projection::{MODELS, Model};
use serde::{Deserialize, Serialize};

pub use projection::DEFAULT_MODEL;

/// Names offered in an error.
const SUGGESTIONS: usize = 3;

/// A model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ModelLine {
    /// Its name in requests.
    pub name: String,
    /// What it is, in a line.
    pub about: String,
    /// Version of the model file.
    pub version: String,
    /// SHA-256 of the model file.
    pub digest: String,
    /// Whether it reads evidence of the race week.
    pub reads_evidence: bool,
    /// Whether it is the default.
    pub default: bool,
}

/// Every model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ModelsAnswer {
    /// The models, simplest first.
    pub models: Vec<ModelLine>,
}

impl Engine {
    /// Lists the models compiled into the program; needs no graph.
    pub fn models() -> ModelsAnswer {
        let line = |named: &projection::NamedModel| {
            let model = Model::named(named.name)?;
            Some(ModelLine {
                name: named.name.to_owned(),
                about: named.about.to_owned(),
                reads_evidence: model.evidence.is_some(),
                default: named.name == DEFAULT_MODEL,
                version: model.version,
                digest: model.digest,
            })
        };
        ModelsAnswer { models: MODELS.iter().filter_map(line).collect() }
    }
}

/// Names of the models, simplest first.
pub fn names() -> impl Iterator<Item = &'static str> {
    MODELS.iter().map(|named| named.name)
}

/// The model of a request that names none.
pub(crate) fn default_model() -> String {
    DEFAULT_MODEL.to_owned()
}

/// The model called `name`.
///
/// # Errors
/// [`EngineError::UnknownModel`] lists the names.
pub(crate) fn named(name: &str) -> Result<Model, EngineError> {
    Model::named(name).ok_or_else(|| EngineError::UnknownModel {
        name: name.to_owned(),
        suggestions: nearest(name, names(), SUGGESTIONS),
        known: names().map(str::to_owned).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Advice, Kind};

    #[test]
    fn every_listed_model_can_be_asked_for_and_one_is_the_default() {
        let models = Engine::models().models;
        assert_eq!(models.len(), names().count());
        assert_eq!(models.iter().filter(|model| model.default).count(), 1);
        assert!(names().all(|name| named(name).is_ok()));
    }

    #[test]
    fn an_unknown_model_is_an_error_that_lists_the_names() {
        let error = named("e9").unwrap_err();
        assert_eq!((error.kind(), error.next_step()), (Kind::NotFound, Some(Advice::ListModels)));
        assert!(error.to_string().contains("e2-weekend"), "{error}");
    }
}
