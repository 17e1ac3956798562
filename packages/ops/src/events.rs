//! Events: what happened that somebody may want to hear of. Append-only, the newest last.

use crate::ids::EventId;
use crate::records::{Document, Kind, Records, RecordsError, Scan, Versioned};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Event {
    /// Its id; ids made later sort later.
    pub id: EventId,
    /// Its name, such as `run.failed`.
    pub name: String,
    /// What it belongs to: the id of a run, for instance.
    pub source: String,
    /// What it is about: a task, a race, a feed.
    pub about: String,
    /// When it happened.
    pub at: Timestamp,
    /// More about it, as JSON.
    pub data: String,
}

impl Document for Event {
    const KIND: Kind = Kind::Event;

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn owner(&self) -> String {
        self.source.clone()
    }

    fn state(&self) -> &str {
        &self.about
    }

    fn label(&self) -> &str {
        &self.name
    }
}

/// Which events to list; `None` means any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventFilter {
    /// With this name.
    pub name: Option<String>,
    /// Of this source.
    pub source: Option<String>,
    /// About this.
    pub about: Option<String>,
    /// After the event with this id.
    pub after: Option<EventId>,
}

/// Writes an event.
pub fn emit(
    records: &Records,
    name: &str,
    source: &str,
    about: &str,
    data: &str,
    now: Timestamp,
) -> Result<Event, RecordsError> {
    loop {
        let event = Event {
            id: EventId::generate(now)?,
            name: name.to_owned(),
            source: source.to_owned(),
            about: about.to_owned(),
            at: now,
            data: data.to_owned(),
        };
        if records.put(&event)? {
            return Ok(event);
        }
    }
}

/// Events in the order in which they happened.
pub fn list(records: &Records, filter: &EventFilter, limit: usize) -> Result<Vec<Event>, RecordsError> {
    let scan = Scan {
        owner: filter.source.clone(),
        state: filter.about.clone(),
        label: filter.name.clone(),
        order: crate::records::Order::Ascending(filter.after.map(|id| id.to_string())),
        ..Scan::of(Kind::Event).limit(limit)
    };
    records.list(&scan)?.iter().map(|record| Versioned::read(record).map(|event| event.value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_listed_in_order_and_by_what_they_are_about() {
        let folder = tempfile::tempdir().unwrap();
        let records = Records::open(&folder.path().join("ops.db")).unwrap();
        let at = |second: i64| Timestamp::from_second(1_762_112_000 + second).unwrap();
        let first = emit(&records, "data.stale", "run-1", "cup/2025", "{}", at(0)).unwrap();
        emit(&records, "run.failed", "run-1", "cup", "{}", at(1)).unwrap();
        emit(&records, "data.stale", "run-2", "cup/2024", "{}", at(2)).unwrap();
        let names = |filter: &EventFilter| -> Vec<String> {
            list(&records, filter, 10).unwrap().into_iter().map(|event| event.about).collect()
        };
        assert_eq!(names(&EventFilter::default()), ["cup/2025", "cup", "cup/2024"]);
        let stale = EventFilter { name: Some("data.stale".to_owned()), ..EventFilter::default() };
        assert_eq!(names(&stale), ["cup/2025", "cup/2024"]);
        assert_eq!(names(&EventFilter { after: Some(first.id), ..stale }), ["cup/2024"]);
        let of_run = EventFilter { source: Some("run-1".to_owned()), ..EventFilter::default() };
        assert_eq!(names(&of_run), ["cup/2025", "cup"]);
    }
}
