//! The queue on real files: moves through it, many threads at once, and moments of tests instead of waiting.

use crate::world::{World, at};
use jiff::SignedDuration;
use ops::ids::{AccountId, JobId};
use ops::jobs::{
    Backoff, Job, JobFilter, JobProgress, NewJob, Outcome, Queue, QueueError, Refused, Rules, Signal, State,
};
use ops::records::{Kind, RecordsError, Scan};
use std::collections::BTreeMap;
use std::sync::Barrier;
use std::sync::atomic::{AtomicI64, Ordering};

fn rules() -> Rules {
    Rules {
        lease: SignedDuration::from_secs(30),
        attempts_max: 3,
        backoff: Backoff { first: SignedDuration::from_secs(2), longest: SignedDuration::from_secs(60) },
        ..Rules::standard()
    }
}

fn queue(world: &World) -> Queue {
    Queue::new(world.again(), rules())
}

fn owner() -> AccountId {
    AccountId::of_environment("tests")
}

fn new_job() -> NewJob {
    NewJob::new("work", owner(), "{\"n\":1}")
}

fn claim(queue: &Queue, seconds: i64) -> Option<Job> {
    queue.claim(&["work"], "w", at(seconds)).unwrap()
}

fn state(queue: &Queue, id: JobId) -> State {
    queue.get(id).unwrap().value.state
}

#[test]
fn a_job_is_claimed_reported_and_done() {
    let world = World::new();
    let queue = queue(&world);
    let job = queue.submit(new_job(), at(0)).unwrap();
    assert_eq!(queue.claim(&["other"], "w", at(1)).unwrap(), None, "of another kind");
    let claimed = claim(&queue, 1).unwrap();
    assert_eq!((claimed.id, claimed.attempts, claimed.token), (job.id, 1, 1));
    assert_eq!(claim(&queue, 1), None, "nobody else gets it");
    let progress = JobProgress { what: "races".to_owned(), done: 3, total: Some(9) };
    queue.report(claimed.ticket(), &progress, at(2)).unwrap();
    assert_eq!(queue.heartbeat(claimed.ticket(), at(20)).unwrap(), Signal::Continue);
    let done = queue.finish(claimed.ticket(), Outcome::Succeeded("[1]".to_owned()), 0, at(49)).unwrap();
    assert_eq!((done.state, done.result.as_deref()), (State::Succeeded, Some("[1]")));
    assert_eq!(done.progress, Some(progress));
    assert_eq!(queue.get(job.id).unwrap().value, done, "and it is on disk");
}

#[test]
fn a_slow_worker_writes_nothing_after_its_successor_began() {
    let world = World::new();
    let queue = queue(&world);
    let job = queue.submit(new_job(), at(0)).unwrap();
    let slow = claim(&queue, 0).unwrap().ticket();
    let swept = queue.sweep(|| 0, at(31)).unwrap();
    assert_eq!(swept.retried, 1);
    let next = claim(&queue, 40).unwrap();
    assert_eq!((next.attempts, next.token), (2, 2));
    let stale = |answer: Result<(), QueueError>| {
        assert!(matches!(
            answer,
            Err(QueueError::Refused { why: Refused::Stale { given: 1, present: 2 }, .. })
        ));
    };
    stale(queue.heartbeat(slow, at(41)).map(|_| ()));
    stale(queue.report(slow, &JobProgress { what: String::new(), done: 1, total: None }, at(41)));
    for outcome in [
        Outcome::Succeeded("1".to_owned()),
        Outcome::Failed("1".to_owned()),
        Outcome::TryAgain("1".to_owned()),
        Outcome::NotYet(at(99)),
        Outcome::Stopped,
    ] {
        stale(queue.finish(slow, outcome, 0, at(41)).map(|_| ()));
    }
    assert_eq!(queue.get(job.id).unwrap().value, next, "the successor's job is as it was");
    // Without a successor, the lease alone is over.
    let over = queue.finish(next.ticket(), Outcome::Succeeded("1".to_owned()), 0, at(70));
    assert!(matches!(over, Err(QueueError::Refused { why: Refused::LeaseExpired { .. }, .. })));
}

