//! The reference part of the graph: series, tracks, layouts and their classes.

use crate::error::{ReadError, WriteError};
use crate::statement::{self, Statement};
use crate::store::{Store, Tx};
use crate::value::{Value, params, row};
use crate::view::View;
use domain::ids::{ClassKey, LayoutKey, VenueKey};
use domain::pooling::{Class, ClassIndex, Pooling};
use domain::series::Series;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of tracks, to be put into the graph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReferenceSeed {
    /// The class tree.
    pub classes: Vec<ClassSeed>,
    /// Venues.
    pub venues: Vec<VenueSeed>,
    /// Layouts; each one's class and venue stand in the lists above.
    pub layouts: Vec<LayoutSeed>,
}

/// A class and the next wider one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassSeed {
    /// Key.
    pub key: ClassKey,
    /// Name for people.
    pub name: Option<String>,
    /// Next wider class; none at a root.
    pub parent: Option<ClassKey>,
}

/// A venue.
#[derive(Clone, Debug, PartialEq)]
pub struct VenueSeed {
    /// Key.
    pub key: VenueKey,
    /// Name for people.
    pub name: String,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
}

/// A layout of a venue in one era.
#[derive(Clone, Debug, PartialEq)]
pub struct LayoutSeed {
    /// Key.
    pub key: LayoutKey,
    /// Venue.
    pub venue: VenueKey,
    /// Narrowest class.
    pub class: ClassKey,
    /// Name for people.
    pub name: Option<String>,
    /// First season.
    pub season_from: Option<i16>,
    /// Last season; absent while in use.
    pub season_to: Option<i16>,
    /// Length of a lap in miles.
    pub length_miles: Option<f64>,
    /// `asphalt`, `concrete`, `dirt` or `mixed`.
    pub surface: Option<String>,
    /// Number of turns.
    pub turns: Option<u8>,
}

/// The four kinds of reference rows, each sorted by key.
#[derive(PartialEq)]
struct Reference {
    series: Vec<Value>,
    classes: Vec<Value>,
    venues: Vec<Value>,
    layouts: Vec<Value>,
}

impl Store {
    /// Makes the reference of the graph the three series and the classes, venues and layouts of `seed`;
    /// a layout that a race ran on stays even if unlisted. True if anything was written.
    ///
    /// # Errors
    /// When the store fails.
    pub fn seed(&self, seed: &ReferenceSeed) -> Result<bool, WriteError> {
        let wanted = Reference::wanted(seed);
        // A process with nothing to do does not wait for the right to write.
        if self.snapshot(|view| Reference::standing(&view.tx))? == wanted {
            return Ok(false);
        }
        let right = self.exclusive()?;
        if right.read(Reference::standing)? == wanted {
            return Ok(false);
        }
        let keys = |rows: &[Value]| -> Vec<Value> { rows.iter().map(|row| field(row, "key")).collect() };
        let having = |rows: &[Value], name: &str| -> Vec<Value> {
            rows.iter().filter(|row| field(row, name) != Value::Null).cloned().collect()
        };
        right.transaction(|tx| {
            for forget in [
                &statement::DROP_CLASS_PARENTS,
                &statement::DROP_LAYOUT_CLASSES,
                &statement::DROP_LAYOUT_VENUES,
            ] {
                tx.run(forget, params! {})?;
            }
            tx.run_rows(&statement::SEED_CLASSES, wanted.classes.clone())?;
            tx.run_rows(&statement::SEED_SERIES, wanted.series.clone())?;
            tx.run_rows(&statement::SEED_VENUES, wanted.venues.clone())?;
            tx.run_rows(&statement::SEED_LAYOUTS, wanted.layouts.clone())?;
            tx.run_rows(&statement::LINK_CLASS_PARENTS, having(&wanted.classes, "parent"))?;
            tx.run_rows(&statement::LINK_LAYOUT_CLASSES, having(&wanted.layouts, "class"))?;
            tx.run_rows(&statement::LINK_LAYOUT_VENUES, having(&wanted.layouts, "venue"))?;
            tx.run(&statement::DROP_UNLISTED_LAYOUTS, params! { keys: keys(&wanted.layouts) })?;
            tx.run(&statement::DROP_UNLISTED_VENUES, params! {})?;
            tx.run(&statement::DROP_UNLISTED_CLASSES, params! { keys: keys(&wanted.classes) })?;
            Ok(true)
        })
    }
}

