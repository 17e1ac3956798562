//! Facts of the graph as Turtle: nodes and relations by the ontology's names, literals typed by it.
//!
//! A node is `<urn:backstretch:CLASS/KEY>`, its key percent-encoded. A list is several values. A relation is
//! one triple; one whose relation has properties is a `rdf:Statement` beside that triple, which carries them:
//!
//! ```turtle
//! <urn:backstretch:Entry/R%2F1> bs:SESSION_RESULT <urn:backstretch:Session/R%2Frace> .
//! <urn:backstretch:SESSION_RESULT/Entry/R%2F1/Session/R%2Frace> a bs:SessionResultStatement ;
//!     rdf:subject <urn:backstretch:Entry/R%2F1> ;
//!     rdf:predicate bs:SESSION_RESULT ;
//!     rdf:object <urn:backstretch:Session/R%2Frace> ;
//!     bs:finishOnTrack 3 .
//! ```

use crate::model::{Kind, Ontology, Property};
use crate::rdf::{block, datatype, double, node, prefixes, quoted, statement, statement_class, term};
use std::collections::{BTreeMap, BTreeSet};

/// A value of a property.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A float.
    Float(f64),
    /// A text, date or instant.
    Text(String),
    /// Texts, each once; their order is not kept.
    Texts(Vec<String>),
}

/// A name that the ontology does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} `{name}` is not in the ontology")]
pub struct UnknownTerm {
    /// `class`, `relation` or `property`.
    pub what: &'static str,
    /// The name; of a property, `Owner.name`.
    pub name: String,
}

/// Values by property.
type Values = BTreeMap<String, Literal>;

/// Place of a class or relation in the ontology, and a key.
type NodeId = (usize, String);

/// Nodes and relations, each once. Their order is that of the ontology, then of keys.
#[derive(Clone, Debug)]
pub struct Facts<'o> {
    ontology: &'o Ontology,
    nodes: BTreeMap<NodeId, Values>,
    relations: BTreeMap<(NodeId, usize, NodeId), Values>,
}

impl<'o> Facts<'o> {
    /// No facts.
    pub fn new(ontology: &'o Ontology) -> Self {
        Self { ontology, nodes: BTreeMap::new(), relations: BTreeMap::new() }
    }

    /// Number of nodes.
    pub fn nodes(&self) -> usize {
        self.nodes.len()
    }

    /// Number of relations.
    pub fn relations(&self) -> usize {
        self.relations.len()
    }

    /// Puts a node. Values are not judged here: the shapes do that. `key` may be among the values.
    ///
    /// # Errors
    /// [`UnknownTerm`] for a class or a property that the ontology does not have.
    pub fn put_node(
        &mut self,
        class: &str,
        key: &str,
        values: impl IntoIterator<Item = (String, Literal)>,
    ) -> Result<(), UnknownTerm> {
        let id = self.node_id(class, key)?;
        let properties = self.ontology.properties(class);
        let mut known = known(class, &properties, values)?;
        known.insert("key".to_owned(), Literal::Text(key.to_owned()));
        self.nodes.insert(id, known);
        Ok(())
    }

    /// Puts a relation between two nodes, each as class and key.
    ///
    /// # Errors
    /// [`UnknownTerm`] for a relation, class or property that the ontology does not have.
    pub fn put_relation(
        &mut self,
        relation: &str,
        from: (&str, &str),
        to: (&str, &str),
        values: impl IntoIterator<Item = (String, Literal)>,
    ) -> Result<(), UnknownTerm> {
        let at = self
            .ontology
            .relations()
            .iter()
            .position(|known| known.name == relation)
            .ok_or_else(|| UnknownTerm { what: "relation", name: relation.to_owned() })?;
        let properties: Vec<&Property> = self.ontology.relations()[at].properties.iter().collect();
        let values = known(relation, &properties, values)?;
        let ends = (self.node_id(from.0, from.1)?, self.node_id(to.0, to.1)?);
        self.relations.insert((ends.0, at, ends.1), values);
        Ok(())
    }

    fn node_id(&self, class: &str, key: &str) -> Result<NodeId, UnknownTerm> {
        let at = self.ontology.classes().iter().position(|known| known.name == class && !known.is_abstract);
        at.map(|at| (at, key.to_owned())).ok_or_else(|| UnknownTerm { what: "class", name: class.to_owned() })
    }

