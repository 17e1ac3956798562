//! The T-Box of the sport: which kinds of things the graph holds and how they hang together.
//!
//! [`Ontology::builtin`] is `ontology.toml`, parsed and checked. [`generate::files`] turns it into the
//! constraints, indexes and check queries of the stores, the schema of the embedded one and the docs
//! page. Knows nothing of any store: text in, values and text out.

mod builtin;
mod error;
pub mod generate;
mod lookup;
mod model;
mod parse;
mod raw;

pub use error::OntologyError;
pub use model::{
    Agreement, Axiom, Cardinality, ClaimKind, Class, Kind, Ontology, Property, Range, Relation, TrackClass,
};
