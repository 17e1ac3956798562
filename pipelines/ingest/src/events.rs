//! The events of the pipeline, and who emits them.

/// An event that may be emitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventKind {
    /// Its name.
    pub name: &'static str,
    /// Who emits it.
    pub from: &'static str,
    /// When.
    pub when: &'static str,
}

/// All events. The table in `docs/feeds.md` is compared with this one.
pub const EVENTS: &[EventKind] = &[
    EventKind { name: "run.succeeded", from: "run", when: "every race of a run was done" },
    EventKind { name: "run.partly", from: "run", when: "some tasks of a run failed" },
    EventKind { name: "run.failed", from: "run", when: "a run ended without any race done" },
    EventKind {
        name: "race.official",
        from: "run",
        when: "official results of a race were loaded for the first time",
    },
    EventKind {
        name: "data.stale",
        from: "fetch",
        when: "a feed could not be fetched and its last good body is used",
    },
    EventKind { name: "task.succeeded", from: "worker", when: "a task ended well" },
    EventKind {
        name: "task.retried",
        from: "worker",
        when: "an attempt of a task failed and another follows",
    },
    EventKind { name: "job.failed", from: "worker", when: "a task failed for good" },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_the_docs_has_every_event() {
        let docs = include_str!("../../../docs/feeds.md");
        for event in EVENTS {
            let line = format!("| `{}` | {} | {} |", event.name, event.from, event.when);
            assert!(docs.contains(&line), "docs/feeds.md lacks the line\n{line}");
        }
    }
}
