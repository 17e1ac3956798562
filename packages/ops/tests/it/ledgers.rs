//! Audit trail, decisions, runs and leases in a real file.

use crate::world::{World, at};
use jiff::SignedDuration;
use ops::audit::{self, Act, AuditError, AuditFilter};
use ops::decisions::{self, Decision, DecisionError};
use ops::ids::{AccountId, JobId};
use ops::{leases, runs};
use std::collections::BTreeSet;

fn act(account: &str, action: &str) -> Act {
    Act {
        account: account.to_owned(),
        action: action.to_owned(),
        subject: "key_1".to_owned(),
        outcome: "done".to_owned(),
        ..Act::default()
    }
}

#[test]
fn the_trail_lists_the_newest_first_by_account_and_action() {
    let world = World::new();
    for second in 0..6 {
        let account = if second % 2 == 0 { "a" } else { "b" };
        let action = if second < 3 { "keys.create" } else { "keys.revoke" };
        audit::append(&world.records, act(account, action), at(second)).unwrap();
    }
    let list = |account: Option<&str>, action: Option<&str>, cursor: Option<&str>, limit| {
        let filter = AuditFilter { account: account.map(str::to_owned), action: action.map(str::to_owned) };
        audit::list(&world.records, &filter, cursor, limit)
    };
    let moments = |page: &ops::records::Page<audit::AuditLine>| {
        page.items.iter().map(|line| line.at).collect::<Vec<_>>()
    };
    let first = list(Some("a"), None, None, 2).unwrap();
    assert_eq!(moments(&first), [at(4), at(2)]);
    let cursor = first.next.unwrap().to_string();
    assert_eq!(moments(&list(Some("a"), None, Some(&cursor), 2).unwrap()), [at(0)]);
    assert_eq!(moments(&list(Some("b"), Some("keys.revoke"), None, 9).unwrap()), [at(5), at(3)]);
    assert!(matches!(list(Some("b"), None, Some(&cursor), 2), Err(AuditError::Cursor(_))));
}

#[test]
fn of_two_decisions_at_once_one_is_refused() {
    let world = World::new();
    let decide = |state: String| {
        let decision = Decision {
            subject: "clm_x".to_owned(),
            number: 0,
            state,
            at: at(0),
            by: "acc_1".to_owned(),
            why: None,
            rule: None,
        };
        decisions::decide(&world.records, decision, 0)
    };
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let decide = &decide;
        let threads: Vec<_> = (0..8).map(|index| scope.spawn(move || decide(format!("s{index}")))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let taken: Vec<&Decision> = outcomes.iter().filter_map(|outcome| outcome.as_ref().ok()).collect();
    assert_eq!(taken.len(), 1);
    let refused = |outcome: &Result<Decision, DecisionError>| matches!(outcome, Err(DecisionError::Moved { present, .. }) if *present == taken[0].state);
    assert_eq!(outcomes.iter().filter(|outcome| refused(outcome)).count(), 7);
    assert_eq!(decisions::all(&world.records, "clm_x").unwrap(), [taken[0].clone()]);
    assert_eq!(decisions::last(&world.records, "clm_y").unwrap(), None);
}

#[test]
fn a_run_gathers_its_jobs_and_ends_once() {
    let world = World::new();
    let owner = AccountId::of_environment("tests");
    let run = runs::start(&world.records, "weekly", owner, "{}", at(0)).unwrap();
    let jobs: BTreeSet<JobId> = std::thread::scope(|scope| {
        let add = |index: u8| {
            let job = JobId::new(at(0), [index; 10]);
            runs::add_job(&world.records, run.id, job).unwrap().unwrap();
            job
        };
        let threads: Vec<_> = (0..6).map(|index| scope.spawn(move || add(index))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let ended = runs::end(&world.records, run.id, "\"good\"", at(5)).unwrap().unwrap();
    assert_eq!(ended.jobs.iter().copied().collect::<BTreeSet<_>>(), jobs, "no job is lost");
    assert_eq!(runs::end(&world.records, run.id, "\"bad\"", at(6)).unwrap().unwrap(), ended);
    assert_eq!(runs::list(&world.records, Some("weekly"), 9).unwrap(), [ended]);
    assert!(runs::list(&world.records, Some("other"), 9).unwrap().is_empty());
}

#[test]
fn a_lease_has_one_holder_and_a_token_that_grows() {
    let world = World::new();
    let time = SignedDuration::from_secs(30);
    let holders: Vec<_> = std::thread::scope(|scope| {
        let take =
            |index: usize| leases::take(&world.records, "cup", &format!("h{index}"), time, at(0)).unwrap();
        let threads: Vec<_> = (0..8).map(|index| scope.spawn(move || take(index))).collect();
        threads.into_iter().filter_map(|thread| thread.join().unwrap().ok()).collect()
    });
    let [mine] = &holders[..] else { panic!("{holders:?}") };
    let renewed = leases::take(&world.records, "cup", &mine.holder, time, at(10)).unwrap().unwrap();
    assert_eq!((renewed.token, renewed.until), (mine.token, at(40)));
    leases::give_back(&world.records, &renewed, at(20)).unwrap();
    let next = leases::take(&world.records, "cup", "next", time, at(20)).unwrap().unwrap();
    assert_eq!(next.token, mine.token + 1);
    leases::give_back(&world.records, &renewed, at(21)).unwrap();
    assert!(
        leases::holds(&world.records, &next, at(49)).unwrap(),
        "an old holder gives nothing of another back"
    );
    assert!(!leases::holds(&world.records, &next, at(50)).unwrap());
}
