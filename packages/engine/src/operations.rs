//! What a server remembers besides the sport: accounts and API keys, jobs, idempotency keys, the audit trail.
//!
//! [`Operations`] stands beside an [`Engine`](crate::Engine) and has use cases of its own, one subject a file. They run
//! by the system's clock even where the engine's stands still: a lease or an expiry needs time that passes.

mod answers;
mod audit;
mod carry;
mod error;
mod home;
mod idempotency;
mod jobs;
mod keys;
mod parts;
mod place;
mod quota;
mod runner;
mod sessions;
mod shared;

pub use answers::{Answers, CachedAnswer};
pub use audit::{Act, AuditAnswer, AuditFilter, AuditLine};
pub(crate) use carry::carry;
pub use error::OperationsError;
pub use idempotency::{Permit, Repetition, StoredAnswer};
pub use jobs::{JobAnswer, JobProgress, JobState, JobsAnswer, JobsRequest, SubmitRequest};
pub use keys::{Caller, CreateKeyRequest, CreatedKey, KeyLine, KeysAnswer, RotatedKey, Verified};
pub use ops::keys::{Scope, Scopes};
pub use parts::records;
pub(crate) use place::RecordsPlace;
pub use quota::{Quota, QuotaDecision, Rate};
pub use runner::{Runner, RunnerRules};
pub use sessions::{BegunSession, SessionAnswer, tokens_match};
pub use shared::Shared;

use crate::error::EngineError;
use crate::settings::Settings;
use home::ServerHome;
use jiff::{SignedDuration, Timestamp};
use ops::jobs::{Queue, Rules};
use ops::keys::environment::EnvironmentKey;
use ops::keys::{Keyring, Pepper, PepperError};
use ops::records::Records;
use std::fs;
use std::path::Path;
use std::sync::Arc;

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
    sessions: Arc<ops::sessions::Sessions>,
    shared: Shared,
}

impl Operations {
    /// Opens the records where the settings say: on the graph's server, or in the data folder. `holder` names this
    /// process to others.
    ///
    /// # Errors
    /// As [`Operations::open`]; a server that does not answer; a server without the setting of the pepper, which all
    /// its processes must share; settings that name no Redis.
    pub fn of_settings(settings: &Settings, holder: &str) -> Result<Self, EngineError> {
        let api = &settings.api;
        let keys = api.keys.as_ref().map(|keys| keys.reveal()).unwrap_or_default();
        let shared = Shared::of_settings(&settings.redis)?;
        let Some(server) = settings.graph.for_serving().server() else {
            let local = Self::open(&settings.paths.data_dir, api.pepper_file.as_deref(), keys)?;
            return Ok(local.sharing(shared));
        };
        let Some(pepper) = &api.pepper_file else { return Err(OperationsError::NoPepperSetting.into()) };
        let home = ServerHome::open(&server, holder).map_err(graph::OpenError::from)?;
        let records = Records::elsewhere(Arc::new(home));
        Ok(Self::over(records, Pepper::read(pepper), keys, Rules::standard())?.sharing(shared))
    }

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
        Self::over(records, pepper, api_keys, rules)
    }

    fn over(
        records: Records,
        pepper: Result<Pepper, PepperError>,
        api_keys: &str,
        rules: Rules,
    ) -> Result<Self, EngineError> {
        let pepper = pepper.map_err(OperationsError::from)?;
        let environment = EnvironmentKey::parse(api_keys).map_err(OperationsError::from)?;
        let shared = Shared::in_process();
        Ok(Self {
            keyring: Keyring::new(records.clone(), pepper, &environment),
            queue: Queue::new(records.clone(), rules),
            records,
            sessions: Arc::new(sessions::sessions(&shared)),
            shared,
        })
    }

    /// The same with another place for what servers share.
    #[must_use]
    pub fn sharing(self, shared: Shared) -> Self {
        Self { sessions: Arc::new(sessions::sessions(&shared)), shared, ..self }
    }

    /// The same with leases of that length: a worker that dies is noticed when its lease ends.
    #[must_use]
    pub fn leasing(self, lease: SignedDuration) -> Self {
        let rules = Rules { lease, ..Rules::standard() };
        Self { queue: Queue::new(self.records.clone(), rules), ..self }
    }

    /// Where what servers share is.
    pub fn shared(&self) -> &Shared {
        &self.shared
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
