//! Values of the domain as words in the graph, and back.

use domain::status::StatusKind;

/// The word of a kind of ending.
pub(crate) fn status_kind(kind: StatusKind) -> &'static str {
    match kind {
        StatusKind::Running => "running",
        StatusKind::Accident => "accident",
        StatusKind::Mechanical => "mechanical",
        StatusKind::Other => "other",
    }
}

/// The kind of ending of a word, if it is one.
pub(crate) fn parse_status_kind(word: &str) -> Option<StatusKind> {
    [StatusKind::Running, StatusKind::Accident, StatusKind::Mechanical, StatusKind::Other]
        .into_iter()
        .find(|kind| status_kind(*kind) == word)
}
