//! Which entry list belongs to which race-log group.
//!
//! A race log's date is UTC and about the end of the race, an entry list's is local and scheduled: the log lies
//! between one day before and two days after the list.

use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Earliest and latest race-log date after the scheduled one, in days.
pub const WINDOW_DAYS: std::ops::RangeInclusive<i32> = -1..=2;

/// What was found for a scheduled date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// The log's date is the scheduled one.
    Exact(Date),
    /// The only log within the window, for which this is the only list.
    Windowed(Date),
    /// Several fit.
    Ambiguous,
    /// None fits: a race to come.
    Unmatched,
}

/// Matches scheduled dates to race-log dates: equal ones first, then those that are alone in the window on both
/// sides. Where the matches would cross in time, they are ambiguous.
pub(super) fn match_dates(scheduled: &BTreeSet<Date>, logged: &BTreeSet<Date>) -> BTreeMap<Date, Found> {
    let open: Vec<Date> = logged.difference(scheduled).copied().collect();
    let fits = |list: Date, log: Date| WINDOW_DAYS.contains(&days(list, log));
    let waiting: Vec<Date> = scheduled.difference(logged).copied().collect();
    let mut found: BTreeMap<Date, Found> =
        scheduled.intersection(logged).map(|&date| (date, Found::Exact(date))).collect();
    for &list in &waiting {
        let candidates: Vec<Date> = open.iter().copied().filter(|&log| fits(list, log)).collect();
        let what = match candidates[..] {
            [] => Found::Unmatched,
            [log] if waiting.iter().filter(|&&other| fits(other, log)).count() == 1 => Found::Windowed(log),
            _ => Found::Ambiguous,
        };
        found.insert(list, what);
    }
    let dated: Vec<(Date, Date)> = found
        .iter()
        .filter_map(|(&list, what)| match what {
            Found::Exact(log) | Found::Windowed(log) => Some((list, *log)),
            Found::Ambiguous | Found::Unmatched => None,
        })
        .collect();
    for (at, &(list, log)) in dated.iter().enumerate() {
        let crossed: Vec<Date> =
            dated[at + 1..].iter().filter(|(_, later)| *later < log).map(|(l, _)| *l).collect();
        if !crossed.is_empty() {
            for date in crossed.into_iter().chain([list]) {
                found.insert(date, Found::Ambiguous);
            }
        }
    }
    found
}

/// Days from the scheduled to the race-log date.
pub(super) fn days(scheduled: Date, logged: Date) -> i32 {
    scheduled.duration_until(logged).as_hours() as i32 / 24
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn day(day: i8) -> Date {
        date(2025, 11, day)
    }

    fn check(scheduled: &[i8], logged: &[i8], expected: &[Found]) {
        let dates = |days: &[i8]| days.iter().map(|&d| day(d)).collect();
        let found: Vec<Found> = match_dates(&dates(scheduled), &dates(logged)).into_values().collect();
        assert_eq!(found, expected, "{scheduled:?} {logged:?}");
    }

    #[test]
    fn windows() {
        use Found::*;
        check(&[5], &[], &[Unmatched]);
        check(&[5], &[5], &[Exact(day(5))]);
        for log in [4, 6, 7] {
            check(&[5], &[log], &[Windowed(day(log))]);
        }
        check(&[5], &[3], &[Unmatched]);
        check(&[5], &[8], &[Unmatched]);
        check(&[5], &[6, 7], &[Ambiguous]);
        check(&[5, 6], &[7], &[Ambiguous, Ambiguous]);
        check(&[5, 6], &[5, 6], &[Exact(day(5)), Exact(day(6))]);
        check(&[5, 6], &[6], &[Unmatched, Exact(day(6))]);
        // Two night races on consecutive days: crossing in time is refused, not guessed.
        check(&[5, 6], &[6, 7], &[Ambiguous, Ambiguous]);
        check(&[5, 20], &[6, 20], &[Windowed(day(6)), Exact(day(20))]);
    }
}