impl View<'_> {
    /// The class tree and each layout's class, from the graph.
    ///
    /// # Errors
    /// When the store fails.
    pub fn pooling(&self) -> Result<Pooling, ReadError> {
        let tx = &self.tx;
        let classes = tx.run(&statement::CLASSES, params! {})?;
        let mut index = BTreeMap::new();
        for (at, row) in classes.readers().enumerate() {
            index.insert(row.text("key")?, ClassIndex(at as u16));
        }
        let mut pooling = Pooling::default();
        for row in classes.readers() {
            let parent = row.text_opt("parent")?.and_then(|parent| index.get(parent).copied());
            pooling.classes.push(Class { key: row.text("key")?.into(), parent });
        }
        for row in tx.run(&statement::LAYOUTS, params! {})?.readers() {
            if let Some(class) = row.text_opt("class")?.and_then(|class| index.get(class)) {
                pooling.layouts.insert(row.text("key")?.into(), *class);
            }
        }
        Ok(pooling)
    }
}

impl Reference {
    fn wanted(seed: &ReferenceSeed) -> Self {
        let series = Series::ALL.iter().map(|series| row! { key: series.key(), name: series.log_name() });
        let classes = seed.classes.iter().map(|class| {
            row! { key: class.key.as_str(), name: class.name.as_deref(), parent: class.parent.as_ref().map(ClassKey::as_str) }
        });
        let with_layout: BTreeSet<&VenueKey> = seed.layouts.iter().map(|layout| &layout.venue).collect();
        let venues = seed.venues.iter().filter(|venue| with_layout.contains(&venue.key)).map(|venue| {
            row! {
                key: venue.key.as_str(), name: venue.name.as_str(), latitude: venue.latitude,
                longitude: venue.longitude,
            }
        });
        let layouts = seed.layouts.iter().map(|layout| {
            row! {
                key: layout.key.as_str(), class: layout.class.as_str(), venue: layout.venue.as_str(),
                name: layout.name.as_deref(), seasonFrom: layout.season_from, seasonTo: layout.season_to,
                lengthMiles: layout.length_miles, surface: layout.surface.as_deref(),
                turns: layout.turns,
            }
        });
        Self {
            series: sorted(series.collect()),
            classes: sorted(classes.collect()),
            venues: sorted(venues.collect()),
            layouts: sorted(layouts.collect()),
        }
    }

    fn standing(tx: &Tx<'_>) -> Result<Self, ReadError> {
        let rows = |statement: &Statement| -> Result<Vec<Value>, ReadError> {
            let rows = tx.run(statement, params! {})?;
            let map = |values: &Vec<Value>| {
                Value::Map(rows.columns.iter().cloned().map(Into::into).zip(values.iter().cloned()).collect())
            };
            Ok(sorted(rows.rows.iter().map(map).collect()))
        };
        Ok(Self {
            series: rows(&statement::SERIES)?,
            classes: rows(&statement::CLASSES)?,
            venues: rows(&statement::VENUES)?,
            layouts: rows(&statement::LAYOUTS)?,
        })
    }
}

fn field(row: &Value, name: &str) -> Value {
    match row {
        Value::Map(map) => map.get(name).cloned().unwrap_or(Value::Null),
        _ => Value::Null,
    }
}

fn sorted(mut rows: Vec<Value>) -> Vec<Value> {
    rows.sort_by_cached_key(|row| match field(row, "key") {
        Value::Text(key) => key,
        _ => String::new(),
    });
    rows
}
