//! The ontology from outside: faults of a file by name, generated files fresh.

#![allow(clippy::disallowed_methods, reason = "tests read the committed files")]

mod faults;
mod generated;
