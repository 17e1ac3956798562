//! Model files that extend one another.
//!
//! `extends = "NAME"` begins with the constants of the compiled-in model of that name; keys of the file itself then add to
//! them or replace them, table by table. `without = ["a.b", ...]` first removes keys of the extended model, for a file
//! that makes another choice there.

use crate::models::NamedModel;
use domain::hex;
use sha2::{Digest, Sha256};
use toml::{Table, Value};

/// A model file with everything that it extends.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// All constants.
    pub table: Table,
    /// SHA-256 of the file's text, lower-case hexadecimal; for a file that extends another, SHA-256 of that one's digest,
    /// a line feed and the file's text.
    pub digest: String,
}

/// Why a model file is not accepted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ModelError {
    /// Not TOML, or a constant that is missing, unknown or of the wrong type.
    #[error("model file {file}: {source}")]
    Constants {
        /// The file.
        file: String,
        /// What is wrong, with the line or the key.
        source: toml::de::Error,
    },
    /// An extended model that is not compiled in.
    #[error("model file {file}: extends `{extends}`, which is not a compiled-in model")]
    UnknownModel {
        /// The file.
        file: String,
        /// The name it states.
        extends: String,
    },
    /// Models that extend each other.
    #[error("model file {file}: extends itself by way of `{extends}`")]
    Circle {
        /// The file.
        file: String,
        /// The name at which the circle closes.
        extends: String,
    },
    /// A key to remove that is not there.
    #[error("model file {file}: `without` lists `{key}`, which the extended model does not have")]
    NothingToRemove {
        /// The file.
        file: String,
        /// The key.
        key: String,
    },
    /// `extends` or `without` of another type.
    #[error("model file {file}: `{key}` must be {expected}")]
    WrongType {
        /// The file.
        file: String,
        /// The key.
        key: &'static str,
        /// What it must be.
        expected: &'static str,
    },
}

/// Reads `text`, the contents of `file`, and the models that it extends.
///
/// # Errors
/// [`ModelError`]; each names the file.
pub fn resolve(file: &str, text: &str) -> Result<Resolved, ModelError> {
    resolve_within(file, text, &mut Vec::new())
}

fn resolve_within(file: &str, text: &str, above: &mut Vec<String>) -> Result<Resolved, ModelError> {
    let mut own: Table =
        text.parse().map_err(|source| ModelError::Constants { file: file.to_owned(), source })?;
    let wrong = |key, expected| ModelError::WrongType { file: file.to_owned(), key, expected };
    let without = match own.remove("without") {
        None => Vec::new(),
        Some(value) => value.try_into::<Vec<String>>().map_err(|_| wrong("without", "a list of keys"))?,
    };
    let Some(extends) = own.remove("extends") else {
        if let Some(key) = without.into_iter().next() {
            return Err(ModelError::NothingToRemove { file: file.to_owned(), key });
        }
        return Ok(Resolved { table: own, digest: hex::encode(&Sha256::digest(text)) });
    };
    let Value::String(extends) = extends else { return Err(wrong("extends", "the name of a model")) };
    if above.contains(&extends) {
        return Err(ModelError::Circle { file: file.to_owned(), extends });
    }
    let Some(named) = NamedModel::find(&extends) else {
        return Err(ModelError::UnknownModel { file: file.to_owned(), extends });
    };
    above.push(extends);
    let Resolved { mut table, digest } = resolve_within(named.file, named.text, above)?;
    for key in without {
        if !remove(&mut table, &key) {
            return Err(ModelError::NothingToRemove { file: file.to_owned(), key });
        }
    }
    merge(&mut table, own);
    let digest = hex::encode(&Sha256::digest(format!("{digest}\n{text}")));
    Ok(Resolved { table, digest })
}

/// Removes a dotted key; false where it is not there.
fn remove(table: &mut Table, key: &str) -> bool {
    match key.split_once('.') {
        None => table.remove(key).is_some(),
        Some((first, rest)) => {
            table.get_mut(first).and_then(Value::as_table_mut).is_some_and(|table| remove(table, rest))
        }
    }
}

