//! Settings: defaults < `backstretch.toml` < environment < flags, each value with its origin.

use config::{Config, ConfigError, File, FileFormat, Map, Source, Value, ValueKind};
use domain::nearest::nearest;
use feeds::source::Limits;
use graph::{Neo4jServer, Timeouts};
use serde::Serialize;
use std::ffi::OsString;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// One setting: its key, the environment variable that sets it, its default, and whether it is secret.
struct Key {
    name: &'static str,
    variable: &'static str,
    default: Option<&'static str>,
    secret: bool,
    about: &'static str,
}

const KEYS: &[Key] = &[
    Key {
        name: "data_dir",
        variable: "BACKSTRETCH_DATA_DIR",
        default: None,
        secret: false,
        about: "folder of the graph, the raw copies and everything else that lasts",
    },
    Key {
        name: "log_level",
        variable: "LOG_LEVEL",
        default: Some("warn"),
        secret: false,
        about: "error, warn, info, debug, trace, or a filter such as graph=debug",
    },
    Key {
        name: "graph.uri",
        variable: "NEO4J_URI",
        default: None,
        secret: false,
        about: "the graph's server; without it the embedded graph in the data folder",
    },
    Key {
        name: "graph.user",
        variable: "NEO4J_USER",
        default: Some("neo4j"),
        secret: false,
        about: "the server's user",
    },
    Key {
        name: "graph.password",
        variable: "NEO4J_PASSWORD",
        default: None,
        secret: true,
        about: "the server's password",
    },
    Key {
        name: "graph.ca",
        variable: "NEO4J_CA",
        default: None,
        secret: false,
        about: "file of the authorities (PEM) that a server under +s is trusted by; the system's without it",
    },
    Key {
        name: "graph.connections",
        variable: "NEO4J_CONNECTIONS",
        default: Some("8"),
        secret: false,
        about: "connections to the server at most",
    },
    Key {
        name: "graph.connect_seconds",
        variable: "NEO4J_CONNECT_SECONDS",
        default: Some("30"),
        secret: false,
        about: "how long to wait for a connection",
    },
    Key {
        name: "graph.statement_seconds",
        variable: "NEO4J_STATEMENT_SECONDS",
        default: Some("120"),
        secret: false,
        about: "how long to wait for the answer to a statement",
    },
    Key {
        name: "graph.retry_seconds",
        variable: "NEO4J_RETRY_SECONDS",
        default: Some("60"),
        secret: false,
        about: "how long to try again with a server that went away or is busy",
    },
    Key {
        name: "graph.turn_seconds",
        variable: "NEO4J_TURN_SECONDS",
        default: Some("1800"),
        secret: false,
        about: "how long to wait for other processes to end their writing",
    },
    Key {
        name: "simulations",
        variable: "BACKSTRETCH_SIMULATIONS",
        default: Some("10000"),
        secret: false,
        about: "simulated races a projection",
    },
    Key {
        name: "seed",
        variable: "BACKSTRETCH_SEED",
        default: Some("1"),
        secret: false,
        about: "seed of the simulation",
    },
    Key {
        name: "limits.file_bytes",
        variable: "BACKSTRETCH_FILE_BYTES_MAX",
        default: Some("268435456"),
        secret: false,
        about: "largest file an import reads, in bytes after decompression",
    },
    Key {
        name: "limits.line_bytes",
        variable: "BACKSTRETCH_LINE_BYTES_MAX",
        default: Some("65536"),
        secret: false,
        about: "longest line an import reads, in bytes",
    },
];

/// What the program runs with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Folder of everything that lasts.
    pub data_dir: PathBuf,
    /// Log filter.
    pub log_level: String,
    /// The graph's server, if one is set.
    pub graph_server: Option<Neo4jServer>,
    /// Simulated races a projection.
    pub simulations: usize,
    /// Seed of the simulation.
    pub seed: u64,
    /// Largest file an import reads, bytes after decompression.
    pub file_bytes_max: u64,
    /// Longest line an import reads, bytes.
    pub line_bytes_max: u64,
    /// Every known key with its value and origin, secrets masked.
    pub shown: Vec<Shown>,
}

/// A setting as shown to a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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

