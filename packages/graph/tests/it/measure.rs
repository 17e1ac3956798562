//! Times, printed and not asserted: `cargo test -p graph -- --ignored --nocapture measure`.

use crate::world::{self, open};
use domain::series::Series;
use std::time::Instant;

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let (start, cpu) = (Instant::now(), cpu_seconds());
    let value = work();
    println!("{what}: {:.3} s, {:.3} s of processor", start.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    value
}

/// Processor time of this thread where the system tells it (Linux); fair on a busy machine.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1e9
}

#[test]
#[ignore = "a measurement"]
fn measure() {
    let dir = tempfile::tempdir().unwrap();
    let clusters = world::large(6, 38);
    let store = timed("open a new graph", || open(dir.path()));
    timed("migrate and seed", || world::prepare(&store));
    println!("{:?}", timed("apply", || store.apply(&clusters, &mut |_| {}).unwrap()));
    timed("apply again", || assert!(store.apply(&clusters, &mut |_| {}).unwrap().wrote_nothing()));
    let as_of = "2026-01-01T00:00:00Z".parse().unwrap();
    let history = timed("history of cup and below", || store.history(Series::Cup, as_of).unwrap());
    println!("{} races", history.races.len());
    timed("history again", || store.history(Series::Cup, as_of).unwrap());
    timed("digest", || store.digest().unwrap());
    timed("check", || store.check().unwrap());
    timed("close", || drop(store));
    println!("file: {} bytes", std::fs::metadata(dir.path().join("graph.grafeo")).unwrap().len());
    timed("open", || open(dir.path()));
}
