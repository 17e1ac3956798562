//! Whether the graph answers, and whether it was written.

use crate::error::EngineError;
use crate::open::Engine;
use std::sync::atomic::Ordering;

impl Engine {
    /// Reads the mark of the graph's state.
    ///
    /// # Errors
    /// When the graph does not answer.
    pub fn ping(&self) -> Result<(), EngineError> {
        self.state().map(drop)
    }

    /// How often this process wrote to an embedded graph, whose only owner it is: while the number stays, so does the
    /// state. None on a server, where others write.
    pub fn writes(&self) -> Option<u64> {
        self.store.writes()
    }

    /// How many records of kept projections this process made: they move no mark, and an answer that shows them is made
    /// anew when there is another.
    pub fn kept_records(&self) -> u64 {
        self.kept_records.load(Ordering::Acquire)
    }
}
