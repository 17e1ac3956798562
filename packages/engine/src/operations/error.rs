//! Errors of the records of a server.

use crate::error::{EngineError, Kind};
use ops::accounts::AccountError;
use ops::audit::AuditError;
use ops::ids::InvalidId;
use ops::jobs::QueueError;
use ops::keys::environment::InvalidEnvironment;
use ops::keys::{KeyError, PepperError, UnknownScope};
use ops::limits::InvalidRate;
use ops::records::{InvalidCursor, RecordsError};
use ops::redis_server::InvalidRedis;
use ops::sessions::SessionError;
use serde_json::{Value, json};

/// Why something could not be done with the records of a server.
#[derive(Debug, thiserror::Error)]
pub enum OperationsError {
    /// The records failed.
    #[error(transparent)]
    Records(#[from] RecordsError),
    /// The pepper could not be read or made.
    #[error(transparent)]
    Pepper(#[from] PepperError),
    /// A server without the setting of the pepper.
    #[error(
        "records on a server need a pepper that all its processes share: set API_KEY_PEPPER_FILE to a file of mode 0600 with 64 hexadecimal digits"
    )]
    NoPepperSetting,
    /// The settings name no Redis.
    #[error(transparent)]
    Redis(#[from] InvalidRedis),
    /// A session could not be begun, found or ended.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// `API_KEYS` is not in its form.
    #[error(transparent)]
    Environment(#[from] InvalidEnvironment),
    /// A key could not be made, found, rotated or revoked.
    #[error(transparent)]
    Key(KeyError),
    /// A key that would be refused from the start.
    #[error("the key would end before it begins: its expiry is in the past")]
    PastExpiry,
    /// A name that no account can have.
    #[error("{0}")]
    AccountName(String),
    /// A scope that does not exist.
    #[error(transparent)]
    Scope(#[from] UnknownScope),
    /// Scopes that the caller does not have.
    #[error("a key can be given only scopes that you have")]
    ScopesNotHeld,
    /// An id that is not in its form.
    #[error(transparent)]
    Id(#[from] InvalidId),
    /// A job could not be submitted, found or changed.
    #[error(transparent)]
    Queue(QueueError),
    /// A list cannot go on there.
    #[error(transparent)]
    Cursor(#[from] InvalidCursor),
    /// A quota that is not in its form.
    #[error(transparent)]
    Rate(#[from] InvalidRate),
    /// A filter that is not one.
    #[error("{field} `{value}` is not {expected}")]
    Filter {
        /// The field.
        field: &'static str,
        /// Its value.
        value: String,
        /// What is expected.
        expected: &'static str,
    },
    /// A job has no result yet.
    #[error("{job} is {state} and has no result")]
    NoResult {
        /// The job.
        job: String,
        /// Its state.
        state: String,
    },
}

impl From<OperationsError> for EngineError {
    fn from(error: OperationsError) -> Self {
        Self::Operations(Box::new(error))
    }
}

impl From<KeyError> for OperationsError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Records(error) => Self::Records(error),
            other => Self::Key(other),
        }
    }
}

impl From<AccountError> for OperationsError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Records(error) => Self::Records(error),
            name @ AccountError::Name(_) => Self::AccountName(name.to_string()),
        }
    }
}

impl From<QueueError> for OperationsError {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::Records(error) => Self::Records(error),
            QueueError::Cursor(error) => Self::Cursor(error),
            other => Self::Queue(other),
        }
    }
}

impl From<AuditError> for OperationsError {
    fn from(error: AuditError) -> Self {
        match error {
            AuditError::Records(error) => Self::Records(error),
            AuditError::Cursor(error) => Self::Cursor(error),
        }
    }
}

impl OperationsError {
    pub(crate) fn classify(&self) -> (Kind, &'static str) {
        match self {
            Self::Records(RecordsError::Busy { .. } | RecordsError::Contended { .. }) => {
                (Kind::Busy, "records-busy")
            }
            Self::Records(RecordsError::Full { .. }) => (Kind::Unavailable, "records-full"),
            Self::Records(RecordsError::ReadOnly { .. }) => (Kind::Unavailable, "records-read-only"),
            Self::Records(RecordsError::Unavailable { .. }) => (Kind::Unavailable, "records-unavailable"),
            Self::Records(_) => (Kind::Internal, "records-failed"),
            Self::Pepper(_) => (Kind::Internal, "no-pepper"),
            Self::NoPepperSetting => (Kind::Invalid, "no-pepper-setting"),
            Self::Redis(_) => (Kind::Invalid, "bad-redis"),
            Self::Session(SessionError::Redis(_)) => (Kind::Unavailable, "sessions-unavailable"),
            Self::Session(_) => (Kind::Internal, "sessions-failed"),
            Self::Environment(_) => (Kind::Invalid, "bad-api-keys"),
            Self::Key(KeyError::NoSuchKey(_)) => (Kind::NotFound, "unknown-key"),
            Self::Key(KeyError::NotRotatable { .. }) => (Kind::Conflict, "not-rotatable"),
            Self::Key(KeyError::Refused(_)) => (Kind::Forbidden, "key-refused"),
            Self::PastExpiry => (Kind::Conflict, "expiry-in-the-past"),
            Self::Key(_) => (Kind::Invalid, "invalid-key"),
            Self::AccountName(_) => (Kind::Invalid, "invalid-account"),
            Self::Scope(_) => (Kind::Invalid, "unknown-scope"),
            Self::ScopesNotHeld => (Kind::Forbidden, "scopes-not-held"),
            Self::Id(_) => (Kind::NotFound, "unknown-id"),
            Self::Queue(QueueError::NoSuchJob(_)) => (Kind::NotFound, "unknown-job"),
            Self::Queue(QueueError::Refused { .. }) => (Kind::Conflict, "job-state"),
            Self::Queue(QueueError::KeyReused { .. }) => (Kind::Conflict, "idempotency-key-reused"),
            Self::Queue(_) => (Kind::Invalid, "invalid-job"),
            Self::Cursor(_) => (Kind::NotFound, "invalid-cursor"),
            Self::Rate(_) => (Kind::Invalid, "invalid-rate"),
            Self::Filter { .. } => (Kind::Invalid, "bad-value"),
            Self::NoResult { .. } => (Kind::Conflict, "no-result"),
        }
    }

    pub(crate) fn data(&self) -> Value {
        match self {
            Self::Filter { field, value, expected } => {
                json!({ "field": field, "value": value, "expected": expected })
            }
            Self::NoResult { job, state } => json!({ "job": job, "state": state }),
            Self::Queue(QueueError::KeyReused { job }) => json!({ "job": job }),
            _ => json!({}),
        }
    }
}
