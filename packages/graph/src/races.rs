//! Finding and listing races and drivers.

use crate::error::ReadError;
use crate::history::{END_OF_TIME, race_info};
use crate::statement;
use crate::value::params;
use crate::view::View;
use domain::ids::{DriverId, RaceKey};
use domain::nearest::nearest;
use domain::race::RaceInfo;
use domain::series::Series;
use jiff::Timestamp;
use jiff::civil::Date;

/// Names offered in an error.
const SUGGESTIONS: usize = 3;

/// Which races to list; what is left out does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RaceFilter {
    /// Series.
    pub series: Option<Series>,
    /// Season, the year of the date.
    pub season: Option<i16>,
}

/// A race in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct RaceLine {
    /// The race.
    pub info: RaceInfo,
    /// Name of the race, where known.
    pub name: Option<String>,
    /// Earlier keys and foreign names.
    pub aliases: Vec<String>,
    /// Entries, whenever they became known.
    pub entries: usize,
    /// When the result could be known; absent before the race.
    pub result_known_at: Option<Timestamp>,
    /// The most laps any car completed; absent before the race.
    pub distance_laps: Option<u32>,
}

/// A driver and every entry, latest first.
#[derive(Clone, Debug, PartialEq)]
pub struct DriverCard {
    /// NASCAR's number.
    pub id: DriverId,
    /// Name on the latest race.
    pub name: String,
    /// Entries.
    pub starts: Vec<DriverStart>,
}

/// One entry of a driver.
#[derive(Clone, Debug, PartialEq)]
pub struct DriverStart {
    /// Race.
    pub race: RaceKey,
    /// Name of the race, where known.
    pub race_name: Option<String>,
    /// Series.
    pub series: Series,
    /// Date.
    pub date: Date,
    /// Whether it paid no points.
    pub exhibition: bool,
    /// Grid place.
    pub start: Option<u8>,
    /// Car number as text.
    pub car_number: Option<String>,
    /// Team.
    pub team: Option<String>,
    /// Manufacturer.
    pub make: Option<String>,
    /// On-track finish.
    pub finish: Option<u8>,
    /// Official finish, where official results are known.
    pub finish_official: Option<u8>,
    /// Laps led.
    pub laps_led: Option<u32>,
    /// Driver rating, 0..150.
    pub rating: Option<f64>,
    /// How it ended, in the source's words.
    pub status: Option<String>,
}

