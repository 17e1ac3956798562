//! Cached rows are the parsed rows, or absent.
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic")]

use domain::facts::RaceGroupKey;
use domain::tracks::TrackReference;
use feeds::context::FileContext;
use feeds::file_record::FileRecord;
use feeds::gather::{FileStore, Gathered};
use feeds::identity::RaceGroupRows;
use feeds::kind::FileKind;
use feeds::source::{self, Limits, RawFile};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const FILES: [(FileKind, &str); 5] = [
    (
        FileKind::Odds,
        "series,race_date,track_name,driver,odds,known_at,book\n\
        Cup,2026-03-08,Phoenix Raceway,Ann Apex,4.5,2026-03-07T12:00:00Z,A Book\n\
        Cup,2026-06-07,Michigan International Speedway,12,7/2,2026-06-06T12:00:00Z,\n",
    ),
    (
        FileKind::Claims,
        "series,race_date,track_name,kind,driver_id,driver_name,value,source,known_at,confidence\n\
        Cup,2026-03-08,Phoenix Raceway,rear-start,1,Ann Apex,true,a page,2026-03-07T15:00:00Z,0.9\n\
        Cup,2026-03-08,Phoenix Raceway,grid,1,Ann Apex,12,a page,2026-03-07T15:00:00Z,\n\
        Cup,2026-03-08,Phoenix Raceway,pace,1,Ann Apex,0.5,a page,2026-03-07T15:00:00Z,\n\
        Cup,2026-03-08,Phoenix Raceway,weather,,,dry,a page,2026-03-07T15:00:00Z,\n",
    ),
    (
        FileKind::Practice,
        "series,race_date,track_name,session,title,driver_id,driver_name,unit,best_lap,run_5,run_10,run_15,run_20,run_25,run_30,known_at\n\
        Cup,2026-03-08,Phoenix Raceway,practice,,1,Ann Apex,s,27.0,27.5,,,,,,\n",
    ),
    (
        FileKind::Teams,
        "series,season,driver_id,driver_name,car_number,team,make,first_race,last_race,races\n\
        Cup,2025,1,Ann Apex,00,Apex Racing,Ford,2025-02-16,2025-11-02,36\n",
    ),
    (
        FileKind::Entries,
        "series,race_date,track_name,driver_id,driver_name,car_number,team,make,start,scheduled_laps,lock_at\n\
        Cup,2026-03-08,Phoenix Raceway,1,Ann Apex,08,Apex Racing,Ford,,312,2026-03-08T19:30:00Z\n",
    ),
];

struct World {
    folder: TempDir,
    files: FileStore,
}

impl World {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let files = FileStore::new(folder.path());
        Self { folder, files }
    }

    fn add(&self, kind: FileKind, text: &str) -> (RawFile, FileRecord) {
        let file = source::read_from(Path::new("file.csv"), text.as_bytes(), &Limits::default()).unwrap();
        self.files.raw.put(&file.bytes).unwrap();
        let record = FileRecord {
            snapshot: file.snapshot.clone(),
            kind,
            file_name: "file.csv".to_owned(),
            fetched_at: "2026-03-08T00:00:00Z".parse().unwrap(),
            supersedes: Vec::new(),
            context: FileContext::default(),
            issues: Vec::new(),
        };
        self.files.records.put(&record).unwrap();
        (file, record)
    }

    fn entry(&self, record: &FileRecord) -> PathBuf {
        let folder = self.folder.path().join("cache/rows").join(record.snapshot.as_str());
        let mut paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let path = paths.next().unwrap();
        assert_eq!(paths.next(), None);
        path
    }

    fn gathered(&self, record: &FileRecord, keys: &[RaceGroupKey]) -> Vec<RaceGroupRows> {
        let mut gathered = Gathered::of(keys);
        self.files.gather(std::slice::from_ref(&record.snapshot), &mut gathered).unwrap();
        gathered.race_groups().into_iter().cloned().collect()
    }
}

fn keys_of(file: &RawFile, kind: FileKind) -> Vec<RaceGroupKey> {
    let tracks = TrackReference::builtin();
    let parsed = kind.parse(file, tracks, &FileContext::default());
    assert_eq!(parsed.complaints.iter().filter(|complaint| complaint.held_back).count(), 0);
    parsed.rows.race_groups(tracks)
}

#[test]
fn rows_of_every_type_come_back_as_they_were_parsed() {
    for (kind, text) in FILES {
        let world = World::new();
        let (file, record) = world.add(kind, text);
        let keys = keys_of(&file, kind);
        let parsed = world.gathered(&record, &keys);
        // The raw copy gone, the rows can only come from the cache.
        world.files.raw.remove(&record.snapshot).unwrap();
        assert_eq!(world.gathered(&record, &keys), parsed, "{kind:?}");
        assert!(parsed.iter().any(|group| *group != RaceGroupRows::of(group.key.clone())), "{kind:?}");
        let one = world.gathered(&record, &keys[..1]);
        assert_eq!(one[0], parsed[0], "{kind:?}");
    }
}

#[test]
fn a_damaged_entry_counts_as_absent_wherever_the_damage_is() {
    let world = World::new();
    let (kind, text) = FILES[0];
    let (file, record) = world.add(kind, text);
    let keys = keys_of(&file, kind);
    let parsed = world.gathered(&record, &keys);
    let path = world.entry(&record);
    let sound = std::fs::read(&path).unwrap();
    for at in 0..sound.len() {
        let mut damaged = sound.clone();
        damaged[at] ^= 0x10;
        std::fs::write(&path, &damaged).unwrap();
        assert!(world.files.cache.get(&record, &keys.iter().cloned().collect()).is_none(), "byte {at}");
    }
    for length in 0..sound.len() {
        std::fs::write(&path, &sound[..length]).unwrap();
        assert!(world.files.cache.get(&record, &keys.iter().cloned().collect()).is_none(), "{length} bytes");
    }
    // Parsed again, and whole again.
    assert_eq!(world.gathered(&record, &keys), parsed);
    assert_eq!(std::fs::read(&path).unwrap(), sound);
}

#[test]
fn an_entry_counts_for_its_context_alone_and_a_file_has_one() {
    let world = World::new();
    let (kind, text) = FILES[2];
    let (file, record) = world.add(kind, text);
    let keys = keys_of(&file, kind);
    world.gathered(&record, &keys);
    let known_at = Some("2026-03-06T22:00:00Z".parse().unwrap());
    let dated = FileRecord { context: FileContext { known_at, ..FileContext::default() }, ..record.clone() };
    let wanted = keys.iter().cloned().collect();
    assert!(world.files.cache.get(&record, &wanted).is_some());
    assert!(world.files.cache.get(&dated, &wanted).is_none());
    world.files.records.put(&dated).unwrap();
    assert_eq!(world.gathered(&dated, &keys)[0].weekend[0].row.known_at, known_at);
    world.entry(&dated);
    assert!(world.files.cache.get(&record, &wanted).is_none());
    world.files.cache.remove(&record.snapshot);
    assert!(world.files.cache.get(&dated, &wanted).is_none());
}
