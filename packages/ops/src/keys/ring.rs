//! Making, checking, rotating and revoking keys.

use super::environment::EnvironmentKey;
use super::stored::Code;
use super::{MalformedKey, Pepper, PlainKey, Scopes, StoredKey};
use crate::ids::{AccountId, KeyId};
use crate::random::NoRandomness;
use crate::records::{
    Commit, Cursor, InvalidCursor, Kind, Page, Records, RecordsError, Scan, Versioned, put,
};
use jiff::{SignedDuration, Timestamp};

/// How far the last use that is stored may be behind the true one.
const USE_RESOLUTION: SignedDuration = SignedDuration::from_secs(60);

/// The longest name of a key, in characters.
const NAME_CHARACTERS_MAX: usize = 64;

/// Who sent a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The key.
    pub key: KeyId,
    /// The account it acts for.
    pub account: AccountId,
    /// The key's name.
    pub name: String,
    /// What it may do.
    pub scopes: Scopes,
    /// From when on it is refused.
    pub expires_at: Option<Timestamp>,
}

/// Why a key is refused. Clients see one answer for all of these, logs see which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It has not the form of a key.
    #[error(transparent)]
    Malformed(#[from] MalformedKey),
    /// There is no such key, or the secret does not match.
    #[error("no such API key")]
    Unknown,
    /// It has expired.
    #[error("this API key expired at {0}")]
    Expired(Timestamp),
    /// It was revoked.
    #[error("this API key was revoked at {0}")]
    Revoked(Timestamp),
}

