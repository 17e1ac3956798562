//! The small model as a reader: legal whatever it thinks and whatever the note says.

use crate::field;
use axioms::claim::{Claim, Subject, Value, check};
use domain::evidence::ClaimValue;
use domain::race::RaceCard;
use kernel::evaluation::{bootstrap, evaluate, generated};
use kernel::lessons::{Lessons, Phase, Split};
use kernel::reading::{NOTE_BYTES_MAX, ReadError, Reader, Reading, Rules};
use kernel::small::{Margins, Small, Together};
use kernel::training::{files, train};
use proptest::prelude::*;
use std::ops::ControlFlow;
use std::sync::LazyLock;

/// A model after six steps: it answers anything.
static CONFUSED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let files = files(&folder.path().join("small.gguf"));
    train(&crate::training::short(), &files, &mut |_| ControlFlow::Continue(())).unwrap();
    std::fs::read(&files.model).unwrap()
});
pub static MODEL: LazyLock<Small> = LazyLock::new(|| Small::open(&CONFUSED).unwrap());

pub fn legal(note: &str, reading: &Reading, card: &RaceCard) {
    let claims: Vec<Claim<'_>> = reading
        .claims
        .iter()
        .map(|claim| Claim {
            kind: &claim.kind,
            subject: claim.driver.map_or(Subject::Race, Subject::Entry),
            value: match &claim.value {
                ClaimValue::Truth(value) => Value::Bool(*value),
                ClaimValue::Whole(value) => Value::I64(*value),
                ClaimValue::Number(value) => Value::F64(*value),
                ClaimValue::Text(value) => Value::Text(value),
            },
        })
        .collect();
    assert!(check(&claims, card).is_empty(), "{note}: {claims:?}");
    for claim in &reading.claims {
        assert!(
            note.get(claim.span.0..claim.span.1).is_some_and(|said| !said.is_empty()),
            "{note}: {claim:?}"
        );
        assert!((0.0..=1.0).contains(&claim.confidence) && (0.0..=1.0).contains(&claim.masked));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_text_gives_legal_claims_with_spans(note in prop::collection::vec(
        prop_oneof![
            "\\PC{0,12}",
            prop::sample::select(vec![
                "Okafor", "Keller", "the 3", "rear", "to the", "pole", "p3", "33rd", "starts", "99%", "rain", "row two",
                "backup", "engine", "swap", "withdrawn", "laps", "500", "<none>", "<subject>", "</s>", "row 4000", "outside",
                "one in 3", "250%", "\n", ".", "junk", "2031", "Talladega", "may", "not", "$9", "29.871", "0th",
            ]).prop_map(str::to_owned),
        ], 0..30)) {
        let note = note.join(" ");
        let card = field::card(8);
        let eager = Together::new(&MODEL, Margins { add: 0.0, drop: 0.0, change: 0.0 });
        let usual = Together::new(&MODEL, Margins::default());
        let readers: [&dyn Reader; 3] = [&*MODEL, &eager, &usual];
        for reader in readers {
            legal(&note, &reader.read(&note, &card).unwrap(), &card);
        }
    }
}

#[test]
fn long_notes_and_an_empty_one_are_answered() {
    let card = field::card(8);
    let both = Together::new(&MODEL, Margins::default());
    assert!(both.read("", &card).unwrap().claims.is_empty());
    // Beyond what the model takes in, the rules alone read.
    let long = "Nothing to see here, move along. ".repeat(200) + "Okafor drops to the rear.";
    let rules = Rules.read(&long, &card).unwrap();
    assert_eq!(both.read(&long, &card).unwrap(), rules);
    assert_eq!(rules.claims.len(), 1);
    let beyond = "x".repeat(NOTE_BYTES_MAX + 1);
    for reader in [&*MODEL as &dyn Reader, &both] {
        assert!(matches!(reader.read(&beyond, &card), Err(ReadError::TooLong { .. })));
    }
}

#[test]
fn a_model_that_needs_certainty_changes_nothing() {
    let certain = Together::new(&MODEL, Margins { add: 1.1, drop: 1.1, change: 1.1 });
    for lesson in generated(Split::Train, 60, 3) {
        let (ours, rules) = (
            certain.read(&lesson.note, &lesson.card).unwrap(),
            Rules.read(&lesson.note, &lesson.card).unwrap(),
        );
        let shown = |reading: &Reading| -> Vec<String> {
            reading
                .claims
                .iter()
                .map(|claim| format!("{} {:?} {}", claim.kind, claim.driver, claim.value))
                .collect()
        };
        assert_eq!(shown(&ours), shown(&rules), "{}", lesson.note);
    }
}

#[test]
fn damaged_files_are_refused() {
    let bytes = &*CONFUSED;
    for end in [0, 3, 100, bytes.len() / 2, bytes.len() - 40] {
        assert!(Small::open(&bytes[..end]).is_err(), "{end}");
    }
    let other = crate::small::file(crate::small::SMALL, 1);
    assert!(Small::open(&other).is_err(), "a language model is no reader of forms");
}

#[test]
fn lessons_depend_on_seed_and_number_alone_and_their_gold_is_legal() {
    let (one, other) = (Lessons::new(Split::Train), Lessons::new(Split::Train));
    let (mut claimed, mut laws) = (0, std::collections::BTreeMap::new());
    for phase in [Phase::Logic, Phase::Ontology, Phase::Narrative] {
        for number in 0..300 {
            let lesson = one.lesson(phase, 9, number);
            assert_eq!(lesson.note, other.lesson(phase, 9, number).note);
            assert!(!lesson.note.contains(['{', '}']), "{}", lesson.note);
            claimed += lesson.claims.len();
            if phase == Phase::Logic {
                *laws.entry(lesson.law.clone().unwrap()).or_insert(0) += 1;
            }
            let claims: Vec<Claim<'_>> = lesson
                .claims
                .iter()
                .map(|gold| Claim {
                    kind: &gold.kind,
                    subject: gold
                        .entry
                        .map_or(Subject::Race, |entry| Subject::Entry(lesson.card.entries[entry].driver)),
                    value: match &gold.value {
                        ClaimValue::Truth(value) => Value::Bool(*value),
                        ClaimValue::Whole(value) => Value::I64(*value),
                        ClaimValue::Number(value) => Value::F64(*value),
                        ClaimValue::Text(value) => Value::Text(value),
                    },
                })
                .collect();
            assert!(check(&claims, &lesson.card).is_empty(), "{}: {claims:?}", lesson.note);
        }
    }
    assert!(claimed > 400, "{claimed}");
    // None and six laws, about as often.
    assert_eq!(laws.len(), 7);
    assert!(laws.values().all(|count| (20..=75).contains(count)), "{laws:?}");
}

#[test]
fn the_paired_bootstrap_tells_better_from_equal() {
    let lessons = generated(Split::Train, 80, 4);
    let rules = evaluate(&Rules, &lessons).unwrap();
    assert_eq!(rules.all.gold, lessons.iter().map(|lesson| lesson.claims.len()).sum::<usize>());
    assert_eq!(bootstrap(&rules.each, &rules.each, 100, 1), 1.0);
    let mut nothing = rules.clone();
    for count in &mut nothing.each {
        (count.right, count.given) = (0, 0);
    }
    assert_eq!(bootstrap(&rules.each, &nothing.each, 100, 1), 0.0);
    assert_eq!(bootstrap(&nothing.each, &rules.each, 100, 1), 1.0);
}
