//! Everything imported that a graph holds, as the values that another graph takes in.

use crate::error::{ReadError, WriteError};
use crate::history::{Listed, named, race_info};
use crate::read::quarantine;
use crate::rows::entry_key;
use crate::snapshots::{SnapshotMeta, cluster_key, read_snapshots};
use crate::statement;
use crate::store::{Exclusive, Store, Tx};
use crate::value::{Row, params};
use domain::facts::{CarFacts, Cluster, Part, RaceFacts};
use domain::ids::RaceKey;
use domain::result::LoopResult;
use std::collections::{BTreeMap, BTreeSet};

/// All files and all neighbourhoods of a graph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contents {
    /// Files, by id.
    pub snapshots: Vec<SnapshotMeta>,
    /// Neighbourhoods, the oldest season first.
    pub clusters: Vec<Cluster>,
}

impl Store {
    /// Everything imported: what [`Exclusive::hold`] brings another graph to.
    ///
    /// # Errors
    /// When the store fails, or holds what no import writes.
    pub fn contents(&self) -> Result<Contents, ReadError> {
        self.read(|tx| {
            let mut clusters: BTreeMap<String, Cluster> = BTreeMap::new();
            let mut parts: BTreeMap<String, Part> = BTreeMap::new();
            for row in tx.run(&statement::ALL_PARTS, params! {})?.readers() {
                let part = Part {
                    snapshot: row.text("snapshot")?.into(),
                    group: row.text("group")?.to_owned(),
                    rows: row.int("rows")?,
                };
                cluster(&mut clusters, row.text("cluster")?)?.parts.push(part.clone());
                parts.insert(row.text("key")?.to_owned(), part);
            }
            for row in tx.run(&statement::QUARANTINES, params! {})?.readers() {
                cluster(&mut clusters, row.text("cluster")?)?.quarantines.push(quarantine(row)?);
            }
            let mut stated_by: BTreeMap<String, Vec<Part>> = BTreeMap::new();
            for row in tx.run(&statement::ALL_STATEMENTS, params! {})?.readers() {
                let part = parts.get(row.text("part")?).cloned();
                stated_by.entry(row.text("race")?.to_owned()).or_default().extend(part);
            }
            let mut cars = cars_by_race(tx)?;
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
                    evidence: evidence.remove(&RaceKey::from(key)).unwrap_or_default(),
                    stated_by: stated_by.remove(key).unwrap_or_default(),
                };
                facts.cars.sort_by_key(|car| car.entry.driver);
                facts.stated_by.sort();
                cluster(&mut clusters, race.text("cluster")?)?.races.push(facts);
            }
            let mut clusters: Vec<Cluster> = clusters.into_values().collect();
            for cluster in &mut clusters {
                cluster.races.sort_by(|a, b| a.info.key.cmp(&b.info.key));
                cluster.parts.sort();
                cluster.quarantines.sort();
            }
            clusters.sort_by_key(|cluster| (cluster.key.season, cluster.key.clone()));
            Ok(Contents { snapshots: read_snapshots(tx)?, clusters })
        })
    }
}

impl Exclusive<'_> {
    /// Brings the graph to hold exactly `contents`: other races and files go. Writes only what differs;
    /// `progress` is told the number of races dealt with. Cut off, the same call completes it.
    ///
    /// # Errors
    /// As [`Exclusive::apply`].
    pub fn hold(&self, contents: &Contents, progress: &mut dyn FnMut(usize)) -> Result<(), WriteError> {
        for snapshot in &contents.snapshots {
            let stands = self.read(read_snapshots)?.contains(snapshot);
            if !stands {
                self.put_snapshot(&SnapshotMeta { complete: false, ..snapshot.clone() })?;
            }
        }
        let wanted: BTreeSet<_> = contents.clusters.iter().map(|cluster| &cluster.key).collect();
        let standing = self.read(cluster_keys)?;
        let gone = standing.into_iter().filter(|key| !wanted.contains(key)).map(|key| Cluster {
            key,
            races: Vec::new(),
            parts: Vec::new(),
            quarantines: Vec::new(),
        });
        let clusters: Vec<Cluster> = gone.chain(contents.clusters.iter().cloned()).collect();
        self.apply(&clusters, progress)?;
        for snapshot in self.read(read_snapshots)? {
            match contents.snapshots.iter().find(|wanted| wanted.id == snapshot.id) {
                Some(wanted) => self.put_snapshot(wanted)?,
                None => _ = self.remove_snapshot(&snapshot.id)?,
            }
        }
        Ok(())
    }
}

/// The neighbourhoods of which the graph holds a part or a race.
fn cluster_keys(tx: &Tx<'_>) -> Result<BTreeSet<domain::facts::ClusterKey>, ReadError> {
    let parts = tx.run(&statement::ALL_PARTS, params! {})?;
    let races = tx.run(&statement::ALL_RACES, params! {})?;
    let of_parts = parts.readers().map(|row| cluster_key(row.text("cluster")?));
    let of_races = races.readers().map(|row| cluster_key(row.nested("race")?.text("cluster")?));
    of_parts.chain(of_races).collect()
}

fn cluster<'c>(
    clusters: &'c mut BTreeMap<String, Cluster>,
    text: &str,
) -> Result<&'c mut Cluster, ReadError> {
    if !clusters.contains_key(text) {
        let key = cluster_key(text)?;
        let empty = Cluster { key, races: Vec::new(), parts: Vec::new(), quarantines: Vec::new() };
        clusters.insert(text.to_owned(), empty);
    }
    Ok(clusters.get_mut(text).expect("it was put there if it was not"))
}

/// The entries of every race with what is known of each, by race.
fn cars_by_race(tx: &Tx<'_>) -> Result<BTreeMap<String, Vec<CarFacts>>, ReadError> {
    let listed = Listed {
        teams: named(&tx.run(&statement::ALL_TEAMS, params! {})?)?,
        makes: named(&tx.run(&statement::ALL_MAKES, params! {})?)?,
        cars: named(&tx.run(&statement::ALL_CARS, params! {})?)?,
    };
    let mut results: BTreeMap<String, LoopResult> = BTreeMap::new();
    for (key, race) in Store::all_related(tx)? {
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
    let (race, _) = crate::history::split_entry_key(key)?;
    let entry = crate::history::entry(key, row.text("driverName")?, row.int_opt("start")?, listed)?;
    let car = CarFacts {
        entry,
        entry_known_at: row.parsed("knownAt")?,
        grid_known_at: row.parsed("gridKnownAt")?,
        result: results.remove(key),
    };
    Ok((race.to_owned(), car))
}
