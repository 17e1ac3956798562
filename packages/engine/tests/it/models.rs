//! The small model from its training to its claims.

use crate::answers::{at, check, next};
use engine::error::Kind;
use engine::notes::{EvalRequest, Note, NoteLine, NotesRequest, ReaderKind};
use engine::race::RaceRequest;
use engine::train::TrainRequest;
use engine::{Engine, Progress};

#[test]
fn a_model_is_trained_judged_and_reads() {
    let quiet = Progress::new();
    let dir = tempfile::tempdir().unwrap();
    let output = dir.path().join("small.gguf");
    let request = TrainRequest { output: output.clone(), seed: 1, steps: 2 };
    let trained = Engine::train_small(&request, &quiet).unwrap();
    assert_eq!(trained.record.bytes, std::fs::metadata(&output).unwrap().len());
    // Nothing is left to do: the same model again.
    assert_eq!(Engine::train_small(&request, &quiet).unwrap(), trained);
    check(trained);
    let other = Engine::train_small(&TrainRequest { seed: 2, ..request.clone() }, &quiet).unwrap_err();
    assert_eq!((other.kind(), other.code()), (Kind::Conflict, "other-training-run"));
    let none = Engine::train_small(&TrainRequest { steps: 0, ..request }, &quiet).unwrap_err();
    assert_eq!(none.kind(), Kind::Invalid);

    let models = EvalRequest { small: Some(output.clone()), ..EvalRequest::default() };
    let judged = Engine::eval_generated(20, &models, &quiet).unwrap();
    let readers: Vec<&str> = judged.rows.iter().map(|row| row.reader.as_str()).collect();
    assert_eq!(readers, ["rules", "small", "rules-and-small"]);
    assert!(
        judged.rows.iter().all(|row| row.score.notes == 20 && row.score.gold == judged.rows[0].score.gold)
    );
    assert!(judged.rows[0].not_above_rules.is_none() && judged.rows[1].not_above_rules.is_some());
    check(judged);
    assert_eq!(Engine::eval_generated(0, &models, &quiet).unwrap_err().kind(), Kind::Invalid);

    at(-24, |engine| {
        let race = engine.race(&RaceRequest { race: next().race }, &quiet).unwrap();
        let text = format!("{} drops to the rear.", race.entries[0].driver_name);
        let note = Note { id: "n1".to_owned(), race: None, text };
        let request = NotesRequest {
            notes: vec![NoteLine::Note(note)],
            race: Some(next().race),
            reader: ReaderKind::RulesAndSmall,
            small: Some(output.clone()),
            ..NotesRequest::default()
        };
        let answer = engine.read_notes(&request, "a test", &quiet).unwrap();
        assert_eq!(answer.reader, "rules-and-small");
        let entered = |name: &String| race.entries.iter().any(|entry| entry.driver_name == *name);
        assert!(answer.notes[0].claims.iter().all(|claim| claim.driver.as_ref().is_none_or(entered)));
        check(answer);
        for (reader, small) in [(ReaderKind::Small, None), (ReaderKind::Language, Some(output.clone()))] {
            let without = NotesRequest { reader, small, ..request.clone() };
            let error = engine.read_notes(&without, "a test", &quiet).unwrap_err();
            assert_eq!(error.code(), "bad-value", "{error}");
        }
        let language = Some(output.clone());
        let wrong = NotesRequest { reader: ReaderKind::Language, language, ..request };
        assert_eq!(engine.read_notes(&wrong, "a test", &quiet).unwrap_err().code(), "bad-checkpoint");
    });
}
