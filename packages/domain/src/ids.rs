//! Identities. Each is a newtype, so a driver can never be passed where a race is meant.

use data_encoding::BASE32_NOPAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// NASCAR's own driver number, stable over teams, seasons and series.
///
/// ```
/// use domain::ids::DriverId;
///
/// let hamlin = DriverId(1361);
/// assert_eq!(hamlin.to_string(), "1361");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct DriverId(pub u32);

impl fmt::Display for DriverId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    };
}

text_id! {
    /// Canonical name of a race: `cup-2025-11-02-phoenix`, with `-2` for the second race of a day there.
    ///
    /// ```
    /// use domain::ids::RaceKey;
    ///
    /// let race = RaceKey::from("cup-2025-11-02-phoenix");
    /// assert_eq!(race.as_str(), "cup-2025-11-02-phoenix");
    /// ```
    RaceKey
}
text_id! {
    /// A layout of a track in one era: `atlanta-2022`, `charlotte-roval`.
    LayoutKey
}
text_id! {
    /// A venue: `atlanta`, `las-vegas`.
    VenueKey
}
text_id! {
    /// A node of the class tree: `intermediate`, `short`, or one of the root classes.
    ClassKey
}
text_id! {
    /// SHA-256 of a file's (uncompressed) bytes, 64 lower-case hexadecimal digits.
    SnapshotId
}

/// A claim, by its content: `clm_` and the first 26 characters of the base32 (RFC 4648, lower case, no padding) of
/// the SHA-256. In a shell: `sha256sum | cut -c1-64 | xxd -r -p | base32 | cut -c1-26 | tr A-Z a-z`.
///
/// ```
/// use domain::ids::ClaimId;
///
/// let id = ClaimId::of(b"content");
/// assert_eq!(id.as_str(), "clm_5vyafnbz5gwiixzcgv6yek5mcr");
/// assert_eq!(ClaimId::parse(id.as_str()), Some(id));
/// assert_eq!(ClaimId::parse("clm_1"), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct ClaimId(String);

impl ClaimId {
    /// What every id of a claim begins with.
    pub const PREFIX: &str = "clm_";

    /// Characters after the prefix.
    const LENGTH: usize = 26;

    /// The id of a content, given as its exact bytes.
    pub fn of(content: &[u8]) -> Self {
        let mut text = BASE32_NOPAD.encode(&Sha256::digest(content));
        text.make_ascii_lowercase();
        Self(format!("{}{}", Self::PREFIX, &text[..Self::LENGTH]))
    }

    /// The id that a text is.
    pub fn parse(text: &str) -> Option<Self> {
        let characters = text.strip_prefix(Self::PREFIX)?.as_bytes();
        let legal = characters.iter().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7'));
        (legal && characters.len() == Self::LENGTH).then(|| Self(text.to_owned()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClaimId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
