//! What neither store enforces by a constraint, as queries that return the offenders.
//!
//! Each is one statement of the Cypher both stores accept, with the columns `key` and `other` (the
//! second node of a relation, or null) and at most [`LIMIT`] rows; no row means the law holds.

use super::{HEADER, words};
use crate::model::{Cardinality, Kind, Ontology, Property, Relation};
use std::fmt::Write;

/// Most offenders one check returns.
const LIMIT: usize = 25;

/// Longest chain that a circle is looked for along.
const CHAIN: usize = 12;

/// A named check query, without its `;`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Name, kebab-case: `race-date`.
    pub name: String,
    /// The law in words.
    pub law: String,
    /// The query.
    pub cypher: String,
}

/// All checks: classes, then relations, then paths, each in the order of the file.
pub fn checks(ontology: &Ontology) -> Vec<Check> {
    let mut checks = vec![labels(ontology), types(ontology)];
    for class in ontology.concrete_classes() {
        let owner = Owner {
            name: &class.name,
            pattern: format!("(n:{})", class.name),
            variable: "n",
            columns: "n.key AS key, null AS other",
        };
        let properties = ontology.properties(&class.name);
        checks.extend(properties.iter().filter_map(|property| property_check(&owner, property)));
        checks.push(known_properties(&owner, &properties));
        checks.extend(
            properties.iter().filter(|property| property.unique).map(|property| unique(&owner, property)),
        );
    }
    for relation in &ontology.relations {
        checks.push(ends(ontology, relation));
        checks.extend(cardinalities(ontology, relation));
        if relation.acyclic {
            checks.push(acyclic(ontology, relation));
        }
        let owner = Owner {
            name: &relation.name,
            pattern: format!("{}-[r:{}]->(b)", domain(ontology, relation), relation.name),
            variable: "r",
            columns: "a.key AS key, b.key AS other",
        };
        let properties: Vec<&Property> = relation.properties.iter().collect();
        checks.extend(properties.iter().filter_map(|property| property_check(&owner, property)));
        checks.push(known_properties(&owner, &properties));
    }
    checks.extend(ontology.agreements.iter().map(|agreement| {
        let path = |names: &[String], end: &str| {
            let last = names.len() - 1;
            names
                .iter()
                .enumerate()
                .map(|(at, name)| format!("-[:{name}]->({})", if at == last { end } else { "" }))
                .collect::<String>()
        };
        let (left, right) = (path(&agreement.left, "x"), path(&agreement.right, "y"));
        Check {
            name: agreement.name.clone(),
            law: agreement.doc.clone(),
            cypher: format!(
                "MATCH (n:{}){left} MATCH (n){right} WHERE x.key <> y.key \
                 RETURN DISTINCT n.key AS key, y.key AS other LIMIT {LIMIT}",
                agreement.class
            ),
        }
    }));
    checks
}

/// Whose properties are checked, and how they are reached.
struct Owner<'a> {
    name: &'a str,
    pattern: String,
    variable: &'a str,
    columns: &'a str,
}

impl Owner<'_> {
    fn check(&self, property: &str, law: String, condition: &str) -> Check {
        Check {
            name: format!("{}-{}", words(self.name, '-'), words(property, '-')),
            law,
            cypher: format!("MATCH {} WHERE {condition} RETURN {} LIMIT {LIMIT}", self.pattern, self.columns),
        }
    }
}

fn property_check(owner: &Owner<'_>, property: &Property) -> Option<Check> {
    let value = format!("{}.{}", owner.variable, property.name);
    let full = format!("{}.{}", owner.name, property.name);
    let words = value_words(property);
    let (law, condition) = match (property.required, fault(&value, property)) {
        // An absent value is faulty in every comparison.
        (true, Some(fault)) => (format!("{full} is {words}, and never absent."), fault),
        (true, None) => (format!("{full} is never absent."), format!("{value} IS NULL")),
        (false, Some(fault)) => {
            (format!("{full}, where present, is {words}."), format!("{value} IS NOT NULL AND {fault}"))
        }
        (false, None) => return None,
    };
    Some(owner.check(&property.name, law, &condition))
}

