//! One committed state of the graph for all reads of a use case.

use crate::error::EngineError;
use crate::open::Engine;

pub(crate) use graph::View;

impl Engine {
    /// Runs `work`, which only reads, on one committed state of the graph. It may run again where a writer came between,
    /// so it has no effects of its own, and what takes long is computed after it.
    ///
    /// # Errors
    /// Those of `work`.
    pub(crate) fn read<T>(
        &self,
        work: impl Fn(&View<'_>) -> Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        self.store.snapshot(work)
    }
}

/// The mark of a state: equal marks mean equal facts.
pub(crate) fn mark(view: &View<'_>) -> String {
    view.mark().to_owned()
}

impl Engine {
    /// The mark of the graph's present state: equal marks mean that equal questions have equal answers.
    ///
    /// # Errors
    /// When the graph cannot be read.
    pub fn state(&self) -> Result<String, EngineError> {
        self.read(|view| Ok(mark(view)))
    }
}
