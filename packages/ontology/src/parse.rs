//! From the file's text to an [`Ontology`], every fault an exact error.

use crate::error::OntologyError as Error;
use crate::model::{
    Agreement, Axiom, Cardinality, ClaimKind, Class, Kind, Ontology, Property, Range, Relation, TrackClass,
};
use crate::raw::{
    RawAgreement, RawAxioms, RawClaim, RawClass, RawFile, RawProperty, RawRelation, RawTrackClass,
};
use std::collections::BTreeSet;

impl Ontology {
    /// Parses and checks an ontology file; the first fault found is returned.
    pub fn parse(text: &str) -> Result<Ontology, Error> {
        let raw: RawFile = toml::from_str(text).map_err(|error| Error::Syntax(error.to_string()))?;
        let ontology = Ontology {
            version: raw.version,
            classes: raw.classes.into_iter().map(class).collect::<Result<_, _>>()?,
            relations: raw.relations.into_iter().map(relation).collect::<Result<_, _>>()?,
            agreements: raw.agreements.into_iter().map(agreement).collect::<Result<_, _>>()?,
            track_classes: raw.track_classes.into_iter().map(track_class).collect::<Result<_, _>>()?,
            claims: raw.claims.into_iter().map(claim).collect::<Result<_, _>>()?,
            axioms: axioms(raw.axioms)?,
        };
        check_classes(&ontology)?;
        check_relations(&ontology)?;
        check_rest(&ontology)?;
        Ok(ontology)
    }
}

fn class(raw: RawClass) -> Result<Class, Error> {
    styled("class", &raw.name, Style::Pascal)?;
    let properties = properties(&raw.name, raw.properties)?;
    Ok(Class {
        name: raw.name,
        doc: raw.doc,
        is_a: raw.is_a,
        is_abstract: raw.is_abstract,
        digest: raw.digest,
        properties,
    })
}

fn relation(raw: RawRelation) -> Result<Relation, Error> {
    styled("relation", &raw.name, Style::UpperSnake)?;
    styled("inverse", &raw.inverse, Style::UpperSnake)?;
    let out = cardinality(&raw.name, "out", &raw.out)?;
    let into = cardinality(&raw.name, "in", &raw.into)?;
    let properties = properties(&raw.name, raw.properties)?;
    Ok(Relation {
        name: raw.name,
        doc: raw.doc,
        domain: raw.domain,
        range: raw.range,
        out,
        into,
        inverse: raw.inverse,
        digest: raw.digest,
        acyclic: raw.acyclic,
        properties,
    })
}

fn properties(owner: &str, raw: Vec<RawProperty>) -> Result<Vec<Property>, Error> {
    raw.into_iter()
        .map(|raw| {
            let full = format!("{owner}.{}", raw.name);
            styled("property", &raw.name, Style::Camel)?;
            let kind = kind(&full, &raw.kind)?;
            let range = range(&full, kind, raw.min, raw.max, raw.one_of)?;
            Ok(Property {
                name: raw.name,
                doc: raw.doc,
                kind,
                range,
                unit: raw.unit,
                required: raw.required,
                unique: raw.unique,
                index: raw.index,
                digest: raw.digest.unwrap_or(true),
            })
        })
        .collect()
}

fn agreement(raw: RawAgreement) -> Result<Agreement, Error> {
    styled("agreement", &raw.name, Style::Kebab)?;
    Ok(Agreement { name: raw.name, doc: raw.doc, class: raw.class, left: raw.left, right: raw.right })
}

fn track_class(raw: RawTrackClass) -> Result<TrackClass, Error> {
    styled("track class", &raw.key, Style::Kebab)?;
    Ok(TrackClass { key: raw.key, name: raw.name, is_a: raw.is_a })
}

fn claim(raw: RawClaim) -> Result<ClaimKind, Error> {
    styled("claim", &raw.kind, Style::Kebab)?;
    let full = format!("claim {}", raw.kind);
    let value = kind(&full, &raw.value)?;
    let range = range(&full, value, raw.min, raw.max, raw.one_of)?;
    Ok(ClaimKind {
        kind: raw.kind,
        doc: raw.doc,
        about: raw.about,
        value,
        range,
        unit: raw.unit,
        distinct: raw.distinct,
    })
}

fn axioms(raw: Vec<RawAxioms>) -> Result<Vec<Axiom>, Error> {
    let mut axioms = Vec::new();
    for group in raw {
        for name in group.names {
            styled("axiom", &name, Style::Kebab)?;
            axioms.push(Axiom { name, about: group.about.clone() });
        }
    }
    Ok(axioms)
}

fn kind(property: &str, text: &str) -> Result<Kind, Error> {
    Kind::ALL
        .into_iter()
        .find(|kind| kind.name() == text)
        .ok_or_else(|| Error::Type { property: property.to_owned(), text: text.to_owned() })
}

fn cardinality(relation: &str, end: &'static str, text: &str) -> Result<Cardinality, Error> {
    Cardinality::ALL
        .into_iter()
        .find(|cardinality| cardinality.name() == text)
        .ok_or_else(|| Error::Cardinality { relation: relation.to_owned(), end, text: text.to_owned() })
}

