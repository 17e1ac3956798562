//! Keys in real records.

use crate::world::{World, at};
use jiff::SignedDuration;
use ops::accounts;
use ops::ids::{AccountId, KeyId};
use ops::keys::environment::EnvironmentKey;
use ops::keys::{Identity, KeyError, Keyring, NewKey, Pepper, PlainKey, Refusal, Scope, Scopes};
use ops::records::{Kind, Scan};

struct Ring {
    world: World,
    ring: Keyring,
    account: AccountId,
}

fn ring() -> Ring {
    let world = World::new();
    let account = accounts::find_or_create(&world.records, "team", at(0)).unwrap().id;
    let environment = EnvironmentKey::parse("ops:environment-secret:admin").unwrap();
    let ring = Keyring::new(world.records.clone(), Pepper::new([1; 32]), &environment);
    Ring { world, ring, account }
}

impl Ring {
    fn create(&self, expires: Option<i64>) -> PlainKey {
        let new = NewKey {
            account: self.account,
            name: "laptop".to_owned(),
            scopes: Scopes::of(&[Scope::ProjectionsRead]),
            expires_at: expires.map(at),
        };
        self.ring.create(new, at(0)).unwrap().0
    }

    fn verify(&self, text: &str, seconds: i64) -> Result<Identity, Refusal> {
        self.ring.verify(text, at(seconds)).map_err(|error| match error {
            KeyError::Refused(refusal) => refusal,
            other => panic!("{other}"),
        })
    }
}

#[test]
fn a_key_opens_until_it_expires_or_is_revoked() {
    let ring = ring();
    let key = ring.create(Some(100));
    let identity = ring.verify(key.reveal(), 99).unwrap();
    assert_eq!((identity.key, identity.account), (key.id(), ring.account));
    assert!(identity.scopes.allow(Scope::ProjectionsRead) && !identity.scopes.allow(Scope::Admin));
    assert_eq!(ring.verify(key.reveal(), 100), Err(Refusal::Expired(at(100))));
    ring.ring.revoke(key.id(), at(50)).unwrap();
    ring.ring.revoke(key.id(), at(60)).unwrap();
    assert_eq!(ring.verify(key.reveal(), 61), Err(Refusal::Revoked(at(50))), "the first revocation counts");
    assert!(ring.ring.still_valid(key.id(), at(61)).is_err());
}

#[test]
fn an_id_with_another_secret_opens_nothing() {
    let ring = ring();
    let key = ring.create(None);
    let forged = PlainKey::new(key.id().made_at(), [9; 10], [9; 20]);
    assert_eq!(ring.verify(forged.reveal(), 1), Err(Refusal::Unknown));
    // The right id with another secret and a right check: put together from its parts.
    let id = &key.reveal()[..31];
    let body = format!("{id}{}", "a".repeat(32));
    let check = data_encoding::BASE32_NOPAD.encode(&crc32fast::hash(body.as_bytes()).to_be_bytes());
    let forged = format!("{body}{}", check.to_lowercase());
    assert_eq!(forged.parse::<PlainKey>().unwrap().id(), key.id());
    assert_eq!(ring.verify(&forged, 1), Err(Refusal::Unknown));
    assert!(matches!(ring.verify("nonsense", 1), Err(Refusal::Malformed(_))));
}

#[test]
fn another_pepper_opens_nothing() {
    let ring = ring();
    let key = ring.create(None);
    let other = Keyring::new(ring.world.records.clone(), Pepper::new([2; 32]), &[]);
    assert!(matches!(other.verify(key.reveal(), at(1)), Err(KeyError::Refused(Refusal::Unknown))));
}

