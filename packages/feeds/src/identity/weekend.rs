//! What is told of a race week: which race and which car it is about, and what of it is lawful.
//!
//! Rows join a race that is there, logged or to come; they never make one. What was told of one thing at several
//! moments stands side by side, but for a session's laps, of which the last word by the race's lock counts. Two values of
//! one thing at one moment contradict each other: neither is taken, unless one file supersedes the other.

use super::official::name_rule;
use super::races::race_key;
use super::stated::{Distinct, Precedence, distinct};
use super::window::{WINDOW_DAYS, days};
use super::{ClusterRows, Match, MatchKind, NameUse, Work};
use crate::weekend::{Item, WeekendRow};
use axioms::claim::{Claim as Lawful, Subject, Value};
use domain::aliases::{DriverNames, NameMatch};
use domain::evidence::{Claim, ClaimValue, Evidence, Pace, Price, RUNS, SessionName};
use domain::facts::RaceFacts;
use domain::ids::{DriverId, SnapshotId};
use domain::race::RaceCard;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

type Rows<'a> = Vec<Distinct<'a, WeekendRow>>;

/// What is said of one thing, and by which files.
type Said<'a, T> = Vec<(T, &'a BTreeSet<&'a SnapshotId>)>;

/// Rows held back, by rule and reason.
type Held = BTreeMap<(&'static str, String), usize>;

impl Work<'_> {
    /// Brings every group of rows about a race week to its race.
    pub(super) fn weekends(&mut self, rows: &ClusterRows, precedence: &Precedence<'_>) {
        let once = distinct(&rows.weekend, WeekendRow::key, |row| &row.place.track_name, |row| row.line);
        let mut groups: BTreeMap<(&'static str, Date, Option<u8>), Rows<'_>> = BTreeMap::new();
        for row in once {
            groups.entry((row.row.item.feed(), row.row.date, row.row.number)).or_default().push(row);
        }
        for ((feed, date, number), rows) in groups {
            let of_day = number.filter(|number| *number > 1).map(|number| format!("-{number}"));
            let (series, layout) = (self.key.series, &self.key.layout);
            let group = format!("{feed}|{series}|{layout}|{date}{}", of_day.unwrap_or_default());
            self.add_parts(&group, &rows);
            match self.race_of(date, number) {
                Ok((at, kind)) => self.attach_weekend(at, kind, &group, date, &rows, precedence),
                Err((kind, rule, reason)) => {
                    self.quarantine(&group, rule, reason, rows.len());
                    self.resolution.matches.push(Match { group, scheduled: date, kind, race: None });
                }
            }
        }
    }

    /// Place of the race of a date among those of the cluster, and how it was matched.
    fn race_of(
        &self,
        date: Date,
        number: Option<u8>,
    ) -> Result<(usize, MatchKind), (MatchKind, &'static str, String)> {
        let races = &self.resolution.cluster.races;
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
        kind: MatchKind,
        group: &str,
        scheduled: Date,
        rows: &Rows<'_>,
        precedence: &Precedence<'_>,
    ) {
        let mut held = Held::new();
        let race = &self.resolution.cluster.races[at];
        let key = race.info.key.clone();
        let (found, names) = found(race, rows, &mut held);
        let mut evidence = Evidence {
            paces: paces(&found, race.info.lock_at, precedence, &mut held),
            prices: prices(&found, precedence, &mut held),
            claims: lawful(claims(&found, precedence, &mut held), race, &mut held),
        };
        self.resolution.names.extend(names);
        for ((rule, reason), rows) in held {
            self.quarantine(group, rule, format!("{key}: {reason}"), rows);
        }
        let stated_by = rows.iter().flat_map(|row| row.stated_by.iter().copied()).collect();
        let parts = self.parts_of(group, stated_by);
        let race = &mut self.resolution.cluster.races[at];
        race.evidence.paces.append(&mut evidence.paces);
        race.evidence.prices.append(&mut evidence.prices);
        race.evidence.claims.append(&mut evidence.claims);
        race.evidence.sort();
        race.stated_by.extend(parts);
        race.stated_by.sort();
        race.stated_by.dedup();
        self.resolution.matches.push(Match { group: group.to_owned(), scheduled, kind, race: Some(key) });
    }
}

/// A row whose driver is entered, or that is about the race.
struct Found<'a> {
    driver: Option<DriverId>,
    known_at: Timestamp,
    row: &'a Distinct<'a, WeekendRow>,
}

