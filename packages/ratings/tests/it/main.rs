//! Ratings against published references.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod files;
mod hunter2002;
mod laws;
mod pages;
mod residuals;
mod strengths;
