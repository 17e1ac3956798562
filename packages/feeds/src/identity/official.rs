//! Official results: which rows are one race, which logged race they belong to, and what they add to it.
//!
//! An official race is taken whole or held back whole: rows that claim one place, car or driver twice are rows of two
//! races. Drivers are named, not numbered: a name is looked up among those of the race alone, and a row that starts
//! from another place than the log says is another man's.

use super::race_group::RaceGroupRows;
use super::race_key::race_key;
use super::resolution::{Match, MatchKind, NameUse};
use super::stated::{Distinct, Precedence, distinct};
use super::two_forms::one_form;
use super::work::{HeldBy, Work};
use crate::results::ResultRow;
use domain::aliases::{DriverNames, NameError, NameKey, NameMatch};
use domain::facts::RaceFacts;
use domain::ids::{DriverId, SnapshotId};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

pub(super) type ResultRows<'a> = Vec<Distinct<'a, ResultRow>>;

/// Most changes of finish that a remark spells out.
const MOST_CHANGES: usize = 4;

/// The official results of one race.
pub(super) struct Official<'a> {
    /// `results|cup|phoenix|2025-11-02|5596`.
    pub group: String,
    /// Local date of the race.
    pub scheduled: Date,
    race_id: u32,
    /// Name of the race, where rows give one.
    name: Option<String>,
    /// Rows that did not give way to those of a newer file.
    rows: ResultRows<'a>,
    /// Why the race is held back, whatever the log says: rule and reason.
    pub fault: Option<(&'static str, String)>,
}

impl Official<'_> {
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }
}

/// Official races, and what was found in sorting rows into them.
#[derive(Default)]
struct Sorted<'a> {
    /// In order of date and id.
    races: Vec<Official<'a>>,
    /// Rows superseded by a newer file: group and driver.
    yielded: Vec<(String, String)>,
    /// Rows of two forms that contradict each other: group, rows and what they say.
    contradicting: Vec<(String, ResultRows<'a>, Vec<String>)>,
}

/// Sorts rows into official races; `group` names the group of a row.
fn races<'a>(
    rows: ResultRows<'a>,
    group: impl Fn(&ResultRow) -> String,
    precedence: &Precedence<'_>,
) -> Sorted<'a> {
    let mut by_id: BTreeMap<u32, ResultRows<'a>> = BTreeMap::new();
    for row in rows {
        by_id.entry(row.row.race_id).or_default().push(row);
    }
    let Sorted { mut races, mut yielded, mut contradicting } = Sorted::default();
    for (race_id, rows) in by_id {
        let (rows, gone) = yielding(rows, precedence, |a, b| {
            let forms = [a, b].map(|row| row.race_name.is_some());
            forms[0] == forms[1] && setting(a) != setting(b)
        });
        yielded.extend(gone.into_iter().map(|row| (group(row.row), row.row.driver_name.clone())));
        let joined = one_form(rows, precedence);
        if let Some(first) = joined.held.first() {
            contradicting.push((group(first.row), joined.held, joined.differences));
        }
        let (rows, stated) = (joined.rows, joined.setting);
        let settings = match &stated {
            Some(_) => 1,
            None => rows.iter().map(|row| setting(row.row)).collect::<BTreeSet<_>>().len(),
        };
        let mut by_date: BTreeMap<Date, ResultRows<'a>> = BTreeMap::new();
        for row in rows {
            let date = stated.as_ref().map_or(row.row.date, |(_, date)| *date);
            by_date.entry(date).or_default().push(row);
        }
        for (scheduled, rows) in by_date {
            let group = group(rows[0].row);
            let (rows, fault) = if settings > 1 {
                let reason = format!("race id {race_id} has {settings} dates or names here");
                (rows, Some(("one-id-two-races", reason)))
            } else if let Some(reason) = contradiction(&rows) {
                let (rows, gone) = yielding(rows, precedence, contradict);
                yielded.extend(gone.into_iter().map(|row| (group.clone(), row.row.driver_name.clone())));
                let still = contradiction(&rows).map(|_| ("place-claimed-twice", reason));
                (rows, still)
            } else {
                (rows, None)
            };
            let name = match &stated {
                Some((name, _)) => Some(name.clone()),
                None => rows.first().and_then(|row| row.row.race_name.clone()),
            };
            races.push(Official { group, scheduled, race_id, name, rows, fault });
        }
    }
    races.sort_by_key(|race| (race.scheduled, race.race_id));
    Sorted { races, yielded, contradicting }
}

fn setting(row: &ResultRow) -> (Date, Option<&str>) {
    (row.date, row.race_name.as_deref())
}

