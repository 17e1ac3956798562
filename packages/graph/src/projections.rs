//! Kept projections beside the facts: `ProjectionSet` and `Projection` nodes.
//!
//! They are no facts of the sport: writing one takes no right to write, moves no mark and changes no digest. A set
//! names its race and what it was derived from as text as well, because races are swapped whole and files come and go: the
//! relations follow that text.

use crate::error::{ReadError, WriteError};
use crate::keys::entry_key;
use crate::rows::RaceRows;
use crate::statement;
use crate::store::{Store, Tx};
use crate::value::{Value, asked_at, params, row};
use crate::view::View;
use domain::ids::{DriverId, RaceKey};
use domain::series::Series;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A kept set as the graph shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectionSetFacts {
    /// Checksum of the set: 64 hexadecimal digits.
    pub key: String,
    /// The race's key when the set was made.
    pub race: RaceKey,
    /// Moment of knowledge.
    pub as_of: Timestamp,
    /// Version of the model.
    pub model: String,
    /// SHA-256 of what it was computed from.
    pub data_digest: String,
    /// Seed, as text.
    pub seed: String,
    /// Simulated races.
    pub simulations: u32,
    /// Keys of the files and claims it was computed from, sorted.
    pub derived_from: Vec<String>,
    /// Its entries.
    pub entries: Vec<ProjectedEntry>,
}

/// The projection of one entry.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectedEntry {
    /// Driver.
    pub driver: DriverId,
    /// Mean finish.
    pub mean_finish: f64,
    /// Chance to win.
    pub win_probability: f64,
    /// Mean DraftKings points.
    pub draftkings_mean: f64,
    /// Mean FanDuel points.
    pub fanduel_mean: f64,
}

impl Store {
    /// Adds a kept set with its relations; false where it is there already. `race` is its race's present key, none where
    /// the race is not loaded. The state mark stays.
    ///
    /// # Errors
    /// When the store fails.
    pub fn put_projection_set(
        &self,
        set: &ProjectionSetFacts,
        race: Option<&RaceKey>,
    ) -> Result<bool, WriteError> {
        self.write_beside(|tx| {
            if !tx.run(&statement::PROJECTION_SET, params! { key: set.key.as_str() })?.rows.is_empty() {
                return Ok(false);
            }
            create(tx, set)?;
            let links = Links::of(set, race);
            links.write(tx, true)?;
            Ok(true)
        })
    }
}

impl View<'_> {
    /// Keys of the kept sets, sorted.
    ///
    /// # Errors
    /// When the store fails.
    pub fn projection_sets(&self) -> Result<Vec<String>, ReadError> {
        let rows = self.tx.run(&statement::PROJECTION_SETS, params! {})?;
        rows.readers().map(|row| row.text("key").map(str::to_owned)).collect()
    }

    /// Keys of what a projection of `race` as of a moment is computed from, sorted: the files that state the race or a past
    /// race of its series, and the accepted claims about the race.
    ///
    /// # Errors
    /// When the store fails.
    pub fn projection_sources(
        &self,
        series: Series,
        race: &RaceKey,
        as_of: Timestamp,
    ) -> Result<Vec<String>, ReadError> {
        let as_of = asked_at(as_of);
        let of_race = params! { series: series.key(), race: race.as_str(), asOf: as_of.as_str() };
        let mut keys = Vec::new();
        for row in self.tx.run(&statement::SOURCE_SNAPSHOTS, of_race)?.readers() {
            keys.push(row.text("key")?.to_owned());
        }
        let of_claims = params! { race: race.as_str(), asOf: as_of.as_str() };
        for row in self.tx.run(&statement::SOURCE_CLAIMS, of_claims)?.readers() {
            keys.push(row.text("key")?.to_owned());
        }
        keys.sort();
        keys.dedup();
        Ok(keys)
    }
}

