//! What the client asks, keeps and follows.

use feeds::client::{BaseUrl, Call, Client, ClientConfig, FetchError, Fetched, Origin};
use flate2::{Compression, write::GzEncoder};
use jiff::Timestamp;
use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use testkit::feed_server::{FeedServer, Reply};

/// A call whose clock stands still and whose waits are noted, not waited.
pub struct Noted {
    pub now: Timestamp,
    pub waits: Mutex<Vec<Duration>>,
}

impl Noted {
    pub fn at(now: &str) -> Self {
        Self { now: now.parse().unwrap(), waits: Mutex::default() }
    }
}

impl Call for Noted {
    fn now(&self) -> Timestamp {
        self.now
    }

    fn wait(&self, time: Duration) -> bool {
        self.waits.lock().unwrap().push(time);
        true
    }
}

pub fn config(base: &str) -> ClientConfig {
    ClientConfig {
        connect: Duration::from_millis(500),
        read: Duration::from_millis(150),
        whole: Duration::from_millis(600),
        packed_max: 4096,
        unpacked_max: 8192,
        between_requests: Duration::ZERO,
        ..ClientConfig::standard(BaseUrl::parse(base).unwrap())
    }
}

fn body(fetched: Result<Fetched, FetchError>) -> (String, Origin) {
    match fetched.unwrap() {
        Fetched::Body(body) => (String::from_utf8(body.bytes).unwrap(), body.origin),
        Fetched::Absent => panic!("absent"),
    }
}

#[test]
fn a_kept_answer_is_asked_for_by_its_validators_and_served_offline() {
    let server = FeedServer::start(|request| match request.header("if-none-match") {
        Some("\"v1\"") => Reply::status(304),
        _ => Reply::json("{\"a\":1}")
            .with("ETag", "\"v1\"")
            .with("Last-Modified", "Sun, 02 Nov 2025 19:00:00 GMT"),
    });
    let folder = tempfile::tempdir().unwrap();
    let client = Client::new(config(&server.url()), folder.path());
    let (one, two) = (Noted::at("2025-11-02T20:00:00Z"), Noted::at("2025-11-02T21:00:00Z"));
    assert_eq!(body(client.fetch("cacher/x.json", &one)), ("{\"a\":1}".to_owned(), Origin::Sent));
    assert_eq!(body(client.fetch("/cacher/x.json", &two)), ("{\"a\":1}".to_owned(), Origin::Unchanged));
    let requests = server.requests();
    assert_eq!(requests[0].path, "/cacher/x.json");
    assert_eq!(requests[0].header("user-agent"), Some("Mozilla/5.0 (compatible; backstretch/0.0.0)"));
    assert_eq!(requests[0].header("if-none-match"), None);
    assert_eq!(requests[1].header("if-modified-since"), Some("Sun, 02 Nov 2025 19:00:00 GMT"));
    let record = client.known("cacher/x.json").unwrap().unwrap();
    assert_eq!((record.sent_at, record.checked_at), (one.now, two.now));
    assert_eq!(record.history.len(), 1);

    drop(server);
    let offline = Client::new(ClientConfig { offline: true, ..client.config().clone() }, folder.path());
    assert_eq!(body(offline.fetch("cacher/x.json", &two)), ("{\"a\":1}".to_owned(), Origin::Kept));
    assert!(matches!(offline.fetch("cacher/y.json", &two), Err(FetchError::NotKept { .. })));
    assert_eq!(body(client.last_kept("cacher/x.json")).1, Origin::Kept);
}

