//! Strength through time: what past races say about the cars of a race to come.
//!
//! Values in, values out: a history as of a moment goes in, strengths come out. Nothing here reads a
//! file or a clock, and nothing here can see a race that was not known at the history's moment.

pub mod config;
pub mod error;
pub mod features;
pub mod fit;
pub mod garage;
pub mod grid;
pub mod kernel;
pub mod linear;
pub mod observe;
pub mod outlook;
pub mod past;
pub mod plackett_luce;
pub mod prior;
pub mod ridge;
pub mod skill;
pub mod spread;
pub mod strength;
pub mod trail;
pub mod walk;
