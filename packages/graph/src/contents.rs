//! Everything imported in a graph, as values that another graph can take in.

use crate::error::{ReadError, WriteError};
use crate::history::{Listed, named, race_info};
use crate::keys::{entry_key, race_group_key, split_entry_key};
use crate::read::quarantine;
use crate::snapshots::{SnapshotMeta, read_snapshots};
use crate::statement;
use crate::store::{Exclusive, Tx};
use crate::value::{Row, params};
use crate::view::View;
use domain::facts::{CarFacts, Part, RaceFacts, RaceGroup};
use domain::ids::RaceKey;
use domain::result::LoopResult;
use std::collections::{BTreeMap, BTreeSet};

/// All files and all race groups of a graph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contents {
    /// Files, by id.
    pub snapshots: Vec<SnapshotMeta>,
    /// Race groups, the oldest season first.
    pub race_groups: Vec<RaceGroup>,
}

impl View<'_> {
    /// Everything imported: what [`Exclusive::replace_with`] makes another graph equal to.
    ///
    /// # Errors
    /// When the store fails, or has what no import writes.
    pub fn contents(&self) -> Result<Contents, ReadError> {
        let tx = &self.tx;
        let mut race_groups: BTreeMap<String, RaceGroup> = BTreeMap::new();
        let mut parts: BTreeMap<String, Part> = BTreeMap::new();
        for row in tx.run(&statement::ALL_PARTS, params! {})?.readers() {
            let part = Part {
                snapshot: row.text("snapshot")?.into(),
                group: row.text("group")?.to_owned(),
                rows: row.int("rows")?,
            };
            race_group(&mut race_groups, row.text("raceGroup")?)?.parts.push(part.clone());
            parts.insert(row.text("key")?.to_owned(), part);
        }
        for row in tx.run(&statement::QUARANTINES, params! {})?.readers() {
            race_group(&mut race_groups, row.text("raceGroup")?)?.quarantines.push(quarantine(row)?);
        }
        let mut stated_by: BTreeMap<String, Vec<Part>> = BTreeMap::new();
        for row in tx.run(&statement::ALL_STATEMENTS, params! {})?.readers() {
            let part = parts.get(row.text("part")?).cloned();
            stated_by.entry(row.text("race")?.to_owned()).or_default().extend(part);
        }
        let mut cars = cars_by_race(tx)?;
        let mut lists = crate::list_text::read(tx, None)?;
        let mut evidence = crate::evidence::book(tx, crate::history::END_OF_TIME)?;
        for row in tx.run(&statement::ALL_RACES, params! {})?.readers() {
            let race = row.nested("race")?;
            let key = race.text("key")?;
            let mut facts = RaceFacts {
                info: race_info(row)?,
                name: race.text_opt("name")?.map(str::to_owned),
                aliases: race.texts("aliases")?,
                result_known_at: race.parsed_opt("resultKnownAt")?,
                cars: cars.remove(key).unwrap_or_default(),
                lists: lists.remove(key).unwrap_or_default(),
                evidence: evidence.remove(&RaceKey::from(key)).unwrap_or_default(),
                stated_by: stated_by.remove(key).unwrap_or_default(),
            };
            facts.cars.sort_by_key(|car| car.entry.driver);
            facts.stated_by.sort();
            race_group(&mut race_groups, race.text("raceGroup")?)?.races.push(facts);
        }
        let mut race_groups: Vec<RaceGroup> = race_groups.into_values().collect();
        for race_group in &mut race_groups {
            race_group.races.sort_by(|a, b| a.info.key.cmp(&b.info.key));
            race_group.parts.sort();
            race_group.quarantines.sort();
        }
        race_groups.sort_by_key(|race_group| (race_group.key.season, race_group.key.clone()));
        Ok(Contents { snapshots: read_snapshots(tx)?, race_groups })
    }
}

