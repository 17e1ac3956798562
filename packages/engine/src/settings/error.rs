//! Why settings cannot be used.

use config::ConfigError;
use std::path::PathBuf;

/// Why settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A key of the settings file that is not known.
    #[error("unknown setting `{key}` in {origin} (`backstretch config show` lists all settings){hint}")]
    UnknownKey {
        /// The key as written.
        key: String,
        /// The file.
        origin: String,
        /// `; did you mean ...?`, or nothing.
        hint: String,
    },
    /// An environment variable that looks like one of ours and is not.
    #[error("unknown environment variable {name} (`backstretch config show` lists all variables){hint}")]
    UnknownVariable {
        /// The variable as set.
        name: String,
        /// `; did you mean ...?`, or nothing.
        hint: String,
    },
    /// A value of the wrong type or out of its range.
    #[error("setting `{key}` = `{value}` (from {origin}) is not {expected}")]
    BadValue {
        /// Key.
        key: String,
        /// Value as given, secrets masked.
        value: String,
        /// Where it comes from.
        origin: String,
        /// What is expected.
        expected: String,
    },
    /// The settings file cannot be read.
    #[error("settings file {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Cause.
        source: std::io::Error,
    },
    /// The settings file is not TOML.
    #[error("settings file {}: {source}", path.display())]
    NotToml {
        /// The file.
        path: PathBuf,
        /// Cause.
        source: ConfigError,
    },
    /// The values could not be merged.
    #[error("settings: {0}")]
    Merge(#[from] ConfigError),
    /// The checked values do not fit the settings that the program has.
    #[error("settings: {0}")]
    Shape(#[from] serde_json::Error),
    /// A server is named without a password; there is no default.
    #[error("{origin} puts the graph on a server; set its password too (graph.password, NEO4J_PASSWORD)")]
    NoPassword {
        /// Where the server is set.
        origin: String,
    },
    /// The platform names no data directory.
    #[error("this platform has no default data directory; set BACKSTRETCH_DATA_DIR")]
    NoDataDir,
}
