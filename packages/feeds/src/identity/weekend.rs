//! Rows about a race week: which race and car they concern, and which of them the axioms accept.
//!
//! Rows join an existing race, logged or upcoming; they never create one. Values stated at different moments are all kept,
//! except a session's laps, of which the last statement by the race's lock counts. Two values of one thing at one moment
//! contradict each other: neither is taken, unless one file supersedes the other.

use super::claims::{claims, lawful};
use super::official::name_rule;
use super::race_group::RaceGroupRows;
use super::race_key::race_key;
use super::resolution::{Match, MatchKind, NameUse};
use super::stated::{Distinct, Precedence, distinct};
use super::window::{WINDOW_DAYS, days};
use super::work::{HeldBy, Work};
use crate::weekend::{Item, WeekendRow};
use domain::aliases::{DriverNames, NameMatch};
use domain::evidence::{ClaimState, Evidence, Pace, Price, RUNS, SessionName};
use domain::facts::RaceFacts;
use domain::ids::{ClaimId, DriverId};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

type Rows<'a> = Vec<Distinct<'a, WeekendRow>>;

/// The values stated of one thing, each with its row.
pub(super) type Statements<'f, 'a, T> = Vec<(T, &'f Found<'a>)>;

/// Rows held back, by their group, rule and reason.
pub(super) type Held<'a> = BTreeMap<(&'a str, &'static str, String), HeldBy>;

