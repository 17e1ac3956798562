//! Errors of the use cases: each has a kind, a stable code, data and, where there is one, a next step.
//!
//! No message names a command: [`EngineError::next_step`] is data, which each edge renders in its own way.

mod advice;
mod classify;
mod kind;

pub use advice::Advice;
pub use kind::Kind;

use crate::backtest::LeftOutRace;
use crate::progress::Cancelled;
use domain::ids::{RaceKey, SnapshotId};
use feeds::gather::GatherError;
use feeds::source::SourceError;
use graph::{OpenError, ReadError, WriteError};
use jiff::Timestamp;
use std::path::PathBuf;

/// Why a use case did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The graph could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A question to the graph failed.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A write to the graph failed.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// A file could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A raw copy could not be written, read or removed.
    #[error(transparent)]
    RawStore(#[from] feeds::raw_store::RawStoreError),
    /// The file's header is not that of its kind.
    #[error("{file} is not a file of kind `{kind}`:\n{complaints}")]
    WrongHeader {
        /// The file.
        file: String,
        /// Kind asked for.
        kind: &'static str,
        /// What is wrong with the header.
        complaints: String,
    },
    /// A copy needs a server.
    #[error("no Neo4j server is set")]
    NoServer,
    /// A copy would remove what only the target has.
    #[error(
        "the target has {lost} races or files that the source does not have, and the copy would remove them"
    )]
    WouldReplace {
        /// Races and files that would go.
        lost: usize,
    },
    /// The copy's digest is not the original's.
    #[error("the copy's digest is {copy}, the original's {original}; copy again, or check both graphs")]
    CopyDiffers {
        /// Digest of what was copied.
        original: String,
        /// Digest of the copy.
        copy: String,
    },
    /// No laps of a race are loaded.
    #[error(
        "no laps of {race} are loaded; import the laps of its season, and results that give it NASCAR's id"
    )]
    NoLaps {
        /// As asked.
        race: String,
    },
    /// A file of columns could not be written or read.
    #[error(transparent)]
    Columns(#[from] columns::ColumnsError),
    /// No kind of file has that name.
    #[error("`{0}` is not a kind of file; the kinds are {kinds}", kinds = kind_names())]
    NoSuchKind(String),
    /// Too few digits to name a file.
    #[error("`{0}` is too short for a SHA-256; give at least 6 digits")]
    ShortDigest(String),
    /// No imported file has that digest.
    #[error("no imported file has a SHA-256 that begins with `{0}`")]
    UnknownSnapshot(String),
    /// Several imported files match.
    #[error("several imported files have a SHA-256 that begins with `{text}`: {}", found.join(", "))]
    AmbiguousSnapshot {
        /// As asked.
        text: String,
        /// Those found.
        found: Vec<String>,
    },
    /// The graph knows a file of a kind that this program does not.
    #[error(
        "the graph has a file of kind `{0}`, which this version does not know; use the version that imported it"
    )]
    UnknownKind(String),
    /// An option that repeats what the file itself states.
    #[error("a file of kind `{kind}` names its own {what}; leave the option out")]
    NotAbout {
        /// What was given.
        what: &'static str,
        /// Kind of file.
        kind: &'static str,
    },
    /// A file was imported as something else before.
    #[error("{file} was imported with {before}; this import gives {now}; undo the earlier import first")]
    OtherwiseAbout {
        /// The file.
        file: String,
        /// What the earlier import gave.
        before: String,
        /// What this import gives.
        now: String,
        /// Its digest.
        snapshot: SnapshotId,
    },
    /// A file cannot supersede itself.
    #[error("{0} cannot supersede itself")]
    SupersedesItself(SnapshotId),
    /// The record of a raw copy could not be read or written.
    #[error(transparent)]
    Record(#[from] feeds::file_record::RecordError),
    /// A file of ours could not be written, read or moved.
    #[error("{path}: {source}")]
    Io {
        /// The path.
        path: PathBuf,
        /// Cause.
        source: std::io::Error,
    },
    /// Raw copies that the graph was built from are missing or damaged.
    #[error("{} raw cop{} missing or damaged:\n{}", missing.len(), if missing.len() == 1 { "y is" } else { "ies are" }, missing.join("\n"))]
    MissingRaw {
        /// `sha file-name: what is wrong`, a line each.
        missing: Vec<String>,
    },
    /// No race locks after now.
    #[error("no upcoming race is loaded{}{}", series_words(series), last_words(last, *without_result))]
    NoNextRace {
        /// Series asked for.
        series: Option<domain::series::Series>,
        /// The last race that is loaded, and its lock.
        last: Option<(RaceKey, Timestamp)>,
        /// Whether that race has no result.
        without_result: bool,
    },
    /// A race of which only the name is known.
    #[error("{race} has neither an entry list nor a result")]
    EmptyRace {
        /// The race's key.
        race: String,
    },
    /// No model has that name.
    #[error("no model `{name}`; the models are {}", known.join(", "))]
    UnknownModel {
        /// What was asked for.
        name: String,
        /// Nearest names.
        suggestions: Vec<String>,
        /// All names.
        known: Vec<String>,
    },
    /// No layout of the reference has that key.
    #[error("no track `{key}`{}", nearest_words(suggestions))]
    UnknownTrack {
        /// What was asked for.
        key: String,
        /// Nearest keys.
        suggestions: Vec<String>,
    },
    /// No generated file of the ontology has that name.
    #[error("the ontology has no file `{name}`; it has {}", known.join(", "))]
    UnknownDocument {
        /// What was asked for.
        name: String,
        /// All names.
        known: Vec<String>,
    },
    /// No kept projection has that id.
    #[error("no projection `{id}` is kept")]
    UnknownProjection {
        /// What was asked for.
        id: String,
    },
    /// A kept projection is not what was written.
    #[error("projection {id} was changed after it was kept: {reason}")]
    DamagedProjection {
        /// Its id.
        id: String,
        /// What is wrong.
        reason: String,
    },
    /// The chain of records of kept projections is not what was written.
    #[error("the records of {chain} are not what was written: {reason}")]
    DamagedRecords {
        /// The chain.
        chain: String,
        /// What is wrong.
        reason: String,
    },
    /// Two chains of records of which neither continues the other.
    #[error("the records of {chain} in the two places went apart: neither continues the other")]
    ForkedRecords {
        /// The chain.
        chain: String,
    },
    /// A file of scenarios that cannot be read.
    #[error("{file} is not a file of scenarios: {reason}")]
    BadScenarios {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// A frozen forecast could not be scored.
    #[error(transparent)]
    Score(#[from] backtest::RaceError),
    /// A field of a request outside of what it may be.
    #[error("{field} `{value}` is not {expected}")]
    BadValue {
        /// The field.
        field: String,
        /// Its value.
        value: String,
        /// What is expected.
        expected: String,
    },
    /// A scenario that does not fit the race, or the other scenarios.
    #[error("{field} `{value}` is not {expected}")]
    UnfitScenario {
        /// The field.
        field: String,
        /// Its value.
        value: String,
        /// What would fit.
        expected: String,
    },
    /// A parameter that the query does not have.
    #[error("query `{query}` has no parameter `{parameter}`; it has {}", known.join(", "))]
    UnknownParameter {
        /// The query.
        query: String,
        /// The parameter.
        parameter: String,
        /// The parameters it has.
        known: Vec<String>,
    },
    /// A parameter that the query needs.
    #[error("query `{query}` needs the parameter `{parameter}`")]
    MissingParameter {
        /// The query.
        query: String,
        /// The parameter.
        parameter: String,
    },
    /// Cypher that the graph does not accept.
    #[error("the graph does not accept this Cypher: {message}")]
    BadCypher {
        /// The graph's words.
        message: String,
    },
    /// Reading from a data folder in which nothing was ever loaded.
    #[error("no data folder at {}", path.display())]
    NoData {
        /// The folder.
        path: PathBuf,
    },
    /// A file where the data folder should be.
    #[error("{} is a file, not a data folder", path.display())]
    NoFolder {
        /// The file.
        path: PathBuf,
    },
    /// A graph without a race.
    #[error("nothing is loaded")]
    NothingLoaded,
    /// Too much other work is under way.
    #[error("too many requests are in progress")]
    TooBusy,
    /// A use case ended in a panic.
    #[error("the work ended unexpectedly: {message}")]
    Panicked {
        /// What is known of it.
        message: String,
    },
    /// Nothing was known of a race at the moment asked for.
    #[error("nothing was known about {race} as of {as_of}; its lock is {lock_at}")]
    UnknownAsOf {
        /// The race's key.
        race: String,
        /// The moment asked for.
        as_of: Timestamp,
        /// The race's lock.
        lock_at: Timestamp,
    },
    /// No entry of a race was known at the moment asked for.
    #[error("{race} had no entries as of {as_of}; they become known at its lock, {lock_at}")]
    NoEntriesAsOf {
        /// The race's key.
        race: String,
        /// The moment asked for.
        as_of: Timestamp,
        /// The race's lock.
        lock_at: Timestamp,
    },
    /// The projection could not be made.
    #[error(transparent)]
    Projection(#[from] projection::ProjectionError),
    /// The backtest could not be made.
    #[error(transparent)]
    Backtest(#[from] backtest::BacktestError),
    /// No season lies between those of a request.
    #[error("there is no season from {from} to {to}: the first comes after the last")]
    NoSeasons {
        /// First season asked for.
        from: i16,
        /// Last season asked for.
        to: i16,
    },
    /// Races of a strict backtest that cannot be projected.
    #[error("races that cannot be projected:\n{}", reasons(races))]
    RacesLeftOut {
        /// The races and why.
        races: Vec<LeftOutRace>,
    },
    /// A folder without the files of a backtest.
    #[error("{path} does not exist; name the output folder of a backtest")]
    NoBacktest {
        /// The file looked for.
        path: PathBuf,
    },
    /// Files of a backtest that this version did not write.
    #[error("{path}: {reason}")]
    BadBacktest {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Two backtests that cannot be compared.
    #[error("{a} and {b} cannot be compared: {source}")]
    OtherBacktest {
        /// The first folder.
        a: PathBuf,
        /// The second.
        b: PathBuf,
        /// What differs.
        source: backtest::PairError,
    },
    /// The model file is wrong.
    #[error(transparent)]
    Model(#[from] projection::ModelError),
    /// A layout has no type.
    #[error(transparent)]
    Pooling(#[from] domain::pooling::PoolingError),
    /// A picture, table or CSV could not be made.
    #[error(transparent)]
    Report(#[from] report::ReportError),
    /// A result could not be put into JSON.
    #[error("writing JSON")]
    Json(#[from] serde_json::Error),
    /// A claim could not be shown, submitted or decided.
    #[error(transparent)]
    Claim(Box<crate::claims::ClaimError>),
    /// A checkpoint of a language model could not be read or written.
    #[error(transparent)]
    Checkpoint(Box<kernel::CheckpointError>),
    /// The small model could not be trained.
    #[error(transparent)]
    Train(Box<kernel::training::TrainError>),
    /// A note could not be read.
    #[error(transparent)]
    Note(Box<kernel::reading::ReadError>),
    /// The records of a server could not be used, or do not allow it.
    #[error(transparent)]
    Operations(Box<crate::operations::OperationsError>),
    /// The work was cancelled.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// Threads could not be started.
    #[error("starting threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// Errors that are kept in a box, so that the others stay small.
macro_rules! boxed {
    ($($variant:ident $error:ty),*) => {$(
        impl From<$error> for EngineError {
            fn from(error: $error) -> Self {
                Self::$variant(Box::new(error))
            }
        }
    )*};
}

boxed! {
    Claim crate::claims::ClaimError,
    Checkpoint kernel::CheckpointError,
    Train kernel::training::TrainError,
    Note kernel::reading::ReadError
}

impl EngineError {
    /// Whether another process wrote after this one lost its connection: what was gathered may be
    /// out of date.
    pub(crate) fn lock_was_lost(&self) -> bool {
        matches!(self, EngineError::Write(WriteError::RightLost))
    }

    /// Rows of earlier files could not be gathered: what is missing is named as a rebuild names it.
    pub(crate) fn gather(error: GatherError) -> Self {
        match error {
            GatherError::NoRecord(_) => Self::MissingRaw { missing: vec![error.to_string()] },
            GatherError::Record(error) => error.into(),
            GatherError::Raw(error) => error.into(),
        }
    }

    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

fn last_words(last: &Option<(RaceKey, Timestamp)>, without_result: bool) -> String {
    match last {
        None => String::new(),
        Some((race, lock_at)) if without_result => {
            format!("; the last one, {race}, locked at {lock_at} and has no result")
        }
        Some((race, lock_at)) => format!("; the last one, {race}, locked at {lock_at}"),
    }
}

fn nearest_words(suggestions: &[String]) -> String {
    if suggestions.is_empty() {
        String::new()
    } else {
        format!("; the nearest are {}", suggestions.join(", "))
    }
}

fn kind_names() -> String {
    crate::import::kinds().join(", ")
}

fn series_words(series: &Option<domain::series::Series>) -> String {
    series.map_or(String::new(), |series| format!(" for {series}"))
}

fn reasons(races: &[LeftOutRace]) -> String {
    races.iter().map(|race| race.reason.as_str()).collect::<Vec<_>>().join("\n")
}
