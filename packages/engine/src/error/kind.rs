//! Kinds of error: what an edge needs to choose an exit code or an HTTP status.

use serde::{Deserialize, Serialize};

/// What sort of error it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ErrorKind))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The request cannot be right, whatever is loaded.
    Invalid,
    /// What the request names does not exist.
    NotFound,
    /// The request contradicts the present state.
    Conflict,
    /// The request may not do this.
    Forbidden,
    /// The request or its file is over a limit.
    TooLarge,
    /// Our own fault, or the machine's.
    Internal,
    /// Others are using what is needed; the same request may succeed later.
    Busy,
    /// A service does not answer; the same request may succeed later.
    Unavailable,
    /// The work was cancelled.
    Cancelled,
    /// Some of the work was done, some was not.
    Incomplete,
}

impl Kind {
    /// Whether the same request may succeed later without a change.
    pub fn is_passing(self) -> bool {
        matches!(self, Self::Busy | Self::Unavailable)
    }
}
