//! Browser sessions: begun with a key, which they act for as long as it works.

use super::{Caller, Operations, OperationsError, now};
use crate::error::EngineError;
use jiff::Timestamp;
use ops::ids::KeyId;
use ops::keys::{Identity, KeyError};
use ops::sessions::{Session, SessionRules};
use std::fmt;

/// Sessions that are remembered in a process without Redis.
const SESSIONS_MAX: usize = 100_000;

/// All sessions.
pub(super) fn sessions(shared: &super::Shared) -> ops::sessions::Sessions {
    let rules = SessionRules::standard();
    match &shared.redis {
        Some(redis) => ops::sessions::Sessions::in_redis(rules, redis.clone()),
        None => ops::sessions::Sessions::in_memory(rules, SESSIONS_MAX),
    }
}

/// A session that began. `Debug` hides the cookie and the token.
#[derive(Clone, PartialEq, Eq)]
pub struct BegunSession {
    /// The cookie's value, which is nowhere else.
    pub cookie: String,
    /// The session.
    pub session: SessionAnswer,
}

/// A session. `Debug` hides the token.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionAnswer {
    /// Who it acts for.
    pub caller: Caller,
    /// What a form, or the header of a script, carries.
    pub csrf_token: String,
    /// When it ends, however much it is used.
    pub expires_at: Timestamp,
}

impl fmt::Debug for BegunSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BegunSession").field("session", &self.session).finish_non_exhaustive()
    }
}

impl fmt::Debug for SessionAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionAnswer").field("caller", &self.caller).finish_non_exhaustive()
    }
}

impl Operations {
    /// Begins a session for a caller whose key was verified.
    ///
    /// # Errors
    /// When the Redis that holds sessions does not answer.
    pub async fn begin_session(&self, caller: &Caller) -> Result<BegunSession, EngineError> {
        let identity = Identity {
            key: caller.key.parse().map_err(OperationsError::from)?,
            account: caller.account.parse().map_err(OperationsError::from)?,
            name: caller.name.clone(),
            scopes: caller.scopes,
            // Whether the key still works is asked again while the session lasts.
            expires_at: None,
        };
        let (cookie, session) = self.sessions.begin(&identity, now()).await.map_err(OperationsError::from)?;
        let session = answer(&session, caller.name.clone());
        Ok(BegunSession { cookie: cookie.reveal().to_owned(), session })
    }

    /// The session of a cookie, if it has not ended. Whether its key still works is another question:
    /// [`Operations::key_works`].
    ///
    /// # Errors
    /// When the Redis that holds sessions does not answer.
    pub async fn session(&self, cookie: &str) -> Result<Option<SessionAnswer>, EngineError> {
        let found = self.sessions.find(cookie, now()).await.map_err(OperationsError::from)?;
        Ok(found.map(|session| answer(&session, session.key.to_string())))
    }

    /// Ends a session; one that has ended is ended again.
    ///
    /// # Errors
    /// When the Redis that holds sessions does not answer.
    pub async fn end_session(&self, cookie: &str) -> Result<(), EngineError> {
        Ok(self.sessions.end(cookie).await.map_err(OperationsError::from)?)
    }

    /// Whether a key that was verified earlier still works.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub fn key_works(&self, id: &str) -> Result<bool, EngineError> {
        let id: KeyId = id.parse().map_err(OperationsError::from)?;
        match self.keyring.still_valid(id, now()) {
            Ok(()) => Ok(true),
            Err(KeyError::Refused(_) | KeyError::NoSuchKey(_)) => Ok(false),
            Err(other) => Err(OperationsError::from(other).into()),
        }
    }
}

fn answer(session: &Session, name: String) -> SessionAnswer {
    SessionAnswer {
        caller: Caller {
            key: session.key.to_string(),
            account: session.account.to_string(),
            name,
            scopes: session.scopes,
        },
        csrf_token: session.csrf_token().to_owned(),
        expires_at: session.expires_at,
    }
}

/// Whether two tokens are equal, in the same time for every wrong one.
pub fn tokens_match(one: &str, other: &str) -> bool {
    ops::sessions::equal_in_constant_time(one, other)
}