/// `rows` without those that contradict a row of a newer file, and those apart.
fn yielding<'a>(
    rows: ResultRows<'a>,
    precedence: &Precedence<'_>,
    contradict: impl Fn(&ResultRow, &ResultRow) -> bool,
) -> (ResultRows<'a>, ResultRows<'a>) {
    if precedence.is_empty() {
        return (rows, Vec::new());
    }
    let gives_way = |old: &Distinct<'a, ResultRow>| {
        rows.iter()
            .any(|new| contradict(old.row, new.row) && precedence.yields(&old.stated_by, &new.stated_by))
    };
    let gone: Vec<bool> = rows.iter().map(gives_way).collect();
    let (gone, kept): (Vec<_>, Vec<_>) = rows.into_iter().zip(gone).partition(|(_, gone)| *gone);
    let rows = |list: Vec<(Distinct<'a, ResultRow>, bool)>| list.into_iter().map(|(row, _)| row).collect();
    (rows(kept), rows(gone))
}

fn contradict(a: &ResultRow, b: &ResultRow) -> bool {
    a.finish == b.finish
        || a.start == b.start
        || (a.car_number.is_some() && a.car_number == b.car_number)
        || NameKey::of(&a.driver_name) == NameKey::of(&b.driver_name)
}

/// Why rows cannot be one race, in words.
fn contradiction(rows: &ResultRows<'_>) -> Option<String> {
    let finishes: BTreeSet<u8> = rows.iter().map(|row| row.row.finish).collect();
    let starts: BTreeSet<u8> = rows.iter().map(|row| row.row.start).collect();
    let drivers: BTreeSet<NameKey> = rows.iter().map(|row| NameKey::of(&row.row.driver_name)).collect();
    let numbered: Vec<&str> = rows.iter().filter_map(|row| row.row.car_number.as_deref()).collect();
    let cars: BTreeSet<&str> = numbered.iter().copied().collect();
    let whole = [finishes.len(), starts.len(), drivers.len()].iter().all(|&count| count == rows.len());
    (!whole || cars.len() < numbered.len()).then(|| {
        format!(
            "{} rows of {} drivers in {} cars claim {} finishes and {} grid places: not one race",
            rows.len(),
            drivers.len(),
            cars.len() + rows.len() - numbered.len(),
            finishes.len(),
            starts.len()
        )
    })
}

