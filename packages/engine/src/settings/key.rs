//! The table of settings: what each is called, where it may be set, and what it may be.

use super::kind::Kind;
use serde::de::DeserializeOwned;

/// One setting.
#[derive(Debug)]
pub struct Key {
    /// As it is written in the settings file: `graph.uri`.
    pub name: &'static str,
    /// Its field in the struct of its concern: `uri`.
    pub field: &'static str,
    /// The environment variable that sets it.
    pub variable: &'static str,
    /// As it would be written in the environment; unset without one.
    pub default: Option<&'static str>,
    /// What it may be.
    pub kind: Kind,
    /// What it is for.
    pub about: &'static str,
}

/// A struct of settings that belong together, read from the checked values of its keys.
pub trait Concern: DeserializeOwned {
    /// Its settings.
    const KEYS: &'static [Key];
}

/// Declares a [`Concern`], one setting a line:
/// `/// What it is for` then `field: Type, Kind, "VARIABLE" = "default";`, the default being optional.
macro_rules! concern {
    (
        $(#[doc = $doc:literal])+
        $name:ident in $section:literal:
        $(#[doc = $about:literal] $field:ident: $type:ty, $kind:expr, $variable:literal $(= $default:literal)?;)+
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
        pub struct $name {
            $(#[doc = $about] pub $field: $type,)+
        }

        impl $crate::settings::key::Concern for $name {
            const KEYS: &'static [$crate::settings::key::Key] = &[$($crate::settings::key::Key {
                name: concat!($section, stringify!($field)),
                field: stringify!($field),
                variable: $variable,
                default: $crate::settings::key::default!($($default)?),
                kind: $kind,
                about: $about.trim_ascii(),
            }),+];
        }
    };
}

/// The default that is given, or none.
macro_rules! default {
    () => {
        None
    };
    ($default:literal) => {
        Some($default)
    };
}

pub(super) use {concern, default};
