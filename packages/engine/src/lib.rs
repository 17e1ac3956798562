//! The use cases: what the program's edges call.
//!
//! An [`Engine`] holds the graph, the raw copies and the settings. Each use case is a file: it asks the graph, calls
//! the calculators, and gives a plain result that the edges show.

mod axioms_check;
pub mod backtest_files;
pub mod backtest_run;
pub mod clock;
pub mod copy;
pub mod demo;
pub mod error;
pub mod files;
pub mod import;
mod open;
pub mod progress;
pub mod project;
pub mod rebuild;
mod reference;
pub mod settings;
pub mod threads;

pub use axioms::rules as axiom_rules;
pub use axioms_check::{AxiomsReport, Finding};
pub use clock::Clock;
pub use error::EngineError;
pub use graph;
pub use open::Engine;
pub use progress::Progress;
pub use projection;
pub use ratings;
pub use report;
