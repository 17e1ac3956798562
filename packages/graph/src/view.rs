//! One committed state of the graph, for all reads of one question.

use crate::error::ReadError;
use crate::store::{Store, Tx};

/// One committed state of the graph. Every read is a method of it, so that whatever a use case puts
/// together from several reads is of one state.
pub struct View<'a> {
    pub(crate) tx: Tx<'a>,
    mark: String,
}

impl<'a> View<'a> {
    pub(crate) fn new(tx: Tx<'a>, mark: Option<String>) -> Self {
        Self { tx, mark: mark.unwrap_or_else(|| crate::mark::UNWRITTEN.to_owned()) }
    }

    /// The mark of this state: opaque text, to be compared for equality alone. Equal marks mean equal
    /// facts, evidence, claims, reference and list of files; every transaction that changes any of
    /// them leaves a mark that was never used before, by any store. It survives closing and copying
    /// the graph's file, and is not part of any digest.
    pub fn mark(&self) -> &str {
        &self.mark
    }
}

impl Store {
    /// Runs `work` against one committed state of the graph: its reads see all of a transaction or
    /// nothing, and no two of them see different states, even if others write meanwhile.
    ///
    /// The embedded store lets no transaction begin while `work` runs, so keep it short: read in it,
    /// compute after it. On a server the mark is compared before and after; where a writer moved it
    /// `work` runs again, and from the fourth time on writers are kept waiting until it is done. So
    /// `work` must have no effects of its own.
    ///
    /// Do not call it within `work`: a writer that waits between the two snapshots would block both.
    ///
    /// # Errors
    /// Those of `work`; [`ReadError::Busy`] where a writer has the graph for longer than the
    /// store's settings allow; of a server, what keeps it from answering.
    pub fn snapshot<T, E: From<ReadError>>(&self, work: impl Fn(&View<'_>) -> Result<T, E>) -> Result<T, E> {
        self.read_one_state(|tx, mark| work(&View::new(tx, mark)))
    }
}