/// Why settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A key that is not known.
    #[error("unknown setting `{key}` in {origin}; {nearest}")]
    UnknownKey {
        /// The key as written.
        key: String,
        /// Where it stands.
        origin: String,
        /// The nearest known key, in words.
        nearest: String,
    },
    /// A value of the wrong form.
    #[error("setting `{key}` = `{value}` (from {origin}) is not {expected}")]
    BadValue {
        /// Key.
        key: String,
        /// Value as given.
        value: String,
        /// Where it comes from.
        origin: String,
        /// What is expected.
        expected: &'static str,
    },
    /// The file cannot be read or is not TOML.
    #[error("settings: {0}")]
    File(#[from] ConfigError),
    /// A server is named without a password; there is no default.
    #[error("{origin} sets the graph to a server; set its password too (graph.password, NEO4J_PASSWORD)")]
    NoPassword {
        /// Where the server is set.
        origin: String,
    },
    /// The platform names no data directory.
    #[error("this platform names no data directory; set BACKSTRETCH_DATA_DIR")]
    NoDataDir,
}

/// A named set of values with their origin, as a layer of the configuration.
#[derive(Clone, Debug)]
struct Layer(Map<String, Value>);

impl Layer {
    fn of(values: impl IntoIterator<Item = (&'static str, String, String)>) -> Self {
        let mut map = Map::new();
        for (key, origin, value) in values {
            map.insert(key.to_owned(), Value::new(Some(&origin), ValueKind::String(value)));
        }
        Self(map)
    }
}

impl Source for Layer {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, ConfigError> {
        Ok(self.0.clone())
    }
}

/// Values given as flags; they win over everything.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--data-dir`.
    pub data_dir: Option<PathBuf>,
    /// `--log-level`.
    pub log_level: Option<String>,
    /// Whether the settings file was named by the user, so that it must be there.
    pub file_required: bool,
}

/// Most simulated races a projection: 640 MB of samples for 40 cars.
pub const SIMULATIONS_MAX: usize = 1_000_000;

impl Settings {
    /// What an import may read.
    pub fn limits(&self) -> Limits {
        let max_line_bytes = usize::try_from(self.line_bytes_max).unwrap_or(usize::MAX);
        Limits { max_bytes: self.file_bytes_max, max_line_bytes }
    }

    /// Reads the settings: `file` (if it exists), the environment through `variable`, the flags.
    pub fn read(
        file: &Path,
        variable: impl Fn(&str) -> Option<OsString>,
        flags: &Flags,
    ) -> Result<Self, SettingsError> {
        // Folders need not be Unicode, so they pass the merging by.
        let given_dir = flags
            .data_dir
            .clone()
            .or_else(|| variable("BACKSTRETCH_DATA_DIR").filter(|dir| !dir.is_empty()).map(PathBuf::from));
        let variable = |name: &str| match variable(name).filter(|value| !value.is_empty()) {
            None => Ok(None),
            Some(value) if name == "BACKSTRETCH_DATA_DIR" => Ok(Some(value.to_string_lossy().into_owned())),
            Some(value) => value.into_string().map(Some).map_err(|value| SettingsError::BadValue {
                key: name.to_owned(),
                value: value.to_string_lossy().into_owned(),
                origin: "environment".to_owned(),
                expected: "Unicode text",
            }),
        };
        let defaults = Layer::of(
            KEYS.iter().filter_map(|k| Some((k.name, "default".to_owned(), k.default?.to_owned()))),
        );
        let mut set = Vec::new();
        for key in KEYS {
            let value = variable(key.variable)?;
            set.extend(value.map(|value| (key.name, format!("environment {}", key.variable), value)));
        }
        let environment = Layer::of(set);
        let flag_layer = Layer::of(
            [
                ("data_dir", flags.data_dir.as_ref().map(|p| p.display().to_string())),
                ("log_level", flags.log_level.clone()),
            ]
            .into_iter()
            .filter_map(|(key, value)| Some((key, format!("flag --{}", key.replace('_', "-")), value?))),
        );
        let file = File::from(file).format(FileFormat::Toml).required(flags.file_required);
        refuse_unknown(&Config::builder().add_source(file.clone()).build()?)?;
        let config = Config::builder()
            .add_source(defaults)
            .add_source(file)
            .add_source(environment)
            .add_source(flag_layer)
            .build()?;
        let found = |key: &str| Found::of(&config, key);
        let data_dir = match (given_dir, found("data_dir")) {
            (Some(dir), _) => dir,
            (None, Some(found)) => PathBuf::from(found.value),
            (None, None) => platform_data_dir()?,
        };
        let shown = KEYS
            .iter()
            .map(|key| {
                let found = found(key.name);
                let (value, origin) = match (&found, key.name) {
                    (Some(found), _) if key.secret => ("***".to_owned(), found.origin.clone()),
                    // A password may stand in an address, too.
                    (Some(found), "graph.uri") => {
                        (Neo4jServer::new(&found.value, "", "").shown(), found.origin.clone())
                    }
                    (Some(found), _) => (found.value.clone(), found.origin.clone()),
                    (None, "data_dir") => (data_dir.display().to_string(), "platform".to_owned()),
                    (None, _) => ("-".to_owned(), "unset".to_owned()),
                };
                Shown {
                    key: key.name.to_owned(),
                    value,
                    origin,
                    variable: key.variable.to_owned(),
                    about: key.about.to_owned(),
                }
            })
            .collect();
        Ok(Self {
            data_dir,
            log_level: text(found("log_level"), "log_level")?,
            graph_server: found("graph.uri").map(|uri| server(uri, &found)).transpose()?,
            simulations: number(found("simulations"), "simulations", 1..=SIMULATIONS_MAX as u64)? as usize,
            seed: number(found("seed"), "seed", 0..=u64::MAX)?,
            file_bytes_max: number(found("limits.file_bytes"), "limits.file_bytes", 1..=u64::MAX)?,
            line_bytes_max: number(found("limits.line_bytes"), "limits.line_bytes", 1..=u64::MAX)?,
            shown,
        })
    }
}

