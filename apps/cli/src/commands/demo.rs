//! `demo`.

use super::Context;
use crate::args::DemoArgs;
use crate::exit::Outcome;
use crate::{advice, terminal};
use anyhow::Result;
use engine::demo::{self, DemoAnswer, DemoRequest};

pub fn run(context: &Context<'_>, args: &DemoArgs) -> Result<Outcome> {
    let request = DemoRequest { out: args.out.clone(), seed: args.seed, simulations: args.sims };
    let answer = demo::run(&request, &terminal::progress()?)?;
    if context.json {
        terminal::json(&answer)?;
    } else {
        terminal::note(loaded(&answer));
        terminal::write(super::project::words(&answer.projection).as_bytes())?;
    }
    for file in &answer.files {
        terminal::note(format!("wrote {}", file.display()));
    }
    terminal::note(format!("the demo's clock is set to {}, a day before the lock", answer.now));
    let data_dir = answer.data_dir.display().to_string();
    let entries = answer.projection.set.body().entries.iter();
    let favourite = entries.max_by(|a, b| a.p_win.total_cmp(&b.p_win));
    let favourite = favourite.map(|entry| entry.driver_name.as_str()).unwrap_or_default();
    let command = advice::command(&["--data-dir", &data_dir, "why", "next", favourite]);
    terminal::note(format!("next, try: BACKSTRETCH_NOW={} {command}", answer.now));
    Ok(Outcome::Done)
}

/// What was loaded.
fn loaded(answer: &DemoAnswer) -> String {
    let loaded = &answer.loaded;
    format!(
        "simulated league (invented drivers on real tracks): {} rows, {} races written, {} deliberately bad row to show how it is reported\n\
         official results: matched to {} of {} races; teams of drivers: {} periods; practice: {} cars; win odds: {}",
        loaded.race_log_rows,
        loaded.races_written,
        loaded.faults,
        loaded.official_races_joined,
        loaded.official_races,
        loaded.team_spans,
        loaded.practice_cars,
        loaded.win_odds,
    )
}
