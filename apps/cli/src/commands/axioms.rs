//! `axioms check|rules`.

use super::Context;
use crate::args::AxiomsCommand;
use crate::exit::Outcome;
use crate::table::{for_reading, text};
use crate::terminal;
use anyhow::{Result, bail};
use engine::Engine;
use engine::axioms::AxiomsAnswer;
use std::collections::BTreeMap;

/// Races named for each remark; the rest is counted.
const RACES_SHOWN: usize = 3;

pub fn run(context: &Context<'_>, command: &AxiomsCommand) -> Result<Outcome> {
    match command {
        AxiomsCommand::Check => check(context),
        AxiomsCommand::Rules => rules(context),
    }
}

fn check(context: &Context<'_>) -> Result<Outcome> {
    let answer = context.reading("axioms check")?.check_axioms(&terminal::progress()?)?;
    if context.json {
        terminal::json(&answer)?;
    } else {
        show(&answer)?;
    }
    if answer.races == 0 {
        // Nothing was checked, which must not look like a pass.
        Ok(Outcome::Partly)
    } else if answer.vetoes.is_empty() {
        Ok(Outcome::Done)
    } else {
        bail!("{} vetoes: races that break a law of the sport", answer.vetoes.len())
    }
}

fn show(answer: &AxiomsAnswer) -> Result<()> {
    if answer.races == 0 {
        return terminal::line("nothing to check: no race with a result is loaded");
    }
    let (vetoes, remarks) = (answer.vetoes.len(), answer.remarks.len());
    terminal::line(format!("{} races, {vetoes} vetoes, {remarks} remarks", answer.races))?;
    for veto in &answer.vetoes {
        terminal::line(format!("veto    {}: {veto}", veto.race))?;
    }
    let mut by_rule: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for remark in &answer.remarks {
        by_rule.entry(&remark.rule).or_default().push(remark.race.as_str());
    }
    for (rule, mut races) in by_rule {
        let count = races.len();
        races.dedup();
        let shown = races.iter().take(RACES_SHOWN).copied().collect::<Vec<_>>().join(", ");
        let more = if races.len() > RACES_SHOWN { ", …" } else { "" };
        terminal::line(format!("remark  {rule}: {count} in {} races ({shown}{more})", races.len()))?;
    }
    Ok(())
}

fn rules(context: &Context<'_>) -> Result<Outcome> {
    let answer = Engine::rules();
    if context.json {
        terminal::json(&answer)?;
        return Ok(Outcome::Done);
    }
    let rows: Vec<Vec<String>> = answer
        .rules
        .iter()
        .map(|rule| vec![rule.name.clone(), rule.level.clone(), rule.statement.clone()])
        .collect();
    terminal::write(for_reading(&[text("rule"), text("level"), text("statement")], &rows).as_bytes())?;
    Ok(Outcome::Done)
}
