//! What the API costs beside a bare handler, how fast a new projection is, and what an overload does.

use super::demo::Demo;
use super::served::{Served, built, first_line, quantile};
use crate::run;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Runs of each server, in turn; the median counts.
const RUNS: usize = 5;

/// Connections of a run. One more thread would take the processor from the server.
const CONNECTIONS: &str = "16";

/// New projections that are timed.
const PROJECTIONS: u64 = 60;

/// Least throughput beside the bare handler, and most p99.
const THROUGHPUT: f64 = 0.5;
const P99: f64 = 3.0;

/// Most p95 of a new projection with 10,000 simulations, in seconds.
const PROJECTION_SECONDS: f64 = 0.3;

/// Requests that the overloaded server takes at once; five times as many are sent.
const PLACES: &str = "32";
const OVERLOAD: &str = "160";

/// A script of wrk: POSTs projections, and counts answers by status and those that lack `Retry-After`.
const SCRIPT: &str = r#"
local threads = {}
function setup(thread) table.insert(threads, thread) end
function init(args)
  counts, lacking, seed = {}, 0, 0
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end
function request()
  seed = seed + 1
  return wrk.format(nil, nil, nil, string.format('{"race": "next", "simulations": 10000, "seed": %d}', seed))
end
function response(status, headers, body)
  counts[status] = (counts[status] or 0) + 1
  local after = headers["Retry-After"] or headers["retry-after"]
  if (status == 429 or status == 503) and not after then lacking = lacking + 1 end
  local line = ""
  for code, count in pairs(counts) do line = line .. code .. "=" .. count .. " " end
  summary = line .. "lacking=" .. lacking
end
function done(summary, latency, requests)
  for _, thread in ipairs(threads) do print("answers: " .. (thread:get("summary") or "")) end
end
"#;

/// Runs the proof.
pub fn run() -> Result<()> {
    if Command::new("wrk").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
        bail!("wrk is not here (a Debian package)");
    }
    run::step("the program", &mut run::cargo(&["build", "--package", "cli"]))?;
    run::step("the bare handler", &mut run::cargo(&["build", "--package", "api", "--example", "bare"]))?;
    let demo = Demo::load("load")?;
    let mut broken = Vec::new();
    let server = Served::start(&demo, &[])?;
    let project = |seed: u64| format!(r#"{{"race": "next", "simulations": 10000, "seed": {seed}}}"#);
    let (made, _) = server.timed("POST", "/v1/projections", &project(1))?;
    let made: Value = serde_json::from_slice(&made.body)?;
    let path = format!("/v1/projections/{}", made["id"].as_str().context("an id")?);
    let (kept, _) = server.timed("GET", &path, "")?;
    let file = demo.file("kept.json");
    std::fs::write(&file, &kept.body)?;
    let bare = Bare::start(file.to_str().context("a path in Unicode")?)?;

    let (mut throughputs, mut p99s) = (Vec::new(), Vec::new());
    for number in 1..=RUNS {
        let alone = wrk(&format!("http://{}/", bare.address), &[])?;
        let ours =
            wrk(&format!("http://{}{path}", server.address), &["-H", &format!("X-API-Key: {}", server.key)])?;
        println!(
            "run {number}: bare {:.0}/s, p99 {:.1} ms; ours {:.0}/s, p99 {:.1} ms",
            alone.per_second, alone.p99, ours.per_second, ours.p99
        );
        throughputs.push(ours.per_second / alone.per_second);
        p99s.push(ours.p99 / alone.p99);
    }
    let (throughput, p99) = (quantile(&mut throughputs, 0.5), quantile(&mut p99s, 0.5));
    println!(
        "a cached projection ({} bytes): {throughput:.2} of a bare handler's throughput, {p99:.2} times its p99",
        kept.body.len()
    );
    if throughput < THROUGHPUT || p99 > P99 {
        broken.push(format!("at least {THROUGHPUT} of the throughput and at most {P99} times the p99"));
    }

    let mut times = Vec::new();
    for seed in 0..PROJECTIONS {
        times.push(server.timed("POST", "/v1/projections", &project(1000 + seed))?.1.as_secs_f64());
    }
    let (middle, p95) = (quantile(&mut times, 0.5), quantile(&mut times, 0.95));
    println!(
        "a new projection of 10,000 simulations: median {:.0} ms, p95 {:.0} ms",
        middle * 1e3,
        p95 * 1e3
    );
    if p95 > PROJECTION_SECONDS {
        broken.push(format!("p95 of a new projection at most {:.0} ms", PROJECTION_SECONDS * 1e3));
    }
    drop(server);
    overload(&demo, &path, &mut broken)?;
    if !broken.is_empty() {
        bail!("not held: {}", broken.join("; "));
    }
    Ok(())
}

