//! Statements run against the server: reads each by itself, writes within a transaction.

use super::{Neo4j, columns, values};
use crate::counters::WriteCounters;
use crate::error::BackendError;
use crate::mark::WRITTEN;
use crate::statement::{self, Statement};
use crate::value::{Params, Rows, Value, params};
use neo4rs::{BoltString, BoltType, Query, Row, Txn};
use std::cell::{Cell, RefCell};
use std::time::Duration;

/// Statements run one after another.
pub(crate) struct Transaction<'a> {
    neo4j: &'a Neo4j,
    /// None where nothing is written: the server refuses writes then.
    open: Option<RefCell<Txn>>,
    written: Cell<WriteCounters>,
    /// Whether a statement failed in a way that may pass: the server went away or asked to try again.
    failed_for_now: Cell<Option<Failure>>,
}

/// What the node says on which writers leave their marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// Mark of the last transaction that wrote.
    pub mark: Option<String>,
    /// The piece of writing that is announced and not yet taken back.
    pub writing: Option<String>,
}

impl Written {
    fn of(rows: &Rows) -> Self {
        let text = |column| {
            let row = rows.readers().next()?;
            row.text_opt(column).ok().flatten().map(str::to_owned)
        };
        Self { mark: text("mark"), writing: text("writing") }
    }
}

/// A failure that may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The server went away.
    Unreachable,
    /// The server asked to try again.
    Transient,
}

impl<'a> Transaction<'a> {
    /// Reads alone.
    pub(crate) fn reading(neo4j: &'a Neo4j) -> Self {
        Self { neo4j, open: None, written: Cell::default(), failed_for_now: Cell::default() }
    }

    /// Begins a transaction that may write; it is rolled back unless committed.
    pub(crate) fn writing(neo4j: &'a Neo4j) -> Result<Self, BackendError> {
        Self::writing_on(neo4j, &neo4j.graph())
    }

    /// The same over another pool.
    pub(super) fn writing_on(neo4j: &'a Neo4j, graph: &neo4rs::Graph) -> Result<Self, BackendError> {
        let transaction = Self::begin(neo4j, graph)?;
        let name = &statement::NAME_TRANSACTION;
        let query = neo4rs::query(name.text).param("metadata", neo4j.metadata());
        match transaction.ask(name.name, name.text, query, neo4j.server.timeouts.statement) {
            Ok(_) => Ok(transaction),
            // Neo4j 5.26 refuses to name any transaction for as long as one that an operator terminated
            // is open, as a failure that may pass or as that of the procedure; the name only tells operators who
            // writes, so this one goes without.
            Err(BackendError::Transient { .. } | BackendError::Statement { .. }) => {
                drop(transaction);
                Self::begin(neo4j, graph)
            }
            Err(error) => Err(error),
        }
    }

    fn begin(neo4j: &'a Neo4j, graph: &neo4rs::Graph) -> Result<Self, BackendError> {
        let open = neo4j.wait("begin", neo4j.server.timeouts.connect, graph.start_txn())?;
        Ok(Self {
            neo4j,
            open: Some(RefCell::new(open)),
            written: Cell::default(),
            failed_for_now: Cell::default(),
        })
    }

    /// Runs a statement.
    pub fn run(&self, name: &str, cypher: &str, params: &Params) -> Result<Rows, BackendError> {
        self.run_within(name, cypher, params, self.neo4j.server.timeouts.statement)
    }

    /// The same with another limit for the answer.
    fn run_within(
        &self,
        name: &str,
        cypher: &str,
        params: &Params,
        limit: Duration,
    ) -> Result<Rows, BackendError> {
        let query = params
            .iter()
            .fold(neo4rs::query(cypher), |query, (name, value)| query.param(name, values::to_wire(value)));
        let answer = self.ask(name, cypher, query, limit);
        if let Err(error) = &answer {
            self.note_failure(error);
        }
        answer
    }

    /// Remembers a failure that may pass.
    pub(super) fn note_failure(&self, error: &BackendError) {
        match error {
            BackendError::Unreachable { .. } => self.failed_for_now.set(Some(Failure::Unreachable)),
            BackendError::Transient { .. } => self.failed_for_now.set(Some(Failure::Transient)),
            _ => {}
        }
    }

