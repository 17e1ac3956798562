//! What the language model's steps cost: decode, prefill, and the grammar's mask as a share of a step.
//!
//! `cargo xtask bench kernel`, with SmolLM2 at hand (`cargo xtask services` keeps it; `BACKSTRETCH_TEST_SMOLLM2` names another
//! file). The median of five rounds counts.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_types,
    reason = "a bench prints, may panic and reads the clock"
)]

#[path = "../tests/it/field.rs"]
mod field;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "../tests/it/smollm2.rs"]
mod smollm2;

use kernel::checkpoint::Checkpoint;
use kernel::grammar::{Grammar, InText, Place, score};
use kernel::llama::{Llama, Precision};
use kernel::sampling::likeliest;
use kernel::session::Session;
use kernel::tokenizer::Tokenizer;
use ontology::Ontology;
use std::time::Instant;

const PROMPT: usize = 256;
const STEPS: usize = 48;

fn median(mut rounds: Vec<f64>) -> f64 {
    rounds.sort_by(f64::total_cmp);
    rounds[rounds.len() / 2]
}

fn main() {
    let path = smollm2::path();
    if !path.is_file() {
        println!("no checkpoint at {}; see `cargo xtask services`", path.display());
        return;
    }
    let mut checkpoint = Checkpoint::open(&path).unwrap();
    let tokenizer = Tokenizer::new(checkpoint.vocabulary()).unwrap();
    let stop = checkpoint.vocabulary().end.unwrap();
    let model = Llama::load(&mut checkpoint, Precision::Fast).unwrap();
    let card = field::card(8);
    let spelling = InText::new(&tokenizer, stop).unwrap();
    let grammar = Grammar::compile(Ontology::builtin(), &card, &spelling, None).unwrap();
    let prompt: Vec<u32> = (0..PROMPT as u32).map(|at| 100 + at * 37 % 20_000).collect();
    let (mut prefill, mut decode, mut mask) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..5 {
        let mut session = Session::new(&model, PROMPT + STEPS).unwrap();
        let began = Instant::now();
        let mut logits = session.feed(&prompt).unwrap();
        prefill.push(began.elapsed().as_secs_f64() / PROMPT as f64);
        let (mut stepping, mut masking) = (0.0, 0.0);
        let mut place = Place::START;
        for _ in 0..STEPS {
            let began = Instant::now();
            let allowed = grammar.allowed(place);
            let scored = score(&logits, &allowed).unwrap();
            let token = allowed[likeliest(&scored.logits).unwrap() as usize];
            let (next, _) = grammar.step(place, token).unwrap();
            masking += began.elapsed().as_secs_f64();
            place = if next == Place::Stopped { Place::START } else { next };
            let began = Instant::now();
            logits = session.feed(&[token]).unwrap();
            stepping += began.elapsed().as_secs_f64();
        }
        decode.push(stepping / STEPS as f64);
        mask.push(masking / STEPS as f64);
    }
    let (prefill, decode, mask) = (median(prefill), median(decode), median(mask));
    println!("prefill {:.1} tokens a second, decode {:.1}", 1.0 / prefill, 1.0 / decode);
    println!("mask {:.3} ms a step, {:.2} % of a step", mask * 1e3, 100.0 * mask / decode);
}