#[test]
fn a_job_is_dead_after_its_attempts_with_the_reason_and_can_be_retried() {
    let world = World::new();
    let queue = queue(&world);
    let job = queue.submit(new_job(), at(0)).unwrap();
    for attempt in 1..=3 {
        let claimed = claim(&queue, attempt * 100).unwrap();
        let after = queue
            .finish(
                claimed.ticket(),
                Outcome::TryAgain("\"no disk\"".to_owned()),
                u64::MAX,
                at(attempt * 100),
            )
            .unwrap();
        if attempt < 3 {
            let delay = 1 << attempt;
            assert_eq!((after.state, after.not_before), (State::Queued, at(attempt * 100 + delay)));
            assert_eq!(claim(&queue, attempt * 100 + delay - 1), None, "not before its delay");
        } else {
            assert_eq!(after.state, State::Dead);
            assert!(after.reason.unwrap().starts_with("attempt 3 of 3"));
            assert_eq!(after.problem.as_deref(), Some("\"no disk\""));
        }
    }
    let again = queue.retry(job.id, at(400)).unwrap();
    assert_eq!((again.state, again.attempts, again.token), (State::Queued, 0, 3), "tokens keep counting");
    assert_eq!(claim(&queue, 400).unwrap().token, 4);
}

#[test]
fn cancelling_a_running_job_asks_its_worker() {
    let world = World::new();
    let queue = queue(&world);
    let [first, second, third] = [0, 1, 2].map(|second| queue.submit(new_job(), at(second)).unwrap().id);
    assert_eq!(queue.cancel(third, at(3)).unwrap().state, State::Cancelled, "a queued one at once");
    let (one, two) = (claim(&queue, 3).unwrap(), claim(&queue, 3).unwrap());
    assert_eq!((one.id, two.id), (first, second), "in the order in which they came");
    assert_eq!(queue.cancel(first, at(4)).unwrap().state, State::Running);
    assert_eq!(queue.heartbeat(one.ticket(), at(5)).unwrap(), Signal::Stop);
    assert_eq!(queue.finish(one.ticket(), Outcome::Stopped, 0, at(6)).unwrap().state, State::Cancelled);
    queue.cancel(second, at(4)).unwrap();
    assert_eq!(queue.sweep(|| 0, at(40)).unwrap().cancelled, 1, "its worker died");
    assert_eq!(state(&queue, second), State::Cancelled);
}

#[test]
fn a_sweep_leaves_what_was_renewed() {
    let world = World::new();
    let queue = queue(&world);
    queue.submit(new_job(), at(0)).unwrap();
    let claimed = claim(&queue, 0).unwrap();
    assert_eq!(queue.heartbeat(claimed.ticket(), at(20)).unwrap(), Signal::Continue);
    assert_eq!(queue.sweep(|| 0, at(49)).unwrap(), Default::default());
    assert_eq!(queue.sweep(|| 0, at(50)).unwrap().retried, 1);
}

#[test]
fn jobs_wait_for_those_before_them() {
    let world = World::new();
    let queue = queue(&world);
    let first = queue.submit(new_job(), at(0)).unwrap().id;
    let second = queue.submit(NewJob { after: vec![first], ..new_job() }, at(0)).unwrap().id;
    let third = queue.submit(NewJob { after: vec![first, second], ..new_job() }, at(0)).unwrap().id;
    let listed =
        queue.list(&JobFilter { state: Some(State::Queued), ..JobFilter::default() }, None, 10).unwrap();
    assert_eq!(listed.items.len(), 3, "a waiting job is queued for whoever asks");
    let claimed = claim(&queue, 1).unwrap();
    assert_eq!((claimed.id, claim(&queue, 1)), (first, None));
    queue.finish(claimed.ticket(), Outcome::Succeeded("1".to_owned()), 0, at(2)).unwrap();
    let claimed = claim(&queue, 3).unwrap();
    assert_eq!((claimed.id, claim(&queue, 3)), (second, None));
    queue.finish(claimed.ticket(), Outcome::Succeeded("1".to_owned()), 0, at(4)).unwrap();
    assert_eq!(claim(&queue, 5).unwrap().id, third);
    let late = queue.submit(NewJob { after: vec![first], ..new_job() }, at(6)).unwrap().id;
    assert_eq!(claim(&queue, 6).unwrap().id, late, "after a job that is done already");
    let unknown = JobId::new(at(0), [9; 10]);
    let answer = queue.submit(NewJob { after: vec![unknown], ..new_job() }, at(6));
    assert!(matches!(answer, Err(QueueError::NoSuchJob(id)) if id == unknown));
}

