//! JSON Schema of the lines of `graph export --all`: a definition for every class, relation and reference.

use super::HEADER;
use super::json::{Json, object};
use crate::model::{Class, Kind, Ontology, Property, Relation};

pub(super) fn file(ontology: &Ontology) -> String {
    let lines: Vec<Json> = ontology
        .concrete_classes()
        .map(|class| &class.name)
        .chain(ontology.relations.iter().map(|relation| &relation.name))
        .map(|name| reference(name))
        .collect();
    let classes = ontology.classes.iter().map(|class| (class.name.clone(), class_schema(ontology, class)));
    let relations = ontology
        .relations
        .iter()
        .map(|relation| (relation.name.clone(), relation_schema(ontology, relation)));
    let references = ontology.concrete_classes().map(|class| {
        let schema = object([
            ("description", format!("A {} as `{}/<key>`.", class.name, class.name).into()),
            ("type", "string".into()),
            ("pattern", format!("^{}/", class.name).into()),
        ]);
        (reference_name(&class.name), schema)
    });
    let document = object([
        ("$schema", "https://json-schema.org/draft/2020-12/schema".into()),
        ("$id", "urn:backstretch:ontology:schema".into()),
        ("$comment", HEADER.into()),
        ("title", "The graph of the sport".into()),
        ("description", "A line of `backstretch graph export --all`: a node or a relation.".into()),
        ("x-version", Json::Number(f64::from(ontology.version))),
        ("oneOf", lines.into()),
        ("$defs", Json::Object(classes.chain(relations).chain(references).collect())),
    ]);
    document.document()
}

/// A node; of an abstract class, any of those that are a special case of it.
fn class_schema(ontology: &Ontology, class: &Class) -> Json {
    if class.is_abstract {
        let labels = ontology.labels_of(std::slice::from_ref(&class.name));
        return object([
            ("description", class.doc.as_str().into()),
            ("anyOf", labels.into_iter().map(reference).collect::<Vec<_>>().into()),
        ]);
    }
    let properties = ontology.properties(&class.name);
    let (key, rest): (Vec<&Property>, Vec<&Property>) =
        properties.into_iter().partition(|property| property.name == "key");
    let key = key.first().map_or_else(|| object([("type", "string".into())]), |key| value(key));
    object([
        ("description", class.doc.as_str().into()),
        ("type", "object".into()),
        (
            "properties",
            object([
                ("label", object([("const", class.name.as_str().into())])),
                ("key", key),
                ("props", values(&rest)),
            ]),
        ),
        ("required", texts(["label", "key", "props"])),
        ("additionalProperties", false.into()),
    ])
}

fn relation_schema(ontology: &Ontology, relation: &Relation) -> Json {
    object([
        ("description", relation.doc.as_str().into()),
        ("type", "object".into()),
        (
            "properties",
            object([
                ("type", object([("const", relation.name.as_str().into())])),
                ("from", end(ontology, &relation.domain)),
                ("to", end(ontology, &relation.range)),
                ("props", values(&relation.properties.iter().collect::<Vec<_>>())),
            ]),
        ),
        ("required", texts(["type", "from", "to", "props"])),
        ("additionalProperties", false.into()),
        ("x-out", relation.out.name().into()),
        ("x-in", relation.into.name().into()),
        ("x-inverse", relation.inverse.as_str().into()),
    ])
}

/// A reference to a node of one of these classes.
fn end(ontology: &Ontology, classes: &[String]) -> Json {
    let labels = ontology.labels_of(classes);
    let mut references: Vec<Json> = labels.iter().map(|label| reference(&reference_name(label))).collect();
    match references.len() {
        1 => references.remove(0),
        _ => object([("anyOf", references.into())]),
    }
}

fn values(properties: &[&Property]) -> Json {
    let required: Vec<&str> = properties
        .iter()
        .filter(|property| property.required)
        .map(|property| property.name.as_str())
        .collect();
    let all = properties.iter().map(|property| (property.name.clone(), value(property))).collect();
    let mut members =
        vec![("type".to_owned(), "object".into()), ("properties".to_owned(), Json::Object(all))];
    if !required.is_empty() {
        members.push(("required".to_owned(), texts(required)));
    }
    members.push(("additionalProperties".to_owned(), false.into()));
    Json::Object(members)
}

fn value(property: &Property) -> Json {
    let mut members: Vec<(&str, Json)> = vec![("description", property.doc.as_str().into())];
    match property.kind {
        Kind::String => members.push(("type", "string".into())),
        Kind::I64 => members.push(("type", "integer".into())),
        Kind::F64 => members.push(("type", "number".into())),
        Kind::Bool => members.push(("type", "boolean".into())),
        Kind::Date => {
            members.push(("type", "string".into()));
            members.push(("format", "date".into()));
            members.push(("pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$".into()));
        }
        Kind::Instant => {
            members.push(("type", "string".into()));
            members.push(("format", "date-time".into()));
            members.push((
                "pattern",
                "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z$".into(),
            ));
        }
        Kind::List => {
            members.push(("type", "array".into()));
            members.push(("items", object([("type", "string".into())])));
        }
    }
    let range = &property.range;
    members.extend(range.min.map(|min| ("minimum", Json::Number(min))));
    members.extend(range.max.map(|max| ("maximum", Json::Number(max))));
    if !range.one_of.is_empty() {
        members.push(("enum", texts(range.one_of.iter().map(String::as_str))));
    }
    members.extend(property.unit.as_deref().map(|unit| ("x-unit", unit.into())));
    if property.unique {
        members.push(("x-unique", true.into()));
    }
    Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn reference(name: &str) -> Json {
    object([("$ref", format!("#/$defs/{name}").into())])
}

fn reference_name(class: &str) -> String {
    format!("{class}Reference")
}

fn texts<'a>(values: impl IntoIterator<Item = &'a str>) -> Json {
    Json::Array(values.into_iter().map(Json::from).collect())
}
