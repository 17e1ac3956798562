//! `graph migrate|check|query|export|digest|rebuild|copy`.

use super::Context;
use crate::args::{CopyTarget, GraphCommand};
use crate::exit::{Outcome, UsageError};
use crate::table::{for_reading, text};
use crate::terminal;
use anyhow::{Context as _, Result, bail};
use engine::copy::{CopyRequest, CopyTo};
use engine::graph_export::ExportRequest;
use engine::graph_query::{QueryAnswer, QueryRequest};
use engine::{Engine, Progress};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

pub fn run(context: &Context<'_>, command: &GraphCommand) -> Result<Outcome> {
    match command {
        GraphCommand::Migrate => migrate(context),
        GraphCommand::Check => check(context),
        GraphCommand::Query { name, params, cypher } => {
            query(context, name.as_deref(), params, cypher.as_deref())
        }
        GraphCommand::Export { out, all } => export(context, out.as_deref(), *all),
        GraphCommand::Digest => digest(context),
        GraphCommand::Rebuild => rebuild(context),
        GraphCommand::Copy { to, replace } => copy(context, *to, *replace),
    }
}

/// Opening the engine migrates; this shows what is there now.
fn migrate(context: &Context<'_>) -> Result<Outcome> {
    let answer = context.engine("graph migrate")?.counts(&Progress::new())?;
    if context.json {
        terminal::json(&answer)?;
        return Ok(Outcome::Done);
    }
    terminal::line(format!("up to date in {}", answer.place))?;
    for (label, count) in answer.counts {
        terminal::line(format!("  {label:<14} {count}"))?;
    }
    Ok(Outcome::Done)
}

fn check(context: &Context<'_>) -> Result<Outcome> {
    let answer = context.reading("graph check")?.check_graph(&Progress::new())?;
    if context.json {
        terminal::json(&answer)?;
    } else {
        for violation in &answer.violations {
            let nodes: Vec<&str> =
                [&violation.key, &violation.other].into_iter().flatten().map(String::as_str).collect();
            terminal::line(format!("{}: {}", violation.check, nodes.join(", ")))?;
        }
        terminal::line(format!("{} checks, {} violations", answer.checks, answer.violations.len()))?;
        if answer.races == 0 {
            terminal::line("no race is loaded: only the built-in reference was checked")?;
        }
    }
    if answer.races == 0 && answer.violations.is_empty() {
        Ok(Outcome::Partly)
    } else if answer.violations.is_empty() {
        Ok(Outcome::Done)
    } else {
        bail!("{} violations of the ontology", answer.violations.len())
    }
}

fn query(
    context: &Context<'_>,
    name: Option<&str>,
    params: &[String],
    cypher: Option<&str>,
) -> Result<Outcome> {
    let request = match (cypher, name) {
        (Some(cypher), _) => QueryRequest::Cypher { cypher: cypher.to_owned() },
        (None, None | Some("list")) => return list_queries(context),
        (None, Some(name)) => {
            QueryRequest::Named { name: name.to_owned(), parameters: parameters(name, params)? }
        }
    };
    let answer = context.reading("graph query")?.query(&request, &Progress::new())?;
    if context.json {
        terminal::json(&answer)?;
    } else if answer.rows.is_empty() {
        terminal::note("no rows");
    } else {
        terminal::write(rows(&answer).as_bytes())?;
    }
    Ok(Outcome::Done)
}

fn rows(answer: &QueryAnswer) -> String {
    let columns: Vec<_> = answer.columns.iter().map(|name| text(name)).collect();
    let cell = |value: Option<&Value>| match value {
        Some(Value::String(text)) => text.clone(),
        None | Some(Value::Null) => "-".to_owned(),
        Some(other) => other.to_string(),
    };
    let rows: Vec<Vec<String>> = answer
        .rows
        .iter()
        .map(|row| answer.columns.iter().map(|name| cell(row.get(name))).collect())
        .collect();
    for_reading(&columns, &rows)
}

