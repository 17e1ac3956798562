//! Notes as lines of JSON.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Note {
    /// Its name, given back with its claims.
    pub id: String,
    /// Its race: key, alias, NASCAR's id, or `next`; that of the request without it.
    #[serde(default)]
    pub race: Option<String>,
    /// The note.
    pub text: String,
}

/// A line that holds no note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BadNote {
    /// The note's id where the line has one, else `line N`.
    pub id: String,
    /// The line, from 1.
    pub line: u64,
    /// What is wrong.
    pub reason: String,
}

/// A line of a file of notes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum NoteLine {
    /// A note.
    Note(Note),
    /// None.
    Bad(BadNote),
}

/// The notes of a file: one object a line, `{"id", "race", "text"}`; other fields are passed over, blank lines too.
///
/// ```
/// use engine::notes::{NoteLine, notes_in};
///
/// let lines = notes_in(b"{\"id\": 7, \"race\": 5546, \"text\": \"Larson to the rear.\"}\n\n{\"id\": 8}\n");
/// assert!(matches!(&lines[0], NoteLine::Note(note) if note.id == "7" && note.race.as_deref() == Some("5546")));
/// assert!(matches!(&lines[1], NoteLine::Bad(bad) if bad.id == "8" && bad.line == 3));
/// ```
pub fn notes_in(bytes: &[u8]) -> Vec<NoteLine> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let lines = (1u64..).zip(bytes.split(|byte| *byte == b'\n'));
    lines.filter(|(_, line)| !line.trim_ascii().is_empty()).map(|(number, line)| note(number, line)).collect()
}

fn note(number: u64, line: &[u8]) -> NoteLine {
    let bad = |id: Option<String>, reason: String| {
        NoteLine::Bad(BadNote { id: id.unwrap_or_else(|| format!("line {number}")), line: number, reason })
    };
    // What is not UTF-8 is replaced: a note is read as far as it can be.
    let value: Value = match serde_json::from_str(&String::from_utf8_lossy(line)) {
        Ok(value) => value,
        Err(error) => return bad(None, format!("not valid JSON: {error}")),
    };
    let id = text(&value["id"]);
    match (id, &value["text"], &value["race"]) {
        (None, _, _) => bad(None, "it has no `id`; write {\"id\", \"race\", \"text\"}".to_owned()),
        (Some(id), Value::String(note), race) => {
            NoteLine::Note(Note { id, race: text(race), text: note.clone() })
        }
        (id, _, _) => bad(id, "its `text` is not a text".to_owned()),
    }
}

/// A text, or a number as text.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
