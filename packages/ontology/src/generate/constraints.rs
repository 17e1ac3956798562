//! Constraints and indexes, in the Cypher both stores accept.

use super::{HEADER, words};
use crate::model::Ontology;
use std::fmt::Write;

/// A named schema statement, without its `;`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Name of the constraint or index.
    pub name: String,
    /// The statement.
    pub cypher: String,
}

/// A unique constraint for every unique property, then an index for every other property looked up
/// by value; classes in the order of the file. Each may be run again without effect.
pub fn constraints(ontology: &Ontology) -> Vec<Statement> {
    let mut constraints = Vec::new();
    let mut indexes = Vec::new();
    for class in ontology.concrete_classes() {
        let label = &class.name;
        for property in ontology.properties(label) {
            let field = &property.name;
            let stem = format!("{}_{}", words(label, '_'), words(field, '_'));
            if property.unique {
                let name = format!("{stem}_unique");
                let cypher = format!(
                    "CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{label}) REQUIRE n.{field} IS UNIQUE"
                );
                constraints.push(Statement { name, cypher });
            } else if property.index {
                let name = format!("{stem}_index");
                let cypher = format!("CREATE INDEX {name} IF NOT EXISTS FOR (n:{label}) ON (n.{field})");
                indexes.push(Statement { name, cypher });
            }
        }
    }
    constraints.extend(indexes);
    constraints
}

pub(super) fn file(ontology: &Ontology) -> String {
    let mut out = format!("// {HEADER}\n");
    for statement in constraints(ontology) {
        let _ = writeln!(out, "\n// {}\n{};", statement.name, statement.cypher);
    }
    out
}
