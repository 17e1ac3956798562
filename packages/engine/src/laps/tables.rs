//! The tables of a race as columns, and as values again.

use super::{LapFiles, TableIndex};
use crate::error::EngineError;
use columns::ColumnsError;
use columns::table::{Column, Table, Values};
use domain::ids::DriverId;
use feeds::archive::{ArchiveKind, Cells, RaceTable};
use ratings::lap_pace::{Caution, Lap, RaceLaps, Stop};

/// The columns of a race's table.
pub(super) fn to_columns(kind: ArchiveKind, table: RaceTable) -> Table {
    let names = kind.columns().0.iter().skip(1);
    let column = |(name, cells): (&&str, Cells)| match cells {
        Cells::Whole(values) => Column::new(name, Values::Int64(values)),
        Cells::Text(values) => Column::new(name, Values::Text(values)),
    };
    Table { columns: names.zip(table.columns).map(column).collect() }
}

/// A lap of a car.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LapRow {
    /// Lap; 0 is the grid.
    pub lap: u32,
    /// Running position at its end.
    pub place: u32,
    /// Car number.
    pub car: String,
    /// Driver.
    pub driver: Option<DriverId>,
    /// Lap time in milliseconds, where measured.
    pub millis: Option<u32>,
}

/// A pit stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StopRow {
    /// The car's own lap.
    pub lap: u32,
    /// Car number.
    pub car: String,
    /// Driver.
    pub driver: Option<DriverId>,
    /// Places before and after, where noted.
    pub places: Option<(u32, u32)>,
}

/// Who led from lap to lap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LeadRow {
    /// First lap; 0 is the pole.
    pub from: u32,
    /// Last lap.
    pub to: u32,
    /// Car number.
    pub car: String,
}

/// A place in a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StageRow {
    /// Number of the stage, from 1.
    pub stage: u32,
    /// Place.
    pub place: u32,
    /// Car number.
    pub car: String,
    /// Points.
    pub points: u32,
}

/// What the tables state about a race.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Tables {
    /// Laps by lap and place.
    pub laps: Vec<LapRow>,
    /// Cautions; none where no file says which there were.
    pub cautions: Option<Vec<Caution>>,
    /// Pit stops; none where no file lists them.
    pub stops: Option<Vec<StopRow>>,
    /// Leaders; none where no file lists them.
    pub leaders: Option<Vec<LeadRow>>,
    /// Stages; none where no file lists them.
    pub stages: Option<Vec<StageRow>>,
}

impl Tables {
    /// The tables of a race; none without laps.
    pub fn read(files: &LapFiles, index: &TableIndex, race: u32) -> Result<Option<Self>, EngineError> {
        let rows = |kind| -> Result<Option<Rows>, EngineError> {
            Ok(files.table(index, kind, race)?.map(|table| Rows { kind, race, table }))
        };
        let Some(laps) = rows(ArchiveKind::Laps)? else { return Ok(None) };
        let laps = laps.laps()?;
        let last = laps.iter().map(|lap| lap.lap).max().unwrap_or(0);
        let cautions = match rows(ArchiveKind::Cautions)? {
            Some(rows) => Some(rows.cautions(last)?),
            None => index.covers(ArchiveKind::Cautions, race).then(Vec::new),
        };
        Ok(Some(Self {
            laps,
            cautions,
            stops: rows(ArchiveKind::Pits)?.map(|rows| rows.stops()).transpose()?,
            leaders: rows(ArchiveKind::Leaders)?.map(|rows| rows.leaders()).transpose()?,
            stages: rows(ArchiveKind::Stages)?.map(|rows| rows.stages()).transpose()?,
        }))
    }

    /// What pace is computed from; none where the cautions are not known.
    pub fn race_laps(&self) -> Option<RaceLaps> {
        let lap = |row: &LapRow| {
            let seconds = row.millis.map(|millis| f64::from(millis) / 1000.0);
            Some(Lap { driver: row.driver?, lap: row.lap, seconds })
        };
        let stop = |row: &StopRow| Some(Stop { driver: row.driver?, lap: row.lap });
        Some(RaceLaps {
            laps: self.laps.iter().filter_map(lap).collect(),
            cautions: self.cautions.clone()?,
            stops: self.stops.as_ref().map(|stops| stops.iter().filter_map(stop).collect()),
        })
    }

