//! Eight threads import the parts of one file at once.

use engine::import::ImportRequest;
use engine::{Clock, Engine, Progress};
use feeds::kind::FileKind;
use feeds::source::Limits;
use league::{LeagueConfig, generate};
use std::path::PathBuf;
use tempfile::TempDir;

const PARTS: usize = 8;

#[test]
fn parts_imported_at_once_give_the_digest_of_the_whole() {
    let league = generate(&LeagueConfig { seed: 5, first_season: 2024, seasons: 1 });
    let dir = TempDir::new().unwrap();
    let mut lines = league.race_log_csv.lines();
    let header = lines.next().unwrap();
    let rows: Vec<&str> = lines.collect();
    let parts: Vec<PathBuf> = (0..PARTS)
        .map(|part| {
            let path = dir.path().join(format!("part-{part}.csv"));
            let own: Vec<&str> = rows.iter().skip(part).step_by(PARTS).copied().collect();
            std::fs::write(&path, format!("{header}\n{}\n", own.join("\n"))).unwrap();
            path
        })
        .collect();
    let whole_file = dir.path().join("whole.csv");
    std::fs::write(&whole_file, &league.race_log_csv).unwrap();

    let whole =
        Engine::open_dir(&dir.path().join("whole"), Limits::default(), Clock::System, "test").unwrap();
    whole.import_path(&whole_file, &ImportRequest::new(FileKind::RaceLogs.name()), &Progress::new()).unwrap();
    let together =
        Engine::open_dir(&dir.path().join("together"), Limits::default(), Clock::System, "test").unwrap();
    std::thread::scope(|scope| {
        for part in &parts {
            let engine = &together;
            scope.spawn(move || {
                engine
                    .import_path(part, &ImportRequest::new(FileKind::RaceLogs.name()), &Progress::new())
                    .unwrap();
            });
        }
    });
    let digest = |engine: &Engine| engine.digest(&Progress::new()).unwrap().digest;
    assert_eq!(digest(&together), digest(&whole));
}
