//! The contract of a backend, as a function that tries it: every backend's tests call [`check`] with an empty backend.

use super::{Backend, Commit, Kind, Order, Record, RecordsError, Scan, Write};
use jiff::Timestamp;

/// Tries everything that the rest of the crate relies on.
///
/// # Panics
/// Where the backend breaks the contract.
pub fn check(backend: &dyn Backend) {
    let run = || -> Result<(), RecordsError> {
        puts_once(backend)?;
        replaces_only_what_was_read(backend)?;
        commits_all_or_nothing(backend)?;
        lists_in_order(backend)?;
        lists_what_is_due(backend)?;
        removes_only_what_was_read(backend)
    };
    run().expect("the backend answers");
}

fn record(kind: Kind, id: &str) -> Record {
    Record {
        kind,
        id: id.to_owned(),
        owner: "owner".to_owned(),
        state: "queued".to_owned(),
        label: "label".to_owned(),
        due: None,
        revision: 0,
        body: format!("{{\"id\":\"{id}\",\"text\":\"\u{e9} \\\" '\"}}"),
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a small number of seconds")
}

fn puts_once(backend: &dyn Backend) -> Result<(), RecordsError> {
    let mut first = record(Kind::Account, "once");
    assert_eq!(backend.get(Kind::Account, "once")?, None);
    assert_eq!(backend.commit(&[Write::Put(first.clone())])?, Commit::Done);
    let second = Record { body: "{}".to_owned(), ..first.clone() };
    assert_eq!(backend.commit(&[Write::Put(second)])?, Commit::Conflict(0), "an id is put once");
    first.revision = 1;
    assert_eq!(backend.get(Kind::Account, "once")?, Some(first), "what was put comes back, to the byte");
    assert_eq!(backend.get(Kind::Key, "once")?, None, "ids are unique within their kind only");
    Ok(())
}

fn replaces_only_what_was_read(backend: &dyn Backend) -> Result<(), RecordsError> {
    let first = Record { revision: 1, ..record(Kind::Account, "replaced") };
    assert_eq!(backend.commit(&[Write::Put(first.clone())])?, Commit::Done);
    let changed = Record {
        owner: "other".to_owned(),
        state: "done".to_owned(),
        label: "new".to_owned(),
        due: Some(at(5)),
        ..first.clone()
    };
    assert_eq!(backend.commit(&[Write::Replace(changed.clone())])?, Commit::Done);
    assert_eq!(backend.commit(&[Write::Replace(first)])?, Commit::Conflict(0), "a stale revision is refused");
    assert_eq!(backend.get(Kind::Account, "replaced")?, Some(Record { revision: 2, ..changed }));
    let absent = Record { revision: 1, ..record(Kind::Account, "absent") };
    assert_eq!(
        backend.commit(&[Write::Replace(absent)])?,
        Commit::Conflict(0),
        "nothing is replaced by nothing"
    );
    Ok(())
}

fn commits_all_or_nothing(backend: &dyn Backend) -> Result<(), RecordsError> {
    let writes = ["whole-1", "whole-2", "once"].map(|id| Write::Put(record(Kind::Account, id)));
    assert_eq!(
        backend.commit(&writes)?,
        Commit::Conflict(2),
        "the index names the write that found a conflict"
    );
    assert_eq!(backend.get(Kind::Account, "whole-1")?, None, "a conflict writes nothing");
    assert_eq!(backend.commit(&writes[..2])?, Commit::Done);
    assert!(backend.get(Kind::Account, "whole-2")?.is_some());
    Ok(())
}

fn ids(backend: &dyn Backend, scan: &Scan) -> Result<Vec<String>, RecordsError> {
    Ok(backend.list(scan)?.into_iter().map(|record| record.id).collect())
}

fn lists_in_order(backend: &dyn Backend) -> Result<(), RecordsError> {
    for (id, owner, state, label) in
        [("c", "x", "s", "l"), ("B", "x", "s", "m"), ("a", "y", "s", "l"), ("d", "x", "t", "l")]
    {
        let record = Record {
            owner: owner.to_owned(),
            state: state.to_owned(),
            label: label.to_owned(),
            ..record(Kind::Run, id)
        };
        assert_eq!(backend.commit(&[Write::Put(record)])?, Commit::Done);
    }
    let all = Scan::of(Kind::Run);
    assert_eq!(ids(backend, &all)?, ["B", "a", "c", "d"], "texts compare by their bytes");
    assert_eq!(ids(backend, &all.clone().newest_first())?, ["d", "c", "a", "B"]);
    assert_eq!(ids(backend, &all.clone().limit(2))?, ["B", "a"]);
    assert_eq!(ids(backend, &all.clone().owner("x"))?, ["B", "c", "d"]);
    assert_eq!(ids(backend, &all.clone().owner("x").state("s"))?, ["B", "c"]);
    assert_eq!(ids(backend, &all.clone().state("s").label("l"))?, ["a", "c"]);
    let after = |order| Scan { order, ..all.clone() };
    assert_eq!(ids(backend, &after(Order::Ascending(Some("a".to_owned()))))?, ["c", "d"]);
    assert_eq!(
        ids(backend, &after(Order::Ascending(Some("b".to_owned()))))?,
        ["c", "d"],
        "the last may be gone"
    );
    assert_eq!(ids(backend, &after(Order::Descending(Some("c".to_owned()))))?, ["a", "B"]);
    Ok(())
}

fn lists_what_is_due(backend: &dyn Backend) -> Result<(), RecordsError> {
    for (id, due) in [("late", Some(9)), ("none", None), ("b", Some(3)), ("a", Some(3)), ("early", Some(1))] {
        let record = Record { due: due.map(at), ..record(Kind::Job, id) };
        assert_eq!(backend.commit(&[Write::Put(record)])?, Commit::Done);
    }
    let due = Scan::of(Kind::Job).state("queued").due_by(at(3));
    assert_eq!(ids(backend, &due)?, ["early", "a", "b"]);
    let next = due.clone().after(&Record { due: Some(at(3)), ..record(Kind::Job, "a") });
    assert_eq!(ids(backend, &next)?, ["b"]);
    assert_eq!(ids(backend, &due.due_by(at(20)))?, ["early", "a", "b", "late"]);
    let earlier = Timestamp::from_microsecond(8_999_999).expect("a small number");
    assert_eq!(ids(backend, &Scan::of(Kind::Job).due_by(earlier))?.len(), 3, "nothing is due early");
    Ok(())
}

fn removes_only_what_was_read(backend: &dyn Backend) -> Result<(), RecordsError> {
    let remove = |revision| Write::Remove { kind: Kind::Account, id: "once".to_owned(), revision };
    assert_eq!(backend.commit(&[remove(7)])?, Commit::Conflict(0));
    assert_eq!(backend.commit(&[remove(1)])?, Commit::Done);
    assert_eq!(backend.get(Kind::Account, "once")?, None);
    assert_eq!(backend.commit(&[remove(1)])?, Commit::Conflict(0), "what is gone cannot be removed");
    Ok(())
}
