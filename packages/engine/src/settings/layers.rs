//! The layers of settings: each value checked in its layer, merged with its origin, and given to its concern.

use super::Shown;
use super::error::SettingsError;
use super::key::{Concern, Key};
use super::kind::{Kind, whole_path};
use super::paths::platform_data_dir;
use config::{Config, ConfigError, File, FileFormat, Map, Source, Value, ValueKind};
use domain::nearest::{edit_distance, nearest};
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

/// Begins the names of our own environment variables: an unknown one is an error.
const OUR_PREFIX: &str = "BACKSTRETCH_";

/// Begins the names of variables that we share with other programs: an unknown one is an error where it is near one
/// of those we read.
const SHARED_PREFIXES: [&str; 1] = ["NEO4J_"];

/// Most letters by which a mistyped variable of a shared prefix differs.
const NEAR: usize = 2;

/// Variables of our prefix that are not settings: the clock's, and those of the tests.
const NOT_SETTINGS: [&str; 2] = ["BACKSTRETCH_NOW", "BACKSTRETCH_TEST_"];

/// The layers, lowest first.
pub(super) struct Layers {
    keys: Vec<&'static Key>,
    layers: Vec<Layer>,
    /// Paths as given, by key: they need not be Unicode, which values must be.
    exact: BTreeMap<&'static str, PathBuf>,
}

/// The values that one source gives.
#[derive(Clone, Debug, Default)]
struct Layer(Map<String, Value>);

impl Source for Layer {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, ConfigError> {
        Ok(self.0.clone())
    }
}

impl Layers {
    pub fn new(keys: Vec<&'static Key>) -> Self {
        Self { keys, layers: Vec::new(), exact: BTreeMap::new() }
    }

    /// What holds where nothing is set.
    pub fn defaults(&mut self) -> Result<(), SettingsError> {
        if let Some(folder) = platform_data_dir() {
            self.text("data_dir", "platform", folder.as_os_str())?;
        }
        let keys = self.keys.clone();
        let defaults = keys.iter().filter_map(|key| Some((key.name, key.default?)));
        defaults.into_iter().try_for_each(|(name, default)| self.text(name, "default", default.as_ref()))
    }

    /// What the settings file says.
    pub fn file(&mut self, file: &Path, required: bool) -> Result<(), SettingsError> {
        let bad_path = |expected| SettingsError::BadValue {
            key: "--config".to_owned(),
            value: file.display().to_string(),
            origin: "flag --config".to_owned(),
            expected,
        };
        let path = whole_path(file.as_os_str(), Path::new("")).map_err(bad_path)?;
        let text = match fs::read_to_string(&path) {
            Err(error) if !required && error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            read => read.map_err(|source| SettingsError::Unreadable { path: file.to_owned(), source })?,
        };
        let parsed = File::from_str(&text, FileFormat::Toml).collect();
        let table = parsed.map_err(|source| SettingsError::NotToml { path: file.to_owned(), source })?;
        let (origin, folder) = (file.display().to_string(), path.parent().unwrap_or(Path::new("")));
        let mut layer = Layer::default();
        for (name, value) in self.flatten("", table) {
            let key = self.known(&name, &value, &origin)?;
            let checked = key.kind.check(&value, true, folder);
            let checked = checked.map_err(|expected| bad(key, &value, &origin, expected))?;
            // The path in the file is Unicode, so the value is exact; one of a lower layer no longer counts.
            self.exact.remove(key.name);
            layer.0.insert(name, Value::new(Some(&origin), checked));
        }
        self.layers.push(layer);
        Ok(())
    }

