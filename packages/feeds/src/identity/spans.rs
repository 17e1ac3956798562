//! Cars, teams and makes from spans of a driver's own points races.

use super::race_group::RaceGroupRows;
use super::stated::{Distinct, Precedence, distinct};
use super::work::{HeldBy, Work};
use crate::teams::TeamRow;
use domain::facts::{RaceFacts, RaceGroupKey};
use domain::ids::{DriverId, SnapshotId};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The spans of one season, as far as they may speak of a race_group.
pub(super) struct Spans<'a> {
    /// `teams|cup|phoenix|2025`: the same spans stand in every race_group of the season.
    group: String,
    by_driver: BTreeMap<DriverId, Vec<Distinct<'a, TeamRow>>>,
}

/// Spans that agree on what a driver drove in one race.
struct Claim<'s> {
    /// Car number, team and make.
    car: [&'s str; 3],
    spans: Vec<&'s Distinct<'s, TeamRow>>,
}

impl<'s> Claim<'s> {
    /// The files that state it.
    fn stated_by(&self) -> BTreeSet<&'s SnapshotId> {
        self.spans.iter().flat_map(|span| span.stated_by.iter().copied()).collect()
    }
}

/// The spans of a driver that contradict each other, and their cars in words.
struct Contradiction<'s> {
    cars: String,
    spans: Vec<&'s Distinct<'s, TeamRow>>,
}

impl<'a> Spans<'a> {
    fn new(group: String, rows: Vec<Distinct<'a, TeamRow>>) -> Self {
        let mut by_driver: BTreeMap<DriverId, Vec<Distinct<'a, TeamRow>>> = BTreeMap::new();
        for row in rows {
            by_driver.entry(row.row.driver).or_default().push(row);
        }
        Self { group, by_driver }
    }

    /// What a driver drove on a day; none where no span covers it.
    fn claim<'s>(
        &'s self,
        driver: DriverId,
        date: Date,
        precedence: &Precedence<'_>,
    ) -> Result<Option<Claim<'s>>, Contradiction<'s>> {
        let mut cars: BTreeMap<[&str; 3], Claim<'s>> = BTreeMap::new();
        for span in self.by_driver.get(&driver).into_iter().flatten() {
            if (span.row.first..=span.row.last).contains(&date) {
                let car = span.row.car();
                cars.entry(car).or_insert_with(|| Claim { car, spans: Vec::new() }).spans.push(span);
            }
        }
        let gives_way = |claim: &Claim<'_>| {
            let by = claim.stated_by();
            cars.values().any(|other| other.car != claim.car && precedence.yields(&by, &other.stated_by()))
        };
        let kept: Vec<[&str; 3]> =
            cars.values().filter(|claim| !gives_way(claim)).map(|claim| claim.car).collect();
        match kept[..] {
            [] => Ok(None),
            [car] => Ok(cars.remove(&car)),
            _ => {
                let shown: Vec<String> = kept.iter().map(|car| car.join(", ")).collect();
                let spans = kept.iter().filter_map(|car| cars.get(car)).flat_map(|claim| claim.spans.clone());
                Err(Contradiction { cars: shown.join(" or "), spans: spans.collect() })
            }
        }
    }
}

impl Work<'_> {
    /// The spans that may speak of a race_group.
    pub(super) fn spans<'r>(&mut self, rows: &'r RaceGroupRows) -> Spans<'r> {
        let RaceGroupKey { series, layout, season } = &rows.key;
        let group = format!("teams|{series}|{layout}|{season}");
        let rows_once = distinct(&rows.teams, TeamRow::key, |_| "", |row| row.line);
        self.add_parts(&group, &rows_once);
        Spans::new(group, rows_once)
    }

    /// Adds cars, teams and makes to the entries of a points race. What a list or the official results say stays; of
    /// a span whose car is another, nothing is taken.
    pub(super) fn attach_spans(
        &mut self,
        race: &mut RaceFacts,
        spans: &Spans<'_>,
        precedence: &Precedence<'_>,
    ) {
        if race.info.exhibition || spans.by_driver.is_empty() {
            return;
        }
        let key = race.info.key.clone();
        let group = &spans.group;
        let mut claims: BTreeMap<usize, Claim<'_>> = BTreeMap::new();
        // Own races: a driver without a row in the log did not run.
        for (at, car) in race.cars.iter().enumerate().filter(|(_, car)| car.result.is_some()) {
            match spans.claim(car.entry.driver, race.info.date, precedence) {
                Ok(claim) => claims.extend(claim.map(|claim| (at, claim))),
                Err(Contradiction { cars, spans }) => {
                    let reason = format!("{key}: {} ({}) in {cars}", car.entry.driver_name, car.entry.driver);
                    let held = HeldBy::one(spans).of_race(&key);
                    self.hold(group, "two-cars-one-driver", reason, held);
                }
            }
        }
        self.drop_shared_cars(race, group, &mut claims);
        let mut used: BTreeSet<&SnapshotId> = BTreeSet::new();
        for (at, claim) in claims {
            let [number, team, make] = claim.car;
            let entry = &mut race.cars[at].entry;
            let who = format!("{key}: {} ({})", entry.driver_name, entry.driver);
            if let Some(own) = entry.car_number.as_deref().filter(|own| *own != number) {
                let text = format!("{who}: car {number} of {team} here, {own} elsewhere; nothing is taken");
                self.remark(group, "car-differs", text);
                continue;
            }
            self.take(group, &who, "car", &mut entry.car_number, Some(number));
            self.take(group, &who, "team", &mut entry.team, Some(team));
            self.take(group, &who, "make", &mut entry.make, Some(make));
            used.extend(claim.stated_by());
            let origins = claim.spans.iter().flat_map(|span| &span.origins);
            let taken = origins.map(|&(snapshot, line)| (snapshot.clone(), line));
            self.resolution.taken_spans.extend(taken);
        }
        race.stated_by.extend(self.parts_of(group, used));
        race.stated_by.sort();
    }

    /// One car has one driver in a race: claims of a car that another has are held back.
    fn drop_shared_cars(&mut self, race: &RaceFacts, group: &str, claims: &mut BTreeMap<usize, Claim<'_>>) {
        let mut drivers: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for (at, car) in race.cars.iter().enumerate() {
            let claimed = claims.get(&at).map(|claim| claim.car[0]);
            if let Some(number) = car.entry.car_number.as_deref().or(claimed) {
                drivers.entry(number).or_default().insert(at);
            }
        }
        for (number, sharers) in drivers.into_iter().filter(|(_, drivers)| drivers.len() > 1) {
            for &at in sharers.iter().filter(|&&at| race.cars[at].entry.car_number.is_none()) {
                let name = |at: usize| {
                    let entry = &race.cars[at].entry;
                    format!("{} ({})", entry.driver_name, entry.driver)
                };
                let others: Vec<String> =
                    sharers.iter().filter(|&&other| other != at).map(|&other| name(other)).collect();
                let reason = format!(
                    "{}: {} in car {number}, which is also that of {}",
                    race.info.key,
                    name(at),
                    others.join(", ")
                );
                let spans = claims.remove(&at).map(|claim| claim.spans).unwrap_or_default();
                let held = HeldBy::one(spans).of_race(&race.info.key);
                self.hold(group, "car-claimed-twice", reason, held);
            }
        }
    }
}