fn range(
    property: &str,
    kind: Kind,
    min: Option<f64>,
    max: Option<f64>,
    one_of: Vec<String>,
) -> Result<Range, Error> {
    let fault = |reason| Err(Error::Range { property: property.to_owned(), reason });
    if (min.is_some() || max.is_some()) && !kind.is_number() {
        return fault("min and max go with numbers");
    }
    if !one_of.is_empty() && kind != Kind::String {
        return fault("one_of goes with strings");
    }
    if min.into_iter().chain(max).any(|bound| !bound.is_finite()) {
        return fault("a bound must be finite");
    }
    if kind == Kind::I64 && min.into_iter().chain(max).any(|bound| bound.fract() != 0.0) {
        return fault("bounds of an i64 must be whole");
    }
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        return fault("min is greater than max");
    }
    if one_of.iter().any(|text| text.contains(['\'', '\\'])) {
        return fault("a value of one_of must not contain a quote or a backslash");
    }
    Ok(Range { min, max, one_of })
}

fn check_classes(ontology: &Ontology) -> Result<(), Error> {
    distinct("class", ontology.classes.iter().map(|class| class.name.as_str()))?;
    for class in &ontology.classes {
        if let Some(parent) = &class.is_a
            && ontology.class(parent).is_none()
        {
            return Err(Error::UnknownParent { class: class.name.clone(), parent: parent.clone() });
        }
    }
    for class in &ontology.classes {
        if ontology.lineage(&class.name).nth(ontology.classes.len()).is_some() {
            return Err(Error::Circle { what: "class", name: class.name.clone() });
        }
    }
    for class in &ontology.classes {
        let properties = ontology.properties(&class.name);
        let full: Vec<String> =
            properties.iter().map(|property| format!("{}.{}", class.name, property.name)).collect();
        distinct("property", full.iter().map(String::as_str))?;
        let keyed = properties.iter().any(|property| {
            property.name == "key" && property.kind == Kind::String && property.required && property.unique
        });
        if !class.is_abstract && !keyed {
            return Err(Error::NoKey(class.name.clone()));
        }
    }
    Ok(())
}

fn check_relations(ontology: &Ontology) -> Result<(), Error> {
    distinct("relation", ontology.relations.iter().map(|relation| relation.name.as_str()))?;
    for relation in &ontology.relations {
        for (end, classes) in [("domain", &relation.domain), ("range", &relation.range)] {
            if classes.is_empty() {
                return Err(Error::EmptyEnd { relation: relation.name.clone(), end });
            }
            for class in classes {
                if ontology.class(class).is_none() {
                    let (relation, class) = (relation.name.clone(), class.clone());
                    return Err(Error::UnknownEnd { relation, end, class });
                }
            }
        }
        let full: Vec<String> = relation
            .properties
            .iter()
            .map(|property| format!("{}.{}", relation.name, property.name))
            .collect();
        distinct("property", full.iter().map(String::as_str))?;
    }
    Ok(())
}

fn check_rest(ontology: &Ontology) -> Result<(), Error> {
    let unknown =
        |by: &str, what, name: &str| Err(Error::Unknown { by: by.to_owned(), what, name: name.to_owned() });
    distinct("agreement", ontology.agreements.iter().map(|agreement| agreement.name.as_str()))?;
    for agreement in &ontology.agreements {
        if ontology.class(&agreement.class).is_none() {
            return unknown(&format!("agreement {}", agreement.name), "class", &agreement.class);
        }
        for name in agreement.left.iter().chain(&agreement.right) {
            if ontology.relation(name).is_none() {
                return unknown(&format!("agreement {}", agreement.name), "relation", name);
            }
        }
    }
    distinct("track class", ontology.track_classes.iter().map(|class| class.key.as_str()))?;
    for class in &ontology.track_classes {
        let mut at = class;
        for step in 0.. {
            let Some(parent) = &at.is_a else { break };
            if step == ontology.track_classes.len() {
                return Err(Error::Circle { what: "track class", name: class.key.clone() });
            }
            match ontology.track_class(parent) {
                Some(parent) => at = parent,
                None => return unknown(&format!("track class {}", at.key), "track class", parent),
            }
        }
    }
    distinct("claim", ontology.claims.iter().map(|claim| claim.kind.as_str()))?;
    for claim in &ontology.claims {
        if ontology.class(&claim.about).is_none() {
            return unknown(&format!("claim {}", claim.kind), "class", &claim.about);
        }
    }
    distinct("axiom", ontology.axioms.iter().map(|axiom| axiom.name.as_str()))?;
    for axiom in &ontology.axioms {
        if let Some(name) = axiom.about.iter().find(|name| ontology.class(name).is_none()) {
            return unknown(&format!("axiom {}", axiom.name), "class", name);
        }
    }
    Ok(())
}

fn distinct<'a>(what: &'static str, names: impl Iterator<Item = &'a str>) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(Error::Duplicate { what, name: name.to_owned() });
        }
    }
    Ok(())
}

/// How names are written; only such names ever reach a statement.
#[derive(Clone, Copy)]
enum Style {
    Pascal,
    UpperSnake,
    Camel,
    Kebab,
}

fn styled(what: &'static str, name: &str, style: Style) -> Result<(), Error> {
    let first = name.chars().next().unwrap_or('-');
    let (style, right) = match style {
        Style::Pascal => {
            ("PascalCase", first.is_ascii_uppercase() && name.chars().all(|c| c.is_ascii_alphanumeric()))
        }
        Style::Camel => {
            ("camelCase", first.is_ascii_lowercase() && name.chars().all(|c| c.is_ascii_alphanumeric()))
        }
        Style::UpperSnake => (
            "UPPER_SNAKE",
            first.is_ascii_uppercase() && name.chars().all(|c| c.is_ascii_uppercase() || c == '_'),
        ),
        Style::Kebab => (
            "kebab-case",
            first.is_ascii_lowercase()
                && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
        ),
    };
    if right { Ok(()) } else { Err(Error::Style { what, name: name.to_owned(), style }) }
}
