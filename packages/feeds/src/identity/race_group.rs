//! Rows by the race group in which their races are decided.

use super::stated::{Stated, Supersedes};
use crate::entries::EntryRow;
use crate::file_record::Issue;
use crate::race_logs::LogRow;
use crate::results::ResultRow;
use crate::teams::TeamRow;
use crate::weekend::WeekendRow;
use domain::evidence::ClaimState;
use domain::facts::RaceGroupKey;
use domain::ids::{ClaimId, SnapshotId};
use domain::tracks::TrackReference;
use std::collections::BTreeMap;

/// Every row known of one race group.
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
    /// When the files of entry lists were issued; a file without an issue is of no certain moment.
    pub issues: BTreeMap<SnapshotId, Vec<Issue>>,
    /// Which file gives way to which; pairs of other files do no harm.
    pub supersedes: Vec<Supersedes>,
    /// What was decided of claims; those of other race groups do no harm.
    pub decisions: BTreeMap<ClaimId, ClaimState>,
}

/// A row of a file, as far as joining it to races goes: the race groups it touches, and where it waits there.
pub trait Row: Clone + Send + Sync + 'static {
    /// The race groups in which this row may describe a race.
    fn race_groups(&self, tracks: &TrackReference) -> Vec<RaceGroupKey>;

    /// The rows of this type in a race group.
    fn of(group: &mut RaceGroupRows) -> &mut Vec<Stated<Self>>;
}

/// A row that names series, layout and date of its race touches one race group.
macro_rules! row_of_one_group {
    ($($row:ty => $field:ident),*) => {$(
        impl $row {
            /// The race group in which this row's race is decided.
            pub fn race_group(&self) -> RaceGroupKey {
                let layout = self.place.layout.clone();
                RaceGroupKey { series: self.series, layout, season: self.date.year() }
            }
        }

        impl Row for $row {
            fn race_groups(&self, _: &TrackReference) -> Vec<RaceGroupKey> {
                vec![self.race_group()]
            }

            fn of(group: &mut RaceGroupRows) -> &mut Vec<Stated<Self>> {
                &mut group.$field
            }
        }
    )*};
}

row_of_one_group!(LogRow => logs, EntryRow => entries, ResultRow => results, WeekendRow => weekend);

impl Row for TeamRow {
    /// All race groups of the row's season, on every layout of it.
    fn race_groups(&self, tracks: &TrackReference) -> Vec<RaceGroupKey> {
        let (series, season) = (self.series, self.season);
        let layouts = tracks.layouts().filter(|layout| layout.is_of(season));
        layouts.map(|layout| RaceGroupKey { series, layout: layout.key.clone(), season }).collect()
    }

    fn of(group: &mut RaceGroupRows) -> &mut Vec<Stated<Self>> {
        &mut group.teams
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
            issues: BTreeMap::new(),
            supersedes: Vec::new(),
            decisions: BTreeMap::new(),
        }
    }
}

/// Rows of all kinds and race groups.
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

/// Sorts rows into their race groups, in key order. Rows of teams go to every race group of their season that the layouts
/// of `tracks` can make.
pub fn race_groups(rows: RawRows, tracks: &TrackReference, supersedes: &[Supersedes]) -> Vec<RaceGroupRows> {
    let mut found = BTreeMap::new();
    sort_in(rows.logs, tracks, &mut found);
    sort_in(rows.entries, tracks, &mut found);
    sort_in(rows.results, tracks, &mut found);
    sort_in(rows.weekend, tracks, &mut found);
    sort_in(rows.teams, tracks, &mut found);
    let mut found: Vec<RaceGroupRows> = found.into_values().collect();
    found.iter_mut().for_each(|race_group| race_group.supersedes = supersedes.to_vec());
    found
}

fn sort_in<R: Row>(
    rows: Vec<Stated<R>>,
    tracks: &TrackReference,
    found: &mut BTreeMap<RaceGroupKey, RaceGroupRows>,
) {
    for stated in rows {
        for key in stated.row.race_groups(tracks) {
            let group = found.entry(key.clone()).or_insert_with(|| RaceGroupRows::of(key));
            R::of(group).push(stated.clone());
        }
    }
}
