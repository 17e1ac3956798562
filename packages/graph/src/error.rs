//! What can go wrong, one enum per kind of work.

use std::path::PathBuf;

/// A store that could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process owns the graph.
    #[error("the graph in {} is in use by {holder}", dir.display())]
    InUse {
        /// Directory of the graph.
        dir: PathBuf,
        /// Process id and command of the owner, as it wrote them.
        holder: String,
    },
    /// The directory or a file in it could not be used.
    #[error("cannot use {}: {source}", path.display())]
    Io {
        /// The path.
        path: PathBuf,
        /// Cause.
        source: std::io::Error,
    },
    /// The store itself refused.
    #[error(transparent)]
    Backend(#[from] BackendError),
}

/// A statement that the store refused, or a store that failed.
#[derive(Debug, thiserror::Error)]
pub enum BackendError {
    /// No server answers there, or it went away.
    #[error("no answer from Neo4j at {uri}: {message}")]
    Unreachable {
        /// Address of the server.
        uri: String,
        /// What the connection said.
        message: String,
    },
    /// The server does not know user and password.
    #[error("{uri} refuses user `{user}`: {message}")]
    Authentication {
        /// Address of the server.
        uri: String,
        /// The user.
        user: String,
        /// The server's words.
        message: String,
    },
    /// Client and server do not agree on TLS, or the certificate is not trusted.
    #[error("no TLS connection to {uri}: {fault} ({message})")]
    Tls {
        /// Address of the server.
        uri: String,
        /// What TLS said.
        message: String,
        /// What is most likely wrong.
        fault: TlsFault,
    },
    /// Not an address of a Neo4j server.
    #[error("`{uri}` is not an address of a Neo4j server: {message}")]
    Address {
        /// As given.
        uri: String,
        /// What is wrong.
        message: String,
    },
    /// The server is older than Neo4j 5, or something else.
    #[error("{uri} is {found}; Neo4j 5 is needed")]
    TooOld {
        /// Address of the server.
        uri: String,
        /// Name and version found.
        found: String,
    },
    /// The database, or this member of the cluster, takes no writes.
    #[error("{uri} is read-only: {message}")]
    ReadOnly {
        /// Address of the server.
        uri: String,
        /// The server's words.
        message: String,
    },
    /// The user may not do this.
    #[error("user `{user}` may not run `{statement}`: {message}")]
    Forbidden {
        /// The user.
        user: String,
        /// Name of the statement.
        statement: String,
        /// The server's words.
        message: String,
    },
    /// The server asked to try again until there was no time left.
    #[error("`{statement}` failed and may succeed later: {message}")]
    Transient {
        /// Name of the statement.
        statement: String,
        /// The server's words.
        message: String,
    },
    /// The statement failed.
    #[error("statement `{statement}` failed: {message}")]
    Statement {
        /// Name of the statement.
        statement: String,
        /// The store's words.
        message: String,
    },
    /// Opening, beginning, committing or syncing failed.
    #[error("the graph store failed to {action}: {message}")]
    Store {
        /// What was tried.
        action: &'static str,
        /// The store's words.
        message: String,
    },
}

/// What most likely keeps client and server from agreeing on TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TlsFault {
    /// The certificate is not signed by an authority that is trusted here.
    #[error("its certificate is not trusted")]
    Untrusted,
    /// The server speaks without TLS, the address asks for it.
    #[error("the server may speak without TLS")]
    NotSpoken,
    /// The server asks for TLS, the address does not.
    #[error("the server may require TLS")]
    Required,
}

