//! Strength through time: what past races say about the cars of a race to come.
//!
//! A [`Timeline`](observe::Timeline) observes past races; [`Past`](past::Past) pools them by driver, type, layout,
//! team, car and make; [`Walk`](walk::Walk) rates every past race as of its own lock and fits the ridge on the way;
//! [`Ratings`](strength::Ratings) says what any race to come is made of. A model is a file: which features, with
//! which kernels, is for [`config`] to say. [`skill`] holds the algorithms that rate otherwise.
//!
//! Values in, values out: a history as of a moment goes in, strengths come out. Nothing here reads a
//! file or a clock, and nothing here can see a race that was not known at the history's moment.

pub mod config;
pub mod error;
pub mod features;

pub mod observe;
pub mod trail;

pub mod garage;
pub mod kernel;
pub mod past;
pub mod prior;
pub mod skill;

pub mod fit;
pub mod grid;
pub mod linear;
pub mod outlook;
pub mod ridge;
pub mod spread;
pub mod strength;
pub mod walk;

pub mod plackett_luce;
