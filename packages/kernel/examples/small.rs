//! Trains and judges the small model: `small train MODEL [STEPS [SEED]]`, `small eval MODEL [NOTES]`, `small show [NOTES]`.

#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use kernel::evaluation::{Score, bootstrap, evaluate, generated};
use kernel::lessons::Split;
use kernel::reading::Rules;
use kernel::small::{Margins, Small, Together};
use kernel::training::{TrainOptions, files, train};
use std::ops::ControlFlow;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, other: u64| arguments.get(at).map_or(Ok(other), |text| text.parse());
    match arguments.first().map(String::as_str) {
        Some("train") => {
            let steps = number(2, TrainOptions::default().steps)?;
            let options = TrainOptions { steps, seed: number(3, 1)?, ..TrainOptions::default() };
            let model = arguments.get(1).ok_or("name the model's file")?;
            let trained = train(&options, &files(Path::new(model)), &mut |metrics| {
                println!(
                    "{:>5}/{} loss {:.4} structural {:.4} norm {:.2} {:.0} s, {:.0} s left",
                    metrics.step,
                    metrics.steps,
                    metrics.loss,
                    metrics.structural,
                    metrics.gradient_norm,
                    metrics.seconds,
                    metrics.seconds_left
                );
                ControlFlow::Continue(())
            })?;
            println!("{trained:?}");
        }
        Some("eval") => {
            let small = Small::open(&std::fs::read(arguments.get(1).ok_or("name the model's file")?)?)?;
            let notes = number(2, 400)? as usize;
            for split in [Split::Train, Split::Withheld] {
                let lessons = generated(split, notes, 77);
                let rules = evaluate(&Rules, &lessons)?;
                show(&format!("{split:?}: rules"), &rules);
                show("small", &evaluate(&small, &lessons)?);
                for margin in [0.5, 0.7, 0.8, 0.9] {
                    let margins = Margins { add: margin, drop: margin, change: margin };
                    let both = evaluate(&Together::new(&small, margins), &lessons)?;
                    show(&format!("together {margin}"), &both);
                    println!("  not above rules in {:.3} of resamplings", bootstrap(&both, &rules, 1_000, 1));
                }
            }
        }
        Some("show") => {
            for lesson in generated(Split::Train, number(1, 20)? as usize, 5) {
                println!("{}", lesson.note);
                for gold in &lesson.claims {
                    let who = gold.entry.map_or("the race", |entry| &lesson.card.entries[entry].driver_name);
                    println!("    {who}: {} {}", gold.kind, gold.value);
                }
            }
        }
        _ => return Err("train, eval or show".into()),
    }
    Ok(())
}

fn show(name: &str, score: &Score) {
    println!(
        "{name}: F1 {:.3} ({} right, {} given, {} gold), quiet {} of {}",
        score.all.f1(),
        score.all.right,
        score.all.given,
        score.all.gold,
        score.quiet,
        score.silent
    );
    for (kind, count) in &score.kinds {
        println!("    {kind:<18} {:.3} ({} {} {})", count.f1(), count.right, count.given, count.gold);
    }
}
