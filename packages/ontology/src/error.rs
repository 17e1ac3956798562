//! What can be wrong with an ontology file.

/// Why a text is not an ontology. Messages show names as they are in the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OntologyError {
    /// Not TOML, a missing field, or a field that is not known.
    #[error("not an ontology file: {0}")]
    Syntax(String),
    /// A name is used twice.
    #[error("{what} `{name}` is defined twice")]
    Duplicate {
        /// Kind of definition.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A name is not written as its kind is.
    #[error("{what} `{name}` is not written in {style}")]
    Style {
        /// Kind of definition.
        what: &'static str,
        /// The name.
        name: String,
        /// How it must be written.
        style: &'static str,
    },
    /// A class is_a class that does not exist.
    #[error("class `{class}` is_a `{parent}`, which is not defined")]
    UnknownParent {
        /// The class.
        class: String,
        /// What it names.
        parent: String,
    },
    /// Following is_a leads back to where it began.
    #[error("is_a of {what} `{name}` leads back to itself")]
    Circle {
        /// Class or track class.
        what: &'static str,
        /// Where it began.
        name: String,
    },
    /// One end of a relation names no class.
    #[error("{end} of relation `{relation}` names class `{class}`, which is not defined")]
    UnknownEnd {
        /// The relation.
        relation: String,
        /// `domain` or `range`.
        end: &'static str,
        /// What it names.
        class: String,
    },
    /// A relation has no class at one end.
    #[error("relation `{relation}` has an empty {end}")]
    EmptyEnd {
        /// The relation.
        relation: String,
        /// `domain` or `range`.
        end: &'static str,
    },
    /// Not one of the four cardinalities.
    #[error("{end} of relation `{relation}` is `{text}`: expected 1, 0..1, 1..* or 0..*")]
    Cardinality {
        /// The relation.
        relation: String,
        /// `out` or `in`.
        end: &'static str,
        /// What was found there.
        text: String,
    },
    /// Not one of the seven types.
    #[error("type of `{property}` is `{text}`: expected string, i64, f64, bool, date, instant or list")]
    Type {
        /// Owner and property: `Race.date`.
        property: String,
        /// What was found there.
        text: String,
    },
    /// A range that does not fit the type, or is empty.
    #[error("range of `{property}`: {reason}")]
    Range {
        /// Owner and property.
        property: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// A class that has nodes but no key.
    #[error("class `{0}` has no required, unique string property `key`")]
    NoKey(String),
    /// A class, relation or track class is named that does not exist.
    #[error("{by} names {what} `{name}`, which is not defined")]
    Unknown {
        /// Who names it.
        by: String,
        /// Kind of definition.
        what: &'static str,
        /// The name.
        name: String,
    },
}
