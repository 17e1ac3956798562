//! The Neo4j backend: a server that many processes share.
//!
//! What it is built around, of Neo4j 5 and neo4rs 0.9.0-rc.11:
//! - Reads are "read committed": two statements may see two states, and one may see a part of a
//!   transaction that is being committed. Every transaction that writes leaves its mark on one node; a
//!   reader that finds another mark after its last statement than before its first reads again. While
//!   somebody writes, or after a few readings in vain, it locks writers out while it reads.
//! - The driver hands a connection back to its pool as it is; the locks of an interrupted transaction
//!   are released when the connection closes. So the pool is renewed after a failed connection.
//! - The driver has one limit for an answer per pool: waiting for the right to write, which may take
//!   long, has a connection of its own.
//! - A transaction cannot be begun with metadata: a procedure sets it.

mod columns;
mod failure;
mod server;
mod transaction;
mod values;
mod write_right;

pub use server::{Neo4jServer, Timeouts};
use transaction::Failure;
pub(crate) use transaction::Transaction;
pub(crate) use write_right::WriteRight;

use crate::counters::WriteCounters;
use crate::error::{BackendError, Caused, ReadError, WriteError};
use crate::mark::WRITTEN;
use crate::statement;
use crate::value::{Row, params};
use backon::{BackoffBuilder, ExponentialBuilder};
use neo4rs::{BoltMap, BoltType, Graph};
use std::future::Future;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// How often a reading may be disturbed by a writer before writers are kept waiting.
const DISTURBED_READINGS: usize = 3;

/// Oldest major version spoken to.
const MAJOR_MIN: u32 = 5;

/// An open server.
pub(crate) struct Neo4j {
    server: Neo4jServer,
    /// What transactions show: program, version and command.
    metadata: BoltMap,
    holder: String,
    /// Name, version and edition.
    product: String,
    graph: Mutex<Graph>,
    /// One thread of this process at a time asks the server for the right to write.
    writing: parking_lot::Mutex<()>,
    /// Whether the constraint that makes the lock unique is known to be there.
    lock_is_unique: AtomicBool,
    counters: Mutex<WriteCounters>,
    /// Last: connections close on it. None only while it is dropped.
    runtime: Option<Runtime>,
}

impl Drop for Neo4j {
    fn drop(&mut self) {
        // Waiting for it, as its own drop does, is not allowed on a thread that drives async tasks.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Neo4j {
    /// Connects, and finds out whether the server is one to talk to.
    pub fn open(server: &Neo4jServer, holder: &str) -> Result<Self, BackendError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("neo4j")
            .enable_all()
            .build()
            .map_err(|error| BackendError::Store {
                action: "start its thread",
                message: error.to_string(),
            })?;
        let graph = connect(server, server.pool)?;
        let metadata =
            [("program", "backstretch"), ("version", env!("CARGO_PKG_VERSION")), ("command", holder)]
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect();
        let mut neo4j = Self {
            server: server.clone(),
            metadata,
            holder: format!("process {} ({holder})", std::process::id()),
            product: String::new(),
            graph: Mutex::new(graph),
            writing: parking_lot::Mutex::new(()),
            lock_is_unique: AtomicBool::new(false),
            counters: Mutex::default(),
            runtime: Some(runtime),
        };
        neo4j.product = neo4j.find_product()?;
        Ok(neo4j)
    }

    /// Ends each wait for the write lock after `limit`.
    pub fn set_lock_limit(&mut self, limit: Duration) {
        self.server.timeouts.write_lock = limit;
    }

    /// Name, version, edition and address.
    pub fn describe(&self) -> String {
        format!("{} at {}", self.product, self.server.shown())
    }

    /// The counters so far.
    pub fn counters(&self) -> WriteCounters {
        *locked(&self.counters)
    }

