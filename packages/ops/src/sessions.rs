//! Browser sessions: what a cookie stands for.
//!
//! A session begins when somebody logs in with a key, and acts with that key's account and scopes; whether the key still
//! works is asked anew by the caller. It ends at a fixed time after it began, or after a time without use. The cookie
//! holds 256 random bits of which only the SHA-256 is stored. Forms carry the session's CSRF token.

use crate::ids::{AccountId, KeyId, sha256};
use crate::keys::{Identity, Scopes};
use crate::random::{self, NoRandomness};
use crate::redis_server::{RedisFailure, RedisServer};
use data_encoding::BASE64URL_NOPAD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use subtle::ConstantTimeEq as _;

/// How long sessions last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionRules {
    /// From the beginning, however much it is used.
    pub lasts: SignedDuration,
    /// Without use.
    pub idle: SignedDuration,
}

impl SessionRules {
    /// 12 hours, and 2 without use.
    pub fn standard() -> SessionRules {
        SessionRules { lasts: SignedDuration::from_hours(12), idle: SignedDuration::from_hours(2) }
    }
}

/// A session. `Debug` hides the CSRF token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Session {
    /// The account it acts for.
    pub account: AccountId,
    /// The key it began with.
    pub key: KeyId,
    /// What it may do.
    pub scopes: Scopes,
    /// When it began.
    pub began_at: Timestamp,
    /// When it ends, however much it is used.
    pub expires_at: Timestamp,
    /// When it ends unless it is used.
    pub idle_until: Timestamp,
    csrf: String,
}

impl Session {
    /// The token that forms of this session carry.
    pub fn csrf_token(&self) -> &str {
        &self.csrf
    }

    /// Whether a form came from a page of this session. Takes the same time for every wrong token.
    pub fn accepts_csrf(&self, given: &str) -> bool {
        equal_in_constant_time(&self.csrf, given)
    }

    fn live(&self, now: Timestamp) -> bool {
        now < self.expires_at && now < self.idle_until
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Session({}, {}, until {})", self.account, self.scopes, self.expires_at)
    }
}

/// The value of a cookie. `Debug` hides it.
#[derive(Clone)]
pub struct Cookie(String);

impl Cookie {
    /// The text for the browser.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Cookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cookie(hidden)")
    }
}

