//! What a use case can fail with.

use domain::ids::SnapshotId;
use feeds::source::SourceError;
use graph::{OpenError, ReadError, WriteError};
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
    /// A raw copy could not be kept, read or removed.
    #[error(transparent)]
    RawStore(#[from] feeds::raw_store::RawStoreError),
    /// The file's header is not that of its kind.
    #[error("{file} is no {kind} file:\n{complaints}")]
    WrongHeader {
        /// The file.
        file: String,
        /// Kind asked for.
        kind: &'static str,
        /// What is wrong with the header.
        complaints: String,
    },
    /// A copy needs a server.
    #[error("no server is set: set graph.uri (NEO4J_URI) and graph.password (NEO4J_PASSWORD)")]
    NoServer,
    /// A copy would take away what only the target holds.
    #[error("the target holds {lost} races or files that the source does not; --replace takes them away")]
    WouldReplace {
        /// Races and files that would go.
        lost: usize,
    },
    /// A copy that is not one.
    #[error(
        "the copy's digest is {copy}, the original's {original}; copy again, or check both (graph check)"
    )]
    CopyDiffers {
        /// Digest of what was copied.
        original: String,
        /// Digest of the copy.
        copy: String,
    },
    /// No imported file has that digest.
    #[error("no imported file begins with `{0}`; `backstretch import list` shows them")]
    UnknownSnapshot(String),
    /// Several imported files begin so.
    #[error("`{text}` begins several files: {}", found.join(", "))]
    AmbiguousSnapshot {
        /// As asked.
        text: String,
        /// Those found.
        found: Vec<String>,
    },
    /// The graph knows a file of a kind that this program does not.
    #[error(
        "the graph knows a file of kind `{0}`, which this version does not; use the version that imported it"
    )]
    UnknownKind(String),
    /// Something is said of a file that says it itself.
    #[error("a {kind} file says its {what} itself; leave it out")]
    NotAbout {
        /// What was said.
        what: &'static str,
        /// Kind of file.
        kind: &'static str,
    },
    /// A file was imported as something else before.
    #[error(
        "{file} was imported before{} and is now to be{}: take it back first (`backstretch import undo {snapshot}`)",
        about(before),
        about(now)
    )]
    OtherwiseAbout {
        /// The file.
        file: String,
        /// The race it was said to be of.
        before: String,
        /// The race it is said to be of.
        now: String,
        /// Its digest.
        snapshot: SnapshotId,
    },
    /// A file cannot win over itself.
    #[error("{0} cannot supersede itself")]
    SupersedesItself(SnapshotId),
    /// The sidecar of a raw copy is not what this program writes.
    #[error("{path}: {reason}; import the file again")]
    BadSidecar {
        /// The sidecar.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A file of ours could not be written, read or moved.
    #[error("{path}: {source}")]
    Io {
        /// The path.
        path: PathBuf,
        /// Cause.
        source: std::io::Error,
    },
    /// Raw copies that the graph stands on are missing or damaged.
    #[error("{} raw cop{} missing or damaged:\n{}", missing.len(), if missing.len() == 1 { "y is" } else { "ies are" }, missing.join("\n"))]
    MissingRaw {
        /// `sha file-name: what is wrong`, a line each.
        missing: Vec<String>,
    },
    /// No race to come is loaded.
    #[error("no race to come is loaded{}; `backstretch import entries FILE` loads one", series_words(series))]
    NoNextRace {
        /// Series asked for.
        series: Option<domain::series::Series>,
    },
    /// The projection could not be made.
    #[error(transparent)]
    Projection(#[from] projection::ProjectionError),
    /// The backtest could not be made.
    #[error(transparent)]
    Backtest(#[from] backtest::BacktestError),
    /// A folder without the files of a backtest.
    #[error("{path} is not there: name the folder that `backstretch backtest run --out` wrote")]
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
    /// Two backtests that cannot be held against each other.
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
    Model(#[from] projection::model::ModelError),
    /// A layout has no type.
    #[error(transparent)]
    Pooling(#[from] domain::pooling::PoolingError),
    /// A picture, table or CSV could not be made.
    #[error(transparent)]
    Report(#[from] report::ReportError),
    /// A result could not be put into JSON.
    #[error("writing JSON")]
    Json(#[from] serde_json::Error),
    /// What is asked for has no answer.
    #[error("{0}")]
    NothingFound(String),
    /// Threads could not be started.
    #[error("starting threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

impl EngineError {
    /// Whether another process owns the graph or has been writing to it for long, so that the same
    /// call may go through later.
    pub fn is_held(&self) -> bool {
        matches!(
            self,
            EngineError::Open(OpenError::Held { .. }) | EngineError::Write(WriteError::Busy { .. })
        )
    }

    /// Whether another process wrote after this one lost its connection: what was gathered may be
    /// out of date.
    pub(crate) fn turn_was_lost(&self) -> bool {
        matches!(self, EngineError::Write(WriteError::TurnLost))
    }

    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

/// Of which race a file is said to be.
fn about(race: &str) -> String {
    if race.is_empty() { " otherwise".to_owned() } else { format!(" of {race}") }
}

fn series_words(series: &Option<domain::series::Series>) -> String {
    series.map_or(String::new(), |series| format!(" for {series}"))
}
