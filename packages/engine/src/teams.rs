//! The list of teams.

use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::view::mark;
use domain::aliases::folded;
use serde::{Deserialize, Serialize};

/// Which teams; an absent field does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TeamsRequest {
    /// Only those whose name contains this, whatever its case and accents.
    pub name: Option<String>,
}

/// The teams asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TeamsAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// Their names, in order.
    pub teams: Vec<String>,
}

impl Engine {
    /// Lists teams.
    ///
    /// # Errors
    /// When the graph cannot be read.
    pub fn teams(&self, request: &TeamsRequest, _progress: &Progress) -> Result<TeamsAnswer, EngineError> {
        let wanted = request.name.as_deref().map(folded);
        self.read(|view| {
            let mut teams = view.teams()?;
            teams.retain(|team| wanted.as_ref().is_none_or(|wanted| folded(team).contains(wanted)));
            Ok(TeamsAnswer { state: mark(view), teams })
        })
    }
}
