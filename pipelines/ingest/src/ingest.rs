//! The pipeline of a data folder: the engine, the records of runs, the queue and the kept tables.

use crate::error::IngestError;
use crate::events;
use crate::request::{Reprocess, RunRequest};
use crate::source::FOLDER;
use engine::{Clock, Engine};
use feeds::raw_store::RawStore;
use jiff::{SignedDuration, Timestamp};
use ops::ids::{AccountId, RunId};
use ops::jobs::{Backoff, Queue, Rules as QueueRules};
use ops::records::{Kind, Records, Scan, Versioned};
use ops::runs::Run;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How the pipeline works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Tasks at once; at least 1.
    pub workers: usize,
    /// Races whose tasks are in the queue at once; at least 1.
    pub window: usize,
    /// How long a worker may be silent before its task is given to another.
    pub lease: SignedDuration,
    /// Attempts of a task.
    pub attempts: u32,
    /// Waits between attempts.
    pub backoff: Backoff,
    /// How long after its start a race's feeds count as final.
    pub final_after: SignedDuration,
    /// How long before its start a race is looked at.
    pub horizon: SignedDuration,
}

impl Rules {
    /// Two workers, four races at once, leases of 15 s, three attempts, final after three days, two weeks ahead.
    pub fn standard() -> Self {
        Self {
            workers: 2,
            window: 4,
            lease: SignedDuration::from_secs(15),
            attempts: 3,
            backoff: Backoff { first: SignedDuration::from_secs(2), longest: SignedDuration::from_mins(5) },
            final_after: SignedDuration::from_hours(3 * 24),
            horizon: SignedDuration::from_hours(14 * 24),
        }
    }
}

/// The pipeline of a data folder. Threads may share it.
pub struct Ingest {
    engine: Arc<Engine>,
    records: Records,
    queue: Queue,
    tables: RawStore,
    bodies: RawStore,
    rules: Rules,
    requests: Mutex<HashMap<String, RunRequest>>,
}

/// Name of the pipeline in the records of runs.
pub(crate) const PIPELINE: &str = "ingest";

/// The account that the pipeline's own runs belong to.
pub(crate) fn account() -> AccountId {
    AccountId::of_environment(PIPELINE)
}

impl Ingest {
    /// The pipeline over an engine and the records of its server.
    pub fn new(engine: Arc<Engine>, records: Records, rules: Rules) -> Self {
        let queue_rules = QueueRules {
            lease: rules.lease,
            attempts_max: rules.attempts,
            backoff: rules.backoff,
            ..QueueRules::standard()
        };
        let tables = RawStore::new(engine.data_dir().join(FOLDER).join("tables"));
        let bodies = RawStore::new(engine.data_dir().join(FOLDER).join("bodies"));
        let queue = Queue::new(records.clone(), queue_rules);
        Self { engine, records, queue, tables, bodies, rules, requests: Mutex::default() }
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What it works by.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    pub(crate) fn records(&self) -> &Records {
        &self.records
    }

    pub(crate) fn queue(&self) -> &Queue {
        &self.queue
    }

    pub(crate) fn tables(&self) -> &RawStore {
        &self.tables
    }

    pub(crate) fn bodies(&self) -> &RawStore {
        &self.bodies
    }

    /// The moment that facts are judged by.
    pub(crate) fn now(&self) -> Timestamp {
        self.engine.clock().now()
    }

    /// The moment that leases run by, also where the engine's clock stands still.
    pub(crate) fn clock_now(&self) -> Timestamp {
        Clock::System.now()
    }

    /// What a run was asked to do.
    pub(crate) fn request_of(&self, run: &str) -> Result<RunRequest, IngestError> {
        if let Some(found) = self.requests.lock().unwrap_or_else(PoisonError::into_inner).get(run) {
            return Ok(found.clone());
        }
        let id: RunId = run.parse().map_err(|_| IngestError::NoSuchRun(run.to_owned()))?;
        let found = self.records.find::<Run>(&id.to_string())?;
        let found = found.ok_or_else(|| IngestError::NoSuchRun(run.to_owned()))?;
        let request: RunRequest =
            serde_json::from_str(&found.value.request).map_err(IngestError::unreadable(run))?;
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).insert(run.to_owned(), request.clone());
        Ok(request)
    }

    /// What the runs that did not end were asked to do, the oldest first.
    pub(crate) fn open_requests(&self) -> Result<Vec<RunRequest>, IngestError> {
        let scan =
            Scan { label: Some(PIPELINE.to_owned()), ..Scan::of(Kind::Run).state("running").limit(100) };
        let open = self.records.documents::<Run>(&scan)?;
        let read = |run: Versioned<Run>| {
            serde_json::from_str(&run.value.request)
                .map_err(IngestError::unreadable(run.value.id.to_string()))
        };
        open.into_iter().map(read).collect()
    }

    pub(crate) fn reprocess_of(&self, run: &str) -> Result<Reprocess, IngestError> {
        Ok(self.request_of(run)?.reprocess)
    }

    /// Writes an event.
    pub(crate) fn emit(
        &self,
        name: &'static str,
        source: &str,
        about: &str,
        data: &str,
    ) -> Result<(), IngestError> {
        debug_assert!(
            events::EVENTS.iter().any(|event| event.name == name),
            "{name} is not in the table of events"
        );
        ops::events::emit(&self.records, name, source, about, data, self.clock_now())?;
        Ok(())
    }
}

/// How often heartbeats are sent: thrice within a lease.
pub(crate) fn heartbeat(lease: SignedDuration) -> Duration {
    lease.unsigned_abs() / 3
}
