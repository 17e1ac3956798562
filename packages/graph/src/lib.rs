//! The graph of the sport.
//!
//! [`Store`] is the one door: synchronous, plain values in and out. Behind it stand named Cypher
//! statements (`cypher/*.cypher`), which take parameters only and keep to what an embedded store
//! and Neo4j answer alike. Which store runs is known to this crate alone.

mod apply;
mod card;
mod change;
mod check;
mod contents;
mod counters;
mod delegates;
mod embedded;
mod error;
mod evidence;
mod export;
mod facts;
mod history;
mod keys;
mod list_text;
mod lock;
mod mark;
mod migrate;
mod names;
mod neo4j;
mod nodes;
pub mod origin;
mod projections;
mod query;
mod races;
mod read;
mod records;
mod result_text;
mod rows;
mod seed;
mod snapshots;
mod statement;
mod store;
mod swap;
mod value;
mod view;
mod why;

pub use apply::ApplyReport;
pub use card::RaceWeek;
pub use check::{CheckReport, Violation};
pub use contents::Contents;
pub use counters::WriteCounters;
pub use error::{BackendError, OpenError, ReadError, TlsFault, WriteError};
pub use lock::OwnerLock;
pub use neo4j::{Neo4jServer, Timeouts};
pub use nodes::{Neighbour, Node, node_labels};
pub use ontology::facts::Facts;
pub use projections::{ProjectedEntry, ProjectionSetFacts};
pub use query::{NamedQuery, named_queries};
pub use races::{DriverCard, DriverStart, RaceFilter, RaceLine};
pub use records::{RecordOrder, RecordScan, RecordStore, RecordWrite, StoredRecord};
pub use seed::{ClassSeed, LayoutSeed, ReferenceSeed, VenueSeed};
pub use snapshots::SnapshotMeta;
pub use store::{Exclusive, Location, Store};
pub use value::{Name, Params, Rows, Value};
pub use view::View;
pub use why::{Path, Step};
