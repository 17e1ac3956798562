//! Whether the graph answers.

use crate::error::EngineError;
use crate::open::Engine;

impl Engine {
    /// Reads the mark of the graph's state.
    ///
    /// # Errors
    /// When the graph does not answer.
    pub fn ping(&self) -> Result<(), EngineError> {
        self.read(|_| Ok(()))
    }
}
