//! Writing the changes of some race groups within one transaction.

use crate::change::Change;
use crate::error::WriteError;
use crate::rows::RaceRows;
use crate::statement;
use crate::store::Tx;
use crate::value::{Value, row};
use std::collections::{BTreeMap, BTreeSet};

/// The names of drivers on entry lists, as far as one [`crate::Store::apply`] has asked.
///
/// A driver has the name of the latest race; of two names on one day, the later in the alphabet.
#[derive(Default)]
pub(crate) struct Names {
    /// Date and name by race, by driver.
    by_driver: BTreeMap<String, BTreeMap<String, (String, String)>>,
}

/// What was related to races about to be removed, and may now be related to none.
#[derive(Default)]
struct Related {
    teams: BTreeSet<String>,
    makes: BTreeSet<String>,
    cars: BTreeSet<String>,
    seasons: BTreeSet<String>,
    sources: BTreeSet<String>,
}

/// Writes `changes`: old races out, new races in, what is left related to nothing, provenance.
pub(crate) fn write_changes(tx: &Tx<'_>, changes: &[Change], names: &mut Names) -> Result<(), WriteError> {
    let swaps: Vec<&RaceRows> =
        changes.iter().flat_map(|change| &change.swaps).map(|(rows, _)| rows).collect();
    let removed = changes.iter().flat_map(|change| &change.removed).map(String::as_str);
    let replaced = changes.iter().flat_map(|change| &change.swaps).filter(|(_, present)| *present);
    let outgoing: Vec<&str> = replaced.map(|(rows, _)| text(&rows.race, "key")).chain(removed).collect();

    let mut touched: BTreeSet<String> =
        swaps.iter().flat_map(|rows| &rows.entries).map(|entry| text(entry, "driver").to_owned()).collect();
    let old_entries = old_entries(tx, &outgoing)?;
    touched.extend(old_entries.iter().map(|(_, driver)| driver.clone()));
    names.load(tx, &touched)?;

    let related = delete_races(tx, &outgoing)?;
    for (race, driver) in &old_entries {
        names.forget(driver, race);
    }
    for rows in &swaps {
        let (race, date) = (text(&rows.race, "key"), text(&rows.race, "date"));
        for entry in &rows.entries {
            names.note(text(entry, "driver"), race, date, text(entry, "driverName"));
        }
    }
    create_races(tx, &swaps, &touched, names)?;

    let lone = touched.iter().filter(|driver| names.name(driver).is_none());
    tx.run_keys(&statement::DROP_LONE_DRIVERS, lone.map(String::as_str))?;
    related.drop_lone(tx)?;
    crate::projections::relink(tx, &swaps)?;
    write_provenance(tx, changes)
}

fn old_entries(tx: &Tx<'_>, races: &[&str]) -> Result<Vec<(String, String)>, WriteError> {
    let rows = tx.run_keys(&statement::RACE_ENTRIES, races.iter().copied())?;
    let mut entries = Vec::with_capacity(rows.rows.len());
    for row in rows.readers() {
        entries.push((row.text("race")?.to_owned(), row.text("driver")?.to_owned()));
    }
    Ok(entries)
}

/// Deletes races with their sessions and entries.
fn delete_races(tx: &Tx<'_>, races: &[&str]) -> Result<Related, WriteError> {
    if races.is_empty() {
        return Ok(Related::default());
    }
    let keys = |statement| -> Result<BTreeSet<String>, WriteError> {
        let rows = tx.run_keys(statement, races.iter().copied())?;
        rows.readers().map(|row| Ok(row.text("key")?.to_owned())).collect()
    };
    let related = Related {
        teams: keys(&statement::RACE_TEAMS)?,
        makes: keys(&statement::RACE_MAKES)?,
        cars: keys(&statement::RACE_CARS)?,
        seasons: keys(&statement::RACE_SEASONS)?,
        sources: &keys(&statement::RACE_ENTRY_SOURCES)? | &keys(&statement::RACE_SOURCES)?,
    };
    for statement in [
        &statement::DELETE_PRICES,
        &statement::DELETE_ENTRY_CLAIMS,
        &statement::DELETE_RACE_CLAIMS,
        &statement::DELETE_ENTRIES,
        &statement::DELETE_LISTS,
        &statement::DELETE_SESSIONS,
        &statement::DELETE_RACES,
    ] {
        tx.run_keys(statement, races.iter().copied())?;
    }
    Ok(related)
}

