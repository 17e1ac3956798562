//! Settings: defaults < `backstretch.toml` < environment < flags, each value with its origin.
//!
//! Each concern is a struct in a file of its own, whose table gives every setting's type, range, environment variable
//! and default: a new setting is one line there. What all of them share (layers, origins, nearest names) is in
//! `layers`, `kind` and `key`.

mod api;
mod error;
mod feeds;
mod graph;
mod key;
mod kind;
mod layers;
mod limits;
mod log;
mod paths;
mod redis;
mod remote;
mod secret;
mod simulation;

pub use api::ApiSettings;
pub use error::SettingsError;
pub use feeds::FeedSettings;
pub use graph::GraphSettings;
pub use limits::LimitSettings;
pub use log::LogSettings;
pub use paths::PathSettings;
pub use redis::RedisSettings;
pub use remote::RemoteSettings;
pub use secret::{Address, Secret};
pub use simulation::{SIMULATIONS_MAX, SimulationSettings};

use key::{Concern, Key};
use layers::Layers;
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What the program runs with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where everything that lasts is kept.
    pub paths: PathSettings,
    /// The log.
    pub log: LogSettings,
    /// The graph's store.
    pub graph: GraphSettings,
    /// The simulation.
    pub simulation: SimulationSettings,
    /// What an import may read.
    pub limits: LimitSettings,
    /// The service.
    pub api: ApiSettings,
    /// The server that commands ask.
    pub remote: RemoteSettings,
    /// The Redis that servers share.
    pub redis: RedisSettings,
    /// The feeds.
    pub feeds: FeedSettings,
    /// Every known key with its value and origin, secrets masked.
    pub shown: Vec<Shown>,
}

/// Every setting, in the order in which they are shown.
fn keys() -> Vec<&'static Key> {
    let concerns = [
        PathSettings::KEYS,
        LogSettings::KEYS,
        GraphSettings::KEYS,
        SimulationSettings::KEYS,
        LimitSettings::KEYS,
        ApiSettings::KEYS,
        RemoteSettings::KEYS,
        RedisSettings::KEYS,
        FeedSettings::KEYS,
    ];
    concerns.into_iter().flatten().collect()
}

/// A setting as shown to a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Key.
    pub key: String,
    /// Value, `***` for a secret, `-` where unset.
    pub value: String,
    /// Where the value comes from.
    pub origin: String,
    /// The environment variable that sets it.
    pub variable: String,
    /// What it is for.
    pub about: String,
}

/// Values given as flags; they win over everything.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--data-dir`.
    pub data_dir: Option<PathBuf>,
    /// `--log-level`.
    pub log_level: Option<String>,
    /// `--server`.
    pub server: Option<String>,
    /// `--key`.
    pub key: Option<String>,
    /// Whether the settings file was named by the user, so that it must be there.
    pub file_required: bool,
}

impl Settings {
    /// Reads the settings: `file` (where it exists), the environment (`std::env::vars_os`), the flags. A relative
    /// path in the settings file is relative to the file's folder, any other to the working folder; `~/`
    /// is the home folder.
    ///
    /// # Errors
    /// An unknown key, a mistyped environment variable, a value of the wrong type or out of its range, in any
    /// layer, even where a later one wins; a settings file that cannot be read; a server without a password.
    pub fn read(
        file: &Path,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
        flags: &Flags,
    ) -> Result<Self, SettingsError> {
        let mut layers = Layers::new(keys());
        layers.defaults()?;
        layers.file(file, flags.file_required)?;
        layers.environment(environment)?;
        layers.flag("data_dir", "--data-dir", flags.data_dir.as_ref().map(|dir| dir.as_os_str()))?;
        layers.flag("log_level", "--log-level", flags.log_level.as_ref().map(|level| level.as_ref()))?;
        layers.flag("remote.server", "--server", flags.server.as_ref().map(|server| server.as_ref()))?;
        layers.flag("remote.key", "--key", flags.key.as_ref().map(|key| key.as_ref()))?;
        let merged = layers.merge()?;
        if merged.origin("data_dir").is_none() {
            return Err(SettingsError::NoDataDir);
        }
        let mut paths: PathSettings = merged.concern()?;
        if let Some(exact) = merged.exact_path("data_dir") {
            paths.data_dir = exact;
        }
        let graph: GraphSettings = merged.concern()?;
        if let (Some(origin), None) = (merged.origin("graph.uri"), &graph.password) {
            return Err(SettingsError::NoPassword { origin });
        }
        Ok(Self {
            paths,
            log: merged.concern()?,
            graph,
            simulation: merged.concern()?,
            limits: merged.concern()?,
            api: merged.concern()?,
            remote: merged.concern()?,
            redis: merged.concern()?,
            feeds: merged.concern()?,
            shown: merged.shown(),
        })
    }
}

#[cfg(test)]
mod tests;