impl Work<'_> {
    /// Attaches every group of rows about a race week to its race, where the rows of all groups are decided together.
    pub(super) fn weekends(&mut self, all: &RaceGroupRows, precedence: &Precedence<'_>) {
        let once = distinct(&all.weekend, WeekendRow::key, |row| &row.place.track_name, |row| row.line);
        let mut groups: BTreeMap<(&'static str, Date, Option<u8>), Rows<'_>> = BTreeMap::new();
        for row in once {
            groups.entry((row.row.item.feed(), row.row.date, row.row.number)).or_default().push(row);
        }
        let (series, layout) = (self.key.series, &self.key.layout);
        let name = |feed: &str, date: Date, number: Option<u8>| {
            let of_day = number.filter(|number| *number > 1).map(|number| format!("-{number}"));
            format!("{feed}|{series}|{layout}|{date}{}", of_day.unwrap_or_default())
        };
        let groups: Vec<(String, Date, Option<u8>, Rows<'_>)> = groups
            .into_iter()
            .map(|((feed, date, number), rows)| (name(feed, date, number), date, number, rows))
            .collect();
        let mut stated: BTreeMap<usize, Vec<(&str, &Distinct<'_, WeekendRow>)>> = BTreeMap::new();
        for (group, date, number, rows) in &groups {
            self.add_parts(group, rows);
            let (kind, race) = match self.race_of(*date, *number) {
                Ok((at, kind)) => {
                    stated.entry(at).or_default().extend(rows.iter().map(|row| (group.as_str(), row)));
                    let stated_by = rows.iter().flat_map(|row| row.stated_by.iter().copied()).collect();
                    let parts = self.parts_of(group, stated_by);
                    let race = &mut self.resolution.race_group.races[at];
                    race.stated_by.extend(parts);
                    (kind, Some(race.info.key.clone()))
                }
                Err((kind, rule, reason)) => {
                    self.hold(group, rule, reason, HeldBy::rows(rows));
                    (kind, None)
                }
            };
            self.resolution.matches.push(Match { group: group.clone(), scheduled: *date, kind, race });
        }
        for (at, rows) in &stated {
            self.attach_weekend(*at, rows, precedence, &all.decisions);
        }
    }

    /// Index of the race of a date among those of the race group, and how it was matched.
    fn race_of(
        &self,
        date: Date,
        number: Option<u8>,
    ) -> Result<(usize, MatchKind), (MatchKind, &'static str, String)> {
        let races = &self.resolution.race_group.races;
        let which = |fits: &dyn Fn(&RaceFacts) -> bool| -> Vec<usize> {
            (0..races.len()).filter(|&at| fits(&races[at])).collect()
        };
        let of_day = |race: &RaceFacts| number.is_none_or(|number| number == race.info.number_of_day);
        let exact = which(&|race| race.info.date == date && of_day(race));
        let scheduled = which(&|race| {
            let key = race_key(race.info.series, date, &race.info.venue, 1);
            race.aliases.contains(&key.0) && of_day(race)
        });
        let near = which(&|race| WINDOW_DAYS.contains(&days(date, race.info.date)));
        let steps =
            [(exact, MatchKind::Exact), (scheduled, MatchKind::Windowed), (near, MatchKind::Windowed)];
        for (found, kind) in steps {
            match found[..] {
                [] => {}
                [at] => return Ok((at, kind)),
                _ => {
                    let keys: Vec<&str> = found.iter().map(|&at| races[at].info.key.as_str()).collect();
                    let reason = format!("it may be about {}", keys.join(" or "));
                    return Err((MatchKind::Ambiguous, "ambiguous-race", reason));
                }
            }
        }
        let reason =
            "no race lies within one day before and two days after: import its entry list or its log";
        Err((MatchKind::Unmatched, "no-race", reason.to_owned()))
    }

    fn attach_weekend(
        &mut self,
        at: usize,
        rows: &[(&str, &Distinct<'_, WeekendRow>)],
        precedence: &Precedence<'_>,
        decisions: &BTreeMap<ClaimId, ClaimState>,
    ) {
        let mut held = Held::new();
        let race = &self.resolution.race_group.races[at];
        let key = race.info.key.clone();
        let (found, names) = found(race, rows, &mut held);
        let mut evidence = Evidence {
            paces: paces(&found, race.info.lock_at, precedence, &mut held),
            prices: prices(&found, precedence, &mut held),
            claims: lawful(claims(&found, precedence, decisions, &mut held), race, &mut held),
        };
        evidence.sort();
        self.resolution.names.extend(names);
        for ((group, rule, reason), rows) in held {
            self.hold(group, rule, format!("{key}: {reason}"), rows.of_race(&key));
        }
        let race = &mut self.resolution.race_group.races[at];
        race.evidence = evidence;
        race.stated_by.sort();
        race.stated_by.dedup();
    }
}

/// A row whose driver is entered, or that is about the race.
pub(super) struct Found<'a> {
    pub driver: Option<DriverId>,
    pub known_at: Timestamp,
    pub group: &'a str,
    pub row: &'a Distinct<'a, WeekendRow>,
}

/// Rows about the race and the cars in it; the others are held back.
fn found<'a>(
    race: &RaceFacts,
    rows: &[(&'a str, &'a Distinct<'a, WeekendRow>)],
    held: &mut Held<'a>,
) -> (Vec<Found<'a>>, Vec<NameUse>) {
    let listed = || race.cars.iter().map(|car| (car.entry.driver, car.entry.driver_name.as_str()));
    let names = DriverNames::new(listed());
    let (mut found, mut uses) = (Vec::new(), BTreeSet::new());
    for &(group, row) in rows {
        let driver = match (row.row.driver, &row.row.driver_name) {
            (None, None) => None,
            // A number identifies a driver; a name alone may not.
            (Some(driver), name) if !listed().any(|(entered, _)| entered == driver) => {
                let who = name.clone().unwrap_or_else(|| "a driver".to_owned());
                let reason = format!("{who} ({driver}) is not entered");
                held.entry((group, "unknown-driver", reason)).or_default().add(row);
                continue;
            }
            (Some(driver), _) => Some(driver),
            (None, Some(name)) => match names.find(name) {
                Ok((driver, how)) => {
                    if how != NameMatch::Exact {
                        uses.insert((name.clone(), driver, how, group));
                    }
                    Some(driver)
                }
                Err(error) => {
                    held.entry((group, name_rule(&error), error.to_string())).or_default().add(row);
                    continue;
                }
            },
        };
        let known_at = row.row.known_at.unwrap_or(race.info.lock_at);
        found.push(Found { driver, known_at, group, row });
    }
    let named = |(written, driver, how, group): (String, DriverId, NameMatch, &str)| {
        let driver_name = listed().find(|(entered, _)| *entered == driver).map_or("", |(_, name)| name);
        NameUse { written, driver, driver_name: driver_name.to_owned(), how, group: group.to_owned() }
    };
    (found, uses.into_iter().map(named).collect())
}

/// The value of several statements, if all others give way to it.
fn one<T: PartialEq + Clone>(statements: &Statements<'_, '_, T>, precedence: &Precedence<'_>) -> Option<T> {
    let mut kept = standing(statements, precedence).map(|(value, _)| value);
    let first = kept.next()?;
    kept.all(|other| other == first).then(|| first.clone())
}

/// The statements that give way to no other.
pub(super) fn standing<'s, 'f, 'a, T: PartialEq>(
    statements: &'s Statements<'f, 'a, T>,
    precedence: &Precedence<'_>,
) -> impl Iterator<Item = &'s (T, &'f Found<'a>)> {
    let gives_way = |value: &T, by: &Found<'_>| {
        let stated_by = &by.row.stated_by;
        statements
            .iter()
            .any(|(other, stays)| other != value && precedence.yields(stated_by, &stays.row.stated_by))
    };
    statements.iter().filter(move |(value, by)| !gives_way(value, by))
}

pub(super) fn contradiction<'a: 'f, 'f>(
    held: &mut Held<'a>,
    what: &str,
    driver: Option<DriverId>,
    rows: impl Iterator<Item = &'f Found<'a>>,
) {
    let whom = driver.map_or_else(|| "the race".to_owned(), |driver| format!("driver {driver}"));
    let reason = format!("{what} of {whom} has several values at one moment");
    for row in rows {
        held.entry((row.group, "evidence-conflict", reason.clone())).or_default().add(row.row);
    }
}