impl Related {
    fn drop_lone(&self, tx: &Tx<'_>) -> Result<(), WriteError> {
        for (statement, keys) in [
            (&statement::DROP_LONE_TEAMS, &self.teams),
            (&statement::DROP_LONE_MAKES, &self.makes),
            (&statement::DROP_LONE_CARS, &self.cars),
            (&statement::DROP_LONE_SEASONS, &self.seasons),
            (&statement::DROP_LONE_SOURCES, &self.sources),
        ] {
            tx.run_keys(statement, keys.iter().map(String::as_str))?;
        }
        Ok(())
    }
}

/// Nodes first, then the relations between them. `touched` drivers are (re)named.
fn create_races(
    tx: &Tx<'_>,
    swaps: &[&RaceRows],
    touched: &BTreeSet<String>,
    names: &Names,
) -> Result<(), WriteError> {
    let all = |rows: fn(&RaceRows) -> &Vec<Value>| -> Vec<Value> {
        swaps.iter().flat_map(|race| rows(race)).cloned().collect()
    };
    let unique = |rows: Vec<Value>| -> Vec<Value> {
        let by_key: BTreeMap<String, Value> =
            rows.into_iter().map(|row| (text(&row, "key").to_owned(), row)).collect();
        by_key.into_values().collect()
    };
    let keys_of = |rows: fn(&RaceRows) -> &Vec<Value>| -> BTreeSet<&str> {
        swaps.iter().flat_map(|race| rows(race)).map(|row| text(row, "key")).collect()
    };

    tx.run_rows(&statement::MERGE_SEASONS, unique(swaps.iter().map(|race| race.season.clone()).collect()))?;
    let races = swaps.iter().map(|rows| {
        let mut race = rows.race.clone();
        if let Value::Map(map) = &mut race {
            map.insert("digest".into(), rows.digest.as_str().into());
        }
        race
    });
    tx.run_rows(&statement::CREATE_RACES, races.collect())?;
    let sessions = swaps.iter().flat_map(|race| race.session.iter().chain(&race.weekend.sessions));
    let sessions = sessions.map(|row| {
        let mut session = row.clone();
        if let Value::Map(map) = &mut session {
            for name in ["title", "resultsText"] {
                map.entry(name.into()).or_insert(Value::Null);
            }
        }
        session
    });
    tx.run_rows(&statement::CREATE_SESSIONS, sessions.collect())?;
    tx.run_rows(&statement::CREATE_LISTS, all(|race| &race.lists))?;
    tx.run_rows(&statement::MERGE_DRIVERS, names.rows(touched))?;
    tx.run_keys(&statement::MERGE_TEAMS, keys_of(|race| &race.teams))?;
    tx.run_keys(&statement::MERGE_MAKES, keys_of(|race| &race.makes))?;
    tx.run_rows(&statement::MERGE_CARS, unique(all(|race| &race.car_numbers)))?;
    tx.run_rows(&statement::CREATE_ENTRIES, all(|race| &race.entries))?;
    tx.run_rows(&statement::LINK_TEAMS, all(|race| &race.teams))?;
    tx.run_rows(&statement::LINK_MAKES, all(|race| &race.makes))?;
    tx.run_rows(&statement::LINK_CARS, all(|race| &race.cars))?;
    tx.run_rows(&statement::CREATE_RESULTS, all(|race| &race.results))?;
    tx.run_rows(&statement::CREATE_PACES, all(|race| &race.weekend.paces))?;
    tx.run_rows(&statement::CREATE_PRICES, all(|race| &race.weekend.prices))?;
    let claims =
        || swaps.iter().flat_map(|race| race.weekend.entry_claims.iter().chain(&race.weekend.race_claims));
    let sources: BTreeSet<&str> = claims().map(|row| text(row, "source")).collect();
    tx.run_keys(&statement::MERGE_SOURCES, sources)?;
    tx.run_rows(&statement::CREATE_ENTRY_CLAIMS, all(|race| &race.weekend.entry_claims))?;
    tx.run_rows(&statement::CREATE_RACE_CLAIMS, all(|race| &race.weekend.race_claims))?;
    Ok(())
}

