//! Which rows are one race, and what is known of it: pure, from the set of raw rows to the state of a cluster.
//!
//! The state depends on nothing but the set of rows and on which file supersedes which: not on the order of rows, on
//! how they are split into files, or on the order of imports. Incomplete groups (a file holds half of a race) are
//! loaded as they are, from two rows on, and decided anew when more rows are known.

mod doubles;
mod lists;
mod logs;
mod races;
mod stated;
mod window;

pub use stated::{Stated, Supersedes};
pub use window::WINDOW_DAYS;

use crate::entries::EntryRow;
use crate::race_logs::LogRow;
use domain::facts::{Cluster, ClusterKey, Part, Quarantine};
use domain::ids::{DriverId, RaceKey, SnapshotId};
use jiff::civil::Date;
use lists::EntryRows;
use stated::{Distinct, Precedence};
use std::collections::BTreeMap;
use std::fmt;
use window::Found;

/// Every raw row known of one cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct ClusterRows {
    /// Series, layout and season that all rows share.
    pub key: ClusterKey,
    /// Rows of race logs.
    pub logs: Vec<Stated<LogRow>>,
    /// Rows of entry lists.
    pub entries: Vec<Stated<EntryRow>>,
    /// Which file gives way to which; pairs of other files do no harm.
    pub supersedes: Vec<Supersedes>,
}

/// What the rows of a cluster come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolution {
    /// The state: races, parts and what is held back.
    pub cluster: Cluster,
    /// Drivers held back for contradictory rows; each also stands among the cluster's quarantines.
    pub conflicts: Vec<Conflict>,
    /// What was decided between sources that differ, sorted.
    pub remarks: Vec<Remark>,
    /// What became of each entry list, in order of its scheduled date.
    pub matches: Vec<Match>,
}

/// Rows of one driver in one race that contradict each other: none of them is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Source group.
    pub group: String,
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
        write!(
            f,
            "{group}: {driver_name} ({driver}): {differences}; import the right file with `--supersede SHA`"
        )
    }
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
}

/// How an entry list found its race log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchKind {
    /// Same date.
    Exact,
    /// The only race within one day before and two days after the scheduled date.
    Windowed,
    /// Several races fit; the list is quarantined.
    Ambiguous,
    /// No race log yet: a race to come (or one whose log is held back).
    Unmatched,
}

/// What became of an entry list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Group of the list: `entries|cup|phoenix|2025-11-02`.
    pub group: String,
    /// Scheduled date.
    pub scheduled: Date,
    /// How it was matched.
    pub kind: MatchKind,
    /// Its race, unless ambiguous.
    pub race: Option<RaceKey>,
}

impl LogRow {
    /// The cluster in which this row's race is decided.
    pub fn cluster(&self) -> ClusterKey {
        ClusterKey { series: self.series, layout: self.place.layout.clone(), season: self.date.year() }
    }
}

impl EntryRow {
    /// The cluster in which this row's race is decided.
    pub fn cluster(&self) -> ClusterKey {
        ClusterKey { series: self.series, layout: self.place.layout.clone(), season: self.date.year() }
    }
}

/// Sorts rows into their clusters, in key order.
pub fn clusters(
    logs: impl IntoIterator<Item = Stated<LogRow>>,
    entries: impl IntoIterator<Item = Stated<EntryRow>>,
    supersedes: &[Supersedes],
) -> Vec<ClusterRows> {
    let mut found: BTreeMap<ClusterKey, ClusterRows> = BTreeMap::new();
    let empty = |key: ClusterKey| ClusterRows {
        key,
        logs: Vec::new(),
        entries: Vec::new(),
        supersedes: supersedes.to_vec(),
    };
    for stated in logs {
        let key = stated.row.cluster();
        found.entry(key.clone()).or_insert_with(|| empty(key)).logs.push(stated);
    }
    for stated in entries {
        let key = stated.row.cluster();
        found.entry(key.clone()).or_insert_with(|| empty(key)).entries.push(stated);
    }
    found.into_values().collect()
}

