//! Idempotent requests in a real file.

use crate::world::{World, at};
use jiff::SignedDuration;
use ops::idempotency::{self, Answer, Begin, Claim, Permit};
use std::sync::Barrier;

const MINUTE: SignedDuration = SignedDuration::from_secs(60);

fn claim<'a>(key: &'a str, body: &'a [u8]) -> Claim<'a> {
    Claim { account: "acc_1", route: "POST /v1/projections", key, body }
}

fn begin(world: &World, claim: Claim<'_>, seconds: i64) -> Begin {
    idempotency::begin(&world.records, claim, MINUTE, at(seconds)).unwrap()
}

fn permit(begin: Begin) -> Permit {
    match begin {
        Begin::Proceed(permit) => permit,
        other => panic!("{other:?}"),
    }
}

fn answer() -> Answer {
    let headers = vec![("location".to_owned(), "/v1/jobs/job_1".to_owned())];
    Answer { status: 202, headers, body: vec![0, 255, 10] }
}

#[test]
fn the_second_waits_and_then_gets_the_answer_of_the_first() {
    let world = World::new();
    let first = permit(begin(&world, claim("k", b"{}"), 0));
    assert_eq!(begin(&world, claim("k", b"{}"), 1), Begin::InFlight { since: at(0) });
    assert_eq!(begin(&world, claim("k", b"{ }"), 1), Begin::OtherBody, "already while it is in flight");
    assert!(first.done(&world.records, answer(), at(2)).unwrap());
    let day = 24 * 3600;
    assert_eq!(begin(&world, claim("k", b"{}"), 2 + day - 1), Begin::Repeat(answer()));
    assert_eq!(begin(&world, claim("k", b"{ }"), 3), Begin::OtherBody);
    permit(begin(&world, claim("k", b"{ }"), 2 + day)).give_up(&world.records).unwrap();
}

#[test]
fn account_route_and_key_are_each_part_of_it() {
    let world = World::new();
    let all = claim("k", b"{}");
    for other in [
        all,
        Claim { account: "acc_2", ..all },
        Claim { route: "POST /v1/backtests", ..all },
        Claim { key: "l", ..all },
        // The same letters, parted elsewhere.
        Claim { account: "acc_1P", route: "OST /v1/projections", ..all },
    ] {
        let _ = permit(begin(&world, other, 0));
    }
}

#[test]
fn a_request_that_died_frees_its_key_and_cannot_answer_later() {
    let world = World::new();
    let dead = permit(begin(&world, claim("k", b"{}"), 0));
    assert_eq!(begin(&world, claim("k", b"{}"), 59), Begin::InFlight { since: at(0) });
    let next = permit(begin(&world, claim("k", b"{}"), 60));
    assert!(!dead.clone().done(&world.records, answer(), at(61)).unwrap(), "its key passed on");
    dead.give_up(&world.records).unwrap();
    assert_eq!(begin(&world, claim("k", b"{}"), 62), Begin::InFlight { since: at(60) });
    next.give_up(&world.records).unwrap();
    let _ = permit(begin(&world, claim("k", b"another"), 63));
}

#[test]
fn of_many_at_once_one_proceeds() {
    let world = World::new();
    let barrier = Barrier::new(32);
    let proceeded = std::thread::scope(|scope| {
        let run = || {
            barrier.wait();
            matches!(begin(&world, claim("k", b"{}"), 0), Begin::Proceed(_))
        };
        let threads: Vec<_> = (0..32).map(|_| scope.spawn(run)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).filter(|proceeded| *proceeded).count()
    });
    assert_eq!(proceeded, 1);
}

#[test]
fn what_expired_is_forgotten() {
    let world = World::new();
    let _ = permit(begin(&world, claim("a", b"{}"), 0));
    permit(begin(&world, claim("b", b"{}"), 0)).done(&world.records, answer(), at(0)).unwrap();
    assert_eq!(idempotency::purge(&world.records, at(59)).unwrap(), 0);
    assert_eq!(idempotency::purge(&world.records, at(60)).unwrap(), 1);
    assert_eq!(begin(&world, claim("b", b"{}"), 61), Begin::Repeat(answer()));
}
