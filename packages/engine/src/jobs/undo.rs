//! Undoing an import, as a job.

use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::undo::{UndoAnswer, UndoRequest};

/// Name of this kind of job.
pub(super) const KIND: &str = "undo";

/// Undoes the import.
pub(super) fn run(
    request: &UndoRequest,
    engine: &Engine,
    progress: &Progress,
) -> Result<UndoAnswer, EngineError> {
    engine.undo(request, progress)
}
