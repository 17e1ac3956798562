//! A race to project, as it was known at a moment.

use crate::error::ReadError;
use crate::history::{END_OF_TIME, Listed, entry, race_info};
use crate::statement;
use crate::store::Tx;
use crate::value::{asked_at, params};
use crate::view::View;
use domain::entry_list::{EntryList, GoneEntry, HeldEntry, gone, in_force};
use domain::ids::{DriverId, RaceKey};
use domain::race::{Entry, RaceCard, RaceInfo, usual_distance};
use domain::tracks::TrackReference;
use jiff::{SignedDuration, Timestamp};

/// How long before its lock the entries of a race are taken as known where no file says since when they were.
const RACE_WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A race to project and what is to be said of its entry list.
#[derive(Clone, Debug, PartialEq)]
pub struct RaceWeek {
    /// The race and its entries.
    pub card: RaceCard,
    /// Drivers on the list whose rows are held back.
    pub held: Vec<HeldEntry>,
    /// Drivers of earlier lists who are not on this one.
    pub gone: Vec<GoneEntry>,
    /// Whether the entries are those of the lock, taken as known in the week before it.
    pub is_assumed: bool,
}

/// The field at a moment.
struct Field {
    entries: Vec<Entry>,
    is_assumed: bool,
}

impl View<'_> {
    /// The entry list of `race` as known at `as_of`, as [`View::race_week`] gives it.
    ///
    /// # Errors
    /// As there.
    pub fn race_card(&self, race: &RaceKey, as_of: Timestamp) -> Result<RaceCard, ReadError> {
        Ok(self.race_week(race, as_of)?.card)
    }

    /// The race as known at `as_of`: before its lock the entry list in force then, and no start before the grid was
    /// known. Where no file says when the entries were known, those of the lock are taken in the week before it,
    /// without a grid.
    ///
    /// The distance is the scheduled laps if a feed gave them, else those of the reference for the
    /// layout, series and season, else the most common earlier distance there (ties: the latest);
    /// never the race's own laps.
    ///
    /// # Errors
    /// [`ReadError::UnknownRace`] where the race was not announced then, [`ReadError::NoDistance`]
    /// where nothing says how far it goes.
    pub fn race_week(&self, race: &RaceKey, as_of: Timestamp) -> Result<RaceWeek, ReadError> {
        let tx = &self.tx;
        let unknown = || ReadError::UnknownRace { text: race.to_string(), suggestions: Vec::new() };
        let ever = params! { race: race.as_str(), asOf: END_OF_TIME };
        let settings = tx.run(&statement::RACE_SETTING, ever)?;
        let row = settings.readers().next().ok_or_else(unknown)?;
        let info = race_info(row)?;
        let announced_at: Timestamp = row.nested("race")?.parsed("knownAt")?;
        let mut versions = crate::list_text::read(tx, Some(race))?.remove(race.as_str()).unwrap_or_default();
        let field = match field(tx, &info, &versions, announced_at, as_of)? {
            Some(mut field) => {
                field.entries.sort_by_key(|entry| entry.driver);
                field
            }
            None => return Err(unknown()),
        };
        let last = if field.is_assumed { info.lock_at } else { as_of };
        versions.truncate(in_force(&versions, last).map_or(0, |at| at + 1));
        let entered = |driver: DriverId| field.entries.iter().any(|entry| entry.driver == driver);
        let mut gone = gone(&versions);
        gone.retain(|gone| !entered(gone.driver));
        let mut held = versions.pop().map(|list| list.held).unwrap_or_default();
        held.retain(|held| !entered(held.driver));
        let distance_laps = distance(tx, &info, as_of)?;
        let card = RaceCard { info, distance_laps, entries: field.entries };
        Ok(RaceWeek { card, held, gone, is_assumed: field.is_assumed })
    }
}

/// The field as known at `as_of`; none where the race was not announced then.
fn field(
    tx: &Tx<'_>,
    info: &RaceInfo,
    versions: &[EntryList],
    announced_at: Timestamp,
    as_of: Timestamp,
) -> Result<Option<Field>, ReadError> {
    if as_of < info.lock_at
        && let Some(at) = in_force(versions, as_of)
    {
        return Ok(Some(Field { entries: versions[at].entries.clone(), is_assumed: false }));
    }
    let entered = if announced_at <= as_of { entered(tx, &info.key, as_of)? } else { Vec::new() };
    let is_assumed = entered.is_empty()
        && as_of < info.lock_at
        && announced_at >= info.lock_at
        && info.lock_at.duration_since(as_of) <= RACE_WEEK
        && versions.iter().all(|version| version.stated_at.is_none());
    if is_assumed {
        let mut entries = self::entered(tx, &info.key, info.lock_at)?;
        entries.iter_mut().for_each(|entry| entry.start = None);
        return Ok(Some(Field { entries, is_assumed }));
    }
    Ok((announced_at <= as_of).then_some(Field { entries: entered, is_assumed }))
}

/// The entries of the race as known at `as_of`.
fn entered(tx: &Tx<'_>, race: &RaceKey, as_of: Timestamp) -> Result<Vec<Entry>, ReadError> {
    let question = || params! { race: race.as_str(), asOf: asked_at(as_of) };
    let listed = Listed::of_race(tx, &question)?;
    let rows = tx.run(&statement::RACE_LIST, question())?;
    rows.readers()
        .map(|row| entry(row.text("key")?, row.text("driverName")?, row.int_opt("start")?, &listed))
        .collect()
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