/// What can go wrong with keys.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The key is refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// No key has this id.
    #[error("there is no key {0}")]
    NoSuchKey(KeyId),
    /// A key that no longer works cannot be rotated.
    #[error("key {id} cannot be rotated: {why}")]
    NotRotatable {
        /// The key.
        id: KeyId,
        /// Why.
        why: &'static str,
    },
    /// Nothing could be done with such a key, or nobody could tell it apart.
    #[error("invalid key: {0}")]
    Invalid(&'static str),
    /// A list cannot go on there.
    #[error(transparent)]
    Cursor(#[from] InvalidCursor),
    /// The records failed.
    #[error(transparent)]
    Records(#[from] RecordsError),
}

impl From<NoRandomness> for KeyError {
    fn from(error: NoRandomness) -> KeyError {
        KeyError::Records(error.into())
    }
}

/// A key to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// The account it will act for.
    pub account: AccountId,
    /// What its owner calls it, 1 to 64 characters.
    pub name: String,
    /// What it may do; at least one.
    pub scopes: Scopes,
    /// From when on it is refused.
    pub expires_at: Option<Timestamp>,
}

/// What a rotation gave.
#[derive(Debug)]
pub struct Rotation {
    /// The new key.
    pub plain: PlainKey,
    /// What is stored of it.
    pub stored: StoredKey,
    /// Until when the old key works.
    pub old_expires_at: Timestamp,
}

/// All keys: those in the records and those of the environment.
#[derive(Debug, Clone)]
pub struct Keyring {
    records: Records,
    pepper: Pepper,
    environment: Vec<(Identity, Code)>,
}

impl Keyring {
    /// The keys of these records, and those of the environment (see [`super::environment`]).
    pub fn new(records: Records, pepper: Pepper, environment: &[EnvironmentKey]) -> Keyring {
        let environment =
            environment.iter().map(|key| (key.identity(), Code::of(&pepper, key.reveal()))).collect();
        Keyring { records, pepper, environment }
    }

    /// Makes a key. The plain one is in the answer and nowhere else.
    pub fn create(&self, new: NewKey, now: Timestamp) -> Result<(PlainKey, StoredKey), KeyError> {
        check(&new, now)?;
        let (plain, stored) = self.make(new, now)?;
        if !self.records.put(&stored)? {
            return Err(KeyError::Invalid("its id is taken"));
        }
        Ok((plain, stored))
    }

    /// Who sends this key: one lookup and one HMAC. A mistyped key is refused before either.
    pub fn verify(&self, text: &str, now: Timestamp) -> Result<Identity, KeyError> {
        if let Some(identity) = self.of_environment(text) {
            return Ok(identity);
        }
        let plain: PlainKey = text.parse().map_err(Refusal::Malformed)?;
        let given = Code::of_plain(&self.pepper, &plain);
        let found = self.records.find::<StoredKey>(&plain.id().to_string())?;
        let Some(key) = found.map(|found| found.value).filter(|key| key.code.fits(&given)) else {
            return Err(Refusal::Unknown.into());
        };
        usable(&key, now)?;
        Ok(Identity {
            key: key.id,
            account: key.account,
            name: key.name,
            scopes: key.scopes,
            expires_at: key.expires_at,
        })
    }

    /// Every key of the environment is compared, so that the time says nothing.
    fn of_environment(&self, text: &str) -> Option<Identity> {
        if self.environment.is_empty() {
            return None;
        }
        let given = Code::of(&self.pepper, text);
        let mut found = None;
        for (identity, code) in &self.environment {
            if code.fits(&given) {
                found = Some(identity);
            }
        }
        found.cloned()
    }

    /// Whether a key that was verified earlier still works: what a cache of verified keys asks.
    pub fn still_valid(&self, id: KeyId, now: Timestamp) -> Result<(), KeyError> {
        if self.environment.iter().any(|(identity, _)| identity.key == id) {
            return Ok(());
        }
        Ok(usable(&self.get(id)?, now)?)
    }

    /// Notes that a key was used; writes at most once a minute.
    pub fn note_use(&self, id: KeyId, now: Timestamp) -> Result<(), KeyError> {
        let Some(found) = self.records.find::<StoredKey>(&id.to_string())? else { return Ok(()) };
        if found.value.last_used_at.is_some_and(|last| now.duration_since(last) < USE_RESOLUTION) {
            return Ok(());
        }
        let used = StoredKey { last_used_at: Some(now), ..found.value.clone() };
        // Whoever changed the key meanwhile used or revoked it: both matter more than this.
        let (Commit::Done | Commit::Conflict(_)) = self.records.commit(&[found.replace_with(&used)])?;
        Ok(())
    }

    /// What is stored of a key.
    pub fn get(&self, id: KeyId) -> Result<StoredKey, KeyError> {
        let found = self.records.find::<StoredKey>(&id.to_string())?;
        Ok(found.ok_or(KeyError::NoSuchKey(id))?.value)
    }

    /// Keys, the newest first: of an account, or of all. Those of the environment are not among them.
    pub fn list(
        &self,
        account: Option<AccountId>,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<StoredKey>, KeyError> {
        let mut scan = Scan::of(Kind::Key).newest_first().limit(limit);
        scan.owner = account.map(|account| account.to_string());
        if let Some(cursor) = cursor {
            scan = Cursor::resume(scan, cursor)?;
        }
        let page = self.records.page(&scan)?;
        let read = |record| Versioned::read(record).map(|key| key.value);
        Ok(Page { items: page.items.iter().map(read).collect::<Result<_, _>>()?, next: page.next })
    }

    /// Makes a new key with the same account, name, scopes and expiry; the old one works for the grace, or until its own
    /// expiry if that comes first.
    pub fn rotate(&self, id: KeyId, grace: SignedDuration, now: Timestamp) -> Result<Rotation, KeyError> {
        let found = self.records.find::<StoredKey>(&id.to_string())?.ok_or(KeyError::NoSuchKey(id))?;
        let old = &found.value;
        let refused = |why| KeyError::NotRotatable { id, why };
        if old.replaced_by.is_some() {
            return Err(refused("it was rotated before"));
        }
        usable(old, now).map_err(|_| refused("it no longer works"))?;
        let grace_end = now.checked_add(grace).map_err(|_| refused("the grace is too long"))?;
        let old_expires_at = old.expires_at.map_or(grace_end, |own| own.min(grace_end));
        let new = NewKey {
            account: old.account,
            name: old.name.clone(),
            scopes: old.scopes,
            expires_at: old.expires_at,
        };
        let (plain, stored) = self.make(new, now)?;
        let replaced =
            StoredKey { expires_at: Some(old_expires_at), replaced_by: Some(stored.id), ..old.clone() };
        match self.records.commit(&[put(&stored), found.replace_with(&replaced)])? {
            Commit::Done => Ok(Rotation { plain, stored, old_expires_at }),
            Commit::Conflict(_) => self.rotate(id, grace, now),
        }
    }

    /// Refuses a key from now on. Revoking it again changes nothing.
    pub fn revoke(&self, id: KeyId, now: Timestamp) -> Result<StoredKey, KeyError> {
        let rule = |key: &StoredKey| {
            let revoked = StoredKey { revoked_at: key.revoked_at.or(Some(now)), ..key.clone() };
            Ok::<_, KeyError>((revoked.clone(), revoked))
        };
        self.records.change(&id.to_string(), rule)?.ok_or(KeyError::NoSuchKey(id))
    }

    fn make(&self, new: NewKey, now: Timestamp) -> Result<(PlainKey, StoredKey), KeyError> {
        let plain = PlainKey::generate(now)?;
        let stored = StoredKey {
            id: plain.id(),
            account: new.account,
            name: new.name,
            scopes: new.scopes,
            code: Code::of_plain(&self.pepper, &plain),
            created_at: now,
            expires_at: new.expires_at,
            revoked_at: None,
            last_used_at: None,
            replaced_by: None,
        };
        Ok((plain, stored))
    }
}

fn check(new: &NewKey, now: Timestamp) -> Result<(), KeyError> {
    if new.name.trim().is_empty() || new.name.chars().count() > NAME_CHARACTERS_MAX {
        return Err(KeyError::Invalid("its name has 1 to 64 characters"));
    }
    if new.scopes.is_empty() {
        return Err(KeyError::Invalid("it needs at least one scope"));
    }
    if new.expires_at.is_some_and(|expiry| expiry <= now) {
        return Err(KeyError::Invalid("its expiry is in the past"));
    }
    Ok(())
}

fn usable(key: &StoredKey, now: Timestamp) -> Result<(), Refusal> {
    match (key.revoked_at, key.expires_at) {
        (Some(moment), _) => Err(Refusal::Revoked(moment)),
        (_, Some(moment)) if moment <= now => Err(Refusal::Expired(moment)),
        _ => Ok(()),
    }
}
