//! Ten minutes of mixed requests: memory stays where it is.

use super::demo::Demo;
use super::served::Served;
use crate::run;
use anyhow::{Result, bail};
use serde_json::Value;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How long it lasts, unless `BACKSTRETCH_PROVE_SECONDS` says otherwise.
const SECONDS: u64 = 600;

/// Most growth of the resident memory from the first third to the end.
const GROWTH: f64 = 1.05;

/// Pause between the requests of a client.
const PAUSE: Duration = Duration::from_millis(20);

/// Runs the proof.
pub fn run() -> Result<()> {
    run::step("the program", &mut run::cargo(&["build", "--package", "cli"]))?;
    let demo = Demo::load("soak")?;
    // A cache that is full early: what grows after that is a leak.
    let server = Served::start(&demo, &[("BACKSTRETCH_CACHE_BYTES", "8388608")])?;
    let seconds = std::env::var("BACKSTRETCH_PROVE_SECONDS").ok().and_then(|text| text.parse().ok());
    let lasts = Duration::from_secs(seconds.unwrap_or(SECONDS));
    let (began, over) = (Instant::now(), AtomicBool::new(false));
    let resident = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..3_u64)
            .map(|client| {
                let (server, over) = (&server, &over);
                scope.spawn(move || -> Result<u64> {
                    let mut sent = 0;
                    while !over.load(Ordering::Acquire) {
                        sent += 1;
                        mixed(server, client * 1_000_000 + sent)?;
                        std::thread::sleep(PAUSE);
                    }
                    Ok(sent)
                })
            })
            .collect();
        let mut measured = Vec::new();
        while began.elapsed() < lasts && !clients.iter().any(|client| client.is_finished()) {
            std::thread::sleep(lasts / 60);
            measured.push(server.resident()?);
        }
        over.store(true, Ordering::Release);
        let mut sent = 0;
        for client in clients {
            sent += client.join().map_err(|_| anyhow::anyhow!("a client panicked"))??;
        }
        println!("{sent} requests in {:.0} s", began.elapsed().as_secs_f64());
        Ok::<_, anyhow::Error>(measured)
    })?;
    let third = resident.len() / 3;
    let highest = |values: &[u64]| values.iter().copied().max().unwrap_or_default() as f64;
    let (early, late) = (highest(&resident[third..2 * third]), highest(&resident[2 * third..]));
    println!("resident memory: {early:.0} KiB in the second third, {late:.0} KiB in the last");
    if late > early * GROWTH {
        bail!("memory grew by {:.1} %", (late / early - 1.0) * 100.0);
    }
    Ok(())
}

/// One request of the mix: reads, a projection now and then, and what is refused.
fn mixed(server: &Served, number: u64) -> Result<()> {
    let project = format!(r#"{{"race": "next", "simulations": 500, "seed": {number}}}"#);
    match number % 10 {
        0 => {
            let (made, _) = server.timed("POST", "/v1/projections", &project)?;
            let made: Value = serde_json::from_slice(&made.body)?;
            server.timed(
                "GET",
                &format!("/v1/projections/{}/table", made["id"].as_str().unwrap_or_default()),
                "",
            )?;
        }
        1 => {
            let refused = server.send("POST", "/v1/projections", "{\"race\": \"no such race\"}")?;
            if refused.status != 404 {
                bail!("{} for a race that is not there: {}", refused.status, refused.head);
            }
        }
        2 | 3 => drop(server.timed("GET", "/v1/races?upcoming=true", "")?),
        4 | 5 => drop(server.timed("GET", "/v1/data", "")?),
        6 => drop(server.timed("GET", "/v1/jobs", "")?),
        _ => drop(server.timed("GET", "/v1/races/next", "")?),
    }
    Ok(())
}
