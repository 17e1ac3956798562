//! `backtest run`.

use super::Context;
use crate::args::{BacktestArgs, BacktestCommand};
use crate::exit::Outcome;
use crate::terminal::{self, Bar};
use anyhow::{Context as _, Result};
use engine::backtest_run::{BacktestRequest, text, write_files};
use engine::settings::SettingsError;

pub fn run(context: &Context<'_>, command: &BacktestCommand) -> Result<Outcome> {
    let BacktestCommand::Run(args) = command;
    walk(context, args)
}

fn walk(context: &Context<'_>, args: &BacktestArgs) -> Result<Outcome> {
    if args.from > args.to {
        return Err(SettingsError::BadValue {
            key: "--from".to_owned(),
            value: args.from.to_string(),
            origin: "the command line".to_owned(),
            expected: "a season before --to, or the same",
        }
        .into());
    }
    // The folder is made before the long work, so that a wrong path fails at once.
    std::fs::create_dir_all(&args.out).with_context(|| format!("creating {}", args.out.display()))?;
    let request = BacktestRequest {
        series: args.series,
        from: args.from,
        to: args.to,
        model: args.model.model(),
        simulations: args.sims.unwrap_or(context.settings.simulations),
        seed: args.seed.unwrap_or(context.settings.seed),
    };
    let engine = context.engine("backtest run")?;
    let backtest = engine::threads::with(args.threads, || engine.backtest(&request, &mut Bar::default()))??;
    let files = write_files(&backtest, &args.out)?;
    if context.json {
        terminal::json(&backtest.metrics)?;
    } else {
        terminal::write(text(&backtest.metrics).as_bytes())?;
    }
    for file in files {
        terminal::note(format!("wrote {}", file.display()));
    }
    Ok(Outcome::Done)
}