/// The rows about the race and the cars in it; the others are held back.
fn found<'a>(race: &RaceFacts, rows: &'a Rows<'a>, held: &mut Held) -> (Vec<Found<'a>>, Vec<NameUse>) {
    let listed = || race.cars.iter().map(|car| (car.entry.driver, car.entry.driver_name.as_str()));
    let names = DriverNames::new(listed());
    let (mut found, mut uses) = (Vec::new(), BTreeSet::new());
    for row in rows {
        let driver = match (row.row.driver, &row.row.driver_name) {
            (None, None) => None,
            // A number stays with its driver; a name may be anybody's.
            (Some(driver), name) if !listed().any(|(entered, _)| entered == driver) => {
                let who = name.clone().unwrap_or_else(|| "a driver".to_owned());
                *held.entry(("unknown-driver", format!("{who} ({driver}) is not entered"))).or_default() += 1;
                continue;
            }
            (Some(driver), _) => Some(driver),
            (None, Some(name)) => match names.find(name) {
                Ok((driver, how)) => {
                    if how != NameMatch::Exact {
                        uses.insert((name.clone(), driver, how));
                    }
                    Some(driver)
                }
                Err(error) => {
                    *held.entry((name_rule(&error), error.to_string())).or_default() += 1;
                    continue;
                }
            },
        };
        let known_at = row.row.known_at.unwrap_or(race.info.lock_at);
        found.push(Found { driver, known_at, row });
    }
    let named = |(written, driver, how): (String, DriverId, NameMatch)| {
        let driver_name = listed().find(|(entered, _)| *entered == driver).map_or("", |(_, name)| name);
        NameUse { written, driver, driver_name: driver_name.to_owned(), how }
    };
    (found, uses.into_iter().map(named).collect())
}

/// The one value of several statements, where all but one give way.
fn one<T: PartialEq + Clone>(said: &Said<'_, T>, precedence: &Precedence<'_>) -> Option<T> {
    let gives_way = |value: &T, by: &BTreeSet<&SnapshotId>| {
        said.iter().any(|(other, stays)| other != value && precedence.yields(by, stays))
    };
    let mut kept = said.iter().filter(|(value, by)| !gives_way(value, by)).map(|(value, _)| value);
    let first = kept.next()?;
    kept.all(|other| other == first).then(|| first.clone())
}

fn contradiction(held: &mut Held, what: &str, driver: Option<DriverId>, rows: usize) {
    let whom = driver.map_or_else(|| "the race".to_owned(), |driver| format!("driver {driver}"));
    let reason = format!("{what} of {whom} is told in several ways at one moment");
    *held.entry(("evidence-conflict", reason)).or_default() += rows;
}

