//! SHACL shapes: what nodes of each class, and relations with properties, must look like.
//!
//! Types, ranges, cardinalities and classes of ends are SHACL Core; what Core has no words for (paths that
//! must meet, circles, unique values, a statement and its triple) are SPARQL constraints.

use super::{HEADER, described};
use crate::model::{Agreement, Cardinality, Class, Kind, Ontology, Property, Relation};
use crate::rdf::{block, bound, datatype, full_term, prefixes, quoted, statement_class, term};

/// Predicates and objects of a subject.
type Said = Vec<(String, Vec<String>)>;

pub(super) fn file(ontology: &Ontology) -> String {
    let mut out = format!(
        "# {HEADER}\n\
         # Of a whole graph or of `backstretch race RACE --format turtle`: classes of ends are named by label, so\n\
         # that no T-Box and no inference is needed beside these shapes.\n\n"
    );
    out.push_str(&prefixes(&["bs", "rdf", "sh", "xsd"]));
    for class in ontology.concrete_classes() {
        out.push_str(&class_shape(ontology, class));
    }
    for relation in ontology.relations.iter().filter(|relation| !relation.properties.is_empty()) {
        out.push_str(&statement_shape(ontology, relation));
    }
    out
}

fn class_shape(ontology: &Ontology, class: &Class) -> String {
    let label = &class.name;
    let properties = ontology.properties(label);
    let among = |ends: &[String]| ontology.labels_of(ends).contains(&label.as_str());
    let leaving: Vec<&Relation> =
        ontology.relations.iter().filter(|relation| among(&relation.domain)).collect();
    let reaching: Vec<&Relation> =
        ontology.relations.iter().filter(|relation| among(&relation.range)).collect();

    let mut shapes: Vec<String> = properties.iter().map(|property| property_shape(property)).collect();
    shapes.extend(leaving.iter().map(|relation| {
        end_shape(ontology, &term(&relation.name), &relation.range, relation.out, &relation.doc)
    }));
    shapes.extend(reaching.iter().map(|relation| {
        let path = format!("[ sh:inversePath {} ]", term(&relation.name));
        let doc = format!("{} is {} read backwards. {}", relation.inverse, relation.name, relation.doc);
        end_shape(ontology, &path, &relation.domain, relation.into, &doc)
    }));

    let mut laws: Vec<String> = properties
        .iter()
        .filter(|property| property.unique)
        .map(|property| unique(label, property))
        .collect();
    laws.extend(leaving.iter().filter(|relation| relation.acyclic).map(|relation| acyclic(relation)));
    laws.extend(
        leaving.iter().filter(|relation| !relation.properties.is_empty()).map(|relation| stated(relation)),
    );
    laws.extend(
        ontology
            .agreements
            .iter()
            .filter(|agreement| ontology.is_a(label, &agreement.class))
            .map(agreement_law),
    );
    // Where the T-Box is loaded too, nodes of a special case are judged here as well.
    let special =
        ontology.classes.iter().filter(|other| other.name != *label && ontology.is_a(&other.name, label));
    let special = special.flat_map(|class| &class.properties).map(|property| term(&property.name));
    shape(label, &class.doc, shapes, laws, special.collect())
}

/// The shape of a relation's statements: its ends, its properties, and the triple it speaks of.
fn statement_shape(ontology: &Ontology, relation: &Relation) -> String {
    let predicate = term(&relation.name);
    let mut shapes = vec![
        end_shape(ontology, "rdf:subject", &relation.domain, Cardinality::One, "Where the relation begins."),
        property(vec![
            ("sh:path", "rdf:predicate".to_owned()),
            ("sh:hasValue", predicate),
            ("sh:maxCount", "1".to_owned()),
        ]),
        end_shape(ontology, "rdf:object", &relation.range, Cardinality::One, "Where the relation leads."),
    ];
    shapes.extend(relation.properties.iter().map(property_shape));
    let triple = full_term(&relation.name);
    let [subject, object] = ["subject", "object"].map(rdf);
    let laws = vec![
        law(
            &format!("A statement of {} stands beside its triple.", relation.name),
            &format!(
                "SELECT $this ?value WHERE {{ $this {subject} ?from ; {object} ?value . \
                 FILTER NOT EXISTS {{ ?from {triple} ?value }} }}"
            ),
        ),
        law(
            &format!("Between two nodes {} is stated once.", relation.name),
            &format!(
                "SELECT $this ?value WHERE {{ $this {subject} ?from ; {object} ?to . \
                 ?value {subject} ?from ; {object} ?to ; {} {triple} . FILTER (?value != $this) }}",
                rdf("predicate")
            ),
        ),
    ];
    shape(&statement_class(relation), &relation.doc, shapes, laws, Vec::new())
}