/// A condition that holds where a value has the wrong type, lies outside its range or is absent. The type
/// of a list cannot be asked for in both stores. A comparison of different types is null in both stores,
/// but for a text that reads as a number: one store compares '5' with a number as the number 5.
fn fault(value: &str, property: &Property) -> Option<String> {
    Some(match property.kind {
        Kind::String if property.range.one_of.is_empty() => format!("NOT coalesce({value} >= '', false)"),
        Kind::String => format!("NOT coalesce({value} IN [{}], false)", quoted(&property.range.one_of)),
        Kind::Bool => format!("NOT coalesce({value} IN [true, false], false)"),
        Kind::Date => format!("NOT coalesce({value} =~ '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}', false)"),
        Kind::Instant => format!(
            "NOT coalesce({value} =~ '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}([.][0-9]+)?Z', false)"
        ),
        Kind::I64 | Kind::F64 => {
            let number = |bound: f64| {
                if property.kind == Kind::I64 { format!("{bound:.0}") } else { format!("{bound:?}") }
            };
            let within = match (property.range.min, property.range.max) {
                (Some(min), Some(max)) => {
                    format!("{value} >= {} AND {value} <= {}", number(min), number(max))
                }
                (Some(min), None) => format!("{value} >= {}", number(min)),
                (None, Some(max)) => format!("{value} <= {}", number(max)),
                (None, None) => format!("{value} <= 0 OR {value} > 0"),
            };
            let broken = match property.kind {
                Kind::I64 => format!("toInteger({value}) <> {value}"),
                _ => "false".to_owned(),
            };
            format!("CASE WHEN {value} >= '' THEN true WHEN {within} THEN {broken} ELSE true END")
        }
        Kind::List => return None,
    })
}

pub(super) fn value_words(property: &Property) -> String {
    let mut words = match property.kind {
        Kind::String if !property.range.one_of.is_empty() => {
            format!("one of {}", property.range.one_of.join(", "))
        }
        Kind::String => "a string".to_owned(),
        Kind::I64 => "a whole number".to_owned(),
        Kind::F64 => "a number".to_owned(),
        Kind::Bool => "true or false".to_owned(),
        Kind::Date => "a date as YYYY-MM-DD".to_owned(),
        Kind::Instant => "an instant as RFC 3339 in UTC".to_owned(),
        Kind::List => "a list of strings".to_owned(),
    };
    match (property.range.min, property.range.max) {
        (Some(min), Some(max)) => {
            let _ = write!(words, " in {min}..{max}");
        }
        (Some(min), None) => {
            let _ = write!(words, ", {min} or more");
        }
        (None, Some(max)) => {
            let _ = write!(words, ", {max} or less");
        }
        (None, None) => {}
    }
    words
}

fn known_properties(owner: &Owner<'_>, properties: &[&Property]) -> Check {
    let names: Vec<String> = properties.iter().map(|property| property.name.clone()).collect();
    let condition = if names.is_empty() {
        format!("size(keys({})) > 0", owner.variable)
    } else {
        format!("any(k IN keys({}) WHERE NOT k IN [{}])", owner.variable, quoted(&names))
    };
    Check {
        name: format!("{}-known-properties", words(owner.name, '-')),
        law: format!("{} has the properties of the ontology and no other.", owner.name),
        cypher: format!("MATCH {} WHERE {condition} RETURN {} LIMIT {LIMIT}", owner.pattern, owner.columns),
    }
}

fn unique(owner: &Owner<'_>, property: &Property) -> Check {
    let value = format!("{}.{}", owner.variable, property.name);
    Check {
        name: format!("{}-{}-unique", words(owner.name, '-'), words(&property.name, '-')),
        law: format!("No two share {}.{}.", owner.name, property.name),
        cypher: format!(
            "MATCH {} WITH {value} AS key, count(*) AS nodes WHERE nodes > 1 RETURN key, null AS other LIMIT {LIMIT}",
            owner.pattern
        ),
    }
}

/// Label of a server's records.
const RECORDS: &str = "Ops";

fn labels(ontology: &Ontology) -> Check {
    // A server's records are of no class but `Ops` itself: what they hold is their owner's business.
    let classes: Vec<&str> =
        ontology.concrete_classes().map(|class| class.name.as_str()).chain([RECORDS]).collect();
    Check {
        name: "known-labels".to_owned(),
        law: "Every node has a label of the ontology.".to_owned(),
        cypher: format!(
            "MATCH (n) WHERE NOT {} RETURN n.key AS key, null AS other LIMIT {LIMIT}",
            any_label("n", &classes)
        ),
    }
}

