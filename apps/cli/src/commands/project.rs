//! `project`.

use super::Context;
use crate::args::{Format, ProjectArgs, RequestArgs};
use crate::exit::Outcome;
use crate::terminal;
use anyhow::Result;
use engine::project::ProjectRequest;
use engine::report::projection as shown;

pub fn run(context: &Context<'_>, args: &ProjectArgs) -> Result<Outcome> {
    let request = request(context, &args.request);
    let engine = context.engine(&format!("project {}", request.race))?;
    let projected = engine::threads::with(args.request.threads, || engine.project(&request))??;
    let set = &projected.projection.set;
    if projected.not_read > 0 {
        terminal::note(format!(
            "  {} items of evidence of this race are known that model {} does not read; --model e2-weekend does",
            projected.not_read,
            set.body().model_version
        ));
    }
    let format = args.format.unwrap_or(if context.json { Format::Json } else { Format::Table });
    match format {
        Format::Json => terminal::line(set.canonical_json())?,
        Format::Csv => terminal::write(shown::as_csv(set)?.as_bytes())?,
        Format::Table => terminal::write(shown::for_reading(set).as_bytes())?,
    }
    Ok(Outcome::Done)
}

/// What is asked for, with the settings where nothing is said.
pub fn request(context: &Context<'_>, args: &RequestArgs) -> ProjectRequest {
    ProjectRequest {
        race: args.race.clone(),
        series: args.series,
        as_of: args.as_of,
        model: args.model.model(),
        simulations: args.sims.unwrap_or(context.settings.simulation.simulations),
        seed: args.seed.unwrap_or(context.settings.simulation.seed),
    }
}
