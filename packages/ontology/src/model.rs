//! The ontology as values.

/// A whole T-Box. Made by [`Ontology::parse`], hence free of the faults of [`crate::OntologyError`].
#[derive(Clone, Debug, PartialEq)]
pub struct Ontology {
    pub(crate) version: u32,
    pub(crate) classes: Vec<Class>,
    pub(crate) relations: Vec<Relation>,
    pub(crate) agreements: Vec<Agreement>,
    pub(crate) track_classes: Vec<TrackClass>,
    pub(crate) claims: Vec<ClaimKind>,
    pub(crate) axioms: Vec<Axiom>,
}

/// A kind of node.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// Label, PascalCase.
    pub name: String,
    /// What it is.
    pub doc: String,
    /// The class it is a special case of.
    pub is_a: Option<String>,
    /// No node has this label.
    pub is_abstract: bool,
    /// Its nodes are in the digest of sport facts.
    pub digest: bool,
    /// Properties of its own; [`Ontology::properties`] gives the inherited ones too.
    pub properties: Vec<Property>,
}

/// A property of a class or a relation.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    /// Name, camelCase.
    pub name: String,
    /// What it says.
    pub doc: String,
    /// Type.
    pub kind: Kind,
    /// Values allowed.
    pub range: Range,
    /// Unit, where it has one.
    pub unit: Option<String>,
    /// Never absent.
    pub required: bool,
    /// No two nodes of the class share a value.
    pub unique: bool,
    /// Looked up by value.
    pub index: bool,
    /// In the digest, where its class or relation is.
    pub digest: bool,
}

/// Type of a value. Dates and instants are strings in the stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    String,
    /// Whole number.
    I64,
    /// Finite number.
    F64,
    /// Truth value.
    Bool,
    /// `YYYY-MM-DD`.
    Date,
    /// RFC 3339 in UTC, ending in `Z`.
    Instant,
    /// List of strings.
    List,
}

impl Kind {
    /// All types.
    pub const ALL: [Kind; 7] =
        [Kind::String, Kind::I64, Kind::F64, Kind::Bool, Kind::Date, Kind::Instant, Kind::List];

    /// The name in the file.
    pub fn name(self) -> &'static str {
        match self {
            Kind::String => "string",
            Kind::I64 => "i64",
            Kind::F64 => "f64",
            Kind::Bool => "bool",
            Kind::Date => "date",
            Kind::Instant => "instant",
            Kind::List => "list",
        }
    }

    /// Whether values are numbers.
    pub fn is_number(self) -> bool {
        matches!(self, Kind::I64 | Kind::F64)
    }
}

/// Values a property may take.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Range {
    /// Smallest number.
    pub min: Option<f64>,
    /// Largest number.
    pub max: Option<f64>,
    /// The texts allowed; any where empty.
    pub one_of: Vec<String>,
}

impl Range {
    /// Whether a number lies within. NaN lies nowhere.
    pub fn holds(&self, value: f64) -> bool {
        !value.is_nan() && self.min.is_none_or(|min| value >= min) && self.max.is_none_or(|max| value <= max)
    }

    /// Whether a text is allowed.
    pub fn allows(&self, value: &str) -> bool {
        self.one_of.is_empty() || self.one_of.iter().any(|allowed| allowed == value)
    }
}

/// How many relations one node may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cardinality {
    /// Exactly one.
    One,
    /// None or one.
    ZeroOrOne,
    /// One or more.
    OneOrMore,
    /// Any number.
    Any,
}

impl Cardinality {
    /// All cardinalities.
    pub const ALL: [Cardinality; 4] =
        [Cardinality::One, Cardinality::ZeroOrOne, Cardinality::OneOrMore, Cardinality::Any];

    /// The name in the file.
    pub fn name(self) -> &'static str {
        match self {
            Cardinality::One => "1",
            Cardinality::ZeroOrOne => "0..1",
            Cardinality::OneOrMore => "1..*",
            Cardinality::Any => "0..*",
        }
    }

    /// Whether at most one is allowed.
    pub fn at_most_one(self) -> bool {
        matches!(self, Cardinality::One | Cardinality::ZeroOrOne)
    }
}

/// A kind of relation.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// Type, UPPER_SNAKE.
    pub name: String,
    /// What it says.
    pub doc: String,
    /// Classes it may come from, subclasses included.
    pub domain: Vec<String>,
    /// Classes it may lead to, subclasses included.
    pub range: Vec<String>,
    /// How many a domain node has.
    pub out: Cardinality,
    /// How many a range node has.
    pub into: Cardinality,
    /// Its name read backwards.
    pub inverse: String,
    /// It is in the digest of sport facts.
    pub digest: bool,
    /// Following it never comes back.
    pub acyclic: bool,
    /// Its properties.
    pub properties: Vec<Property>,
}

/// Two paths from one node that must end in the same one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Name, kebab-case.
    pub name: String,
    /// What it says.
    pub doc: String,
    /// Where both paths begin.
    pub class: String,
    /// Relations of one path, all followed forwards.
    pub left: Vec<String>,
    /// Relations of the other.
    pub right: Vec<String>,
}

/// A kind of track: an individual of the class `TrackClass`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackClass {
    /// Key, kebab-case.
    pub key: String,
    /// Name for people.
    pub name: String,
    /// The wider class; none at a root.
    pub is_a: Option<String>,
}

/// What a note may claim.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimKind {
    /// Kind, kebab-case.
    pub kind: String,
    /// What it says.
    pub doc: String,
    /// Class of the subject.
    pub about: String,
    /// Type of the value.
    pub value: Kind,
    /// Values allowed.
    pub range: Range,
    /// Unit, where it has one.
    pub unit: Option<String>,
    /// No two subjects in a race share a value.
    pub distinct: bool,
}

/// A law, by name; `packages/axioms` has its statement and verifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axiom {
    /// Name, kebab-case.
    pub name: String,
    /// Classes it is about.
    pub about: Vec<String>,
}