/// The server that `uri` names, with the user, password and authorities set beside it.
fn server(uri: Found, found: &impl Fn(&str) -> Option<Found>) -> Result<Neo4jServer, SettingsError> {
    let password = found("graph.password").ok_or(SettingsError::NoPassword { origin: uri.origin })?;
    let user = text(found("graph.user"), "graph.user")?;
    let seconds = |key: &str| number(found(key), key, 1..=86_400).map(Duration::from_secs);
    Ok(Neo4jServer {
        uri: uri.value,
        user,
        password: password.value,
        ca: found("graph.ca").map(|ca| PathBuf::from(ca.value)),
        pool: number(found("graph.connections"), "graph.connections", 1..=1000)? as usize,
        timeouts: Timeouts {
            connect: seconds("graph.connect_seconds")?,
            statement: seconds("graph.statement_seconds")?,
            retry: seconds("graph.retry_seconds")?,
            turn: seconds("graph.turn_seconds")?,
        },
    })
}

/// A value and where it comes from.
struct Found {
    value: String,
    origin: String,
}

impl Found {
    /// Looked up in the merged tree itself: reading through the deserialiser would lose the origin.
    fn of(config: &Config, key: &str) -> Option<Self> {
        let table = config.cache.clone().into_table().ok()?;
        let (_, value) = flatten("", table).into_iter().find(|(name, _)| name == key)?;
        let origin = value.origin().unwrap_or("unknown").to_owned();
        Some(Self { value: value.into_string().ok()?, origin })
    }
}

fn text(found: Option<Found>, key: &str) -> Result<String, SettingsError> {
    found.map(|found| found.value).ok_or_else(|| SettingsError::BadValue {
        key: key.to_owned(),
        value: "(a table or list)".to_owned(),
        origin: "backstretch.toml".to_owned(),
        expected: "plain text",
    })
}

fn number(found: Option<Found>, key: &str, range: RangeInclusive<u64>) -> Result<u64, SettingsError> {
    let origin = found.as_ref().map(|found| found.origin.clone()).unwrap_or_default();
    let value = text(found, key)?;
    value.replace('_', "").parse().ok().filter(|number| range.contains(number)).ok_or_else(|| {
        SettingsError::BadValue {
            key: key.to_owned(),
            value,
            origin,
            expected: "a whole number in its range",
        }
    })
}

/// Refuses keys of the file that no setting has.
fn refuse_unknown(file: &Config) -> Result<(), SettingsError> {
    let table = file.cache.clone().into_table()?;
    for (key, value) in flatten("", table) {
        if KEYS.iter().any(|k| k.name == key) {
            continue;
        }
        let nearest = match nearest(&key, KEYS.iter().map(|k| k.name), 1).pop() {
            Some(known) => format!("the nearest known one is `{known}`"),
            None => "`backstretch config show` lists those known".to_owned(),
        };
        let origin = value.origin().unwrap_or("backstretch.toml").to_owned();
        return Err(SettingsError::UnknownKey { key, origin, nearest });
    }
    Ok(())
}

