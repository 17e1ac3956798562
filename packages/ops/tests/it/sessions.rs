//! Sessions, in memory and in Redis by the same cases.

use crate::redis::Redis;
use crate::world::{at, block_on};
use jiff::SignedDuration;
use ops::ids::{AccountId, KeyId};
use ops::keys::{Identity, Scopes};
use ops::sessions::{SessionRules, Sessions};

fn rules() -> SessionRules {
    SessionRules { lasts: SignedDuration::from_secs(1000), idle: SignedDuration::from_secs(100) }
}

fn identity(expires: Option<i64>) -> Identity {
    Identity {
        key: KeyId::new(at(0), [1; 10]),
        account: AccountId::new(at(0), [2; 10]),
        name: "laptop".to_owned(),
        scopes: Scopes::all_but_admin(),
        expires_at: expires.map(at),
    }
}

async fn try_everything(sessions: &Sessions) {
    let live = async |cookie: &str, seconds| sessions.find(cookie, at(seconds)).await.unwrap().is_some();
    let (cookie, session) = sessions.begin(&identity(None), at(0)).await.unwrap();
    let (other, other_session) = sessions.begin(&identity(Some(50)), at(0)).await.unwrap();
    assert_eq!(sessions.find(cookie.reveal(), at(1)).await.unwrap(), Some(session.clone()));
    assert!(live(other.reveal(), 49).await && !live(other.reveal(), 50).await, "it does not outlast its key");
    assert!(!live("", 1).await && !live(&cookie.reveal()[1..], 1).await);
    assert!(session.accepts_csrf(session.csrf_token()));
    assert!(!session.accepts_csrf("") && !session.accepts_csrf(other_session.csrf_token()));

    let mut now = 0;
    while now < 990 {
        now += 90;
        assert!(live(cookie.reveal(), now.min(999)).await, "use keeps it alive at {now}");
    }
    assert!(!live(cookie.reveal(), 1000).await, "but not beyond its end");
    let (idle, _) = sessions.begin(&identity(None), at(0)).await.unwrap();
    assert!(live(idle.reveal(), 40).await, "a use early on is not written");
    assert!(!live(idle.reveal(), 100).await);
    let (ended, _) = sessions.begin(&identity(None), at(0)).await.unwrap();
    sessions.end(ended.reveal()).await.unwrap();
    sessions.end(ended.reveal()).await.unwrap();
    assert!(!live(ended.reveal(), 1).await);
    assert!(!format!("{cookie:?} {session:?}").contains(session.csrf_token()));
    assert!(!format!("{cookie:?} {session:?} {sessions:?}").contains(cookie.reveal()));
}

#[test]
fn sessions_in_memory_end_when_they_should() {
    block_on(try_everything(&Sessions::in_memory(rules(), 100)));
}

#[test]
#[ignore = "needs redis"]
fn sessions_in_redis_end_when_they_should() {
    block_on(try_everything(&Sessions::in_redis(rules(), Redis::of_xtask())));
}

#[test]
#[ignore = "needs redis"]
fn sessions_are_shared_by_servers_and_stored_under_a_digest() {
    block_on(async {
        let here = Sessions::in_redis(rules(), Redis::of_xtask());
        let there = Sessions::in_redis(rules(), Redis::of_xtask());
        let (cookie, session) = here.begin(&identity(None), at(0)).await.unwrap();
        assert_eq!(there.find(cookie.reveal(), at(1)).await.unwrap(), Some(session));
        let keys: Vec<String> = Redis::raw(redis::cmd("KEYS").arg("*")).await;
        assert!(keys.iter().any(|key| key.starts_with("session:")));
        assert!(!keys.concat().contains(cookie.reveal()));
        there.end(cookie.reveal()).await.unwrap();
        assert_eq!(here.find(cookie.reveal(), at(1)).await.unwrap(), None);
    });
}

#[test]
fn memory_holds_so_many_and_gives_up_the_nearest_to_its_end() {
    block_on(async {
        let sessions = Sessions::in_memory(rules(), 3);
        let (short, _) = sessions.begin(&identity(Some(10)), at(0)).await.unwrap();
        let mut cookies = Vec::new();
        for _ in 0..3 {
            cookies.push(sessions.begin(&identity(None), at(0)).await.unwrap().0);
        }
        assert_eq!(sessions.find(short.reveal(), at(1)).await.unwrap(), None);
        for cookie in cookies {
            assert!(sessions.find(cookie.reveal(), at(1)).await.unwrap().is_some());
        }
    });
}
