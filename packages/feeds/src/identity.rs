//! Which rows are one race, and what is known of it: pure, from the set of raw rows to the state of a race_group.
//!
//! The state depends on nothing but the set of rows and on which file supersedes which: not on the order of rows, on
//! how they are split into files, or on the order of imports. Incomplete groups (a file holds half of a race) are
//! loaded as they are, from two rows on, and decided anew when more rows are known.

mod doubles;
mod lists;
mod logs;
mod official;
mod race_group;
mod races;
mod spans;
mod stated;
mod weekend;
mod window;

pub use race_group::{RaceGroupRows, RawRows, race_groups};
pub use stated::{Stated, Supersedes};
pub use window::WINDOW_DAYS;

use crate::entries::EntryRow;
use crate::race_logs::LogRow;
use domain::aliases::NameMatch;
use domain::facts::{Part, Quarantine, RaceGroup, RaceGroupKey};
use domain::ids::{DriverId, RaceKey, SnapshotId};
use jiff::civil::Date;
use lists::EntryRows;
use races::Beside;
use stated::{Distinct, Precedence};
use std::collections::BTreeMap;
use std::fmt;
use window::Found;

/// What the rows of a race_group come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolution {
    /// The state: races, parts and what is held back.
    pub race_group: RaceGroup,
    /// Drivers held back for contradictory rows; each also stands among the race_group's quarantines.
    pub conflicts: Vec<Conflict>,
    /// What was decided between sources that differ, sorted.
    pub remarks: Vec<Remark>,
    /// What became of each entry list, each official race and each group of rows about a race week, in order of its
    /// scheduled date.
    pub matches: Vec<Match>,
    /// Names that the log spells otherwise, one for each race, sorted.
    pub names: Vec<NameUse>,
}

/// A driver's name in official results that was joined to another spelling of the log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NameUse {
    /// As the results write it.
    pub written: String,
    /// Whose it is.
    pub driver: DriverId,
    /// As the log writes it.
    pub driver_name: String,
    /// By which step it was found.
    pub how: NameMatch,
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

/// How an entry list or an official race found its race log.
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

/// What became of an entry list or of official results.
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

