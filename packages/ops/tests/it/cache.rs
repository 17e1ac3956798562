//! The cache in memory: single flight, ages and bounds.

use crate::redis::Redis;
use crate::world::{at, block_on};
use jiff::SignedDuration;
use ops::cache::{Cache, CacheRules, Cached};
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Notify;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Fault {
    Unreachable,
    Wrong,
}

fn rules(bytes_max: usize) -> CacheRules {
    CacheRules {
        bytes_max,
        fresh_for: SignedDuration::from_secs(10),
        stale_for: SignedDuration::from_secs(100),
    }
}

fn cache(bytes_max: usize) -> Cache<Fault> {
    Cache::new(rules(bytes_max), |fault| *fault == Fault::Unreachable)
}

async fn put(cache: &Cache<Fault>, key: &str, bytes: &[u8], seconds: i64) -> Cached {
    cache.get(key, at(seconds), || async { Ok(bytes.to_vec()) }).await.unwrap()
}

#[test]
fn of_many_who_ask_at_once_one_makes_it() {
    block_on(async {
        let (cache, made) = (Arc::new(cache(1000)), Arc::new(AtomicUsize::new(0)));
        let (asked, gate) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
        let tasks: Vec<_> = (0..50)
            .map(|_| {
                let (cache, made, asked, gate) = (cache.clone(), made.clone(), asked.clone(), gate.clone());
                tokio::spawn(async move {
                    asked.fetch_add(1, Ordering::SeqCst);
                    let make = || async {
                        made.fetch_add(1, Ordering::SeqCst);
                        gate.notified().await;
                        Ok(b"x".to_vec())
                    };
                    cache.get("k", at(0), make).await
                })
            })
            .collect();
        while asked.load(Ordering::SeqCst) < 50 {
            tokio::task::yield_now().await;
        }
        gate.notify_one();
        for task in tasks {
            assert_eq!(&*task.await.unwrap().unwrap().bytes, b"x");
        }
        assert_eq!(made.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn who_goes_away_is_replaced() {
    block_on(async {
        let cache = cache(1000);
        let gone = cache.get("k", at(0), pending);
        let quick = tokio::time::timeout(std::time::Duration::from_millis(1), gone).await;
        assert!(quick.is_err(), "it would never have ended");
        assert_eq!(&*put(&cache, "k", b"x", 0).await.bytes, b"x");
    });
}

#[test]
fn an_answer_ages_from_fresh_to_stale_to_gone() {
    block_on(async {
        let cache = cache(1000);
        assert!(!put(&cache, "k", b"old", 0).await.stale);
        assert_eq!(&*put(&cache, "k", b"new", 9).await.bytes, b"old", "fresh: nothing is made");
        let unreachable = |seconds| cache.get("k", at(seconds), || async { Err(Fault::Unreachable) });
        let stale = unreachable(10).await.unwrap();
        assert_eq!((&*stale.bytes, stale.stale, stale.made_at), (&b"old"[..], true, at(0)));
        assert!(unreachable(99).await.unwrap().stale);
        assert_eq!(unreachable(100).await, Err(Fault::Unreachable), "too old even so");
        let wrong = cache.get("k", at(50), || async { Err(Fault::Wrong) }).await;
        assert_eq!(wrong, Err(Fault::Wrong), "another error is no reason to give an old answer");
        let new = put(&cache, "k", b"new", 50).await;
        assert_eq!((&*new.bytes, new.stale, new.made_at), (&b"new"[..], false, at(50)));
        cache.forget("k");
        assert_eq!(&*put(&cache, "k", b"newer", 50).await.bytes, b"newer");
    });
}

#[test]
fn a_failure_is_not_kept() {
    block_on(async {
        let cache = cache(1000);
        assert_eq!(
            cache.get("k", at(0), || async { Err(Fault::Unreachable) }).await,
            Err(Fault::Unreachable)
        );
        assert_eq!(&*put(&cache, "k", b"x", 0).await.bytes, b"x");
    });
}

#[test]
fn room_is_bounded_and_the_longest_unused_goes_first() {
    block_on(async {
        let cache = cache(44);
        for key in ["a", "b", "c", "d"] {
            put(&cache, key, &[b'0'; 10], 0).await;
        }
        assert_eq!(cache.bytes(), 44);
        put(&cache, "a", b"", 1).await;
        put(&cache, "e", &[b'1'; 10], 1).await;
        assert_eq!(cache.bytes(), 44);
        assert_eq!(&*put(&cache, "b", b"again", 1).await.bytes, b"again", "the longest unused is gone");
        assert_eq!(&*put(&cache, "a", b"again", 1).await.bytes, [b'0'; 10], "what was used stayed");
        put(&cache, "big", &[b'2'; 12], 1).await;
        assert_eq!(&*put(&cache, "big", b"small", 1).await.bytes, b"small", "too large to be kept");
        assert!(cache.bytes() <= 44);
    });
}

#[test]
#[ignore = "needs redis"]
fn a_cached_answer_is_found_by_another_server_as_old_as_it_is() {
    block_on(async {
        let name = format!("test-{:?}", ops::random::bytes::<8>().unwrap());
        let server = || cache(1000).with_redis(Redis::of_xtask(), &name);
        put(&server(), "k", b"old", 0).await;
        let other = server();
        let found = put(&other, "k", b"new", 9).await;
        assert_eq!((&*found.bytes, found.made_at), (&b"old"[..], at(0)));
        let unreachable = other.get("k", at(10), || async { Err(Fault::Unreachable) }).await.unwrap();
        assert!(unreachable.stale);
        let third = server();
        let unreachable = third.get("k", at(50), || async { Err(Fault::Unreachable) }).await.unwrap();
        assert_eq!(
            (&*unreachable.bytes, unreachable.stale),
            (&b"old"[..], true),
            "from Redis, though it never had it"
        );
        assert_eq!(&*put(&third, "k", b"new", 50).await.bytes, b"new");
        assert_eq!(&*put(&server(), "k", b"newer", 55).await.bytes, b"new");
    });
}