#[test]
fn a_job_before_that_did_not_succeed_cancels_the_whole_line() {
    let world = World::new();
    let queue = queue(&world);
    let first = queue.submit(new_job(), at(0)).unwrap().id;
    let second = queue.submit(NewJob { after: vec![first], ..new_job() }, at(0)).unwrap().id;
    let third = queue.submit(NewJob { after: vec![second], ..new_job() }, at(0)).unwrap().id;
    let claimed = claim(&queue, 1).unwrap();
    queue.finish(claimed.ticket(), Outcome::Failed("1".to_owned()), 0, at(2)).unwrap();
    let (second, third) = (queue.get(second).unwrap().value, queue.get(third).unwrap().value);
    assert_eq!((second.state, third.state), (State::Cancelled, State::Cancelled));
    assert_eq!(second.reason, Some(format!("{first}, which comes before it, is failed")));
    assert_eq!(third.reason, Some(format!("{}, which comes before it, is cancelled", second.id)));
    let retried = queue.retry(second.id, at(3)).unwrap();
    assert_eq!(retried.state, State::Cancelled, "what it waits for is still failed");
    queue.retry(first, at(3)).unwrap();
    assert_eq!(queue.retry(second.id, at(3)).unwrap().state, State::Queued);
    let claimed = claim(&queue, 4).unwrap();
    assert_eq!((claimed.id, claim(&queue, 4)), (first, None));
}

