//! `axioms check|rules`.

use super::Context;
use crate::args::AxiomsCommand;
use crate::exit::Outcome;
use crate::terminal;
use anyhow::{Result, bail};
use engine::report::table::{for_reading, text};
use std::collections::BTreeMap;

pub fn run(context: &Context<'_>, command: &AxiomsCommand) -> Result<Outcome> {
    match command {
        AxiomsCommand::Check => check(context),
        AxiomsCommand::Rules => rules(context),
    }
}

fn check(context: &Context<'_>) -> Result<Outcome> {
    let report = context.engine("axioms check")?.check_axioms()?;
    if context.json {
        terminal::json(&report)?;
    } else {
        terminal::line(format!(
            "{} races, {} vetoes, {} remarks",
            report.races,
            report.vetoes.len(),
            report.remarks.len()
        ))?;
        for veto in &report.vetoes {
            terminal::line(format!("veto    {}: {}", veto.race, veto.found))?;
        }
        let mut by_rule: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for remark in &report.remarks {
            by_rule.entry(remark.found.rule).or_default().push(remark.race.as_str());
        }
        for (rule, mut races) in by_rule {
            let count = races.len();
            races.dedup();
            let shown = races.iter().take(3).copied().collect::<Vec<_>>().join(", ");
            let more = if races.len() > 3 { ", …" } else { "" };
            terminal::line(format!("remark  {rule}: {count} in {} races ({shown}{more})", races.len()))?;
        }
    }
    if report.vetoes.is_empty() {
        Ok(Outcome::Done)
    } else {
        bail!("{} vetoes: races that break a law of the sport", report.vetoes.len())
    }
}

fn rules(context: &Context<'_>) -> Result<Outcome> {
    let rules = engine::axiom_rules();
    if context.json {
        terminal::json(&rules)?;
        return Ok(Outcome::Done);
    }
    let rows: Vec<Vec<String>> = rules
        .iter()
        .map(|rule| {
            vec![rule.name.to_owned(), format!("{:?}", rule.level).to_lowercase(), rule.statement.to_owned()]
        })
        .collect();
    terminal::write(for_reading(&[text("rule"), text("level"), text("statement")], &rows).as_bytes())?;
    Ok(Outcome::Done)
}
