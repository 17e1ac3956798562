//! `graph migrate|check|query|export|digest|rebuild|copy`.

use super::Context;
use crate::args::{CopyTarget, GraphCommand};
use crate::exit::Outcome;
use crate::terminal;
use anyhow::{Context as _, Result, bail};
use engine::copy::CopyTo;
use engine::graph::{Params, Value, named_queries};
use engine::report::table::{for_reading, text};
use serde_json::json;
use std::path::Path;

pub fn run(context: &Context<'_>, command: &GraphCommand) -> Result<Outcome> {
    match command {
        GraphCommand::Migrate => migrate(context),
        GraphCommand::Check => check(context),
        GraphCommand::Query { name, params, cypher } => {
            query(context, name.as_deref(), params, cypher.as_deref())
        }
        GraphCommand::Export { out, all } => export(context, out.as_deref(), *all),
        GraphCommand::Digest => {
            let digest = context.engine("graph digest")?.store().digest()?;
            if context.json {
                terminal::json(&json!({ "digest": digest }))?
            } else {
                terminal::line(digest)?
            }
            Ok(Outcome::Done)
        }
        GraphCommand::Rebuild => rebuild(context),
        GraphCommand::Copy { to, replace } => copy(context, *to, *replace),
    }
}

fn copy(context: &Context<'_>, to: CopyTarget, replace: bool) -> Result<Outcome> {
    let to = match to {
        CopyTarget::Neo4j => CopyTo::Neo4j,
        CopyTarget::Embedded => CopyTo::Embedded,
    };
    let report =
        engine::copy::copy(context.settings, to, replace, "backstretch graph copy", &terminal::progress()?)?;
    if context.json {
        terminal::json(&report)?;
        return Ok(Outcome::Done);
    }
    terminal::line(format!("{} -> {}", report.from, report.to))?;
    terminal::line(format!("{} races of {} files; both have the digest", report.races, report.files))?;
    terminal::line(report.digest)?;
    Ok(Outcome::Done)
}

/// Opening the engine migrates; this shows the state.
fn migrate(context: &Context<'_>) -> Result<Outcome> {
    let engine = context.engine("graph migrate")?;
    let counts = engine.store().counts()?;
    if context.json {
        terminal::json(&counts)?;
    } else {
        let place = engine.store().server().unwrap_or_else(|| engine.data_dir().display().to_string());
        terminal::line(format!("up to date in {place}"))?;
        for (label, count) in counts {
            terminal::line(format!("  {label:<14} {count}"))?;
        }
    }
    Ok(Outcome::Done)
}

fn check(context: &Context<'_>) -> Result<Outcome> {
    let report = context.engine("graph check")?.store().check()?;
    if context.json {
        let violations: Vec<_> = report
            .violations
            .iter()
            .map(|v| json!({ "check": v.check, "key": v.key, "other": v.other }))
            .collect();
        terminal::json(&json!({ "checks": report.checks, "violations": violations }))?;
    } else {
        for violation in &report.violations {
            let what: Vec<&str> =
                [&violation.key, &violation.other].into_iter().flatten().map(String::as_str).collect();
            terminal::line(format!("{}: {}", violation.check, what.join(", ")))?;
        }
        terminal::line(format!("{} checks, {} violations", report.checks, report.violations.len()))?;
    }
    if report.violations.is_empty() {
        Ok(Outcome::Done)
    } else {
        bail!("{} violations of the ontology", report.violations.len())
    }
}

fn query(
    context: &Context<'_>,
    name: Option<&str>,
    params: &[String],
    cypher: Option<&str>,
) -> Result<Outcome> {
    let engine = || context.engine("graph query");
    let rows = match (cypher, name) {
        (Some(cypher), _) => engine()?.store().query_cypher(cypher, Params::new())?,
        (None, None | Some("list")) => return list_queries(context),
        (None, Some(name)) => engine()?.store().query(name, parameters(params)?)?,
    };
    let columns: Vec<&str> = rows.columns.iter().map(String::as_str).collect();
    if context.json {
        let objects: Vec<serde_json::Value> = rows
            .rows
            .iter()
            .map(|row| {
                columns.iter().zip(row).map(|(name, value)| ((*name).to_owned(), value.to_json())).collect()
            })
            .collect();
        terminal::json(&objects)?;
        return Ok(Outcome::Done);
    }
    let cells: Vec<Vec<String>> =
        rows.rows.iter().map(|row| row.iter().map(|value| plain(&value.to_json())).collect()).collect();
    terminal::write(
        for_reading(&columns.iter().map(|name| text(name)).collect::<Vec<_>>(), &cells).as_bytes(),
    )?;
    Ok(Outcome::Done)
}

fn list_queries(context: &Context<'_>) -> Result<Outcome> {
    let queries = named_queries();
    if context.json {
        let all: Vec<_> = queries.iter().map(|q| json!({ "name": q.name, "about": q.about })).collect();
        terminal::json(&all)?;
    } else {
        let rows: Vec<Vec<String>> =
            queries.iter().map(|query| vec![query.name.to_owned(), query.about.to_owned()]).collect();
        terminal::write(for_reading(&[text("query"), text("")], &rows).as_bytes())?;
    }
    Ok(Outcome::Done)
}

/// `key=value` pairs; a value that is a whole number is sent as one.
fn parameters(pairs: &[String]) -> Result<Params> {
    let mut params = Params::new();
    for pair in pairs {
        let (key, value) = pair.split_once('=').with_context(|| format!("`{pair}` is not key=value"))?;
        let value = value.parse::<i64>().map_or_else(|_| Value::Text(value.to_owned()), Value::Int);
        params.insert(key.to_owned().into(), value);
    }
    Ok(params)
}

fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Null => "-".to_owned(),
        other => other.to_string(),
    }
}

fn export(context: &Context<'_>, out: Option<&Path>, all: bool) -> Result<Outcome> {
    let engine = context.engine("graph export")?;
    match out {
        Some(path) => {
            let mut bytes = Vec::new();
            let lines = engine.store().export(&mut bytes, all)?;
            engine::files::write_whole(path, &bytes)?;
            if context.json {
                terminal::json(&json!({ "file": path.display().to_string(), "lines": lines }))?;
            }
            terminal::note(format!("{lines} lines in {}", path.display()));
        }
        None => {
            let mut bytes = Vec::new();
            engine.store().export(&mut bytes, all)?;
            terminal::write(&bytes)?;
        }
    }
    Ok(Outcome::Done)
}

fn rebuild(context: &Context<'_>) -> Result<Outcome> {
    let report =
        engine::rebuild::rebuild(context.settings, "backstretch graph rebuild", &terminal::progress()?)?;
    if context.json {
        terminal::json(&report)?;
        return Ok(Outcome::Done);
    }
    let verdict = match &report.digest_before {
        Some(before) if *before == report.digest_after => "the digest is as before",
        Some(_) => "the digest differs from before",
        None => "the old graph could not be read",
    };
    terminal::line(format!("{} files replayed, {} races; {verdict}", report.files, report.races))?;
    terminal::line(report.digest_after)?;
    Ok(Outcome::Done)
}
