//! `serve`: the API, with its workers, until the process is asked to stop.

use super::Context;
use crate::args::{KeysPlace, ServeArgs};
use crate::exit::Outcome;
use crate::terminal;
use anyhow::{Context as _, Result};
use api::{App, Config};
use engine::demo::{self, DemoRequest};
use engine::operations::{Runner, RunnerRules};
use engine::settings::Settings;
use engine::{Engine, Operations, Progress};
use jiff::SignedDuration;
use std::path::Path;
use std::sync::Arc;

/// Seed of the league that `serve --demo` shows.
const DEMO_SEED: u64 = 1;

/// Simulations of the projection that the demo writes on its way.
const DEMO_SIMULATIONS: u32 = 1_000;

pub fn run(context: &Context<'_>, args: &ServeArgs) -> Result<Outcome> {
    let (engine, operations) = match args.demo {
        true => (league(context, &args.out)?, demo_operations(context, &args.out)?),
        false => {
            let graph = context.settings.graph.for_serving();
            let settings = Settings { graph, ..context.settings.clone() };
            (Engine::open(&settings, context.clock, HOLDER)?, operations(context)?)
        }
    };
    let lease = context.settings.api.lease_seconds;
    let operations = operations.leasing(SignedDuration::from_secs(i64::try_from(lease)?));
    let engine = Arc::new(engine);
    tracing::info!(limits = operations.shared().describe(), "limits, sessions and cached answers");
    let first = match args.listen.ip().is_loopback() {
        true => operations.first_key()?,
        false => None,
    };
    let config = Config {
        settings: context.settings.api.clone(),
        simulations: context.settings.simulation.simulations,
        seed: context.settings.simulation.seed,
    };
    let rules = RunnerRules { workers: context.settings.api.workers, ..RunnerRules::for_leases_of(lease) };
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

/// As whom the server is shown to others.
const HOLDER: &str = "backstretch serve";

/// The records of the server that the settings describe.
fn operations(context: &Context<'_>) -> Result<Operations> {
    Ok(Operations::of_settings(context.settings, HOLDER)?)
}

/// The records of the league's own server, which stands alone whatever the settings say.
fn demo_operations(context: &Context<'_>, out: &Path) -> Result<Operations> {
    let settings = &context.settings.api;
    let keys = settings.keys.as_ref().map(|keys| keys.reveal()).unwrap_or_default();
    Ok(Operations::open(&demo::data_dir(out), settings.pepper_file.as_deref(), keys)?)
}

/// The records of the server that is meant: that of the data folder, or of the demo.
pub fn operations_of(context: &Context<'_>, place: &KeysPlace) -> Result<Operations> {
    match place.demo {
        true => demo_operations(context, &place.out),
        false => operations(context),
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
