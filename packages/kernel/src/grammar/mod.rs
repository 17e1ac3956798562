//! What a model may say: claims whose kind, subject, and type and range of the value are the T-Box's.
//!
//! A list of claims is `claim* stop`, a claim `kind | subject | value end`. Every part is a trie of token sequences, so that
//! the tokens allowed next are known at each step; the model's scores of all others count only as *masked* probability.
//! Laws over several claims are not the grammar's: the axioms judge those afterwards.

mod decode;
mod text;
mod trie;
mod values;

pub use decode::{Constrained, Scored, decode, score};
pub use text::InText;
pub use values::{allowed_value, values};

use crate::error::ModelError;
use domain::evidence::ClaimValue;
use domain::ids::DriverId;
use domain::race::{Entry, RaceCard};
use ontology::Ontology;
use trie::{Step, Trie};

/// How the parts of a claim are spelt in tokens.
pub trait Spelling {
    /// A kind of the T-Box.
    ///
    /// # Errors
    /// It cannot be spelt.
    fn kind(&self, kind: &str) -> Result<Vec<u32>, ModelError>;
    /// An entry of the race; none is the race itself.
    ///
    /// # Errors
    /// It cannot be spelt.
    fn subject(&self, entry: Option<&Entry>) -> Result<Vec<u32>, ModelError>;
    /// A value.
    ///
    /// # Errors
    /// It cannot be spelt.
    fn value(&self, value: &ClaimValue) -> Result<Vec<u32>, ModelError>;
    /// Stands between the parts of a claim and within none.
    fn separator(&self) -> u32;
    /// Ends a claim and stands within none.
    fn end(&self) -> u32;
    /// Ends the list and begins no kind.
    fn stop(&self) -> u32;
}

/// What may be said of one race, in one spelling.
pub struct Grammar {
    kinds: Vec<KindParts>,
    kind_trie: Trie,
    drivers: Vec<DriverId>,
    entry_trie: Trie,
    race_trie: Trie,
    stop: u32,
}

struct KindParts {
    name: String,
    of_entry: bool,
    values: Vec<ClaimValue>,
    trie: Trie,
}

/// A claim that the grammar allows.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Kind, as in the ontology.
    pub kind: String,
    /// Driver; none for the race.
    pub driver: Option<DriverId>,
    /// What is claimed.
    pub value: ClaimValue,
}

/// Where a list of claims stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Within a kind, or before one.
    Kind(usize),
    /// Within the subject of a kind.
    Subject(usize, usize),
    /// Within the value of a kind and subject.
    Value(usize, usize, usize),
    /// At the end of the list.
    Stopped,
}

impl Place {
    /// Before the first claim.
    pub const START: Place = Place::Kind(0);
}

impl Grammar {
    /// The grammar of a race. `numbers` are those that a note holds: where given, no other whole number or probability is
    /// allowed. Drivers whose names are spelt alike are left out, as nothing could tell them apart.
    ///
    /// # Errors
    /// A part cannot be spelt, or the spelling of one part begins that of another.
    pub fn compile(
        ontology: &Ontology,
        card: &RaceCard,
        spelling: &dyn Spelling,
        numbers: Option<&[f64]>,
    ) -> Result<Grammar, ModelError> {
        let separator = spelling.separator();
        let closed = |mut tokens: Vec<u32>, by: u32, what: &str| {
            if tokens.contains(&separator) || tokens.contains(&spelling.end()) {
                return Err(ModelError::Grammar(format!("`{what}` is spelt with a separator")));
            }
            tokens.push(by);
            Ok(tokens)
        };
        let taken = |what: &str| ModelError::Grammar(format!("`{what}` is spelt like another"));
        let (entry_trie, drivers) = entries(card, spelling, &closed)?;
        let mut kind_trie = Trie::new();
        let mut kinds = Vec::new();
        for kind in ontology.claims() {
            let values = values(kind, card, numbers);
            if values.is_empty() || (kind.about == "Entry" && entry_trie.is_empty()) {
                continue;
            }
            let spelt = closed(spelling.kind(&kind.kind)?, separator, &kind.kind)?;
            if spelt[0] == spelling.stop() || !kind_trie.insert(&spelt, kinds.len()) {
                return Err(taken(&kind.kind));
            }
            let mut trie = Trie::new();
            for (number, value) in values.iter().enumerate() {
                let text = value.to_string();
                if !trie.insert(&closed(spelling.value(value)?, spelling.end(), &text)?, number) {
                    return Err(taken(&text));
                }
            }
            kinds.push(KindParts { name: kind.kind.clone(), of_entry: kind.about == "Entry", values, trie });
        }
        let mut race_trie = Trie::new();
        if !race_trie.insert(&closed(spelling.subject(None)?, separator, "race")?, 0) {
            return Err(taken("race"));
        }
        Ok(Grammar { kinds, kind_trie, drivers, entry_trie, race_trie, stop: spelling.stop() })
    }

