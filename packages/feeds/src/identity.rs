//! Which rows are one race, and what is known about it: pure, from the set of raw rows to the state of a race group.
//!
//! The state depends on nothing but the set of rows and on which file supersedes which: not on the order of rows, on
//! how they are split into files, or on the order of imports. Incomplete groups (a file holds half of a race) are
//! loaded as they are, from two rows on, and decided again when more rows are known.

mod claims;
mod doubles;
mod lists;
mod logs;
mod official;
mod race_group;
mod race_key;
mod races;
mod resolution;
mod spans;
mod stated;
mod two_forms;
mod versions;
mod weekend;
mod window;
mod work;

pub use race_group::{RaceGroupRows, RawRows, Row, race_groups};
pub use resolution::{Conflict, HeldRows, Match, MatchKind, NameUse, Remark, Resolution};
pub use stated::{Stated, Supersedes};
pub use window::WINDOW_DAYS;

use crate::entries::EntryRow;
use crate::race_logs::LogRow;
use jiff::civil::Date;
use lists::EntryRows;
use races::Beside;
use stated::{Distinct, Precedence};
use std::collections::BTreeMap;
use window::Found;
use work::Work;

/// Decides on all races of a race group.
///
/// 1. Equal rows are one row, whichever files state them.
/// 2. A race-log date is one race, or two where its rows can be split in one way only; else it is quarantined whole, except
///    that contradictory rows of single drivers are held back alone.
/// 3. An entry list comes in versions, of which the last counts whole. It belongs to the log of its date, else to the one log within [`WINDOW_DAYS`]; its scheduled key
///    stays an alias. Without a log it is a race to come.
/// 4. Official results belong to a log likewise. They name drivers without their numbers, so that alone they make no
///    race: they wait in quarantine for the log.
/// 5. Spans of teams apply to the points races logged within them.
/// 6. Evidence of a race week belongs to the race of its date, else to the one race within [`WINDOW_DAYS`]; where its
///    car is not entered, or no single race fits, it waits in quarantine.
///
/// Car, team and make come from the entry list, else from the official results, else from a span.
pub fn resolve(rows: &RaceGroupRows) -> Resolution {
    let precedence = Precedence::new(&rows.supersedes);
    let group = |feed: &str, date: Date| format!("{feed}|{}|{}|{date}", rows.key.series, rows.key.layout);
    let mut work = Work::new(&rows.key);
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
    let mut stated_lists: BTreeMap<Date, Vec<&Stated<EntryRow>>> = BTreeMap::new();
    for stated in &rows.entries {
        stated_lists.entry(stated.row.date).or_default().push(stated);
    }
    let versions_of = |date: Date| {
        let stated = stated_lists.get(&date).map(Vec::as_slice).unwrap_or_default();
        versions::versions(stated, &rows.issues, &precedence)
    };
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
            (Some((scheduled, kind, name, _)), 1) => {
                Some((scheduled, kind, work.list(&name, &versions_of(scheduled), &precedence), name))
            }
            (Some((scheduled, _, name, rows)), 2) => {
                work.hold_list_back(name, scheduled, &rows, two_races(date));
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
            work.hold_list_back(name, date, &rows, several_fit());
        } else {
            let list = work.list(&name, &versions_of(date), &precedence);
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
