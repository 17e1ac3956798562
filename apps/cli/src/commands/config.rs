//! `config show`.

use super::Context;
use crate::args::ConfigCommand;
use crate::exit::Outcome;
use crate::table::{for_reading, text};
use crate::terminal;
use anyhow::Result;

pub fn run(context: &Context<'_>, command: &ConfigCommand) -> Result<Outcome> {
    let ConfigCommand::Show = command;
    let shown = &context.settings.shown;
    if context.json {
        terminal::json(shown)?;
        return Ok(Outcome::Done);
    }
    let rows: Vec<Vec<String>> = shown
        .iter()
        .map(|s| vec![s.key.clone(), s.value.clone(), s.origin.clone(), s.variable.clone(), s.about.clone()])
        .collect();
    let columns = [text("setting"), text("value"), text("set by"), text("variable"), text("meaning")];
    terminal::write(for_reading(&columns, &rows).as_bytes())?;
    Ok(Outcome::Done)
}
