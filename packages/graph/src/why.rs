//! The facts behind a projection, as paths through the graph.

use crate::error::ReadError;
use crate::keys::entry_key;
use crate::statement::{self, Statement};
use crate::store::Tx;
use crate::value::params;
use crate::view::View;
use domain::ids::{DriverId, RaceKey};
use std::collections::BTreeMap;

/// A step along a relation: from one node to another, each as `Label/key`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where it starts.
    pub from: String,
    /// The relation, walked in its direction.
    pub relation: &'static str,
    /// Where it leads.
    pub to: String,
}

/// A chain of steps and what it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// What the path shows: `driver`, `track`, `venue`, `season`, `team`, `make`, `car`, `source`.
    pub about: &'static str,
    /// Its steps, each starting where the one before ended.
    pub steps: Vec<Step>,
}

impl View<'_> {
    /// The paths along which a driver's entry inherits and is known: driver, layout and its chain of
    /// classes, team, make, car, season and series, and the files that state the race.
    ///
    /// # Errors
    /// [`ReadError::NoEntry`] where the driver is not entered.
    pub fn path_why(&self, race: &RaceKey, driver: DriverId) -> Result<Vec<Path>, ReadError> {
        let key = entry_key(race, driver);
        let entry = format!("Entry/{key}");
        let of_entry = || params! { race: race.as_str(), entry: key.as_str() };
        let tx = &self.tx;
        let one = |statement: &Statement| -> Result<Option<String>, ReadError> {
            let rows = tx.run(statement, of_entry())?;
            rows.readers().next().map(|row| row.text("key").map(str::to_owned)).transpose()
        };
        let Some(driver_key) = one(&statement::WHY_DRIVER)? else {
            return Err(ReadError::NoEntry { race: race.to_string(), driver: driver.0 });
        };
        let to_entry = step(&format!("Driver/{driver_key}"), "HAD_ENTRY", &entry);
        let mut paths = vec![Path { about: "driver", steps: vec![to_entry.clone()] }];
        paths.extend(track_paths(tx, race, &entry)?);
        for (about, statement, relation, label) in [
            ("team", &statement::WHY_TEAM, "FIELDED_BY", "Team"),
            ("make", &statement::WHY_MAKE, "OF_MAKE", "Manufacturer"),
            ("car", &statement::WHY_CAR, "IN_CAR", "CarNumber"),
        ] {
            if let Some(key) = one(statement)? {
                let steps = vec![to_entry.clone(), step(&entry, relation, &format!("{label}/{key}"))];
                paths.push(Path { about, steps });
            }
        }
        let sources = tx.run(&statement::WHY_SOURCES, params! { race: race.as_str() })?;
        for row in sources.readers() {
            let part = format!("Part/{}", row.text("part")?);
            let steps = vec![
                step(&format!("Race/{race}"), "STATED_BY", &part),
                step(&part, "OF_SNAPSHOT", &format!("Snapshot/{}", row.text("snapshot")?)),
            ];
            paths.push(Path { about: "source", steps });
        }
        Ok(paths)
    }
}

/// Where the race was run, up to the root class, and in which season and series.
fn track_paths(tx: &Tx<'_>, race: &RaceKey, entry: &str) -> Result<Vec<Path>, ReadError> {
    let rows = tx.run(&statement::WHY_TRACK, params! { race: race.as_str() })?;
    let Some(row) = rows.readers().next() else { return Ok(Vec::new()) };
    let to_race = step(entry, "IN_RACE", &format!("Race/{race}"));
    let layout = format!("TrackConfig/{}", row.text("layout")?);
    let to_layout = step(&to_race.to, "RAN_ON", &layout);
    let mut paths = Vec::new();

    let classes = tx.run(&statement::CLASSES, params! {})?;
    let mut parents = BTreeMap::new();
    for class in classes.readers() {
        parents.insert(class.text("key")?, class.text_opt("parent")?);
    }
    let mut steps = vec![to_race.clone(), to_layout.clone()];
    let mut at = layout.clone();
    let mut next = row.text_opt("class")?;
    // A class is in its own chain once; the bound ends the walk in a tree that is a circle.
    for _ in 0..=parents.len() {
        let Some(class) = next else { break };
        let to = format!("TrackClass/{class}");
        steps.push(step(&at, "IS_A", &to));
        at = to;
        next = parents.get(class).copied().flatten();
    }
    paths.push(Path { about: "track", steps });
    if let Some(venue) = row.text_opt("venue")? {
        let to_venue = step(&layout, "LAYOUT_OF", &format!("Track/{venue}"));
        paths.push(Path { about: "venue", steps: vec![to_race.clone(), to_layout, to_venue] });
    }
    if let (Some(season), Some(series)) = (row.text_opt("season")?, row.text_opt("series")?) {
        let season = format!("Season/{season}");
        let to_season = step(&to_race.to, "IN_SEASON", &season);
        let to_series = step(&season, "OF_SERIES", &format!("Series/{series}"));
        paths.push(Path { about: "season", steps: vec![to_race, to_season, to_series] });
    }
    Ok(paths)
}

fn step(from: &str, relation: &'static str, to: &str) -> Step {
    Step { from: from.to_owned(), relation, to: to.to_owned() }
}
