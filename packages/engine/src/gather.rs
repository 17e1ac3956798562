//! Rows of several files, gathered by race group.

use crate::sidecar::FileKind;
use domain::facts::RaceGroupKey;
use domain::ids::SnapshotId;
use domain::tracks::TrackReference;
use feeds::complaint::Complaint;
use feeds::entries::{self, EntryRow};
use feeds::identity::{RaceGroupRows, Stated, Supersedes};
use feeds::race_logs::{self, LogRow, Parsed};
use feeds::results::{self, ResultRow};
use feeds::source::RawFile;
use feeds::teams::{self, TeamRow};
use feeds::weekend::{Told, WeekendRow, claims, odds, practice};
use graph::SnapshotMeta;
use std::collections::BTreeMap;

/// Rows of one file, by its kind.
pub(crate) enum Rows {
    RaceLogs(Vec<LogRow>),
    Entries(Vec<EntryRow>),
    Results(Vec<ResultRow>),
    Teams(Vec<TeamRow>),
    Weekend(Vec<WeekendRow>),
}

/// A parsed file, whatever its kind.
pub(crate) struct ParsedFile {
    pub rows: Rows,
    pub complaints: Vec<Complaint>,
    pub rows_read: u64,
    pub duplicates: u64,
    pub header_ok: bool,
}

impl Rows {
    pub fn parse(kind: FileKind, file: &RawFile, told: &Told) -> ParsedFile {
        let tracks = TrackReference::builtin();
        match kind {
            FileKind::RaceLogs => ParsedFile::of(race_logs::parse(file, tracks), Rows::RaceLogs),
            FileKind::Entries => ParsedFile::of(entries::parse(file, tracks), Rows::Entries),
            FileKind::Results => ParsedFile::of(results::parse(file, tracks), Rows::Results),
            FileKind::Teams => ParsedFile::of(teams::parse(file), Rows::Teams),
            FileKind::Practice => ParsedFile::of(practice::parse(file, tracks, told), Rows::Weekend),
            FileKind::Odds => ParsedFile::of(odds::parse(file, tracks, told), Rows::Weekend),
            FileKind::Claims => ParsedFile::of(claims::parse(file, tracks, told), Rows::Weekend),
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Rows::RaceLogs(rows) => rows.len(),
            Rows::Entries(rows) => rows.len(),
            Rows::Results(rows) => rows.len(),
            Rows::Teams(rows) => rows.len(),
            Rows::Weekend(rows) => rows.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The race groups the rows speak of, sorted.
    pub fn race_groups(&self) -> Vec<RaceGroupKey> {
        let mut keys: Vec<RaceGroupKey> = match self {
            Rows::RaceLogs(rows) => rows.iter().map(LogRow::race_group).collect(),
            Rows::Entries(rows) => rows.iter().map(EntryRow::race_group).collect(),
            Rows::Results(rows) => rows.iter().map(ResultRow::race_group).collect(),
            Rows::Weekend(rows) => rows.iter().map(WeekendRow::race_group).collect(),
            Rows::Teams(rows) => {
                let seasons: BTreeMap<_, &TeamRow> =
                    rows.iter().map(|row| ((row.series, row.season), row)).collect();
                seasons.values().flat_map(|row| row.race_groups(TrackReference::builtin())).collect()
            }
        };
        keys.sort();
        keys.dedup();
        keys
    }
}

impl ParsedFile {
    fn of<T>(parsed: Parsed<T>, rows: impl FnOnce(Vec<T>) -> Rows) -> Self {
        Self {
            rows: rows(parsed.rows),
            complaints: parsed.complaints,
            rows_read: parsed.rows_read,
            duplicates: parsed.duplicates,
            header_ok: parsed.header_ok,
        }
    }
}

/// The rows known of some race groups.
pub(crate) struct Gathered {
    race_groups: BTreeMap<RaceGroupKey, RaceGroupRows>,
}

impl Gathered {
    /// Nothing yet of the race groups `keys`; rows of others will be left aside.
    pub fn of(keys: &[RaceGroupKey]) -> Self {
        Self { race_groups: keys.iter().map(|key| (key.clone(), RaceGroupRows::of(key.clone()))).collect() }
    }

    pub fn add(&mut self, snapshot: &SnapshotId, rows: Rows) {
        let stated = || snapshot.clone();
        match rows {
            Rows::RaceLogs(rows) => {
                for row in rows {
                    if let Some(race_group) = self.race_groups.get_mut(&row.race_group()) {
                        race_group.logs.push(Stated { snapshot: stated(), row });
                    }
                }
            }
            Rows::Entries(rows) => {
                for row in rows {
                    if let Some(race_group) = self.race_groups.get_mut(&row.race_group()) {
                        race_group.entries.push(Stated { snapshot: stated(), row });
                    }
                }
            }
            Rows::Results(rows) => {
                for row in rows {
                    if let Some(race_group) = self.race_groups.get_mut(&row.race_group()) {
                        race_group.results.push(Stated { snapshot: stated(), row });
                    }
                }
            }
            Rows::Weekend(rows) => {
                for row in rows {
                    if let Some(race_group) = self.race_groups.get_mut(&row.race_group()) {
                        race_group.weekend.push(Stated { snapshot: stated(), row });
                    }
                }
            }
            Rows::Teams(rows) => {
                for row in rows {
                    for key in row.race_groups(TrackReference::builtin()) {
                        if let Some(race_group) = self.race_groups.get_mut(&key) {
                            race_group.teams.push(Stated { snapshot: stated(), row: row.clone() });
                        }
                    }
                }
            }
        }
    }

    /// Tells every race group which file wins over which.
    pub fn supersede<'a>(&mut self, snapshots: impl Iterator<Item = &'a SnapshotMeta>) {
        let pairs: Vec<Supersedes> = snapshots
            .flat_map(|snapshot| {
                snapshot
                    .supersedes
                    .iter()
                    .map(|older| Supersedes { newer: snapshot.id.clone(), older: older.clone() })
            })
            .collect();
        for race_group in self.race_groups.values_mut() {
            race_group.supersedes.clone_from(&pairs);
        }
    }

    /// The race groups with their rows, by key.
    pub fn race_groups(&self) -> Vec<&RaceGroupRows> {
        self.race_groups.values().collect()
    }
}
