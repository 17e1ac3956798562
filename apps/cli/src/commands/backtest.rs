//! `backtest run` and `backtest compare`.

use super::Context;
use crate::args::{BacktestArgs, BacktestCommand};
use crate::exit::{Outcome, UsageError};
use crate::terminal;
use anyhow::{Context as _, Result};
use engine::Document;
use engine::backtest::{self, BacktestRequest, CompareRequest, SavedRun};
use std::path::Path;

pub fn run(context: &Context<'_>, command: &BacktestCommand) -> Result<Outcome> {
    match command {
        BacktestCommand::Run(args) => walk(context, args),
        BacktestCommand::Compare { a, b, out } => compare(context, a, b, out.as_deref()),
    }
}

fn walk(context: &Context<'_>, args: &BacktestArgs) -> Result<Outcome> {
    if args.from > args.to {
        let message = format!("--from {} is after --to {}", args.from, args.to);
        return Err(UsageError(message).into());
    }
    // The folder is made before the long work, so that a wrong path fails at once.
    std::fs::create_dir_all(&args.out).with_context(|| format!("creating {}", args.out.display()))?;
    let request = BacktestRequest {
        series: args.series,
        from: args.from,
        to: args.to,
        model: args.model.clone(),
        against: args.against.as_ref().map(|against| against.0.clone()),
        simulations: args.sims.unwrap_or(context.settings.simulation.simulations),
        seed: args.seed.unwrap_or(context.settings.simulation.seed),
        strict: args.strict,
    };
    let engine = context.writing("backtest run")?;
    let progress = terminal::progress()?;
    engine::threads::limit(args.threads)?;
    let output = engine.backtest(&request, &progress)?;
    if context.json {
        terminal::json(&output.answer)?;
    } else {
        terminal::write(output.summary.as_bytes())?;
    }
    for left_out in &output.answer.left_out {
        terminal::note(format!("left out: {}", left_out.reason));
    }
    save(&output.files, &args.out)?;
    Ok(Outcome::Done)
}

fn compare(context: &Context<'_>, a: &Path, b: &Path, out: Option<&Path>) -> Result<Outcome> {
    let request = CompareRequest { a: SavedRun::read(a)?, b: SavedRun::read(b)? };
    let output = backtest::compare(&request)?;
    if context.json {
        terminal::json(&output.answer)?;
    } else {
        terminal::write(output.text.as_bytes())?;
    }
    if let Some(out) = out {
        save(&output.files, out)?;
    }
    Ok(Outcome::Done)
}

fn save(files: &[Document], folder: &Path) -> Result<()> {
    for path in backtest::save(files, folder)? {
        terminal::note(format!("wrote {}", path.display()));
    }
    Ok(())
}