fn shape(class: &str, doc: &str, shapes: Vec<String>, laws: Vec<String>, ignored: Vec<String>) -> String {
    let one = |predicate: &str, object: String| (predicate.to_owned(), vec![object]);
    let mut ignored = ignored;
    ignored.insert(0, "rdf:type".to_owned());
    let mut said: Said = vec![
        one("a", "sh:NodeShape".to_owned()),
        one("sh:targetClass", term(class)),
        one("sh:description", quoted(doc)),
        one("sh:nodeKind", "sh:IRI".to_owned()),
        one("sh:closed", "true".to_owned()),
        one("sh:ignoredProperties", format!("( {} )", ignored.join(" "))),
    ];
    said.extend(shapes.into_iter().map(|shape| one("sh:property", shape)));
    said.extend(laws.into_iter().map(|law| one("sh:sparql", law)));
    block(&term(&format!("{class}Shape")), &said)
}

fn property_shape(of: &Property) -> String {
    let mut said = vec![
        ("sh:path", term(&of.name)),
        ("sh:description", quoted(&described(of))),
        ("sh:datatype", datatype(of.kind).to_owned()),
    ];
    if of.required {
        said.push(("sh:minCount", "1".to_owned()));
    }
    if of.kind != Kind::List {
        said.push(("sh:maxCount", "1".to_owned()));
    }
    said.extend(of.range.min.map(|min| ("sh:minInclusive", bound(of.kind, min))));
    said.extend(of.range.max.map(|max| ("sh:maxInclusive", bound(of.kind, max))));
    if !of.range.one_of.is_empty() {
        let allowed: Vec<String> = of.range.one_of.iter().map(|text| quoted(text)).collect();
        said.push(("sh:in", format!("( {} )", allowed.join(" "))));
    }
    if of.kind == Kind::Instant {
        // UTC alone, that the order of texts is that of time. Some readers write Z as +00:00 before they judge.
        said.push(("sh:pattern", quoted("(Z|[+]00:00)$")));
    }
    property(said)
}

/// The nodes at the other end of a path: their number and classes.
fn end_shape(ontology: &Ontology, path: &str, classes: &[String], many: Cardinality, doc: &str) -> String {
    let mut said = vec![
        ("sh:path", path.to_owned()),
        ("sh:description", quoted(doc)),
        ("sh:nodeKind", "sh:IRI".to_owned()),
    ];
    if matches!(many, Cardinality::One | Cardinality::OneOrMore) {
        said.push(("sh:minCount", "1".to_owned()));
    }
    if many.at_most_one() {
        said.push(("sh:maxCount", "1".to_owned()));
    }
    let labels = ontology.labels_of(classes);
    said.push(match labels[..] {
        [one] => ("sh:class", term(one)),
        _ => {
            let any: Vec<String> =
                labels.iter().map(|label| format!("[ sh:class {} ]", term(label))).collect();
            ("sh:or", format!("( {} )", any.join(" ")))
        }
    });
    property(said)
}

fn property(said: Vec<(&str, String)>) -> String {
    let lines: Vec<String> =
        said.into_iter().map(|(predicate, object)| format!("{predicate} {object}")).collect();
    format!("[ {} ]", lines.join(" ; "))
}

/// A SPARQL constraint: every row of `select` is an offender.
fn law(message: &str, select: &str) -> String {
    property(vec![
        ("a", "sh:SPARQLConstraint".to_owned()),
        ("sh:message", quoted(message)),
        ("sh:select", quoted(select)),
    ])
}

fn unique(label: &str, property: &Property) -> String {
    let (class, path) = (full_term(label), full_term(&property.name));
    law(
        &format!("No two nodes share {label}.{}.", property.name),
        &format!(
            "SELECT $this ?value WHERE {{ $this {path} ?value . ?other {path} ?value ; {} {class} . \
             FILTER (?other != $this) }}",
            rdf("type")
        ),
    )
}

fn acyclic(relation: &Relation) -> String {
    let path = full_term(&relation.name);
    law(
        &format!("Following {} never comes back.", relation.name),
        &format!("SELECT $this WHERE {{ $this {path}+ $this }}"),
    )
}

/// Every triple of a relation with properties has its statement.
fn stated(relation: &Relation) -> String {
    let path = full_term(&relation.name);
    let [subject, predicate, object] = ["subject", "predicate", "object"].map(rdf);
    law(
        &format!("Every {} has a statement with its properties.", relation.name),
        &format!(
            "SELECT $this ?value WHERE {{ $this {path} ?value . \
             FILTER NOT EXISTS {{ ?statement {subject} $this ; {predicate} {path} ; {object} ?value }} }}"
        ),
    )
}

fn agreement_law(agreement: &Agreement) -> String {
    let path = |names: &[String]| names.iter().map(|name| full_term(name)).collect::<Vec<_>>().join("/");
    law(
        &agreement.doc,
        &format!(
            "SELECT $this ?value WHERE {{ $this {} ?left . $this {} ?value . FILTER (?left != ?value) }}",
            path(&agreement.left),
            path(&agreement.right)
        ),
    )
}

fn rdf(name: &str) -> String {
    format!("<http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}>")
}