/// A session's laps of each car: for each lap, the last statement by the race's lock. Later statements count only for a car
/// that has none by then.
fn paces<'a>(
    found: &[Found<'a>],
    lock_at: Timestamp,
    precedence: &Precedence<'_>,
    held: &mut Held<'a>,
) -> Vec<Pace> {
    /// Fastest lap, then the runs.
    const LAPS: usize = 1 + RUNS.len();
    type Laps = [Option<f64>; LAPS];
    type Stated<'f, 'a> = (Laps, &'f Found<'a>);
    let mut cars: BTreeMap<(String, DriverId), Vec<Stated<'_, 'a>>> = BTreeMap::new();
    // A session has one title, however it is written: the first one.
    let mut titles: BTreeMap<String, (Timestamp, &SessionName)> = BTreeMap::new();
    for row in found {
        if let (Item::Pace { session, best_lap, runs }, Some(driver)) = (&row.row.row.item, row.driver) {
            let laps: Laps = std::array::from_fn(|lap| if lap == 0 { *best_lap } else { runs[lap - 1] });
            let title = titles.entry(session.key()).or_insert((row.known_at, session));
            *title = (*title).min((row.known_at, session));
            cars.entry((session.key(), driver)).or_default().push((laps, row));
        }
    }
    let mut paces = Vec::new();
    for ((key, driver), stated) in &cars {
        let session = titles[key].1;
        let (by_lock, later): (Vec<&Stated<'_, 'a>>, Vec<&Stated<'_, 'a>>) =
            stated.iter().partition(|(_, row)| row.known_at <= lock_at);
        let (counts, later) = if by_lock.is_empty() { (later, by_lock) } else { (by_lock, later) };
        let lap = |lap: usize| -> Result<Option<f64>, ()> {
            let of_lap = || counts.iter().filter_map(|(laps, row)| Some((laps[lap]?, *row)));
            let Some(last) = of_lap().map(|(_, row)| row.known_at).max() else { return Ok(None) };
            let statements: Statements<'_, '_, f64> =
                of_lap().filter(|(_, row)| row.known_at == last).collect();
            one(&statements, precedence).map(Some).ok_or(())
        };
        let kept: Result<Vec<Option<f64>>, ()> = (0..LAPS).map(lap).collect();
        let differs = |laps: &Laps| match &kept {
            Ok(kept) => laps.iter().zip(kept).any(|(lap, kept)| lap.is_some() && lap != kept),
            Err(()) => true,
        };
        for (_, row) in later.iter().filter(|(laps, _)| differs(laps)) {
            let reason = format!("{} has other laps after the lock, {lock_at}", session.key());
            held.entry((row.group, "known-after-lock", reason)).or_default().add(row.row);
        }
        let known_at = counts.iter().map(|(_, row)| row.known_at).max();
        let (Ok(laps), Some(known_at)) = (kept, known_at) else {
            contradiction(held, &session.key(), Some(*driver), counts.iter().map(|(_, row)| *row));
            continue;
        };
        paces.push(Pace {
            session: session.clone(),
            driver: *driver,
            known_at,
            best_lap: laps[0],
            runs: std::array::from_fn(|run| laps[1 + run]),
        });
    }
    paces
}

/// Every price of every book.
fn prices<'a>(found: &[Found<'a>], precedence: &Precedence<'_>, held: &mut Held<'a>) -> Vec<Price> {
    let mut stated: BTreeMap<(&str, DriverId, Timestamp), Statements<'_, 'a, f64>> = BTreeMap::new();
    for row in found {
        if let (Item::Price { book, decimal }, Some(driver)) = (&row.row.row.item, row.driver) {
            stated.entry((book, driver, row.known_at)).or_default().push((*decimal, row));
        }
    }
    let mut prices = Vec::new();
    for ((book, driver, known_at), statements) in stated {
        match one(&statements, precedence) {
            Some(decimal) => prices.push(Price { book: book.to_owned(), driver, known_at, decimal }),
            None => {
                let rows = statements.iter().map(|(_, row)| *row);
                contradiction(held, &format!("the price at {book}"), Some(driver), rows);
            }
        }
    }
    prices
}
