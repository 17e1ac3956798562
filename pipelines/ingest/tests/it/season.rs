//! A season of the league through the pipeline equals the same season from files.

use crate::support::{digest_of_files, ingest, league, records, season, sources};
use engine::Progress;
use ingest::history::History;
use ingest::request::{Reprocess, RunRequest, SourceKind};
use testkit::feed_server::{FeedServer, Reply};

#[test]
fn a_season_from_feeds_equals_the_same_season_from_files() {
    let league = league();
    let races = league.files().races;
    assert!(races > 60, "the league has a season: {races} races");
    let served = league.clone();
    let server = FeedServer::start(move |request| match served.get(&request.path) {
        Some(body) => Reply::json(body),
        None => Reply::status(403),
    });
    let url = server.url();
    let folder = tempfile::tempdir().unwrap();
    let ingest = ingest(folder.path());
    let request = season(&[SourceKind::Live]);
    let live = sources(&ingest, &request.sources, &url);
    let answer = ingest.run(&request, &live, false, &Progress::new()).unwrap();
    assert_eq!(answer.problems, Vec::<String>::new());
    assert_eq!((answer.races_done, answer.races_partly, answer.races_failed), (races, 0, 0));
    assert_eq!(answer.rows_refused, 0);
    assert_eq!(answer.digest.as_deref(), Some(digest_of_files(&league).as_str()));
    let asked = server.requests().len();

    // Final races are not asked for again.
    let again = ingest.run(&request, &live, false, &Progress::new()).unwrap();
    assert_eq!((again.races_done, again.skipped.get("final").copied()), (0, Some(races)));
    assert_eq!(again.digest, answer.digest);
    let lists = server.requests().len() - asked;
    assert!(lists <= 3, "only the race lists are asked for: {lists}");

    // The same from kept answers, without the server.
    drop(server);
    let replay = RunRequest { reprocess: Reprocess::All, ..season(&[SourceKind::Recorded]) };
    // Answers are kept under their whole address: the base stays the same.
    let recorded = sources(&ingest, &replay.sources, &url);
    let replayed = ingest.run(&replay, &recorded, false, &Progress::new()).unwrap();
    assert_eq!((replayed.races_done, replayed.bodies_sent, replayed.digest), (races, 0, answer.digest));

    // Each file of the graph is traced to its run and bodies.
    let history = History::new(records(folder.path()));
    assert_eq!(history.runs(10).unwrap().runs.len(), 3);
    let check = history.check().unwrap();
    assert!(check.is_sound());
    let logs = history.logs(Some(&answer.run), Some("load/results")).unwrap();
    let loaded: Vec<_> = logs.lines.iter().filter(|line| line.event == "task.succeeded").collect();
    assert_eq!(loaded.len(), races);
    let snapshot = loaded[0].data["digest"].as_str().unwrap().to_owned();
    let lineage = history.lineage(&snapshot[..12]).unwrap();
    assert_eq!(lineage.snapshot, snapshot);
    assert_eq!(lineage.from["inputs"][0]["feed"], "weekend-feed");
}
