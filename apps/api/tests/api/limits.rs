//! Quotas, addresses, origins.

use crate::world::World;

#[test]
fn a_quota_is_counted_by_cost_and_says_what_is_left() {
    let world = World::with(&[("RATE_LIMIT_DEFAULT", "7/hour")]);
    let first = world.get("/v1/models");
    assert_eq!(first.header("ratelimit-policy"), "\"default\";q=7;w=3600");
    assert!(first.header("ratelimit").starts_with("\"default\";r=6;t="));
    // An unknown model costs as much as a projection.
    let costly = world.post("/v1/projections", r#"{"race": "next", "model": "e9"}"#);
    costly.problem(404, "unknown-model");
    assert!(costly.header("ratelimit").starts_with("\"default\";r=1;t="), "{}", costly.header("ratelimit"));
    let refused = world.post("/v1/projections", r#"{"race": "next"}"#);
    let problem = refused.problem(429, "quota-used-up");
    assert_eq!(problem["retryAfter"].to_string(), refused.header("retry-after"));
    assert_eq!(world.get("/v1/models").status, 200, "one unit was left");
    let other = world.key_of("team-b", &["projections:read"]);
    assert_eq!(
        world.send("GET", "/v1/models", &[("x-api-key", &other)], None).status,
        200,
        "a quota of its own"
    );
}

#[test]
fn an_address_that_sends_too_much_is_refused_before_its_key_is_looked_at() {
    let world = World::with(&[("BACKSTRETCH_ADDRESS_RATE", "1"), ("BACKSTRETCH_ADDRESS_BURST", "3")]);
    let ask = || world.send("GET", "/v1/models", &[], None);
    assert_eq!(ask().status, 401);
    // On a slow machine the rate may let some of them through.
    let refused = (0..200).map(|_| ask()).find(|answer| answer.status != 401).expect("one is refused");
    refused.problem(429, "address-limit");
    assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 1);
}

#[test]
fn a_server_at_its_limit_says_so_and_answers_again_later() {
    let world = World::with(&[("BACKSTRETCH_REQUESTS_MAX", "1")]);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let send = || world.post("/v1/projections", r#"{"race": "next", "simulations": 20000}"#);
        let sent: Vec<_> = (0..8).map(|_| scope.spawn(send)).collect();
        let answers = sent.into_iter().map(|sent| sent.join().unwrap());
        answers
            .inspect(|answer| {
                if answer.status != 201 {
                    answer.problem(503, "too-many-requests-at-once");
                    assert_eq!(answer.header("retry-after"), "1");
                }
            })
            .map(|answer| answer.status)
            .collect()
    });
    assert!(statuses.contains(&201) && statuses.contains(&503), "{statuses:?}");
    world.get("/v1/models").ok();
}

#[test]
fn browsers_may_call_from_the_listed_origins_alone() {
    let world = World::with(&[("CORS_ALLOW_ORIGINS", "https://a.example, https://b.example")]);
    let ask = |origin: &str| {
        let headers = [
            ("origin", origin),
            ("access-control-request-method", "GET"),
            ("access-control-request-headers", "x-api-key"),
        ];
        let answer = world.send("OPTIONS", "/v1/races", &headers, None);
        answer.header("access-control-allow-origin").to_owned()
    };
    assert_eq!(ask("https://b.example"), "https://b.example");
    assert_eq!(ask("https://c.example"), "");
}

#[test]
fn bodies_share_a_bounded_memory() {
    let world = World::with(&[("BACKSTRETCH_BODIES_BYTES_MAX", "4096")]);
    let body = format!(r#"{{"race": "{}", "simulations": 20000}}"#, "x".repeat(3000));
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let send = || {
            let answer = world.post("/v1/projections", &body);
            if answer.status == 503 {
                answer.problem(503, "too-much-at-once");
                assert_eq!(answer.header("retry-after"), "1");
            }
            answer.status
        };
        let sent: Vec<_> = (0..16).map(|_| scope.spawn(send)).collect();
        sent.into_iter().map(|sent| sent.join().unwrap()).collect()
    });
    assert!(statuses.iter().all(|status| [404, 503].contains(status)), "{statuses:?}");
    assert!(statuses.contains(&404), "one at least has room");
    world.post("/v1/projections", &body).problem(404, "unknown-race");
}