/// Decides on all races of a race_group.
///
/// 1. Rows that say the same are one, whoever states them.
/// 2. A race-log date is one race, or two where its rows part in one way only; else it is quarantined whole, except
///    that contradictory rows of single drivers are held back alone.
/// 3. An entry list belongs to the log of its date, else to the one log within [`WINDOW_DAYS`]; its scheduled key
///    stays an alias. Without a log it is a race to come.
/// 4. Official results belong to a log likewise. They name drivers without their numbers, so that alone they make no
///    race: they wait in quarantine for the log.
/// 5. Spans of teams speak of the points races logged within them.
/// 6. What is told of a race week belongs to the race of its date, else to the one race within [`WINDOW_DAYS`]; of a
///    car that is not entered, or of no one race, it waits in quarantine.
///
/// Of car, team and make the entry list's word stands before that of the official results, and theirs before a span.
pub fn resolve(rows: &RaceGroupRows) -> Resolution {
    let precedence = Precedence::new(&rows.supersedes);
    let group = |feed: &str, date: Date| format!("{feed}|{}|{}|{date}", rows.key.series, rows.key.layout);
    let mut work = Work { key: &rows.key, resolution: empty(&rows.key) };
    let logs = by_date(
        stated::distinct(&rows.logs, LogRow::key, |row| &row.place.track_name, |row| row.line),
        |row| row.date,
    );
    let lists = by_date(
        stated::distinct(&rows.entries, EntryRow::key, |row| &row.place.track_name, |row| row.line),
        |row| row.date,
    );
    let mut lists: BTreeMap<Date, (String, EntryRows<'_>)> =
        lists.into_iter().map(|(date, rows)| (date, (group("entries", date), rows))).collect();
    for (name, rows) in lists.values() {
        work.add_parts(name, rows);
    }
    let mut official = work.official(rows, &precedence);
    let spans = work.spans(rows);

    let logged = logs.keys().copied().collect();
    let found_lists = window::match_dates(&lists.keys().copied().collect(), &logged);
    let found_official = window::match_dates(&official.keys().copied().collect(), &logged);
    for (date, rows) in logs {
        let name = group("race-logs", date);
        work.add_parts(&name, &rows);
        let verdict = logs::judge(&name, &rows, &precedence);
        let list = scheduled_for(&found_lists, date).and_then(|(scheduled, kind)| {
            let (name, rows) = lists.remove(&scheduled)?;
            Some((scheduled, kind, name, rows))
        });
        let list = match (list, verdict.races.len()) {
            (Some((scheduled, kind, name, rows)), 1) => {
                Some((scheduled, kind, lists::merge(&name, &rows, &precedence), name))
            }
            (Some((scheduled, _, name, rows)), 2) => {
                work.hold_list_back(name, scheduled, rows.len(), two_races(date));
                None
            }
            (Some((scheduled, _, name, rows)), _) => {
                lists.insert(scheduled, (name, rows));
                None
            }
            (None, _) => None,
        };
        let results = scheduled_for(&found_official, date)
            .and_then(|(scheduled, kind)| Some((official.remove(&scheduled)?, kind)));
        let official = results.and_then(|(official, kind)| {
            let one = work.one_official(official)?;
            match verdict.races.len() {
                1 => return Some((one, kind)),
                2 => {
                    work.hold_official_back(one, MatchKind::Ambiguous, "ambiguous-race", two_races(date));
                }
                _ => {
                    let reason = format!("the race log of {date} is held back");
                    work.hold_official_back(one, MatchKind::Unmatched, "no-race-log", reason);
                }
            }
            None
        });
        let beside = Beside { list, official, spans: &spans, precedence: &precedence };
        work.add_logged(&name, date, &rows, verdict, beside);
    }
    for (date, (name, rows)) in lists {
        if found_lists.get(&date) == Some(&Found::Ambiguous) {
            work.hold_list_back(name, date, rows.len(), several_fit());
        } else {
            let list = lists::merge(&name, &rows, &precedence);
            work.add_to_come(name, date, &rows, list);
        }
    }
    for (date, official) in official {
        let Some(one) = work.one_official(official) else { continue };
        if found_official.get(&date) == Some(&Found::Ambiguous) {
            work.hold_official_back(one, MatchKind::Ambiguous, "ambiguous-race", several_fit());
        } else {
            let reason = "no race log lies within one day before and two days after: import it".to_owned();
            work.hold_official_back(one, MatchKind::Unmatched, "no-race-log", reason);
        }
    }
    work.weekends(rows, &precedence);
    work.finish()
}

/// The scheduled date that was matched with the log of `date`, and how.
fn scheduled_for(found: &BTreeMap<Date, Found>, date: Date) -> Option<(Date, MatchKind)> {
    found.iter().find_map(|(&scheduled, found)| match found {
        Found::Exact(log) if *log == date => Some((scheduled, MatchKind::Exact)),
        Found::Windowed(log) if *log == date => Some((scheduled, MatchKind::Windowed)),
        _ => None,
    })
}

fn two_races(date: Date) -> String {
    format!("two races ran here under the date {date}, and nothing says which is meant")
}

fn several_fit() -> String {
    "several race logs, or several of its kind, lie within one day before and two days after".to_owned()
}

/// A resolution being put together.
struct Work<'a> {
    key: &'a RaceGroupKey,
    resolution: Resolution,
}

fn empty(key: &RaceGroupKey) -> Resolution {
    let race_group =
        RaceGroup { key: key.clone(), races: Vec::new(), parts: Vec::new(), quarantines: Vec::new() };
    Resolution {
        race_group,
        conflicts: Vec::new(),
        remarks: Vec::new(),
        matches: Vec::new(),
        names: Vec::new(),
    }
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
        self.resolution.race_group.parts.extend(counts.into_iter().map(part));
    }

    fn quarantine(&mut self, group: &str, rule: &str, reason: String, rows: usize) {
        let rows = u32::try_from(rows).unwrap_or(u32::MAX);
        let held = Quarantine { group: group.to_owned(), rule: rule.to_owned(), reason, rows };
        self.resolution.race_group.quarantines.push(held);
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
        let race_group = &mut self.resolution.race_group;
        race_group.races.sort_by(|a, b| a.info.key.cmp(&b.info.key));
        race_group.parts.sort();
        race_group.quarantines.sort();
        self.resolution.conflicts.sort_by(|a, b| (&a.group, a.driver).cmp(&(&b.group, b.driver)));
        self.resolution.remarks.sort();
        self.resolution.matches.sort_by(|a, b| (a.scheduled, &a.group).cmp(&(b.scheduled, &b.group)));
        self.resolution.names.sort();
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