    /// The facts as a Turtle document, the same bytes for the same facts.
    pub fn turtle(&self) -> String {
        let mut out = prefixes(&["bs", "rdf", "xsd"]);
        let subjects: BTreeSet<&NodeId> =
            self.nodes.keys().chain(self.relations.keys().map(|(from, ..)| from)).collect();
        for id in subjects {
            let (class, key) = self.named(id);
            let mut said = Vec::new();
            if let Some(values) = self.nodes.get(id) {
                said.push(("a".to_owned(), vec![term(class)]));
                said.extend(objects(&self.ontology.properties(class), values));
            }
            for (at, relation) in self.ontology.relations().iter().enumerate() {
                let ends = self.relations_of(id, at).map(|(_, _, to)| {
                    let (class, key) = self.named(to);
                    node(class, key)
                });
                said.push((term(&relation.name), ends.collect()));
            }
            out.push_str(&block(&node(class, key), &said));
        }
        for ((from, at, to), values) in &self.relations {
            let relation = &self.ontology.relations()[*at];
            if relation.properties.is_empty() {
                continue;
            }
            let (from, to) = (self.named(from), self.named(to));
            let mut said = vec![
                ("a".to_owned(), vec![term(&statement_class(relation))]),
                ("rdf:subject".to_owned(), vec![node(from.0, from.1)]),
                ("rdf:predicate".to_owned(), vec![term(&relation.name)]),
                ("rdf:object".to_owned(), vec![node(to.0, to.1)]),
            ];
            said.extend(objects(&relation.properties.iter().collect::<Vec<_>>(), values));
            out.push_str(&block(&statement(&relation.name, from, to), &said));
        }
        out
    }

    /// The relations of one kind that leave a node.
    fn relations_of(&self, from: &NodeId, at: usize) -> impl Iterator<Item = &(NodeId, usize, NodeId)> {
        let first = (from.clone(), at, (0, String::new()));
        let of_both = move |relation: &&(NodeId, usize, NodeId)| relation.0 == first.0 && relation.1 == at;
        self.relations
            .range((from.clone(), at, (0, String::new()))..)
            .map(|(ends, _)| ends)
            .take_while(of_both)
    }

    fn named<'a>(&'a self, id: &'a NodeId) -> (&'a str, &'a str) {
        (&self.ontology.classes()[id.0].name, &id.1)
    }
}

/// The values, if each is of a property of the owner.
fn known(
    owner: &str,
    properties: &[&Property],
    values: impl IntoIterator<Item = (String, Literal)>,
) -> Result<Values, UnknownTerm> {
    values
        .into_iter()
        .map(|(name, value)| {
            if properties.iter().any(|property| property.name == name) {
                Ok((name, value))
            } else {
                Err(UnknownTerm { what: "property", name: format!("{owner}.{name}") })
            }
        })
        .collect()
}

/// Predicates and objects, in the order of the ontology.
fn objects(properties: &[&Property], values: &Values) -> Vec<(String, Vec<String>)> {
    properties
        .iter()
        .filter_map(|property| {
            values.get(&property.name).map(|value| (term(&property.name), written(property.kind, value)))
        })
        .collect()
}

/// A value as literals. One that is not of the property's kind is written as what it is, for the shapes to
/// refuse; so is a text that is no date.
fn written(kind: Kind, value: &Literal) -> Vec<String> {
    match value {
        Literal::Bool(value) => vec![value.to_string()],
        // A whole number of a float property, which the stores may have made of `3.0`.
        Literal::Integer(value) if kind == Kind::F64 => vec![format!("\"{value}\"^^xsd:double")],
        Literal::Integer(value) => vec![value.to_string()],
        Literal::Float(value) => vec![double(*value)],
        Literal::Text(text) if matches!(kind, Kind::Date | Kind::Instant) => {
            vec![format!("{}^^{}", quoted(text), datatype(kind))]
        }
        Literal::Text(text) => vec![quoted(text)],
        Literal::Texts(texts) => {
            texts.iter().collect::<BTreeSet<_>>().into_iter().map(|text| quoted(text)).collect()
        }
    }
}
