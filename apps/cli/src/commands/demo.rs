//! `demo`.

use super::Context;
use crate::args::DemoArgs;
use crate::exit::Outcome;
use crate::terminal;
use anyhow::Result;
use engine::demo::{DemoRequest, run as run_demo};

pub fn run(context: &Context<'_>, args: &DemoArgs) -> Result<Outcome> {
    let request = DemoRequest { out: args.out.clone(), seed: args.seed, simulations: args.sims };
    let demo = run_demo(&request, &terminal::progress()?)?;
    let set = &demo.projected.projection.set;
    if context.json {
        terminal::line(set.canonical_json())?;
    } else {
        terminal::note(format!(
            "simulated league (invented drivers on real tracks): {} rows, {} races written, {} groups quarantined on purpose",
            demo.race_logs.rows_taken,
            demo.race_logs.races_written + demo.entries.races_written,
            demo.race_logs.quarantined.len(),
        ));
        let matches = demo.race_logs.matches.iter();
        let official: Vec<_> = matches.filter(|matched| matched.feed() == "results").collect();
        terminal::note(format!(
            "official results: {} of {} races joined; teams: {} spans; practice: {} cars; win odds: {}",
            official.iter().filter(|matched| matched.race.is_some()).count(),
            official.len(),
            demo.teams.rows_taken,
            demo.practice.rows_taken,
            demo.odds.rows_taken,
        ));
        terminal::write(engine::report::projection::for_reading(set).as_bytes())?;
    }
    for file in &demo.files {
        terminal::note(format!("wrote {}", file.display()));
    }
    terminal::note(format!(
        "look further: backstretch --data-dir {}/demo/data races --season 2025",
        args.out.display()
    ));
    Ok(Outcome::Done)
}