fn create(tx: &Tx<'_>, set: &ProjectionSetFacts) -> Result<(), WriteError> {
    let derived_from: Vec<&str> = set.derived_from.iter().map(String::as_str).collect();
    tx.run(
        &statement::CREATE_PROJECTION_SET,
        params! {
            key: set.key.as_str(), race: set.race.as_str(), asOf: set.as_of, model: set.model.as_str(),
            dataDigest: set.data_digest.as_str(), seed: set.seed.as_str(), simulations: set.simulations,
            derivedFrom: derived_from,
        },
    )?;
    let projections = set.entries.iter().map(|entry| {
        row! {
            setKey: set.key.as_str(), key: projection_key(&set.key, entry.driver), meanFinish: entry.mean_finish,
            winProbability: entry.win_probability, draftkingsMean: entry.draftkings_mean,
            fanduelMean: entry.fanduel_mean,
        }
    });
    tx.run_rows(&statement::CREATE_PROJECTIONS, projections.collect())?;
    Ok(())
}

/// Links the sets of races that were just written anew, by any of the races' names.
pub(crate) fn relink(tx: &Tx<'_>, races: &[&RaceRows]) -> Result<(), WriteError> {
    let mut names: BTreeMap<String, RaceKey> = BTreeMap::new();
    for rows in races {
        let (key, aliases) = names_of(rows);
        for name in aliases.into_iter().chain([key]) {
            names.insert(name.to_owned(), key.into());
        }
    }
    let sets = tx.run_keys(&statement::SETS_OF_RACES, names.keys().map(String::as_str))?;
    let mut links = Links::default();
    let mut of_set: BTreeMap<String, RaceKey> = BTreeMap::new();
    for row in sets.readers() {
        let (set, race) = (row.text("key")?, row.text("race")?);
        let Some(race) = names.get(race) else { continue };
        links.race(set, race);
        links.sources(set, &row.texts("derivedFrom")?);
        of_set.insert(set.to_owned(), race.clone());
    }
    if of_set.is_empty() {
        return Ok(());
    }
    for row in tx.run_keys(&statement::PROJECTIONS_OF_SETS, of_set.keys().map(String::as_str))?.readers() {
        let (set, key) = (row.text("setKey")?, row.text("key")?);
        if let (Some(race), Some(driver)) = (of_set.get(set), key.rsplit('/').next()) {
            links.entries.push(row! { projection: key, entry: format!("{race}/{driver}") });
        }
    }
    links.write(tx, false)
}

/// Key and aliases of a race.
fn names_of(rows: &RaceRows) -> (&str, Vec<&str>) {
    let Value::Map(race) = &rows.race else { unreachable!("rows are maps") };
    fn text(value: &Value) -> &str {
        match value {
            Value::Text(text) => text,
            _ => unreachable!("names are texts"),
        }
    }
    let aliases = match race.get("aliases") {
        Some(Value::List(aliases)) => aliases.iter().map(text).collect(),
        _ => Vec::new(),
    };
    (race.get("key").map(text).expect("a race has a key"), aliases)
}

/// Rows of the relations of sets.
#[derive(Default)]
struct Links {
    races: Vec<Value>,
    entries: Vec<Value>,
    claims: Vec<Value>,
    snapshots: Vec<Value>,
}

impl Links {
    fn of(set: &ProjectionSetFacts, race: Option<&RaceKey>) -> Self {
        let mut links = Self::default();
        links.sources(&set.key, &set.derived_from);
        let Some(race) = race else { return links };
        links.race(&set.key, race);
        links.entries.extend(set.entries.iter().map(|entry| {
            let projection = projection_key(&set.key, entry.driver);
            row! { projection: projection, entry: entry_key(race, entry.driver) }
        }));
        links
    }

    fn race(&mut self, set: &str, race: &RaceKey) {
        self.races.push(row! { setKey: set, race: race.as_str() });
    }

    fn sources(&mut self, set: &str, keys: &[String]) {
        for key in keys {
            let is_file = key.len() == 64 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
            let links = if is_file { &mut self.snapshots } else { &mut self.claims };
            links.push(row! { setKey: set, source: key.as_str() });
        }
    }

    /// Writes them; those to files only where none of them is there yet.
    fn write(self, tx: &Tx<'_>, with_files: bool) -> Result<(), WriteError> {
        tx.run_rows(&statement::LINK_SET_RACES, self.races)?;
        tx.run_rows(&statement::LINK_PROJECTED_ENTRIES, self.entries)?;
        tx.run_rows(&statement::LINK_SET_CLAIMS, self.claims)?;
        if with_files {
            tx.run_rows(&statement::LINK_SET_SNAPSHOTS, self.snapshots)?;
        }
        Ok(())
    }
}

fn projection_key(set: &str, driver: DriverId) -> String {
    format!("{set}/{driver}")
}