impl View<'_> {
    /// The race called `text`: its key, an alias, or NASCAR's number of it.
    ///
    /// # Errors
    /// [`ReadError::UnknownRace`] with the nearest keys, [`ReadError::AmbiguousRace`] where an alias
    /// is that of several.
    pub fn find_race(&self, text: &str) -> Result<RaceKey, ReadError> {
        let wanted = text.trim();
        let nascar = format!("nascar:{wanted}");
        let tx = &self.tx;
        let rows = tx.run(&statement::RACE_NAMES, params! {})?;
        let mut keys = Vec::new();
        let mut found = Vec::new();
        for row in rows.readers() {
            let key = row.text("key")?;
            if key.eq_ignore_ascii_case(wanted) {
                return Ok(key.into());
            }
            let aliases = row.texts("aliases")?;
            if aliases.iter().any(|alias| alias.eq_ignore_ascii_case(wanted) || *alias == nascar) {
                found.push(key.to_owned());
            }
            keys.push(key);
        }
        match found.as_slice() {
            [one] => Ok(one.as_str().into()),
            [] => Err(ReadError::UnknownRace {
                text: wanted.to_owned(),
                suggestions: nearest(wanted, keys, SUGGESTIONS),
            }),
            _ => Err(ReadError::AmbiguousRace { text: wanted.to_owned(), races: found }),
        }
    }

    /// A race by its key, and when its result could be known; none before the race.
    ///
    /// # Errors
    /// [`ReadError::UnknownRace`] where no race has that key.
    pub fn race_info(&self, race: &RaceKey) -> Result<(RaceInfo, Option<Timestamp>), ReadError> {
        let question = params! { race: race.as_str(), asOf: END_OF_TIME };
        let rows = self.tx.run(&statement::RACE_SETTING, question)?;
        let Some(row) = rows.readers().next() else {
            return Err(ReadError::UnknownRace { text: race.to_string(), suggestions: Vec::new() });
        };
        Ok((race_info(row)?, row.nested("race")?.parsed_opt("resultKnownAt")?))
    }

    /// The races that `filter` lets through, by date, series and key.
    ///
    /// # Errors
    /// When the store fails.
    pub fn races(&self, filter: &RaceFilter) -> Result<Vec<RaceLine>, ReadError> {
        let tx = &self.tx;
        let mut lines = Vec::new();
        for row in tx.run(&statement::RACES, params! {})?.readers() {
            let info = race_info(row)?;
            let passes = filter.series.is_none_or(|series| series == info.series)
                && filter.season.is_none_or(|season| season == info.date.year());
            if passes {
                let race = row.nested("race")?;
                lines.push(RaceLine {
                    info,
                    name: race.text_opt("name")?.map(str::to_owned),
                    aliases: race.texts("aliases")?,
                    entries: row.int::<i64>("entries")? as usize,
                    result_known_at: race.parsed_opt("resultKnownAt")?,
                    distance_laps: race.int_opt("distanceLaps")?,
                });
            }
        }
        lines.sort_by(|a, b| {
            (a.info.date, a.info.series, &a.info.key).cmp(&(b.info.date, b.info.series, &b.info.key))
        });
        Ok(lines)
    }

    /// The driver called `text`: NASCAR's number, the name, or a part of it that only one has.
    ///
    /// # Errors
    /// [`ReadError::UnknownDriver`] with the nearest names, [`ReadError::AmbiguousDriver`].
    pub fn find_driver(&self, text: &str) -> Result<DriverId, ReadError> {
        let wanted = text.trim().to_lowercase();
        let tx = &self.tx;
        let rows = tx.run(&statement::DRIVERS, params! {})?;
        let mut all: Vec<(DriverId, &str)> = Vec::with_capacity(rows.rows.len());
        for row in rows.readers() {
            all.push((DriverId(row.int("driverId")?), row.text("name")?));
        }
        let by_id = all.iter().find(|(id, _)| id.to_string() == wanted);
        let exact: Vec<_> = all.iter().filter(|(_, name)| name.to_lowercase() == wanted).collect();
        let partly: Vec<_> = all
            .iter()
            .filter(|(_, name)| !wanted.is_empty() && name.to_lowercase().contains(&wanted))
            .collect();
        let found = if exact.is_empty() { partly } else { exact };
        match (by_id, found.as_slice()) {
            (Some((id, _)), _) | (None, [(id, _)]) => Ok(*id),
            (None, []) => Err(ReadError::UnknownDriver {
                text: text.trim().to_owned(),
                suggestions: nearest(text.trim(), all.iter().map(|(_, name)| *name), SUGGESTIONS),
            }),
            (None, several) => Err(ReadError::AmbiguousDriver {
                text: text.trim().to_owned(),
                drivers: several.iter().map(|(id, name)| format!("{name} ({id})")).collect(),
            }),
        }
    }

    /// A driver by number or name, with every entry.
    ///
    /// # Errors
    /// As [`View::find_driver`].
    pub fn driver(&self, text: &str) -> Result<DriverCard, ReadError> {
        let id = self.find_driver(text)?;
        let tx = &self.tx;
        let rows = tx.run(&statement::DRIVER_RACES, params! { driver: id.0 })?;
        let mut card = DriverCard { id, name: String::new(), starts: Vec::new() };
        for row in rows.readers() {
            card.name = row.text("name")?.to_owned();
            card.starts.push(DriverStart {
                race: row.text("race")?.into(),
                race_name: row.text_opt("raceName")?.map(str::to_owned),
                series: row.parsed("series")?,
                date: row.parsed("date")?,
                exhibition: row.bool("exhibition")?,
                start: row.int_opt("start")?,
                car_number: row.text_opt("carNumber")?.map(str::to_owned),
                team: row.text_opt("team")?.map(str::to_owned),
                make: row.text_opt("make")?.map(str::to_owned),
                finish: row.int_opt("finish")?,
                finish_official: row.int_opt("finishOfficial")?,
                laps_led: row.int_opt("lapsLed")?,
                rating: row.float_opt("rating")?,
                status: row.text_opt("status")?.map(str::to_owned),
            });
        }
        Ok(card)
    }
}
