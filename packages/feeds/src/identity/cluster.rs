//! Raw rows by the cluster in which their races are decided.

use super::stated::{Stated, Supersedes};
use crate::entries::EntryRow;
use crate::race_logs::LogRow;
use crate::results::ResultRow;
use crate::teams::TeamRow;
use crate::weekend::WeekendRow;
use domain::facts::ClusterKey;
use domain::tracks::TrackReference;
use std::collections::BTreeMap;

/// Every raw row known of one cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct ClusterRows {
    /// Series, layout and season that all rows share.
    pub key: ClusterKey,
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
    /// The cluster in which this row's race is decided.
    pub fn cluster(&self) -> ClusterKey {
        ClusterKey { series: self.series, layout: self.place.layout.clone(), season: self.date.year() }
    }
}

impl EntryRow {
    /// The cluster in which this row's race is decided.
    pub fn cluster(&self) -> ClusterKey {
        ClusterKey { series: self.series, layout: self.place.layout.clone(), season: self.date.year() }
    }
}

impl ResultRow {
    /// The cluster in which this row's race is decided.
    pub fn cluster(&self) -> ClusterKey {
        ClusterKey { series: self.series, layout: self.place.layout.clone(), season: self.date.year() }
    }
}

impl WeekendRow {
    /// The cluster in which this row's race is decided.
    pub fn cluster(&self) -> ClusterKey {
        ClusterKey { series: self.series, layout: self.place.layout.clone(), season: self.date.year() }
    }
}

impl TeamRow {
    /// The clusters in which this row may speak of a race: all of its season, on every layout of it.
    pub fn clusters<'t>(&self, tracks: &'t TrackReference) -> impl Iterator<Item = ClusterKey> + use<'t> {
        let (series, season) = (self.series, self.season);
        let layouts = tracks.layouts().filter(move |layout| layout.is_of(season));
        layouts.map(move |layout| ClusterKey { series, layout: layout.key.clone(), season })
    }
}

impl ClusterRows {
    /// No rows yet.
    pub fn of(key: ClusterKey) -> Self {
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

/// Rows of all kinds, whatever their clusters.
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

/// Sorts rows into their clusters, in key order. Rows of teams go to every cluster of their season that the layouts
/// of `tracks` can make.
pub fn clusters(rows: RawRows, tracks: &TrackReference, supersedes: &[Supersedes]) -> Vec<ClusterRows> {
    let mut found: BTreeMap<ClusterKey, ClusterRows> = BTreeMap::new();
    for stated in rows.logs {
        of(&mut found, stated.row.cluster()).logs.push(stated);
    }
    for stated in rows.entries {
        of(&mut found, stated.row.cluster()).entries.push(stated);
    }
    for stated in rows.results {
        of(&mut found, stated.row.cluster()).results.push(stated);
    }
    for stated in rows.weekend {
        of(&mut found, stated.row.cluster()).weekend.push(stated);
    }
    for stated in rows.teams {
        for key in stated.row.clusters(tracks) {
            of(&mut found, key).teams.push(stated.clone());
        }
    }
    let mut found: Vec<ClusterRows> = found.into_values().collect();
    found.iter_mut().for_each(|cluster| cluster.supersedes = supersedes.to_vec());
    found
}

fn of(found: &mut BTreeMap<ClusterKey, ClusterRows>, key: ClusterKey) -> &mut ClusterRows {
    found.entry(key.clone()).or_insert_with(|| ClusterRows::of(key))
}
