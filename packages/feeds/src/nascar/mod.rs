//! NASCAR's JSON feeds: their addresses, tolerant readers, and the facts that each gives.
//!
//! A reader takes the bytes of a feed and gives a value and complaints ([`Reading`]). Numbers may be written as whole, with
//! a point, or as text. A field that no reader knows is a remark, once per file; a record without its key field is
//! quarantined with a complaint; everything else is taken. [`tables`] turns what was read into rows of the kinds of file
//! that imports take: a race has one shape, whichever source states it.

pub mod entry_list;
pub mod feed;
pub mod lap_notes;
pub mod lap_tables;
pub mod lap_times;
pub mod live;
pub mod loop_stats;
mod moments;
mod names;
pub mod pits;
pub mod points;
pub mod practice;
pub mod race_list;
mod reading;
pub mod schedule;
pub mod setting;
pub mod tables;
pub mod weekend;

pub use feed::{Feed, UnknownFeed};
pub use names::plain_name;
pub use reading::{NotAFeed, Reading};
