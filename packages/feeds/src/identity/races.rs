//! Groups and lists into races.

use super::lists::{EntryRows, List, known_from};
use super::logs::{LogRows, Verdict};
use super::official::Official;
use super::race_key::race_key;
use super::resolution::{Match, MatchKind};
use super::spans::Spans;
use super::stated::Precedence;
use super::work::{HeldBy, Work};
use crate::entries::midnight;
use domain::entry_list::EntryList;
use domain::evidence::Evidence;
use domain::exhibitions;
use domain::facts::{CarFacts, RaceFacts};
use domain::ids::{DriverId, VenueKey};
use domain::race::{Entry, RaceInfo};
use domain::series::Series;
use jiff::SignedDuration;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A list that belongs to a logged race: scheduled date, how it was matched, content, group.
pub(super) type Matched = (Date, MatchKind, List, String);

/// What is known of a race-log date beside its log.
pub(super) struct Beside<'a> {
    /// Its entry list.
    pub list: Option<Matched>,
    /// Its official results, and how they were matched.
    pub official: Option<(Official<'a>, MatchKind)>,
    /// Who drove which car in that season.
    pub spans: &'a Spans<'a>,
    /// Which file gives way to which.
    pub precedence: &'a Precedence<'a>,
}

impl Work<'_> {
    /// The races of a race-log date, or the quarantine of it.
    pub(super) fn add_logged(
        &mut self,
        group: &str,
        date: Date,
        rows: &LogRows<'_>,
        verdict: Verdict<'_>,
        mut beside: Beside<'_>,
    ) {
        for row in &verdict.yielded {
            let text =
                format!("the row of {} ({}) gave way to a newer file", row.row.driver_name, row.row.driver);
            self.remark(group, "superseded", text);
        }
        self.conflicts(verdict.conflicts);
        if let Some((rule, reason)) = verdict.veto {
            self.hold(group, rule, reason, HeldBy::rows(rows));
        }
        for (race, number) in verdict.races.into_iter().zip(1_u8..) {
            let mut race = self.logged(group, date, &race, number, beside.list.take());
            if let Some((official, kind)) = beside.official.take() {
                self.attach_official(&mut race, official, kind);
            }
            self.attach_spans(&mut race, beside.spans, beside.precedence);
            self.resolution.race_group.races.push(race);
        }
    }

    fn logged(
        &mut self,
        group: &str,
        date: Date,
        rows: &LogRows<'_>,
        number: u8,
        list: Option<Matched>,
    ) -> RaceFacts {
        let series = self.key.series;
        let venue = rows[0].row.place.venue.clone();
        let key = race_key(series, date, &venue, number);
        let mut aliases = Vec::new();
        let mut stated_by =
            self.parts_of(group, rows.iter().flat_map(|row| row.stated_by.iter().copied()).collect());
        let list = match list {
            Some((scheduled, kind, list, list_group)) => {
                stated_by.extend(self.all_parts_of(&list_group));
                if scheduled != date {
                    aliases.push(race_key(series, scheduled, &venue, 1).0);
                }
                self.resolution.matches.push(Match {
                    group: list_group.clone(),
                    scheduled,
                    kind,
                    race: Some(key.clone()),
                });
                self.list_conflicts(&list_group, list)
            }
            None => List::default(),
        };
        let lock_at = list.lock_at.unwrap_or_else(|| midnight(date));
        // Starters, not finishes: what kind of race it is must be known at lock.
        let starters: BTreeSet<DriverId> = rows.iter().map(|row| row.row.driver).collect();
        let info = RaceInfo {
            key,
            series,
            date,
            number_of_day: number,
            layout: self.key.layout.clone(),
            track_name: rows.iter().map(|row| &row.row.place.track_name).min().cloned().unwrap_or_default(),
            exhibition: exhibitions::is_exhibition(series, date, &venue)
                || exhibitions::looks_like_exhibition(series, starters.len()),
            venue,
            lock_at,
            scheduled_laps: list.scheduled_laps,
        };
        let lists = list.known_by(lock_at);
        let mut cars = self.listed_only(group, rows, &list, &lists);
        for row in rows {
            let (entry, result) = (self.logged_entry(group, row.row, &list), Some(row.row.result.clone()));
            // The log gives the grid, which counts from the lock; before it the list in force is read.
            let (entry_known_at, _) = known_from(&lists, row.row.driver, lock_at);
            let car = CarFacts { entry, entry_known_at, grid_known_at: lock_at, result };
            cars.insert(row.row.driver, car);
        }
        stated_by.sort();
        let next_midnight = midnight(date.tomorrow().unwrap_or(date));
        RaceFacts {
            info,
            name: None,
            aliases,
            // Never at or before lock, whatever a list says of the lock: no race may see its own result.
            result_known_at: Some(next_midnight.max(lock_at + SignedDuration::from_secs(1))),
            cars: cars.into_values().collect(),
            lists,
            evidence: Evidence::default(),
            stated_by,
        }
    }

    /// The entry of a driver with a log row: the log's name and grid, the list's car, team and make.
    fn logged_entry(&mut self, group: &str, row: &crate::race_logs::LogRow, list: &List) -> Entry {
        let driver = row.driver;
        let name = &row.driver_name;
        let mut entry = Entry {
            driver,
            driver_name: name.clone(),
            start: Some(row.start),
            car_number: None,
            team: None,
            make: None,
        };
        if let Some(listed) = list.entries.get(&driver) {
            entry.car_number = listed.car_number.clone();
            entry.team = listed.team.clone();
            entry.make = listed.make.clone();
            if let Some(start) = listed.start.filter(|&start| start != row.start) {
                let text = format!(
                    "{name} ({driver}): start {start} on the list, {} in the log, which is taken",
                    row.start
                );
                self.remark(group, "grid-differs", text);
            }
            if listed.driver_name != *name {
                let text = format!(
                    "driver {driver}: `{}` on the list, `{name}` in the log, which is taken",
                    listed.driver_name
                );
                self.remark(group, "name-differs", text);
            }
        }
        entry
    }

    /// Drivers of the list who have no log row: entries without a result.
    fn listed_only(
        &mut self,
        group: &str,
        rows: &LogRows<'_>,
        list: &List,
        lists: &[EntryList],
    ) -> BTreeMap<DriverId, CarFacts> {
        let logged: BTreeSet<DriverId> = rows.iter().map(|row| row.row.driver).collect();
        let grid: BTreeSet<u8> = rows.iter().map(|row| row.row.start).collect();
        let lock = list.lock_at.unwrap_or_else(|| midnight(rows[0].row.date));
        let mut cars = BTreeMap::new();
        for entry in list.entries.values().filter(|entry| !logged.contains(&entry.driver)) {
            let mut entry = entry.clone();
            let who = format!("{} ({})", entry.driver_name, entry.driver);
            self.remark(
                group,
                "entry-without-result",
                format!("{who} is on the list, but has no row in the log"),
            );
            if let Some(start) = entry.start.filter(|start| grid.contains(start)) {
                let text = format!(
                    "{who}: start {start} on the list is another driver's in the log, which is taken"
                );
                self.remark(group, "grid-differs", text);
                entry.start = None;
            }
            let (entry_known_at, _) = known_from(lists, entry.driver, lock);
            let car = CarFacts { entry_known_at, grid_known_at: lock, result: None, entry };
            cars.insert(car.entry.driver, car);
        }
        cars
    }

    /// A race to come, under its scheduled date.
    pub(super) fn add_to_come(&mut self, group: String, date: Date, rows: &EntryRows<'_>, list: List) {
        let list = self.list_conflicts(&group, list);
        if list.entries.is_empty() {
            self.resolution.matches.push(Match {
                group,
                scheduled: date,
                kind: MatchKind::Unmatched,
                race: None,
            });
            return;
        }
        let venue = rows[0].row.place.venue.clone();
        let series = self.key.series;
        let lock_at = list.lock_at.unwrap_or_else(|| midnight(date));
        let info = RaceInfo {
            key: race_key(series, date, &venue, 1),
            series,
            date,
            number_of_day: 1,
            layout: self.key.layout.clone(),
            track_name: list.track_name.clone(),
            exhibition: is_scheduled_exhibition(series, date, &venue),
            venue,
            lock_at,
            scheduled_laps: list.scheduled_laps,
        };
        let lists = list.known_by(lock_at);
        let car = |entry: Entry| {
            let (entry_known_at, grid_known_at) = known_from(&lists, entry.driver, lock_at);
            CarFacts { entry, entry_known_at, grid_known_at, result: None }
        };
        let key = info.key.clone();
        let stated_by = self.all_parts_of(&group);
        let cars = list.entries.into_values().map(car).collect();
        let race = RaceFacts {
            info,
            name: None,
            aliases: Vec::new(),
            result_known_at: None,
            cars,
            lists,
            evidence: Evidence::default(),
            stated_by,
        };
        self.resolution.race_group.races.push(race);
        self.resolution.matches.push(Match {
            group,
            scheduled: date,
            kind: MatchKind::Unmatched,
            race: Some(key),
        });
    }

    /// Records what a list contradicts itself in; the rest of it.
    fn list_conflicts(&mut self, group: &str, mut list: List) -> List {
        self.conflicts(std::mem::take(&mut list.conflicts));
        for reason in std::mem::take(&mut list.race_conflicts) {
            self.hold(group, "race-conflict", format!("{reason}; neither is taken"), HeldBy::default());
        }
        list
    }
}

/// Whether an exhibition is scheduled there for that local date.
fn is_scheduled_exhibition(series: Series, date: Date, venue: &VenueKey) -> bool {
    series == Series::Cup
        && exhibitions::exhibitions().any(|e| e.venue == *venue && (e.local == date || e.date == date))
}
