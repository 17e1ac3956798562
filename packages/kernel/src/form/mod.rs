//! Notes as forms that the small model fills: one for each driver who is meant, one for the race.
//!
//! A form is a row of slots, one a kind of claim of the T-Box, followed by the note, in which the driver of the form is marked.
//! The answer of a slot is one token: none, a truth value, a level, or a number of the note (or the grid place that a row
//! of that number has). What a slot may hold is the grammar's list for its kind.

mod encode;
mod words;

pub(crate) use encode::{Encoded, Piece, encode};
pub use words::Words;
pub(crate) use words::{LEVELS, NUMBERS};

use crate::grammar::allowed_value;
use crate::reading::Reading;
use domain::evidence::ClaimValue;
use domain::race::RaceCard;
use ontology::{ClaimKind, Kind, Ontology};

/// Tokens of a form and its note; longer notes are the rules' alone.
pub(crate) const TOKENS_MAX: usize = 288;
/// Drivers of a note that get a form.
pub(crate) const SUBJECTS_MAX: usize = 12;

/// Laws over claims, in the ontology's order.
pub(crate) fn laws(ontology: &Ontology) -> Vec<String> {
    let of_claims = |axiom: &&ontology::Axiom| axiom.about.iter().any(|class| class == "Claim");
    ontology.axioms().iter().filter(of_claims).map(|axiom| axiom.name.clone()).collect()
}

/// A place in a form that takes one token.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    /// Which of the ontology's kinds; none for the verdict of the laws.
    pub kind: Option<usize>,
    /// The token of the sequence after which the answer is read.
    pub at: usize,
    /// Tokens allowed, each with what it says; none says nothing.
    pub allowed: Vec<(u32, Option<ClaimValue>)>,
    /// The value that the rules found, if hints are given.
    pub hint: Option<ClaimValue>,
}

/// A form with its note.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    /// The driver's place in the card; none for the race.
    pub subject: Option<usize>,
    pub tokens: Vec<u32>,
    pub slots: Vec<Slot>,
}

/// The forms of a note, that of the race first. None where the note is too long. Without `hints` every slot says that there
/// is none.
pub(crate) fn forms(
    encoded: &Encoded,
    card: &RaceCard,
    words: &Words,
    hints: Option<&Reading>,
) -> Option<Vec<Form>> {
    let subjects = std::iter::once(None).chain(encoded.entries.iter().take(SUBJECTS_MAX).copied().map(Some));
    let mut forms = Vec::new();
    for subject in subjects {
        let form = form(encoded, card, words, hints, subject);
        if form.tokens.len() > TOKENS_MAX {
            return None;
        }
        forms.push(form);
    }
    Some(forms)
}

fn form(
    encoded: &Encoded,
    card: &RaceCard,
    words: &Words,
    hints: Option<&Reading>,
    subject: Option<usize>,
) -> Form {
    let ontology = Ontology::builtin();
    let (driver, about) = match subject {
        Some(entry) => (Some(card.entries[entry].driver), "Entry"),
        None => (None, "Race"),
    };
    let mut tokens = vec![words.mark(if subject.is_some() { "<subject>" } else { "<race>" })];
    let mut slots = Vec::new();
    for (number, kind) in ontology.claims().iter().enumerate().filter(|(_, kind)| kind.about == about) {
        let allowed = allowed(kind, encoded, card, words);
        let hint = hints.and_then(|reading| {
            let found = reading.claims.iter().chain(reading.vetoed.iter().map(|vetoed| &vetoed.claim));
            found.into_iter().find(|claim| claim.kind == kind.kind && claim.driver == driver)
        });
        let hint = hint.map(|claim| claim.value.clone());
        tokens.push(words.mark(&format!("<kind:{}>", kind.kind)));
        tokens.push(match (&hint, hints) {
            (_, None) => words.mark("<no-hint>"),
            (None, Some(_)) => words.mark("<none>"),
            (Some(value), Some(_)) => {
                let known = allowed.iter().find(|(_, said)| said.as_ref() == Some(value));
                known.map_or_else(|| words.mark("<no-hint>"), |(token, _)| *token)
            }
        });
        slots.push(Slot { kind: Some(number), at: tokens.len() - 1, allowed, hint });
    }
    tokens.push(words.mark("<law>"));
    let mut verdicts = vec![(words.mark("<valid>"), None)];
    for law in laws(ontology) {
        verdicts.push((words.mark(&format!("<law:{law}>")), Some(ClaimValue::Text(law))));
    }
    slots.push(Slot { kind: None, at: tokens.len() - 1, allowed: verdicts, hint: None });
    tokens.push(words.mark("<note>"));
    for (piece, _) in &encoded.pieces {
        match piece {
            Piece::Token(token) => tokens.push(*token),
            Piece::Entries(entries) => {
                let own = subject.is_some_and(|subject| entries.contains(&subject));
                if own {
                    tokens.push(words.mark("<subject>"));
                }
                if !own || entries.len() > 1 {
                    tokens.push(words.mark("<driver>"));
                }
            }
        }
    }
    Form { subject, tokens, slots }
}

/// The tokens that the slot of a kind may take, none first.
fn allowed(
    kind: &ClaimKind,
    encoded: &Encoded,
    card: &RaceCard,
    words: &Words,
) -> Vec<(u32, Option<ClaimValue>)> {
    let mut allowed = vec![(words.mark("<none>"), None)];
    let mut add = |token: Option<u32>, value: ClaimValue| {
        if let Some(token) = token
            && allowed_value(kind, card, &value)
        {
            allowed.push((token, Some(value)));
        }
    };
    match kind.value {
        Kind::Bool => {
            add(Some(words.mark("<true>")), ClaimValue::Truth(true));
            add(Some(words.mark("<false>")), ClaimValue::Truth(false));
        }
        Kind::I64 => {
            if kind.unit.as_deref() == Some("place") {
                add(Some(words.mark("<one>")), ClaimValue::Whole(1));
            }
            if kind.distinct {
                add(Some(words.mark("<two>")), ClaimValue::Whole(2));
            }
            for (at, number) in encoded.numbers.iter().enumerate().filter(|(_, number)| !number.chance) {
                let value = number.value as i64;
                add(words.number("n", at), ClaimValue::Whole(value));
                if kind.distinct && value <= 30 {
                    add(words.number("in", at), ClaimValue::Whole(2 * value - 1));
                    add(words.number("out", at), ClaimValue::Whole(2 * value));
                }
            }
        }
        Kind::F64 if kind.unit.as_deref() == Some("probability") => {
            for (at, number) in encoded.numbers.iter().enumerate().filter(|(_, number)| number.chance) {
                add(words.number("n", at), ClaimValue::Number(number.value));
            }
        }
        Kind::F64 => {
            for level in LEVELS {
                add(Some(words.mark(&format!("<level:{level:.1}>"))), ClaimValue::Number(level));
            }
        }
        _ => {}
    }
    allowed
}
