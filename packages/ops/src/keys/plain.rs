//! The plain key: shown once, never stored, never printed by accident.

use crate::ids::KeyId;
use crate::random::{self, NoRandomness};
use data_encoding::BASE32_NOPAD;
use jiff::Timestamp;
use std::fmt;
use std::str::FromStr;

const PREFIX: &str = "bsk_";
const ID: usize = 26;
const SECRET: usize = 32;
const CHECK: usize = 7;
const LENGTH: usize = PREFIX.len() + ID + 1 + SECRET + CHECK;

/// A whole API key with its secret. `Debug` shows the id alone; [`PlainKey::reveal`] is the only way to the text.
///
/// ```
/// use ops::keys::PlainKey;
/// let key = PlainKey::new("2025-11-02T19:30:00Z".parse().unwrap(), [1; 10], [2; 20]);
/// assert!(key.reveal().starts_with("bsk_01k930rgp0"));
/// assert_eq!(key.reveal().parse::<PlainKey>().unwrap().id(), key.id());
/// assert!(!format!("{key:?}").contains(key.reveal()));
/// ```
#[derive(Clone)]
pub struct PlainKey {
    id: KeyId,
    text: String,
}

/// A text that is not a key: mistyped, cut short, or something else. It does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MalformedKey {
    /// Another prefix, length or alphabet.
    #[error("this is not an API key: expected bsk_ and 66 more characters, in lower case")]
    Form,
    /// The form is right and the check at its end is not.
    #[error("this API key has a typing error: its last characters do not match the rest")]
    Check,
}

impl PlainKey {
    /// The key of a moment, ten random bytes for its id and twenty for its secret.
    pub fn new(now: Timestamp, id: [u8; 10], secret: [u8; 20]) -> PlainKey {
        let id = KeyId::new(now, id);
        let mut text = format!("{PREFIX}{}_{}", id.bare(), lower_base32(&secret));
        text.push_str(&check(&text));
        PlainKey { id, text }
    }

    /// A key of a moment, with randomness of the operating system.
    pub fn generate(now: Timestamp) -> Result<PlainKey, NoRandomness> {
        Ok(PlainKey::new(now, random::bytes()?, random::bytes()?))
    }

    /// Its id, which is not secret.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The whole key, to be shown to its owner once.
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// Whether a text looks like a key of ours; used to keep keys out of logs.
    pub fn resembles(text: &str) -> bool {
        text.contains(PREFIX)
    }
}

impl FromStr for PlainKey {
    type Err = MalformedKey;

    fn from_str(text: &str) -> Result<PlainKey, MalformedKey> {
        if text.len() != LENGTH || !text.is_ascii() {
            return Err(MalformedKey::Form);
        }
        let rest = text.strip_prefix(PREFIX).ok_or(MalformedKey::Form)?;
        let (id, rest) = rest.split_at(ID);
        let rest = rest.strip_prefix('_').ok_or(MalformedKey::Form)?;
        if !rest.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7')) {
            return Err(MalformedKey::Form);
        }
        let id = KeyId::from_bare(id).map_err(|_| MalformedKey::Form)?;
        let (body, given) = text.split_at(LENGTH - CHECK);
        if check(body) != given {
            return Err(MalformedKey::Check);
        }
        Ok(PlainKey { id, text: text.to_owned() })
    }
}

impl fmt::Debug for PlainKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PlainKey({}, secret hidden)", self.id)
    }
}

fn check(text: &str) -> String {
    lower_base32(&crc32fast::hash(text.as_bytes()).to_be_bytes())
}

fn lower_base32(bytes: &[u8]) -> String {
    let mut text = BASE32_NOPAD.encode(bytes);
    text.make_ascii_lowercase();
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> PlainKey {
        PlainKey::new("2025-11-02T19:30:00Z".parse().unwrap(), [3; 10], [5; 20])
    }

    #[test]
    fn the_secret_is_never_printed() {
        let key = key();
        let secret = &key.reveal()[PREFIX.len() + ID + 1..];
        assert!(!format!("{key:?} {key:#?}").contains(&secret[..8]));
    }

    #[test]
    fn any_single_typing_error_is_caught() {
        let key = key();
        for position in 0..LENGTH {
            for other in b"ab27_0Z\n" {
                let mut bytes = key.reveal().as_bytes().to_vec();
                if bytes[position] == *other {
                    continue;
                }
                bytes[position] = *other;
                let text = String::from_utf8(bytes).unwrap();
                assert!(text.parse::<PlainKey>().is_err(), "{position}");
            }
        }
        assert_eq!(key.reveal()[..LENGTH - 1].parse::<PlainKey>().unwrap_err(), MalformedKey::Form);
    }

    proptest! {
        #[test]
        fn what_is_shown_parses_back(id: [u8; 10], secret: [u8; 20]) {
            let key = PlainKey::new("2025-11-02T19:30:00Z".parse().unwrap(), id, secret);
            prop_assert_eq!(key.reveal().len(), LENGTH);
            let parsed: PlainKey = key.reveal().parse().unwrap();
            prop_assert_eq!(parsed.reveal(), key.reveal());
            prop_assert_eq!(parsed.id(), key.id());
        }

        #[test]
        fn no_text_panics(text in "(bsk_)?.{0,80}") {
            let _: Result<PlainKey, _> = text.parse();
        }
    }
}