/// Whether two tokens are equal. Takes the same time for every wrong one of the same length.
pub fn equal_in_constant_time(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// What can go wrong with sessions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// The Redis that holds them failed.
    #[error(transparent)]
    Redis(#[from] RedisFailure),
    /// No randomness for a new one.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
}

/// All sessions: in the memory of this process, or in Redis.
///
/// ```
/// use ops::ids::{AccountId, KeyId};
/// use ops::keys::{Identity, Scopes};
/// use ops::sessions::{SessionRules, Sessions};
/// # let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
/// # runtime.block_on(async {
/// let now = "2025-11-02T19:30:00Z".parse().unwrap();
/// let identity = Identity {
///     key: KeyId::new(now, [1; 10]), account: AccountId::new(now, [2; 10]), name: "laptop".into(),
///     scopes: Scopes::all_but_admin(), expires_at: None,
/// };
/// let sessions = Sessions::in_memory(SessionRules::standard(), 1000);
/// let (cookie, session) = sessions.begin(&identity, now).await.unwrap();
/// assert_eq!(sessions.find(cookie.reveal(), now).await.unwrap(), Some(session));
/// sessions.end(cookie.reveal()).await.unwrap();
/// assert_eq!(sessions.find(cookie.reveal(), now).await.unwrap(), None);
/// # });
/// ```
#[derive(Debug)]
pub struct Sessions {
    rules: SessionRules,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Memory { sessions: Mutex<HashMap<String, Session>>, most: usize },
    Redis(RedisServer),
}

impl Sessions {
    /// In memory, at most this many; the one nearest to its end makes room.
    pub fn in_memory(rules: SessionRules, most: usize) -> Sessions {
        Sessions { rules, place: Place::Memory { sessions: Mutex::default(), most: most.max(1) } }
    }

    /// In Redis, for all servers of a deployment.
    pub fn in_redis(rules: SessionRules, server: RedisServer) -> Sessions {
        Sessions { rules, place: Place::Redis(server) }
    }

    /// Begins a session for the owner of a key. It never outlasts the key.
    pub async fn begin(
        &self,
        identity: &Identity,
        now: Timestamp,
    ) -> Result<(Cookie, Session), SessionError> {
        let cookie = Cookie(BASE64URL_NOPAD.encode(&random::bytes::<32>()?));
        let latest = now + self.rules.lasts;
        let session = Session {
            account: identity.account,
            key: identity.key,
            scopes: identity.scopes,
            began_at: now,
            expires_at: identity.expires_at.map_or(latest, |key| key.min(latest)),
            idle_until: now + self.rules.idle,
            csrf: BASE64URL_NOPAD.encode(&random::bytes::<32>()?),
        };
        self.keep(&sha256(cookie.0.as_bytes()), &session, now).await?;
        Ok((cookie, session))
    }

    /// The session of a cookie, if it has not ended. Use is noted when half of the idle time is gone.
    pub async fn find(&self, cookie: &str, now: Timestamp) -> Result<Option<Session>, SessionError> {
        let id = sha256(cookie.as_bytes());
        let Some(mut session) = self.get(&id).await?.filter(|session| session.live(now)) else {
            return Ok(None);
        };
        if session.idle_until.duration_since(now) < self.rules.idle / 2 {
            session.idle_until = now + self.rules.idle;
            self.keep(&id, &session, now).await?;
        }
        Ok(Some(session))
    }

    /// Ends a session.
    pub async fn end(&self, cookie: &str) -> Result<(), SessionError> {
        let id = sha256(cookie.as_bytes());
        match &self.place {
            Place::Memory { sessions, .. } => {
                lock(sessions).remove(&id);
            }
            Place::Redis(server) => server.query::<()>(redis::cmd("DEL").arg(redis_key(&id))).await?,
        }
        Ok(())
    }

    async fn get(&self, id: &str) -> Result<Option<Session>, SessionError> {
        match &self.place {
            Place::Memory { sessions, .. } => Ok(lock(sessions).get(id).cloned()),
            Place::Redis(server) => {
                let text: Option<String> = server.query(redis::cmd("GET").arg(redis_key(id))).await?;
                // What another version wrote is no session: its owner logs in again.
                Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
            }
        }
    }

    async fn keep(&self, id: &str, session: &Session, now: Timestamp) -> Result<(), SessionError> {
        match &self.place {
            Place::Memory { sessions, most } => {
                let mut sessions = lock(sessions);
                if sessions.len() >= *most && !sessions.contains_key(id) {
                    make_room(&mut sessions, *most, now);
                }
                sessions.insert(id.to_owned(), session.clone());
                Ok(())
            }
            Place::Redis(server) => {
                let left = session.expires_at.min(session.idle_until).duration_since(now).as_millis().max(1);
                let text = serde_json::to_string(session).expect("a session has text keys");
                let left = i64::try_from(left).unwrap_or(i64::MAX);
                server
                    .query::<()>(redis::cmd("SET").arg(redis_key(id)).arg(text).arg("PX").arg(left))
                    .await?;
                Ok(())
            }
        }
    }
}

fn lock(sessions: &Mutex<HashMap<String, Session>>) -> MutexGuard<'_, HashMap<String, Session>> {
    sessions.lock().unwrap_or_else(PoisonError::into_inner)
}

fn make_room(sessions: &mut HashMap<String, Session>, most: usize, now: Timestamp) {
    sessions.retain(|_, session| session.live(now));
    while sessions.len() >= most {
        let nearest = sessions.iter().min_by_key(|(_, session)| session.expires_at.min(session.idle_until));
        let Some(id) = nearest.map(|(id, _)| id.clone()) else { return };
        sessions.remove(&id);
    }
}

fn redis_key(id: &str) -> String {
    format!("session:{id}")
}
