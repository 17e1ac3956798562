//! The race week beyond the entry list: practice and qualifying ([`practice`]), win odds ([`odds`]) and claims of notes
//! ([`claims`]). Files of all three give rows of one type, [`WeekendRow`], which [`crate::identity`] joins to races and
//! entries.

pub mod claims;
pub(crate) mod moment;
pub mod odds;
pub mod practice;
mod row;

pub use row::{InNote, Item, WeekendRow};
