//! Single nodes of the graph and what stands beside them.

use crate::error::ReadError;
use crate::statement;
use crate::value::{Name, Row, Rows, Value, params};
use crate::view::View;
use domain::ids::DriverId;
use ontology::Ontology;
use std::collections::BTreeMap;

/// The statements generated from the ontology: one node of each class, and its neighbours.
const NODES: &str = include_str!("../cypher/generated/nodes.cypher");

/// A node.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its class.
    pub label: String,
    /// Its key, unique within the class.
    pub key: String,
    /// Its other properties, without the bookkeeping of the store.
    pub properties: BTreeMap<String, serde_json::Value>,
}

/// A node beside another.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbour {
    /// Whether the relation leads from the node to this neighbour.
    pub outgoing: bool,
    /// The relation.
    pub relation: String,
    /// Properties of the relation.
    pub properties: BTreeMap<String, serde_json::Value>,
    /// Class of the neighbour.
    pub label: String,
    /// Key of the neighbour.
    pub key: String,
}

/// The classes whose nodes may be looked at, in the order of the ontology.
pub fn node_labels() -> Vec<&'static str> {
    ontology::generate::shown_classes(Ontology::builtin())
}

impl View<'_> {
    /// The node of a class and a key.
    ///
    /// # Errors
    /// [`ReadError::UnknownLabel`] and [`ReadError::UnknownNode`].
    pub fn node(&self, label: &str, key: &str) -> Result<Node, ReadError> {
        let rows = self.ask(label, "", key)?;
        let row = rows.readers().next().ok_or_else(|| unknown(label, key))?;
        Ok(Node {
            label: label.to_owned(),
            key: key.to_owned(),
            properties: properties(label, row.map("props")?),
        })
    }

    /// What stands beside a node: relations from it, then to it; by relation, class and key.
    ///
    /// # Errors
    /// As [`View::node`].
    pub fn neighbours(&self, label: &str, key: &str) -> Result<Vec<Neighbour>, ReadError> {
        let rows = self.ask(label, "/neighbours", key)?;
        let shown = node_labels();
        let mut found = Vec::new();
        for row in rows.readers() {
            let neighbour = Neighbour {
                outgoing: row.text("direction")? == "out",
                relation: row.text("type")?.to_owned(),
                properties: properties(row.text("type")?, row.map("props")?),
                label: crate::export::label(row.texts("labels")?),
                key: row.text_opt("key")?.unwrap_or_default().to_owned(),
            };
            if shown.contains(&neighbour.label.as_str()) {
                found.push(neighbour);
            }
        }
        if found.is_empty() {
            self.node(label, key)?;
        }
        found.sort_by(|a, b| {
            let order =
                |one: &Neighbour| (!one.outgoing, one.relation.clone(), one.label.clone(), one.key.clone());
            order(a).cmp(&order(b))
        });
        Ok(found)
    }

    /// Every driver: NASCAR's number and the name on the latest race, by number.
    ///
    /// # Errors
    /// When the store fails.
    pub fn drivers(&self) -> Result<Vec<(DriverId, String)>, ReadError> {
        let rows = self.tx.run(&statement::DRIVERS, params! {})?;
        let driver = |row: Row<'_>| Ok((DriverId(row.int("driverId")?), row.text("name")?.to_owned()));
        rows.readers().map(driver).collect()
    }

    /// Every team, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub fn teams(&self) -> Result<Vec<String>, ReadError> {
        let rows = self.tx.run(&statement::TEAMS, params! {})?;
        rows.readers().map(|row| Ok(row.text("name")?.to_owned())).collect()
    }

    fn ask(&self, label: &str, what: &str, key: &str) -> Result<Rows, ReadError> {
        let name = format!("{label}{what}");
        let statement = statement::named(NODES).find(|(known, _)| *known == name);
        let Some((name, cypher)) = statement else {
            let known = node_labels().into_iter().map(str::to_owned).collect();
            return Err(ReadError::UnknownLabel { label: label.to_owned(), known });
        };
        Ok(self.tx.run_text(name, cypher, params! { key: key })?)
    }
}

fn unknown(label: &str, key: &str) -> ReadError {
    ReadError::UnknownNode { label: label.to_owned(), key: key.to_owned() }
}

/// The properties that are facts, but the key, which the node carries already.
fn properties(owner: &str, map: &BTreeMap<Name, Value>) -> BTreeMap<String, serde_json::Value> {
    let bookkeeping = Ontology::builtin().digest_exceptions();
    let shown = |name: &str, value: &Value| {
        name != "key" && *value != Value::Null && !bookkeeping.contains(&(owner, name))
    };
    map.iter()
        .filter(|(name, value)| shown(name, value))
        .map(|(name, value)| (name.to_string(), value.to_json()))
        .collect()
}
