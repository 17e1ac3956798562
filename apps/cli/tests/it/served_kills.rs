//! `serve` killed with -9 while it takes and runs jobs.

use crate::kill::kills;
use crate::program::{World, league};
use crate::served::{ask, serve_with, wait_for};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Rounds of a run of the tests; `cargo xtask prove served-kills` asks for 100.
const ROUNDS: usize = 5;

/// Jobs that are submitted in a round.
const JOBS: usize = 4;

/// What a test waits for at most.
const LIMIT: Duration = Duration::from_secs(120);

/// A short lease, and no limit that these many requests would meet.
const SETTINGS: [(&str, &str); 4] = [
    ("BACKSTRETCH_LEASE_SECONDS", "2"),
    ("RATE_LIMIT_DEFAULT", "1000000/minute"),
    ("BACKSTRETCH_ADDRESS_RATE", "100000"),
    ("BACKSTRETCH_ADDRESS_BURST", "100000"),
];

/// The race logs of the league, a file for each date.
fn files() -> Vec<String> {
    let text = &league().race_log_csv;
    let (header, rows) = text.split_once('\n').unwrap();
    let date = header.split(',').position(|name| name == "race_date").unwrap();
    let mut by_date: BTreeMap<&str, String> = BTreeMap::new();
    for row in rows.lines() {
        let file = by_date.entry(row.split(',').nth(date).unwrap()).or_insert_with(|| format!("{header}\n"));
        file.push_str(row);
        file.push('\n');
    }
    by_date.into_values().collect()
}

#[test]
fn every_accepted_job_ends_once_however_often_the_server_is_killed() {
    let world = World::new();
    let files = files();
    let rounds = kills(ROUNDS);
    let mut key = None;
    // By idempotency key the job that was accepted, where an answer came.
    let mut jobs: BTreeMap<String, Option<String>> = BTreeMap::new();
    let post = |address: &str, api_key: &str, name: &str| {
        let number: usize = name.parse().unwrap();
        let headers = [("X-API-Key", api_key), ("Idempotency-Key", name)];
        ask(address, "POST", "/v1/imports/race-logs", &headers, &files[number % files.len()])
    };
    let mut cut_off = 0;
    for round in 0..=rounds {
        let last = round == rounds;
        let served = serve_with(&world, key.is_none(), &[], &SETTINGS);
        let key = key.get_or_insert_with(|| served.key.clone().unwrap()).clone();
        // A client whose request broke off sends it again.
        let open: Vec<String> =
            jobs.iter().filter(|(_, id)| id.is_none()).map(|(name, _)| name.clone()).collect();
        let new = (0..if last { 0 } else { JOBS }).map(|job| (round * JOBS + job).to_string());
        let wanted: Vec<String> = open.into_iter().chain(new).collect();
        let killed = std::thread::scope(|scope| {
            let (address, api_key, post) = (served.address.clone(), key.as_str(), &post);
            let sent: Vec<_> = wanted
                .iter()
                .map(|name| {
                    let address = address.clone();
                    (name, scope.spawn(move || post(&address, api_key, name)))
                })
                .collect();
            if last {
                for (name, sent) in sent {
                    let answer = sent.join().unwrap().expect("nobody kills this one");
                    assert_eq!(answer.status, 202, "{answer:?}");
                    jobs.insert(name.clone(), answer.json()["id"].as_str().map(str::to_owned));
                }
                return Some(served);
            }
            // Moments from the first request to well after the last.
            std::thread::sleep(Duration::from_millis(20 + (round as u64 * 137) % 900));
            served.kill();
            for (name, sent) in sent {
                let id = match sent.join().unwrap() {
                    Ok(answer) if answer.status == 202 => answer.json()["id"].as_str().map(str::to_owned),
                    Ok(answer) => panic!("{answer:?}"),
                    Err(_) => {
                        cut_off += 1;
                        None
                    }
                };
                let before = jobs.insert(name.clone(), id.clone()).flatten();
                assert!(before.is_none() || before == id, "one key, two jobs");
            }
            None
        });
        let Some(served) = killed else { continue };
        let listed = || {
            let mut all = Vec::new();
            let mut path = "/v1/jobs?limit=500".to_owned();
            loop {
                let page = served.send("GET", &path, &key, "").json();
                all.extend(page["jobs"].as_array().unwrap().clone());
                match page["next"].as_str() {
                    Some(next) => path = format!("/v1/jobs?limit=500&cursor={next}"),
                    None => return all,
                }
            }
        };
        let ended = |job: &serde_json::Value| !matches!(job["state"].as_str(), Some("queued" | "running"));
        wait_for("every job ends", LIMIT, || listed().iter().all(ended));
        let all = listed();
        let accepted: BTreeSet<&str> = jobs.values().map(|id| id.as_deref().unwrap()).collect();
        let found: BTreeSet<&str> = all.iter().map(|job| job["id"].as_str().unwrap()).collect();
        assert_eq!(found, accepted, "each accepted job is there, and no other");
        assert_eq!(accepted.len(), rounds * JOBS, "one job for each key");
        let failed: Vec<_> = all.iter().filter(|job| job["state"] != "succeeded").collect();
        assert!(failed.is_empty(), "{failed:?}");
        served.stop();
    }
    // What the jobs did, they did once: the graph is that of the same files imported by hand.
    let clean = World::new();
    for (number, file) in files.iter().take(rounds * JOBS).enumerate() {
        clean.import("race-logs", &clean.write(&format!("{number}.csv"), file));
    }
    assert_eq!(world.digest(), clean.digest());
    assert!(rounds < ROUNDS || cut_off > 0, "no kill cut a request off: the moments are too late");
}