#[test]
fn a_rotated_key_works_for_its_grace_only() {
    let ring = ring();
    let old = ring.create(None);
    let rotation = ring.ring.rotate(old.id(), SignedDuration::from_secs(60), at(10)).unwrap();
    assert!(ring.verify(old.reveal(), 69).is_ok());
    assert_eq!(ring.verify(old.reveal(), 70), Err(Refusal::Expired(at(70))));
    let new = ring.verify(rotation.plain.reveal(), 1000).unwrap();
    assert_eq!((new.account, new.name.as_str()), (ring.account, "laptop"));
    assert_eq!(ring.ring.get(old.id()).unwrap().replaced_by, Some(new.key));
    let again = ring.ring.rotate(old.id(), SignedDuration::ZERO, at(20));
    assert!(matches!(again, Err(KeyError::NotRotatable { .. })), "one successor only");
    let short = ring.create(Some(100));
    let rotation = ring.ring.rotate(short.id(), SignedDuration::from_hours(24), at(10)).unwrap();
    assert_eq!(rotation.old_expires_at, at(100), "the grace lengthens no key's life");
}

#[test]
fn the_last_use_is_written_at_most_once_a_minute() {
    let ring = ring();
    let key = ring.create(None);
    let revision = || ring.world.records.get(Kind::Key, &key.id().to_string()).unwrap().unwrap().revision;
    for (second, expected, writes) in [(10, 10, 2), (40, 10, 2), (69, 10, 2), (70, 70, 3)] {
        ring.ring.note_use(key.id(), at(second)).unwrap();
        assert_eq!(ring.ring.get(key.id()).unwrap().last_used_at, Some(at(expected)));
        assert_eq!(revision(), writes);
    }
}

#[test]
fn keys_of_the_environment_open_too_and_stay_who_they_are() {
    let ring = ring();
    let identity = ring.verify("environment-secret", 1).unwrap();
    assert!(identity.scopes.allow(Scope::IngestRun), "admin allows everything");
    assert_eq!(identity.account, AccountId::of_environment("ops"));
    ring.ring.still_valid(identity.key, at(1)).unwrap();
    ring.ring.note_use(identity.key, at(1)).unwrap();
    assert!(matches!(ring.verify("environment-secreT", 1), Err(Refusal::Malformed(_))));
}

#[test]
fn keys_are_listed_by_account_the_newest_first() {
    let ring = ring();
    let made: Vec<KeyId> = (0..3).map(|_| ring.create(None).id()).collect();
    let first = ring.ring.list(Some(ring.account), None, 2).unwrap();
    let next = first.next.unwrap().to_string();
    let rest = ring.ring.list(Some(ring.account), Some(&next), 2).unwrap();
    let mut listed: Vec<KeyId> = first.items.iter().chain(&rest.items).map(|key| key.id).collect();
    assert!(listed.is_sorted_by(|a, b| a > b));
    listed.sort_unstable();
    let mut expected = made;
    expected.sort_unstable();
    assert_eq!((listed, rest.next), (expected, None));
    assert!(ring.ring.list(Some(AccountId::of_environment("ops")), None, 2).unwrap().items.is_empty());
    assert!(matches!(ring.ring.list(None, Some(&next), 2), Err(KeyError::Cursor(_))));
}

#[test]
fn no_part_of_a_secret_is_stored() {
    let ring = ring();
    let key = ring.create(None);
    let secret = &key.reveal()[31..];
    for record in ring.world.records.list(&Scan::of(Kind::Key)).unwrap() {
        assert!(!record.body.contains(&secret[..8]) && !record.body.contains(&secret[secret.len() - 7..]));
    }
    let file = std::fs::read(ring.world.path().with_file_name("ops.db-wal")).unwrap();
    assert!(!file.windows(8).any(|window| window == &secret.as_bytes()[..8]));
}

#[test]
fn a_key_that_nobody_could_use_is_not_made() {
    let ring = ring();
    let new = |name: &str, scopes, expires| NewKey {
        account: ring.account,
        name: name.to_owned(),
        scopes,
        expires_at: expires,
    };
    let some = Scopes::all_but_admin();
    for new in [new("", some, None), new("a", Scopes::default(), None), new("a", some, Some(at(0)))] {
        assert!(matches!(ring.ring.create(new, at(0)), Err(KeyError::Invalid(_))));
    }
    assert!(matches!(ring.ring.get(KeyId::new(at(0), [0; 10])), Err(KeyError::NoSuchKey(_))));
}