impl Work<'_> {
    /// The official races of a race_group by local date; what gave way to a newer file is remarked.
    pub(super) fn official<'r>(
        &mut self,
        rows: &'r RaceGroupRows,
        precedence: &Precedence<'_>,
    ) -> BTreeMap<Date, Vec<Official<'r>>> {
        // Rows that number drivers are dated as the log; where others name the race's own date, that is meant.
        let named = rows.results.iter().filter(|stated| stated.row.race_name.is_some());
        let mut dates: BTreeMap<u32, Date> = BTreeMap::new();
        for row in named.map(|stated| &stated.row) {
            let date = dates.entry(row.race_id).or_insert(row.date);
            *date = row.date.min(*date);
        }
        let group = |row: &ResultRow| {
            let own = dates.get(&row.race_id).copied().filter(|_| row.race_name.is_none());
            let date = own.unwrap_or(row.date);
            format!("results|{}|{}|{date}|{}", rows.key.series, rows.key.layout, row.race_id)
        };
        let rows_once = distinct(&rows.results, ResultRow::key, |row| &row.place.track_name, |row| row.line);
        let mut groups: BTreeMap<String, Vec<Distinct<'_, ResultRow>>> = BTreeMap::new();
        for row in &rows_once {
            groups.entry(group(row.row)).or_default().push(row.clone());
        }
        for (group, rows) in &groups {
            self.add_parts(group, rows);
        }
        let sorted = races(rows_once, group, precedence);
        for (group, rows, differences) in sorted.contradicting {
            let reason = format!("two results of the race differ: {}", differences.join("; "));
            self.hold(&group, "results-differ", reason, HeldBy::rows(&rows));
        }
        for (group, driver) in sorted.yielded {
            self.remark(&group, "superseded", format!("the row of {driver} gave way to a newer file"));
        }
        let mut by_date: BTreeMap<Date, Vec<Official<'r>>> = BTreeMap::new();
        for race in sorted.races {
            by_date.entry(race.scheduled).or_default().push(race);
        }
        by_date
    }

    /// The one official race of a date. What contradicts itself is held back, and so are several.
    pub(super) fn one_official<'r>(&mut self, races: Vec<Official<'r>>) -> Option<Official<'r>> {
        let mut sound = Vec::new();
        for mut race in races {
            match race.fault.take() {
                Some((rule, reason)) => self.hold_official_back(race, MatchKind::HeldBack, rule, reason),
                None => sound.push(race),
            }
        }
        if sound.len() > 1 {
            let reason =
                format!("{} official races have this date, and nothing says which is meant", sound.len());
            for race in sound.drain(..) {
                self.hold_official_back(race, MatchKind::Ambiguous, "ambiguous-race", reason.clone());
            }
        }
        sound.pop()
    }

    /// Holds an official race back.
    pub(super) fn hold_official_back(
        &mut self,
        official: Official<'_>,
        kind: MatchKind,
        rule: &str,
        reason: String,
    ) {
        self.hold(&official.group, rule, reason, HeldBy::rows(&official.rows));
        let Official { group, scheduled, .. } = official;
        self.resolution.matches.push(Match { group, scheduled, kind, race: None });
    }

    /// Adds official results to the race of their date, unless they are visibly those of another.
    pub(super) fn attach_official(&mut self, race: &mut RaceFacts, official: Official<'_>, kind: MatchKind) {
        let names =
            DriverNames::new(race.cars.iter().map(|car| (car.entry.driver, car.entry.driver_name.as_str())));
        let mut found: BTreeMap<usize, Vec<(&Distinct<'_, ResultRow>, NameMatch)>> = BTreeMap::new();
        let mut lost: Vec<(&Distinct<'_, ResultRow>, &'static str, String)> = Vec::new();
        for row in &official.rows {
            match driver_of(row.row, &names, race) {
                Ok((driver, how)) => {
                    let at = race.cars.iter().position(|car| car.entry.driver == driver);
                    found.entry(at.expect("names are those of the cars")).or_default().push((row, how));
                }
                Err((rule, reason)) => lost.push((row, rule, reason)),
            }
        }
        if let Some(reason) = another_race(race, &found, official.len()) {
            return self.hold_official_back(official, MatchKind::HeldBack, "another-race", reason);
        }
        for (at, rows) in found {
            let who = format!("{} ({})", race.cars[at].entry.driver_name, race.cars[at].entry.driver);
            let start = race.cars[at].entry.start.filter(|_| race.cars[at].result.is_some());
            if let [(row, how)] = rows[..] {
                if let Some(start) = start.filter(|&start| start != row.row.start) {
                    let reason = format!(
                        "`{}` started from {}, {who} from {start}: most likely another driver",
                        row.row.driver_name, row.row.start
                    );
                    lost.push((row, "start-differs", reason));
                } else {
                    self.take_row(race, at, &official.group, row.row, how);
                }
                continue;
            }
            for (row, _) in &rows {
                let reason = format!("`{}` is one of {} rows of {who}", row.row.driver_name, rows.len());
                lost.push((row, "two-rows-one-driver", reason));
            }
        }
        for (row, rule, reason) in lost {
            let held = HeldBy::rows([row]).of_race(&race.info.key);
            self.hold(&official.group, rule, format!("{}: {reason}", race.info.key), held);
        }
        self.remark_changes(race, &official.group);
        race.name = official.name.clone();
        race.aliases.push(format!("nascar:{}", official.race_id));
        if official.scheduled != race.info.date {
            let alias = race_key(race.info.series, official.scheduled, &race.info.venue, 1);
            race.aliases.push(alias.0);
        }
        race.aliases.sort();
        race.aliases.dedup();
        let by: BTreeSet<&SnapshotId> =
            official.rows.iter().flat_map(|row| row.stated_by.iter().copied()).collect();
        race.stated_by.extend(self.parts_of(&official.group, by));
        race.stated_by.sort();
        let Official { group, scheduled, .. } = official;
        self.resolution.matches.push(Match { group, scheduled, kind, race: Some(race.info.key.clone()) });
    }

    fn take_row(&mut self, race: &mut RaceFacts, at: usize, group: &str, row: &ResultRow, how: NameMatch) {
        let car = &mut race.cars[at];
        let who = format!("{} ({})", car.entry.driver_name, car.entry.driver);
        if how != NameMatch::Exact {
            self.resolution.names.push(NameUse {
                written: row.driver_name.clone(),
                driver: car.entry.driver,
                driver_name: car.entry.driver_name.clone(),
                how,
                group: group.to_owned(),
            });
        }
        let entry = &mut car.entry;
        self.take(group, &who, "car", &mut entry.car_number, row.car_number.as_deref());
        self.take(group, &who, "team", &mut entry.team, row.team.as_deref());
        self.take(group, &who, "make", &mut entry.make, row.make.as_deref());
        let Some(result) = &mut car.result else {
            let text = format!("{who} is in the official results, but has no row in the log");
            return self.remark(group, "official-without-log", text);
        };
        result.finish_official = Some(row.finish);
        let mut differences = Vec::new();
        for (name, official, log) in
            [("laps", row.laps_completed, result.laps_completed), ("laps led", row.laps_led, result.laps_led)]
        {
            if official != log {
                differences.push(format!("{name} {official} officially, {log} in the log"));
            }
        }
        if !row.status.is_empty() && row.status != result.status.raw {
            differences.push(format!("`{}` officially, `{}` in the log", row.status, result.status.raw));
        }
        if !differences.is_empty() {
            let text = format!("{who}: {}, which is taken", differences.join(", "));
            self.remark(group, "official-differs", text);
        }
    }

    /// Takes a value where none is known yet; remarks on one that differs.
    pub(super) fn take(
        &mut self,
        group: &str,
        who: &str,
        name: &str,
        own: &mut Option<String>,
        other: Option<&str>,
    ) {
        match (&own, other) {
            (_, None) => {}
            (None, Some(other)) => *own = Some(other.to_owned()),
            (Some(own), Some(other)) if own == other => {}
            (Some(own), Some(other)) => {
                let text = format!("{who}: {name} {other} here, {own} elsewhere, which is taken");
                self.remark(group, "entry-differs", text);
            }
        }
    }

    /// Tells who lost places after the flag.
    fn remark_changes(&mut self, race: &RaceFacts, group: &str) {
        let mut dropped: Vec<(u8, u8, &str)> = Vec::new();
        for car in &race.cars {
            let Some(result) = &car.result else { continue };
            if let Some(official) = result.finish_official.filter(|&place| place > result.finish_on_track) {
                dropped.push((result.finish_on_track, official, &car.entry.driver_name));
            }
        }
        if dropped.is_empty() {
            return;
        }
        dropped.sort_unstable();
        let shown: Vec<String> = dropped
            .iter()
            .take(MOST_CHANGES)
            .map(|(on_track, official, name)| {
                format!("{name} {on_track} on the track, {official} officially")
            })
            .collect();
        let more = if dropped.len() > MOST_CHANGES { " ..." } else { "" };
        self.remark(group, "finish-differs", format!("{}: {}{more}", race.info.key, shown.join(", ")));
    }
}

