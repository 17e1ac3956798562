//! Keys of nodes, built and taken apart.

use crate::error::ReadError;
use crate::value::Value;
use domain::facts::{Part, Quarantine, RaceGroupKey};
use domain::ids::{DriverId, LayoutKey, RaceKey};
use domain::season::Season;

pub(crate) fn driver_key(driver: DriverId) -> String {
    driver.to_string()
}

pub(crate) fn entry_key(race: &RaceKey, driver: DriverId) -> String {
    format!("{race}/{driver}")
}

pub(crate) fn season_key(race_group: &RaceGroupKey) -> String {
    Season { series: race_group.series, year: race_group.season }.to_string()
}

pub(crate) fn part_key(part: &Part) -> String {
    format!("{}|{}", part.snapshot, part.group)
}

/// Keys of quarantines: `<group>|<rule>`, numbered from the second of a group and rule on.
pub(crate) fn quarantine_keys(quarantines: &[Quarantine]) -> Vec<String> {
    let mut sorted: Vec<&Quarantine> = quarantines.iter().collect();
    sorted.sort();
    let key = |quarantine: &Quarantine| {
        let alike = |other: &&&Quarantine| other.group == quarantine.group && other.rule == quarantine.rule;
        let earlier = sorted.iter().filter(alike).take_while(|other| **other != quarantine).count();
        let stem = format!("{}|{}", quarantine.group, quarantine.rule);
        if earlier == 0 { stem } else { format!("{stem}|{}", earlier + 1) }
    };
    quarantines.iter().map(key).collect()
}

/// Race and driver of an entry from its key, `<race>/<driver id>`.
pub(crate) fn split_entry_key(key: &str) -> Result<(&str, DriverId), ReadError> {
    let parts = key.rsplit_once('/').and_then(|(race, driver)| Some((race, DriverId(driver.parse().ok()?))));
    parts.ok_or_else(|| ReadError::Unexpected {
        column: "key".to_owned(),
        expected: "<race>/<driver id>".to_owned(),
        found: key.to_owned(),
    })
}

/// A race group from `cup|phoenix|2025`.
pub(crate) fn race_group_key(text: &str) -> Result<RaceGroupKey, ReadError> {
    let parse = || {
        let (series, rest) = text.split_once('|')?;
        let (layout, season) = rest.rsplit_once('|')?;
        Some(RaceGroupKey {
            series: series.parse().ok()?,
            layout: LayoutKey::from(layout),
            season: season.parse().ok()?,
        })
    };
    parse().ok_or_else(|| ReadError::Unexpected {
        column: "raceGroup".to_owned(),
        expected: "series|layout|season".to_owned(),
        found: Value::from(text).to_json().to_string(),
    })
}