fn flatten(prefix: &str, table: Map<String, Value>) -> Vec<(String, Value)> {
    let mut flat = Vec::new();
    for (key, value) in table {
        let key = if prefix.is_empty() { key } else { format!("{prefix}.{key}") };
        match &value.kind {
            ValueKind::Table(inner) => flat.extend(flatten(&key, inner.clone())),
            _ => flat.push((key, value)),
        }
    }
    flat.sort_by(|a, b| a.0.cmp(&b.0));
    flat
}

fn platform_data_dir() -> Result<PathBuf, SettingsError> {
    directories::ProjectDirs::from("", "", "backstretch")
        .map(|dirs| dirs.data_dir().to_owned())
        .ok_or(SettingsError::NoDataDir)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str, variables: &[(&str, &str)], flags: Flags) -> Result<Settings, SettingsError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("backstretch.toml");
        std::fs::write(&path, file).unwrap();
        let variables = variables.to_vec();
        Settings::read(
            &path,
            move |name| variables.iter().find(|(n, _)| *n == name).map(|(_, v)| OsString::from(v)),
            &flags,
        )
    }

    fn origin(settings: &Settings, key: &str) -> (String, String) {
        let shown = settings.shown.iter().find(|s| s.key == key).unwrap();
        (shown.value.clone(), shown.origin.clone())
    }

    #[test]
    fn layers_win_in_order_and_name_their_origin() {
        let file = "seed = 7\nsimulations = 20_000\ndata_dir = \"/a\"\n";
        let env = [("BACKSTRETCH_SEED", "9"), ("BACKSTRETCH_DATA_DIR", "/b"), ("NEO4J_PASSWORD", "s3cret")];
        let flags = Flags { data_dir: Some("/c".into()), ..Flags::default() };
        let settings = read(file, &env, flags).unwrap();
        assert_eq!((settings.seed, settings.simulations), (9, 20_000));
        assert_eq!(settings.data_dir, PathBuf::from("/c"));
        assert_eq!(origin(&settings, "data_dir"), ("/c".to_owned(), "flag --data-dir".to_owned()));
        assert_eq!(origin(&settings, "seed"), ("9".to_owned(), "environment BACKSTRETCH_SEED".to_owned()));
        assert!(origin(&settings, "simulations").1.ends_with("backstretch.toml"));
        assert_eq!(origin(&settings, "graph.password").0, "***");
        assert_eq!(origin(&settings, "log_level"), ("warn".to_owned(), "default".to_owned()));
    }

    #[test]
    fn an_unknown_key_names_the_nearest() {
        let error = read("[graph]\nurl = \"x\"\n", &[], Flags::default()).unwrap_err().to_string();
        assert!(error.contains("`graph.url`") && error.contains("`graph.uri`"), "{error}");
    }

    #[test]
    fn a_server_needs_a_password_and_shows_none() {
        let uri = ("NEO4J_URI", "bolt://db.example");
        let error = read("", &[uri], Flags::default()).unwrap_err().to_string();
        assert!(error.contains("environment NEO4J_URI") && error.contains("NEO4J_PASSWORD"), "{error}");
        let settings = read("", &[uri, ("NEO4J_PASSWORD", "s3cret")], Flags::default()).unwrap();
        let server = settings.graph_server.clone().unwrap();
        assert_eq!((server.user.as_str(), server.password.as_str()), ("neo4j", "s3cret"));
        assert_eq!((server.pool, server.timeouts), (8, Timeouts::default()));
        assert!(!format!("{settings:?}").contains("s3cret"));
        let uri = ("NEO4J_URI", "bolt://me:s3cret@db.example");
        let settings =
            read("[graph]\nretry_seconds = 5\n", &[uri, ("NEO4J_PASSWORD", "s3cret")], Flags::default());
        let settings = settings.unwrap();
        assert_eq!(origin(&settings, "graph.uri").0, "bolt://db.example");
        assert!(!format!("{settings:?}").contains("s3cret"), "{settings:?}");
        assert_eq!(settings.graph_server.unwrap().timeouts.retry, Duration::from_secs(5));
    }

    #[test]
    fn a_bad_value_names_key_value_and_origin() {
        let error = read("", &[("BACKSTRETCH_SEED", "x")], Flags::default()).unwrap_err().to_string();
        assert_eq!(
            error,
            "setting `seed` = `x` (from environment BACKSTRETCH_SEED) is not a whole number in its range"
        );
    }
}