fn write_provenance(tx: &Tx<'_>, changes: &[Change]) -> Result<(), WriteError> {
    let rows =
        |rows: fn(&Change) -> &Vec<Value>| -> Vec<Value> { changes.iter().flat_map(rows).cloned().collect() };
    let keys = |keys: fn(&Change) -> &Vec<String>| changes.iter().flat_map(keys).map(String::as_str);
    tx.run_keys(&statement::DELETE_QUARANTINES, keys(|change| &change.quarantines_removed))?;
    tx.run_keys(&statement::DELETE_PARTS, keys(|change| &change.parts_removed))?;
    tx.run_rows(&statement::UPDATE_PARTS, rows(|change| &change.parts_updated))?;
    tx.run_rows(&statement::CREATE_PARTS, rows(|change| &change.parts_created))?;
    tx.run_rows(&statement::CREATE_QUARANTINES, rows(|change| &change.quarantines_created))?;
    let links = rows(|change| &change.quarantine_links);
    if !links.is_empty() {
        let race_groups: BTreeSet<&str> = links.iter().map(|link| text(link, "raceGroup")).collect();
        tx.run_keys(&statement::DROP_QUARANTINE_LINKS, race_groups)?;
        tx.run_rows(&statement::LINK_QUARANTINES, links)?;
    }
    let stated = || changes.iter().flat_map(|change| &change.statements);
    tx.run_keys(&statement::DROP_STATEMENTS, stated().map(|(race, _)| race.as_str()))?;
    let links = stated().flat_map(|(race, parts)| {
        parts.iter().map(move |part| row! { race: race.as_str(), part: part.as_str() })
    });
    tx.run_rows(&statement::LINK_STATEMENTS, links.collect())?;
    Ok(())
}

impl Names {
    /// Asks the graph about the drivers not asked about before.
    fn load(&mut self, tx: &Tx<'_>, drivers: &BTreeSet<String>) -> Result<(), WriteError> {
        let unknown: Vec<&str> = drivers
            .iter()
            .filter(|driver| !self.by_driver.contains_key(*driver))
            .map(String::as_str)
            .collect();
        for driver in &unknown {
            self.by_driver.insert((*driver).to_owned(), BTreeMap::new());
        }
        for row in tx.run_keys(&statement::LISTED_NAMES, unknown)?.readers() {
            self.note(row.text("driver")?, row.text("race")?, row.text("date")?, row.text("name")?);
        }
        Ok(())
    }

    fn note(&mut self, driver: &str, race: &str, date: &str, name: &str) {
        let races = self.by_driver.entry(driver.to_owned()).or_default();
        races.insert(race.to_owned(), (date.to_owned(), name.to_owned()));
    }

    fn forget(&mut self, driver: &str, race: &str) {
        if let Some(races) = self.by_driver.get_mut(driver) {
            races.remove(race);
        }
    }

    /// A driver's name and the day it is from; nothing where no entry is left.
    fn name(&self, driver: &str) -> Option<&(String, String)> {
        self.by_driver.get(driver)?.values().max()
    }

    fn rows(&self, drivers: &BTreeSet<String>) -> Vec<Value> {
        let row = |driver: &String| {
            let (date, name) = self.name(driver)?;
            let id: i64 = driver.parse().expect("a driver's key is NASCAR's number");
            Some(row! { key: driver.as_str(), driverId: id, name: name.as_str(), listedOn: date.as_str() })
        };
        drivers.iter().filter_map(row).collect()
    }
}

/// A text field of a row that this crate built.
fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    match row {
        Value::Map(map) => match map.get(field) {
            Some(Value::Text(text)) => text,
            _ => unreachable!("rows of ours carry `{field}` as text"),
        },
        _ => unreachable!("rows are maps"),
    }
}
