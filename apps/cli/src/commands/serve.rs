//! `serve`: the API, with its workers, until the process is asked to stop.

use super::Context;
use crate::args::{KeysPlace, ServeArgs};
use crate::exit::Outcome;
use crate::terminal;
use anyhow::{Context as _, Result};
use api::{App, Config};
use engine::demo::{self, DemoRequest};
use engine::operations::{Runner, RunnerRules};
use engine::{Engine, Operations, Progress};
use std::path::Path;
use std::sync::Arc;

/// Seed of the league that `serve --demo` shows.
const DEMO_SEED: u64 = 1;

/// Simulations of the projection that the demo writes on its way.
const DEMO_SIMULATIONS: u32 = 1_000;

pub fn run(context: &Context<'_>, args: &ServeArgs) -> Result<Outcome> {
    let engine = Arc::new(if args.demo { league(context, &args.out)? } else { context.engine("serve")? });
    let operations = operations(context, engine.data_dir())?;
    let first = match args.listen.ip().is_loopback() {
        true => operations.first_key()?,
        false => None,
    };
    let config = Config {
        settings: context.settings.api.clone(),
        simulations: context.settings.simulation.simulations,
        seed: context.settings.simulation.seed,
    };
    let rules = RunnerRules { workers: context.settings.api.workers, ..RunnerRules::standard() };
    let runner = Runner::start(&engine, &operations, rules)?;
    let app = App::new(engine, operations, config)?;
    let served = api::run(&app, args.listen, args.metrics_listen, |address| {
        // A reader that went away must not stop the server.
        let _ = terminal::line(format!("listening http://{address}"));
        if let Some(first) = &first {
            let _ = terminal::line(format!("key {}", first.key));
            terminal::note("This is the first key, with every scope; it is not shown again.");
        }
    });
    runner.stop();
    served.context("serving")?;
    Ok(Outcome::Done)
}

/// The records of the server of a data folder.
fn operations(context: &Context<'_>, data_dir: &Path) -> Result<Operations> {
    let settings = &context.settings.api;
    let keys = settings.keys.as_ref().map(|keys| keys.reveal()).unwrap_or_default();
    Ok(Operations::open(data_dir, settings.pepper_file.as_deref(), keys)?)
}

/// The records of the server that is meant: that of the data folder, or of the demo.
pub fn operations_of(context: &Context<'_>, place: &KeysPlace) -> Result<Operations> {
    match place.demo {
        true => operations(context, &demo::data_dir(&place.out)),
        false => operations(context, &context.settings.paths.data_dir),
    }
}

/// The simulated league under a clock a day before its next lock.
fn league(context: &Context<'_>, out: &Path) -> Result<Engine> {
    let request = DemoRequest { out: out.to_owned(), seed: DEMO_SEED, simulations: DEMO_SIMULATIONS };
    terminal::note("Preparing the simulated league.");
    let shown = demo::run(&request, &Progress::new())?;
    terminal::note(format!("The clock is set to {}.", shown.now));
    let limits = context.settings.limits.limits();
    Ok(Engine::open_dir(
        &demo::data_dir(out),
        limits,
        engine::Clock::Fixed(shown.now),
        "backstretch serve --demo",
    )?)
}