/// Decides on all races of a cluster.
///
/// 1. Rows that say the same are one, whoever states them.
/// 2. A race-log date is one race, or two where its rows part in one way only; else it is quarantined whole, except
///    that contradictory rows of single drivers are held back alone.
/// 3. An entry list belongs to the log of its date, else to the one log within [`WINDOW_DAYS`]; its scheduled key
///    stays an alias. Without a log it is a race to come.
pub fn resolve(rows: &ClusterRows) -> Resolution {
    let precedence = Precedence::new(&rows.supersedes);
    let logs = by_date(
        stated::distinct(&rows.logs, LogRow::key, |row| &row.place.track_name, |row| row.line),
        |row| row.date,
    );
    let lists = by_date(
        stated::distinct(&rows.entries, EntryRow::key, |row| &row.place.track_name, |row| row.line),
        |row| row.date,
    );
    let group = |feed: &str, date: Date| format!("{feed}|{}|{}|{date}", rows.key.series, rows.key.layout);
    let mut work = Work { key: &rows.key, resolution: empty(&rows.key) };

    let found = window::match_dates(&lists.keys().copied().collect(), &logs.keys().copied().collect());
    let mut lists: BTreeMap<Date, (String, EntryRows<'_>)> =
        lists.into_iter().map(|(date, rows)| (date, (group("entries", date), rows))).collect();
    for (name, rows) in lists.values() {
        work.add_parts(name, rows);
    }
    for (date, rows) in logs {
        let name = group("race-logs", date);
        work.add_parts(&name, &rows);
        let list = found
            .iter()
            .find(|(_, found)| matches!(found, Found::Exact(d) | Found::Windowed(d) if *d == date));
        let verdict = logs::judge(&name, &rows, &precedence);
        let list = match (list, verdict.races.len()) {
            (Some((scheduled, found)), 1) => lists.remove(scheduled).map(|(list_name, rows)| {
                let kind =
                    if matches!(found, Found::Exact(_)) { MatchKind::Exact } else { MatchKind::Windowed };
                (*scheduled, kind, lists::merge(&list_name, &rows, &precedence), list_name)
            }),
            (Some((scheduled, _)), 2) => {
                if let Some((list_name, rows)) = lists.remove(scheduled) {
                    let reason =
                        format!("two races ran here under the date {date}, and nothing says which is meant");
                    work.hold_list_back(list_name, *scheduled, rows.len(), reason);
                }
                None
            }
            _ => None,
        };
        work.add_logged(&name, date, &rows, verdict, list);
    }
    for (date, (name, rows)) in lists {
        if found.get(&date) == Some(&Found::Ambiguous) {
            let reason = "several race logs or lists lie within one day before and two days after".to_owned();
            work.hold_list_back(name, date, rows.len(), reason);
        } else {
            let list = lists::merge(&name, &rows, &precedence);
            work.add_to_come(name, date, &rows, list);
        }
    }
    work.finish()
}

/// A resolution being put together.
struct Work<'a> {
    key: &'a ClusterKey,
    resolution: Resolution,
}

fn empty(key: &ClusterKey) -> Resolution {
    let cluster = Cluster { key: key.clone(), races: Vec::new(), parts: Vec::new(), quarantines: Vec::new() };
    Resolution { cluster, conflicts: Vec::new(), remarks: Vec::new(), matches: Vec::new() }
}

impl Work<'_> {
    fn add_parts<T>(&mut self, group: &str, rows: &[Distinct<'_, T>]) {
        let mut counts: BTreeMap<&SnapshotId, u32> = BTreeMap::new();
        for snapshot in rows.iter().flat_map(|row| &row.stated_by) {
            *counts.entry(snapshot).or_default() += 1;
        }
        let part = |(snapshot, rows): (&SnapshotId, u32)| Part {
            snapshot: snapshot.clone(),
            group: group.to_owned(),
            rows,
        };
        self.resolution.cluster.parts.extend(counts.into_iter().map(part));
    }

    fn quarantine(&mut self, group: &str, rule: &str, reason: String, rows: usize) {
        let rows = u32::try_from(rows).unwrap_or(u32::MAX);
        let held = Quarantine { group: group.to_owned(), rule: rule.to_owned(), reason, rows };
        self.resolution.cluster.quarantines.push(held);
    }

    fn remark(&mut self, group: &str, rule: &'static str, text: String) {
        self.resolution.remarks.push(Remark { group: group.to_owned(), rule, text });
    }

    fn conflicts(&mut self, rule: &str, conflicts: Vec<Conflict>) {
        for conflict in conflicts {
            let Conflict { driver, driver_name, differences, .. } = &conflict;
            let reason = format!("{driver_name} ({driver}): {differences}");
            self.quarantine(&conflict.group, rule, reason, conflict.rows as usize);
            self.resolution.conflicts.push(conflict);
        }
    }

    fn hold_list_back(&mut self, group: String, scheduled: Date, rows: usize, reason: String) {
        self.quarantine(&group, "ambiguous-race", reason, rows);
        self.resolution.matches.push(Match { group, scheduled, kind: MatchKind::Ambiguous, race: None });
    }

    fn finish(mut self) -> Resolution {
        let cluster = &mut self.resolution.cluster;
        cluster.races.sort_by(|a, b| a.info.key.cmp(&b.info.key));
        cluster.parts.sort();
        cluster.quarantines.sort();
        self.resolution.conflicts.sort_by(|a, b| (&a.group, a.driver).cmp(&(&b.group, b.driver)));
        self.resolution.remarks.sort();
        self.resolution.matches.sort_by_key(|found| found.scheduled);
        self.resolution
    }
}

fn by_date<'a, T>(
    rows: Vec<Distinct<'a, T>>,
    date: impl Fn(&T) -> Date,
) -> BTreeMap<Date, Vec<Distinct<'a, T>>> {
    let mut found: BTreeMap<Date, Vec<Distinct<'a, T>>> = BTreeMap::new();
    for row in rows {
        found.entry(date(row.row)).or_default().push(row);
    }
    found
}
