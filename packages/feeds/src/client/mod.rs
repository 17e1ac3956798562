//! The client of NASCAR's feeds: asks within limits, keeps every answer, never mistakes a broken one for data.
//!
//! [`Client::fetch`] asks for one address below the base. It waits its turn ([`rate`]), asks only for what changed since
//! the kept copy, tries again after passing failures ([`retry`]), reads no more than the limits allow ([`body`]), and
//! follows no redirect to another host. An answer must be whole JSON; an HTML page or a body that was cut is a failed
//! fetch. Every answer is kept under its SHA-256 with the moment of fetching ([`kept`]), so that a pipeline can work
//! offline later.
//!
//! Calls block. Moments and waiting come in through a [`Call`].

mod body;
mod config;
mod error;
mod exchange;
pub mod kept;
mod rate;
mod retry;

pub use config::{BaseUrl, ClientConfig, InvalidBaseUrl};
pub use error::FetchError;

use crate::raw_store::RawStore;
use crate::source::snapshot_id;
use domain::ids::SnapshotId;
use exchange::{Answer, Exchange, Validators};
use jiff::Timestamp;
use kept::{KeptAnswers, KeptRecord};
use rate::Turns;
use retry::Waits;
use std::path::Path;
use std::time::Duration;

/// What a call needs from its surroundings.
pub trait Call: Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;

    /// Waits; false where the work was cancelled meanwhile.
    fn wait(&self, time: Duration) -> bool;
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// There is something.
    Body(FetchedBody),
    /// There is nothing under the address, or nothing yet: 403, 404, or the body `null`.
    Absent,
}

/// The body of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedBody {
    /// The body, unpacked.
    pub bytes: Vec<u8>,
    /// SHA-256 of `bytes`.
    pub snapshot: SnapshotId,
    /// When these bytes were first fetched from this address.
    pub fetched_at: Timestamp,
    /// Where they come from now.
    pub origin: Origin,
}

/// Where the bytes of an answer come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The server sent them.
    Sent,
    /// The server said that the kept copy is still right.
    Unchanged,
    /// The kept copy, without asking.
    Kept,
}

/// The client. Threads may share it: all of them wait for one another's turns.
#[derive(Debug)]
pub struct Client {
    config: ClientConfig,
    exchange: Exchange,
    turns: Turns,
    kept: KeptAnswers,
}

impl Client {
    /// A client that keeps its answers in `folder`.
    pub fn new(config: ClientConfig, folder: &Path) -> Self {
        Self {
            exchange: Exchange::new(&config),
            turns: Turns::new(config.between_requests),
            kept: KeptAnswers::new(folder),
            config,
        }
    }

    /// What it works by.
    pub fn config(&self) -> &ClientConfig {
        &self.config
    }

    /// The kept bodies.
    pub fn bodies(&self) -> &RawStore {
        self.kept.bodies()
    }

    /// What is known of an address from earlier answers.
    ///
    /// # Errors
    /// When its record cannot be read.
    pub fn known(&self, path: &str) -> Result<Option<KeptRecord>, FetchError> {
        self.kept.record(&self.url(path))
    }

    /// The whole address of a path below the base.
    pub fn url(&self, path: &str) -> String {
        format!("{}/{}", self.config.base.as_str(), path.trim_start_matches('/'))
    }

    /// Asks for the path below the base; offline, gives the kept copy.
    ///
    /// # Errors
    /// When no whole answer came within the attempts, or offline where none is kept.
    pub fn fetch(&self, path: &str, call: &dyn Call) -> Result<Fetched, FetchError> {
        let url = self.url(path);
        let record = self.kept.record(&url)?;
        if self.config.offline {
            return self.kept_body(&url, record, Origin::Kept);
        }
        let mut waits = Waits::new(&self.config);
        loop {
            if !self.turns.take(call) {
                return Err(FetchError::Cancelled { url });
            }
            let error = match self.ask(&url, record.as_ref(), call) {
                Ok(fetched) => return Ok(fetched),
                Err(error) => error,
            };
            let Some(wait) = waits.next(&error) else { return Err(error) };
            tracing::debug!(%error, wait = ?wait, "asks again");
            if !call.wait(wait) {
                return Err(FetchError::Cancelled { url });
            }
        }
    }

    /// The last kept body of an address, whether or not the server still has it.
    ///
    /// # Errors
    /// When none is kept.
    pub fn last_kept(&self, path: &str) -> Result<Fetched, FetchError> {
        let url = self.url(path);
        let record = self.kept.record(&url)?;
        self.kept_body(&url, record, Origin::Kept)
    }

    /// One attempt.
    fn ask(&self, url: &str, record: Option<&KeptRecord>, call: &dyn Call) -> Result<Fetched, FetchError> {
        let now = call.now();
        // A server may keep calling a changed body unchanged: after a while it has to send it again.
        let trusted = record.filter(|record| {
            record.body.is_some()
                && now.duration_since(record.sent_at).unsigned_abs() < self.config.trust_validators
        });
        let trusted = trusted.filter(|record| self.kept.holds(record));
        let validators = trusted.map(|record| Validators {
            etag: record.etag.clone(),
            last_modified: record.last_modified.clone(),
        });
        match self.exchange.get(url, validators.as_ref(), now)? {
            Answer::Unchanged => match trusted {
                Some(record) => {
                    let fetched = self.kept_body(url, Some(record.clone()), Origin::Unchanged)?;
                    self.kept.confirmed(record, now)?;
                    Ok(fetched)
                }
                None => Err(FetchError::Protocol {
                    url: url.to_owned(),
                    reason: "304 to a request without a condition".to_owned(),
                }),
            },
            Answer::Absent => Ok(Fetched::Absent),
            Answer::Body { bytes, validators } => {
                if bytes.trim_ascii() == b"null" {
                    return Ok(Fetched::Absent);
                }
                body::whole_json(url, &bytes)?;
                let snapshot = snapshot_id(&bytes);
                let record = self.kept.keep(url, record, &bytes, validators, now)?;
                let fetched_at = record.first_fetched(&snapshot).unwrap_or(now);
                Ok(Fetched::Body(FetchedBody { bytes, snapshot, fetched_at, origin: Origin::Sent }))
            }
        }
    }

    fn kept_body(
        &self,
        url: &str,
        record: Option<KeptRecord>,
        origin: Origin,
    ) -> Result<Fetched, FetchError> {
        let not_kept = || FetchError::NotKept { url: url.to_owned() };
        let record = record.ok_or_else(not_kept)?;
        let snapshot = record.body.clone().ok_or_else(not_kept)?;
        let bytes = self.kept.bodies().get(&snapshot)?;
        let fetched_at = record.first_fetched(&snapshot).unwrap_or(record.sent_at);
        Ok(Fetched::Body(FetchedBody { bytes, snapshot, fetched_at, origin }))
    }
}
