//! The graph checked against the ontology.

use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::races::lines;
use crate::view::mark;
use serde::{Deserialize, Serialize};

/// What the checks found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CheckAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// Checks made.
    pub checks: u32,
    /// Races that are loaded; with none, only the built-in reference was checked.
    pub races: u32,
    /// What breaks them; a check reports its first offenders only.
    pub violations: Vec<Violation>,
}

/// A broken rule of the ontology.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Violation {
    /// Name of the check, such as `race-key-unique`.
    pub check: String,
    /// Key of the node that breaks it, if it has one.
    pub key: Option<String>,
    /// The other node or value involved, if any.
    pub other: Option<String>,
}

impl Engine {
    /// Runs every check that the ontology generates.
    ///
    /// # Errors
    /// When the graph cannot be read.
    pub fn check_graph(&self, _progress: &Progress) -> Result<CheckAnswer, EngineError> {
        self.read(|view| {
            let report = view.check()?;
            let violation = |violation: graph::Violation| Violation {
                check: violation.check,
                key: violation.key,
                other: violation.other,
            };
            Ok(CheckAnswer {
                state: mark(view),
                checks: report.checks as u32,
                races: lines(view)?.len() as u32,
                violations: report.violations.into_iter().map(violation).collect(),
            })
        })
    }
}
