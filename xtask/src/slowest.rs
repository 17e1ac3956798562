//! How long each test took, from the lines that the test harness prints.
//!
//! The stable harness prints no times, but it starts tests in the order of its list, so many at once, and the next
//! as soon as one ends: from the moments of the result lines the start of each test follows.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

/// A test and how long it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timing {
    /// Name, with its binary.
    pub name: String,
    /// Time from its start to its result.
    pub took: Duration,
}

/// Follows the output of one test binary.
pub struct Watch {
    binary: String,
    /// Tests not yet started, in the order in which they will be.
    waiting: VecDeque<String>,
    /// Tests under way and when each started.
    running: BTreeMap<String, Duration>,
    timings: Vec<Timing>,
}

impl Watch {
    /// Watches a binary whose `--list`, under the same filters, is `listed` and which runs `threads` tests at once.
    pub fn new(binary: &str, listed: &str, threads: usize) -> Self {
        let tests = listed.lines().filter_map(|line| line.strip_suffix(": test"));
        let mut waiting: VecDeque<String> = tests.map(str::to_owned).collect();
        let first = waiting.drain(..threads.min(waiting.len()));
        let running = first.map(|name| (name, Duration::ZERO)).collect();
        Self { binary: binary.to_owned(), waiting, running, timings: Vec::new() }
    }

    /// Reads a line that the binary printed `now` after its start.
    pub fn line(&mut self, line: &str, now: Duration) {
        let Some((name, _)) = line.strip_prefix("test ").and_then(|rest| rest.split_once(" ... ")) else {
            return;
        };
        let name = name.trim_end_matches(" - should panic");
        let Some(started) = self.running.remove(name) else { return };
        let name = format!("{}: {name}", self.binary);
        self.timings.push(Timing { name, took: now.saturating_sub(started) });
        if let Some(next) = self.waiting.pop_front() {
            self.running.insert(next, now);
        }
    }

    /// What was measured.
    pub fn timings(self) -> Vec<Timing> {
        self.timings
    }
}

/// The `count` slowest, slowest first, one a line.
pub fn table(mut timings: Vec<Timing>, count: usize) -> String {
    timings.sort_by(|a, b| b.took.cmp(&a.took).then_with(|| a.name.cmp(&b.name)));
    let line = |timing: &Timing| format!("{:>8.1} s  {}\n", timing.took.as_secs_f64(), timing.name);
    timings.iter().take(count).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_starts_when_another_ends() {
        let mut watch =
            Watch::new("b", "a: test\nb: test\nc: test\nx: benchmark\n\n3 tests, 1 benchmark\n", 2);
        let seconds = Duration::from_secs;
        for (line, at) in [
            ("running 3 tests", 0),
            ("test b ... ok", 4),
            ("test c - should panic ... ok", 5),
            ("test a ... FAILED", 9),
            ("test result: FAILED.", 9),
        ] {
            watch.line(line, seconds(at));
        }
        let timing = |name: &str, took| Timing { name: format!("b: {name}"), took: seconds(took) };
        let timings = watch.timings();
        assert_eq!(timings, [timing("b", 4), timing("c", 1), timing("a", 9)]);
        assert_eq!(table(timings, 2), "     9.0 s  b: a\n     4.0 s  b: b\n");
    }
}
