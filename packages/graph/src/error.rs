//! What can go wrong, one enum per kind of work.

use std::path::PathBuf;

/// A store that could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process owns the graph.
    #[error("the graph in {} is held by {holder}", dir.display())]
    Held {
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

/// A question that has no answer.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The store failed.
    #[error(transparent)]
    Backend(#[from] BackendError),
    /// The graph holds something that the reader does not understand.
    #[error("column `{column}` holds {found}, expected {expected}")]
    Unexpected {
        /// Column of the statement.
        column: String,
        /// What was expected.
        expected: String,
        /// What stood there, as JSON.
        found: String,
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
    #[error("`{text}` names several races: {}", races.join(", "))]
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
    #[error("`{text}` names several drivers: {}", drivers.join(", "))]
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
    #[error("no query `{name}`; there are: {}", known.join(", "))]
    UnknownQuery {
        /// What was asked for.
        name: String,
        /// Names of the queries.
        known: Vec<String>,
    },
    /// The Cypher would write.
    #[error("only reading statements are allowed here: {0}")]
    WouldWrite(String),
    /// An export could not be written out.
    #[error("cannot write the export: {0}")]
    Export(#[from] std::io::Error),
}

/// A write that did not happen. Batches committed before it stay.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The store failed.
    #[error(transparent)]
    Backend(#[from] BackendError),
    /// What stands in the graph could not be read back.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A race ran on a layout that the reference does not know.
    #[error("race {race} is on layout `{layout}`, which the graph does not hold; was the reference seeded?")]
    UnknownLayout {
        /// The race's key.
        race: String,
        /// The layout's key.
        layout: String,
    },
    /// A part speaks of a snapshot that was never put.
    #[error("part `{part}` is of a snapshot that the graph does not hold")]
    UnknownSnapshot {
        /// Key of the part.
        part: String,
    },
    /// An applied migration was changed afterwards.
    #[error("migration {name} was applied with checksum {applied} but is now {present}")]
    ChangedMigration {
        /// Name of the migration.
        name: String,
        /// Checksum it was applied with.
        applied: String,
        /// Checksum of the present text.
        present: String,
    },
    /// The graph was migrated by a newer program.
    #[error("the graph holds migration {0}, which this program does not know")]
    NewerMigration(String),
}

fn did_you_mean(suggestions: &[String]) -> String {
    if suggestions.is_empty() { String::new() } else { format!("; did you mean {}?", suggestions.join(", ")) }
}
