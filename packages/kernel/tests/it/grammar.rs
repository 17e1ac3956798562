//! What the grammar lets through: every legal claim, and no other, whatever the model wants.

use crate::{field, small};
use axioms::claim::{Claim, Subject, Value, check};
use domain::evidence::ClaimValue;
use domain::race::{Entry, RaceCard};
use kernel::ModelError;
use kernel::grammar::{Grammar, InText, Place, Said, Spelling, decode, score, values};
use kernel::sampling::{Sampler, Sampling};
use kernel::session::Session;
use kernel::tokenizer::Tokenizer;
use ontology::Ontology;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use std::collections::BTreeSet;

/// Claims as bytes.
struct Bytes;

fn bytes(text: &str) -> Result<Vec<u32>, ModelError> {
    Ok(text.bytes().map(u32::from).collect())
}

impl Spelling for Bytes {
    fn kind(&self, kind: &str) -> Result<Vec<u32>, ModelError> {
        bytes(kind)
    }
    fn subject(&self, entry: Option<&Entry>) -> Result<Vec<u32>, ModelError> {
        bytes(entry.map_or("race", |entry| &entry.driver_name))
    }
    fn value(&self, value: &ClaimValue) -> Result<Vec<u32>, ModelError> {
        bytes(&value.to_string())
    }
    fn separator(&self) -> u32 {
        u32::from(b'|')
    }
    fn end(&self) -> u32 {
        u32::from(b'\n')
    }
    fn stop(&self) -> u32 {
        0
    }
}

/// The laws that one claim breaks.
fn vetoes(said: &Said, card: &RaceCard) -> usize {
    let value = match &said.value {
        ClaimValue::Truth(value) => Value::Bool(*value),
        ClaimValue::Whole(value) => Value::I64(*value),
        ClaimValue::Number(value) => Value::F64(*value),
        ClaimValue::Text(value) => Value::Text(value),
    };
    let subject = said.driver.map_or(Subject::Race, Subject::Entry);
    check(&[Claim { kind: &said.kind, subject, value }], card).len()
}

fn claims_wanted(other: usize) -> usize {
    std::env::var("BACKSTRETCH_TEST_CLAIMS").map_or(other, |count| count.parse().unwrap())
}

#[test]
fn no_claim_from_random_logits_is_illegal() {
    let card = field::card(8);
    let grammar = Grammar::compile(Ontology::builtin(), &card, &Bytes, None).unwrap();
    let mut random = Xoshiro256PlusPlus::seed_from_u64(3);
    let drawn = Sampling::Drawn { temperature: 1.0, top: 0, mass: 1.0 };
    let mut sampler = Sampler::new(drawn, 5).unwrap();
    let wanted = claims_wanted(4_000);
    let (mut made, mut kinds) = (0, BTreeSet::new());
    let mut next = |_: Option<u32>| -> Result<Vec<f32>, ModelError> {
        Ok((0..256).map(|_| (random.next_u32() >> 8) as f32 / 1e6 - 8.0).collect())
    };
    while made < wanted {
        for claim in decode(&grammar, &mut next, &mut sampler, 50).unwrap() {
            assert_eq!(vetoes(&claim.said, &card), 0, "{claim:?}");
            assert!((0.0..=1.0).contains(&claim.masked) && (0.0..=1.0).contains(&claim.confidence));
            kinds.insert(claim.said.kind);
            made += 1;
        }
    }
    assert_eq!(kinds.len(), Ontology::builtin().claims().len(), "every kind is said at some time");
    println!("{made} claims from random logits, none illegal");
}

#[test]
fn no_claim_of_a_network_is_illegal() {
    let card = field::card(8);
    let checkpoint = small::open(small::file(small::SMALL, 4)).unwrap();
    let tokenizer = Tokenizer::new(checkpoint.vocabulary()).unwrap();
    let model = small::model(small::SMALL, 4);
    let spelling = InText::new(&tokenizer, checkpoint.vocabulary().end.unwrap()).unwrap();
    let grammar = Grammar::compile(Ontology::builtin(), &card, &spelling, None).unwrap();
    let drawn = Sampling::Drawn { temperature: 1.0, top: 0, mass: 1.0 };
    let mut sampler = Sampler::new(drawn, 9).unwrap();
    let mut session = Session::new(&model, 128).unwrap();
    let wanted = claims_wanted(150).min(10_000);
    let mut made = 0;
    let mut prompt = 0;
    while made < wanted {
        session.truncate(0);
        prompt = (prompt + 1) % 200 + 2;
        let mut next = |token: Option<u32>| session.feed(&[token.unwrap_or(prompt)]);
        // A claim has at most 14 + 18 + 5 tokens here: three fit.
        for claim in decode(&grammar, &mut next, &mut sampler, 3).unwrap() {
            assert_eq!(vetoes(&claim.said, &card), 0, "{claim:?}");
            assert!(claim.masked > 0.0 && claim.masked <= 1.0);
            made += 1;
        }
    }
    println!("{made} claims of a network, none illegal");
}

