//! The entry list that a note is read with.

use crate::error::EngineError;
use crate::view::View;
use domain::ids::RaceKey;
use domain::race::RaceCard;
use graph::ReadError;
use jiff::Timestamp;

/// A race with all its entries, whether or not its distance is known: the distance is 0 where it is not.
pub(crate) fn race_card(view: &View<'_>, race: &RaceKey) -> Result<RaceCard, EngineError> {
    match view.race_card(race, Timestamp::MAX) {
        Err(error @ ReadError::NoDistance { .. }) => {
            let Some(past) = view.result_of(race)? else { return Err(error.into()) };
            let entries = past.cars.into_iter().map(|car| car.entry).collect();
            Ok(RaceCard { info: past.info, distance_laps: past.distance_laps, entries })
        }
        card => Ok(card?),
    }
}
