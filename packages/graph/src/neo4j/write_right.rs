//! The right to write, among all processes that use a server.
//!
//! Two nodes stand for it. `write-right` is written in a transaction that stays open as long as the right
//! is held: anyone else who writes it waits, and the server itself releases it when the holder's connection
//! is gone. `written` carries the mark of the last transaction that wrote: each writing transaction leaves
//! its own there, and finds the one that its process saw last. So a holder that lost its connection, and
//! with it the right, notices when somebody wrote meanwhile; and a commit that was never answered is found
//! to have happened or not.
//!
//! Neo4j shows readers a transaction while it is being committed, part by part. So a writer announces
//! itself on `written` before its first transaction, in a separate transaction, and withdraws that
//! after its last. A reader that finds no announcement, and the same mark before and after, met no commit.

use super::transaction::Transaction;
use super::{Neo4j, Patience};
use crate::error::{BackendError, Caused, WriteError};
use crate::mark::{WRITTEN, new_mark};
use crate::statement;
use crate::value::params;
use neo4rs::Graph;
use parking_lot::MutexGuard;
use std::cell::RefCell;
use std::sync::atomic::Ordering;

/// Key of the node that the holder's open transaction has written.
const RIGHT: &str = "write-right";

/// The right to write, until dropped.
pub(crate) struct WriteRight<'a> {
    neo4j: &'a Neo4j,
    /// What it is announced as.
    id: String,
    state: RefCell<State<'a>>,
    _one_thread: MutexGuard<'a, ()>,
}

struct State<'a> {
    /// Open; its end lets the next process in. Absent after the connection was lost.
    open: Option<(Transaction<'a>, Graph)>,
    /// The mark that this process must find when it writes next.
    mark: Option<String>,
    /// Whether this process announced that it writes.
    announced: bool,
}

impl Neo4j {
    /// Waits until nobody else writes.
    pub fn write_right(&self) -> Result<WriteRight<'_>, WriteError> {
        let limit = self.server.timeouts.write_lock;
        let one_thread =
            self.writing.try_lock_for(limit).ok_or(WriteError::Busy { seconds: limit.as_secs() })?;
        if !self.lock_is_unique.load(Ordering::Relaxed) {
            self.schema(statement::LOCK_IDENTITY.name, statement::LOCK_IDENTITY.text)?;
            self.lock_is_unique.store(true, Ordering::Relaxed);
        }
        let state = self.retrying(|| {
            let open = self.wait_for_write_right()?;
            let mark = Transaction::reading(self).last_write()?.mark;
            Ok::<_, WriteError>(State { open: Some(open), mark, announced: false })
        })?;
        Ok(WriteRight { neo4j: self, id: new_mark(), state: RefCell::new(state), _one_thread: one_thread })
    }

    /// The open transaction that has the right, on a connection of its own.
    fn wait_for_write_right(&self) -> Result<(Transaction<'_>, Graph), WriteError> {
        let limit = self.server.timeouts.write_lock;
        let config = self.server.config(1, limit)?;
        let graph = Graph::connect(config).map_err(|error| self.server.failed("connect", error))?;
        let transaction = Transaction::writing_on(self, &graph)?;
        let asked = std::time::Instant::now();
        let ask = params! { key: RIGHT, holder: self.holder.as_str() };
        match transaction.run_statement_within(&statement::TAKE_LOCK, ask, limit) {
            Ok(_) => Ok((transaction, graph)),
            Err(BackendError::Unreachable { .. }) if asked.elapsed() >= limit => {
                Err(WriteError::Busy { seconds: limit.as_secs() })
            }
            Err(error) => Err(error.into()),
        }
    }
}

impl WriteRight<'_> {
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
                    self.state.borrow_mut().mark = Some(mark);
                    return Ok(value);
                }
                Err(error) => error,
            };
            let Some(cause) = error.backend().filter(|cause| cause.is_passing()) else { return Err(error) };
            if matches!(cause, BackendError::Unreachable { .. }) {
                // The transaction that has the right may be gone too: it is ended for certain, so
                // that this process does not wait for itself.
                self.state.borrow_mut().open = None;
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
        let mut state = self.state.borrow_mut();
        if state.open.is_none() {
            state.open = Some(self.neo4j.wait_for_write_right()?);
        }
        if !state.announced {
            self.announce()?;
            state.announced = true;
        }
        let transaction = Transaction::writing(self.neo4j)?;
        let before = transaction.note_mark(mark)?;
        if before.mark.as_deref() == Some(mark)
            && let Some(value) = done.take()
        {
            transaction.roll_back();
            return Ok(value);
        }
        if before.mark != state.mark || before.writing.as_ref() != Some(&self.id) {
            return Err(WriteError::RightLost);
        }
        *done = Some(work(&transaction)?);
        transaction.commit()?;
        done.take().ok_or(WriteError::RightLost)
    }

    /// Lets readers know, before anything is written, that it may be seen in part.
    fn announce(&self) -> Result<(), BackendError> {
        let transaction = Transaction::writing(self.neo4j)?;
        let announce =
            params! { key: WRITTEN, holder: self.neo4j.holder.as_str(), writing: self.id.as_str() };
        transaction.run_statement(&statement::ANNOUNCE_WRITE, announce)?;
        transaction.commit()
    }

    /// Takes the announcement back, once every transaction is committed or undone.
    fn take_back(&self) -> Result<(), BackendError> {
        let transaction = Transaction::writing(self.neo4j)?;
        let end = params! { key: WRITTEN, holder: self.neo4j.holder.as_str(), writing: self.id.as_str() };
        transaction.run_statement(&statement::END_WRITE, end)?;
        transaction.commit()
    }
}

impl Drop for WriteRight<'_> {
    fn drop(&mut self) {
        if self.state.borrow().announced {
            // Where it stays, readers lock writers out while they read, until the next one takes it back.
            self.take_back().ok();
        }
    }
}
