//! Notes written by hand in other words than the lessons', on drivers invented by us.

use crate::field;
use domain::ids::DriverId;
use domain::race::Entry;
use kernel::evaluation::{Score, evaluate};
use kernel::lessons::{Gold, Lesson, Phase};
use kernel::reading::{Reader, Rules};
use serde::Deserialize;

#[derive(Deserialize)]
struct Note {
    note: String,
    claims: Vec<(String, Option<String>, domain::evidence::ClaimValue)>,
}

fn lessons() -> Vec<Lesson> {
    let mut card = field::card(8);
    for at in 9..=36u32 {
        let letters: String =
            [at / 10, at % 10].iter().map(|digit| char::from(b'q' + *digit as u8)).collect();
        card.entries.push(Entry {
            driver: DriverId(at),
            driver_name: format!("Zed Zyg{letters}ux"),
            start: None,
            car_number: Some((at + 50).to_string()),
            team: None,
            make: None,
        });
    }
    include_str!("../fixtures/hand-notes.jsonl")
        .lines()
        .map(|line| {
            let note: Note = serde_json::from_str(line).unwrap();
            let place =
                |name: &String| card.entries.iter().position(|entry| entry.driver_name == *name).unwrap();
            let claims = note
                .claims
                .iter()
                .map(|(kind, driver, value)| Gold {
                    kind: kind.clone(),
                    entry: driver.as_ref().map(place),
                    value: value.clone(),
                })
                .collect();
            Lesson { phase: Phase::Narrative, note: note.note, card: card.clone(), claims, law: None }
        })
        .collect()
}

fn shown(name: &str, reader: &dyn Reader, lessons: &[Lesson]) -> Score {
    let score = evaluate(reader, lessons).unwrap();
    println!("{name}: F1 {:.3} {:?}, quiet {} of {}", score.all.f1(), score.all, score.quiet, score.silent);
    score
}

#[test]
fn rules_read_notes_in_other_words() {
    let rules = shown("rules", &Rules, &lessons());
    assert!(rules.all.f1() > 0.3);
}
