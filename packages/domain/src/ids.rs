//! Identities. Each is a newtype, so a driver can never be passed where a race is meant.

use serde::{Deserialize, Serialize};
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