/// Every token sequence that the grammar allows for one claim.
fn all(grammar: &Grammar, place: Place, said: &mut Vec<Said>) {
    for token in grammar.allowed(place) {
        match grammar.step(place, token).unwrap() {
            (Place::Stopped, _) => {}
            (_, Some(claim)) => said.push(claim),
            (next, None) => all(grammar, next, said),
        }
    }
}

#[test]
fn every_legal_claim_is_said_once() {
    let card = field::card(3);
    for numbers in [None, Some(vec![2.0, 40.0, 0.4, 300.0])] {
        let grammar = Grammar::compile(Ontology::builtin(), &card, &Bytes, numbers.as_deref()).unwrap();
        let mut said = Vec::new();
        all(&grammar, Place::START, &mut said);
        let shown = |said: &Said| format!("{} {:?} {}", said.kind, said.driver, said.value);
        let distinct: BTreeSet<String> = said.iter().map(shown).collect();
        assert_eq!(distinct.len(), said.len());
        let mut wanted = 0;
        for kind in Ontology::builtin().claims() {
            let subjects = if kind.about == "Entry" { card.entries.len() } else { 1 };
            wanted += subjects * values(kind, &card, numbers.as_deref()).len();
        }
        assert_eq!(said.len(), wanted);
        assert!(said.iter().all(|said| vetoes(said, &card) == 0));
    }
}

#[test]
fn only_numbers_of_the_note_are_said() {
    let card = field::card(8);
    let grammar = Grammar::compile(Ontology::builtin(), &card, &Bytes, Some(&[5.0, 0.7, 60.0])).unwrap();
    let mut said = Vec::new();
    all(&grammar, Place::START, &mut said);
    let of = |kind: &str| -> BTreeSet<String> {
        said.iter().filter(|said| said.kind == kind).map(|said| said.value.to_string()).collect()
    };
    assert_eq!(of("grid"), BTreeSet::from(["5".to_owned()]), "60 is beyond the field of 8");
    assert_eq!(of("practice-rank"), BTreeSet::from(["5".to_owned(), "60".to_owned()]));
    assert_eq!(of("rain-probability"), BTreeSet::from(["0.7".to_owned()]));
}

#[test]
fn drivers_spelt_alike_are_nobody() {
    let mut card = field::card(3);
    card.entries[1].driver_name = card.entries[0].driver_name.clone();
    let grammar = Grammar::compile(Ontology::builtin(), &card, &Bytes, None).unwrap();
    let mut said = Vec::new();
    all(&grammar, Place::START, &mut said);
    let drivers: BTreeSet<_> = said.iter().filter_map(|said| said.driver).collect();
    assert_eq!(drivers, BTreeSet::from([card.entries[2].driver]));
    card.entries[2].driver_name = "a|b".to_owned();
    assert!(matches!(
        Grammar::compile(Ontology::builtin(), &card, &Bytes, None),
        Err(ModelError::Grammar(_))
    ));
}

#[test]
fn what_is_masked_is_what_the_rest_would_have_got() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(8);
    for _ in 0..50 {
        let logits: Vec<f32> = (0..3_000).map(|_| (random.next_u32() >> 8) as f32 / 1e6 - 8.0).collect();
        let allowed: Vec<u32> = (0..3_000).filter(|_| random.next_u32().is_multiple_of(40)).collect();
        let scored = score(&logits, &allowed).unwrap();
        let weights: Vec<f64> = logits.iter().map(|logit| f64::from(*logit).exp()).collect();
        let total: f64 = weights.iter().sum();
        let inside: f64 = allowed.iter().map(|token| weights[*token as usize]).sum();
        assert!((scored.masked - (1.0 - inside / total)).abs() < 1e-5);
        for (token, probability) in allowed.iter().zip(&scored.probabilities) {
            assert!((probability - weights[*token as usize] / inside).abs() < 1e-9);
        }
    }
    assert!(matches!(score(&[f32::NAN, 1.0], &[0]), Err(ModelError::NotFinite)));
    assert_eq!(score(&[1.0, f32::NEG_INFINITY], &[0]).unwrap().masked, 0.0);
}
