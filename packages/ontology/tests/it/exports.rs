//! JSON Schema, Turtle and SHACL: each speaks of the whole T-Box, and each is sound by a reader of others.

use ontology::{Cardinality, Kind, Ontology, Property, Relation, generate};
use oxrdf::{Graph, NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use oxttl::TurtleParser;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const TERMS: &str = "urn:backstretch:ontology#";
const SHACL: &str = "http://www.w3.org/ns/shacl#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
const OWL: &str = "http://www.w3.org/2002/07/owl#";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

fn file(name: &str) -> String {
    let (_, text) = generate::files().into_iter().find(|(path, _)| path.ends_with(name)).unwrap();
    text
}

fn graph(name: &str) -> Graph {
    let text = file(name);
    TurtleParser::new().for_slice(&text).map(|triple| triple.unwrap()).collect()
}

fn iri(namespace: &str, name: &str) -> NamedNode {
    NamedNode::new(format!("{namespace}{name}")).unwrap()
}

fn term(name: &str) -> NamedNode {
    iri(TERMS, name)
}

/// Objects of a subject and predicate.
fn objects(graph: &Graph, subject: &NamedOrBlankNode, predicate: &NamedNode) -> Vec<Term> {
    graph.objects_for_subject_predicate(subject, predicate).map(Term::from).collect()
}

fn texts(graph: &Graph, subject: &NamedOrBlankNode, predicate: &NamedNode) -> Vec<String> {
    let text = |term: Term| match term {
        Term::Literal(text) => text.value().to_owned(),
        Term::NamedNode(node) => node.into_string(),
        Term::BlankNode(node) => node.into_string(),
    };
    objects(graph, subject, predicate).into_iter().map(text).collect()
}

/// The members of a list.
fn members(graph: &Graph, list: &Term) -> Vec<Term> {
    let mut members = Vec::new();
    let mut at = list.clone();
    while let Term::BlankNode(cell) = &at {
        let cell = NamedOrBlankNode::from(cell.clone());
        members.extend(objects(graph, &cell, &iri(RDF, "first")));
        at = objects(graph, &cell, &iri(RDF, "rest")).remove(0);
    }
    members
}

fn statement_class(relation: &Relation) -> String {
    let word = |word: &str| format!("{}{}", &word[..1], word[1..].to_ascii_lowercase());
    format!("{}Statement", relation.name.split('_').map(word).collect::<String>())
}

fn with_properties(ontology: &Ontology) -> impl Iterator<Item = &Relation> {
    ontology.relations().iter().filter(|relation| !relation.properties.is_empty())
}

fn datatype(kind: Kind) -> &'static str {
    match kind {
        Kind::String | Kind::List => "string",
        Kind::I64 => "integer",
        Kind::F64 => "double",
        Kind::Bool => "boolean",
        Kind::Date => "date",
        Kind::Instant => "dateTime",
    }
}

#[test]
fn the_t_box_names_every_class_relation_and_property() {
    let ontology = Ontology::builtin();
    let graph = graph("ontology.ttl");
    let is_a = |name: &str, class: &str| {
        graph.contains(oxrdf::TripleRef::new(&term(name), &iri(RDF, "type"), &iri(OWL, class)))
    };
    let said = |subject: &str, predicate: NamedNode| texts(&graph, &term(subject).into(), &predicate);
    for class in ontology.classes() {
        assert!(is_a(&class.name, "Class"), "{}", class.name);
        assert_eq!(said(&class.name, iri(RDFS, "comment")), [class.doc.as_str()]);
        let parents: Vec<String> = class.is_a.iter().map(|parent| format!("{TERMS}{parent}")).collect();
        assert_eq!(said(&class.name, iri(RDFS, "subClassOf")), parents, "{}", class.name);
    }
    for relation in ontology.relations() {
        assert!(is_a(&relation.name, "ObjectProperty"), "{}", relation.name);
        assert!(is_a(&relation.inverse, "ObjectProperty"), "{}", relation.inverse);
        assert_eq!(said(&relation.name, iri(OWL, "inverseOf")), [format!("{TERMS}{}", relation.inverse)]);
        assert_eq!(is_a(&relation.name, "FunctionalProperty"), relation.out.at_most_one());
        assert_eq!(is_a(&relation.name, "InverseFunctionalProperty"), relation.into.at_most_one());
        for (end, classes) in [("domain", &relation.domain), ("range", &relation.range)] {
            assert_eq!(union(&graph, &relation.name, end), terms(classes), "{} {end}", relation.name);
        }
    }
    let mut owners: BTreeMap<&str, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
    let of_classes = ontology.classes().iter().map(|class| (class.name.clone(), &class.properties));
    let of_relations =
        with_properties(ontology).map(|relation| (statement_class(relation), &relation.properties));
    for (owner, properties) in of_classes.chain(of_relations) {
        for property in properties {
            assert!(is_a(&property.name, "DatatypeProperty"), "{owner}.{}", property.name);
            let comments = said(&property.name, iri(RDFS, "comment"));
            let about = format!("{owner}: {}", property.doc);
            assert!(comments.iter().any(|comment| comment.starts_with(&about)), "{about}");
            let (domain, range) = owners.entry(&property.name).or_default();
            domain.insert(format!("{TERMS}{owner}"));
            range.insert(format!("{XSD}{}", datatype(property.kind)));
        }
    }
    for (name, (domain, range)) in owners {
        assert_eq!(union(&graph, name, "domain"), domain, "{name}");
        assert_eq!(union(&graph, name, "range"), range, "{name}");
    }
    for class in ontology.track_classes() {
        let node = iri("urn:backstretch:TrackClass/", &class.key).into();
        assert_eq!(texts(&graph, &node, &term("name")), [class.name.as_str()]);
        let wider: Vec<String> =
            class.is_a.iter().map(|key| format!("urn:backstretch:TrackClass/{key}")).collect();
        assert_eq!(texts(&graph, &node, &term("IS_A")), wider);
    }
}

