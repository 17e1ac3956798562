//! One race projected.
//!
//! A pure composition: history, pooling and a card go in; ratings give strengths, the simulator a sample,
//! and the sample is summed up in a set that is sealed with a checksum. The evidence of the race week beyond the entry list
//! ([`evidence`]) goes into the strengths first. The same values, model, seed and
//! data give the same bytes on any number of threads, and nothing known after a race's lock can change them.

pub mod differences;
mod digest;
pub mod distance;
pub mod error;
pub mod evidence;
pub mod layers;
pub mod model;
pub mod model_file;
pub mod models;
pub mod outlook;
pub mod points;
pub mod project;
pub mod projector;
pub mod record;
pub mod scenario;
pub mod set;
pub mod summary;
mod weekend;
pub mod why;

pub use error::ProjectionError;
pub use model::Model;
pub use model_file::ModelError;
pub use models::{DEFAULT_MODEL, MODELS, NamedModel};
pub use project::{Projection, RunConfig, project};
pub use projector::Projector;
pub use record::{Label, ProjectionRecord};
pub use set::ProjectionSet;
