//! Strength through time: the cars of a race to come, rated by past races.
//!
//! A [`Timeline`](observe::Timeline) observes past races; [`Past`](past::Past) pools them by driver, type, layout,
//! team, car and make; [`Walk`](walk::Walk) rates every past race as of its own lock and fits the ridge on the way;
//! `residual` adds what recent races showed beyond those strengths; [`Ratings`](strength::Ratings) gives the strengths of any race to come. A model is a file: [`config`] holds
//! its constants, that is, which features it has and with which kernels. [`skill`] holds the other rating algorithms.
//!
//! Values in, values out: a history as of a moment goes in, strengths come out. Nothing here reads a
//! file or a clock, and nothing here can see a race that was not known at the history's moment.

pub mod config;
pub mod error;
pub mod features;

pub mod observe;
pub mod trail;

pub mod equipment;
pub mod kernel;
pub mod past;
pub mod prior;
pub mod quantity;
mod residual;
pub mod skill;

pub mod fit;
pub mod grid;
pub mod lap_pace;
pub mod linear;
pub mod outlook;
pub mod ridge;
pub mod spread;
pub mod strength;
pub mod walk;

pub mod plackett_luce;
