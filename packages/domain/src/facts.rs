//! Races as imported, in the groups that the graph replaces as a whole.

use crate::entry_list::EntryList;
use crate::evidence::Evidence;
use crate::ids::{LayoutKey, SnapshotId};
use crate::race::{Entry, RaceInfo};
use crate::result::LoopResult;
use crate::series::Series;
use jiff::Timestamp;
use std::fmt;

/// The race group in which race identity is decided: one series on one layout in one season.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RaceGroupKey {
    /// Series.
    pub series: Series,
    /// Layout.
    pub layout: LayoutKey,
    /// Season, the year of the dates.
    pub season: i16,
}

impl fmt::Display for RaceGroupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}|{}|{}", self.series, self.layout, self.season)
    }
}

/// The whole state of a race group: after it is applied to the graph, exactly these races, parts
/// and quarantines of the race group exist there. A pure function of the set of raw rows known about it.
#[derive(Clone, Debug, PartialEq)]
pub struct RaceGroup {
    /// Which race group.
    pub key: RaceGroupKey,
    /// Its races, in key order.
    pub races: Vec<RaceFacts>,
    /// Every part that states anything about it, loaded or quarantined, sorted.
    pub parts: Vec<Part>,
    /// What is held back, and why.
    pub quarantines: Vec<Quarantine>,
}

/// Everything known of one race.
#[derive(Clone, Debug, PartialEq)]
pub struct RaceFacts {
    /// Identity and setting.
    pub info: RaceInfo,
    /// Name of the race, where official results give it.
    pub name: Option<String>,
    /// Earlier keys and foreign names of the race (NASCAR's id as `nascar:5550`), sorted.
    pub aliases: Vec<String>,
    /// When the result could be known; absent before the race.
    pub result_known_at: Option<Timestamp>,
    /// Entries in driver-id order.
    pub cars: Vec<CarFacts>,
    /// Versions of its entry list, in the order in which they count.
    pub lists: Vec<EntryList>,
    /// Evidence of its race week, in the order of [`Evidence::sort`].
    pub evidence: Evidence,
    /// The parts of snapshots that state it, sorted; provenance, no part of the digest.
    pub stated_by: Vec<Part>,
}

/// One entry and, once known, its result.
#[derive(Clone, Debug, PartialEq)]
pub struct CarFacts {
    /// The entry.
    pub entry: Entry,
    /// When the entry could be known.
    pub entry_known_at: Timestamp,
    /// When the grid could be known.
    pub grid_known_at: Timestamp,
    /// The result.
    pub result: Option<LoopResult>,
}

/// The rows of one snapshot in one group of rows (series, layout, date of the source).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// The file.
    pub snapshot: SnapshotId,
    /// Source group: `race-logs|cup|phoenix|2025-11-02`.
    pub group: String,
    /// Rows in that group.
    pub rows: u32,
}

/// Rows held back, and the reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarantine {
    /// The source group held back, or in which rows are held back.
    pub group: String,
    /// Name of the rule, kebab-case.
    pub rule: String,
    /// The reason in words, with the value found and the limit.
    pub reason: String,
    /// Rows held back.
    pub rows: u32,
}