/// Five times as many requests as the server takes at once.
fn overload(demo: &Demo, path: &str, broken: &mut Vec<String>) -> Result<()> {
    let server = Served::start(demo, &[("BACKSTRETCH_REQUESTS_MAX", PLACES)])?;
    let usual = |server: &Served| -> Result<f64> {
        let times: Result<Vec<f64>> =
            (0..100).map(|_| Ok(server.timed("GET", path, "")?.1.as_secs_f64())).collect();
        Ok(quantile(&mut times?, 0.5))
    };
    let before = usual(&server)?;
    let script = demo.file("overload.lua");
    std::fs::write(&script, SCRIPT)?;
    let output = Command::new("wrk")
        .args(["-t1", &format!("-c{OVERLOAD}"), "-d15s", "--timeout", "60s", "-s"])
        .arg(&script)
        .args(["-H", &format!("X-API-Key: {}", server.key)])
        .arg(format!("http://{}/v1/projections", server.address))
        .output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let answers =
        said.lines().find_map(|line| line.strip_prefix("answers: ")).context("wrk counted nothing")?;
    println!("five times the load: {answers}");
    for (code, count) in answers.split_whitespace().filter_map(|pair| pair.split_once('=')) {
        let fine = match code {
            "200" | "201" | "429" | "503" => true,
            "lacking" => count == "0",
            _ => false,
        };
        if !fine {
            broken.push(format!(
                "under overload only 200, 201, 429 and 503 with Retry-After ({code}: {count})"
            ));
        }
    }
    std::thread::sleep(Duration::from_secs(10));
    let after = usual(&server)?;
    println!("a read before the overload {:.2} ms, 10 s after it {:.2} ms", before * 1e3, after * 1e3);
    if after > 2.0 * before + 0.002 {
        broken.push("normal latency 10 s after an overload".to_owned());
    }
    Ok(())
}

/// The bare handler; ended with this value.
struct Bare {
    process: Child,
    address: String,
}

impl Bare {
    fn start(file: &str) -> Result<Self> {
        let mut process = built("examples/bare").arg(file).stdout(Stdio::piped()).spawn().context("bare")?;
        let address = first_line(&mut process)?;
        Ok(Self { process, address })
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Figures of a run of wrk.
struct Figures {
    per_second: f64,
    /// In milliseconds.
    p99: f64,
}

fn wrk(url: &str, more: &[&str]) -> Result<Figures> {
    let output = Command::new("wrk")
        .args(["-t1", &format!("-c{CONNECTIONS}"), "-d5s", "--latency"])
        .args(more)
        .arg(url)
        .output()
        .context("wrk")?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let value = |start: &str| {
        let line = said.lines().find_map(|line| line.trim().strip_prefix(start));
        line.map(|value| value.trim().to_owned()).with_context(|| format!("wrk says no {start}: {said}"))
    };
    if said.contains("Non-2xx") {
        bail!("answers that are no successes: {said}");
    }
    Ok(Figures { per_second: value("Requests/sec:")?.parse()?, p99: milliseconds(&value("99%")?)? })
}

/// `1.20ms`, `850.00us`, `1.01s` in milliseconds.
fn milliseconds(text: &str) -> Result<f64> {
    for (unit, factor) in [("ms", 1.0), ("us", 1e-3), ("s", 1e3)] {
        if let Some(number) = text.strip_suffix(unit) {
            return Ok(number.parse::<f64>()? * factor);
        }
    }
    bail!("no time: {text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_wrk_are_read_in_their_units() {
        assert_eq!(milliseconds("1.50ms").unwrap(), 1.5);
        assert_eq!(milliseconds("500.00us").unwrap(), 0.5);
        assert_eq!(milliseconds("2.00s").unwrap(), 2000.0);
        assert!(milliseconds("soon").is_err());
    }
}
