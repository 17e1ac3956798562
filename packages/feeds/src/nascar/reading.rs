//! Reading JSON that is not quite what it should be.

use crate::complaint::{Complaint, shorten};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading<T> {
    /// The value: everything that could be read.
    pub value: T,
    /// Remarks, and complaints about quarantined records.
    pub complaints: Vec<Complaint>,
    /// Records in the feed.
    pub records: u64,
    /// Records that lack what identifies them.
    pub quarantined: u64,
}

/// A text that is not the feed at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {reason}; fetch it again, and keep it for a report if it stays so")]
pub struct NotAFeed {
    /// The feed or file.
    pub file: String,
    /// What is wrong.
    pub reason: String,
}

/// What is noticed while a feed is read.
pub(super) struct Log {
    file: String,
    complaints: Vec<Complaint>,
    unknown: BTreeSet<String>,
    records: u64,
    quarantined: u64,
}

impl Log {
    pub(super) fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            complaints: Vec::new(),
            unknown: BTreeSet::new(),
            records: 0,
            quarantined: 0,
        }
    }

    pub(super) fn done<T>(self, value: T) -> Reading<T> {
        let Log { complaints, records, quarantined, .. } = self;
        Reading { value, complaints, records, quarantined }
    }

    pub(super) fn not_a_feed(&self, reason: impl Into<String>) -> NotAFeed {
        NotAFeed { file: self.file.clone(), reason: reason.into() }
    }

    /// Parses the text, after a byte order mark.
    pub(super) fn json(&self, bytes: &[u8]) -> Result<Value, NotAFeed> {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        serde_json::from_slice(text).map_err(|error| self.not_a_feed(format!("it is not JSON ({error})")))
    }

    /// The array that the text should be.
    pub(super) fn array<'v>(&self, value: &'v Value) -> Result<&'v [Value], NotAFeed> {
        value.as_array().map(Vec::as_slice).ok_or_else(|| self.not_a_feed("it is not an array"))
    }

    /// Reads each record of a list; those for which `read` gives nothing are quarantined.
    pub(super) fn each<T>(
        &mut self,
        list: &[Value],
        known: &[&str],
        mut read: impl FnMut(&mut Record<'_, '_>) -> Option<T>,
    ) -> Vec<T> {
        let mut found = Vec::with_capacity(list.len());
        for (at, value) in list.iter().enumerate() {
            self.records += 1;
            let number = at as u64 + 1;
            let Some(map) = value.as_object() else {
                self.quarantined += 1;
                self.complain(number, "", "not-a-record", &value.to_string(), "is not an object", true);
                continue;
            };
            self.unknown_fields(number, map, known);
            match read(&mut Record { map, number, log: self }) {
                Some(record) => found.push(record),
                None => self.quarantined += 1,
            }
        }
        found
    }

    /// Reads one record.
    pub(super) fn one<T>(
        &mut self,
        value: &Value,
        known: &[&str],
        read: impl FnMut(&mut Record<'_, '_>) -> Option<T>,
    ) -> Option<T> {
        self.each(std::slice::from_ref(value), known, read).pop()
    }

    fn unknown_fields(&mut self, number: u64, map: &Map<String, Value>, known: &[&str]) {
        for field in map.keys().filter(|field| !known.contains(&field.as_str())) {
            if self.unknown.insert(field.clone()) {
                let problem = "is a field that is not known here";
                self.complain(number, field, "unknown-field", "", problem, false);
            }
        }
    }

    fn complain(&mut self, line: u64, field: &str, rule: &str, value: &str, problem: &str, held_back: bool) {
        let next_step = match held_back {
            true => "the record waits in quarantine; fetch the feed again later",
            false => "nothing need be done",
        };
        self.complaints.push(Complaint {
            file: self.file.clone(),
            line,
            field: shorten(field),
            rule: rule.to_owned(),
            value: shorten(value),
            problem: problem.to_owned(),
            next_step: next_step.to_owned(),
            held_back,
        });
    }
}

/// One record of a feed.
pub(super) struct Record<'v, 'l> {
    map: &'v Map<String, Value>,
    number: u64,
    log: &'l mut Log,
}

