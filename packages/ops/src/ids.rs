//! Ids of records: a prefix that names the kind of thing, then a ULID.
//!
//! Every id has exactly one spelling, in lower case, so that it can be compared as text. Ids of one kind made later
//! sort later, to the millisecond.

use data_encoding::{BASE32_NOPAD, HEXLOWER_PERMISSIVE};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;
use ulid::Ulid;

use crate::random::{self, NoRandomness};

/// Characters after the prefix.
const LENGTH: usize = 26;

/// Text that is not an id of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not {what}: expected {prefix} and 26 characters")]
pub struct InvalidId {
    /// What was given.
    pub text: String,
    /// What was expected, with its article: `a job id`.
    pub what: &'static str,
    /// The prefix of that kind, with its underscore.
    pub prefix: &'static str,
}

macro_rules! text_form {
    ($name:ident) => {
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

macro_rules! ulid_ids {
    ($($(#[$doc:meta])* $name:ident $prefix:literal $what:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Ulid);

        impl $name {
            /// What every id of this kind begins with.
            pub const PREFIX: &str = $prefix;

            /// The id of a moment and ten random bytes. Moments before 1970 count as 1970.
            pub fn new(now: Timestamp, random: [u8; 10]) -> $name {
                let milliseconds = u64::try_from(now.as_millisecond()).unwrap_or(0);
                let mut low = [0; 16];
                low[6..].copy_from_slice(&random);
                $name(Ulid::from_parts(milliseconds, u128::from_be_bytes(low)))
            }

            /// The id of a moment, with randomness of the operating system.
            pub fn generate(now: Timestamp) -> Result<$name, NoRandomness> {
                Ok($name::new(now, random::bytes()?))
            }

            /// The moment it was made, to the millisecond.
            pub fn made_at(self) -> Timestamp {
                let milliseconds = i64::try_from(self.0.timestamp_ms()).expect("48 bits fit");
                Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::MAX)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut buffer = [0; ulid::ULID_LEN];
                let text = self.0.array_to_str(&mut buffer);
                text.make_ascii_lowercase();
                write!(f, "{}{text}", $prefix)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<$name, InvalidId> {
                let invalid = || InvalidId { text: text.to_owned(), what: $what, prefix: $prefix };
                let rest = text.strip_prefix($prefix).filter(|rest| rest.len() == LENGTH).ok_or_else(invalid)?;
                let id = $name(Ulid::from_string(rest).map_err(|_| invalid())?);
                if id.to_string() == text { Ok(id) } else { Err(invalid()) }
            }
        }

        text_form!($name);
    )*};
}

ulid_ids! {
    /// A job: `job_` and a ULID.
    ///
    /// ```
    /// use ops::ids::JobId;
    /// let id = JobId::new("2025-11-02T19:30:00Z".parse().unwrap(), [7; 10]);
    /// assert_eq!(id.to_string(), "job_01k930rgp00w3ge1r70w3ge1r7");
    /// assert_eq!(id.to_string().parse(), Ok(id));
    /// assert!("job_01K930RGP00W3GE1R70W3GE1R7".parse::<JobId>().is_err(), "one spelling only");
    /// ```
    JobId "job_" "a job id";
    /// A run of a pipeline: `run_` and a ULID.
    RunId "run_" "a run id";
    /// An API key: `key_` and a ULID. Not secret.
    KeyId "key_" "a key id";
    /// An event: `evt_` and a ULID.
    EventId "evt_" "an event id";
    /// An account: `acc_` and a ULID.
    AccountId "acc_" "an account id";
}

impl KeyId {
    /// The 26 characters after the prefix, as they stand inside a plain key.
    pub(crate) fn bare(self) -> String {
        self.to_string()[KeyId::PREFIX.len()..].to_owned()
    }

    /// The key of an account of the environment, which has one.
    pub(crate) fn of_account(account: AccountId) -> KeyId {
        KeyId(account.0)
    }

    /// The opposite of [`KeyId::bare`].
    pub(crate) fn from_bare(text: &str) -> Result<KeyId, InvalidId> {
        format!("{}{text}", KeyId::PREFIX).parse()
    }
}

impl AccountId {
    /// The account of an API key that stands in the environment: the same for the same name, after a restart too.
    pub fn of_environment(name: &str) -> AccountId {
        let digest = Sha256::new().chain_update("environment account\n").chain_update(name).finalize();
        let mut bytes = [0; 16];
        // The moment is left at zero: such an account sorts before every other and says that it was never made.
        bytes[6..].copy_from_slice(&digest[..10]);
        AccountId(Ulid::from_bytes(bytes))
    }
}

macro_rules! content_ids {
    ($($(#[$doc:meta])* $name:ident $prefix:literal $what:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; LENGTH]);

        impl $name {
            /// What every id of this kind begins with.
            pub const PREFIX: &str = $prefix;

            /// The id of a content, given as its exact bytes.
            pub fn of(content: &[u8]) -> $name {
                $name(characters(&Sha256::digest(content).into()))
            }

            /// The id of a content, given as its SHA-256 in hexadecimal; none where that is not one.
            pub fn of_sha256(digest: &str) -> Option<$name> {
                let bytes = HEXLOWER_PERMISSIVE.decode(digest.as_bytes()).ok()?;
                Some($name(characters(bytes.as_slice().try_into().ok()?)))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", $prefix, str::from_utf8(&self.0).expect("base32 is ASCII"))
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<$name, InvalidId> {
                let characters = text
                    .strip_prefix($name::PREFIX)
                    .map(str::as_bytes)
                    .filter(|characters| characters.iter().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7')));
                characters.and_then(|characters| characters.try_into().ok()).map($name).ok_or_else(|| InvalidId {
                    text: text.to_owned(),
                    what: $what,
                    prefix: $name::PREFIX,
                })
            }
        }

        text_form!($name);
    )*};
}

content_ids! {
    /// A kept projection, by its set: `prj_` and the first 26 characters of the base32 (RFC 4648, lower case, no padding) of
    /// the SHA-256. In a shell: `sha256sum | cut -c1-64 | xxd -r -p | base32 | cut -c1-26 | tr A-Z a-z`.
    ///
    /// ```
    /// use ops::ids::ProjectionId;
    /// let id = ProjectionId::of(b"content");
    /// assert_eq!(id, ProjectionId::of(b"content"));
    /// assert_eq!(id.to_string().parse(), Ok(id));
    /// ```
    ProjectionId "prj_" "a projection id";
    /// Kept scenarios, by their content: `scn_` and as above.
    ScenariosId "scn_" "an id of scenarios";
}

/// The first characters of a digest in base32.
fn characters(digest: &[u8; 32]) -> [u8; LENGTH] {
    let mut text = BASE32_NOPAD.encode(digest);
    text.make_ascii_lowercase();
    text.as_bytes()[..LENGTH].try_into().expect("32 bytes are 52 characters")
}

/// SHA-256 as 64 characters of lower-case hexadecimal.
pub fn sha256(content: &[u8]) -> String {
    domain::hex::encode(&Sha256::digest(content))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn later_ids_sort_later_and_know_their_moment() {
        let (early, late) = (at("2025-01-01T00:00:00.001Z"), at("2025-01-01T00:00:00.002Z"));
        let (first, second) = (JobId::new(early, [255; 10]), JobId::new(late, [0; 10]));
        assert!(first < second && first.to_string() < second.to_string());
        assert_eq!(first.made_at(), early);
    }

    #[test]
    fn an_id_of_another_kind_is_refused_by_name() {
        let key = KeyId::new(at("2025-01-01T00:00:00Z"), [1; 10]).to_string();
        let error = key.parse::<JobId>().unwrap_err().to_string();
        assert!(error.contains("is not a job id: expected job_"), "{error}");
    }

    /// From `printf content | sha256sum | cut -c1-64 | xxd -r -p | base32 | cut -c1-26 | tr A-Z a-z`.
    #[test]
    fn a_line_of_shell_gives_the_same_id() {
        assert_eq!(ProjectionId::of(b"content").to_string(), "prj_5vyafnbz5gwiixzcgv6yek5mcr");
        let digest = sha256(b"content");
        assert_eq!(ProjectionId::of_sha256(&digest), Some(ProjectionId::of(b"content")));
        assert_eq!(ProjectionId::of_sha256(&digest[1..]), None);
    }

    #[test]
    fn an_account_of_the_environment_depends_on_its_name_alone() {
        assert_eq!(AccountId::of_environment("ops"), AccountId::of_environment("ops"));
        assert_ne!(AccountId::of_environment("ops"), AccountId::of_environment("ops2"));
    }

    proptest! {
        #[test]
        fn what_is_printed_parses_back(milliseconds in 0i64..200_000_000_000_000, random: [u8; 10]) {
            let id = RunId::new(Timestamp::from_millisecond(milliseconds).unwrap(), random);
            prop_assert_eq!(id.to_string().parse(), Ok(id));
            prop_assert_eq!(serde_json::from_str::<RunId>(&serde_json::to_string(&id).unwrap()).unwrap(), id);
        }

        #[test]
        fn only_one_spelling_parses(text in "job_[0-9a-zA-Z]{26}") {
            if let Ok(id) = text.parse::<JobId>() {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }
}
