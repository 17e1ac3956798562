//! `backtest run` and `backtest compare`.

use super::Context;
use crate::args::{BacktestArgs, BacktestCommand};
use crate::exit::Outcome;
use crate::terminal;
use anyhow::{Context as _, Result};
use engine::backtest_files;
use engine::backtest_run::BacktestRequest;
use engine::projection::Model;
use engine::report::backtest::text;
use engine::settings::SettingsError;
use std::path::{Path, PathBuf};

pub fn run(context: &Context<'_>, command: &BacktestCommand) -> Result<Outcome> {
    match command {
        BacktestCommand::Run(args) => walk(context, args),
        BacktestCommand::Compare { a, b, out } => compare(context, a, b, out.as_deref()),
    }
}

fn walk(context: &Context<'_>, args: &BacktestArgs) -> Result<Outcome> {
    if args.from > args.to {
        return Err(SettingsError::BadValue {
            key: "--from".to_owned(),
            value: args.from.to_string(),
            origin: "the command line".to_owned(),
            expected: "a season before --to, or the same".to_owned(),
        }
        .into());
    }
    // The folder is made before the long work, so that a wrong path fails at once.
    std::fs::create_dir_all(&args.out).with_context(|| format!("creating {}", args.out.display()))?;
    let request = BacktestRequest {
        series: args.series,
        from: args.from,
        to: args.to,
        model: named(&args.model)?,
        against: args.against().iter().map(|name| named(name)).collect::<Result<_>>()?,
        simulations: args.sims.map_or(context.settings.simulation.simulations, |sims| sims as usize),
        seed: args.seed.unwrap_or(context.settings.simulation.seed),
    };
    let engine = context.engine("backtest run")?;
    let progress = terminal::progress()?;
    engine::threads::limit(args.threads)?;
    let backtest = engine.backtest(&request, &progress)?;
    let files = backtest_files::write(&backtest, &args.out)?;
    if context.json {
        terminal::json(&backtest.metrics)?;
    } else {
        terminal::write(text::summary(&backtest.metrics).as_bytes())?;
    }
    wrote(files);
    Ok(Outcome::Done)
}

/// A model by its name, one of those that the arguments allow.
fn named(name: &str) -> Result<Model> {
    Model::named(name).with_context(|| format!("no model `{name}`"))
}

fn compare(context: &Context<'_>, a: &Path, b: &Path, out: Option<&Path>) -> Result<Outcome> {
    let paired = backtest_files::compare(a, b)?;
    if context.json {
        terminal::json(&paired)?;
    } else {
        terminal::write(text::paired(&paired).as_bytes())?;
    }
    if let Some(out) = out {
        wrote(backtest_files::write_comparison(&paired, out)?);
    }
    Ok(Outcome::Done)
}

fn wrote(files: Vec<PathBuf>) {
    for file in files {
        terminal::note(format!("wrote {}", file.display()));
    }
}
