//! What the registry of kinds says about one kind of file.

use crate::context::FileContext;
use crate::identity::Row;
use crate::parsed::Parsed;
use crate::rows::{ParsedFile, RowList};
use crate::source::RawFile;
use domain::tracks::TrackReference;
use serde::Serialize;
use serde::de::DeserializeOwned;

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
        $crate::descriptor::Reader {
            parse: |file, tracks, context| {
                let parse: fn(
                    &$crate::source::RawFile,
                    &domain::tracks::TrackReference,
                    &$crate::context::FileContext,
                ) -> $crate::parsed::Parsed<_> = $parse;
                $crate::descriptor::erased(parse(file, tracks, context))
            },
            decode: $crate::descriptor::decoder_of($parse),
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