impl<'v> Record<'v, '_> {
    pub(super) fn log(&mut self) -> &mut Log {
        self.log
    }

    fn get(&self, field: &str) -> Option<&'v Value> {
        self.map.get(field).filter(|value| !value.is_null())
    }

    fn wrong(&mut self, field: &str, value: &Value, expected: &str) {
        let problem = format!("is not {expected}; it counts as absent");
        self.log.complain(self.number, field, "wrong-type", &value.to_string(), &problem, false);
    }

    /// A number, written in whatever way; none where it is absent, null or blank.
    pub(super) fn number(&mut self, field: &str) -> Option<f64> {
        let value = self.get(field)?;
        let number = match value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) if text.trim().is_empty() => return None,
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        match number.filter(|number: &f64| number.is_finite()) {
            Some(number) => Some(number),
            None => {
                self.wrong(field, value, "a number");
                None
            }
        }
    }

    /// A whole number.
    pub(super) fn whole(&mut self, field: &str) -> Option<i64> {
        let number = self.number(field)?;
        // Exact up to 2^53, far above every count and id.
        if number.fract() == 0.0 && number.abs() < 9.0e15 {
            return Some(number as i64);
        }
        let value = self.get(field)?;
        self.wrong(field, value, "a whole number");
        None
    }

    /// A count that is not negative.
    pub(super) fn count(&mut self, field: &str) -> Option<u32> {
        let number = self.whole(field)?;
        match u32::try_from(number) {
            Ok(count) => Some(count),
            Err(_) => {
                let problem = "is not a count; it counts as absent";
                self.log.complain(self.number, field, "out-of-range", &number.to_string(), problem, false);
                None
            }
        }
    }

    /// An id: a positive number without which the record is quarantined.
    pub(super) fn key(&mut self, field: &str) -> Option<u32> {
        if let Some(id) = self.count(field).filter(|id| *id > 0) {
            return Some(id);
        }
        let value = self.map.get(field).map(ToString::to_string).unwrap_or_default();
        self.log.complain(self.number, field, "no-key", &value, "does not identify the record", true);
        None
    }

    /// Text that is not blank; a number is text too.
    pub(super) fn text(&mut self, field: &str) -> Option<String> {
        let value = self.get(field)?;
        match value {
            Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Value::Number(number) => Some(number.to_string()),
            _ => {
                self.wrong(field, value, "text");
                None
            }
        }
    }

    /// Text without which the record is quarantined.
    pub(super) fn key_text(&mut self, field: &str) -> Option<String> {
        let text = self.text(field);
        if text.is_none() {
            let value = self.map.get(field).map(ToString::to_string).unwrap_or_default();
            self.log.complain(self.number, field, "no-key", &value, "does not identify the record", true);
        }
        text
    }

    /// Whether it is so.
    pub(super) fn truth(&mut self, field: &str) -> Option<bool> {
        let value = self.get(field)?;
        match value {
            Value::Bool(truth) => Some(*truth),
            Value::Number(number) => number.as_f64().map(|number| number != 0.0),
            _ => {
                self.wrong(field, value, "true or false");
                None
            }
        }
    }

    /// A list; empty where it is absent.
    pub(super) fn list(&mut self, field: &str) -> &'v [Value] {
        match self.get(field) {
            None => &[],
            Some(Value::Array(list)) => list,
            Some(other) => {
                self.wrong(field, other, "a list");
                &[]
            }
        }
    }

    /// A value as it is.
    pub(super) fn value(&self, field: &str) -> Option<&'v Value> {
        self.get(field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Row = (u32, Option<f64>, Option<String>);

    fn read(text: &str) -> Reading<Vec<Row>> {
        let mut log = Log::new("feed.json");
        let value = log.json(text.as_bytes()).unwrap();
        let rows = log.each(value.as_array().unwrap(), &["id", "speed", "name"], |record| {
            Some((record.key("id")?, record.number("speed"), record.text("name")))
        });
        log.done(rows)
    }

    #[test]
    fn numbers_come_in_three_ways_and_oddities_are_remarks() {
        let found = read(
            r#"[{"id":1,"speed":120,"name":" Ann "},{"id":"2","speed":"120.5","name":7},
                {"id":3.0,"speed":[],"name":"","new":1},{"id":4,"speed":"fast","new":2},{"speed":1},7]"#,
        );
        let name = |text: &str| Some(text.to_owned());
        let expected = vec![
            (1, Some(120.0), name("Ann")),
            (2, Some(120.5), name("7")),
            (3, None, None),
            (4, None, None),
        ];
        assert_eq!((found.value, found.records, found.quarantined), (expected, 6, 2));
        let rules: Vec<(&str, u64, bool)> =
            found.complaints.iter().map(|c| (c.rule.as_str(), c.line, c.held_back)).collect();
        assert_eq!(
            rules,
            [
                ("unknown-field", 3, false),
                ("wrong-type", 3, false),
                ("wrong-type", 4, false),
                ("no-key", 5, true),
                ("not-a-record", 6, true)
            ]
        );
    }
}
