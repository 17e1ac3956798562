//! `ingest ...`: the pipeline.

use super::Context;
use crate::args::{
    FeedSource, IngestCommand, IngestDaemonArgs, IngestSeasonArgs, OrderArg, PlanFormat, ReprocessArg,
    SourceArgs,
};
use crate::exit::{Outcome, UsageError};
use crate::table::{for_reading, number, or_dash, text};
use crate::terminal;
use anyhow::Result;
use domain::series::Series;
use engine::Progress;
use engine::error::Kind;
use ingest::history::{CheckAnswer, History, LogsAnswer, RunsAnswer};
use ingest::league_feeds::LeagueFeeds;
use ingest::partition::Partition;
use ingest::request::{Order, RACE_FEEDS, Reprocess, RunRequest, SourceKind, feeds_named};
use ingest::run::RunAnswer;
use ingest::schedule::DaemonRules;
use ingest::schedule::cron::Schedule;
use ingest::source::Sources;
use ingest::{Ingest, Rules, plan};
use jiff::SignedDuration;
use std::sync::Arc;
use std::time::Duration;

/// How often the daemon looks at the clock.
const TICK: Duration = Duration::from_secs(15);

/// Missed slots that a daemon catches up, and how far back it looks for them.
const CATCH_UP: (usize, SignedDuration) = (3, SignedDuration::from_hours(7 * 24));

/// Runs the command.
pub fn run(context: &Context<'_>, command: &IngestCommand) -> Result<Outcome> {
    match command {
        IngestCommand::Plan { feeds, format } => {
            let feeds = if feeds.is_empty() { RACE_FEEDS.to_vec() } else { feeds_named(feeds)? };
            let tasks = plan::of_race(Partition::race(Series::Cup, 2025, 5596), &feeds);
            if context.json {
                terminal::json(&tasks)?;
            } else {
                terminal::line(match format {
                    PlanFormat::Text => plan::as_text(&tasks).trim_end().to_owned(),
                    PlanFormat::Mermaid => plan::as_mermaid(&tasks).trim_end().to_owned(),
                })?;
            }
            Ok(Outcome::Done)
        }
        IngestCommand::Run(args) => {
            let request = RunRequest {
                races: args.races.clone(),
                feeds: feeds_named(&args.feeds)?,
                reprocess: reprocess(args.reprocess),
                ..season(&args.season, &args.source)
            };
            work(context, &request, &args.source, None, args.dry_run)
        }
        IngestCommand::Backfill(args) => {
            let request = RunRequest {
                series: args.series.clone(),
                from: args.from,
                to: args.to,
                reprocess: reprocess(args.reprocess),
                order: match args.order {
                    OrderArg::Newest => Order::Newest,
                    OrderArg::Oldest => Order::Oldest,
                },
                sources: kinds(&args.source),
                ..RunRequest::season(Series::Cup, args.from)
            };
            work(context, &request, &args.source, args.concurrency, args.dry_run)
        }
        IngestCommand::Replay(args) => {
            let source = SourceArgs { sources: vec![FeedSource::Recorded], files: None, league_seed: 0 };
            let request = RunRequest { reprocess: Reprocess::All, ..season(args, &source) };
            work(context, &request, &source, None, false)
        }
        IngestCommand::Runs { last } => {
            shown(context, history(context)?.runs(*last)?, |runs| show_runs(&runs))
        }
        IngestCommand::Logs { run, about } => {
            let logs = history(context)?.logs(run.as_deref(), about.as_deref())?;
            shown(context, logs, |logs| show_logs(&logs))
        }
        IngestCommand::Check => {
            let answer = history(context)?.check()?;
            let sound = answer.is_sound();
            shown(context, answer, |answer| show_check(&answer))?;
            Ok(if sound { Outcome::Done } else { Outcome::Partly })
        }
        IngestCommand::Lineage { file } => {
            terminal::json(&history(context)?.lineage(file)?)?;
            Ok(Outcome::Done)
        }
        IngestCommand::Daemon(args) => daemon(context, args),
    }
}

