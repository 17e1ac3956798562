//! What must be written to bring a race group to the state that the raw rows give it.

use crate::rows::RaceRows;
use crate::value::Value;

/// What is to be written of one race group.
pub(crate) struct Change {
    pub race_group: String,
    /// Races to be swapped whole, and whether the graph has one of that key.
    pub swaps: Vec<(RaceRows, bool)>,
    /// Keys of races to be removed.
    pub removed: Vec<String>,
    /// The parts that state a race, of races swapped or stated by other parts than before.
    pub statements: Vec<(String, Vec<String>)>,
    pub parts_created: Vec<Value>,
    pub parts_updated: Vec<Value>,
    pub parts_removed: Vec<String>,
    pub quarantines_created: Vec<Value>,
    pub quarantines_removed: Vec<String>,
    /// Key and group of every quarantine to be kept, where a part or quarantine changed.
    pub quarantine_links: Vec<Value>,
}

impl Change {
    /// How many parts and quarantines are created, changed or removed.
    pub fn records(&self) -> usize {
        self.parts_created.len()
            + self.parts_updated.len()
            + self.parts_removed.len()
            + self.quarantines_created.len()
            + self.quarantines_removed.len()
    }

    /// Whether nothing is to be written.
    pub fn is_empty(&self) -> bool {
        self.swaps.is_empty() && self.removed.is_empty() && self.statements.is_empty() && self.records() == 0
    }
}
