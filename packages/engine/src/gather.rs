//! Rows of several files, gathered by neighbourhood.

use crate::sidecar::FileKind;
use domain::facts::ClusterKey;
use domain::ids::SnapshotId;
use domain::tracks::TrackReference;
use feeds::complaint::Complaint;
use feeds::entries::{self, EntryRow};
use feeds::identity::{ClusterRows, Stated, Supersedes};
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

    /// The neighbourhoods the rows speak of, sorted.
    pub fn clusters(&self) -> Vec<ClusterKey> {
        let mut keys: Vec<ClusterKey> = match self {
            Rows::RaceLogs(rows) => rows.iter().map(LogRow::cluster).collect(),
            Rows::Entries(rows) => rows.iter().map(EntryRow::cluster).collect(),
            Rows::Results(rows) => rows.iter().map(ResultRow::cluster).collect(),
            Rows::Weekend(rows) => rows.iter().map(WeekendRow::cluster).collect(),
            Rows::Teams(rows) => {
                let seasons: BTreeMap<_, &TeamRow> =
                    rows.iter().map(|row| ((row.series, row.season), row)).collect();
                seasons.values().flat_map(|row| row.clusters(TrackReference::builtin())).collect()
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

/// The rows known of some neighbourhoods.
pub(crate) struct Gathered {
    clusters: BTreeMap<ClusterKey, ClusterRows>,
}

impl Gathered {
    /// Nothing yet of the neighbourhoods `keys`; rows of others will be left aside.
    pub fn of(keys: &[ClusterKey]) -> Self {
        Self { clusters: keys.iter().map(|key| (key.clone(), ClusterRows::of(key.clone()))).collect() }
    }

    pub fn add(&mut self, snapshot: &SnapshotId, rows: Rows) {
        let stated = || snapshot.clone();
        match rows {
            Rows::RaceLogs(rows) => {
                for row in rows {
                    if let Some(cluster) = self.clusters.get_mut(&row.cluster()) {
                        cluster.logs.push(Stated { snapshot: stated(), row });
                    }
                }
            }
            Rows::Entries(rows) => {
                for row in rows {
                    if let Some(cluster) = self.clusters.get_mut(&row.cluster()) {
                        cluster.entries.push(Stated { snapshot: stated(), row });
                    }
                }
            }
            Rows::Results(rows) => {
                for row in rows {
                    if let Some(cluster) = self.clusters.get_mut(&row.cluster()) {
                        cluster.results.push(Stated { snapshot: stated(), row });
                    }
                }
            }
            Rows::Weekend(rows) => {
                for row in rows {
                    if let Some(cluster) = self.clusters.get_mut(&row.cluster()) {
                        cluster.weekend.push(Stated { snapshot: stated(), row });
                    }
                }
            }
            Rows::Teams(rows) => {
                for row in rows {
                    for key in row.clusters(TrackReference::builtin()) {
                        if let Some(cluster) = self.clusters.get_mut(&key) {
                            cluster.teams.push(Stated { snapshot: stated(), row: row.clone() });
                        }
                    }
                }
            }
        }
    }

    /// Tells every neighbourhood which file wins over which.
    pub fn supersede<'a>(&mut self, snapshots: impl Iterator<Item = &'a SnapshotMeta>) {
        let pairs: Vec<Supersedes> = snapshots
            .flat_map(|snapshot| {
                snapshot
                    .supersedes
                    .iter()
                    .map(|older| Supersedes { newer: snapshot.id.clone(), older: older.clone() })
            })
            .collect();
        for cluster in self.clusters.values_mut() {
            cluster.supersedes.clone_from(&pairs);
        }
    }

    /// The neighbourhoods with their rows, by key.
    pub fn clusters(&self) -> Vec<&ClusterRows> {
        self.clusters.values().collect()
    }
}
