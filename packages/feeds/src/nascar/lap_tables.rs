//! Laps, cautions and leaders of a race as tables of their kinds of file.

use super::lap_times::LapTimes;
use super::tables::{Table, Writer, text};
use super::weekend::Weekend;
use crate::archive::ArchiveKind;
use domain::ids::DriverId;

/// Every lap, by lap and place.
pub fn laps(race_id: u32, laps: &LapTimes) -> Option<Table> {
    let mut rows: Vec<(u32, u32, &str, DriverId, Option<f64>)> = laps
        .cars
        .iter()
        .flat_map(|car| car.laps.iter().map(|lap| (lap.number, lap.place, &*car.car, car.driver, lap.time)))
        .collect();
    rows.sort_by(|a, b| (a.0, a.1, a.2).cmp(&(b.0, b.1, b.2)));
    let mut writer = Writer::new(ArchiveKind::Laps.columns().0);
    for (lap, place, car, driver, time) in rows {
        // Timing gives thousandths of a second.
        let millis = time.map(|time| (time * 1000.0).round() as i64);
        writer.row(&[
            race_id.to_string(),
            lap.to_string(),
            place.to_string(),
            car.to_owned(),
            driver.to_string(),
            text(millis),
        ]);
    }
    writer.done(ArchiveKind::Laps.name(), Vec::new())
}

/// The cautions of a race.
pub fn cautions(week: &Weekend) -> Option<Table> {
    let mut writer = Writer::new(ArchiveKind::Cautions.columns().0);
    for caution in &week.cautions {
        writer.row(&[
            week.setting.race_id.to_string(),
            caution.from.to_string(),
            caution.to.to_string(),
            text(caution.reason.as_ref()),
            String::new(),
            text(caution.beneficiary.as_ref()),
            "2".to_owned(),
        ]);
    }
    writer.done(ArchiveKind::Cautions.name(), Vec::new())
}

/// Who led the race from lap to lap.
pub fn leaders(week: &Weekend) -> Option<Table> {
    let driver = |car: &str| week.cars.iter().find(|result| result.car.as_deref() == Some(car));
    let mut writer = Writer::new(ArchiveKind::Leaders.columns().0);
    for lead in &week.leaders {
        writer.row(&[
            week.setting.race_id.to_string(),
            lead.from.to_string(),
            lead.to.to_string(),
            lead.car.clone(),
            text(driver(&lead.car).map(|car| car.driver)),
        ]);
    }
    writer.done(ArchiveKind::Leaders.name(), Vec::new())
}
