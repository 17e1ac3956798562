//! A pipeline on a folder of its own, and a league to feed it.

use domain::series::Series;
use engine::import::ImportRequest;
use engine::{Clock, Engine, Progress};
use feeds::client::{BaseUrl, ClientConfig};
use feeds::source::Limits;
use ingest::league_feeds::LeagueFeeds;
use ingest::request::{RunRequest, SourceKind};
use ingest::source::Sources;
use ingest::{Ingest, Rules};
use jiff::SignedDuration;
use ops::jobs::Backoff;
use ops::records::Records;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

pub const SEASON: i16 = 2023;

/// One season of the league, made once.
pub fn league() -> Arc<LeagueFeeds> {
    static LEAGUE: OnceLock<Arc<LeagueFeeds>> = OnceLock::new();
    Arc::clone(LEAGUE.get_or_init(|| Arc::new(LeagueFeeds::of_seasons(5, SEASON, SEASON))))
}

pub fn rules() -> Rules {
    Rules {
        lease: SignedDuration::from_secs(2),
        backoff: Backoff { first: SignedDuration::from_millis(5), longest: SignedDuration::from_millis(20) },
        ..Rules::standard()
    }
}

pub fn ingest_with(folder: &Path, rules: Rules, now: &str) -> Arc<Ingest> {
    let clock = Clock::Fixed(now.parse().unwrap());
    let engine = Arc::new(Engine::open_dir(folder, Limits::default(), clock, "a test").unwrap());
    Arc::new(Ingest::new(engine, records(folder), rules))
}

/// The records of a folder.
pub fn records(folder: &Path) -> Records {
    Records::open(&folder.join("ops.db")).unwrap()
}

pub fn ingest(folder: &Path) -> Arc<Ingest> {
    ingest_with(folder, rules(), "2024-02-01T00:00:00Z")
}

pub fn config(base: &str) -> ClientConfig {
    ClientConfig {
        connect: Duration::from_millis(500),
        read: Duration::from_millis(300),
        whole: Duration::from_millis(1000),
        between_requests: Duration::ZERO,
        first_wait: Duration::from_millis(5),
        longest_wait: Duration::from_millis(20),
        attempts: 2,
        ..ClientConfig::standard(BaseUrl::parse(base).unwrap())
    }
}

pub fn sources(ingest: &Ingest, order: &[SourceKind], base: &str) -> Sources {
    let league = order.contains(&SourceKind::League).then(league);
    Sources::new(order, &config(base), ingest.engine().data_dir(), None, league).unwrap()
}

pub fn season(sources: &[SourceKind]) -> RunRequest {
    RunRequest {
        series: Series::ALL.to_vec(),
        sources: sources.to_vec(),
        ..RunRequest::season(Series::Cup, SEASON)
    }
}

/// The digest of the same races imported from files.
pub fn digest_of_files(league: &LeagueFeeds) -> String {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::open_dir(folder.path(), Limits::default(), Clock::System, "a test").unwrap();
    let files = league.files();
    for (kind, text) in
        [("race-logs", &files.race_logs), ("results", &files.results), ("practice", &files.practice)]
    {
        let request = ImportRequest {
            bytes: text.clone().into_bytes(),
            file_name: kind.into(),
            ..ImportRequest::new(kind)
        };
        let answer = engine.import(&request, &Progress::new()).unwrap();
        assert_eq!((answer.rows_refused, answer.rows_held), (0, 0), "{kind}: {:?}", answer.findings);
    }
    engine.digest(&Progress::new()).unwrap().digest
}