/// The classes or types that a domain or range says, one or any of several.
fn union(graph: &Graph, subject: &str, end: &str) -> BTreeSet<String> {
    let found = objects(graph, &term(subject).into(), &iri(RDFS, end));
    assert_eq!(found.len(), 1, "{subject} has one {end}: two would mean both at once");
    let all = match &found[0] {
        Term::BlankNode(node) => {
            members(graph, &objects(graph, &node.clone().into(), &iri(OWL, "unionOf"))[0])
        }
        one => vec![one.clone()],
    };
    all.into_iter().map(|one| one.to_string().trim_matches(['<', '>']).to_owned()).collect()
}

fn terms(names: &[String]) -> BTreeSet<String> {
    names.iter().map(|name| format!("{TERMS}{name}")).collect()
}

/// A word of Turtle that no file uses twice for two things.
#[test]
fn no_two_terms_are_one() {
    let ontology = Ontology::builtin();
    let classes = ontology.classes().iter().map(|class| class.name.clone());
    let shapes = ontology.concrete_classes().map(|class| format!("{}Shape", class.name));
    let references = ontology.concrete_classes().map(|class| format!("{}Reference", class.name));
    let relations = ontology.relations().iter().flat_map(|r| [r.name.clone(), r.inverse.clone()]);
    let statements =
        with_properties(ontology).flat_map(|r| [statement_class(r), format!("{}Shape", statement_class(r))]);
    let properties = ontology.classes().iter().flat_map(|class| &class.properties);
    let properties: BTreeSet<String> = properties
        .chain(with_properties(ontology).flat_map(|relation| &relation.properties))
        .map(|property| property.name.clone())
        .collect();
    let all = classes.chain(shapes).chain(references).chain(relations).chain(statements).chain(properties);
    let mut all: Vec<String> = all.collect();
    all.sort();
    let twice: Vec<&[String]> = all.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

/// The shapes as triples.
struct Shapes {
    graph: Graph,
}

impl Shapes {
    /// The property shape of a node shape along a property or relation.
    fn of(&self, shape: &str, path: &NamedNode) -> NamedOrBlankNode {
        self.one(shape, |found| *found == Term::from(path.clone()))
    }

    /// The same along a relation read backwards.
    fn backwards(&self, shape: &str, relation: &str) -> NamedOrBlankNode {
        let inverse = iri(SHACL, "inversePath");
        self.one(shape, |found| match found {
            Term::BlankNode(path) => {
                objects(&self.graph, &path.clone().into(), &inverse) == [Term::from(term(relation))]
            }
            _ => false,
        })
    }

    /// The one property shape whose path is the one looked for.
    fn one(&self, shape: &str, is_path: impl Fn(&Term) -> bool) -> NamedOrBlankNode {
        let mut found: Vec<NamedOrBlankNode> =
            objects(&self.graph, &term(shape).into(), &iri(SHACL, "property"))
                .into_iter()
                .filter_map(|shape| match shape {
                    Term::BlankNode(shape) => Some(NamedOrBlankNode::from(shape)),
                    _ => None,
                })
                .filter(|shape| objects(&self.graph, shape, &iri(SHACL, "path")).iter().any(&is_path))
                .collect();
        assert_eq!(found.len(), 1, "{shape}");
        found.remove(0)
    }

    fn said(&self, shape: &NamedOrBlankNode, name: &str) -> Vec<String> {
        texts(&self.graph, shape, &iri(SHACL, name))
    }

    fn property(&self, shape: &str, of: &Property) {
        let found = self.of(shape, &term(&of.name));
        let name = format!("{shape} {}", of.name);
        let one = |value: Option<String>| value.into_iter().collect::<Vec<_>>();
        assert_eq!(self.said(&found, "datatype"), [format!("{XSD}{}", datatype(of.kind))], "{name}");
        assert_eq!(self.said(&found, "minCount"), one(of.required.then(|| "1".to_owned())), "{name}");
        let single = of.kind != Kind::List;
        assert_eq!(self.said(&found, "maxCount"), one(single.then(|| "1".to_owned())), "{name}");
        for (bound, expected) in [("minInclusive", of.range.min), ("maxInclusive", of.range.max)] {
            let found: Vec<f64> =
                self.said(&found, bound).iter().map(|value| value.parse().unwrap()).collect();
            assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{name} {bound}");
        }
        let allowed: Vec<String> = objects(&self.graph, &found, &iri(SHACL, "in"))
            .iter()
            .flat_map(|list| members(&self.graph, list))
            .map(|member| member.to_string().trim_matches('"').to_owned())
            .collect();
        assert_eq!(allowed, of.range.one_of, "{name}");
    }

    fn end(&self, shape: &NamedOrBlankNode, labels: &[&str], many: Cardinality, name: &str) {
        let (min, max) = match many {
            Cardinality::One => (Some("1"), Some("1")),
            Cardinality::ZeroOrOne => (None, Some("1")),
            Cardinality::OneOrMore => (Some("1"), None),
            Cardinality::Any => (None, None),
        };
        assert_eq!(self.said(shape, "minCount"), Vec::from_iter(min), "{name}");
        assert_eq!(self.said(shape, "maxCount"), Vec::from_iter(max), "{name}");
        let mut classes = self.said(shape, "class");
        for list in objects(&self.graph, shape, &iri(SHACL, "or")) {
            for member in members(&self.graph, &list) {
                let Term::BlankNode(member) = member else { panic!("{name}") };
                classes.extend(self.said(&member.into(), "class"));
            }
        }
        let expected: Vec<String> = labels.iter().map(|label| format!("{TERMS}{label}")).collect();
        assert_eq!(classes, expected, "{name}");
    }
}

#[test]
fn the_shapes_hold_every_class_relation_and_property() {
    let ontology = Ontology::builtin();
    let shapes = Shapes { graph: graph("shapes.ttl") };
    for class in ontology.concrete_classes() {
        let name = format!("{}Shape", class.name);
        let shape = term(&name).into();
        assert_eq!(shapes.said(&shape, "targetClass"), [format!("{TERMS}{}", class.name)]);
        assert_eq!(shapes.said(&shape, "closed"), ["true"]);
        for property in ontology.properties(&class.name) {
            shapes.property(&name, property);
        }
    }
    for relation in ontology.relations() {
        let (domain, range) = (ontology.labels_of(&relation.domain), ontology.labels_of(&relation.range));
        for label in &domain {
            let name = format!("{label}Shape");
            let shape = shapes.of(&name, &term(&relation.name));
            shapes.end(&shape, &range, relation.out, &format!("{name} {}", relation.name));
        }
        for label in &range {
            let name = format!("{label}Shape");
            let shape = shapes.backwards(&name, &relation.name);
            shapes.end(&shape, &domain, relation.into, &format!("{name} ^{}", relation.name));
        }
    }
    for relation in with_properties(ontology) {
        let name = format!("{}Shape", statement_class(relation));
        let ends = [("subject", &relation.domain), ("object", &relation.range)];
        for (end, classes) in ends {
            let shape = shapes.of(&name, &iri(RDF, end));
            shapes.end(&shape, &ontology.labels_of(classes), Cardinality::One, &format!("{name} {end}"));
        }
        for property in &relation.properties {
            shapes.property(&name, property);
        }
    }
    let laws: BTreeSet<String> = shapes
        .graph
        .triples_for_predicate(NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#message"))
        .map(|triple| triple.object.to_string())
        .collect();
    for agreement in ontology.agreements() {
        assert!(laws.contains(&format!("\"{}\"", agreement.doc)), "{}", agreement.name);
    }
    for relation in ontology.relations().iter().filter(|relation| relation.acyclic) {
        assert!(laws.contains(&format!("\"Following {} never comes back.\"", relation.name)));
    }
}

#[test]
fn the_json_schema_defines_every_class_relation_and_property() {
    let ontology = Ontology::builtin();
    let schema: Value = serde_json::from_str(&file("ontology.schema.json")).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let defs = schema["$defs"].as_object().unwrap();
    references(&schema, &mut |name| assert!(defs.contains_key(name), "{name}"));
    let lines: Vec<&str> = schema["oneOf"].as_array().unwrap().iter().map(reference).collect();
    let expected: Vec<&str> = ontology
        .concrete_classes()
        .map(|class| class.name.as_str())
        .chain(ontology.relations().iter().map(|relation| relation.name.as_str()))
        .collect();
    assert_eq!(lines, expected);
    let concrete = ontology.concrete_classes().count();
    assert_eq!(defs.len(), ontology.classes().len() + ontology.relations().len() + concrete);
    for class in ontology.classes() {
        let found = &defs[&class.name];
        if class.is_abstract {
            let any: Vec<&str> = found["anyOf"].as_array().unwrap().iter().map(reference).collect();
            assert_eq!(any, ontology.labels_of(std::slice::from_ref(&class.name)));
            continue;
        }
        assert_eq!(found["properties"]["label"]["const"], class.name.as_str());
        assert_eq!(found["properties"]["key"]["type"], "string");
        let mut properties = ontology.properties(&class.name);
        properties.retain(|property| property.name != "key");
        values(&found["properties"]["props"], &properties, &class.name);
        assert_eq!(
            defs[&format!("{}Reference", class.name)]["pattern"],
            format!("^{}/", class.name).as_str()
        );
    }
    for relation in ontology.relations() {
        let found = &defs[&relation.name]["properties"];
        assert_eq!(found["type"]["const"], relation.name.as_str());
        for (end, classes) in [("from", &relation.domain), ("to", &relation.range)] {
            let alone = std::slice::from_ref(&found[end]);
            let any = found[end]["anyOf"].as_array().map_or(alone, Vec::as_slice);
            let expected: Vec<String> =
                ontology.labels_of(classes).iter().map(|label| format!("{label}Reference")).collect();
            assert_eq!(any.iter().map(reference).collect::<Vec<_>>(), expected, "{} {end}", relation.name);
        }
        values(&found["props"], &relation.properties.iter().collect::<Vec<_>>(), &relation.name);
    }
}

/// The schema of an owner's values says of each property what the ontology says.
fn values(found: &Value, properties: &[&Property], owner: &str) {
    assert_eq!(found["additionalProperties"], false, "{owner}");
    let required: Vec<&str> =
        found["required"].as_array().into_iter().flatten().map(|name| name.as_str().unwrap()).collect();
    let expected: Vec<&str> = properties
        .iter()
        .filter(|property| property.required)
        .map(|property| property.name.as_str())
        .collect();
    assert_eq!(required, expected, "{owner}");
    assert_eq!(found["properties"].as_object().unwrap().len(), properties.len(), "{owner}");
    for property in properties {
        let name = format!("{owner}.{}", property.name);
        let found = &found["properties"][&property.name];
        let (kind, format) = match property.kind {
            Kind::String => ("string", None),
            Kind::I64 => ("integer", None),
            Kind::F64 => ("number", None),
            Kind::Bool => ("boolean", None),
            Kind::Date => ("string", Some("date")),
            Kind::Instant => ("string", Some("date-time")),
            Kind::List => ("array", None),
        };
        assert_eq!(found["type"], kind, "{name}");
        assert_eq!(found["format"].as_str(), format, "{name}");
        assert_eq!(found["minimum"].as_f64(), property.range.min, "{name}");
        assert_eq!(found["maximum"].as_f64(), property.range.max, "{name}");
        let allowed: Vec<&str> =
            found["enum"].as_array().into_iter().flatten().map(|text| text.as_str().unwrap()).collect();
        assert_eq!(allowed, property.range.one_of, "{name}");
        assert_eq!(found["description"], property.doc.as_str(), "{name}");
        assert_eq!(found["x-unit"].as_str(), property.unit.as_deref(), "{name}");
    }
}

fn reference(value: &Value) -> &str {
    value["$ref"].as_str().unwrap().strip_prefix("#/$defs/").unwrap()
}

/// Every reference within the schema.
fn references(value: &Value, found: &mut dyn FnMut(&str)) {
    match value {
        Value::Object(members) => {
            if members.contains_key("$ref") {
                found(reference(value));
            }
            members.values().for_each(|value| references(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}
