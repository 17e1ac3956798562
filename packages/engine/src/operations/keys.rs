//! API keys: verified with every request; made, listed, rotated and revoked.

use super::{Operations, OperationsError, now};
use crate::error::EngineError;
use jiff::{SignedDuration, Timestamp};
use ops::accounts::{self, Account};
use ops::ids::{AccountId, KeyId};
use ops::keys::{KeyError, NewKey, PlainKey, Scope, Scopes, StoredKey};
use ops::records::{Cursor, Kind, Scan, Versioned};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The account of keys that the program makes by itself.
const FIRST_ACCOUNT: &str = "local";

/// Who sends a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Id of the key, which is not secret.
    pub key: String,
    /// Id of the account.
    pub account: String,
    /// The key's name.
    pub name: String,
    /// What it may do.
    pub scopes: Scopes,
}

/// What became of a key that was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verified {
    /// It works.
    Caller(Caller),
    /// It does not, for this reason, which belongs in the log and not in the answer.
    Refused(String),
}

/// A key to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateKeyRequest {
    /// Name of the account it acts for, which is made where there is none: 1 to 64 letters, digits, `.`, `_` or `-`.
    pub account: String,
    /// What its owner calls it, 1 to 64 characters; the account's name without it.
    #[serde(default)]
    pub name: Option<String>,
    /// What it may do, such as `projections:read`; at least one.
    pub scopes: Vec<String>,
    /// From when on it is refused; never without it.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
}

/// A key that was made. The key itself is in this answer and nowhere else.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreatedKey {
    /// The whole key, shown once.
    pub key: String,
    /// What is stored of it.
    #[serde(flatten)]
    pub line: KeyLine,
}

impl std::fmt::Debug for CreatedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreatedKey").field("line", &self.line).finish_non_exhaustive()
    }
}

/// A key as listed: everything but the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct KeyLine {
    /// Its id.
    pub id: String,
    /// Id of the account it acts for.
    pub account: String,
    /// Name of that account; absent where it is no longer known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_name: Option<String>,
    /// What its owner calls it.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<Timestamp>,
    /// The key that replaced it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
}

/// Keys, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct KeysAnswer {
    /// The keys.
    pub keys: Vec<KeyLine>,
    /// Where the list goes on; absent on its last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A key that was rotated: the new one, and until when the old one works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RotatedKey {
    /// The new key.
    #[serde(flatten)]
    pub created: CreatedKey,
    /// Id of the old key.
    pub replaces: String,
    /// Until when the old key works.
    pub old_expires_at: Timestamp,
}