#[test]
fn an_etag_that_lies_is_believed_for_a_day_at_most() {
    let asked = AtomicUsize::new(0);
    let server = FeedServer::start(move |request| match request.header("if-none-match") {
        Some(_) => Reply::status(304),
        None => {
            let version = asked.fetch_add(1, Ordering::SeqCst);
            Reply::json(format!("{{\"version\":{version}}}")).with("ETag", "\"same\"")
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let client = Client::new(config(&server.url()), folder.path());
    let at = |now: &str| body(client.fetch("x", &Noted::at(now)));
    assert_eq!(at("2025-11-02T20:00:00Z").0, "{\"version\":0}");
    assert_eq!(at("2025-11-03T19:59:59Z"), ("{\"version\":0}".to_owned(), Origin::Unchanged));
    assert_eq!(at("2025-11-03T20:00:00Z"), ("{\"version\":1}".to_owned(), Origin::Sent));
    assert_eq!(client.known("x").unwrap().unwrap().history.len(), 2, "both are kept");
    // A kept body that was lost is sent again, whatever the server believes.
    for snapshot in client.bodies().list().unwrap() {
        client.bodies().remove(&snapshot).unwrap();
    }
    assert_eq!(at("2025-11-03T20:00:01Z").0, "{\"version\":2}");
}

#[test]
fn what_is_not_there_is_no_failure() {
    let server = FeedServer::start(|request| match request.path.as_str() {
        "/403" => Reply::status(403),
        "/404" => Reply::status(404),
        _ => Reply::json("null\n"),
    });
    let folder = tempfile::tempdir().unwrap();
    let client = Client::new(config(&server.url()), folder.path());
    for path in ["403", "404", "null"] {
        assert_eq!(
            client.fetch(path, &Noted::at("2025-11-02T20:00:00Z")).unwrap(),
            Fetched::Absent,
            "{path}"
        );
    }
    assert_eq!(server.requests().len(), 3, "and is not asked for again");
}

#[test]
fn redirects_stay_within_the_host() {
    let elsewhere = FeedServer::start(|_| Reply::json("{\"stolen\":true}"));
    let target = elsewhere.url();
    let server = FeedServer::start(move |request| match request.path.as_str() {
        "/moved" => Reply::status(301).with("Location", "/new"),
        "/out" => Reply::status(302).with("Location", &format!("{target}/x")),
        "/out-too" => Reply::status(302).with("Location", "//evil.example/x"),
        "/round" => Reply::status(307).with("Location", "/round"),
        "/nowhere" => Reply::status(301),
        _ => Reply::json("{}"),
    });
    let folder = tempfile::tempdir().unwrap();
    let client = Client::new(config(&server.url()), folder.path());
    let fetch = |path: &str| client.fetch(path, &Noted::at("2025-11-02T20:00:00Z"));
    assert_eq!(body(fetch("moved")).0, "{}");
    for path in ["out", "out-too", "round", "nowhere"] {
        assert!(matches!(fetch(path), Err(FetchError::Redirect { .. })), "{path}");
    }
    assert_eq!(elsewhere.requests(), []);
}

#[test]
fn retry_after_is_waited_for() {
    let asked = AtomicUsize::new(0);
    let server = FeedServer::start(move |_| match asked.fetch_add(1, Ordering::SeqCst) {
        0 => Reply::status(429).with("Retry-After", "7"),
        1 => Reply::status(503).with("Retry-After", "Sun, 02 Nov 2025 20:00:30 GMT"),
        _ => Reply::json("[]"),
    });
    let folder = tempfile::tempdir().unwrap();
    let client = Client::new(config(&server.url()), folder.path());
    let call = Noted::at("2025-11-02T20:00:00Z");
    assert_eq!(body(client.fetch("x", &call)).0, "[]");
    let waits: Vec<u64> = call.waits.lock().unwrap().iter().map(Duration::as_secs).collect();
    assert!((7..=8).contains(&waits[0]) && (30..=31).contains(&waits[1]), "{waits:?}");
}

#[test]
fn large_bodies_stop_at_the_limits() {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    bomb.write_all(&vec![b' '; 1 << 20]).unwrap();
    let bomb = bomb.finish().unwrap();
    let server = FeedServer::start(move |request| match request.path.as_str() {
        "/bomb" => Reply::json(bomb.clone()).with("Content-Encoding", "gzip"),
        // A gigabyte, of which a few kilobytes are read.
        _ => Reply::Endless(1 << 30),
    });
    let folder = tempfile::tempdir().unwrap();
    let client = Client::new(config(&server.url()), folder.path());
    for (path, expected) in [("bomb", "unpacked"), ("huge", "as sent")] {
        match client.fetch(path, &Noted::at("2025-11-02T20:00:00Z")) {
            Err(FetchError::TooLarge { state, .. }) => assert_eq!(state, expected),
            other => panic!("{path}: {other:?}"),
        }
    }
    assert_eq!(server.requests().len(), 2, "neither is asked for again");
    assert_eq!(client.bodies().list().unwrap(), [], "nothing of them is kept");
}
