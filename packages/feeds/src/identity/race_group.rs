//! Raw rows by the race_group in which their races are decided.

use super::stated::{Stated, Supersedes};
use crate::entries::EntryRow;
use crate::race_logs::LogRow;
use crate::results::ResultRow;
use crate::teams::TeamRow;
use crate::weekend::WeekendRow;
use domain::facts::RaceGroupKey;
use domain::tracks::TrackReference;
use std::collections::BTreeMap;

/// Every raw row known of one race_group.
#[derive(Clone, Debug, PartialEq)]
pub struct RaceGroupRows {
    /// Series, layout and season that all rows share.
    pub key: RaceGroupKey,
    /// Rows of race logs.
    pub logs: Vec<Stated<LogRow>>,
    /// Rows of entry lists.
    pub entries: Vec<Stated<EntryRow>>,
    /// Rows of official results.
    pub results: Vec<Stated<ResultRow>>,
    /// Rows of files of teams: those of the season.
    pub teams: Vec<Stated<TeamRow>>,
    /// Rows about race weeks: practice, odds, claims.
    pub weekend: Vec<Stated<WeekendRow>>,
    /// Which file gives way to which; pairs of other files do no harm.
    pub supersedes: Vec<Supersedes>,
}

impl LogRow {
    /// The race_group in which this row's race is decided.
    pub fn race_group(&self) -> RaceGroupKey {
        RaceGroupKey { series: self.series, layout: self.place.layout.clone(), season: self.date.year() }
    }
}

impl EntryRow {
    /// The race_group in which this row's race is decided.
    pub fn race_group(&self) -> RaceGroupKey {
        RaceGroupKey { series: self.series, layout: self.place.layout.clone(), season: self.date.year() }
    }
}

impl ResultRow {
    /// The race_group in which this row's race is decided.
    pub fn race_group(&self) -> RaceGroupKey {
        RaceGroupKey { series: self.series, layout: self.place.layout.clone(), season: self.date.year() }
    }
}

impl WeekendRow {
    /// The race_group in which this row's race is decided.
    pub fn race_group(&self) -> RaceGroupKey {
        RaceGroupKey { series: self.series, layout: self.place.layout.clone(), season: self.date.year() }
    }
}

impl TeamRow {
    /// The race_groups in which this row may speak of a race: all of its season, on every layout of it.
    pub fn race_groups<'t>(
        &self,
        tracks: &'t TrackReference,
    ) -> impl Iterator<Item = RaceGroupKey> + use<'t> {
        let (series, season) = (self.series, self.season);
        let layouts = tracks.layouts().filter(move |layout| layout.is_of(season));
        layouts.map(move |layout| RaceGroupKey { series, layout: layout.key.clone(), season })
    }
}

impl RaceGroupRows {
    /// No rows yet.
    pub fn of(key: RaceGroupKey) -> Self {
        Self {
            key,
            logs: Vec::new(),
            entries: Vec::new(),
            results: Vec::new(),
            teams: Vec::new(),
            weekend: Vec::new(),
            supersedes: Vec::new(),
        }
    }
}

/// Rows of all kinds, whatever their race_groups.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawRows {
    /// Rows of race logs.
    pub logs: Vec<Stated<LogRow>>,
    /// Rows of entry lists.
    pub entries: Vec<Stated<EntryRow>>,
    /// Rows of official results.
    pub results: Vec<Stated<ResultRow>>,
    /// Rows of files of teams.
    pub teams: Vec<Stated<TeamRow>>,
    /// Rows about race weeks.
    pub weekend: Vec<Stated<WeekendRow>>,
}

/// Sorts rows into their race_groups, in key order. Rows of teams go to every race_group of their season that the layouts
/// of `tracks` can make.
pub fn race_groups(rows: RawRows, tracks: &TrackReference, supersedes: &[Supersedes]) -> Vec<RaceGroupRows> {
    let mut found: BTreeMap<RaceGroupKey, RaceGroupRows> = BTreeMap::new();
    for stated in rows.logs {
        of(&mut found, stated.row.race_group()).logs.push(stated);
    }
    for stated in rows.entries {
        of(&mut found, stated.row.race_group()).entries.push(stated);
    }
    for stated in rows.results {
        of(&mut found, stated.row.race_group()).results.push(stated);
    }
    for stated in rows.weekend {
        of(&mut found, stated.row.race_group()).weekend.push(stated);
    }
    for stated in rows.teams {
        for key in stated.row.race_groups(tracks) {
            of(&mut found, key).teams.push(stated.clone());
        }
    }
    let mut found: Vec<RaceGroupRows> = found.into_values().collect();
    found.iter_mut().for_each(|race_group| race_group.supersedes = supersedes.to_vec());
    found
}

fn of(found: &mut BTreeMap<RaceGroupKey, RaceGroupRows>, key: RaceGroupKey) -> &mut RaceGroupRows {
    found.entry(key.clone()).or_insert_with(|| RaceGroupRows::of(key))
}