fn season(args: &IngestSeasonArgs, source: &SourceArgs) -> RunRequest {
    RunRequest {
        series: args.series.clone(),
        sources: kinds(source),
        ..RunRequest::season(Series::Cup, args.season)
    }
}

fn reprocess(arg: ReprocessArg) -> Reprocess {
    match arg {
        ReprocessArg::None => Reprocess::None,
        ReprocessArg::Failed => Reprocess::Failed,
        ReprocessArg::All => Reprocess::All,
    }
}

fn kinds(source: &SourceArgs) -> Vec<SourceKind> {
    let kind = |source: &FeedSource| match source {
        FeedSource::Live => SourceKind::Live,
        FeedSource::Recorded => SourceKind::Recorded,
        FeedSource::Files => SourceKind::Files,
        FeedSource::League => SourceKind::League,
    };
    source.sources.iter().map(kind).collect()
}

/// The pipeline on the data folder.
fn pipeline(context: &Context<'_>, concurrency: Option<usize>) -> Result<Arc<Ingest>> {
    let engine = Arc::new(context.engine("ingest")?);
    let records = engine::operations::records(context.settings, "backstretch ingest")?;
    let settings = &context.settings.feeds;
    let rules = Rules {
        workers: concurrency.unwrap_or(settings.workers),
        lease: SignedDuration::from_secs(i64::try_from(settings.lease_seconds).unwrap_or(i64::MAX)),
        ..Rules::standard()
    };
    Ok(Arc::new(Ingest::new(engine, records, rules)))
}

/// What happened, from the records alone: also while another process has the graph.
fn history(context: &Context<'_>) -> Result<History> {
    Ok(History::new(engine::operations::records(context.settings, "backstretch ingest")?))
}

fn sources(
    context: &Context<'_>,
    ingest: &Ingest,
    args: &SourceArgs,
    request: &RunRequest,
) -> Result<Sources> {
    let config = context.settings.feeds.client().map_err(|error| UsageError(error.to_string()))?;
    let league = request
        .sources
        .contains(&SourceKind::League)
        .then(|| Arc::new(LeagueFeeds::of_seasons(args.league_seed, request.from, request.to)));
    Ok(Sources::new(&request.sources, &config, ingest.engine().data_dir(), args.files.as_deref(), league)?)
}

fn work(
    context: &Context<'_>,
    request: &RunRequest,
    source: &SourceArgs,
    concurrency: Option<usize>,
    dry_run: bool,
) -> Result<Outcome> {
    request.check()?;
    let ingest = pipeline(context, concurrency)?;
    let sources = sources(context, &ingest, source, request)?;
    let progress = terminal::progress()?;
    let answer = ingest.run(request, &sources, dry_run, &progress)?;
    terminal::end_progress();
    let whole = answer.is_whole();
    shown(context, answer, |answer| show_run(&answer))?;
    Ok(if whole { Outcome::Done } else { Outcome::Partly })
}

fn daemon(context: &Context<'_>, args: &IngestDaemonArgs) -> Result<Outcome> {
    let request = season(&args.season, &args.source);
    request.check()?;
    let daily =
        Schedule::new("daily", &args.cron, &args.zone).map_err(|error| UsageError(error.to_string()))?;
    let ingest = pipeline(context, None)?;
    let sources = sources(context, &ingest, &args.source, &request)?;
    let rules = DaemonRules { request, schedules: vec![daily], catch_up: CATCH_UP.0, look_back: CATCH_UP.1 };
    let progress = terminal::progress()?;
    loop {
        match ingest.tick(&rules, &sources, &progress) {
            Ok(ticked) => {
                for slot in &ticked.slots {
                    terminal::note(format!("worked off {slot}"));
                }
                for run in &ticked.runs {
                    show_run(run)?;
                }
            }
            Err(error) if error.kind() == Kind::Cancelled => return Ok(Outcome::Done),
            Err(error) if args.once => return Err(error.into()),
            Err(error) => terminal::note(format!("a run did not begin: {error}")),
        }
        if args.once {
            return Ok(Outcome::Done);
        }
        if let Some(slot) = ingest.next_slot(&rules, context.clock.now())? {
            tracing::info!(slot = slot.name, at = %slot.at, "waits for the next slot");
        }
        if !wait(&progress, TICK) {
            return Ok(Outcome::Done);
        }
    }
}

