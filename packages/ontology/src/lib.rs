//! The T-Box of the sport: the classes of things in the graph and how they are related.
//!
//! [`Ontology::builtin`] is `ontology.toml`, parsed and checked. [`generate::files`] turns it into the
//! constraints, indexes and check queries of the stores, the schema of the embedded one, the docs page,
//! and JSON Schema, Turtle and SHACL for programs of others; [`facts`] writes the contents of a graph in the
//! same words. Knows nothing of any store: text in, values and text out.

mod builtin;
mod error;
pub mod facts;
pub mod generate;
mod lookup;
mod model;
mod parse;
mod raw;
mod rdf;

pub use error::OntologyError;
pub use model::{
    Agreement, Axiom, Cardinality, ClaimKind, Class, Kind, Ontology, Property, Range, Relation, TrackClass,
};
