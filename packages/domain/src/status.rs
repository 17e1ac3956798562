//! How a race ended for a car.

use serde::{Deserialize, Serialize};

/// Raw status of a source, as written, and its kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// Lower-case text of the source.
    pub raw: String,
    /// Kind.
    pub kind: StatusKind,
}

/// Taxonomy of endings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StatusKind {
    /// Running at the end.
    Running,
    /// Out by an accident or the damaged-vehicle policy.
    Accident,
    /// Out by a failure of the car.
    Mechanical,
    /// Out for another reason.
    Other,
}
