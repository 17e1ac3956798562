//! The pipeline: NASCAR's feeds into the graph.
//!
//! A *run* is a request ([`request`]) worked off as *tasks* ([`task`]): fetch -> parse -> verify -> load -> derive -> check.
//! Each task is a job of the queue that the server uses too, for one *partition* of the data ([`partition`]): a series, a
//! season, a race and a feed or table. [`plan`] says which tasks a race has and which come after which. [`run`] submits
//! them race by race and follows them; [`worker`] executes them, with leases, retries and limits. When a task fails, only
//! what depends on it stops.
//!
//! Bodies come from [`source`]s with fallback: live, recorded, files, or the simulated league. Whatever a feed gives is
//! written as a table of a kind of file and imported by the engine, so that the graph has one way in. [`history`] tells
//! what happened; [`schedule`] starts runs by the clock and by the calendar of race weekends.

pub mod events;
pub mod history;
pub mod league_feeds;
pub mod partition;
pub mod plan;
pub mod request;
pub mod run;
pub mod schedule;
pub mod source;
pub mod task;
pub mod worker;

mod error;
mod ingest;

pub use error::IngestError;
pub use ingest::{Ingest, Rules};
