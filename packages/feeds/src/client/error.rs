//! Why a fetch gave nothing.

use crate::raw_store::RawStoreError;
use jiff::SignedDuration;
use std::io;
use std::path::PathBuf;

/// Why a fetch gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The server could not be reached.
    #[error("{url}: cannot be reached ({reason}); check the network and NASCAR_API_URL")]
    Unreachable {
        /// The address.
        url: String,
        /// What the system says.
        reason: String,
    },
    /// Nothing, or not everything, came in time.
    #[error("{url}: too slow ({limit}); try again later, or raise the limit in the settings `feeds.`")]
    TooSlow {
        /// The address.
        url: String,
        /// Which limit was reached.
        limit: String,
    },
    /// The server refuses for now.
    #[error("{url}: answered {status}; try again later")]
    Refused {
        /// The address.
        url: String,
        /// Status of the answer.
        status: u16,
        /// How long the server asks to wait.
        retry_after: Option<SignedDuration>,
    },
    /// A status that means neither a body nor none.
    #[error("{url}: answered {status}, which the feeds do not do; check NASCAR_API_URL")]
    Status {
        /// The address.
        url: String,
        /// Status of the answer.
        status: u16,
    },
    /// A redirect that is not followed.
    #[error("{url}: redirects to {to}, which is not followed; if the feeds have moved, set NASCAR_API_URL")]
    Redirect {
        /// The address.
        url: String,
        /// Where it points.
        to: String,
    },
    /// The body is larger than the limit.
    #[error("{url}: holds more than {limit} bytes {state}; it is not one of the feeds, or raise the limit")]
    TooLarge {
        /// The address.
        url: String,
        /// The limit, in bytes.
        limit: u64,
        /// `as sent` or `unpacked`.
        state: &'static str,
    },
    /// The body was cut, or is not what its headers say.
    #[error("{url}: broken body ({reason}); try again")]
    Broken {
        /// The address.
        url: String,
        /// What is wrong.
        reason: String,
    },
    /// The answer breaks the rules of HTTP.
    #[error("{url}: invalid answer ({reason}); try again")]
    Protocol {
        /// The address.
        url: String,
        /// What is wrong.
        reason: String,
    },
    /// Offline, and no answer is kept.
    #[error("{url}: no answer is kept, and the client is offline; run once with the network")]
    NotKept {
        /// The address.
        url: String,
    },
    /// The work was cancelled.
    #[error("{url}: cancelled")]
    Cancelled {
        /// The address.
        url: String,
    },
    /// A kept body is missing or damaged.
    #[error(transparent)]
    Body(#[from] RawStoreError),
    /// A record of kept answers cannot be read or written.
    #[error("{path}: {error}; check its permissions and the disk, or delete it")]
    Record {
        /// The record.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

impl FetchError {
    /// Whether the same request may succeed later.
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. }
                | Self::TooSlow { .. }
                | Self::Refused { .. }
                | Self::Broken { .. }
                | Self::Protocol { .. }
        )
    }

    /// Name of the kind of failure, kebab-case.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "feed-unreachable",
            Self::TooSlow { .. } => "feed-too-slow",
            Self::Refused { .. } => "feed-refused",
            Self::Status { .. } => "feed-status",
            Self::Redirect { .. } => "feed-redirect",
            Self::TooLarge { .. } => "feed-too-large",
            Self::Broken { .. } => "feed-broken",
            Self::Protocol { .. } => "feed-protocol",
            Self::NotKept { .. } => "feed-not-kept",
            Self::Cancelled { .. } => "cancelled",
            Self::Body(_) | Self::Record { .. } => "feed-store",
        }
    }
}
