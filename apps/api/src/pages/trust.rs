//! Trust: how well past races were projected, by backtests that anybody can run again.

use super::draw::{bar::Bars, columns, square};
use super::driver::BarRow;
use super::form::Fields;
use super::print;
use super::shell::{Moment, Place, Shell, Visitor, render};
use super::url;
use crate::app::App;
use crate::layers::RequestContext;
use crate::problem::Problem;
use crate::routes::owner;
use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::series::Series;
use engine::Engine;
use engine::backtest::{BacktestAnswer, Differences, Figures};
use engine::models::DEFAULT_MODEL;
use engine::operations::{Caller, JobAnswer, JobState, JobsRequest, SubmitRequest};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

/// Which backtest is shown.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustQuery {
    /// Id of its job; the latest that succeeded without it.
    run: Option<String>,
}

/// Figures of a table: name in answers, heading, what it means.
const FIGURES: &[(&str, &str, &str)] = &[
    ("rhoFinish", "ρ finish", "Rank correlation of projected and actual finish; higher is better"),
    ("maeFinish", "Error finish", "Mean error of the finish, in places"),
    ("maePoints", "Error DK", "Mean error of DraftKings points"),
    ("maeFanduel", "Error FD", "Mean error of FanDuel points"),
    ("crpsPoints", "CRPS DK", "Score of the whole distribution of DraftKings points; lower is better"),
    ("cover80Points", "In 80 % DK", "Share of results within the 80 % band; 0.8 is right"),
    ("brierWin", "Brier win", "Score of the chances to win; lower is better"),
    ("brierTop10", "Brier top 10", "Score of the chances of a top 10; lower is better"),
];

#[derive(Template)]
#[template(path = "trust.html", whitespace = "minimize")]
struct TrustPage {
    shell: Shell,
    runs: Vec<Run>,
    shown: Option<Shown>,
    headings: Vec<(&'static str, &'static str)>,
    models: Vec<String>,
    seasons: (i16, i16),
}

/// A backtest in the list.
struct Run {
    id: String,
    href: String,
    words: String,
    state: &'static str,
    current: bool,
    running: bool,
    progress: String,
    problem: Option<String>,
    at: Moment,
}

