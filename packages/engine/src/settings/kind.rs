//! What a setting may be, and the words for it.

use super::secret::{MASK, without_login};
use config::ValueKind;
use directories::BaseDirs;
use domain::nearest::nearest;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// What a setting may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text that is not empty.
    Text,
    /// Text that is never shown.
    Secret,
    /// A server's address, shown without user and password.
    Address,
    /// A file or folder.
    Path,
    /// A whole number from the first to the second.
    Whole(u64, u64),
    /// One of the log levels, or `target=level`, or several by comma.
    LogFilter,
}

/// The log levels.
const LEVELS: [&str; 5] = ["error", "warn", "info", "debug", "trace"];

impl Kind {
    /// The value as it is merged; what is expected instead where it is not of this kind. `typed`: whether it stands
    /// in a settings file, where a number is written without quotes. A path is made whole: relative ones from `folder`.
    pub fn check(self, value: &ValueKind, typed: bool, folder: &Path) -> Result<ValueKind, String> {
        match (self, value) {
            (Kind::Secret, ValueKind::String(_)) => Ok(value.clone()),
            (Kind::Text | Kind::Address, ValueKind::String(text)) if !text.is_empty() => Ok(value.clone()),
            (Kind::Path, ValueKind::String(text)) => {
                let path = whole_path(OsStr::new(text), folder)?;
                Ok(ValueKind::String(path.to_string_lossy().into_owned()))
            }
            (Kind::LogFilter, ValueKind::String(text)) => {
                check_filter(text).map_err(|hint| self.words() + &hint)?;
                Ok(value.clone())
            }
            (Kind::Whole(least, most), value) => whole_number(value, typed)
                .filter(|number| (least..=most).contains(number))
                .map(ValueKind::U64)
                .ok_or_else(|| self.words()),
            _ => Err(self.words()),
        }
    }

    /// What is expected.
    fn words(self) -> String {
        match self {
            Kind::Text | Kind::Secret => "text".to_owned(),
            Kind::Address => "an address such as bolt://localhost:7687".to_owned(),
            Kind::Path => "a path".to_owned(),
            Kind::Whole(0, u64::MAX) => "a whole number of 0 or more".to_owned(),
            Kind::Whole(least, u64::MAX) => format!("a whole number of {least} or more"),
            Kind::Whole(least, most) => format!("a whole number from {least} to {most}"),
            Kind::LogFilter => format!("one of {}, or a filter such as graph=debug", LEVELS.join(", ")),
        }
    }

    /// The value as it may be shown.
    pub fn shown(self, value: &ValueKind) -> String {
        match (self, value) {
            (Kind::Secret, _) => MASK.to_owned(),
            (Kind::Address, ValueKind::String(address)) => without_login(address),
            (_, ValueKind::String(text)) => text.clone(),
            (_, ValueKind::Array(values)) => {
                let values: Vec<String> = values
                    .iter()
                    .map(|value| match &value.kind {
                        text @ ValueKind::String(_) => format!("{:?}", self.shown(text)),
                        other => self.shown(other),
                    })
                    .collect();
                format!("[{}]", values.join(", "))
            }
            (_, ValueKind::Table(_)) => "{...}".to_owned(),
            (_, other) => other.to_string(),
        }
    }
}

fn whole_number(value: &ValueKind, typed: bool) -> Option<u64> {
    match value {
        ValueKind::U64(number) => Some(*number),
        ValueKind::I64(number) => u64::try_from(*number).ok(),
        ValueKind::String(text) if !typed => text.replace('_', "").parse().ok(),
        _ => None,
    }
}

/// The absolute form of a path: `~/` is the home folder, and a relative path is relative to `folder`.
///
/// # Errors
/// What is expected, for an empty path and for `~name`.
pub fn whole_path(text: &OsStr, folder: &Path) -> Result<PathBuf, String> {
    let path = Path::new(text);
    let first = path.components().next().ok_or_else(|| Kind::Path.words())?;
    let path = if first.as_os_str() == "~" {
        let home = BaseDirs::new().ok_or("a path that can be found: this platform names no home folder")?;
        path.components().skip(1).fold(home.home_dir().to_owned(), |path, part| path.join(part))
    } else if first.as_os_str().as_encoded_bytes().starts_with(b"~") {
        return Err(
            "a path that can be found: `~/` is your home folder, and `~name` is not supported".to_owned()
        );
    } else {
        folder.join(path)
    };
    std::path::absolute(path).map_err(|error| format!("a path that can be found: {error}"))
}

/// A hint at what was meant where a part of a filter is neither a level nor `target=level`.
fn check_filter(text: &str) -> Result<(), String> {
    for part in text.split(',').map(str::trim) {
        let (target, level) =
            part.split_once('=').map_or((None, part), |(target, level)| (Some(target), level));
        let named = |target: &str| {
            !target.is_empty()
                && target.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '-'))
        };
        if !target.is_none_or(named) {
            return Err(String::new());
        }
        if LEVELS.iter().any(|known| known.eq_ignore_ascii_case(level)) {
            continue;
        }
        let meant = nearest(level, LEVELS, 1).pop();
        return Err(meant.map_or(String::new(), |level| match target {
            None => format!("; did you mean `{level}`?"),
            Some(target) => format!("; did you mean `{target}={level}`?"),
        }));
    }
    Ok(())
}