/// Adds `own` to `base`: tables key by key, anything else in its place.
fn merge(base: &mut Table, own: Table) {
    for (key, value) in own {
        match (base.get_mut(&key), value) {
            (Some(Value::Table(base)), Value::Table(own)) => merge(base, own),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::MODELS;

    fn refusal(text: &str) -> String {
        resolve("mine.toml", text).unwrap_err().to_string()
    }

    #[test]
    fn a_file_replaces_adds_and_removes_key_by_key() {
        let base = resolve("base", NamedModel::find("baseline-c").unwrap().text).unwrap();
        let text = "extends = \"baseline-c\"\nwithout = [\"rating.strength.ridge.prior\", \"distance\"]\n\
                    [rating.common.prior]\nbase = -0.5\nextra = 1\n";
        let mine = resolve("mine.toml", text).unwrap();
        let mut expected = base.table.clone();
        assert!(remove(&mut expected, "rating.strength.ridge.prior") && remove(&mut expected, "distance"));
        let prior = expected["rating"]["common"]["prior"].as_table_mut().unwrap();
        prior.insert("base".to_owned(), Value::Float(-0.5));
        prior.insert("extra".to_owned(), Value::Integer(1));
        assert_eq!(mine.table, expected);
        assert_ne!(mine.digest, base.digest);
    }

    #[test]
    fn the_digest_covers_the_file_and_what_it_extends() {
        let of = |text: &str| resolve("mine.toml", text).unwrap().digest;
        let plain = of("extends = \"e1\"\n");
        assert_eq!(plain, of("extends = \"e1\"\n"));
        assert_ne!(plain, of("extends = \"e2\"\n"));
        assert_ne!(plain, of("extends = \"e1\"\n\n"));
        assert_eq!(plain.len(), 64);
        let e1 = resolve("e1", NamedModel::find("e1").unwrap().text).unwrap().digest;
        assert_eq!(plain, hex::encode(&Sha256::digest(format!("{e1}\nextends = \"e1\"\n"))));
    }

    #[test]
    fn what_is_wrong_is_named_with_the_file() {
        let unknown = refusal("extends = \"e9\"");
        assert!(unknown.contains("mine.toml") && unknown.contains("e9"), "{unknown}");
        let gone = refusal("extends = \"e1\"\nwithout = [\"rating.hunch\"]");
        assert!(gone.contains("rating.hunch"), "{gone}");
        assert!(refusal("without = [\"rating\"]").contains("rating"));
        assert!(refusal("extends = 1").contains("`extends` must be the name of a model"));
        assert!(refusal("extends = \"e1\"\nwithout = 2").contains("`without` must be a list of keys"));
        let syntax = refusal("extends = \"e1\"\n\nlambda = = 2");
        assert!(syntax.contains("mine.toml") && syntax.contains("line 3"), "{syntax}");
    }

    /// Each constant stands in one file: none repeats what it extends.
    #[test]
    fn no_compiled_in_file_repeats_a_constant_that_it_extends() {
        fn repeated(path: &str, own: &Table, base: &Table, found: &mut Vec<String>) {
            for (key, value) in own {
                let path = format!("{path}{key}");
                match (value, base.get(key)) {
                    // A short table on one line is one constant with several parts.
                    (Value::Table(own), Some(Value::Table(base))) if own.values().any(Value::is_table) => {
                        repeated(&format!("{path}."), own, base, found);
                    }
                    (value, Some(base)) if value == base => found.push(path),
                    _ => {}
                }
            }
        }
        for model in MODELS {
            let mut own: Table = model.text.parse().unwrap();
            let Some(extends) = own.remove("extends") else { continue };
            let base = NamedModel::find(extends.as_str().unwrap()).unwrap();
            let mut base = resolve(base.file, base.text).unwrap().table;
            let without = own.remove("without").map(|keys| keys.try_into::<Vec<String>>().unwrap());
            for key in without.unwrap_or_default() {
                assert!(remove(&mut base, &key));
            }
            let mut found = Vec::new();
            repeated("", &own, &base, &mut found);
            assert!(found.is_empty(), "{} repeats {found:?}", model.file);
        }
    }
}