/// A question that has no answer.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The store failed.
    #[error(transparent)]
    Backend(#[from] BackendError),
    /// The graph has a value that the reader does not understand.
    #[error("column `{column}` is {found}, expected {expected}")]
    Unexpected {
        /// Column of the statement.
        column: String,
        /// What was expected.
        expected: String,
        /// What was found, as JSON.
        found: String,
    },
    /// A writer had the graph for longer than the settings allow to wait.
    #[error("could not read the graph within {seconds} s: it is being written")]
    Busy {
        /// How long was waited.
        seconds: u64,
    },
    /// No race is called that.
    #[error("no race `{text}`{}", did_you_mean(suggestions))]
    UnknownRace {
        /// What was asked for.
        text: String,
        /// Nearest race keys.
        suggestions: Vec<String>,
    },
    /// Several races share an alias.
    #[error("`{text}` matches several races: {}", races.join(", "))]
    AmbiguousRace {
        /// What was asked for.
        text: String,
        /// The races, sorted.
        races: Vec<String>,
    },
    /// No driver is called that.
    #[error("no driver `{text}`{}", did_you_mean(suggestions))]
    UnknownDriver {
        /// What was asked for.
        text: String,
        /// Nearest names.
        suggestions: Vec<String>,
    },
    /// Several drivers share a name.
    #[error("`{text}` matches several drivers: {}; give the full name or the number", drivers.join(", "))]
    AmbiguousDriver {
        /// What was asked for.
        text: String,
        /// `name (id)` of each, sorted.
        drivers: Vec<String>,
    },
    /// The driver is not entered in the race.
    #[error("driver {driver} has no entry in {race}")]
    NoEntry {
        /// The race's key.
        race: String,
        /// The driver's id.
        driver: u32,
    },
    /// Nothing says how far the race goes.
    #[error(
        "no distance is known for {race}: no scheduled laps, none in the reference for its layout, and no earlier race of its series there as of {as_of}"
    )]
    NoDistance {
        /// The race's key.
        race: String,
        /// The moment asked for.
        as_of: String,
    },
    /// No statement has that name.
    #[error("no query `{name}`; the queries are {}", known.join(", "))]
    UnknownQuery {
        /// What was asked for.
        name: String,
        /// Names of the queries.
        known: Vec<String>,
    },
    /// No class of nodes has that name.
    #[error("no class `{label}`; the classes are {}", known.join(", "))]
    UnknownLabel {
        /// What was asked for.
        label: String,
        /// Names of the classes.
        known: Vec<String>,
    },
    /// The graph has no such node.
    #[error("no {label} `{key}` is in the graph")]
    UnknownNode {
        /// Class asked for.
        label: String,
        /// Key asked for.
        key: String,
    },
    /// The Cypher would write.
    #[error("only read-only statements are allowed here; `{word}` is not allowed")]
    WouldWrite {
        /// The first word that could write.
        word: String,
    },
    /// An export could not be written out.
    #[error("cannot write the export: {0}")]
    Export(#[from] std::io::Error),
}

/// A write that did not happen. Batches committed before it stay.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Others had the write lock for longer than the settings allow to wait.
    #[error("could not get the write lock within {seconds} s")]
    Busy {
        /// How long was waited.
        seconds: u64,
    },
    /// The caller stopped the work between two transactions.
    #[error("stopped before all was written; the same call completes it")]
    Stopped,
    /// The right to write was lost with the connection, and another process has written since. What
    /// was read in order to write may be out of date: the same call, made again, completes the work.
    #[error("the write lock was lost with the connection, and another process has written since")]
    RightLost,
    /// The store failed.
    #[error(transparent)]
    Backend(#[from] BackendError),
    /// What is in the graph could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A race ran on a layout that the reference does not know.
    #[error("race {race} is on layout `{layout}`, which is not in the graph's reference")]
    UnknownLayout {
        /// The race's key.
        race: String,
        /// The layout's key.
        layout: String,
    },
    /// A part names a file that was never recorded.
    #[error("part `{part}` belongs to a file that is not in the graph")]
    UnknownSnapshot {
        /// Key of the part.
        part: String,
    },
    /// The graph was made by an earlier version of the program, in another format. It is built anew from
    /// the raw copies.
    #[error(
        "the graph has an earlier format: migration {name} was applied with checksum {applied} and is now {present}"
    )]
    ChangedMigration {
        /// Name of the migration.
        name: String,
        /// Checksum it was applied with.
        applied: String,
        /// Checksum of the present text.
        present: String,
    },
    /// The graph was made by another version of the program, in a format that this one does not know. It is
    /// read by that version, or built anew from the raw copies.
    #[error("the graph has migration {0}, which this program does not know")]
    NewerMigration(String),
}

impl BackendError {
    /// Whether the same call may succeed later, without anybody doing anything.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Transient { .. })
    }
}

/// Errors under which a failure of the store may lie.
pub(crate) trait Caused {
    /// The store's failure, if that is the cause.
    fn backend(&self) -> Option<&BackendError>;
}

impl Caused for BackendError {
    fn backend(&self) -> Option<&BackendError> {
        Some(self)
    }
}

impl Caused for ReadError {
    fn backend(&self) -> Option<&BackendError> {
        if let Self::Backend(error) = self { Some(error) } else { None }
    }
}

impl Caused for WriteError {
    fn backend(&self) -> Option<&BackendError> {
        match self {
            Self::Backend(error) => Some(error),
            Self::Read(error) => error.backend(),
            _ => None,
        }
    }
}

fn did_you_mean(suggestions: &[String]) -> String {
    if suggestions.is_empty() { String::new() } else { format!("; did you mean {}?", suggestions.join(", ")) }
}