fn types(ontology: &Ontology) -> Check {
    let names: Vec<String> = ontology.relations.iter().map(|relation| relation.name.clone()).collect();
    Check {
        name: "known-relations".to_owned(),
        law: "Every relation has a type of the ontology.".to_owned(),
        cypher: format!(
            "MATCH (a)-[r]->(b) WHERE NOT type(r) IN [{}] RETURN a.key AS key, b.key AS other LIMIT {LIMIT}",
            quoted(&names)
        ),
    }
}

fn ends(ontology: &Ontology, relation: &Relation) -> Check {
    let domain = any_label("a", &ontology.labels_of(&relation.domain));
    let range = any_label("b", &ontology.labels_of(&relation.range));
    Check {
        name: format!("{}-ends", words(&relation.name, '-')),
        law: format!(
            "{} leads from {} to {}.",
            relation.name,
            relation.domain.join(" or "),
            relation.range.join(" or ")
        ),
        cypher: format!(
            "MATCH (a)-[r:{}]->(b) WHERE NOT ({domain} AND {range}) RETURN a.key AS key, b.key AS other LIMIT {LIMIT}",
            relation.name
        ),
    }
}

fn cardinalities(ontology: &Ontology, relation: &Relation) -> Vec<Check> {
    let mut checks = Vec::new();
    let name = &relation.name;
    for (end, cardinality, classes, path) in [
        ("out", relation.out, &relation.domain, format!("(n)-[:{name}]->()")),
        ("in", relation.into, &relation.range, format!("()-[:{name}]->(n)")),
    ] {
        let condition = match cardinality {
            Cardinality::One => format!("COUNT {{ {path} }} <> 1"),
            Cardinality::ZeroOrOne => format!("COUNT {{ {path} }} > 1"),
            Cardinality::OneOrMore => format!("NOT EXISTS {{ {path} }}"),
            Cardinality::Any => continue,
        };
        for label in ontology.labels_of(classes) {
            let direction = if end == "out" { "leaving" } else { "reaching" };
            checks.push(Check {
                name: format!("{}-{end}-{}", words(name, '-'), words(label, '-')),
                law: format!("{} {name} {direction} every {label}.", cardinality.name()),
                cypher: format!(
                    "MATCH (n:{label}) WHERE {condition} RETURN n.key AS key, null AS other LIMIT {LIMIT}"
                ),
            });
        }
    }
    if !relation.out.at_most_one() && !relation.into.at_most_one() {
        checks.push(Check {
            name: format!("{}-once", words(name, '-')),
            law: format!("Between two nodes {name} stands at most once."),
            cypher: format!(
                "MATCH {}-[r:{name}]->(b) WITH a.key AS key, b.key AS other, count(r) AS relations \
                 WHERE relations > 1 RETURN key, other LIMIT {LIMIT}",
                domain(ontology, relation)
            ),
        });
    }
    checks
}

fn acyclic(ontology: &Ontology, relation: &Relation) -> Check {
    Check {
        name: format!("{}-acyclic", words(&relation.name, '-')),
        law: format!("Following {} never comes back.", relation.name),
        cypher: format!(
            "MATCH {}-[:{}*1..{CHAIN}]->(b) WHERE a.key = b.key RETURN DISTINCT a.key AS key, null AS other LIMIT {LIMIT}",
            domain(ontology, relation),
            relation.name
        ),
    }
}

/// The first node of a relation, by its label where it can have one only: without one the embedded store
/// looks at every node. That no other node has such a relation is a check of its own.
fn domain(ontology: &Ontology, relation: &Relation) -> String {
    match ontology.labels_of(&relation.domain)[..] {
        [label] => format!("(a:{label})"),
        _ => "(a)".to_owned(),
    }
}

fn any_label(variable: &str, labels: &[&str]) -> String {
    let tests: Vec<String> = labels.iter().map(|label| format!("{variable}:{label}")).collect();
    format!("({})", tests.join(" OR "))
}

fn quoted(texts: &[String]) -> String {
    texts.iter().map(|text| format!("'{text}'")).collect::<Vec<_>>().join(", ")
}

pub(super) fn file(ontology: &Ontology) -> String {
    let mut out =
        format!("// {HEADER}\n// Each returns offenders as key, other; no row means the law holds.\n");
    for check in checks(ontology) {
        let _ = writeln!(out, "\n// {}\n{};", check.name, check.cypher);
    }
    out
}
