//! The audit trail: every write, who made it and what came of it.

use super::{Operations, OperationsError, now};
use crate::error::EngineError;
use serde::{Deserialize, Serialize};

/// A line to be added.
pub type Act = ops::audit::Act;

/// A line of the trail.
pub type AuditLine = ops::audit::AuditLine;

/// Which lines to list; an absent field does not narrow.
pub type AuditFilter = ops::audit::AuditFilter;

/// Lines of the audit trail, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuditAnswer {
    /// The lines.
    pub lines: Vec<AuditLine>,
    /// Where the list goes on; absent on its last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl Operations {
    /// Adds a line; it is on disk when this returns.
    ///
    /// # Errors
    /// When the records cannot be written.
    pub fn record(&self, act: Act) -> Result<(), EngineError> {
        ops::audit::append(&self.records, act, now()).map_err(OperationsError::from)?;
        Ok(())
    }

    /// Lists the trail, the newest line first, at most `limit`.
    ///
    /// # Errors
    /// A cursor of another list, or records that cannot be read.
    pub fn audit(
        &self,
        filter: &AuditFilter,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<AuditAnswer, EngineError> {
        let page = ops::audit::list(&self.records, filter, cursor, limit).map_err(OperationsError::from)?;
        Ok(AuditAnswer { lines: page.items, next: page.next.map(|next| next.to_string()) })
    }
}
