//! `demo`.

use super::Context;
use crate::args::DemoArgs;
use crate::exit::Outcome;
use crate::{advice, terminal};
use anyhow::Result;
use engine::demo::{DemoRequest, run as run_demo};

pub fn run(context: &Context<'_>, args: &DemoArgs) -> Result<Outcome> {
    let request = DemoRequest { out: args.out.clone(), seed: args.seed, simulations: args.sims };
    let demo = run_demo(&request, &terminal::progress()?)?;
    if context.json {
        terminal::json(&demo.projected)?;
    } else {
        terminal::note(format!(
            "simulated league (invented drivers on real tracks): {} rows, {} races written, {} groups held on purpose",
            demo.race_logs.rows_taken,
            demo.race_logs.races_written + demo.entries.races_written,
            demo.race_logs.findings.iter().filter(|finding| finding.is_fault()).count(),
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
        terminal::write(super::project::words(&demo.projected).as_bytes())?;
    }
    for file in &demo.files {
        terminal::note(format!("wrote {}", file.display()));
    }
    let data = args.out.join("demo").join("data").display().to_string();
    let now = demo.clock.now().to_string();
    let entries = demo.projected.set.body().entries.iter();
    let leader = entries.max_by(|a, b| a.p_win.total_cmp(&b.p_win));
    let leader = leader.map(|entry| entry.driver_name.clone()).unwrap_or_default();
    terminal::note(format!("the demo's clock is set to {now}, a day before the lock"));
    terminal::note(format!(
        "look further: BACKSTRETCH_NOW={now} {}",
        advice::command(&["--data-dir", &data, "why", "next", &leader])
    ));
    Ok(Outcome::Done)
}
