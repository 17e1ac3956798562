//! When runs start by themselves: by the clock ([`cron`]) and by the calendar of race weekends ([`calendar`]). Both give
//! *slots*: a name and a moment. A slot is worked off once, whoever gets to it: its name is the key of its run.

pub mod calendar;
pub mod cron;
mod daemon;

pub use daemon::{DaemonRules, Ticked};

use jiff::Timestamp;

/// A moment at which something is to be done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// When.
    pub at: Timestamp,
    /// What, with the moment: the same slot has the same name for everybody.
    pub name: String,
}
