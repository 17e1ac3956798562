//! The laws of the sport, as a pure verifier.
//!
//! Each law has a name, a level, a statement and a source ([`rules()`]). Two levels hold for races:
//! a **scenario**, made by a simulation or a model, obeys exactly ([`scenario::check`], and
//! [`batch::Counts`] for millions of them); an **observation**, which was measured, may be incomplete,
//! so that a gap or a shortfall is a [`Remark`] and never a [`Veto`] ([`observation::check`]).
//! No law vetoes a real race. Lineups, projections and claims have laws of their own.
//!
//! Values in, vetoes and remarks out: the verifier knows nothing of stores, files or models.

pub mod batch;
pub mod claim;
mod finding;
pub mod lineup;
pub mod observation;
pub mod projection;
mod rules;
pub mod scenario;

pub use finding::{Findings, Remark, Veto};
pub use rules::{Level, Rule, Verdict, rule, rules};