impl Exclusive<'_> {
    /// Makes the graph's imported facts equal to `contents`: other races and files go. Writes only what
    /// differs; `progress` receives the number of races done so far. Where the work was cut off, the same
    /// call completes it.
    ///
    /// # Errors
    /// As [`Exclusive::apply_while`].
    pub fn replace_with(
        &self,
        contents: &Contents,
        go_on: &mut dyn FnMut(usize) -> bool,
    ) -> Result<(), WriteError> {
        for snapshot in &contents.snapshots {
            let present = self.read(read_snapshots)?.contains(snapshot);
            if !present {
                self.put_snapshot(&SnapshotMeta { complete: false, ..snapshot.clone() })?;
            }
        }
        let wanted: BTreeSet<_> = contents.race_groups.iter().map(|race_group| &race_group.key).collect();
        let present = self.read(race_group_keys)?;
        let gone = present.into_iter().filter(|key| !wanted.contains(key)).map(|key| RaceGroup {
            key,
            races: Vec::new(),
            parts: Vec::new(),
            quarantines: Vec::new(),
        });
        let race_groups: Vec<RaceGroup> = gone.chain(contents.race_groups.iter().cloned()).collect();
        self.apply_while(&race_groups, go_on)?;
        for snapshot in self.read(read_snapshots)? {
            match contents.snapshots.iter().find(|wanted| wanted.id == snapshot.id) {
                Some(wanted) => self.put_snapshot(wanted)?,
                None => _ = self.remove_snapshot(&snapshot.id)?,
            }
        }
        Ok(())
    }
}

/// The race groups of which the graph has a part or a race.
fn race_group_keys(tx: &Tx<'_>) -> Result<BTreeSet<domain::facts::RaceGroupKey>, ReadError> {
    let parts = tx.run(&statement::ALL_PARTS, params! {})?;
    let races = tx.run(&statement::ALL_RACES, params! {})?;
    let of_parts = parts.readers().map(|row| race_group_key(row.text("raceGroup")?));
    let of_races = races.readers().map(|row| race_group_key(row.nested("race")?.text("raceGroup")?));
    of_parts.chain(of_races).collect()
}

fn race_group<'c>(
    race_groups: &'c mut BTreeMap<String, RaceGroup>,
    text: &str,
) -> Result<&'c mut RaceGroup, ReadError> {
    if !race_groups.contains_key(text) {
        let key = race_group_key(text)?;
        let empty = RaceGroup { key, races: Vec::new(), parts: Vec::new(), quarantines: Vec::new() };
        race_groups.insert(text.to_owned(), empty);
    }
    Ok(race_groups.get_mut(text).expect("it was put there if it was not"))
}

/// The entries of every race with what is known of each, by race.
fn cars_by_race(tx: &Tx<'_>) -> Result<BTreeMap<String, Vec<CarFacts>>, ReadError> {
    let listed = Listed {
        teams: named(&tx.run(&statement::ALL_TEAMS, params! {})?)?,
        makes: named(&tx.run(&statement::ALL_MAKES, params! {})?)?,
        cars: named(&tx.run(&statement::ALL_CARS, params! {})?)?,
    };
    let mut results: BTreeMap<String, LoopResult> = BTreeMap::new();
    for (key, race) in crate::history::all_related(tx)? {
        let result =
            |car: domain::history::PastCar| (entry_key(&key.as_str().into(), car.entry.driver), car.result);
        results.extend(race.cars.into_iter().map(result));
    }
    let mut cars: BTreeMap<String, Vec<CarFacts>> = BTreeMap::new();
    for row in tx.run(&statement::ALL_ENTRIES, params! {})?.readers() {
        let (race, car) = car_facts(row.nested("entry")?, &listed, &mut results)?;
        cars.entry(race).or_default().push(car);
    }
    Ok(cars)
}

fn car_facts(
    row: Row<'_>,
    listed: &Listed,
    results: &mut BTreeMap<String, LoopResult>,
) -> Result<(String, CarFacts), ReadError> {
    let key = row.text("key")?;
    let (race, _) = split_entry_key(key)?;
    let entry = crate::history::entry(key, row.text("driverName")?, row.int_opt("start")?, listed)?;
    let car = CarFacts {
        entry,
        entry_known_at: row.parsed("knownAt")?,
        grid_known_at: row.parsed("gridKnownAt")?,
        result: results.remove(key),
    };
    Ok((race.to_owned(), car))
}
