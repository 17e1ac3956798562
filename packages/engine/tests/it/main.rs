//! Use cases against a real graph in a folder of its own.

mod corpus;
mod threads;
