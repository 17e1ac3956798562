//! The facts of one race, in the words of the ontology.

use crate::error::ReadError;
use crate::statement;
use crate::value::{Name, Row, Value, params};
use crate::view::View;
use domain::ids::RaceKey;
use ontology::Ontology;
use ontology::facts::{Facts, Literal, UnknownTerm};
use std::collections::BTreeMap;

impl View<'_> {
    /// Every fact of `race`, whenever it became known: its season and series, its layout, venue and chain
    /// of classes, its sessions, entries, drivers, results, teams, makes and cars, and the parts of
    /// snapshots that state it. What the ontology keeps out of the digest of a class in it, such as the
    /// digest itself, is bookkeeping and left out.
    ///
    /// # Errors
    /// [`ReadError::UnknownRace`] where it is not in the graph, [`ReadError::Unexpected`] for what the
    /// ontology has no word for.
    pub fn race_facts(&self, race: &RaceKey) -> Result<Facts<'static>, ReadError> {
        let tx = &self.tx;
        let ontology = Ontology::builtin();
        let bookkeeping = ontology.digest_exceptions();
        let mut facts = Facts::new(ontology);
        for row in tx.run(&statement::RACE_FACTS, params! { race: race.as_str() })?.readers() {
            let from = End::of(row, "fromLabels", "from")?;
            let to = End::of(row, "toLabels", "to")?;
            for end in [&from, &to] {
                facts
                    .put_node(&end.label, &end.key, literals(&end.label, end.values, &bookkeeping)?)
                    .map_err(unexpected)?;
            }
            let relation = row.text("type")?;
            let ends = ((from.label.as_str(), from.key.as_str()), (to.label.as_str(), to.key.as_str()));
            facts
                .put_relation(relation, ends.0, ends.1, literals(relation, row.map("props")?, &bookkeeping)?)
                .map_err(unexpected)?;
        }
        if facts.nodes() == 0 {
            return Err(ReadError::UnknownRace { text: race.to_string(), suggestions: Vec::new() });
        }
        Ok(facts)
    }
}

/// One end of a relation.
struct End<'a> {
    label: String,
    key: String,
    values: &'a BTreeMap<Name, Value>,
}

impl<'a> End<'a> {
    fn of(row: Row<'a>, labels: &str, values: &str) -> Result<Self, ReadError> {
        let key = row.nested(values)?.text("key")?.to_owned();
        Ok(Self { label: crate::export::label(row.texts(labels)?), key, values: row.map(values)? })
    }
}

/// The values of a class or relation, without those of the bookkeeping: (owner, property).
fn literals(
    owner: &str,
    values: &BTreeMap<Name, Value>,
    bookkeeping: &[(&str, &str)],
) -> Result<Vec<(String, Literal)>, ReadError> {
    let mut literals = Vec::with_capacity(values.len());
    for (name, value) in values.iter().filter(|(name, _)| !bookkeeping.contains(&(owner, name.as_ref()))) {
        let literal = match value {
            Value::Null => continue,
            Value::Bool(value) => Literal::Bool(*value),
            Value::Int(value) => Literal::Integer(*value),
            Value::Float(value) => Literal::Float(*value),
            Value::Text(text) => Literal::Text(text.clone()),
            Value::List(_) | Value::Map(_) => Literal::Texts(Row::Map(values).texts(name)?),
        };
        literals.push((name.to_string(), literal));
    }
    Ok(literals)
}

fn unexpected(unknown: UnknownTerm) -> ReadError {
    ReadError::Unexpected {
        column: unknown.what.to_owned(),
        expected: "a name of the ontology".to_owned(),
        found: unknown.name,
    }
}
