//! Errors of the pipeline.

use engine::EngineError;
use engine::error::Kind;
use feeds::client::FetchError;
use feeds::nascar::NotAFeed;
use feeds::raw_store::RawStoreError;
use ops::jobs::QueueError;
use ops::records::RecordsError;
use std::io;
use std::path::PathBuf;

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// A use case of the engine failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A feed could not be fetched.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// A body is not the feed it should be.
    #[error(transparent)]
    NotAFeed(#[from] NotAFeed),
    /// A kept body cannot be read or written.
    #[error(transparent)]
    Body(#[from] RawStoreError),
    /// The records of runs cannot be read or written.
    #[error(transparent)]
    Records(#[from] RecordsError),
    /// The queue refuses.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// What a task wrote cannot be read.
    #[error("the records of {what} cannot be read ({error}); run it again")]
    Unreadable {
        /// Whose.
        what: String,
        /// What is wrong.
        error: serde_json::Error,
    },
    /// A blocking check failed; what it was about is in quarantine.
    #[error("{partition}: quarantined: {}; fetch it again later, or look at it with `ingest logs`", .findings.join("; "))]
    Quality {
        /// What was checked.
        partition: String,
        /// What was found.
        findings: Vec<String>,
    },
    /// Another writer has the partition.
    #[error("{partition} is being written by {holder}; try again later")]
    Held {
        /// The partition.
        partition: String,
        /// Who.
        holder: String,
    },
    /// The lease of a partition was lost while it was being written.
    #[error("{0}: the right to write it was lost; it is tried again")]
    Fenced(String),
    /// The work was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// A request that cannot be served.
    #[error("{0}")]
    Request(String),
    /// No such run.
    #[error("there is no run {0}; `ingest runs` lists them")]
    NoSuchRun(String),
    /// A file or folder of a source.
    #[error("{path}: {error}; check the path and its permissions")]
    Io {
        /// Where.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

impl IngestError {
    /// Its kind, from which exit codes follow.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Engine(error) => error.kind(),
            Self::Fetch(FetchError::Cancelled { .. }) | Self::Cancelled => Kind::Cancelled,
            Self::Fetch(error) if error.is_passing() => Kind::Unavailable,
            Self::Fetch(FetchError::NotKept { .. }) | Self::NoSuchRun(_) => Kind::NotFound,
            Self::Fetch(FetchError::Body(_) | FetchError::Record { .. }) => Kind::Internal,
            Self::Fetch(_)
            | Self::NotAFeed(_)
            | Self::Quality { .. }
            | Self::Request(_)
            | Self::Io { .. } => Kind::Invalid,
            Self::Held { .. } | Self::Fenced(_) => Kind::Busy,
            Self::Records(RecordsError::Busy { .. } | RecordsError::Contended { .. }) => Kind::Busy,
            Self::Body(_) | Self::Records(_) | Self::Queue(_) | Self::Unreadable { .. } => Kind::Internal,
        }
    }

    /// Its stable name, kebab-case.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Engine(error) => error.code(),
            Self::Fetch(error) => error.code(),
            Self::NotAFeed(_) => "not-a-feed",
            Self::Body(_) => "feed-store",
            Self::Records(_) => "records-failed",
            Self::Queue(_) => "queue-failed",
            Self::Unreadable { .. } => "unreadable-record",
            Self::Quality { .. } => "quarantined",
            Self::Held { .. } => "partition-held",
            Self::Fenced(_) => "partition-lost",
            Self::Cancelled => "cancelled",
            Self::Request(_) => "bad-request",
            Self::NoSuchRun(_) => "unknown-run",
            Self::Io { .. } => "source-failed",
        }
    }

    /// Whether another attempt may succeed.
    pub fn is_passing(&self) -> bool {
        self.kind().is_passing()
    }

    pub(crate) fn unreadable(what: impl Into<String>) -> impl FnOnce(serde_json::Error) -> Self {
        let what = what.into();
        move |error| Self::Unreadable { what, error }
    }
}