impl Operations {
    /// Who sends this key.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub fn verify_key(&self, text: &str) -> Result<Verified, EngineError> {
        match self.keyring.verify(text, now()) {
            Ok(identity) => {
                self.keyring.note_use(identity.key, now()).unwrap_or_else(|error| {
                    // Reading still works where the records cannot be written.
                    tracing::warn!(%error, key = %identity.key, "could not record the use of a key");
                });
                Ok(Verified::Caller(Caller {
                    key: identity.key.to_string(),
                    account: identity.account.to_string(),
                    name: identity.name,
                    scopes: identity.scopes,
                }))
            }
            Err(KeyError::Refused(refusal)) => Ok(Verified::Refused(refusal.to_string())),
            Err(other) => Err(OperationsError::from(other).into()),
        }
    }

    /// Makes a key. `held` limits the scopes it may be given, where the caller is not the operator.
    ///
    /// # Errors
    /// An account, scope or expiry that cannot be, or scopes beyond `held`.
    pub fn create_key(
        &self,
        request: &CreateKeyRequest,
        held: Option<Scopes>,
    ) -> Result<CreatedKey, EngineError> {
        let scopes: Scopes = request.scopes.join(" ").parse().map_err(OperationsError::from)?;
        if held.is_some_and(|held| !held.allow_all(scopes)) {
            return Err(OperationsError::ScopesNotHeld.into());
        }
        if request.expires_at.is_some_and(|moment| moment <= now()) {
            return Err(OperationsError::PastExpiry.into());
        }
        accounts::check_name(&request.account).map_err(OperationsError::from)?;
        let account = accounts::find_or_create(&self.records, &request.account, now())
            .map_err(OperationsError::from)?;
        let name = request.name.clone().unwrap_or_else(|| request.account.clone());
        let new = NewKey { account: account.id, name, scopes, expires_at: request.expires_at };
        let made = self.keyring.create(new, now()).map_err(OperationsError::from)?;
        Ok(created(made, Some(account.name)))
    }

    /// Makes the first key, for the account `local` with every scope; none where there are keys already.
    ///
    /// # Errors
    /// When the records cannot be read or written.
    pub fn first_key(&self) -> Result<Option<CreatedKey>, EngineError> {
        let any = self.records.list(&Scan::of(Kind::Key).limit(1)).map_err(OperationsError::from)?;
        if !any.is_empty() {
            return Ok(None);
        }
        let request = CreateKeyRequest {
            account: FIRST_ACCOUNT.to_owned(),
            name: Some("first".to_owned()),
            scopes: Scope::ALL.map(|scope| scope.name().to_owned()).to_vec(),
            expires_at: None,
        };
        self.create_key(&request, None).map(Some)
    }

    /// The owner of the data folder, as whom a command acts that reaches the server without a key: the account `local`
    /// with every scope.
    ///
    /// # Errors
    /// When the records cannot be read or written.
    pub fn owner(&self) -> Result<Caller, EngineError> {
        let account = accounts::find_or_create(&self.records, FIRST_ACCOUNT, now());
        let account = account.map_err(OperationsError::from)?.id.to_string();
        let name = "owner of the data folder".to_owned();
        Ok(Caller { key: "local".to_owned(), account, name, scopes: Scopes::of(&Scope::ALL) })
    }

    /// Lists keys, the newest first, at most `limit`.
    ///
    /// # Errors
    /// A cursor of another list, or records that cannot be read.
    pub fn keys(
        &self,
        account: Option<&str>,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<KeysAnswer, EngineError> {
        let names = self.account_names()?;
        let mut scan = Scan::of(Kind::Key).newest_first().limit(limit);
        if let Some(wanted) = account {
            let Some((id, _)) = names.iter().find(|(_, name)| name.as_str() == wanted) else {
                return Ok(KeysAnswer { keys: Vec::new(), next: None });
            };
            scan = scan.owner(id);
        }
        let scan = match cursor {
            Some(cursor) => Cursor::resume(scan, cursor).map_err(OperationsError::from)?,
            None => scan,
        };
        let page = self.records.page(&scan).map_err(OperationsError::from)?;
        let line = |record| -> Result<KeyLine, OperationsError> {
            let key = Versioned::<StoredKey>::read(record)?.value;
            let account_name = names.get(&key.account).cloned();
            Ok(line(&key, account_name))
        };
        let keys = page.items.iter().map(line).collect::<Result<_, _>>()?;
        Ok(KeysAnswer { keys, next: page.next.map(|next| next.to_string()) })
    }

    /// What is stored of a key.
    ///
    /// # Errors
    /// When there is no such key.
    pub fn key(&self, id: &str) -> Result<KeyLine, EngineError> {
        let key = self.keyring.get(key_id(id)?).map_err(OperationsError::from)?;
        let account_name = self.account_names()?.remove(&key.account);
        Ok(line(&key, account_name))
    }

    /// Makes a key that replaces another, which works for `grace_seconds` more. `held` as in
    /// [`Operations::create_key`].
    ///
    /// # Errors
    /// When there is no such key, it no longer works, was rotated before, or has scopes beyond `held`.
    pub fn rotate_key(
        &self,
        id: &str,
        grace_seconds: u32,
        held: Option<Scopes>,
    ) -> Result<RotatedKey, EngineError> {
        let id = key_id(id)?;
        let key = self.keyring.get(id).map_err(OperationsError::from)?;
        if held.is_some_and(|held| !held.allow_all(key.scopes)) {
            return Err(OperationsError::ScopesNotHeld.into());
        }
        let grace = SignedDuration::from_secs(i64::from(grace_seconds));
        let rotation = self.keyring.rotate(id, grace, now()).map_err(OperationsError::from)?;
        let account_name = self.account_names()?.remove(&key.account);
        Ok(RotatedKey {
            created: created((rotation.plain, rotation.stored), account_name),
            replaces: id.to_string(),
            old_expires_at: rotation.old_expires_at,
        })
    }

    /// Refuses a key from now on; other processes notice within seconds.
    ///
    /// # Errors
    /// When there is no such key.
    pub fn revoke_key(&self, id: &str) -> Result<KeyLine, EngineError> {
        let key = self.keyring.revoke(key_id(id)?, now()).map_err(OperationsError::from)?;
        let account_name = self.account_names()?.remove(&key.account);
        Ok(line(&key, account_name))
    }

    fn account_names(&self) -> Result<BTreeMap<AccountId, String>, EngineError> {
        let scan = Scan::of(Kind::Account).limit(ACCOUNTS_MAX);
        let accounts = self.records.documents::<Account>(&scan).map_err(OperationsError::from)?;
        Ok(accounts.into_iter().map(|account| (account.value.id, account.value.name)).collect())
    }
}

