//! The ontology from outside: faults of a file by name, generated files fresh and sound, facts as Turtle.

#![allow(clippy::disallowed_methods, reason = "tests read the committed files")]
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic")]

mod exports;
mod facts;
mod faults;
mod generated;
