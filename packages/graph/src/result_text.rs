//! A race's results as one text, so that whole histories are read at once.
//!
//! Reading 24,500 results as relations takes over a second in the embedded store; as 670 texts, a
//! fraction of that. The text says nothing that the entries and `SESSION_RESULT` relations do not say: it
//! is written with them in one transaction, and [`View::check`](crate::View::check) compares the two.

use crate::error::ReadError;
use domain::history::PastCar;
use domain::race::Entry;
use domain::result::LoopResult;

/// The text of cars with results, in the order given.
pub(crate) fn write<'a>(cars: impl Iterator<Item = (&'a Entry, &'a LoopResult)>) -> String {
    let cars: Vec<(&Entry, &LoopResult)> = cars.collect();
    serde_json::to_string(&cars).expect("numbers and texts can be written as JSON")
}

/// The cars of a text, in its order.
pub(crate) fn read(text: &str) -> Result<Vec<PastCar>, ReadError> {
    let cars: Vec<(Entry, LoopResult)> =
        serde_json::from_str(text).map_err(|error| ReadError::Unexpected {
            column: "results".to_owned(),
            expected: "a race's results".to_owned(),
            found: error.to_string(),
        })?;
    Ok(cars.into_iter().map(|(entry, result)| PastCar { entry, result }).collect())
}
