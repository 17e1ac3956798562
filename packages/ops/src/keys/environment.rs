//! Keys of the environment: `API_KEYS`.
//!
//! Entries are separated by commas, spaces or line ends. An entry is `name:key:scopes`, with `+` between scopes;
//! without scopes (`name:key`) it has all of them but `admin`; a bare `key` is named `env-1`, `env-2` and so on, by its place.
//! A key has at least eight characters of letters, digits, `_`, `-`, `.`; names are those of accounts. Each name is an
//! account of its own, the same one after a restart.
//!
//! ```text
//! API_KEYS=dashboard:3f9a0c51d2e84b76:projections:read,ops:c07d52aa19e64f3b:admin
//! ```

use super::{Scopes, UnknownScope};
use crate::accounts;
use crate::ids::{AccountId, KeyId};
use crate::keys::ring::Identity;
use std::fmt;

/// The shortest key.
const KEY_CHARACTERS_MIN: usize = 8;

/// A key that stands in the environment. `Debug` hides its secret.
#[derive(Clone)]
pub struct EnvironmentKey {
    /// Its name, and that of its account.
    pub name: String,
    /// What it may do.
    pub scopes: Scopes,
    secret: String,
}

/// An invalid entry of `API_KEYS`. It names the entry by its place, never by its text, which may be a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEnvironment {
    /// A name that no account can have.
    #[error(
        "API_KEYS, entry {0}: the name before the first ':' has 1 to 64 letters, digits, '.', '_' or '-'"
    )]
    Name(usize),
    /// The key is too short, or has other characters.
    #[error("API_KEYS, entry {0}: a key has at least {KEY_CHARACTERS_MIN} letters, digits, '.', '_' or '-'")]
    Key(usize),
    /// A scope that does not exist.
    #[error("API_KEYS, entry {0}: {1}")]
    Scope(usize, UnknownScope),
    /// Two entries have one name, or one key.
    #[error("API_KEYS, entry {0}: an earlier entry has the same name or key")]
    Twice(usize),
}

impl EnvironmentKey {
    /// Parses the whole variable. An empty text gives no keys.
    ///
    /// ```
    /// use ops::keys::{Scope, environment::EnvironmentKey};
    /// let keys = EnvironmentKey::parse("web:3f9a0c51d2e84b76:projections:read+ingest:run").unwrap();
    /// assert_eq!(keys[0].name, "web");
    /// assert!(keys[0].scopes.allow(Scope::IngestRun) && !keys[0].scopes.allow(Scope::Admin));
    /// ```
    pub fn parse(text: &str) -> Result<Vec<EnvironmentKey>, InvalidEnvironment> {
        let entries = text.split([',', ' ', '\n', '\r', '\t']).filter(|entry| !entry.is_empty());
        let mut keys: Vec<EnvironmentKey> = Vec::new();
        for (index, entry) in entries.enumerate() {
            let key = parse_entry(entry, index + 1)?;
            if keys.iter().any(|other| other.name == key.name || other.secret == key.secret) {
                return Err(InvalidEnvironment::Twice(index + 1));
            }
            keys.push(key);
        }
        Ok(keys)
    }

    pub(super) fn reveal(&self) -> &str {
        &self.secret
    }

    /// The same for the same name, after a restart too.
    pub(super) fn identity(&self) -> Identity {
        let account = AccountId::of_environment(&self.name);
        Identity {
            key: KeyId::of_account(account),
            account,
            name: self.name.clone(),
            scopes: self.scopes,
            expires_at: None,
        }
    }
}

impl fmt::Debug for EnvironmentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EnvironmentKey({}, {}, secret hidden)", self.name, self.scopes)
    }
}

fn parse_entry(entry: &str, place: usize) -> Result<EnvironmentKey, InvalidEnvironment> {
    let mut parts = entry.splitn(3, ':');
    let (name, secret) = match (parts.next(), parts.next()) {
        (Some(name), Some(secret)) => (name.to_owned(), secret),
        (secret, _) => (format!("env-{place}"), secret.unwrap_or_default()),
    };
    accounts::check_name(&name).map_err(|_| InvalidEnvironment::Name(place))?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if secret.len() < KEY_CHARACTERS_MIN || !secret.chars().all(fits) {
        return Err(InvalidEnvironment::Key(place));
    }
    let scopes = match parts.next().filter(|scopes| !scopes.is_empty()) {
        Some(scopes) => scopes.parse().map_err(|error| InvalidEnvironment::Scope(place, error))?,
        None => Scopes::all_but_admin(),
    };
    Ok(EnvironmentKey { name, scopes, secret: secret.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&[(&str, &str)], InvalidEnvironment>) {
        let parsed = EnvironmentKey::parse(text).map(|keys| {
            keys.iter().map(|key| (key.name.clone(), key.scopes.to_string())).collect::<Vec<_>>()
        });
        let expected = expected
            .map(|keys| keys.iter().map(|(name, scopes)| (name.to_string(), scopes.to_string())).collect());
        assert_eq!(parsed, expected, "{text}");
    }

    const USUAL: &str = "projections:read backtests:run ingest:run claims:review";

    #[test]
    fn entries_of_all_forms() {
        check("", Ok(&[]));
        check("secret-1", Ok(&[("env-1", USUAL)]));
        check("secret-1, secret-2", Ok(&[("env-1", USUAL), ("env-2", USUAL)]));
        check("web:secret-1\nops:secret-2:admin", Ok(&[("web", USUAL), ("ops", "admin")]));
        check("a:secret-1:ingest:run+admin", Ok(&[("a", "ingest:run admin")]));
    }

    #[test]
    fn faults_are_named_by_place_without_the_text() {
        check("web:short", Err(InvalidEnvironment::Key(1)));
        check("web:secret-1,:secret-2", Err(InvalidEnvironment::Name(2)));
        check("web:secret-1,web:secret-2", Err(InvalidEnvironment::Twice(2)));
        check("a:secret-1,b:secret-1", Err(InvalidEnvironment::Twice(2)));
        check("a:secret-1:all", Err(InvalidEnvironment::Scope(1, UnknownScope("all".to_owned()))));
        let key = &EnvironmentKey::parse("web:secret-1").unwrap()[0];
        assert!(!format!("{key:?}").contains("secret-1"));
    }
}
