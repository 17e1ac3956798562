//! `import race-logs|entries|results|teams|practice|odds|claims|laps|pits|cautions|leaders|stages|undo|list`.

use super::Context;
use crate::args::{ImportCommand, ImportFile};
use crate::exit::Outcome;
use crate::table::{for_reading, number, text};
use crate::terminal;
use anyhow::{Context as _, Result};
use engine::Progress;
use engine::import::{Finding, HeldElsewhere, ImportAnswer, ImportRequest, Level, Matched, Renamed};
use engine::undo::UndoRequest;

/// Findings shown one by one; the rest is counted. `--json` gives all.
const FINDINGS_SHOWN: usize = 20;
/// Ranges of lines named in a finding.
const RANGES_SHOWN: usize = 5;

pub fn run(context: &Context<'_>, command: &ImportCommand) -> Result<Outcome> {
    match command {
        ImportCommand::RaceLogs(args) => file(context, args, ImportRequest::new("race-logs")),
        ImportCommand::Entries { file: args, known_at } => {
            file(context, args, ImportRequest { known_at: *known_at, ..ImportRequest::new("entries") })
        }
        ImportCommand::Results(args) => file(context, args, ImportRequest::new("results")),
        ImportCommand::Teams(args) => file(context, args, ImportRequest::new("teams")),
        ImportCommand::Practice { file: args, race, known_at } => {
            let request =
                ImportRequest { race: race.clone(), known_at: *known_at, ..ImportRequest::new("practice") };
            file(context, args, request)
        }
        ImportCommand::Odds { file: args, series } => {
            file(context, args, ImportRequest { series: *series, ..ImportRequest::new("odds") })
        }
        ImportCommand::Claims(args) => file(context, args, ImportRequest::new("claims")),
        ImportCommand::Laps(args) => file(context, args, ImportRequest::new("laps")),
        ImportCommand::Pits(args) => file(context, args, ImportRequest::new("pits")),
        ImportCommand::Cautions(args) => file(context, args, ImportRequest::new("cautions")),
        ImportCommand::Leaders(args) => file(context, args, ImportRequest::new("leaders")),
        ImportCommand::Stages(args) => file(context, args, ImportRequest::new("stages")),
        ImportCommand::Undo { sha } => undo(context, sha),
        ImportCommand::List => list(context),
    }
}

fn file(context: &Context<'_>, args: &ImportFile, request: ImportRequest) -> Result<Outcome> {
    let command = format!("import {} {}", request.kind, args.file.display());
    let request = ImportRequest { supersede: args.supersede.clone(), ..request };
    let engine = context.writing(&command)?;
    let progress = terminal::progress()?;
    engine::threads::limit(args.threads)?;
    let answer = engine.import_path(&args.file, &request, &progress)?;
    show(context, &answer)?;
    let partly = answer.took_nothing() || (args.strict && !answer.is_spotless());
    Ok(if partly { Outcome::Partly } else { Outcome::Done })
}

fn undo(context: &Context<'_>, sha: &str) -> Result<Outcome> {
    let answer = context
        .writing("import undo")?
        .undo(&UndoRequest { snapshot: sha.to_owned() }, &terminal::progress()?)
        .with_context(|| format!("undoing the import of {sha}"))?;
    if context.json {
        terminal::json(&answer)?;
        return Ok(Outcome::Done);
    }
    matches(&answer.matches);
    elsewhere(answer.held_elsewhere);
    terminal::line(format!(
        "{} {}: import undone; races: {} written, {} unchanged, {} removed",
        &answer.snapshot[..12],
        answer.file,
        answer.races_written,
        answer.races_unchanged,
        answer.races_removed,
    ))?;
    Ok(Outcome::Done)
}

fn show(context: &Context<'_>, answer: &ImportAnswer) -> Result<()> {
    if context.json {
        return terminal::json(answer);
    }
    for finding in answer.findings.iter().take(FINDINGS_SHOWN) {
        terminal::note(format!("  {}", words(finding)));
    }
    if answer.findings.len() > FINDINGS_SHOWN {
        let more = answer.findings.len() - FINDINGS_SHOWN;
        terminal::note(format!("  and {more} more findings; --json lists all"));
    }
    matches(&answer.matches);
    aliases(&answer.names);
    elsewhere(answer.held_elsewhere);
    let ImportAnswer { rows_read, rows_taken, rows_repeated, rows_refused, rows_held, .. } = answer;
    terminal::line(format!(
        "{} {}: {rows_read} rows read, {rows_taken} loaded, {rows_repeated} duplicates, {rows_refused} refused, \
         {rows_held} held; races: {} written, {} unchanged, {} removed{}",
        &answer.snapshot[..12],
        answer.file,
        answer.races_written,
        answer.races_unchanged,
        answer.races_removed,
        if answer.wrote_nothing { "; nothing to write" } else { "" },
    ))?;
    if answer.took_nothing() {
        terminal::line(nothing_taken(*rows_read, *rows_refused))?;
    }
    Ok(())
}

