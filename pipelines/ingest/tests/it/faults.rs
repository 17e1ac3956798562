//! What fails stops only what depends on it, and never counts as done.

use crate::support::{config, digest_of_files, ingest, ingest_with, league, records, rules, season, sources};
use engine::Progress;
use ingest::history::History;
use ingest::request::{Reprocess, RunRequest, SourceKind};
use ingest::source::Sources;
use jiff::SignedDuration;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use testkit::feed_server::{FeedServer, Reply};

#[test]
fn a_failed_feed_stops_only_what_depends_on_it_and_a_later_run_completes_it() {
    let league = league();
    let races = league.files().races;
    let (mode, served) = (Arc::new(AtomicU8::new(0)), league.clone());
    let told = Arc::clone(&mode);
    let server = FeedServer::start(move |request| {
        let Some(body) = served.get(&request.path) else { return Reply::status(403) };
        let race: u32 =
            request.path.split(['/', '.']).filter_map(|part| part.parse().ok()).next_back().unwrap_or(0);
        let broken = told.load(Ordering::SeqCst) == 0;
        match (broken, request.path.contains("loopstats"), race % 7) {
            (true, true, 0) => Reply::status(500),
            (true, true, 1) => Reply::json(&body[..body.len() / 2]),
            (true, true, 2) => Reply::json("<html>Access denied</html>"),
            (true, false, 3) if request.path.contains("weekend-feed") => Reply::json("[1, 2]"),
            _ => Reply::json(body),
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let ingest = ingest(folder.path());
    let request = season(&[SourceKind::Live]);
    let live = sources(&ingest, &request.sources, &server.url());
    let first = ingest.run(&request, &live, false, &Progress::new()).unwrap();
    assert!(first.races_partly > 10 && first.races_failed > 3, "{first:?}");
    assert_eq!(first.races_done + first.races_partly + first.races_failed, races);
    assert_ne!(first.digest.as_deref(), Some(digest_of_files(&league).as_str()));
    let failed = first.races_partly + first.races_failed;
    assert_eq!(first.problems.len(), failed, "each failed task is named once: {:?}", first.problems);

    mode.store(1, Ordering::SeqCst);
    let retry = RunRequest { reprocess: Reprocess::Failed, ..request };
    let second = ingest.run(&retry, &live, false, &Progress::new()).unwrap();
    assert_eq!((second.races_done, second.problems.len()), (failed, 0));
    assert_eq!(second.digest.as_deref(), Some(digest_of_files(&league).as_str()));
}

#[test]
fn the_last_good_data_stay_and_are_marked_stale() {
    let league = league();
    let race = first_race(&league);
    let (down, served) = (Arc::new(AtomicU8::new(0)), league.clone());
    let told = Arc::clone(&down);
    let server = FeedServer::start(move |request| match served.get(&request.path) {
        Some(_) if told.load(Ordering::SeqCst) == 1 && !request.path.contains("race_list") => {
            Reply::status(503)
        }
        Some(body) => Reply::json(body),
        None => Reply::status(403),
    });
    let folder = tempfile::tempdir().unwrap();
    // Nothing is final, so that every run asks again.
    let rules = ingest::Rules { final_after: SignedDuration::from_hours(1_000_000), ..rules() };
    let ingest = ingest_with(folder.path(), rules, "2024-02-01T00:00:00Z");
    let request = RunRequest { races: vec![race], ..season(&[SourceKind::Live]) };
    let live = sources(&ingest, &request.sources, &server.url());
    let good = ingest.run(&request, &live, false, &Progress::new()).unwrap();
    assert_eq!((good.races_done, good.problems.len()), (1, 0), "{good:?}");

    down.store(1, Ordering::SeqCst);
    let bad = ingest.run(&request, &live, false, &Progress::new()).unwrap();
    assert_eq!((bad.races_done, bad.races_failed), (0, 1));
    assert_eq!(bad.digest, good.digest, "what was good is still there");
    let history = History::new(records(folder.path()));
    let check = history.check().unwrap();
    assert!(!check.is_sound());
    let stale: Vec<&String> = check.freshness.iter().flat_map(|line| &line.stale).collect();
    assert!(stale.iter().any(|name| name.ends_with("weekend-feed")), "{stale:?}");
    let logs = history.logs(Some(&bad.run), Some("weekend-feed")).unwrap();
    assert!(logs.lines.iter().any(|line| line.event == "data.stale"));

    // With the kept answers as second source the run succeeds, and says from where.
    let order = [SourceKind::Live, SourceKind::Recorded];
    let fallback = Sources::new(&order, &config(&server.url()), folder.path(), None, None).unwrap();
    let request = RunRequest { sources: order.to_vec(), ..request };
    let saved = ingest.run(&request, &fallback, false, &Progress::new()).unwrap();
    assert_eq!((saved.problems, saved.digest), (Vec::new(), good.digest));
    assert_eq!(saved.sources, ["live", "recorded"]);
}

fn first_race(league: &ingest::league_feeds::LeagueFeeds) -> u32 {
    let path = league.paths().find(|path| path.contains("weekend-feed")).unwrap();
    path.split('/').nth_back(1).unwrap().parse().unwrap()
}

#[test]
fn feeds_of_another_race_are_quarantined() {
    let league = league();
    let race = first_race(&league);
    let other: Vec<&str> = league.paths().filter(|path| path.contains("weekend-feed")).collect();
    let wrong = league.get(other[other.len() / 2]).unwrap().to_vec();
    let served = league.clone();
    let server = FeedServer::start(move |request| match served.get(&request.path) {
        Some(_) if request.path.contains("weekend-feed") => Reply::json(wrong.clone()),
        Some(body) => Reply::json(body),
        None => Reply::status(403),
    });
    let folder = tempfile::tempdir().unwrap();
    let ingest = ingest(folder.path());
    let request = RunRequest { races: vec![race], ..season(&[SourceKind::Live]) };
    let live = sources(&ingest, &request.sources, &server.url());
    let answer = ingest.run(&request, &live, false, &Progress::new()).unwrap();
    assert_eq!((answer.races_done, answer.races_failed, answer.rows_taken), (0, 1, 0));
    assert!(answer.problems.iter().all(|problem| problem.contains("quarantined")), "{:?}", answer.problems);
}
