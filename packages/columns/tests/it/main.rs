//! Tests of the crate's public interface.
#![allow(clippy::unwrap_used)]

mod damage;
mod laws;