/// Why a file gave no row.
fn nothing_taken(read: u64, refused: u64) -> String {
    match read {
        0 => "nothing loaded: the file has no rows".to_owned(),
        _ => format!("nothing loaded: {refused} of {read} rows refused"),
    }
}

/// Rows of other files that are held back.
fn elsewhere(HeldElsewhere { groups, rows }: HeldElsewhere) {
    if groups > 0 {
        let plural = if groups == 1 { "group" } else { "groups" };
        terminal::note(format!(
            "  still held from other files: {rows} rows in {groups} race {plural}; `graph check` lists them"
        ));
    }
}

/// Line numbers as ranges: `2-37, 40`.
fn ranges(lines: &[u64]) -> String {
    let runs: Vec<&[u64]> = lines.chunk_by(|a, b| a + 1 == *b).collect();
    let shown = runs.iter().take(RANGES_SHOWN).map(|run| match run {
        [line] => line.to_string(),
        run => format!("{}-{}", run[0], run[run.len() - 1]),
    });
    let shown = shown.collect::<Vec<_>>().join(", ");
    if runs.len() > RANGES_SHOWN { shown + ", ..." } else { shown }
}

/// A finding in one line.
fn words(finding: &Finding) -> String {
    let Finding { level, rule, file, lines, race, reason, next_step, .. } = finding;
    let level = match level {
        Level::Complaint => "",
        Level::Conflict => "conflict: ",
        Level::Held => "held: ",
        Level::Remark => "remark: ",
    };
    let place = match lines[..] {
        [] => file.clone(),
        [line] => format!("{file}:{line}"),
        _ => format!("{file}: {} rows, lines {}", lines.len(), ranges(lines)),
    };
    let race = race.as_ref().filter(|race| !reason.starts_with(race.as_str()));
    let race = race.map_or(String::new(), |race| format!("{race}: "));
    let next = next_step.as_ref().map_or(String::new(), |next| format!("; {next}"));
    format!("{level}{place}: {race}{reason} [{rule}]{next}")
}

/// How a race of a file was matched, in words.
fn matched(kind: &str) -> &str {
    match kind {
        "exact" => "on the same date",
        "windowed" => "a day or two apart",
        "ambiguous" => "match several races and are held",
        "unmatched" => "wait for their race log",
        "quarantined" => "match no race and are held",
        other => other,
    }
}

/// Entry lists one by one; the races of other files are counted.
fn matches(matches: &[Matched]) {
    let (of_many, lists): (Vec<_>, Vec<_>) = matches.iter().partition(|matched| matched.is_of_many());
    for matched in lists.iter().take(FINDINGS_SHOWN) {
        let words = match (&matched.race, matched.kind.as_str()) {
            (Some(race), "unmatched") => format!("entry list of {race}, a race without a log yet"),
            (Some(race), _) => format!("entry list of {race}"),
            (None, _) => format!("{}: matches several races and is held", matched.group),
        };
        terminal::note(format!("  {words}"));
    }
    let feeds = [("results", "races with official results"), ("practice", "races with practice")]
        .into_iter()
        .chain([("odds", "races with odds"), ("claims", "races with claims")]);
    for (feed, words) in feeds {
        let here: Vec<_> = of_many.iter().filter(|matched| matched.feed() == feed).collect();
        if here.is_empty() {
            continue;
        }
        let count = |kind: &str| here.iter().filter(|matched| matched.kind == kind).count();
        let kinds = ["exact", "windowed", "ambiguous", "unmatched", "quarantined"];
        let counts = kinds.iter().map(|kind| (count(kind), matched(kind))).filter(|(count, _)| *count > 0);
        let counts: Vec<String> = counts.map(|(count, words)| format!("{count} {words}")).collect();
        terminal::note(format!("  {} {words}: {}", here.len(), counts.join(", ")));
    }
}

/// Names that the alias table matched with a driver.
fn aliases(names: &[Renamed]) {
    for renamed in names.iter().filter(|renamed| renamed.how == "alias") {
        let races = if renamed.races == 1 { "race" } else { "races" };
        terminal::note(format!(
            "  `{}` is {} ({}) by the alias table, in {} {races}",
            renamed.written, renamed.name, renamed.driver, renamed.races
        ));
    }
}

fn list(context: &Context<'_>) -> Result<Outcome> {
    let answer = context.reading("import list")?.imports(&Progress::new())?;
    if context.json {
        terminal::json(&answer)?;
        return Ok(Outcome::Done);
    }
    let rows: Vec<Vec<String>> = answer
        .files
        .into_iter()
        .map(|file| {
            vec![
                file.snapshot[..12].to_owned(),
                file.kind,
                file.file,
                file.rows.to_string(),
                file.complaints.to_string(),
                file.fetched_at.to_string(),
                if file.complete { "" } else { "incomplete: import it again" }.to_owned(),
            ]
        })
        .collect();
    let columns = [
        text("sha-256"),
        text("kind"),
        text("file"),
        number("rows"),
        number("complaints"),
        text("imported at"),
        text(""),
    ];
    terminal::write(for_reading(&columns, &rows).as_bytes())?;
    Ok(Outcome::Done)
}
