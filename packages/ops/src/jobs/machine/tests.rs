//! The whole table of states and moves, and random walks over it.

use super::*;
use crate::ids::AccountId;
use proptest::prelude::*;

const LEASE: SignedDuration = SignedDuration::from_secs(30);
const ATTEMPTS_MAX: u32 = 3;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_000_000 + seconds).unwrap()
}

fn limits() -> Limits {
    Limits { attempts_max: ATTEMPTS_MAX, delay: SignedDuration::from_secs(5) }
}

fn queued() -> Job {
    Job {
        id: JobId::new(at(0), [0; 10]),
        kind: "kind".to_owned(),
        owner: AccountId::new(at(0), [0; 10]),
        request: "{}".to_owned(),
        inputs: String::new(),
        state: State::Queued,
        attempts: 0,
        token: 0,
        worker: None,
        lease_until: None,
        cancel_requested: false,
        not_before: at(0),
        after: Vec::new(),
        waits: false,
        progress: None,
        result: None,
        problem: None,
        reason: None,
        trace: None,
        request_id: None,
        created_at: at(0),
        updated_at: at(0),
        ended_at: None,
    }
}

fn running() -> Job {
    queued().claim("w", LEASE, at(0)).unwrap()
}

/// One job in each situation that a move tells apart.
fn situations() -> Vec<(&'static str, Job)> {
    let last = Job { attempts: ATTEMPTS_MAX, ..running() };
    let asked = running().cancel(at(1)).unwrap();
    vec![
        ("queued", queued()),
        ("later", Job { not_before: at(50), ..queued() }),
        ("waiting", Job { waits: true, ..queued() }),
        ("running", running()),
        ("asked", asked),
        ("last", last.clone()),
        ("over", Job { lease_until: Some(at(2)), ..running() }),
        ("last over", Job { lease_until: Some(at(2)), ..last.clone() }),
        ("asked over", Job { lease_until: Some(at(2)), cancel_requested: true, ..last }),
        ("succeeded", running().succeed(1, "1".to_owned(), at(2)).unwrap()),
        ("failed", running().fail(1, "1".to_owned(), at(2)).unwrap()),
        ("cancelled", queued().cancel(at(2)).unwrap()),
        (
            "dead",
            Job { attempts: ATTEMPTS_MAX, ..running() }
                .try_again(1, "1".to_owned(), limits(), at(2))
                .unwrap(),
        ),
    ]
}

type Move = fn(&Job, u64, Timestamp) -> Result<Job, Refused>;

const MOVES: [(&str, Move); 13] = [
    ("claim", |job, _, now| job.claim("w", LEASE, now)),
    ("heartbeat", |job, token, now| job.heartbeat(token, LEASE, now)),
    ("report", |job, token, now| {
        job.report(token, JobProgress { what: "w".to_owned(), done: 1, total: None }, now)
    }),
    ("succeed", |job, token, now| job.succeed(token, "1".to_owned(), now)),
    ("fail", |job, token, now| job.fail(token, "1".to_owned(), now)),
    ("try again", |job, token, now| job.try_again(token, "1".to_owned(), limits(), now)),
    ("not yet", |job, token, now| job.not_yet(token, now + LEASE, now)),
    ("stop", |job, token, now| job.stop(token, now)),
    ("cancel", |job, _, now| job.cancel(now)),
    ("sweep", |job, _, now| job.sweep(limits(), now)),
    ("retry", |job, _, now| job.retry(now)),
    ("release", |job, _, now| job.release(now)),
    ("abandon", |job, _, now| job.abandon(JobId::new(at(0), [1; 10]), "dead", now)),
];

