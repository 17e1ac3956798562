//! The SQLite backend.

use crate::world::{World, at};
use ops::records::sqlite::Sqlite;
use ops::records::{Commit, Cursor, InvalidCursor, Kind, Record, Records, RecordsError, Scan, Write, suite};
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt as _;

fn record(id: &str) -> Record {
    Record {
        kind: Kind::Run,
        id: id.to_owned(),
        owner: "o".to_owned(),
        state: "s".to_owned(),
        label: String::new(),
        due: Some(at(0)),
        revision: 0,
        body: "{}".to_owned(),
    }
}

#[test]
fn sqlite_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    suite::check(&Sqlite::open(&folder.path().join("ops.db")).unwrap());
}

#[test]
fn the_file_is_private_and_lasts() {
    let world = World::new();
    assert_eq!(world.records.commit(&[Write::Put(record("a"))]).unwrap(), Commit::Done);
    for name in ["ops.db", "ops.db-wal", "ops.db-shm"] {
        let mode = std::fs::metadata(world.path().with_file_name(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    assert!(world.again().get(Kind::Run, "a").unwrap().is_some());
}

#[test]
fn a_changed_or_unknown_migration_refuses_to_open() {
    let world = World::new();
    let sql = Connection::open(world.path()).unwrap();
    sql.execute("INSERT INTO migrations VALUES ('V999__later', 'x')", ()).unwrap();
    assert!(
        matches!(Records::open(&world.path()), Err(RecordsError::Newer { name }) if name == "V999__later")
    );
    sql.execute("DELETE FROM migrations WHERE name = 'V999__later'", ()).unwrap();
    sql.execute("UPDATE migrations SET checksum = 'x'", ()).unwrap();
    let error = Records::open(&world.path()).unwrap_err();
    assert!(
        matches!(error, RecordsError::ChangedMigration { ref name, .. } if name == "V001__records"),
        "{error}"
    );
}

#[test]
fn a_file_of_something_else_is_corrupt_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ops.db");
    std::fs::write(
        &path,
        "not a database at all, but long enough to have a header of a hundred bytes".repeat(9),
    )
    .unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(Records::open(&path), Err(RecordsError::Corrupt { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn what_is_appended_cannot_be_changed_through_any_door() {
    let world = World::new();
    let audit = Record { kind: Kind::Audit, ..record("a") };
    assert_eq!(world.records.commit(&[Write::Put(audit.clone())]).unwrap(), Commit::Done);
    let replace = Write::Replace(Record { revision: 1, ..audit });
    let remove = Write::Remove { kind: Kind::Audit, id: "a".to_owned(), revision: 1 };
    for write in [replace, remove] {
        assert!(matches!(world.records.commit(&[write]), Err(RecordsError::AppendOnly { .. })));
    }
    let sql = Connection::open(world.path()).unwrap();
    for statement in ["UPDATE records SET body = 'x'", "DELETE FROM records"] {
        let error = sql.execute(statement, ()).unwrap_err().to_string();
        assert!(error.contains("only added"), "{error}");
    }
}

#[test]
fn many_writers_on_several_connections_lose_no_update() {
    const WRITERS: usize = 4;
    const ROUNDS: i64 = 25;
    let world = World::new();
    assert_eq!(world.records.commit(&[Write::Put(record("counter"))]).unwrap(), Commit::Done);
    std::thread::scope(|scope| {
        for _ in 0..WRITERS {
            scope.spawn(|| {
                let records = world.again();
                let mut done = 0;
                while done < ROUNDS {
                    let mut found = records.get(Kind::Run, "counter").unwrap().unwrap();
                    found.body = (found.body.parse::<i64>().unwrap_or(0) + 1).to_string();
                    done += i64::from(records.commit(&[Write::Replace(found)]).unwrap() == Commit::Done);
                }
            });
        }
    });
    let counter = world.records.get(Kind::Run, "counter").unwrap().unwrap();
    assert_eq!(counter.body, (WRITERS as i64 * ROUNDS).to_string());
}

#[test]
fn pages_neither_repeat_nor_miss_what_stays() {
    let world = World::new();
    let ids: Vec<String> = (0..25).map(|index| format!("r{index:02}")).collect();
    let writes: Vec<Write> = ids.iter().map(|id| Write::Put(record(id))).collect();
    assert_eq!(world.records.commit(&writes).unwrap(), Commit::Done);
    for scan in [
        Scan::of(Kind::Run).owner("o"),
        Scan::of(Kind::Run).owner("o").newest_first(),
        Scan::of(Kind::Run).state("s").due_by(at(9)),
    ] {
        let mut seen = Vec::new();
        let mut scan = scan.limit(7);
        loop {
            let page = world.records.page(&scan).unwrap();
            seen.extend(page.items.iter().map(|record| record.id.clone()));
            // Records that come and go elsewhere move nothing.
            let removed = world.records.get(Kind::Run, &seen[0]).unwrap();
            if let Some(removed) = removed {
                let remove =
                    Write::Remove { kind: Kind::Run, id: removed.id.clone(), revision: removed.revision };
                let put = Write::Put(removed);
                assert_eq!(world.records.commit(&[remove, put]).unwrap(), Commit::Done);
            }
            let Some(next) = page.next else { break };
            scan = Cursor::resume(scan, &next.to_string()).unwrap();
        }
        let distinct: BTreeSet<&String> = seen.iter().collect();
        assert_eq!((seen.len(), distinct.len()), (25, 25));
    }
}

#[test]
fn a_cursor_belongs_to_its_list() {
    let world = World::new();
    let writes: Vec<Write> = ["a", "b", "c"].map(|id| Write::Put(record(id))).to_vec();
    assert_eq!(world.records.commit(&writes).unwrap(), Commit::Done);
    let scan = Scan::of(Kind::Run).owner("o").limit(1);
    let cursor = world.records.page(&scan).unwrap().next.unwrap().to_string();
    assert!(Cursor::resume(scan.clone().limit(50), &cursor).is_ok(), "the size of a page may change");
    for other in [Scan::of(Kind::Run).owner("p"), Scan::of(Kind::Job).owner("o"), scan.clone().newest_first()]
    {
        assert_eq!(Cursor::resume(other, &cursor), Err(InvalidCursor::OtherList));
    }
    for text in ["", "x", "e30", "\u{e9}", &cursor[1..]] {
        assert_eq!(Cursor::resume(scan.clone(), text), Err(InvalidCursor::Malformed), "{text}");
    }
}
