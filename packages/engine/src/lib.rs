//! The service layer: every use case of the program, one per file.
//!
//! An [`Engine`] holds the graph, the raw copies and the settings. Each use case is a method that takes a
//! request and returns an answer or an [`EngineError`]: plain values that own their data and look the same in
//! JSON. Long work reports to a [`Progress`] and can be cancelled through it. The callers (`cli`, later the
//! API and the pipeline) translate and do nothing else.

pub mod axioms;
pub mod backtest;
pub mod checkpoint;
pub mod claims;
pub mod clock;
pub mod copy;
pub mod data_state;
pub mod demo;
pub mod desk;
pub mod document;
pub mod driver;
pub mod driver_record;
pub mod drivers;
pub mod error;
pub mod explain;
mod figures;
pub mod files;
pub mod gate;
pub mod graph_check;
pub mod graph_export;
pub mod graph_node;
pub mod graph_query;
pub mod import;
pub mod imports;
pub mod jobs;
mod kept;
mod kept_reads;
pub mod laps;
pub mod lineage;
pub mod models;
pub mod next;
pub mod notes;
pub mod ontology_files;
mod open;
pub mod operations;
pub mod origin;
mod ping;
pub mod progress;
pub mod project;
pub mod projections;
mod question;
pub mod race;
pub mod races;
pub mod rebuild;
mod reference;
pub mod scenarios;
pub mod seasons;
pub mod settings;
pub mod slate;
pub mod teams;
pub mod threads;
pub mod tracks;
pub mod train;
pub mod undo;
pub mod vetoes;
mod view;
pub mod why;
pub mod why_surplus;
mod zone;

pub use clock::Clock;
pub use document::Document;
pub use error::EngineError;
pub use figures::simulated;
pub use gate::{Gate, GateLimits};
pub use open::Engine;
pub use operations::Operations;
pub use origin::Origin;
pub use progress::Progress;
