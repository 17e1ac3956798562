//! The stored key: all about a key but the key.

use super::{Pepper, PlainKey, Scopes};
use crate::ids::{AccountId, KeyId};
use crate::records::{Document, Kind};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use subtle::ConstantTimeEq as _;

/// What is kept of a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StoredKey {
    /// Its id.
    pub id: KeyId,
    /// The account it acts for.
    pub account: AccountId,
    /// What its owner calls it.
    pub name: String,
    /// What it may do.
    pub scopes: Scopes,
    /// HMAC-SHA256 of the plain key under the pepper.
    pub code: Code,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, to the minute or so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<Timestamp>,
    /// The key that replaced it when it was rotated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<KeyId>,
}

impl Document for StoredKey {
    const KIND: Kind = Kind::Key;

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn owner(&self) -> String {
        self.account.to_string()
    }
}

/// The code of a secret, as stored. It opens nothing, but `Debug` hides it all the same.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(String);

impl Code {
    /// The code of a text that serves as a key.
    pub(super) fn of(pepper: &Pepper, key: &str) -> Code {
        Code(pepper.code("key", key))
    }

    /// Compares in constant time.
    pub(super) fn fits(&self, other: &Code) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(hidden)")
    }
}

impl Code {
    /// The code of a plain key.
    pub(super) fn of_plain(pepper: &Pepper, key: &PlainKey) -> Code {
        Code::of(pepper, key.reveal())
    }
}