    /// What went wrong with its statements that may go through later.
    pub(super) fn failed_for_now(&self) -> Option<Failure> {
        self.failed_for_now.get()
    }

    pub(super) fn run_statement(&self, statement: &Statement, params: Params) -> Result<Rows, BackendError> {
        self.run(statement.name, statement.text, &params)
    }

    pub(super) fn run_statement_within(
        &self,
        statement: &Statement,
        params: Params,
        limit: Duration,
    ) -> Result<Rows, BackendError> {
        self.run_within(statement.name, statement.text, &params, limit)
    }

    fn ask(&self, name: &str, cypher: &str, query: Query, limit: Duration) -> Result<Rows, BackendError> {
        let neo4j = self.neo4j;
        let Some(open) = &self.open else {
            let graph = neo4j.graph();
            let query = query.extra("tx_metadata", neo4j.metadata());
            let rows = neo4j.wait(name, limit, async {
                let mut answer = graph.execute_read(query).await?;
                let mut rows = Vec::new();
                while let Some(row) = answer.next().await? {
                    rows.push(row);
                }
                Ok(rows)
            })?;
            return Ok(table(rows, cypher));
        };
        let mut open = open.borrow_mut();
        let (rows, summary) = neo4j.wait(name, limit, async {
            let mut answer = open.execute(query).await?;
            let mut rows = Vec::new();
            while let Some(row) = answer.next(open.handle()).await? {
                rows.push(row);
            }
            Ok((rows, answer.finish(open.handle()).await?))
        })?;
        let mut written = self.written.get();
        written.add(&WriteCounters::from(summary.stats()));
        self.written.set(written);
        Ok(table(rows, cypher))
    }

    /// What the last transaction that wrote left, and who writes.
    pub(super) fn last_write(&self) -> Result<Written, BackendError> {
        Ok(Written::of(&self.run_statement(&statement::LAST_WRITE, params! { key: WRITTEN })?))
    }

    /// Leaves `mark`, after everybody else's transaction has ended; returns what was there before.
    pub(super) fn note_mark(&self, mark: &str) -> Result<Written, BackendError> {
        let note = params! { key: WRITTEN, holder: self.neo4j.holder.as_str(), mark: mark };
        let rows = self.run_statement(&statement::NOTE_WRITE, note)?;
        Ok(Written::of(&rows))
    }

    /// Makes what was written last. An error leaves open whether it does.
    pub(crate) fn commit(mut self) -> Result<(), BackendError> {
        if let Some(open) = self.open.take() {
            let commit = open.into_inner().commit();
            self.neo4j.wait("commit", self.neo4j.server.timeouts.statement, commit)?;
        }
        self.neo4j.count(&self.written.get());
        Ok(())
    }

    /// Undoes what was written.
    pub(crate) fn roll_back(mut self) {
        self.undo();
    }

    fn undo(&mut self) {
        let Some(open) = self.open.take() else { return };
        let roll_back = open.into_inner().rollback();
        if self.neo4j.wait("roll back", self.neo4j.server.timeouts.connect, roll_back).is_err() {
            // A connection that does not answer is closed, and with it go the locks of the transaction.
            self.neo4j.renew().ok();
        }
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        self.undo();
    }
}

/// Rows of the driver as ours, with the columns in the order of the text.
pub(super) fn table(rows: Vec<Row>, cypher: &str) -> Rows {
    let written = columns::of_text(cypher);
    let Some(first) = rows.first() else { return Rows { columns: written, rows: Vec::new() } };
    let found = first.keys().into_iter().map(|name| name.value.clone()).collect();
    let columns = columns::in_order(found, &written);
    let value = |row: &Row, column: &String| {
        row.get::<BoltType>(&BoltString::new(column).value).map_or(Value::Null, values::from_wire)
    };
    let rows = rows.iter().map(|row| columns.iter().map(|column| value(row, column)).collect()).collect();
    Rows { columns, rows }
}
