//! The graph as sorted lines, its digest, and how much is in it.

use crate::document::Document;
use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::view::mark;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What to export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ExportRequest {
    /// Sources, vetoes and operations too.
    pub all: bool,
}

/// An export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The lines, as NDJSON.
    pub document: Document,
    /// How many.
    pub lines: u64,
}

/// The digest of the graph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DigestAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// SHA-256 of the sorted export of imported facts, 64 lower-case hexadecimal digits.
    pub digest: String,
}

/// Where the graph is and how much is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CountsAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// Address of the server, or the data folder.
    pub place: String,
    /// Nodes by label.
    pub counts: BTreeMap<String, u64>,
}

impl Engine {
    /// Exports the graph as NDJSON, sorted.
    ///
    /// # Errors
    /// When the graph cannot be read.
    pub fn export(&self, request: &ExportRequest, _progress: &Progress) -> Result<Export, EngineError> {
        self.read(|view| {
            let mut bytes = Vec::new();
            let lines = view.export(&mut bytes, request.all)? as u64;
            let document = Document {
                media_type: "application/x-ndjson",
                file_name: if request.all { "graph-all.ndjson" } else { "graph.ndjson" }.to_owned(),
                bytes,
            };
            Ok(Export { document, lines })
        })
    }

    /// Computes the digest of the imported facts.
    ///
    /// # Errors
    /// When the graph cannot be read.
    pub fn digest(&self, _progress: &Progress) -> Result<DigestAnswer, EngineError> {
        self.read(|view| Ok(DigestAnswer { state: mark(view), digest: view.digest()? }))
    }

    /// Counts the nodes of the graph. Opening an engine brings schema and reference up to date.
    ///
    /// # Errors
    /// When the graph cannot be read.
    pub fn counts(&self, _progress: &Progress) -> Result<CountsAnswer, EngineError> {
        let place = self.store.server().unwrap_or_else(|| self.data_dir().display().to_string());
        self.read(|view| Ok(CountsAnswer { state: mark(view), place: place.clone(), counts: view.counts()? }))
    }
}