#[test]
fn a_hundred_submissions_with_one_key_make_one_job() {
    let world = World::new();
    let barrier = Barrier::new(100);
    let ids: Vec<(JobId, bool)> = std::thread::scope(|scope| {
        let submit = || {
            let queue = Queue::new(world.records.clone(), rules());
            barrier.wait();
            let submitted = queue.submit_once(&new_job(), "key", at(0)).unwrap();
            (submitted.job.id, submitted.repeated)
        };
        let threads: Vec<_> = (0..100).map(|_| scope.spawn(submit)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(ids.iter().all(|(id, _)| *id == ids[0].0));
    assert_eq!(ids.iter().filter(|(_, repeated)| !repeated).count(), 1);
    assert_eq!(world.records.list(&Scan::of(Kind::Job)).unwrap().len(), 1);
}

#[test]
fn a_key_stands_for_one_request_of_one_account_for_a_day() {
    let world = World::new();
    let queue = queue(&world);
    let first = queue.submit_once(&new_job(), "key", at(0)).unwrap().job.id;
    let other = NewJob { request: "{\"n\":2}".to_owned(), ..new_job() };
    let reused = queue.submit_once(&other, "key", at(1));
    assert!(matches!(reused, Err(QueueError::KeyReused { job }) if job == first));
    let stranger = NewJob { owner: AccountId::of_environment("else"), ..other.clone() };
    assert!(!queue.submit_once(&stranger, "key", at(1)).unwrap().repeated);
    let day = 24 * 3600;
    assert!(queue.submit_once(&new_job(), "key", at(day - 1)).unwrap().repeated);
    assert!(!queue.submit_once(&other, "key", at(day)).unwrap().repeated, "after a day it is a new key");
}

#[test]
fn ended_jobs_are_forgotten_after_the_retention() {
    let world = World::new();
    let queue = queue(&world);
    let week = 7 * 24 * 3600;
    let ended = queue.submit_once(&new_job(), "key", at(0)).unwrap().job.id;
    let kept = queue.submit(new_job(), at(1)).unwrap().id;
    let claimed = claim(&queue, 1).unwrap();
    queue.finish(claimed.ticket(), Outcome::Succeeded("1".to_owned()), 0, at(2)).unwrap();
    assert_eq!(queue.purge(at(week + 1)).unwrap(), 1, "the idempotency key");
    assert_eq!(queue.purge(at(week + 2)).unwrap(), 1);
    assert!(matches!(queue.get(ended), Err(QueueError::NoSuchJob(_))));
    assert_eq!(state(&queue, kept), State::Queued, "what did not end is never forgotten");
}

#[test]
fn lists_are_by_owner_state_and_kind_the_newest_first() {
    let world = World::new();
    let queue = queue(&world);
    let ids: Vec<JobId> = (0..5).map(|second| queue.submit(new_job(), at(second)).unwrap().id).collect();
    queue.submit(NewJob::new("else", AccountId::of_environment("else"), "{}"), at(9)).unwrap();
    let filter = JobFilter { owner: Some(owner()), kind: Some("work".to_owned()), state: None };
    let page = queue.list(&filter, None, 3).unwrap();
    let next = page.next.unwrap().to_string();
    let rest = queue.list(&filter, Some(&next), 3).unwrap();
    let seen: Vec<JobId> = page.items.iter().chain(&rest.items).map(|job| job.id).collect();
    assert_eq!(seen, ids.into_iter().rev().collect::<Vec<_>>());
    assert_eq!(rest.next, None);
    assert!(matches!(queue.list(&JobFilter::default(), Some(&next), 3), Err(QueueError::Cursor(_))));
}

#[test]
fn a_job_that_was_altered_on_disk_keeps_no_other_from_its_worker() {
    let world = World::new();
    let queue = queue(&world);
    let [queued, running, good] = [0, 1, 2].map(|second| queue.submit(new_job(), at(second)).unwrap().id);
    let sql = rusqlite::Connection::open(world.path()).unwrap();
    let spoil = |id: JobId| {
        sql.execute("UPDATE records SET body = '{' || body WHERE id = ?1", [id.to_string()]).unwrap();
    };
    spoil(queued);
    assert_eq!(claim(&queue, 3).unwrap().id, running);
    spoil(running);
    assert_eq!(queue.sweep(|| 0, at(33)).unwrap().unreadable, 2);
    assert_eq!(claim(&queue, 33).unwrap().id, good);
    assert!(matches!(queue.get(queued), Err(QueueError::Records(RecordsError::Unreadable { .. }))));
}

/// Workers that claim, crash, finish and are swept, each on its own connection, over a clock that they move on
/// together. Every job must end as succeeded, and one attempt alone may have been answered that it succeeded.
#[test]
fn many_workers_on_one_file_lose_no_job_and_finish_none_twice() {
    const JOBS: usize = 60;
    const WORKERS: usize = 6;
    let world = World::new();
    let submitter = queue(&world);
    for _ in 0..JOBS {
        submitter.submit(new_job(), at(0)).unwrap();
    }
    let (clock, finished) = (AtomicI64::new(1), std::sync::Mutex::new(BTreeMap::<JobId, usize>::new()));
    let claims = std::sync::Mutex::new(BTreeMap::<(JobId, u64), usize>::new());
    std::thread::scope(|scope| {
        for worker in 0..WORKERS {
            let (world, clock, finished, claims) = (&world, &clock, &finished, &claims);
            scope.spawn(move || {
                let queue = Queue::new(world.again(), Rules { attempts_max: 1000, ..rules() });
                for round in 0.. {
                    let now = at(clock.fetch_add(1, Ordering::SeqCst));
                    if round % 5 == worker % 5 {
                        queue.sweep(|| 0, now).unwrap();
                    }
                    let Some(job) = queue.claim(&["work"], "w", now).unwrap() else {
                        if finished.lock().unwrap().len() == JOBS {
                            return;
                        }
                        clock.fetch_add(10, Ordering::SeqCst);
                        continue;
                    };
                    *claims.lock().unwrap().entry((job.id, job.token)).or_default() += 1;
                    // One in three workers dies here; one in seven is so slow that its lease is over.
                    if round % 3 == 0 {
                        continue;
                    }
                    let late = if round % 7 == 0 { 31 } else { 0 };
                    let end = at(clock.fetch_add(late, Ordering::SeqCst) + late);
                    match queue.finish(job.ticket(), Outcome::Succeeded("1".to_owned()), 0, end) {
                        Ok(_) => *finished.lock().unwrap().entry(job.id).or_default() += 1,
                        Err(QueueError::Refused { .. }) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            });
        }
    });
    let (finished, claims) = (finished.into_inner().unwrap(), claims.into_inner().unwrap());
    assert_eq!(finished.len(), JOBS);
    assert!(finished.values().all(|times| *times == 1), "{finished:?}");
    assert!(claims.values().all(|times| *times == 1), "an attempt belongs to one worker");
    assert!(claims.len() > JOBS, "some jobs took several attempts");
    let listed = submitter.list(&JobFilter::default(), None, JOBS + 1).unwrap();
    assert_eq!(listed.items.iter().filter(|job| job.state == State::Succeeded).count(), JOBS);
}