    /// The last lap.
    pub fn last_lap(&self) -> u32 {
        self.laps.iter().map(|lap| lap.lap).max().unwrap_or(0)
    }
}

/// A table and whose it is.
struct Rows {
    kind: ArchiveKind,
    race: u32,
    table: Table,
}

impl Rows {
    fn missing(&self, column: &'static str, expected: &'static str) -> EngineError {
        let file = format!("{} of race {}", self.kind.name(), self.race);
        ColumnsError::NoColumn { file, column, expected }.into()
    }

    /// Whole numbers that lie in `u32`, where there are any.
    fn numbers(&self, column: &'static str) -> Result<Vec<Option<u32>>, EngineError> {
        let Some(Values::Int64(values)) = self.table.column(column) else {
            return Err(self.missing(column, "whole numbers"));
        };
        Ok(values.iter().map(|value| value.and_then(|value| u32::try_from(value).ok())).collect())
    }

    /// Whole numbers that every row has.
    fn every(&self, column: &'static str) -> Result<Vec<u32>, EngineError> {
        let numbers: Option<Vec<u32>> = self.numbers(column)?.into_iter().collect();
        numbers.ok_or_else(|| self.missing(column, "a whole number in every row"))
    }

    fn texts(&self, column: &'static str) -> Result<Vec<String>, EngineError> {
        let Some(Values::Text(values)) = self.table.column(column) else {
            return Err(self.missing(column, "text"));
        };
        Ok(values.iter().map(|value| value.clone().unwrap_or_default()).collect())
    }

    fn drivers(&self) -> Result<Vec<Option<DriverId>>, EngineError> {
        Ok(self.numbers("driver_id")?.into_iter().map(|id| id.map(DriverId)).collect())
    }

    fn laps(&self) -> Result<Vec<LapRow>, EngineError> {
        let (laps, places, cars) = (self.every("lap")?, self.every("pos")?, self.texts("car")?);
        let (drivers, millis) = (self.drivers()?, self.numbers("ms")?);
        let mut rows: Vec<LapRow> = laps
            .into_iter()
            .zip(places)
            .zip(cars)
            .zip(drivers.into_iter().zip(millis))
            .map(|(((lap, place), car), (driver, millis))| LapRow { lap, place, car, driver, millis })
            .collect();
        rows.sort_by(|a, b| (a.lap, a.place, &a.car).cmp(&(b.lap, b.place, &b.car)));
        Ok(rows)
    }

    fn cautions(&self, last: u32) -> Result<Vec<Caution>, EngineError> {
        let ends = self.numbers("end_lap")?.into_iter();
        let caution = |(start_lap, end): (u32, Option<u32>)| Caution {
            start_lap,
            end_lap: end.unwrap_or(last.max(start_lap)),
        };
        Ok(self.every("start_lap")?.into_iter().zip(ends).map(caution).collect())
    }

    fn stops(&self) -> Result<Vec<StopRow>, EngineError> {
        let (laps, cars, drivers) = (self.every("lap")?, self.texts("car")?, self.drivers()?);
        let ranks = self.numbers("rank_in")?.into_iter().zip(self.numbers("rank_out")?);
        // A rank of 0 was not noted.
        let places =
            ranks.map(|(before, after)| Some((before.filter(|&b| b > 0)?, after.filter(|&a| a > 0)?)));
        Ok(laps
            .into_iter()
            .zip(cars)
            .zip(drivers.into_iter().zip(places))
            .map(|((lap, car), (driver, places))| StopRow { lap, car, driver, places })
            .collect())
    }

    fn leaders(&self) -> Result<Vec<LeadRow>, EngineError> {
        let (from, to, cars) = (self.every("start_lap")?, self.every("end_lap")?, self.texts("car")?);
        let rows = from.into_iter().zip(to).zip(cars);
        Ok(rows.map(|((from, to), car)| LeadRow { from, to, car }).collect())
    }

    fn stages(&self) -> Result<Vec<StageRow>, EngineError> {
        let (stages, places, cars) = (self.every("stage")?, self.every("position")?, self.texts("car")?);
        let points = self.numbers("stage_points")?;
        let rows = stages.into_iter().zip(places).zip(cars.into_iter().zip(points));
        Ok(rows
            .map(|((stage, place), (car, points))| StageRow {
                stage,
                place,
                car,
                points: points.unwrap_or(0),
            })
            .collect())
    }
}