/// Waits; false where the daemon is to end.
fn wait(progress: &Progress, time: Duration) -> bool {
    const SLICE: Duration = Duration::from_millis(100);
    let slices = time.as_millis() / SLICE.as_millis();
    for _ in 0..slices {
        if progress.cancelled() {
            return false;
        }
        std::thread::sleep(SLICE);
    }
    !progress.cancelled()
}

fn shown<T: serde::Serialize>(
    context: &Context<'_>,
    answer: T,
    show: impl FnOnce(T) -> Result<()>,
) -> Result<Outcome> {
    if context.json {
        terminal::json(&answer)?;
    } else {
        show(answer)?;
    }
    Ok(Outcome::Done)
}

fn show_run(answer: &RunAnswer) -> Result<()> {
    for race in &answer.planned {
        terminal::line(race)?;
    }
    let skipped: Vec<String> = answer.skipped.iter().map(|(why, races)| format!("{races} {why}")).collect();
    if !skipped.is_empty() {
        terminal::line(format!("skipped: {}", skipped.join(", ")))?;
    }
    if answer.dry_run {
        terminal::line(format!(
            "{} races would be worked on, from {}",
            answer.planned.len(),
            answer.sources.join(", ")
        ))?;
        return Ok(());
    }
    let again = if answer.resumed { " (taken up)" } else { "" };
    terminal::line(format!("{}{again}: sources {}", answer.run, answer.sources.join(", ")))?;
    terminal::line(format!(
        "races: {} done, {} partly, {} failed",
        answer.races_done, answer.races_partly, answer.races_failed
    ))?;
    terminal::line(format!(
        "rows: {} taken, {} held, {} refused; {} records in quarantine; {} bodies sent",
        answer.rows_taken, answer.rows_held, answer.rows_refused, answer.quarantined, answer.bodies_sent
    ))?;
    for problem in &answer.problems {
        terminal::line(format!("failed: {problem}"))?;
    }
    if let Some(digest) = &answer.digest {
        terminal::line(format!("graph {digest}"))?;
    }
    Ok(())
}

fn show_runs(answer: &RunsAnswer) -> Result<()> {
    let columns = [
        text("run"),
        text("started"),
        text("ended"),
        text("done/partly/failed"),
        number("rows"),
        number("problems"),
    ];
    let row = |run: &ingest::history::RunLine| {
        let summary = run.summary.as_ref();
        let races = summary.map(|s| format!("{}/{}/{}", s.races_done, s.races_partly, s.races_failed));
        vec![
            run.run.clone(),
            run.started_at.to_string(),
            run.ended_at.map_or("open".to_owned(), |at| at.to_string()),
            or_dash(races),
            or_dash(summary.map(|s| s.rows_taken)),
            or_dash(summary.map(|s| s.problems.len())),
        ]
    };
    let rows: Vec<Vec<String>> = answer.runs.iter().map(row).collect();
    terminal::write(for_reading(&columns, &rows).as_bytes())
}

fn show_logs(answer: &LogsAnswer) -> Result<()> {
    for line in &answer.lines {
        terminal::line(format!("{} {} {} {}", line.at, line.event, line.about, line.data))?;
    }
    Ok(())
}

fn show_check(answer: &CheckAnswer) -> Result<()> {
    let columns = [
        text("season"),
        text("feed or table"),
        text("states"),
        number("final"),
        text("last good"),
        number("stale"),
    ];
    let row = |line: &ingest::history::Freshness| {
        let states: Vec<String> =
            line.states.iter().map(|(state, count)| format!("{count} {state}")).collect();
        vec![
            line.group.clone(),
            line.what.clone(),
            states.join(", "),
            line.finals.to_string(),
            or_dash(line.good_at),
            line.stale.len().to_string(),
        ]
    };
    let rows: Vec<Vec<String>> = answer.freshness.iter().map(row).collect();
    terminal::write(for_reading(&columns, &rows).as_bytes())
}
