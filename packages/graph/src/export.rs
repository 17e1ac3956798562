//! The graph as sorted lines, and its digest.

use crate::error::ReadError;
use crate::statement;
use crate::store::Tx;
use crate::value::{Name, Value, params};
use crate::view::View;
use ontology::Ontology;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// What of the graph is imported facts of the sport, as the ontology says.
struct Digested {
    labels: Vec<&'static str>,
    relations: Vec<&'static str>,
    /// Class and property of what is bookkeeping all the same.
    without: Vec<(&'static str, &'static str)>,
}

impl Digested {
    fn of_ontology() -> Self {
        let ontology = Ontology::builtin();
        Self {
            labels: ontology.digest_labels(),
            relations: ontology.digest_relations(),
            without: ontology.digest_exceptions(),
        }
    }
}

impl View<'_> {
    /// Writes the graph as NDJSON: one `{"label","key","props"}` or `{"type","from","to","props"}` a
    /// line, sorted, without internal ids, floats in their shortest round-trip form. Without `all`
    /// only imported facts of the sport; with it everything, provenance and housekeeping included.
    /// Returns the number of lines.
    ///
    /// # Errors
    /// When the store or the writer fails.
    pub fn export(&self, out: &mut dyn Write, all: bool) -> Result<usize, ReadError> {
        let lines = sorted_lines(&self.tx, all)?;
        for line in &lines {
            out.write_all(line.as_bytes())?;
            out.write_all(b"\n")?;
        }
        out.flush()?;
        Ok(lines.len())
    }

    /// SHA-256 of the export of imported sport facts, 64 lower-case hexadecimal digits.
    ///
    /// # Errors
    /// When the store fails.
    pub fn digest(&self) -> Result<String, ReadError> {
        let mut hash = HashWriter(Sha256::new());
        self.export(&mut hash, false)?;
        Ok(hexadecimal(&hash.0.finalize()))
    }
}

/// The lines of an export, in its order.
fn sorted_lines(tx: &Tx<'_>, all: bool) -> Result<Vec<String>, ReadError> {
    let digested = Digested::of_ontology();
    let mut lines = Vec::new();
    for row in tx.run(&statement::EXPORT_NODES, params! {})?.readers() {
        let label = label(row.texts("labels")?);
        // Records hold digests of keys and what people asked for; they are not the graph's.
        let shown = all && label != crate::records::LABEL;
        if shown || digested.labels.contains(&label.as_str()) {
            let kept = |name: &str| all || !digested.without.contains(&(label.as_str(), name));
            let props = properties(row.map("props")?, kept);
            lines.push(json!({ "label": label, "key": row.text("key")?, "props": props }).to_string());
        }
    }
    for row in tx.run(&statement::EXPORT_RELATIONS, params! {})?.readers() {
        let kind = row.text("type")?;
        if all || digested.relations.contains(&kind) {
            let keys = row.texts("keys")?;
            let end = |labels, at: usize| -> Result<String, ReadError> {
                let key = keys.get(at).map(String::as_str).unwrap_or_default();
                Ok(format!("{}/{key}", label(row.texts(labels)?)))
            };
            let (from, to) = (end("fromLabels", 0)?, end("toLabels", 1)?);
            let props =
                properties(row.map("props")?, |name| all || !digested.without.contains(&(kind, name)));
            lines.push(json!({ "type": kind, "from": from, "to": to, "props": props }).to_string());
        }
    }
    lines.sort_unstable();
    Ok(lines)
}

/// A node carries the label of its own class alone; if it ever had several, sorted.
pub(crate) fn label(mut labels: Vec<String>) -> String {
    labels.sort();
    labels.join(":")
}

/// The properties kept, but the key, which the line carries already.
fn properties(
    map: &BTreeMap<Name, Value>,
    kept: impl Fn(&str) -> bool,
) -> serde_json::Map<String, serde_json::Value> {
    map.iter()
        .filter(|(name, value)| name.as_ref() != "key" && **value != Value::Null && kept(name))
        .map(|(name, value)| (name.to_string(), value.to_json()))
        .collect()
}

struct HashWriter(Sha256);

impl Write for HashWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from_digit(u32::from(digit), 16).expect("a digit below 16"))
        .collect()
}
