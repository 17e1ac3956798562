//! `models`.

use super::Context;
use crate::exit::Outcome;
use crate::table::{for_reading, text};
use crate::terminal;
use anyhow::Result;
use engine::Engine;

pub fn run(context: &Context<'_>) -> Result<Outcome> {
    let answer = Engine::models();
    if context.json {
        terminal::json(&answer)?;
        return Ok(Outcome::Done);
    }
    let row = |model: &engine::models::ModelLine| {
        vec![model.name.clone(), model.about.clone(), if model.default { "default" } else { "" }.to_owned()]
    };
    let rows: Vec<Vec<String>> = answer.models.iter().map(row).collect();
    terminal::write(for_reading(&[text("model"), text("what it is"), text("")], &rows).as_bytes())?;
    terminal::note(
        "e1, e2 and e3 are versions of Backstretch's own model, each adding to the one before. The others are simpler\n\
         models to compare it with. `backtest run --model NAME` scores any of them.",
    );
    Ok(Outcome::Done)
}