/// The figures of a backtest.
struct Shown {
    about: String,
    left_out: usize,
    rows: Vec<Row>,
    reliability: Vec<(String, String, Vec<[String; 3]>)>,
    pit: Vec<(&'static str, String)>,
    coverage: Vec<(&'static str, String)>,
    seasons: Vec<BarRow>,
    paired: Vec<Paired>,
    files: Vec<(&'static str, String)>,
}

/// A row of figures.
struct Row {
    name: String,
    races: u32,
    flagged: bool,
    cells: Vec<String>,
}

/// A comparison with a baseline.
struct Paired {
    baseline: String,
    rows: Vec<(String, String, String, String, String)>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    Query(query): Query<TrustQuery>,
) -> Result<Response, Problem> {
    let account = owner(&visitor.caller);
    let request = JobsRequest {
        account: account.clone(),
        state: None,
        kind: Some("backtest".to_owned()),
        cursor: None,
        limit: 20,
    };
    let jobs = app.operations(move |operations| operations.jobs(&request)).await?.jobs;
    let chosen = match query.run {
        Some(id) => Some(id),
        None => jobs.iter().find(|job| job.state == JobState::Succeeded).map(|job| job.id.clone()),
    };
    let shown = match &chosen {
        Some(id) => metrics(&app, id, account).await?,
        None => None,
    };
    let seasons = app.engine(|engine, progress| engine.seasons(None, progress)).await?.seasons;
    let years = || seasons.iter().filter(|season| season.with_result > 0).map(|season| season.season);
    let last = years().max().unwrap_or(2025);
    let page = TrustPage {
        shell: Shell::of(&visitor, "Trust", Some(Place::Trust)),
        runs: jobs.iter().map(|job| run(job, chosen.as_deref())).collect(),
        shown,
        headings: FIGURES.iter().map(|(_, heading, about)| (*heading, *about)).collect(),
        models: Engine::models().models.into_iter().map(|model| model.name).collect(),
        seasons: (years().min().map_or(last, |first| (first + 1).min(last)), last),
    };
    Ok(render(&page))
}

/// The figures of a finished backtest; none of one that has not finished.
async fn metrics(app: &App, id: &str, account: Option<String>) -> Result<Option<Shown>, Problem> {
    let job = id.to_owned();
    let job = app.operations(move |operations| operations.job(&job, account.as_deref())).await?;
    if job.state != JobState::Succeeded {
        return Ok(None);
    }
    let file = job.id.clone();
    let answer = app.engine(move |engine, _| {
        let bytes = engine.backtest_file(&file, "metrics.json")?.bytes;
        Ok(serde_json::from_slice::<BacktestAnswer>(&bytes)?)
    });
    Ok(Some(shown(&answer.await?, &job)))
}

fn run(job: &JobAnswer, chosen: Option<&str>) -> Run {
    let request = &job.request;
    let text = |name: &str| request[name].as_str().unwrap_or_default().to_owned();
    let progress = job.progress.as_ref().map(|progress| match progress.total {
        Some(total) => format!("{}: {} of {total}", progress.what, progress.done),
        None => format!("{}: {}", progress.what, progress.done),
    });
    Run {
        href: url::with_query("/trust", &[("run", Some(job.id.clone()))]),
        words: format!(
            "{} {} to {}, {}",
            text("series"),
            request["from"],
            request["to"],
            request["model"].as_str().unwrap_or(DEFAULT_MODEL)
        ),
        state: job.state.name(),
        current: chosen == Some(job.id.as_str()),
        running: matches!(job.state, JobState::Queued | JobState::Running),
        progress: progress.unwrap_or_default(),
        problem: job.problem.as_ref().and_then(|problem| problem["message"].as_str().map(str::to_owned)),
        at: Moment::of(job.created_at, None, Timestamp::now(), false),
        id: job.id.clone(),
    }
}

fn shown(answer: &BacktestAnswer, job: &JobAnswer) -> Shown {
    let row = |name: String, figures: &Figures| Row {
        name,
        races: figures.races,
        flagged: figures.near_unpredictable,
        cells: FIGURES
            .iter()
            .map(|(key, _, _)| match figures.scores.get(*key).copied().flatten() {
                Some(value) => {
                    let decimals = decimals(key);
                    let error = figures.errors.get(*key).copied().flatten();
                    let error = error.map(|error| format!(" ± {}", print::number(error, decimals)));
                    format!("{}{}", print::number(value, decimals), error.unwrap_or_default())
                }
                None => "–".to_owned(),
            })
            .collect(),
    };
    let mut rows = vec![row("all races".to_owned(), &answer.overall)];
    rows.extend(answer.by_type.iter().map(|(kind, figures)| row(words(kind), figures)));
    rows.extend(answer.by_season.iter().map(|(season, figures)| row(season.to_string(), figures)));
    let calibration = &answer.calibration.overall;
    let reliability = calibration.reliability.iter().map(|event| {
        let points: Vec<square::Point> = event
            .groups
            .iter()
            .map(|group| square::Point {
                forecast: group.forecast,
                happened: group.frequency,
                count: group.count,
                error: group.error,
            })
            .collect();
        let name = event_words(&event.event);
        let label = format!("Reliability of the chance of {name}: forecast across, what happened upwards");
        let figures = event.groups.iter().map(|group| {
            [print::percent(group.forecast), print::percent(group.frequency), group.count.to_string()]
        });
        (name, square::draw(&points, &label), figures.collect())
    });
    let sites = [("DraftKings", &calibration.draftkings), ("FanDuel", &calibration.fanduel)];
    let pit = sites.map(|(site, of)| {
        let counts: Vec<String> = of.pit_histogram.iter().map(ToString::to_string).collect();
        let label = format!("PIT of {site} points, from the lowest bin: {}", counts.join(", "));
        (site, columns::draw(&of.pit_histogram, &label))
    });
    let coverage = sites.map(|(site, of)| {
        let points: Vec<square::Point> = of
            .quantiles
            .iter()
            .map(|of| square::Point { forecast: of.level, happened: of.below, count: 1, error: None })
            .collect();
        (site, square::draw(&points, &format!("Share of {site} results below each projected quantile")))
    });
    let by_season = || {
        answer
            .by_season
            .iter()
            .filter_map(|(season, of)| Some((season, of.scores.get("maePoints").copied().flatten()?)))
    };
    let bars = Bars::over(by_season().map(|(_, error)| error));
    Shown {
        about: format!(
            "{} {} to {} · model {} · {} races, {} entries · {} simulations, seed {}",
            answer.series.iter().map(|series| series.log_name()).collect::<Vec<_>>().join(", "),
            job.request["from"],
            job.request["to"],
            answer.model_version,
            answer.overall.races,
            answer.overall.entries,
            answer.simulations,
            answer.seed
        ),
        left_out: answer.left_out.len(),
        rows,
        reliability: reliability.collect(),
        pit: pit.into(),
        coverage: coverage.into(),
        seasons: by_season()
            .map(|(season, error)| BarRow {
                words: season.to_string(),
                value: print::number(error, 2),
                bar: bars.draw(error),
                href: None,
            })
            .collect(),
        paired: answer
            .paired
            .iter()
            .map(|pair| Paired { baseline: pair.baseline.model_version.clone(), rows: paired(&pair.overall) })
            .collect(),
        files: ["report.txt", "metrics.json", "projections.csv", "drivers.csv"]
            .map(|name| (name, format!("/v1/backtests/{}/files/{name}", job.id)))
            .into(),
    }
}

/// Score, model, baseline, difference with its error, gain in errors.
fn paired(of: &Differences) -> Vec<(String, String, String, String, String)> {
    let row = |(key, heading, _): &(&str, &str, &str)| {
        let found = of.scores.get(*key)?;
        let decimals = decimals(key);
        let error =
            found.error.map(|error| format!(" ± {}", print::number(error, decimals))).unwrap_or_default();
        let gain = found.gain_in_errors.map_or_else(|| "–".to_owned(), |gain| print::signed(gain, 1));
        Some((
            (*heading).to_owned(),
            print::number(found.model, decimals),
            print::number(found.baseline, decimals),
            format!("{}{error}", print::signed(found.difference, decimals)),
            gain,
        ))
    };
    FIGURES.iter().filter_map(row).collect()
}

/// Decimals of a figure: points and places need fewer than shares.
fn decimals(key: &str) -> usize {
    match key {
        "maeFinish" | "maePoints" | "maeFanduel" | "crpsPoints" => 2,
        "brierWin" | "brierTop10" => 4,
        _ => 3,
    }
}

/// The name of a type of track as JSON writes it.
fn words(kind: &impl serde::Serialize) -> String {
    match json!(kind) {
        Value::String(name) => name.to_lowercase(),
        other => other.to_string(),
    }
}

fn event_words(event: &str) -> String {
    match event.strip_prefix("top") {
        Some(places) => format!("a top {places}"),
        None => format!("a {event}"),
    }
}

/// The fields of a new backtest.
#[derive(Deserialize)]
pub struct Start {
    series: Series,
    from: String,
    to: String,
    model: String,
    against: String,
    simulations: String,
}

/// Starts a backtest, and goes to the page that shows how far it is.
pub async fn start(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Extension(context): Extension<RequestContext>,
    Fields(form): Fields<Start>,
) -> Result<Response, Problem> {
    let number = |name: &str, text: &str| -> Result<u32, Problem> {
        text.trim().parse().map_err(|_| {
            let detail = format!("{name} is `{text}`, but must be a whole number");
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-value", detail)
        })
    };
    let model = if form.model.is_empty() { DEFAULT_MODEL.to_owned() } else { form.model };
    let against: Vec<String> = if form.against.is_empty() { Vec::new() } else { vec![form.against] };
    let request = json!({
        "series": form.series,
        "from": number("from", &form.from)?,
        "to": number("to", &form.to)?,
        "model": model,
        "against": against,
        "simulations": number("simulations", &form.simulations)?,
    });
    let submit = SubmitRequest {
        kind: "backtest".to_owned(),
        request,
        account: caller.account,
        idempotency_key: None,
        trace: context.trace,
        request_id: Some(context.id),
    };
    let job = app.operations(move |operations| operations.submit(&submit)).await?;
    Ok(Redirect::to(&url::with_query("/trust", &[("run", Some(job.id))])).into_response())
}