    /// What the environment says.
    pub fn environment(
        &mut self,
        variables: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<(), SettingsError> {
        let mut given: BTreeMap<&'static str, String> = BTreeMap::new();
        for (name, value) in variables {
            let Some(name) = name.to_str() else { continue };
            let key = self.keys.iter().find(|key| key.variable == name).copied();
            let origin = format!("environment {name}");
            let key = match (key, self.secret_of_file(name)) {
                // Set to nothing is how a variable is unset for one command.
                (Some(_), _) | (None, Some(_)) if value.is_empty() => continue,
                (Some(key), _) => {
                    self.text(key.name, &origin, &value)?;
                    key
                }
                (None, Some(key)) => {
                    self.secret_from(key, &origin, Path::new(&value))?;
                    key
                }
                (None, None) => {
                    self.refuse_mistyped(name)?;
                    continue;
                }
            };
            if let Some(other) = given.insert(key.name, name.to_owned()) {
                let value = ValueKind::String(String::new());
                let expected = format!("in one variable, and both {other} and {name} are set");
                return Err(bad(key, &value, &origin, expected));
            }
        }
        Ok(())
    }

    /// The secret whose file a variable names: `NEO4J_PASSWORD_FILE` for `NEO4J_PASSWORD`.
    fn secret_of_file(&self, name: &str) -> Option<&'static Key> {
        let variable = name.strip_suffix("_FILE")?;
        self.keys.iter().find(|key| key.variable == variable && key.kind == Kind::Secret).copied()
    }

    /// A secret from a file, without the end of its last line.
    fn secret_from(&mut self, key: &Key, origin: &str, file: &Path) -> Result<(), SettingsError> {
        let text = fs::read_to_string(file)
            .map_err(|source| SettingsError::Unreadable { path: file.to_owned(), source })?;
        self.text(key.name, origin, text.trim_end_matches(['\r', '\n']).as_ref())
    }

    /// What a flag says.
    pub fn flag(&mut self, name: &str, flag: &str, value: Option<&OsStr>) -> Result<(), SettingsError> {
        value.map_or(Ok(()), |value| self.text(name, &format!("flag {flag}"), value))
    }

    /// A value of the setting `name` that was given as text.
    fn text(&mut self, name: &str, origin: &str, value: &OsStr) -> Result<(), SettingsError> {
        let Some(key) = self.keys.iter().find(|key| key.name == name).copied() else { return Ok(()) };
        let folder = Path::new("");
        let lossy = ValueKind::String(value.to_string_lossy().into_owned());
        let checked = match (key.kind, value.to_str()) {
            (Kind::Path, _) => whole_path(value, folder).map(|path| {
                let shown = path.display().to_string();
                self.exact.insert(key.name, path);
                ValueKind::String(shown)
            }),
            (kind, Some(text)) => kind.check(&ValueKind::String(text.to_owned()), false, folder),
            (_, None) => Err("Unicode text".to_owned()),
        };
        let checked = checked.map_err(|expected| bad(key, &lossy, origin, expected))?;
        self.layers
            .push(Layer(Map::from([(key.name.to_owned(), Value::new(Some(&origin.to_owned()), checked))])));
        Ok(())
    }

