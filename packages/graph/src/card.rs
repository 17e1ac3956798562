//! A race to project, as it was known at a moment.

use crate::error::ReadError;
use crate::history::{Listed, entry, race_info};
use crate::statement;
use crate::store::Tx;
use crate::value::{asked_at, params};
use crate::view::View;
use domain::ids::RaceKey;
use domain::race::{RaceCard, RaceInfo, usual_distance};
use domain::tracks::TrackReference;
use jiff::Timestamp;

impl View<'_> {
    /// The entry list of `race` as known at `as_of`: entries not yet known are left out, and before
    /// the grid was known no entry has a start.
    ///
    /// The distance is the scheduled laps if a feed gave them, else those of the reference for the
    /// layout, series and season, else the most common earlier distance there (ties: the latest);
    /// never the race's own laps.
    ///
    /// # Errors
    /// [`ReadError::UnknownRace`] where the race was not announced then, [`ReadError::NoDistance`]
    /// where nothing says how far it goes.
    pub fn race_card(&self, race: &RaceKey, as_of: Timestamp) -> Result<RaceCard, ReadError> {
        let question = || params! { race: race.as_str(), asOf: asked_at(as_of) };
        let tx = &self.tx;
        let settings = tx.run(&statement::RACE_SETTING, question())?;
        let Some(row) = settings.readers().next() else {
            return Err(ReadError::UnknownRace { text: race.to_string(), suggestions: Vec::new() });
        };
        let info = race_info(row)?;
        let listed = Listed::of_race(tx, &question)?;
        let mut entries = tx
            .run(&statement::RACE_LIST, question())?
            .readers()
            .map(|row| entry(row.text("key")?, row.text("driverName")?, row.int_opt("start")?, &listed))
            .collect::<Result<Vec<_>, _>>()?;
        entries.sort_by_key(|entry| entry.driver);
        let distance_laps = distance(tx, &info, as_of)?;
        Ok(RaceCard { info, distance_laps, entries })
    }
}

/// How far a race is expected to go.
fn distance(tx: &Tx<'_>, info: &RaceInfo, as_of: Timestamp) -> Result<u32, ReadError> {
    if let Some(laps) = info.scheduled_laps {
        return Ok(laps);
    }
    if let Some(laps) = reference_distance(tx, info)? {
        return Ok(laps);
    }
    let question = params! {
        layout: info.layout.as_str(), series: info.series.key(), race: info.key.as_str(), asOf: asked_at(as_of),
    };
    let mut earlier = Vec::new();
    for row in tx.run(&statement::EARLIER_DISTANCES, question)?.readers() {
        earlier.extend(row.int_opt::<u32>("laps")?);
    }
    usual_distance(&earlier)
        .ok_or_else(|| ReadError::NoDistance { race: info.key.to_string(), as_of: as_of.to_string() })
}

/// Scheduled laps of the reference. Its list is in the order of the season's points races there; a
/// season without an exhibition or a missing race is matched by place in the graph's own order.
fn reference_distance(tx: &Tx<'_>, info: &RaceInfo) -> Result<Option<u32>, ReadError> {
    let laps = TrackReference::builtin().scheduled_laps_all(&info.layout, info.series, info.date.year());
    let Some(first) = laps.first() else { return Ok(None) };
    if info.exhibition {
        return Ok(None);
    }
    if laps.iter().all(|other| other == first) {
        return Ok(Some(*first));
    }
    let season = params! { layout: info.layout.as_str(), series: info.series.key(), year: info.date.year() };
    let rows = tx.run(&statement::SEASON_RACES_THERE, season)?;
    let place = rows.readers().position(|row| row.text("race").is_ok_and(|race| race == info.key.as_str()));
    Ok(place.and_then(|place| laps.get(place)).copied())
}
