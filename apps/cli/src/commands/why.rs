//! `why`.

use super::Context;
use super::project::request;
use crate::args::WhyArgs;
use crate::exit::Outcome;
use crate::terminal;
use anyhow::Result;
use engine::graph::Path;
use engine::project::WhyAnswer;
use engine::projection::why::Why;
use engine::ratings::strength::Contribution;
use engine::report::table::{for_reading, number, text};
use serde_json::json;

pub fn run(context: &Context<'_>, args: &WhyArgs) -> Result<Outcome> {
    let request = request(context, &args.request);
    let engine = context.engine("why")?;
    let answer = engine::threads::with(args.request.threads, || engine.why(&request, &args.driver))??;
    if context.json {
        let paths: Vec<_> = answer
            .paths
            .iter()
            .map(|path| json!({ "about": path.about, "path": path_words(path) }))
            .collect();
        terminal::json(&json!({ "why": answer.why, "paths": paths }))?;
    } else {
        terminal::write(words(&answer).as_bytes())?;
    }
    Ok(Outcome::Done)
}

/// The answer for reading: what sums to the strength, what the rating stands on, the paths.
fn words(answer: &WhyAnswer) -> String {
    let why = &answer.why;
    let mut start = why.start.map_or_else(|| "start unknown".to_owned(), |start| format!("starts {start}"));
    if let Some(effective) = why.effective_start {
        start += &format!(" on the grid, {effective} on the track");
    }
    let mut out = format!(
        "{} in {}: strength {:+.3}, {} of the field, {start}\n\nwhat it is made of (the rows, and what the race week adds, sum to the strength)\n",
        why.driver_name,
        why.race,
        why.strength,
        ordinal(why.rank)
    );
    out += &features(why);
    out += &groups(why);
    if !why.evidence.is_empty() {
        out += &evidence(why);
    }
    out += "\nwhat the rating inherits, widest first (each is shrunk towards its parent)\n";
    let links: Vec<Vec<String>> = why
        .chain
        .iter()
        .map(|link| {
            vec![
                link.kernel.to_owned(),
                format!("{:+.3}", link.value),
                link.races.to_string(),
                link.mean.map_or_else(|| "-".to_owned(), |mean| format!("{mean:+.3}")),
                format!("{:+.3}", link.parent),
                format!("{:.0} %", 100.0 * link.parent_share),
            ]
        })
        .collect();
    let columns = [
        text("kernel"),
        number("value"),
        number("races"),
        number("mean"),
        number("parent"),
        number("from parent"),
    ];
    out += &for_reading(&columns, &links);
    out += "\nby which paths of the graph\n";
    for path in &answer.paths {
        out += &format!("  {:<8} {}\n", path.about, path_words(path));
    }
    out
}

fn features(why: &Why) -> String {
    let parts: Vec<Vec<String>> = why
        .contributions
        .iter()
        .map(|part| {
            vec![
                feature_words(part),
                format!("{:+.3}", part.value),
                format!("{:+.3}", part.centred),
                format!("{:.3}", part.slope),
                format!("{:+.3}", part.contribution),
            ]
        })
        .collect();
    let columns =
        [text("feature"), number("value"), number("less field's mean"), number("slope"), number("adds")];
    for_reading(&columns, &parts)
}

/// What each kind of evidence adds to strength and points, from a typical car on the same start to the projection.
fn groups(why: &Why) -> String {
    let points = |points: f64| format!("{points:+.2}");
    let row = |name: &str, strength: String, draftkings: f64, fanduel: f64| {
        vec![name.to_owned(), strength, points(draftkings), points(fanduel)]
    };
    let mut rows =
        vec![row("a typical car from this start", "-".to_owned(), why.draftkings.base, why.fanduel.base)];
    for (group, draftkings) in &why.draftkings.groups {
        let strength = why.groups.get(group).map_or_else(|| "-".to_owned(), |adds| format!("{adds:+.3}"));
        let fanduel = why.fanduel.groups.get(group).copied().unwrap_or_default();
        rows.push(row(group.words(), strength, *draftkings, fanduel));
    }
    rows.push(row("projected", format!("{:+.3}", why.strength), why.draftkings.mean, why.fanduel.mean));
    let columns = [text("evidence"), number("strength"), number("DraftKings"), number("FanDuel")];
    format!("\nwhat each kind of evidence adds to the points\n{}", for_reading(&columns, &rows))
}

fn evidence(why: &Why) -> String {
    let rows: Vec<Vec<String>> = why
        .evidence
        .iter()
        .map(|part| {
            vec![
                part.kind.words().to_owned(),
                format!("{:.4}", part.value),
                format!("{:+.3}", part.score),
                format!("{:+.3}", part.expected),
                format!("{:.3}", part.weight),
                format!("{:+.3}", part.contribution),
            ]
        })
        .collect();
    let columns = [
        text("evidence"),
        number("value"),
        number("score"),
        number("expected"),
        number("weight"),
        number("adds"),
    ];
    format!(
        "\nwhat the race week adds (score and expectation inside the race)\n{}",
        for_reading(&columns, &rows)
    )
}

/// `Driver/1361 -HAD_ENTRY-> Entry/...`
fn path_words(path: &Path) -> String {
    let mut words = path.steps.first().map_or_else(String::new, |step| step.from.clone());
    for step in &path.steps {
        words += &format!(" -{}-> {}", step.relation, step.to);
    }
    words
}

fn feature_words(part: &Contribution) -> String {
    let words = part.feature.words();
    if part.on_type { format!("{words}, more or less on this type of track") } else { words.to_owned() }
}

fn ordinal(rank: u32) -> String {
    let ending = match (rank % 10, rank % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{rank}{ending}")
}
