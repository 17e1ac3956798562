//! The right to write, among all processes that use a server.
//!
//! Two nodes hold it. `turn` is written in a transaction that stays open as long as the right is held:
//! whoever else writes it waits, and the server itself lets go of it when the holder's connection is
//! gone. `written` carries the mark of the last transaction that wrote: each writing transaction
//! leaves its own there, and finds the one that its process saw last. So a holder that lost its
//! connection, and with it the right, notices when somebody wrote meanwhile; and a commit whose
//! answer was lost is found to have happened or not.

use super::transaction::Transaction;
use super::{Neo4j, Patience};
use crate::error::{BackendError, Caused, WriteError};
use crate::mark::new_mark;
use crate::statement;
use crate::value::params;
use neo4rs::Graph;
use parking_lot::MutexGuard;
use std::cell::RefCell;
use std::sync::atomic::Ordering;

/// Key of the node that the holder's open transaction has written.
const TURN: &str = "turn";

/// The right to write, held until dropped.
pub(crate) struct Turn<'a> {
    neo4j: &'a Neo4j,
    held: RefCell<Held<'a>>,
    _one_thread: MutexGuard<'a, ()>,
}

struct Held<'a> {
    /// Open; its end lets the next one in. Absent after the connection was lost.
    open: Option<(Transaction<'a>, Graph)>,
    /// The mark that must stand when this process writes next.
    mark: Option<String>,
}

impl Neo4j {
    /// Waits until nobody else writes.
    pub fn turn(&self) -> Result<Turn<'_>, WriteError> {
        let limit = self.server.timeouts.turn;
        let one_thread =
            self.writing.try_lock_for(limit).ok_or(WriteError::Busy { seconds: limit.as_secs() })?;
        if !self.lock_stands.load(Ordering::Relaxed) {
            self.schema(statement::LOCK_IDENTITY.name, statement::LOCK_IDENTITY.text)?;
            self.lock_stands.store(true, Ordering::Relaxed);
        }
        let held = self.retrying(|| {
            let open = self.wait_for_turn()?;
            let mark = Transaction::reading(self).last_mark()?;
            Ok::<_, WriteError>(Held { open: Some(open), mark })
        })?;
        Ok(Turn { neo4j: self, held: RefCell::new(held), _one_thread: one_thread })
    }

    /// The open transaction that holds the right, on a connection of its own.
    fn wait_for_turn(&self) -> Result<(Transaction<'_>, Graph), WriteError> {
        let limit = self.server.timeouts.turn;
        let config = self.server.config(1, limit)?;
        let graph = Graph::connect(config).map_err(|error| self.server.failed("connect", error))?;
        let transaction = Transaction::writing_on(self, &graph)?;
        let asked = std::time::Instant::now();
        let ask = params! { key: TURN, holder: self.holder.as_str() };
        match transaction.run_statement(&statement::TAKE_LOCK, ask) {
            Ok(_) => Ok((transaction, graph)),
            Err(BackendError::Unreachable { .. }) if asked.elapsed() >= limit => {
                Err(WriteError::Busy { seconds: limit.as_secs() })
            }
            Err(error) => Err(error.into()),
        }
    }
}

impl Turn<'_> {
    /// Runs `work` in a transaction; again, from its beginning, where the server asks for it or went
    /// away. Nothing is written twice.
    pub fn write<T>(
        &self,
        mut work: impl FnMut(&Transaction<'_>) -> Result<T, WriteError>,
    ) -> Result<T, WriteError> {
        let mark = new_mark();
        let mut patience = Patience::new(self.neo4j.server.timeouts.retry);
        let mut done = None;
        loop {
            let error = match self.attempt(&mark, &mut done, &mut work) {
                Ok(value) => {
                    self.held.borrow_mut().mark = Some(mark);
                    return Ok(value);
                }
                Err(error) => error,
            };
            let Some(cause) = error.backend().filter(|cause| cause.is_passing()) else { return Err(error) };
            if matches!(cause, BackendError::Unreachable { .. }) {
                // The transaction that holds the right may be gone too: it is ended for certain, so
                // that this process does not wait for itself.
                self.held.borrow_mut().open = None;
                self.neo4j.renew()?;
            }
            if !patience.waits() {
                return Err(error);
            }
        }
    }

    /// One attempt. `done` keeps what a transaction gave whose commit was never answered.
    fn attempt<T>(
        &self,
        mark: &str,
        done: &mut Option<T>,
        work: &mut impl FnMut(&Transaction<'_>) -> Result<T, WriteError>,
    ) -> Result<T, WriteError> {
        let mut held = self.held.borrow_mut();
        if held.open.is_none() {
            held.open = Some(self.neo4j.wait_for_turn()?);
        }
        let transaction = Transaction::writing(self.neo4j)?;
        let before = transaction.note_mark(mark)?;
        if before.as_deref() == Some(mark)
            && let Some(value) = done.take()
        {
            transaction.roll_back();
            return Ok(value);
        }
        if before != held.mark {
            return Err(WriteError::TurnLost);
        }
        *done = Some(work(&transaction)?);
        transaction.commit()?;
        done.take().ok_or(WriteError::TurnLost)
    }
}
