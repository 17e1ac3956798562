//! The same tokens as llama.cpp. Its answers are fixtures, written by `cargo xtask prove llama-cpp`.

use crate::smollm2;
use kernel::checkpoint::Checkpoint;
use kernel::llama::{Llama, Precision};
use kernel::quantize::Target;
use kernel::sampling::likeliest;
use kernel::session::Session;
use kernel::tokenizer::{Controls, Tokenizer};
use serde::Deserialize;
use std::path::Path;

#[derive(Deserialize)]
struct Greedy {
    prompt: Vec<u32>,
    tokens: Vec<u32>,
}

#[derive(Deserialize)]
struct Step {
    best: u32,
    gap: f32,
}

#[derive(Deserialize)]
struct Answers {
    prompts: Vec<String>,
    greedy: Vec<Greedy>,
    followed: Vec<Vec<Step>>,
}

fn answers(name: &str) -> Answers {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/llama-cpp").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The texts whose tokens are compared: the hand-written notes, then the phrases of training notes.
fn lines() -> Vec<String> {
    let notes = include_str!("../fixtures/hand-notes.jsonl").lines().map(|line| {
        let note: serde_json::Value = serde_json::from_str(line).unwrap();
        note["note"].as_str().unwrap().to_owned()
    });
    let phrases = include_str!("../../../../data/kernel/phrases.txt").lines();
    let phrases = phrases.filter(|line| !line.trim().is_empty() && !line.starts_with('['));
    notes.chain(phrases.map(str::to_owned)).take(1_000).collect()
}

#[test]
#[ignore = "needs smollm2"]
fn smollm2_has_the_tokens_of_llama_cpp_on_1000_lines() {
    let checkpoint = Checkpoint::open(&smollm2::path()).unwrap();
    let tokenizer = Tokenizer::new(checkpoint.vocabulary()).unwrap();
    let theirs: Vec<Vec<u32>> =
        serde_json::from_str(include_str!("../fixtures/llama-cpp/lines.json")).unwrap();
    let lines = lines();
    assert_eq!((lines.len(), theirs.len()), (1_000, 1_000));
    for (line, theirs) in lines.iter().zip(&theirs) {
        assert_eq!(tokenizer.encode(line, Controls::Text).unwrap(), *theirs, "{line}");
    }
}

fn greedy_equals(path: &Path, name: &str) {
    let mut checkpoint = Checkpoint::open(path).unwrap();
    let tokenizer = Tokenizer::new(checkpoint.vocabulary()).unwrap();
    let model = Llama::load(&mut checkpoint, Precision::Fast).unwrap();
    let answers = answers(name);
    assert_eq!(answers.greedy.len(), 20);
    let mut differing = Vec::new();
    for (prompt, theirs) in answers.prompts.iter().zip(&answers.greedy) {
        assert_eq!(tokenizer.encode(prompt, Controls::Text).unwrap(), theirs.prompt);
        assert_eq!(theirs.tokens.len(), 64);
        let mut session = Session::new(&model, 256).unwrap();
        let mut logits = session.feed(&theirs.prompt).unwrap();
        for (at, token) in theirs.tokens.iter().enumerate() {
            let ours = likeliest(&logits).unwrap();
            if ours != *token {
                differing.push(format!("`{prompt}` at {at}: {ours}, not {token}"));
                break;
            }
            logits = session.feed(&[ours]).unwrap();
        }
    }
    assert!(differing.is_empty(), "{} of 20 prompts differ:\n{}", differing.len(), differing.join("\n"));
}

#[test]
#[ignore = "needs smollm2"]
fn smollm2_as_f16_continues_20_prompts_as_llama_cpp() {
    greedy_equals(&smollm2::path_as(Target::F16, "F16"), "f16.json");
}

#[test]
#[ignore = "needs smollm2"]
fn smollm2_as_f32_continues_20_prompts_as_llama_cpp() {
    greedy_equals(&smollm2::path_as(Target::F32, "F32"), "f32.json");
}

#[test]
#[ignore = "needs smollm2"]
fn smollm2_as_q4_1_agrees_with_llama_cpp_step_by_step() {
    let mut checkpoint = Checkpoint::open(&smollm2::path()).unwrap();
    let model = Llama::load(&mut checkpoint, Precision::Fast).unwrap();
    let (followed, steps) = (answers("f32.json"), answers("q4_1.json"));
    let (mut equal, mut all, mut widest) = (0, 0, 0f32);
    for (greedy, steps) in followed.greedy.iter().zip(&steps.followed) {
        let tokens: Vec<u32> = greedy.prompt.iter().chain(&greedy.tokens).copied().collect();
        let logits = Session::new(&model, 256).unwrap().feed_all(&tokens).unwrap();
        assert_eq!(logits.len(), steps.len());
        for (logits, step) in logits.iter().zip(steps).skip(greedy.prompt.len() - 1) {
            all += 1;
            if likeliest(logits).unwrap() == step.best {
                equal += 1;
            } else {
                widest = widest.max(step.gap);
            }
        }
    }
    println!("{equal} of {all} steps equal; widest gap of llama.cpp where not: {widest}");
    assert!(equal * 100 >= all * 95, "{equal} of {all} steps equal");
    assert!(widest <= 0.4, "llama.cpp's gap is {widest} where the two part");
}

/// Run by the proof alone: writes the files that llama.cpp is to read.
#[test]
#[ignore = "needs smollm2"]
fn smollm2_is_written_as_f16_and_f32() {
    for (target, name) in [(Target::F16, "F16"), (Target::F32, "F32")] {
        assert!(smollm2::path_as(target, name).is_file());
    }
}
