//! API keys.
//!
//! A plain key is `bsk_<id>_<secret><check>`: the 26 characters of its id, 32 of a secret of 160 bits, and 7 of a
//! CRC-32 over all before it. The check catches a mistyped key before anything is looked up; the prefix makes a
//! leaked one easy to find. [`PlainKey`] is shown once and never stored; what is stored is a [`StoredKey`] with the
//! HMAC-SHA256 of the key under a [`Pepper`] that is kept elsewhere, so that a copy of the records opens nothing.
//!
//! A key belongs to an account and has scopes, perhaps an expiry. It is *rotated* by making a new key with the same
//! account, name and scopes while the old one works for a time of grace, and *revoked* for good.

pub mod environment;
mod pepper;
mod plain;
mod ring;
mod scopes;
mod stored;

pub use pepper::{Pepper, PepperError};
pub use plain::{MalformedKey, PlainKey};
pub use ring::{Identity, KeyError, Keyring, NewKey, Refusal, Rotation};
pub use scopes::{Scope, Scopes, UnknownScope};
pub use stored::StoredKey;