/// A session's laps of each car: of each lap the last word by the race's lock, which no later word replaces; after the
/// lock only of a car of which nothing was told by then.
fn paces(found: &[Found<'_>], lock_at: Timestamp, precedence: &Precedence<'_>, held: &mut Held) -> Vec<Pace> {
    /// Fastest lap, then the runs.
    const LAPS: usize = 1 + RUNS.len();
    type Laps = [Option<f64>; LAPS];
    type Told<'a> = (&'a SessionName, Laps, &'a Found<'a>);
    let mut cars: BTreeMap<(String, DriverId), Vec<Told<'_>>> = BTreeMap::new();
    // However a title is written, a session has one: as it was first told.
    let mut titles: BTreeMap<String, (Timestamp, &SessionName)> = BTreeMap::new();
    for row in found {
        if let (Item::Pace { session, best_lap, runs }, Some(driver)) = (&row.row.row.item, row.driver) {
            let laps: Laps = std::array::from_fn(|lap| if lap == 0 { *best_lap } else { runs[lap - 1] });
            let title = titles.entry(session.key()).or_insert((row.known_at, session));
            *title = (*title).min((row.known_at, session));
            cars.entry((session.key(), driver)).or_default().push((session, laps, row));
        }
    }
    let mut paces = Vec::new();
    for ((key, driver), told) in &cars {
        let session = titles[key].1;
        let (by_lock, later): (Vec<&Told<'_>>, Vec<&Told<'_>>) =
            told.iter().partition(|(_, _, row)| row.known_at <= lock_at);
        let (counts, later) = if by_lock.is_empty() { (later, by_lock) } else { (by_lock, later) };
        let lap = |lap: usize| -> Result<Option<f64>, ()> {
            let of_lap = || counts.iter().filter_map(|(_, laps, row)| Some((laps[lap]?, row)));
            let Some(last) = of_lap().map(|(_, row)| row.known_at).max() else { return Ok(None) };
            let said: Said<'_, f64> = of_lap()
                .filter(|(_, row)| row.known_at == last)
                .map(|(speed, row)| (speed, &row.row.stated_by))
                .collect();
            one(&said, precedence).map(Some).ok_or(())
        };
        let kept: Result<Vec<Option<f64>>, ()> = (0..LAPS).map(lap).collect();
        let differs = |laps: &Laps| match &kept {
            Ok(kept) => laps.iter().zip(kept).any(|(lap, kept)| lap.is_some() && lap != kept),
            Err(()) => true,
        };
        let differing = later.iter().filter(|(_, laps, _)| differs(laps)).count();
        if differing > 0 {
            let reason = format!("{} is told otherwise after the lock, {lock_at}", session.key());
            *held.entry(("known-after-lock", reason)).or_default() += differing;
        }
        let known_at = counts.iter().map(|(_, _, row)| row.known_at).max();
        let (Ok(laps), Some(known_at)) = (kept, known_at) else {
            contradiction(held, &session.key(), Some(*driver), counts.len());
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
fn prices(found: &[Found<'_>], precedence: &Precedence<'_>, held: &mut Held) -> Vec<Price> {
    let mut told: BTreeMap<(&str, DriverId, Timestamp), Said<'_, f64>> = BTreeMap::new();
    for row in found {
        if let (Item::Price { book, decimal }, Some(driver)) = (&row.row.row.item, row.driver) {
            told.entry((book, driver, row.known_at)).or_default().push((*decimal, &row.row.stated_by));
        }
    }
    let mut prices = Vec::new();
    for ((book, driver, known_at), said) in told {
        match one(&said, precedence) {
            Some(decimal) => prices.push(Price { book: book.to_owned(), driver, known_at, decimal }),
            None => contradiction(held, &format!("the price at {book}"), Some(driver), said.len()),
        }
    }
    prices
}

/// Every claim.
fn claims(found: &[Found<'_>], precedence: &Precedence<'_>, held: &mut Held) -> Vec<Claim> {
    type Key<'a> = (&'a str, Option<DriverId>, &'a str, Timestamp);
    let mut told: BTreeMap<Key<'_>, Said<'_, (ClaimValue, Option<f64>)>> = BTreeMap::new();
    for row in found {
        if let Item::Claim { kind, value, source, confidence } = &row.row.row.item {
            let said = ((value.clone(), *confidence), &row.row.stated_by);
            told.entry((kind, row.driver, source, row.known_at)).or_default().push(said);
        }
    }
    let mut claims = Vec::new();
    for ((kind, driver, source, known_at), said) in told {
        let (kind, source) = (kind.to_owned(), source.to_owned());
        match one(&said, precedence) {
            Some((value, confidence)) => {
                claims.push(Claim { kind, driver, source, known_at, value, confidence });
            }
            None => contradiction(held, &format!("{kind} by {source}"), driver, said.len()),
        }
    }
    claims
}

/// The claims that the axioms let pass: each by itself, then those that one source makes at one moment together.
fn lawful(claims: Vec<Claim>, race: &RaceFacts, held: &mut Held) -> Vec<Claim> {
    if claims.is_empty() {
        return claims;
    }
    let entries = race.cars.iter().map(|car| car.entry.clone()).collect();
    let info = race.info.clone();
    let card = RaceCard { distance_laps: info.scheduled_laps.unwrap_or_default(), info, entries };
    let mut veto = |veto: &axioms::Veto, rows: usize| {
        let reason = format!("{}: {} against {}", veto.inputs.join(", "), veto.measured, veto.limit);
        *held.entry((veto.rule, reason)).or_default() += rows;
    };
    let mut batches: BTreeMap<(String, Timestamp), Vec<Claim>> = BTreeMap::new();
    for claim in claims {
        let vetoes = axioms::claim::check(&[as_lawful(&claim)], &card);
        match vetoes.first() {
            Some(first) => veto(first, 1),
            None => batches.entry((claim.source.clone(), claim.known_at)).or_default().push(claim),
        }
    }
    let mut lawful = Vec::new();
    for mut batch in batches.into_values() {
        let together: Vec<Lawful<'_>> = batch.iter().map(as_lawful).collect();
        for found in axioms::claim::check(&together, &card) {
            let vetoed = |claim: &Claim| {
                found.rule == axioms::claim::GRID_UNIQUE
                    && claim.kind == domain::evidence::claim::GRID
                    && claim.driver.is_some_and(|driver| found.drivers.contains(&driver))
            };
            veto(&found, batch.iter().filter(|claim| vetoed(claim)).count());
            batch.retain(|claim| !vetoed(claim));
        }
        lawful.append(&mut batch);
    }
    lawful
}

fn as_lawful(claim: &Claim) -> Lawful<'_> {
    Lawful {
        kind: &claim.kind,
        subject: claim.driver.map_or(Subject::Race, Subject::Entry),
        value: match &claim.value {
            ClaimValue::Truth(value) => Value::Bool(*value),
            ClaimValue::Whole(value) => Value::I64(*value),
            ClaimValue::Number(value) => Value::F64(*value),
            ClaimValue::Text(text) => Value::Text(text),
        },
    }
}