    /// Runs `work` against one committed state, with its mark; again where writers change it
    /// meanwhile, or where the server went away.
    pub fn read<T, E: From<ReadError>>(
        &self,
        work: impl Fn(&Transaction<'_>, Option<String>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut patience = Patience::new(self.server.timeouts.retry);
        loop {
            let reading = Transaction::reading(self);
            let error = match self.read_undisturbed(&reading, &work) {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            match reading.failed_for_now() {
                None => return Err(error),
                Some(Failure::Unreachable) => self.renew().map_err(ReadError::from)?,
                Some(Failure::Transient) => {}
            }
            if !patience.waits() {
                return Err(error);
            }
        }
    }

    fn read_undisturbed<T, E: From<ReadError>>(
        &self,
        reading: &Transaction<'_>,
        work: &impl Fn(&Transaction<'_>, Option<String>) -> Result<T, E>,
    ) -> Result<T, E> {
        let last_write = || reading.last_write().map_err(ReadError::from);
        for _ in 0..DISTURBED_READINGS {
            let before = last_write()?;
            if before.writing.is_some() {
                break;
            }
            let value = work(reading, before.mark.clone());
            if last_write()? == before {
                return value;
            }
        }
        // No transaction can leave its mark, and so none can commit, while this one has the node.
        let lock = self.lock_out_writers().inspect_err(|error| {
            if let ReadError::Backend(error) = error {
                reading.note_failure(error);
            }
        })?;
        let value = work(reading, last_write()?.mark);
        lock.roll_back();
        value
    }

    /// Waits for the transaction that is writing, and keeps others from it until the end of this one.
    fn lock_out_writers(&self) -> Result<Transaction<'_>, ReadError> {
        let limit = self.server.timeouts.write_lock.min(self.server.timeouts.statement);
        let asked = Instant::now();
        let lock = Transaction::writing(self)?;
        let take = params! { key: WRITTEN, holder: self.holder.as_str() };
        match lock.run_statement_within(&statement::TAKE_LOCK, take, limit) {
            Ok(_) => Ok(lock),
            Err(BackendError::Unreachable { .. }) if asked.elapsed() >= limit => {
                Err(ReadError::Busy { seconds: limit.as_secs() })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Runs `work` while the caller keeps others from writing.
    pub fn read_alone<T>(
        &self,
        work: impl Fn(&Transaction<'_>) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        self.retrying(|| work(&Transaction::reading(self)))
    }

    /// Runs `work` in a transaction that needs no right to write, because it touches no fact; again where the server asks
    /// for it or went away.
    pub fn write_beside<T>(
        &self,
        work: impl Fn(&Transaction<'_>) -> Result<T, WriteError>,
    ) -> Result<T, WriteError> {
        self.retrying(|| {
            let transaction = Transaction::writing(self)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        })
    }

    /// Runs a schema statement, which is a transaction of its own.
    pub fn schema(&self, name: &str, cypher: &str) -> Result<(), BackendError> {
        self.retrying(|| {
            let query = neo4rs::query(cypher).extra("tx_metadata", self.metadata());
            let graph = self.graph();
            let summary = self.wait(name, self.server.timeouts.statement, graph.run(query))?;
            self.count(&WriteCounters::from(summary.stats()));
            Ok(())
        })
    }

    fn find_product(&self) -> Result<String, BackendError> {
        let query = neo4rs::query(statement::COMPONENTS.text);
        // Without routing, which hides why a connection fails.
        let direct = Neo4jServer { uri: self.server.uri.replacen("neo4j", "bolt", 1), ..self.server.clone() };
        let graph = connect(&direct, 1)?;
        let ask = async {
            let mut answer = graph.execute(query).await?;
            answer.next().await
        };
        let asked = self.block_on(async { tokio::time::timeout(self.server.timeouts.connect, ask).await });
        let row = match asked {
            Err(_) => return Err(self.server.unreachable(self.too_late(self.server.timeouts.connect))),
            Ok(Err(error)) => return Err(self.server.not_opened(error)),
            Ok(Ok(row)) => row,
        };
        let rows = transaction::table(row.into_iter().collect(), statement::COMPONENTS.text);
        let Some(row) = rows.readers().next() else {
            return Err(self.server.unreachable("it does not say what it is".to_owned()));
        };
        product(row).map_err(|found| BackendError::TooOld { uri: self.server.shown(), found })
    }

    /// What a transaction shows: the process, and what it works for.
    fn metadata(&self) -> BoltType {
        let mut metadata = self.metadata.clone();
        for (name, value) in crate::origin::current() {
            metadata.put(name.into(), value.into());
        }
        BoltType::Map(metadata)
    }

    /// The present pool.
    fn graph(&self) -> Graph {
        locked(&self.graph).clone()
    }

    /// Drops the connections that are idle and connects anew.
    fn renew(&self) -> Result<(), BackendError> {
        *locked(&self.graph) = connect(&self.server, self.server.pool)?;
        Ok(())
    }

    fn count(&self, written: &WriteCounters) {
        locked(&self.counters).add(written);
    }

    fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.as_ref().expect("it is there until the drop").block_on(work)
    }

    /// Waits for an answer, `limit` at most.
    fn wait<T>(
        &self,
        statement: &str,
        limit: Duration,
        work: impl Future<Output = Result<T, neo4rs::Error>>,
    ) -> Result<T, BackendError> {
        match self.block_on(async { tokio::time::timeout(limit, work).await }) {
            Ok(answer) => answer.map_err(|error| self.server.failed(statement, error)),
            Err(_) => Err(self.server.unreachable(self.too_late(limit))),
        }
    }

    fn too_late(&self, limit: Duration) -> String {
        format!("no answer within {} s", limit.as_secs())
    }

    /// Does `work` until it is done, fails for good, or the time for it is over.
    pub(crate) fn retrying<T, E: Caused + From<BackendError>>(
        &self,
        mut work: impl FnMut() -> Result<T, E>,
    ) -> Result<T, E> {
        let mut patience = Patience::new(self.server.timeouts.retry);
        loop {
            let error = match work() {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            let Some(cause) = error.backend().filter(|cause| cause.is_passing()) else { return Err(error) };
            if matches!(cause, BackendError::Unreachable { .. }) {
                self.renew()?;
            }
            if !patience.waits() {
                return Err(error);
            }
        }
    }
}

/// Pauses that grow, each a little by chance, until a deadline.
struct Patience {
    deadline: Instant,
    pauses: Box<dyn Iterator<Item = Duration>>,
}

impl Patience {
    fn new(limit: Duration) -> Self {
        let pauses = ExponentialBuilder::new()
            .with_min_delay(Duration::from_millis(20))
            .with_max_delay(Duration::from_secs(2))
            .without_max_times()
            .with_jitter()
            .build();
        Self { deadline: Instant::now() + limit, pauses: Box::new(pauses) }
    }

    /// Pauses; false if no time is left.
    fn waits(&mut self) -> bool {
        let Some(pause) = self.pauses.next().filter(|pause| Instant::now() + *pause < self.deadline) else {
            return false;
        };
        std::thread::sleep(pause);
        true
    }
}

fn connect(server: &Neo4jServer, connections: usize) -> Result<Graph, BackendError> {
    let config = server.config(connections, server.timeouts.statement)?;
    Graph::connect(config).map_err(|error| server.not_opened(error))
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is in them is whole at every moment.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `Neo4j Kernel 5.26.30 community`, or as an error where it is too old.
fn product(row: Row<'_>) -> Result<String, String> {
    let text = |column| row.text(column).unwrap_or("unknown").to_owned();
    let version = row.texts("versions").ok().and_then(|versions| versions.into_iter().next());
    let version = version.unwrap_or_default();
    let found = format!("{} {version} {}", text("name"), text("edition"));
    let major = version.split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_some_and(|major| major >= MAJOR_MIN) { Ok(found) } else { Err(found) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;

    #[test]
    fn servers_older_than_five_are_refused() {
        let columns = ["name", "versions", "edition"].map(str::to_owned);
        let found = |version: &str| {
            let versions = Value::from(vec![version]);
            let values = [Value::from("Neo4j Kernel"), versions, Value::from("community")];
            product(Row::Columns(&columns, &values))
        };
        assert_eq!(found("5.26.30").unwrap(), "Neo4j Kernel 5.26.30 community");
        assert!(found("2025.06.0").is_ok());
        assert_eq!(found("4.4.40").unwrap_err(), "Neo4j Kernel 4.4.40 community");
        assert!(found("").is_err());
    }
}
