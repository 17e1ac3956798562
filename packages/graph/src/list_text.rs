//! The drivers of an entry list as text, so that a list is one node and is read at once.

use crate::error::ReadError;
use crate::statement;
use crate::store::Tx;
use crate::value::{Row, params};
use domain::entry_list::EntryList;
use domain::ids::RaceKey;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// Entries, or drivers held back, as text.
pub(crate) fn write(drivers: &[impl Serialize]) -> String {
    serde_json::to_string(drivers).expect("numbers and texts can be written as JSON")
}

/// The versions of the lists of one race, or of all, in order.
pub(crate) fn read(
    tx: &Tx<'_>,
    race: Option<&RaceKey>,
) -> Result<BTreeMap<String, Vec<EntryList>>, ReadError> {
    let rows = match race {
        Some(race) => tx.run(&statement::RACE_LISTS, params! { race: race.as_str() })?,
        None => tx.run(&statement::ALL_LISTS, params! {})?,
    };
    let mut found: BTreeMap<String, Vec<(i64, EntryList)>> = BTreeMap::new();
    for row in rows.readers() {
        let list = row.nested("list")?;
        found.entry(row.text("race")?.to_owned()).or_default().push((list.int("number")?, of_row(list)?));
    }
    let in_order = |mut lists: Vec<(i64, EntryList)>| {
        lists.sort_by_key(|(number, _)| *number);
        lists.into_iter().map(|(_, list)| list).collect()
    };
    Ok(found.into_iter().map(|(race, lists)| (race, in_order(lists))).collect())
}

fn of_row(list: Row<'_>) -> Result<EntryList, ReadError> {
    Ok(EntryList {
        known_at: list.parsed("knownAt")?,
        stated_at: list.parsed_opt("statedAt")?,
        entries: drivers(list, "rowsText")?,
        held: drivers(list, "heldText")?,
    })
}

fn drivers<T: DeserializeOwned>(list: Row<'_>, column: &str) -> Result<Vec<T>, ReadError> {
    serde_json::from_str(list.text(column)?).map_err(|error| ReadError::Unexpected {
        column: column.to_owned(),
        expected: "the drivers of an entry list".to_owned(),
        found: error.to_string(),
    })
}