fn list_queries(context: &Context<'_>) -> Result<Outcome> {
    let answer = Engine::queries();
    if context.json {
        terminal::json(&answer)?;
        return Ok(Outcome::Done);
    }
    let rows: Vec<Vec<String>> = answer
        .queries
        .into_iter()
        .map(|query| vec![query.name, query.parameters.join(" "), query.about])
        .collect();
    terminal::write(for_reading(&[text("query"), text("parameters"), text("")], &rows).as_bytes())?;
    Ok(Outcome::Done)
}

/// `key=value` pairs, each of a parameter that the query has.
fn parameters(name: &str, pairs: &[String]) -> Result<BTreeMap<String, String>> {
    let queries = Engine::queries().queries;
    let query = queries.iter().find(|query| query.name == name);
    let mut parameters = BTreeMap::new();
    for pair in pairs {
        let Some((key, value)) = pair.split_once('=') else {
            return Err(UsageError(format!("`{pair}` is not key=value")).into());
        };
        if let Some(query) = query.filter(|query| !query.parameters.iter().any(|known| known == key)) {
            let known = query.parameters.join(", ");
            return Err(UsageError(format!("query `{name}` has no parameter `{key}`; it has {known}")).into());
        }
        if parameters.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(UsageError(format!("parameter `{key}` is given twice")).into());
        }
    }
    Ok(parameters)
}

fn export(context: &Context<'_>, out: Option<&Path>, all: bool) -> Result<Outcome> {
    let bytes = context.reading("graph export")?.export(&ExportRequest { all }, &Progress::new())?;
    let Some(path) = out else {
        terminal::write(&bytes)?;
        return Ok(Outcome::Done);
    };
    std::fs::write(path, &bytes).with_context(|| format!("writing {}", path.display()))?;
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
    if context.json {
        terminal::json(&json!({ "file": path.display().to_string(), "lines": lines }))?;
    }
    terminal::note(format!("{lines} lines in {}", path.display()));
    Ok(Outcome::Done)
}

fn digest(context: &Context<'_>) -> Result<Outcome> {
    let answer = context.reading("graph digest")?.digest(&Progress::new())?;
    if context.json {
        terminal::json(&answer)?;
    } else {
        terminal::line(answer.digest)?;
    }
    Ok(Outcome::Done)
}

fn rebuild(context: &Context<'_>) -> Result<Outcome> {
    context.only_here("graph rebuild")?;
    let answer = Engine::rebuild(context.settings, "backstretch graph rebuild", &terminal::progress()?)?;
    if context.json {
        terminal::json(&answer)?;
        return Ok(Outcome::Done);
    }
    let verdict = match &answer.digest_before {
        Some(before) if *before == answer.digest_after => "the digest is the same as before",
        Some(_) => "the digest differs from before",
        None => "the old graph could not be read",
    };
    terminal::line(format!("{} files replayed, {} races; {verdict}", answer.files, answer.races))?;
    terminal::line(answer.digest_after)?;
    Ok(Outcome::Done)
}

fn copy(context: &Context<'_>, to: CopyTarget, replace: bool) -> Result<Outcome> {
    let to = match to {
        CopyTarget::Neo4j => CopyTo::Neo4j,
        CopyTarget::Embedded => CopyTo::Embedded,
    };
    let request = CopyRequest { to, replace };
    let progress = terminal::progress()?;
    context.only_here("graph copy")?;
    let answer = Engine::copy(context.settings, &request, "backstretch graph copy", &progress)?;
    if context.json {
        terminal::json(&answer)?;
        return Ok(Outcome::Done);
    }
    terminal::line(format!("{} -> {}", answer.from, answer.to))?;
    terminal::line(format!("{} races from {} files; the digests are equal", answer.races, answer.files))?;
    terminal::line(answer.digest)?;
    Ok(Outcome::Done)
}