    /// The setting that a key of the settings file names.
    fn known(&self, name: &str, value: &ValueKind, origin: &str) -> Result<&'static Key, SettingsError> {
        if let Some(key) = self.keys.iter().find(|key| key.name == name) {
            return Ok(key);
        }
        if self.is_section(name) {
            return Err(SettingsError::BadValue {
                key: name.to_owned(),
                value: Kind::Address.shown(value),
                origin: origin.to_owned(),
                expected: format!("a section: [{name}], with settings under it"),
            });
        }
        let hint = hint(nearest(name, self.keys.iter().map(|key| key.name), 1));
        Err(SettingsError::UnknownKey { key: name.to_owned(), origin: origin.to_owned(), hint })
    }

    fn is_section(&self, name: &str) -> bool {
        self.keys.iter().any(|key| key.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
    }

    /// Refuses a variable that looks like one of ours and is not.
    fn refuse_mistyped(&self, name: &str) -> Result<(), SettingsError> {
        if NOT_SETTINGS.iter().any(|other| name.starts_with(other)) {
            return Ok(());
        }
        let known = || self.keys.iter().map(|key| key.variable);
        let mistyped = name.starts_with(OUR_PREFIX)
            || SHARED_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
                && known().any(|known| edit_distance(name, known) <= NEAR);
        if !mistyped {
            return Ok(());
        }
        Err(SettingsError::UnknownVariable { name: name.to_owned(), hint: hint(nearest(name, known(), 1)) })
    }

    /// Every value of a table by its whole key; sections are taken apart, and an empty one is left out.
    fn flatten(&self, prefix: &str, table: Map<String, Value>) -> BTreeMap<String, ValueKind> {
        let mut flat = BTreeMap::new();
        for (name, value) in table {
            let name = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
            match value.kind {
                ValueKind::Table(inner) if !inner.is_empty() || self.is_section(&name) => {
                    flat.extend(self.flatten(&name, inner));
                }
                value => {
                    flat.insert(name, value);
                }
            }
        }
        flat
    }

    /// The layers as one, later ones winning.
    pub fn merge(self) -> Result<Merged, SettingsError> {
        let mut builder = Config::builder();
        for layer in &self.layers {
            builder = builder.add_source(layer.clone());
        }
        let table = builder.build()?.cache.into_table()?;
        let mut values = BTreeMap::new();
        collect("", table, &mut values);
        Ok(Merged { keys: self.keys, values, exact: self.exact })
    }
}

/// Every value of a merged tree by its whole key, with its origin: reading through the deserialiser would lose that.
fn collect(prefix: &str, table: Map<String, Value>, into: &mut BTreeMap<String, (ValueKind, String)>) {
    for (name, value) in table {
        let name = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
        let origin = value.origin().unwrap_or_default().to_owned();
        match value.kind {
            ValueKind::Table(inner) => collect(&name, inner, into),
            kind => {
                into.insert(name, (kind, origin));
            }
        }
    }
}

fn bad(key: &Key, value: &ValueKind, origin: &str, expected: String) -> SettingsError {
    SettingsError::BadValue {
        key: key.name.to_owned(),
        value: key.kind.shown(value),
        origin: origin.to_owned(),
        expected,
    }
}

fn hint(nearest: Vec<String>) -> String {
    nearest.first().map_or(String::new(), |nearest| format!("; did you mean `{nearest}`?"))
}

/// Checked values with their origins.
pub(super) struct Merged {
    keys: Vec<&'static Key>,
    values: BTreeMap<String, (ValueKind, String)>,
    exact: BTreeMap<&'static str, PathBuf>,
}

impl Merged {
    /// The settings of a concern.
    pub fn concern<T: Concern>(&self) -> Result<T, SettingsError> {
        let field = |key: &Key| {
            let value = match &self.values.get(key.name)?.0 {
                ValueKind::U64(number) => (*number).into(),
                other => other.to_string().into(),
            };
            Some((key.field.to_owned(), value))
        };
        let fields: serde_json::Map<String, serde_json::Value> = T::KEYS.iter().filter_map(field).collect();
        Ok(serde_json::from_value(fields.into())?)
    }

    /// Where a setting comes from; none where it is unset.
    pub fn origin(&self, name: &str) -> Option<String> {
        self.values.get(name).map(|(_, origin)| origin.clone())
    }

    /// A path as it was given, Unicode or not.
    pub fn exact_path(&self, name: &str) -> Option<PathBuf> {
        self.exact.get(name).cloned()
    }

    /// Every setting for a person to read.
    pub fn shown(&self) -> Vec<Shown> {
        let shown = |key: &&'static Key| {
            let (value, origin) = match self.values.get(key.name) {
                Some((value, origin)) => (key.kind.shown(value), origin.clone()),
                None => ("-".to_owned(), "unset".to_owned()),
            };
            Shown {
                key: key.name.to_owned(),
                value,
                origin,
                variable: key.variable.to_owned(),
                about: key.about.to_owned(),
            }
        };
        self.keys.iter().map(shown).collect()
    }
}
