//! Who reads notes: the rules, the small model, a language model, or rules and small model together.

use crate::error::EngineError;
use domain::race::RaceCard;
use kernel::language::Language;
use kernel::reading::{ReadError, Reader, Reading, Rules};
use kernel::small::{Margins, Small, Together};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The largest file of a small model: three times the one that this program trains.
const SMALL_BYTES_MAX: u64 = 64 << 20;

/// A way of reading notes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReaderKind {
    /// Rules alone.
    #[default]
    Rules,
    /// The small model alone.
    Small,
    /// The small model, which is shown what the rules found.
    RulesAndSmall,
    /// A language model under the grammar of the ontology.
    Language,
}

impl ReaderKind {
    /// All of them, with their names.
    pub const NAMES: [(ReaderKind, &'static str); 4] = [
        (ReaderKind::Rules, "rules"),
        (ReaderKind::Small, "small"),
        (ReaderKind::RulesAndSmall, "rules-and-small"),
        (ReaderKind::Language, "language"),
    ];

    /// Its name, as in requests and answers.
    pub fn name(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(kind, _)| *kind == self);
        found.expect("every reader has a name").1
    }
}

impl fmt::Display for ReaderKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for ReaderKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::NAMES.iter().find(|(_, name)| *name == text);
        let names = || Self::NAMES.map(|(_, name)| name).join(", ");
        found.map(|(kind, _)| *kind).ok_or_else(|| format!("not a reader; the readers are {}", names()))
    }
}

/// A reader and the files of its models.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReaderChoice {
    /// The reader.
    pub kind: ReaderKind,
    /// The small model: a file that `kernel train` wrote.
    pub small: Option<PathBuf>,
    /// The language model: a GGUF file, or a folder with safetensors.
    pub language: Option<PathBuf>,
}

/// A reader with its models in memory.
pub(super) enum OpenReader {
    Rules,
    Small(Box<Small>),
    RulesAndSmall(Box<Small>),
    Language(Box<Language>),
}

impl OpenReader {
    /// Reads the files that the reader needs.
    ///
    /// # Errors
    /// The reader needs a file that is not given, or the file is not such a model.
    pub fn open(choice: &ReaderChoice) -> Result<OpenReader, EngineError> {
        Ok(match choice.kind {
            ReaderKind::Rules => OpenReader::Rules,
            ReaderKind::Small => OpenReader::Small(Box::new(small(choice)?)),
            ReaderKind::RulesAndSmall => OpenReader::RulesAndSmall(Box::new(small(choice)?)),
            ReaderKind::Language => {
                let path = choice.language.as_deref().ok_or_else(|| {
                    missing(choice, "a checkpoint of a language model; give `--checkpoint FILE`")
                })?;
                OpenReader::Language(Box::new(Language::open(path)?))
            }
        })
    }
}

fn missing(choice: &ReaderChoice, expected: &str) -> EngineError {
    EngineError::BadValue {
        field: "reader".to_owned(),
        value: choice.kind.to_string(),
        expected: expected.to_owned(),
    }
}

fn small(choice: &ReaderChoice) -> Result<Small, EngineError> {
    let expected =
        "a file of the small model; make one with `backstretch kernel train FILE` and give `--small FILE`";
    let path = choice.small.as_deref().ok_or_else(|| missing(choice, expected))?;
    open_small(path)
}

/// The small model in a file.
pub(super) fn open_small(path: &Path) -> Result<Small, EngineError> {
    let bytes = std::fs::metadata(path).map_err(EngineError::io(path))?.len();
    if bytes > SMALL_BYTES_MAX {
        return Err(EngineError::BadValue {
            field: "small".to_owned(),
            value: format!("{} with {bytes} bytes", path.display()),
            expected: format!("a file that `kernel train` wrote, at most {SMALL_BYTES_MAX} bytes"),
        });
    }
    Ok(Small::open(&std::fs::read(path).map_err(EngineError::io(path))?)?)
}

impl Reader for OpenReader {
    fn read(&self, note: &str, card: &RaceCard) -> Result<Reading, ReadError> {
        match self {
            OpenReader::Rules => Rules.read(note, card),
            OpenReader::Small(small) => small.read(note, card),
            OpenReader::RulesAndSmall(small) => Together::new(small, Margins::default()).read(note, card),
            OpenReader::Language(language) => language.read(note, card),
        }
    }
}
