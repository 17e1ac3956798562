//! `import race-logs|entries|results|teams|practice|odds|claims|undo|list`.

use super::Context;
use crate::args::{ImportCommand, ImportFile};
use crate::exit::Outcome;
use crate::table::{for_reading, number, text};
use crate::terminal;
use anyhow::{Context as _, Result};
use engine::import::FileKind;
use engine::import::{About, ImportOptions, ImportReport};

/// Complaints shown one by one; the rest is counted. `--json` gives all.
const COMPLAINTS_SHOWN: usize = 20;

pub fn run(context: &Context<'_>, command: &ImportCommand) -> Result<Outcome> {
    match command {
        ImportCommand::RaceLogs(args) => file(context, args, FileKind::RaceLogs, About::default()),
        ImportCommand::Entries(args) => file(context, args, FileKind::Entries, About::default()),
        ImportCommand::Results(args) => file(context, args, FileKind::Results, About::default()),
        ImportCommand::Teams(args) => file(context, args, FileKind::Teams, About::default()),
        ImportCommand::Practice { file: args, race, known_at } => {
            let about = About { race: race.clone(), known_at: *known_at, series: None };
            file(context, args, FileKind::Practice, about)
        }
        ImportCommand::Odds { file: args, series } => {
            file(context, args, FileKind::Odds, About { series: *series, ..About::default() })
        }
        ImportCommand::Claims(args) => file(context, args, FileKind::Claims, About::default()),
        ImportCommand::Undo { sha } => undo(context, sha),
        ImportCommand::List => list(context),
    }
}

fn file(context: &Context<'_>, args: &ImportFile, kind: FileKind, about: About) -> Result<Outcome> {
    let command = format!("import {} {}", kind.name(), args.file.display());
    let options = ImportOptions { supersede: args.supersede.clone(), about, recorded: None };
    let engine = context.engine(&command)?;
    let progress = terminal::progress()?;
    engine::threads::limit(args.threads)?;
    let report = engine.import(&args.file, kind, &options, &progress)?;
    show(context, &report)?;
    Ok(if args.strict && !report.is_spotless() { Outcome::Partly } else { Outcome::Done })
}

fn undo(context: &Context<'_>, sha: &str) -> Result<Outcome> {
    let report = context
        .engine("import undo")?
        .undo(sha, &terminal::progress()?)
        .with_context(|| format!("taking {sha} back"))?;
    show(context, &report)?;
    Ok(Outcome::Done)
}

fn show(context: &Context<'_>, report: &ImportReport) -> Result<()> {
    if context.json {
        return terminal::json(report);
    }
    for complaint in report.complaints.iter().take(COMPLAINTS_SHOWN) {
        terminal::note(format!("  {complaint}"));
    }
    if report.complaints.len() > COMPLAINTS_SHOWN {
        terminal::note(format!(
            "  and {} complaints more; --json lists all",
            report.complaints.len() - COMPLAINTS_SHOWN
        ));
    }
    for conflict in report.conflicts.iter().take(COMPLAINTS_SHOWN) {
        terminal::note(format!("  contradiction: {conflict}"));
    }
    for remark in report.remarks.iter().take(COMPLAINTS_SHOWN) {
        terminal::note(format!("  remark: {remark}"));
    }
    matches(report);
    for held in report.quarantined.iter().take(COMPLAINTS_SHOWN) {
        terminal::note(format!(
            "  quarantined {} ({} rows): {} [{}]",
            held.group, held.rows, held.reason, held.rule
        ));
    }
    terminal::line(format!(
        "{} {}: {} rows read, {} taken, {} repeated, {} complaints; races: {} written, {} unchanged, {} removed, \
         {} groups quarantined{}",
        &report.snapshot.as_str()[..12],
        report.file,
        report.rows_read,
        report.rows_taken,
        report.rows_repeated,
        report.complaints.len(),
        report.races_written,
        report.races_unchanged,
        report.races_removed,
        report.quarantined.len(),
        if report.wrote_nothing { "; nothing to write" } else { "" },
    ))
}

/// Entry lists one by one, races of files of many counted: those without a race stand among the quarantined.
fn matches(report: &ImportReport) {
    let (of_many, lists): (Vec<_>, Vec<_>) = report.matches.iter().partition(|matched| matched.is_of_many());
    for matched in lists.iter().take(COMPLAINTS_SHOWN) {
        let race = matched.race.as_deref().unwrap_or("several races fit: held back");
        terminal::note(format!("  {} {}: {race}", matched.group, matched.kind));
    }
    let feeds = [("results", "official races"), ("practice", "race weeks in practice")]
        .into_iter()
        .chain([("odds", "race weeks in odds"), ("claims", "race weeks in claims")]);
    for (feed, words) in feeds {
        let here: Vec<_> = of_many.iter().filter(|matched| matched.feed() == feed).collect();
        if here.is_empty() {
            continue;
        }
        let count = |kind: &str| here.iter().filter(|matched| matched.kind == kind).count();
        let kinds = ["exact", "windowed", "ambiguous", "unmatched", "quarantined"];
        let counts: Vec<String> = kinds.iter().map(|kind| format!("{} {kind}", count(kind))).collect();
        terminal::note(format!("  {} {words}: {}", here.len(), counts.join(", ")));
    }
    for renamed in report.names.iter().filter(|renamed| renamed.how == "alias") {
        let races = if renamed.races == 1 { "race" } else { "races" };
        terminal::note(format!(
            "  `{}` is {} ({}) by the alias table, in {} {races}",
            renamed.written, renamed.name, renamed.driver, renamed.races
        ));
    }
}

fn list(context: &Context<'_>) -> Result<Outcome> {
    let snapshots = context.reader("import list")?.snapshots()?;
    if context.json {
        let values: Vec<serde_json::Value> = snapshots
            .iter()
            .map(|s| {
                serde_json::json!({
                    "snapshot": s.id.as_str(), "kind": s.kind, "file": s.file_name, "rows": s.rows,
                    "complaints": s.complaints, "fetchedAt": s.fetched_at.to_string(),
                    "supersedes": s.supersedes.iter().map(|id| id.as_str()).collect::<Vec<_>>(),
                    "complete": s.complete,
                })
            })
            .collect();
        terminal::json(&values)?;
        return Ok(Outcome::Done);
    }
    let rows: Vec<Vec<String>> = snapshots
        .iter()
        .map(|s| {
            vec![
                s.id.as_str()[..12].to_owned(),
                s.kind.clone(),
                s.file_name.clone(),
                s.rows.to_string(),
                s.complaints.to_string(),
                s.fetched_at.to_string(),
                if s.complete { "" } else { "unfinished: import it again" }.to_owned(),
            ]
        })
        .collect();
    let columns = [
        text("sha-256"),
        text("kind"),
        text("file"),
        number("rows"),
        number("complaints"),
        text("taken in"),
        text(""),
    ];
    terminal::write(for_reading(&columns, &rows).as_bytes())?;
    Ok(Outcome::Done)
}