/// Accounts whose names are looked up for a list.
const ACCOUNTS_MAX: usize = 10_000;

fn key_id(text: &str) -> Result<KeyId, EngineError> {
    Ok(text.parse().map_err(OperationsError::from)?)
}

fn created((plain, stored): (PlainKey, StoredKey), account_name: Option<String>) -> CreatedKey {
    CreatedKey { key: plain.reveal().to_owned(), line: line(&stored, account_name) }
}

fn line(key: &StoredKey, account_name: Option<String>) -> KeyLine {
    KeyLine {
        id: key.id.to_string(),
        account: key.account.to_string(),
        account_name,
        name: key.name.clone(),
        scopes: key.scopes.iter().map(|scope| scope.name().to_owned()).collect(),
        created_at: key.created_at,
        expires_at: key.expires_at,
        revoked_at: key.revoked_at,
        last_used_at: key.last_used_at,
        replaced_by: key.replaced_by.map(|id| id.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind as ErrorKind;

    fn world() -> (tempfile::TempDir, Operations) {
        let dir = tempfile::tempdir().unwrap();
        let operations = Operations::open(dir.path(), None, "").unwrap();
        (dir, operations)
    }

    fn request(scopes: &[&str]) -> CreateKeyRequest {
        CreateKeyRequest {
            account: "team-a".to_owned(),
            name: None,
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            expires_at: None,
        }
    }

    #[test]
    fn the_first_key_is_made_once_and_works() {
        let (_dir, operations) = world();
        let first = operations.first_key().unwrap().expect("there is no key yet");
        assert!(operations.first_key().unwrap().is_none());
        let Verified::Caller(caller) = operations.verify_key(&first.key).unwrap() else { panic!("it works") };
        assert!(caller.scopes.allow(Scope::Admin));
        assert!(!format!("{first:?}").contains(&first.key), "the key is not printed");
    }

    #[test]
    fn a_rotated_key_works_until_its_grace_ends_and_a_revoked_one_no_more() {
        let (_dir, operations) = world();
        let made = operations.create_key(&request(&["projections:read"]), None).unwrap();
        let rotated = operations.rotate_key(&made.line.id, 60, None).unwrap();
        let works = |key: &str| matches!(operations.verify_key(key).unwrap(), Verified::Caller(_));
        assert!(works(&made.key) && works(&rotated.created.key));
        operations.revoke_key(&made.line.id).unwrap();
        assert!(!works(&made.key) && works(&rotated.created.key));
        let again = operations.rotate_key(&made.line.id, 60, None).unwrap_err();
        assert_eq!((again.kind(), again.code()), (ErrorKind::Conflict, "not-rotatable"));
        assert_eq!(operations.keys(None, None, 10).unwrap().keys.len(), 2);
    }

    #[test]
    fn nobody_hands_out_more_than_they_have() {
        let (_dir, operations) = world();
        let held = Some("projections:read".parse().unwrap());
        let error = operations.create_key(&request(&["projections:read", "admin"]), held).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Forbidden);
        let error = operations.create_key(&request(&["everything"]), None).unwrap_err();
        assert_eq!(error.code(), "unknown-scope");
    }
}
