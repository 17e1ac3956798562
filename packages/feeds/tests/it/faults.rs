//! Two hundred generated faults: never a panic, never a broken body taken for an answer, the kept one still served.

use crate::client::{Noted, config};
use feeds::client::{Client, Fetched, Origin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;
use testkit::feed_server::{FeedServer, Reply};

const GOOD: &[u8] =
    br#"{"series_1":[{"race_id":5550,"race_name":"Food City 500"}],"series_2":[],"series_3":[]}"#;
const CASES: u64 = 200;

/// A reproducible stream of numbers (SplitMix64).
struct Draws(u64);

impl Draws {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }
}

/// A fault, and whether asking again may help.
fn fault(draws: &mut Draws) -> (Reply, bool) {
    let cut = 1 + draws.below(GOOD.len() as u64 - 1) as usize;
    match draws.below(15) {
        0 => (Reply::Silence, true),
        1 => (Reply::Stall(GOOD[..cut].to_vec()), true),
        2 => (Reply::Drip(GOOD.to_vec(), Duration::from_millis(20)), true),
        3 => (Reply::status(429).with("Retry-After", &draws.below(60).to_string()), true),
        4 => (Reply::status(500 + draws.below(5) as u16), true),
        5 => (Reply::Cut { body: GOOD.to_vec(), sent: cut }, true),
        6 => (Reply::json(&GOOD[..cut]), true),
        7 => (Reply::json("<!DOCTYPE html><html>Access denied</html>"), true),
        8 => (Reply::json(GOOD).with("Content-Encoding", "gzip"), true),
        9 => (Reply::Close, true),
        10 => (Reply::Raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n".to_vec()), true),
        11 => (Reply::Endless(1 << 24), false),
        12 => (Reply::status(302).with("Location", "http://evil.example/"), false),
        13 => (Reply::status(418), false),
        _ => (Reply::status(429).with("Retry-After", "86400"), false),
    }
}

fn case(seed: u64) {
    let mut draws = Draws(seed);
    let kept_before = draws.below(2) == 0;
    let mut replies: Vec<(Reply, bool)> = (0..=draws.below(4)).map(|_| fault(&mut draws)).collect();
    let attempts = 4;
    // Good again after so many faults; within the attempts or not.
    let helped = replies.len() < attempts && replies.iter().all(|(_, passing)| *passing);
    let asked = AtomicUsize::new(0);
    let first = kept_before.then(|| Reply::json(GOOD));
    let script: Vec<Reply> = first.into_iter().chain(replies.drain(..).map(|(reply, _)| reply)).collect();
    let shown = format!("case {seed}: {script:?}");
    let server = FeedServer::start(move |_| {
        let at = asked.fetch_add(1, Ordering::SeqCst);
        script.get(at).cloned().unwrap_or_else(|| Reply::json(GOOD))
    });
    let folder = tempfile::tempdir().unwrap();
    let client = Client::new(config(&server.url()), folder.path());
    let call = Noted::at("2025-11-02T20:00:00Z");
    if kept_before {
        assert!(matches!(client.fetch("x", &call), Ok(Fetched::Body(_))), "{shown}");
    }
    match client.fetch("x", &call) {
        Ok(Fetched::Body(body)) => {
            assert!(helped, "{shown}: succeeded");
            assert_eq!(body.bytes, GOOD, "{shown}");
        }
        Ok(Fetched::Absent) => panic!("{shown}: taken for absent"),
        Err(error) => assert!(!helped, "{shown}: {error}"),
    }
    match client.last_kept("x") {
        Ok(Fetched::Body(body)) => {
            assert_eq!((body.bytes.as_slice(), body.origin), (GOOD, Origin::Kept), "{shown}")
        }
        _ => assert!(!kept_before && !helped, "{shown}: the good body was lost"),
    }
}

#[test]
fn no_fault_becomes_data_and_none_destroys_any() {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst) as u64;
                    if seed >= CASES {
                        return;
                    }
                    case(seed);
                }
            });
        }
    });
}
