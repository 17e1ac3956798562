//! The T-Box in OWL, as Turtle.

use super::{HEADER, described};
use crate::model::{Class, Kind, Ontology, Property, Relation};
use crate::rdf::{block, datatype, node, prefixes, quoted, statement_class, term};
use std::collections::BTreeMap;

pub(super) fn file(ontology: &Ontology) -> String {
    let mut out = format!(
        "# {HEADER}\n\
         # A property is one term wherever it stands; shapes.ttl has its type, range and cardinality by class.\n\
         # A relation with properties is a triple and, beside it, a rdf:Statement that carries them.\n\n"
    );
    out.push_str(&prefixes(&["bs", "owl", "rdf", "rdfs", "xsd"]));
    out.push_str(&block(
        "<urn:backstretch:ontology>",
        &[
            is("owl:Ontology"),
            said("rdfs:label", quoted("The graph of the sport")),
            said("owl:versionInfo", quoted(&ontology.version.to_string())),
        ],
    ));
    for class in &ontology.classes {
        out.push_str(&class_block(ontology, class));
    }
    for relation in ontology.relations.iter().filter(|relation| !relation.properties.is_empty()) {
        out.push_str(&statement_block(relation));
    }
    for relation in &ontology.relations {
        out.push_str(&relation_blocks(relation));
    }
    for (name, owned) in properties(ontology) {
        out.push_str(&property_block(name, &owned));
    }
    for class in &ontology.track_classes {
        let wider = class.is_a.iter().map(|key| node("TrackClass", key)).collect();
        out.push_str(&block(
            &node("TrackClass", &class.key),
            &[
                is(&term("TrackClass")),
                said(&term("key"), quoted(&class.key)),
                said(&term("name"), quoted(&class.name)),
                (term("IS_A"), wider),
            ],
        ));
    }
    out
}

fn class_block(ontology: &Ontology, class: &Class) -> String {
    let label = &class.name;
    // A key is unique among the nodes of one label: it identifies where no special case has nodes too.
    let alone = ontology.labels_of(std::slice::from_ref(label)) == [label.as_str()];
    let keys = ontology
        .properties(label)
        .into_iter()
        .filter(|property| property.unique && alone && !class.is_abstract)
        .map(|property| format!("( {} )", term(&property.name)));
    block(
        &term(label),
        &[
            is("owl:Class"),
            ("rdfs:subClassOf".to_owned(), class.is_a.iter().map(|parent| term(parent)).collect()),
            said("rdfs:label", quoted(label)),
            said("rdfs:comment", quoted(&class.doc)),
            ("owl:hasKey".to_owned(), keys.collect()),
        ],
    )
}

fn statement_block(relation: &Relation) -> String {
    let class = statement_class(relation);
    block(
        &term(&class),
        &[
            is("owl:Class"),
            said("rdfs:subClassOf", "rdf:Statement".to_owned()),
            said("rdfs:label", quoted(&class)),
            said("rdfs:comment", quoted(&format!("{} with its properties. {}", relation.name, relation.doc))),
        ],
    )
}

/// The relation and, declared beside it, its name read backwards.
fn relation_blocks(relation: &Relation) -> String {
    let mut types = vec!["owl:ObjectProperty".to_owned()];
    if relation.out.at_most_one() {
        types.push("owl:FunctionalProperty".to_owned());
    }
    if relation.into.at_most_one() {
        types.push("owl:InverseFunctionalProperty".to_owned());
    }
    let (domain, range) = (union(&relation.domain), union(&relation.range));
    let backwards = block(
        &term(&relation.inverse),
        &[
            is("owl:ObjectProperty"),
            said("rdfs:label", quoted(&relation.inverse)),
            said("rdfs:comment", quoted(&format!("{} read backwards; never written.", relation.name))),
            said("rdfs:domain", range.clone()),
            said("rdfs:range", domain.clone()),
        ],
    );
    block(
        &term(&relation.name),
        &[
            ("a".to_owned(), types),
            said("rdfs:label", quoted(&relation.name)),
            said("rdfs:comment", quoted(&relation.doc)),
            said("rdfs:domain", domain),
            said("rdfs:range", range),
            said("owl:inverseOf", term(&relation.inverse)),
        ],
    ) + &backwards
}

/// Every property by name, with the classes that have it of their own, in the order of the file.
fn properties(ontology: &Ontology) -> Vec<(&str, Vec<(String, &Property)>)> {
    let of_classes = ontology
        .classes
        .iter()
        .flat_map(|class| class.properties.iter().map(|property| (class.name.clone(), property)));
    let of_relations = ontology.relations.iter().flat_map(|relation| {
        relation.properties.iter().map(|property| (statement_class(relation), property))
    });
    let mut order = Vec::new();
    let mut owned: BTreeMap<&str, Vec<(String, &Property)>> = BTreeMap::new();
    for (owner, property) in of_classes.chain(of_relations) {
        let owners = owned.entry(&property.name).or_default();
        if owners.is_empty() {
            order.push(property.name.as_str());
        }
        owners.push((owner, property));
    }
    order.into_iter().map(|name| (name, owned.remove(name).unwrap_or_default())).collect()
}

fn property_block(name: &str, owned: &[(String, &Property)]) -> String {
    let mut types = vec!["owl:DatatypeProperty".to_owned()];
    if owned.iter().all(|(_, property)| property.kind != Kind::List) {
        types.push("owl:FunctionalProperty".to_owned());
    }
    let comments =
        owned.iter().map(|(owner, property)| quoted(&format!("{owner}: {}", described(property)))).collect();
    let mut ranges: Vec<&str> = owned.iter().map(|(_, property)| datatype(property.kind)).collect();
    ranges.sort_unstable();
    ranges.dedup();
    let range = match ranges[..] {
        [one] => one.to_owned(),
        _ => format!("[ a rdfs:Datatype ; owl:unionOf ( {} ) ]", ranges.join(" ")),
    };
    let owners: Vec<String> = owned.iter().map(|(owner, _)| owner.clone()).collect();
    block(
        &term(name),
        &[
            ("a".to_owned(), types),
            said("rdfs:label", quoted(name)),
            ("rdfs:comment".to_owned(), comments),
            said("rdfs:domain", union(&owners)),
            said("rdfs:range", range),
        ],
    )
}

/// One class, or any of several: two domains beside each other would mean both.
fn union(classes: &[String]) -> String {
    match classes {
        [one] => term(one),
        _ => {
            let terms: Vec<String> = classes.iter().map(|class| term(class)).collect();
            format!("[ a owl:Class ; owl:unionOf ( {} ) ]", terms.join(" "))
        }
    }
}

fn is(class: &str) -> (String, Vec<String>) {
    said("a", class.to_owned())
}

fn said(predicate: &str, object: String) -> (String, Vec<String>) {
    (predicate.to_owned(), vec![object])
}