    /// The tokens that may follow, in order.
    pub fn allowed(&self, place: Place) -> Vec<u32> {
        match place {
            Place::Kind(node) => {
                let mut tokens: Vec<u32> = self.kind_trie.tokens(node).collect();
                if node == 0 {
                    tokens.push(self.stop);
                    tokens.sort_unstable();
                }
                tokens
            }
            Place::Subject(kind, node) => self.subjects(kind).tokens(node).collect(),
            Place::Value(kind, _, node) => self.kinds[kind].trie.tokens(node).collect(),
            Place::Stopped => Vec::new(),
        }
    }

    /// Where a token leads, and the claim that it completes. None where it is not allowed.
    pub fn step(&self, place: Place, token: u32) -> Option<(Place, Option<Said>)> {
        match place {
            Place::Kind(0) if token == self.stop => Some((Place::Stopped, None)),
            Place::Kind(node) => match self.kind_trie.step(node, token)? {
                Step::On(node) => Some((Place::Kind(node), None)),
                Step::End(kind) => Some((Place::Subject(kind, 0), None)),
            },
            Place::Subject(kind, node) => match self.subjects(kind).step(node, token)? {
                Step::On(node) => Some((Place::Subject(kind, node), None)),
                Step::End(subject) => Some((Place::Value(kind, subject, 0), None)),
            },
            Place::Value(kind, subject, node) => {
                let parts = &self.kinds[kind];
                match parts.trie.step(node, token)? {
                    Step::On(node) => Some((Place::Value(kind, subject, node), None)),
                    Step::End(value) => {
                        let said = Said {
                            kind: parts.name.clone(),
                            driver: parts.of_entry.then(|| self.drivers[subject]),
                            value: parts.values[value].clone(),
                        };
                        Some((Place::START, Some(said)))
                    }
                }
            }
            Place::Stopped => None,
        }
    }

    fn subjects(&self, kind: usize) -> &Trie {
        if self.kinds[kind].of_entry { &self.entry_trie } else { &self.race_trie }
    }
}

type Closed<'a> = dyn Fn(Vec<u32>, u32, &str) -> Result<Vec<u32>, ModelError> + 'a;

/// The trie of the entry list, and the driver of each of its numbers.
fn entries(
    card: &RaceCard,
    spelling: &dyn Spelling,
    closed: &Closed<'_>,
) -> Result<(Trie, Vec<DriverId>), ModelError> {
    let mut spelt = Vec::with_capacity(card.entries.len());
    for entry in &card.entries {
        let tokens = spelling.subject(Some(entry))?;
        spelt.push((closed(tokens, spelling.separator(), &entry.driver_name)?, entry));
    }
    let (mut trie, mut drivers) = (Trie::new(), Vec::new());
    for (tokens, entry) in &spelt {
        let alone = spelt.iter().filter(|(other, _)| other == tokens).count() == 1;
        if alone {
            if !trie.insert(tokens, drivers.len()) {
                return Err(ModelError::Grammar(format!("`{}` is spelt like another", entry.driver_name)));
            }
            drivers.push(entry.driver);
        }
    }
    Ok((trie, drivers))
}
