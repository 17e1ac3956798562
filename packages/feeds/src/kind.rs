//! The kinds of file: one entry for each.
//!
//! An entry is a constant beside its parser. To add a kind, write its parser with such a constant and add one line to the
//! list below.

use crate::context::FileContext;
use crate::identity::Row;
use crate::parsed::Parsed;
use crate::rows::{ParsedFile, RowList};
use crate::source::RawFile;
use crate::{entries, race_logs, results, teams, weekend};
use domain::tracks::TrackReference;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What a user may have to state about a file of a kind because the file does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statement {
    /// Its race.
    Race,
    /// Its series.
    Series,
    /// The moment from which it could be known.
    KnownAt,
}

/// All about one kind of file.
pub struct Kind {
    /// The name on the command line, in the graph and in JSON, kebab-case.
    pub name: &'static str,
    /// What the file holds, in a few words.
    pub title: &'static str,
    /// Headers of the tables that the parser reads; JSON shapes are described in the parser's module.
    pub headers: &'static [&'static [&'static str]],
    /// How its rows join races, in one sentence.
    pub joins: &'static str,
    /// What may be stated about a file, where the file itself does not say it.
    pub accepts: &'static [Statement],
    /// Version of the parser; raise it when the parser gives other rows for the same bytes.
    pub version: u32,
    /// Longest line in bytes, where it may exceed that of the limits.
    pub longest_line: Option<usize>,
    /// Parser and decoder of cached rows.
    pub(crate) reader: Reader,
}

/// Reads rows of one type.
pub(crate) struct Reader {
    pub parse: fn(&RawFile, &TrackReference, &FileContext) -> ParsedFile,
    pub decode: fn(&[u8]) -> Option<Box<dyn RowList>>,
}

/// The reader for a parser: `reader!(parse)` takes a function of file, tracks and context.
macro_rules! reader {
    ($parse:expr) => {
        $crate::kind::Reader {
            parse: |file, tracks, context| {
                let parse: fn(
                    &$crate::source::RawFile,
                    &domain::tracks::TrackReference,
                    &$crate::context::FileContext,
                ) -> $crate::parsed::Parsed<_> = $parse;
                $crate::kind::erased(parse(file, tracks, context))
            },
            decode: $crate::kind::decoder_of($parse),
        }
    };
}
pub(crate) use reader;

pub(crate) fn erased<R: Row + Serialize>(parsed: Parsed<R>) -> ParsedFile {
    ParsedFile {
        rows: Box::new(parsed.rows),
        complaints: parsed.complaints,
        rows_read: parsed.rows_read,
        duplicates: parsed.duplicates,
        header_ok: parsed.header_ok,
    }
}

/// The decoder of the rows that a parser gives.
pub(crate) const fn decoder_of<R: Row + Serialize + DeserializeOwned>(
    _: fn(&RawFile, &TrackReference, &FileContext) -> Parsed<R>,
) -> fn(&[u8]) -> Option<Box<dyn RowList>> {
    |bytes| {
        let rows: Vec<R> = postcard::from_bytes(bytes).ok()?;
        Some(Box::new(rows))
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident => $entry:path,)*) => {
        /// A kind of file that can be imported.
        ///
        /// ```
        /// use feeds::kind::FileKind;
        ///
        /// let kind = FileKind::named("odds").unwrap();
        /// assert_eq!(kind, FileKind::Odds);
        /// assert!(kind.entry().headers[0].contains(&"known_at"));
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum FileKind {
            $($(#[$doc])* $variant,)*
        }

        impl FileKind {
            /// All kinds.
            pub const ALL: &'static [FileKind] = &[$(FileKind::$variant),*];

            /// All about this kind.
            pub fn entry(self) -> &'static Kind {
                match self {
                    $(FileKind::$variant => const { &$entry },)*
                }
            }
        }
    };
}

kinds! {
    /// NASCAR loop data.
    RaceLogs => race_logs::KIND,
    /// The entry list of an upcoming race.
    Entries => entries::KIND,
    /// Official results.
    Results => results::KIND,
    /// Car, team and make of each driver.
    Teams => teams::KIND,
    /// Practice and qualifying.
    Practice => weekend::practice::KIND,
    /// Win odds.
    Odds => weekend::odds::KIND,
    /// Claims of notes.
    Claims => weekend::claims::KIND,
}

impl FileKind {
    /// The kind with this name.
    pub fn named(name: &str) -> Option<Self> {
        FileKind::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// Its name on the command line, in the graph and in JSON.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// Parses a file of this kind.
    pub fn parse(self, file: &RawFile, tracks: &TrackReference, context: &FileContext) -> ParsedFile {
        (self.entry().reader.parse)(file, tracks, context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_one_name_everywhere() {
        for &kind in FileKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
            assert_eq!(FileKind::named(kind.name()), Some(kind));
            assert!(!kind.entry().headers.is_empty() && !kind.entry().joins.is_empty());
        }
        assert_eq!(FileKind::named("salaries"), None);
    }
}
