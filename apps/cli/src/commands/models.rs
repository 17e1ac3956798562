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
    terminal::write(for_reading(&[text("model"), text("about"), text("")], &rows).as_bytes())?;
    Ok(Outcome::Done)
}