pub(super) fn name_rule(error: &NameError) -> &'static str {
    match error {
        NameError::Unknown { .. } => "unknown-driver",
        NameError::Ambiguous { .. } => "ambiguous-driver",
        NameError::UnderReview { .. } => "driver-under-review",
    }
}

/// The driver of the race whom a row means: by number where it has one, which must not be another's by name.
fn driver_of(
    row: &ResultRow,
    names: &DriverNames,
    race: &RaceFacts,
) -> Result<(DriverId, NameMatch), (&'static str, String)> {
    let by_name = names.find(&row.driver_name);
    let Some(id) = row.driver else { return by_name.map_err(|error| (name_rule(&error), error.to_string())) };
    let entered = race.cars.iter().any(|car| car.entry.driver == id);
    match by_name {
        Ok((driver, how)) if driver == id => Ok((driver, how)),
        Ok((driver, _)) => {
            let reason = format!("`{}` has number {id} here, and is {driver} in the log", row.driver_name);
            Err(("other-number", reason))
        }
        Err(_) if entered => Ok((id, NameMatch::Normalised)),
        Err(error) => Err((name_rule(&error), error.to_string())),
    }
}

/// Why official results are not those of `race`: fewer than half of their drivers are in it, or most of those start
/// from other places.
fn another_race(
    race: &RaceFacts,
    found: &BTreeMap<usize, Vec<(&Distinct<'_, ResultRow>, NameMatch)>>,
    rows: usize,
) -> Option<String> {
    let here: usize = found.values().map(Vec::len).sum();
    if 2 * here < rows {
        return Some(format!("{here} of {rows} drivers are in the log of {}", race.info.key));
    }
    let same_start = |(&at, rows): (&usize, &Vec<(&Distinct<'_, ResultRow>, NameMatch)>)| {
        let start = race.cars[at].entry.start;
        rows.iter().filter(|(row, _)| start.is_none_or(|start| start == row.row.start)).count()
    };
    let same: usize = found.iter().map(same_start).sum();
    (2 * same < here)
        .then(|| format!("{same} of {here} drivers start from the same place in {}", race.info.key))
}
