//! Chains in a real file, altered behind the program's back.

use crate::world::World;
use ops::chain::{self, ChainError, Head, Tampered};
use ops::ids::sha256;
use ops::records::Kind;
use rusqlite::{Connection, params};

/// A payload that follows the head, as a caller makes it.
fn payload(world: &World, chain: &str, text: &str) -> String {
    match chain::head(&world.records, chain).unwrap() {
        Some(head) => format!("{{\"previous\":\"{}\",\"text\":\"{text}\"}}", head.digest),
        None => format!("{{\"text\":\"{text}\"}}"),
    }
}

fn grow(world: &World, name: &str, links: usize) -> Vec<chain::Link> {
    let add = |index| chain::append(&world.records, name, &payload(world, name, &format!("l{index}")));
    (0..links).map(|index| add(index).unwrap()).collect()
}

/// Someone with the file in their hands, whom no trigger stops.
fn intruder(world: &World) -> Connection {
    let sql = Connection::open(world.path()).unwrap();
    sql.execute_batch("DROP TRIGGER records_are_not_changed; DROP TRIGGER records_are_not_removed").unwrap();
    sql
}

fn verify(world: &World, name: &str) -> Result<Option<Head>, Tampered> {
    chain::verify(&world.records, name, None).unwrap()
}

#[test]
fn each_link_holds_the_digest_of_the_one_before() {
    let world = World::new();
    let links = grow(&world, "cup", 3);
    assert_eq!(links[0].digest, sha256(b"{\"text\":\"l0\"}"), "as sha256sum would give it");
    assert!(links[2].payload.contains(&links[1].digest));
    let head = verify(&world, "cup").unwrap().unwrap();
    assert_eq!((head.count, &head.digest), (3, &links[2].digest));
    assert_eq!(chain::links(&world.records, "cup", 1, 10).unwrap(), links[1..]);
    assert_eq!(chain::names(&world.records).unwrap(), ["cup"]);
    assert_eq!(verify(&world, "trucks"), Ok(None), "an empty chain is whole");
}

#[test]
fn a_payload_that_follows_another_head_is_refused() {
    let world = World::new();
    let first = payload(&world, "cup", "one");
    grow(&world, "cup", 1);
    let refused = chain::append(&world.records, "cup", &first);
    assert!(matches!(refused, Err(ChainError::Moved { given, .. }) if given == "nothing"));
    for text in ["", "7", "[]x", "{\"previous\":7}"] {
        assert!(matches!(chain::append(&world.records, "cup", text), Err(ChainError::Payload(_))), "{text}");
    }
    for name in ["", "Cup", "a/b", &"a".repeat(65)] {
        assert!(matches!(chain::append(&world.records, name, "{}"), Err(ChainError::Name(_))), "{name}");
    }
}

#[test]
fn many_who_append_at_once_make_one_chain() {
    let world = World::new();
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                let mut added = 0;
                while added < 5 {
                    match chain::append(&world.records, "cup", &payload(&world, "cup", "x")) {
                        Ok(_) => added += 1,
                        Err(ChainError::Moved { .. }) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            });
        }
    });
    assert_eq!(verify(&world, "cup").unwrap().unwrap().count, 30);
}

#[test]
fn every_changed_byte_is_found_and_its_link_named() {
    let world = World::new();
    grow(&world, "cup", 3);
    let sql = intruder(&world);
    let read = "SELECT CAST(body AS BLOB) FROM records WHERE kind = 'link' AND id = ?1";
    let write = "UPDATE records SET body = CAST(?2 AS TEXT) WHERE kind = 'link' AND id = ?1";
    for number in 1..=3u64 {
        let id = format!("cup/{number:012}");
        let body: Vec<u8> = sql.query_row(read, [&id], |row| row.get(0)).unwrap();
        for place in 0..body.len() {
            for bit in [0x01, 0x20, 0x80] {
                let mut changed = body.clone();
                changed[place] ^= bit;
                sql.execute(write, params![id, changed]).unwrap();
                let named = match verify(&world, "cup") {
                    Err(Tampered::Changed { number, .. } | Tampered::Unreadable { number, .. }) => number,
                    other => panic!("byte {place} of link {number} xor {bit}: {other:?}"),
                };
                assert_eq!(named, number, "byte {place}");
            }
        }
        sql.execute(write, params![id, body]).unwrap();
    }
    assert!(verify(&world, "cup").is_ok(), "and put back it is whole again");
}

#[test]
fn a_link_taken_out_is_named_wherever_it_was() {
    for number in 1..=3u64 {
        let world = World::new();
        grow(&world, "cup", 3);
        let remove = format!("DELETE FROM records WHERE kind = 'link' AND id = 'cup/{number:012}'");
        intruder(&world).execute(&remove, ()).unwrap();
        match verify(&world, "cup").unwrap_err() {
            Tampered::Missing { number: missing, found, .. } if number < 3 => {
                assert_eq!((missing, found), (number, Some(number + 1)));
            }
            // The last one leaves no gap, but the head knows of it.
            Tampered::HeadMissing { count: 3, links: 2, .. } if number == 3 => {}
            other => panic!("{number}: {other}"),
        }
    }
}

#[test]
fn a_rewritten_chain_is_found_by_a_head_that_was_kept_elsewhere() {
    let world = World::new();
    grow(&world, "cup", 2);
    let kept = chain::head(&world.records, "cup").unwrap().unwrap();
    grow(&world, "cup", 2);
    let whole = chain::verify(&world.records, "cup", Some(&kept)).unwrap();
    assert!(whole.is_ok(), "an earlier head still proves what was under it");
    // Everything anew, with other content, and a head that fits it.
    intruder(&world).execute("DELETE FROM records WHERE kind IN ('link', 'head')", ()).unwrap();
    let other = |text: &str| chain::append(&world.records, "cup", &payload(&world, "cup", text)).unwrap();
    for text in ["a", "b", "c", "d"] {
        other(text);
    }
    assert!(verify(&world, "cup").is_ok(), "by itself it looks whole");
    let found = chain::verify(&world.records, "cup", Some(&kept)).unwrap();
    assert!(matches!(found, Err(Tampered::HeadMissing { count: 2, links: 4, .. })), "{found:?}");
}

#[test]
fn a_changed_or_missing_head_is_found() {
    let world = World::new();
    grow(&world, "cup", 2);
    let sql = intruder(&world);
    let head = world.records.get(Kind::Head, "cup").unwrap().unwrap().body;
    for other in [head.replace("\"count\":2", "\"count\":1"), head.replace("\"count\"", "\"cound\"")] {
        sql.execute("UPDATE records SET body = ?1 WHERE kind = 'head'", [&other]).unwrap();
        assert!(verify(&world, "cup").is_err(), "{other}");
    }
    sql.execute("DELETE FROM records WHERE kind = 'head'", ()).unwrap();
    assert!(matches!(verify(&world, "cup"), Err(Tampered::HeadMissing { count: 0, .. })));
}
