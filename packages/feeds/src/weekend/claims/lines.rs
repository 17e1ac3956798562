//! Claims as lines of JSON, with the notes they were read from.

use super::{COLUMNS, Statement, column};
use crate::complaint::Complaint;
use crate::parsed::Parsed;
use crate::place::Places;
use crate::source::RawFile;
use crate::table::{self, Fault};
use crate::text;
use crate::weekend::row::{InNote, WeekendRow, once};
use domain::evidence::ClaimValue;
use domain::ids::DriverId;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// A note whose claims follow, as a line of JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteLine {
    /// The note, as it came.
    pub text: String,
    /// Its name where it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What read it.
    pub reader: String,
}

impl NoteLine {
    /// SHA-256 of the text: 64 lower-case hexadecimal digits.
    pub fn sha256(&self) -> String {
        domain::hex::encode(&Sha256::digest(&self.text))
    }
}

/// State of a claim that a line may give.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FirstState {
    /// It waits until somebody accepts it.
    Proposed,
    /// It counts unless a law vetoes it.
    #[default]
    Accepted,
}

/// A claim as a line of JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Series.
    pub series: String,
    /// Date of the race.
    pub race_date: String,
    /// Which race of the day there, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub race_number: Option<u8>,
    /// Track.
    pub track_name: String,
    /// Kind, one of the ontology's.
    pub kind: String,
    /// NASCAR's number of the driver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver_id: Option<u32>,
    /// Name of the driver; with neither, the claim is about the race.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver_name: Option<String>,
    /// What is claimed.
    pub value: ClaimValue,
    /// Who says so.
    pub source: String,
    /// When, RFC 3339.
    pub known_at: String,
    /// How sure, 0..1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// Whether it counts at once.
    #[serde(default)]
    pub state: FirstState,
    /// SHA-256 of the note it was read from, which stands on a line before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Bytes of the note that say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<(u32, u32)>,
    /// Share of the reader's probability that was ruled out before it, 0..1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub masked: Option<f64>,
}

/// The notes of a file of claims, in its order; lines that are none are passed over.
pub fn notes(bytes: &[u8]) -> Vec<NoteLine> {
    text::lines(bytes).filter_map(|line| serde_json::from_slice(line.bytes).ok()).collect()
}

/// Parses lines of JSON.
pub(super) fn parse(file: &RawFile, places: &mut Places<'_>) -> Parsed<WeekendRow> {
    let (mut rows, mut complaints, mut read): (Vec<WeekendRow>, Vec<Complaint>, u64) = Default::default();
    let mut notes: BTreeMap<String, String> = BTreeMap::new();
    for line in text::lines(&file.bytes).filter(|line| !line.bytes.trim_ascii().is_empty()) {
        if let Ok(note) = serde_json::from_slice::<NoteLine>(line.bytes) {
            notes.insert(note.sha256(), note.text);
            continue;
        }
        read += 1;
        match json_row(line.bytes, line.number, &notes, places) {
            Ok(row) => rows.push(row),
            Err(fault) => complaints.push(fault.at(&file.name, line.number, true)),
        }
    }
    once(file, rows, complaints, read)
}

fn json_row(
    bytes: &[u8],
    number: u64,
    notes: &BTreeMap<String, String>,
    places: &mut Places<'_>,
) -> Result<WeekendRow, Fault> {
    use column::*;
    let line: Line = serde_json::from_slice(bytes).map_err(|error| {
        let next_step = format!("write one object a line with the names {}", COLUMNS.join(", "));
        Fault::new("", "not-a-claim", String::from_utf8_lossy(bytes), error.to_string(), next_step)
    })?;
    for (column, text) in [(KIND, &line.kind), (SOURCE, &line.source), (TRACK_NAME, &line.track_name)] {
        if text.trim().is_empty() {
            return Err(Fault::new(COLUMNS[column], "blank", "", "is blank", "fill it in"));
        }
    }
    for (field, share) in [(COLUMNS[CONFIDENCE], line.confidence), ("masked", line.masked)] {
        if let Some(share) = share.filter(|share| !(0.0..=1.0).contains(share)) {
            return Err(Fault::new(field, "out-of-range", share, "lies outside 0..1", "correct the line"));
        }
    }
    let note = in_note(&line, notes)?;
    let claim = Statement {
        series: table::series(COLUMNS[SERIES], &line.series)?,
        date: table::race_date(COLUMNS[RACE_DATE], &line.race_date)?,
        number: line.race_number,
        track_name: &line.track_name,
        kind: &line.kind,
        driver: line.driver_id.map(DriverId),
        driver_name: line.driver_name.filter(|name| !name.trim().is_empty()),
        value: line.value,
        source: &line.source,
        known_at: &line.known_at,
        confidence: line.confidence,
        proposed: line.state == FirstState::Proposed,
        note,
    };
    claim.row(number, places)
}

/// Where the note of a line makes its claim.
fn in_note(line: &Line, notes: &BTreeMap<String, String>) -> Result<Option<InNote>, Fault> {
    let (sha256, span) = match (&line.note, line.span) {
        (None, None) => return Ok(None),
        (Some(note), Some(span)) => (note, span),
        (Some(note), None) => {
            let next_step = "give the bytes of the note that say it, as [first, end]";
            return Err(Fault::new("span", "blank", note, "has a note and no span", next_step));
        }
        (None, Some((start, end))) => {
            let value = format!("{start}..{end}");
            return Err(Fault::new(
                "note",
                "blank",
                value,
                "has a span and no note",
                "name the note by its SHA-256",
            ));
        }
    };
    let Some(text) = notes.get(sha256) else {
        let next_step = "put the note on a line before its claims: {\"text\": ..., \"reader\": ...}";
        return Err(Fault::new("note", "unknown-note", sha256, "is no note of this file", next_step));
    };
    let (start, end) = (span.0 as usize, span.1 as usize);
    if text.get(start..end).is_none_or(str::is_empty) {
        let value = format!("{start}..{end}");
        let problem = format!("is no part of the note, which has {} bytes", text.len());
        return Err(Fault::new("span", "out-of-range", value, problem, "correct the line"));
    }
    Ok(Some(InNote { sha256: sha256.clone(), span, masked: line.masked.unwrap_or(0.0) }))
}
