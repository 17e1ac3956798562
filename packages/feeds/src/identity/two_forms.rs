//! One official race in both forms: rows that name drivers and rows that number them.
//!
//! Where both agree on a driver, the numbered row stands for both. Where they do not, or where the rows that name drivers
//! have one more, neither is taken, and both values are told once for the race.

use super::official::ResultRows;
use super::stated::Precedence;
use crate::results::ResultRow;
use domain::aliases::NameKey;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The rows of one race id.
pub(super) struct OneForm<'a> {
    /// Rows that are taken.
    pub rows: ResultRows<'a>,
    /// Name and local date of the race, where rows that name drivers give one.
    pub setting: Option<(String, Date)>,
    /// Rows that contradict each other.
    pub held: ResultRows<'a>,
    /// Both values of each of them, in words.
    pub differences: Vec<String>,
}

/// Joins the two forms of a race; rows of one form stay as they are. Of two rows that differ, one of a file that gives
/// way to the other's is left out without a word.
pub(super) fn one_form<'a>(rows: ResultRows<'a>, precedence: &Precedence<'_>) -> OneForm<'a> {
    let (named, mut numbered): (ResultRows<'_>, ResultRows<'_>) =
        rows.into_iter().partition(|row| row.row.race_name.is_some());
    if named.is_empty() || numbered.is_empty() {
        let rows = if named.is_empty() { numbered } else { named };
        return OneForm { rows, setting: None, held: Vec::new(), differences: Vec::new() };
    }
    let mut settings: BTreeMap<(&str, Date), usize> = BTreeMap::new();
    for row in &named {
        *settings.entry((row.row.race_name.as_deref().unwrap_or_default(), row.row.date)).or_default() += 1;
    }
    let stated = settings.into_iter().max_by_key(|(_, rows)| *rows);
    let setting = stated.map(|((name, date), _)| (name.to_owned(), date));
    let (mut held, mut differences) = (ResultRows::new(), Vec::new());
    let mut contradicted: BTreeSet<usize> = BTreeSet::new();
    for row in named {
        let name = NameKey::of(&row.row.driver_name);
        let Some(at) = numbered.iter().position(|other| NameKey::of(&other.row.driver_name) == name) else {
            if numbered.iter().any(|other| precedence.yields(&row.stated_by, &other.stated_by)) {
                continue;
            }
            differences.push(only_named(row.row));
            held.push(row);
            continue;
        };
        let differing = differing(row.row, numbered[at].row);
        if differing.is_empty() {
            let other = &mut numbered[at];
            other.stated_by.extend(row.stated_by.iter().copied());
            other.origins.extend(row.origins.iter().copied());
        } else if precedence.yields(&row.stated_by, &numbered[at].stated_by) {
            continue;
        } else if precedence.yields(&numbered[at].stated_by, &row.stated_by) {
            numbered[at] = row;
        } else {
            differences.push(format!("{}: {}", row.row.driver_name, differing.join(", ")));
            held.push(row);
            contradicted.insert(at);
        }
    }
    let mut rows = ResultRows::new();
    for (at, row) in numbered.into_iter().enumerate() {
        if contradicted.contains(&at) { held.push(row) } else { rows.push(row) }
    }
    OneForm { rows, setting, held, differences }
}

fn only_named(row: &ResultRow) -> String {
    format!(
        "{}: finish {} from {} in the rows that name drivers, none in the others",
        row.driver_name, row.finish, row.start
    )
}

/// What two rows say otherwise about one driver: the named row's value and the numbered row's.
fn differing(named: &ResultRow, numbered: &ResultRow) -> Vec<String> {
    let number = |name: &str, a: u32, b: u32| (a != b).then(|| format!("{name} {a} and {b}"));
    let text = |name: &str, a: Option<&str>, b: Option<&str>| {
        let (a, b) = (a?, b?);
        (!a.eq_ignore_ascii_case(b)).then(|| format!("{name} `{a}` and `{b}`"))
    };
    let status = |row: &ResultRow| (!row.status.is_empty()).then(|| row.status.clone());
    [
        number("finish", u32::from(named.finish), u32::from(numbered.finish)),
        number("start", u32::from(named.start), u32::from(numbered.start)),
        number("laps", named.laps_completed, numbered.laps_completed),
        number("laps led", named.laps_led, numbered.laps_led),
        text("car", named.car_number.as_deref(), numbered.car_number.as_deref()),
        text("team", named.team.as_deref(), numbered.team.as_deref()),
        text("make", named.make.as_deref(), numbered.make.as_deref()),
        text("status", status(named).as_deref(), status(numbered).as_deref()),
    ]
    .into_iter()
    .flatten()
    .collect()
}
