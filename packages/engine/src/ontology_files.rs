//! The files generated from the ontology: OWL, SHACL, JSON Schema and the page.

use crate::document::Document;
use crate::error::EngineError;
use crate::open::Engine;
use serde::{Deserialize, Serialize};

/// The files of the ontology.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct OntologyAnswer {
    /// Their names.
    pub files: Vec<String>,
}

impl Engine {
    /// Lists the files of the ontology; needs no graph.
    pub fn ontology_files() -> OntologyAnswer {
        OntologyAnswer { files: documents().map(|(name, _)| name).collect() }
    }

    /// One file of the ontology by its name; needs no graph.
    ///
    /// # Errors
    /// [`EngineError::UnknownDocument`] with the names.
    pub fn ontology_file(name: &str) -> Result<Document, EngineError> {
        let found = documents().find(|(known, _)| known == name);
        let (file_name, text) = found.ok_or_else(|| EngineError::UnknownDocument {
            name: name.to_owned(),
            known: Self::ontology_files().files,
        })?;
        let media_type = match file_name.rsplit('.').next() {
            Some("ttl") => "text/turtle",
            Some("json") => "application/schema+json",
            Some("md") => "text/markdown; charset=utf-8",
            _ => "text/plain; charset=utf-8",
        };
        Ok(Document { media_type, file_name, bytes: text.into_bytes() })
    }
}

/// The generated files for readers, by the last part of their path.
fn documents() -> impl Iterator<Item = (String, String)> {
    let of_docs = |(path, text): (String, String)| {
        let name = path.strip_prefix("docs/")?.rsplit('/').next()?.to_owned();
        Some((name, text))
    };
    ontology::generate::files().into_iter().filter_map(of_docs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_file_can_be_asked_for() {
        let files = Engine::ontology_files().files;
        assert!(files.iter().any(|name| name.ends_with(".ttl")), "{files:?}");
        assert!(files.iter().all(|name| Engine::ontology_file(name).is_ok()));
        assert_eq!(Engine::ontology_file("../secret").unwrap_err().code(), "unknown-document");
    }
}
