//! What a server remembers besides the sport: accounts and API keys, jobs, idempotency keys, the audit trail.
//!
//! [`Operations`] stands beside an [`Engine`](crate::Engine) and has use cases of its own, one subject a file. They run
//! by the system's clock even where the engine's stands still: a lease or an expiry needs time that passes.

mod audit;
mod error;
mod idempotency;
mod jobs;
mod keys;
mod quota;
mod runner;

pub use audit::{Act, AuditAnswer, AuditFilter, AuditLine};
pub use error::OperationsError;
pub use idempotency::{Permit, Repetition, StoredAnswer};
pub use jobs::{JobAnswer, JobProgress, JobState, JobsAnswer, JobsRequest, SubmitRequest};
pub use keys::{Caller, CreateKeyRequest, CreatedKey, KeyLine, KeysAnswer, RotatedKey, Verified};
pub use ops::keys::{Scope, Scopes};
pub use quota::{Quota, QuotaDecision, Rate};
pub use runner::{Runner, RunnerRules};

use crate::error::EngineError;
use jiff::Timestamp;
use ops::jobs::{Queue, Rules};
use ops::keys::environment::EnvironmentKey;
use ops::keys::{Keyring, Pepper};
use ops::records::Records;
use std::fs;
use std::path::Path;

/// File of the records within the data folder.
const RECORDS: &str = "ops.db";

/// File of the pepper within the data folder, unless a setting names another.
const PEPPER: &str = "pepper";

/// The records of a server. Cheap to clone; may be shared between threads.
#[derive(Clone, Debug)]
pub struct Operations {
    pub(crate) records: Records,
    pub(crate) keyring: Keyring,
    pub(crate) queue: Queue,
}

impl Operations {
    /// Opens the records in a data folder, and makes them where there are none. `pepper` names the file of the pepper
    /// (`pepper` in the data folder without it), `api_keys` holds keys in the form of the variable `API_KEYS`.
    ///
    /// # Errors
    /// When the records or the pepper cannot be read or made, or `api_keys` is not in its form.
    pub fn open(data_dir: &Path, pepper: Option<&Path>, api_keys: &str) -> Result<Self, EngineError> {
        Self::open_with(data_dir, pepper, api_keys, Rules::standard())
    }

    pub(crate) fn open_with(
        data_dir: &Path,
        pepper: Option<&Path>,
        api_keys: &str,
        rules: Rules,
    ) -> Result<Self, EngineError> {
        fs::create_dir_all(data_dir).map_err(EngineError::io(data_dir))?;
        let records = Records::open(&data_dir.join(RECORDS)).map_err(OperationsError::from)?;
        let own = data_dir.join(PEPPER);
        let pepper = match pepper {
            // One that the operator names must be there: a new one would lock out every key.
            Some(path) => Pepper::read(path),
            None => Pepper::read_or_create(&own),
        };
        let pepper = pepper.map_err(OperationsError::from)?;
        let environment = EnvironmentKey::parse(api_keys).map_err(OperationsError::from)?;
        Ok(Self {
            keyring: Keyring::new(records.clone(), pepper, &environment),
            queue: Queue::new(records.clone(), rules),
            records,
        })
    }

    /// Whether the records can be read.
    ///
    /// # Errors
    /// When they cannot.
    pub fn check(&self) -> Result<(), EngineError> {
        let scan = ops::records::Scan::of(ops::records::Kind::Account).limit(1);
        self.records.list(&scan).map_err(OperationsError::from)?;
        Ok(())
    }

    /// Forgets ended jobs and idempotency keys whose time is over.
    ///
    /// # Errors
    /// When the records cannot be written.
    pub fn purge(&self) -> Result<(), EngineError> {
        self.queue.purge(now()).map_err(OperationsError::from)?;
        ops::idempotency::purge(&self.records, now()).map_err(OperationsError::from)?;
        Ok(())
    }
}

/// A new id for a request.
pub fn request_id() -> String {
    let random: [u8; 12] = ops::random::bytes().unwrap_or_else(|_| {
        // Without randomness an id by the clock still tells requests apart.
        let mut bytes = [0; 12];
        bytes[..8].copy_from_slice(&now().as_microsecond().to_be_bytes());
        bytes
    });
    format!("req_{}", domain::hex::encode(&random))
}

/// The present moment by the system's clock.
pub(crate) fn now() -> Timestamp {
    crate::clock::Clock::System.now()
}