/// What each move makes of each situation at second 10 with the present token: the state after it, or `-`.
const TABLE: &str = "
              queued    later     waiting   running   asked     last      over      last over asked over succeeded failed    cancelled dead
    claim     running   -         -         -         -         -         -         -         -          -         -         -         -
    heartbeat -         -         -         running   running   running   -         -         -          -         -         -         -
    report    -         -         -         running   running   running   -         -         -          -         -         -         -
    succeed   -         -         -         succeeded succeeded succeeded -         -         -          -         -         -         -
    fail      -         -         -         failed    failed    failed    -         -         -          -         -         -         -
    try again -         -         -         queued    cancelled dead      -         -         -          -         -         -         -
    not yet   -         -         -         queued    cancelled queued    -         -         -          -         -         -         -
    stop      -         -         -         -         cancelled -         -         -         -          -         -         -         -
    cancel    cancelled cancelled cancelled running   running   running   running   running   running    -         -         cancelled -
    sweep     -         -         -         -         -         -         queued    dead      cancelled  -         -         -         -
    retry     -         -         -         -         -         -         -         -         -          -         queued    queued    queued
    release   queued    queued    queued    -         -         -         -         -         -          -         -         -         -
    abandon   cancelled cancelled cancelled -         -         -         -         -         -          -         -         -         -";

#[test]
fn every_move_from_every_situation_is_as_tabled() {
    let mut made = String::new();
    let situations = situations();
    made.push_str("\n             ");
    for (name, _) in &situations {
        made.push_str(&format!(" {name:<9}"));
    }
    for (name, step) in MOVES {
        made.push_str(&format!("\n    {name:<9}"));
        for (_, job) in &situations {
            let after = step(job, job.token, at(10)).map_or("-", |job| job.state.name());
            made.push_str(&format!(" {after:<9}"));
        }
    }
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(words(&made), words(TABLE), "{made}");
}

#[test]
fn no_write_of_an_earlier_attempt_gets_through() {
    for (name, job) in situations() {
        for (action, step) in &MOVES[1..8] {
            for token in [job.token + 1, job.token.wrapping_sub(1)] {
                let answer = step(&job, token, at(1));
                assert_eq!(
                    answer,
                    Err(Refused::Stale { given: token, present: job.token }),
                    "{name}: {action}"
                );
            }
        }
    }
}

#[test]
fn the_lease_ends_at_its_moment_and_the_sweep_begins_there() {
    let job = running();
    assert!(job.heartbeat(1, LEASE, at(29)).is_ok() && job.sweep(limits(), at(29)).is_err());
    assert_eq!(job.heartbeat(1, LEASE, at(30)), Err(Refused::LeaseExpired { at: at(30) }));
    assert_eq!(job.sweep(limits(), at(30)).unwrap().state, State::Queued);
}

#[test]
fn the_reason_says_what_happened() {
    let job = Job { attempts: ATTEMPTS_MAX, ..running() };
    let dead = job.sweep(limits(), at(40)).unwrap();
    assert_eq!(
        dead.reason.as_deref(),
        Some("attempt 3 of 3: the worker stopped answering, and no attempt is left")
    );
    let again = running().try_again(1, "\"disk\"".to_owned(), limits(), at(3)).unwrap();
    assert_eq!((again.problem.as_deref(), again.not_before), (Some("\"disk\""), at(8)));
}

proptest! {
    /// Whatever happens in whatever order, at whatever moments, with right and wrong tokens.
    #[test]
    fn walks_keep_the_laws(steps in proptest::collection::vec((0..MOVES.len(), 0u64..3, -5i64..40), 1..60)) {
        let (mut job, mut now) = (queued(), at(0));
        for (index, behind, seconds) in steps {
            now += SignedDuration::from_secs(seconds);
            let (name, step) = MOVES[index];
            let Ok(next) = step(&job, job.token.wrapping_sub(behind), now) else { continue };
            prop_assert!(next.token >= job.token && next.token <= job.token + 1);
            prop_assert_eq!(next.token > job.token, name == "claim", "a token per claim");
            prop_assert!(next.attempts <= ATTEMPTS_MAX && next.updated_at >= job.updated_at);
            prop_assert_eq!(next.lease_until.is_some(), next.state == State::Running);
            prop_assert_eq!(next.ended_at.is_some(), next.state.ended());
            prop_assert_eq!(next.result.is_some(), next.state == State::Succeeded);
            prop_assert!(!(job.state.ended() && next.state != job.state && name != "retry"), "{}", name);
            if MOVES[1..8].iter().any(|(worker, _)| *worker == name) {
                prop_assert_eq!(behind, 0, "{} with another token", name);
            }
            job = next;
        }
    }
}
