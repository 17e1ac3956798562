//! What resolving a race group gives.

use domain::aliases::NameMatch;
use domain::facts::RaceGroup;
use domain::ids::{DriverId, RaceKey, SnapshotId};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::fmt;

/// The races that the rows of a race group give, and everything decided on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolution {
    /// Races, parts and quarantines, as the graph keeps them.
    pub race_group: RaceGroup,
    /// Drivers held back because their rows contradict each other; each is also a quarantine of the race group.
    pub conflicts: Vec<Conflict>,
    /// The other rows held back, with their files and lines.
    pub holds: Vec<HeldRows>,
    /// Rows of files of teams that a race took, which other races may hold back.
    pub taken_spans: BTreeSet<(SnapshotId, u64)>,
    /// Choices between sources that differ, sorted.
    pub remarks: Vec<Remark>,
    /// The race that each entry list, official race and group of rows about a race week was matched with, by scheduled date.
    pub matches: Vec<Match>,
    /// Names that the log spells differently, one per race, sorted.
    pub names: Vec<NameUse>,
}

/// A driver's name that was matched with another spelling in the log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NameUse {
    /// As the file writes it.
    pub written: String,
    /// The driver.
    pub driver: DriverId,
    /// As the log writes it.
    pub driver_name: String,
    /// How it was matched.
    pub how: NameMatch,
    /// Source group.
    pub group: String,
}

/// Rows of one driver in one race that contradict each other: none of them is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Source group.
    pub group: String,
    /// Name of the rule, kebab-case.
    pub rule: &'static str,
    /// Driver.
    pub driver: DriverId,
    /// Driver's name.
    pub driver_name: String,
    /// The columns in which they differ, with the values.
    pub differences: String,
    /// Rows held back.
    pub rows: u32,
    /// Files and lines that state them.
    pub origins: Vec<(SnapshotId, u64)>,
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Conflict { group, driver, driver_name, differences, .. } = self;
        write!(f, "{group}: {driver_name} ({driver}): {differences}")
    }
}

/// Rows held back: not in any race, for a reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeldRows {
    /// Source group.
    pub group: String,
    /// Name of the rule, kebab-case.
    pub rule: String,
    /// Why.
    pub reason: String,
    /// The race concerned, where it is one race.
    pub race: Option<RaceKey>,
    /// Drivers of the rows, by number where it is known.
    pub drivers: Vec<(Option<DriverId>, String)>,
    /// Distinct rows.
    pub rows: u32,
    /// Files and lines of the rows.
    pub origins: Vec<(SnapshotId, u64)>,
}

/// A choice between sources, or something noticed in them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// Source group.
    pub group: String,
    /// Name of the rule, kebab-case.
    pub rule: &'static str,
    /// What was found and what was taken.
    pub text: String,
    /// The file that it is about; of every file of the group without one.
    pub file: Option<SnapshotId>,
    /// Drivers concerned.
    pub drivers: Vec<(DriverId, String)>,
}

/// How an entry list, official results or rows about a race week were matched with a race.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchKind {
    /// Same date.
    Exact,
    /// The only race within one day before and two days after the scheduled date.
    Windowed,
    /// Several races fit; the list or the results are quarantined.
    Ambiguous,
    /// No race log yet: a race to come (or one whose log is held back). Official results wait in quarantine.
    Unmatched,
    /// Official results that contradict themselves or the race of their date: quarantined.
    HeldBack,
}

/// The race that an entry list, official results or rows about a race week were matched with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Group: `entries|cup|phoenix|2025-11-02`, `results|cup|phoenix|2025-11-02|5596`.
    pub group: String,
    /// Scheduled date.
    pub scheduled: Date,
    /// How it was matched.
    pub kind: MatchKind,
    /// Its race, if there is one; official results alone make none.
    pub race: Option<RaceKey>,
}
