//! Limits shared through a real Redis.

use crate::redis::Redis;
use crate::world::{at, block_on};
use jiff::{SignedDuration, Timestamp};
use ops::limits::{MemoryLimiter, Rate, SharedLimiter};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng as _, SeedableRng as _};

/// A name that no other run of a test uses on the same Redis.
fn fresh_name(test: &str) -> String {
    let random = ops::random::bytes::<8>().unwrap();
    format!("{test}-{random:?}")
}

#[test]
#[ignore = "needs redis"]
fn the_script_in_redis_decides_as_the_memory_limiter_step_by_step() {
    block_on(async {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(1);
        for case in 0..20 {
            // Under 50 a batch is what one request needs, so that every step reaches Redis.
            let rate =
                Rate::new(1 + (random.next_u64() % 49) as u32, 1 + random.next_u64() % 100_000).unwrap();
            let name = fresh_name(&format!("script-{case}"));
            let shared = SharedLimiter::new(Redis::of_xtask(), &name, rate, 10).by_callers_clock();
            let memory = MemoryLimiter::new(rate, 100);
            let mut now = at(0);
            for step in 0..60 {
                let pause = random.next_u64() % (1 + rate.period_seconds() * 200_000);
                let pause = if step % 3 == 0 { pause } else { pause / 100 };
                now += SignedDuration::from_micros(pause as i64);
                let cost = 1 + (random.next_u64() % 4) as u32;
                let expected = memory.check("key", cost, now);
                assert_eq!(shared.check("key", cost, now).await, expected, "{rate}, step {step}");
                assert!(!shared.is_local(now), "Redis answered");
            }
        }
    });
}

fn allowed(checks: &[bool]) -> usize {
    checks.iter().filter(|allowed| **allowed).count()
}

#[test]
#[ignore = "needs redis"]
fn servers_share_one_quota_and_take_it_in_batches_of_two_percent() {
    // Its own, since it counts the calls.
    let redis = Redis::start(&[]);
    block_on(async {
        let rate = Rate::new(1000, 3600).unwrap();
        let server = || SharedLimiter::new(redis.ours(), "shared", rate, 10).by_callers_clock();
        let servers = [server(), server(), server()];
        let mut checks = Vec::new();
        for step in 0..1500 {
            checks.push(servers[step % 3].check("key", 1, at(0)).await.allowed);
        }
        assert_eq!(allowed(&checks), 1000, "together they give out the quota, whole");
        assert!(checks[..940].iter().all(|allowed| *allowed), "at most 2 % wait with each of the others");
        let statistics: String = redis.ask(redis::cmd("INFO").arg("commandstats")).await;
        let line = statistics.lines().find(|line| line.starts_with("cmdstat_evalsha:calls=")).unwrap();
        let calls: usize = line.split(['=', ',']).nth(1).unwrap().parse().unwrap();
        // 50 batches, and every refused request asks; the first of each server may send the script anew.
        assert!((550..=560).contains(&calls), "{calls} calls");
        let other = servers[0].check("other", 1, at(0)).await;
        assert_eq!((other.allowed, other.remaining), (true, 999), "what is left of a batch is not gone");
    });
}

#[test]
#[ignore = "needs redis"]
fn without_redis_the_local_limiter_goes_on_and_redis_is_found_again() {
    let mut redis = Redis::start(&[]);
    block_on(async {
        let rate = Rate::new(10, 60).unwrap();
        let limiter = SharedLimiter::new(redis.ours(), "away", rate, 10);
        let mut now: Timestamp = at(0);
        for _ in 0..4 {
            assert!(limiter.check("key", 1, now).await.allowed);
        }
        assert!(!limiter.is_local(now));
        redis.kill();
        let mut answers = Vec::new();
        for _ in 0..8 {
            answers.push(limiter.check("key", 1, now).await.allowed);
        }
        assert_eq!(allowed(&answers), 6, "it had counted along");
        assert!(limiter.is_local(now));
        redis.restart();
        while limiter.is_local(now) {
            now += SignedDuration::from_secs(1);
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            limiter.check("other", 1, now).await;
            assert!(now < at(200), "Redis is not found again");
        }
    });
}
