//! A race: who dominates and who drops out, what its week reported, claims and their decisions, and what came of it.

use super::draw::bar::Bars;
use super::driver::{self, BarRow};
use super::form::Fields;
use super::print;
use super::shell::{Moment, Place, Shell, Visitor, render};
use super::slate::columns::Row;
use super::slate::view::{SlateQuery, View};
use super::slate::{self, Slates};
use super::url;
use crate::app::App;
use crate::problem::Problem;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::evidence::{ClaimState, ClaimValue};
use domain::ids::DriverId;
use engine::claims::{
    ClaimLine, DecideRequest, EffectAnswer, EffectRequest, EvidenceAnswer, EvidenceRequest,
};
use engine::operations::{Caller, Scope};
use engine::project::ProjectRequest;
use engine::race::{RaceAnswer, RaceRequest, RaceResult};
use engine::races::{RaceLine, RacesRequest};
use engine::slate::SlateAnswer;
use engine::{Engine, EngineError, Progress};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Drivers of a chart.
const SHOWN: usize = 10;

/// Earlier races on similar tracks.
const SIMILAR: usize = 8;

/// What a race's page looks at besides the race.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RaceQuery {
    /// Id of a claim whose effect is shown.
    effect: Option<String>,
}

#[derive(Template)]
#[template(path = "race.html", whitespace = "minimize")]
struct RacePage {
    shell: Shell,
    key: String,
    title: String,
    about: String,
    series: &'static str,
    date: String,
    slate: String,
    lock: Moment,
    open: bool,
    /// The outlook, or why there is none.
    outlook: Result<Outlook, String>,
    /// Drivers on the entry list who are held back: name, reason.
    held: Vec<(String, String)>,
    /// Drivers of earlier entry lists who are not on the latest.
    gone: Vec<String>,
    actual: Vec<Actual>,
    missed: Vec<String>,
    similar: Vec<(String, String, String)>,
    class: Option<String>,
    sessions: Vec<(String, String, Moment)>,
    prices: Vec<(String, String, String, Moment)>,
    claims: Vec<Claim>,
    may_decide: bool,
    effect: Option<Effect>,
}

struct Outlook {
    points: String,
    shares: [String; 3],
    dominators: Vec<BarRow>,
    out: String,
    cars: usize,
    risks: Vec<BarRow>,
    digest: String,
}

/// What was projected for a driver, and what came.
struct Actual {
    name: String,
    href: String,
    finish: String,
    projected: String,
    off: String,
    win: String,
    led: String,
    led_projected: String,
    fastest: String,
    fastest_projected: String,
    status: String,
}

struct Claim {
    id: String,
    words: String,
    source: String,
    known: Moment,
    state: &'static str,
    rule: Option<String>,
    confidence: String,
    effect: String,
    /// What may be decided about it: name in the form, words.
    choices: Vec<(&'static str, &'static str)>,
}

struct Effect {
    words: String,
    rows: Vec<EffectRow>,
    same: bool,
}

struct EffectRow {
    name: String,
    start: (String, String),
    points: (String, String, String),
    win: (String, String),
}

/// Everything read for the page.
struct Known {
    race: RaceAnswer,
    evidence: EvidenceAnswer,
    races: Vec<RaceLine>,
    effect: Option<EffectAnswer>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    Extension(slates): Extension<Slates>,
    Path(race): Path<String>,
    Query(query): Query<RaceQuery>,
) -> Result<Response, Problem> {
    let view = View::of(race, SlateQuery::default())?;
    let request = view.request(app.config().simulations, app.config().seed);
    if let Some(redirect) = slate::canonical(&app, &view, |view| href(&view.race)).await? {
        return Ok(redirect);
    }
    let asked = request.clone();
    let effect = query.effect.clone();
    let known = app.engine(move |engine, progress| known(engine, &asked, effect, progress)).await?;
    let slate = slates.get(&app, &request, Engine::slate).await;
    Ok(render(&page(&app, &visitor, &view, known, slate.map(|found| found.answer), query.effect)))
}

fn known(
    engine: &Engine,
    request: &ProjectRequest,
    effect: Option<String>,
    progress: &Progress,
) -> Result<Known, EngineError> {
    let race = engine.race(&RaceRequest { race: request.race.clone() }, progress)?;
    let series = Some(race.race.series);
    let effect = effect.map(|claim| EffectRequest { projection: request.clone(), claims: vec![claim] });
    Ok(Known {
        evidence: engine.evidence(&EvidenceRequest { race: request.race.clone() }, progress)?,
        races: engine.races(&RacesRequest { series, ..RacesRequest::default() }, progress)?.races,
        effect: effect.map(|effect| engine.claims_effect(&effect, progress)).transpose()?,
        race,
    })
}

/// Address of a race.
pub fn href(race: &str) -> String {
    format!("/race/{}", url::part(race))
}

fn page(
    app: &App,
    visitor: &Visitor,
    view: &View,
    known: Known,
    slate: Result<std::sync::Arc<SlateAnswer>, Problem>,
    effect: Option<String>,
) -> RacePage {
    let info = &known.race.race;
    let (now, fixed) = (app.clock().now(), app.clock().is_fixed());
    let track = Engine::track(info.layout.as_str()).ok();
    let zone = track.as_ref().and_then(|track| track.zone.as_deref());
    let moment = |at: Timestamp| Moment::of(at, zone, now, fixed);
    let class = track.as_ref().map(|track| track.class.clone());
    let names: BTreeMap<DriverId, String> =
        known.race.entries.iter().map(|entry| (entry.driver, entry.driver_name.clone())).collect();
    let name = |driver: DriverId| names.get(&driver).cloned().unwrap_or_else(|| format!("driver {driver}"));
    let laps = known.race.distance_laps.or(known.race.expected_laps);
    let about = [
        track.as_ref().map(|track| format!("{}, {}", track.name, track.place)),
        class.as_ref().map(|class| class.replace('-', " ")),
        laps.map(|laps| format!("{laps} laps")),
        Some(print::count(known.race.entries.len() as u64, "car", "cars")),
    ];
    let (actual, missed) = match (&known.race.results, &slate) {
        (Some(results), Ok(slate)) => actual(results, slate, view),
        _ => (Vec::new(), Vec::new()),
    };
    let claims: Vec<Claim> =
        known.evidence.claims.iter().map(|line| claim(line, &view.race, moment(line.known_at))).collect();
    let effect = known.effect.map(|answer| Effect {
        words: claims
            .iter()
            .find(|claim| Some(&claim.id) == effect.as_ref())
            .map(|claim| claim.words.clone())
            .unwrap_or_default(),
        same: answer.before == answer.after,
        rows: effect_rows(&answer),
    });
    RacePage {
        shell: Shell::of(
            visitor,
            format!("{} race", known.race.name.as_deref().unwrap_or(&info.track_name)),
            Some(Place::Race),
        ),
        key: view.race.clone(),
        title: known.race.name.clone().unwrap_or_else(|| info.track_name.clone()),
        about: about.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        series: info.series.log_name(),
        date: info.date.strftime("%A, %B %-d, %Y").to_string(),
        slate: view.href(),
        lock: moment(info.lock_at),
        open: info.lock_at > now,
        outlook: slate.map(|slate| outlook(&slate, view)).map_err(|problem| problem.detail),
        held: known.race.held.iter().map(|held| (held.driver_name.clone(), held.reason.clone())).collect(),
        gone: known.race.gone.iter().map(|gone| gone.driver_name.clone()).collect(),
        actual,
        missed,
        similar: similar(&known.races, info.lock_at, class.as_deref()),
        class: class.map(|class| class.replace('-', " ")),
        sessions: sessions(&known.evidence, name, moment),
        prices: prices(&known.evidence, name, moment),
        claims,
        may_decide: visitor.may(Scope::ClaimsReview) && visitor.csrf.is_some(),
        effect,
    }
}

fn outlook(slate: &SlateAnswer, view: &View) -> Outlook {
    let body = slate.projection.set.body();
    let mut rows = Row::all(slate);
    rows.sort_by(|a, b| b.p_most.total_cmp(&a.p_most));
    let bars = Bars::over(rows.iter().map(|row| row.p_most));
    let bar = |row: &Row<'_>, value: String, bar: String| BarRow {
        words: row.projected.driver_name.clone(),
        value,
        bar,
        href: Some(driver::href(view, row.projected.driver.0)),
    };
    let dominators = rows.iter().take(SHOWN).map(|row| {
        let value = format!("{} %", print::percent(row.p_most));
        bar(row, value, bars.draw(row.p_most))
    });
    let dominators = dominators.collect();
    rows.sort_by(|a, b| b.projected.p_retired.total_cmp(&a.projected.p_retired));
    let bars = Bars::over(rows.iter().map(|row| row.projected.p_retired));
    let risks = rows.iter().take(SHOWN).map(|row| {
        let share = row.projected.p_retired;
        bar(row, format!("{} %", print::percent(share)), bars.draw(share))
    });
    Outlook {
        points: print::number(body.dominators.points, 0),
        shares: body.dominators.shares.map(print::percent),
        dominators,
        out: print::number(body.entries.iter().map(|entry| entry.p_retired).sum(), 1),
        cars: body.entries.len(),
        risks: risks.collect(),
        digest: slate.projection.set.checksum().to_owned(),
    }
}

/// What came of each projected driver, by finish, and who raced without a projection.
fn actual(results: &[RaceResult], slate: &SlateAnswer, view: &View) -> (Vec<Actual>, Vec<String>) {
    let entries = &slate.projection.set.body().entries;
    let (mut rows, mut missed) = (Vec::new(), Vec::new());
    for result in results {
        let place = result.result.finish_official.unwrap_or(result.result.finish_on_track);
        let Some(projected) = entries.iter().find(|entry| entry.driver == result.driver) else {
            missed.push(result.entry.driver_name.clone());
            continue;
        };
        rows.push(Actual {
            name: projected.driver_name.clone(),
            href: driver::href(view, projected.driver.0),
            finish: place.to_string(),
            projected: print::number(projected.finish, 1),
            off: print::signed(projected.finish - f64::from(place), 1),
            win: print::percent(projected.p_win),
            led: result.result.laps_led.to_string(),
            led_projected: print::number(projected.laps_led, 1),
            fastest: result.result.fastest_laps.to_string(),
            fastest_projected: print::number(projected.fastest_laps, 1),
            status: result.result.status.raw.clone(),
        });
    }
    (rows, missed)
}

/// The latest earlier races on layouts of the same class: name, address, date.
fn similar(races: &[RaceLine], before: Timestamp, class: Option<&str>) -> Vec<(String, String, String)> {
    let Some(class) = class else { return Vec::new() };
    let same = |line: &&RaceLine| {
        line.race.lock_at < before
            && line.result_known_at.is_some()
            && Engine::track(line.race.layout.as_str()).is_ok_and(|track| track.class == class)
    };
    let line = |line: &RaceLine| {
        (line.race.track_name.clone(), href(line.race.key.as_str()), line.race.date.to_string())
    };
    races.iter().rev().filter(same).take(SIMILAR).map(line).collect()
}

/// Each session: its name, how many cars and who was fastest, when it could be known.
fn sessions(
    evidence: &EvidenceAnswer,
    name: impl Fn(DriverId) -> String,
    moment: impl Fn(Timestamp) -> Moment,
) -> Vec<(String, String, Moment)> {
    let mut by_session: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for pace in &evidence.paces {
        by_session.entry(pace.session.key()).or_default().push(pace);
    }
    let session = |(key, paces): (String, Vec<&domain::evidence::Pace>)| {
        let fastest = paces
            .iter()
            .filter_map(|pace| Some((pace.best_lap?, pace.driver)))
            .max_by(|(one, _), (other, _)| one.total_cmp(other));
        let best = fastest.map_or_else(String::new, |(speed, driver)| {
            format!(", {} fastest at {speed:.2} mph", name(driver))
        });
        let known = paces.iter().map(|pace| pace.known_at).max()?;
        Some((key.replace([':', '-'], " "), format!("{} cars{best}", paces.len()), moment(known)))
    };
    by_session.into_iter().filter_map(session).collect()
}

/// The shortest odds: driver, book, price with the chance it states.
fn prices(
    evidence: &EvidenceAnswer,
    name: impl Fn(DriverId) -> String,
    moment: impl Fn(Timestamp) -> Moment,
) -> Vec<(String, String, String, Moment)> {
    let mut prices: Vec<_> = evidence.prices.iter().collect();
    prices.sort_by(|a, b| a.decimal.total_cmp(&b.decimal));
    let price = |price: &&domain::evidence::Price| {
        let words = format!("{:.2} ({} %)", price.decimal, print::percent(1.0 / price.decimal));
        (name(price.driver), price.book.clone(), words, moment(price.known_at))
    };
    prices.iter().take(SHOWN).map(price).collect()
}

fn claim(line: &ClaimLine, race: &str, known: Moment) -> Claim {
    let who = line.driver_name.clone().unwrap_or_else(|| match line.driver {
        Some(driver) => format!("driver {driver}"),
        None => "the race".to_owned(),
    });
    let kind = line.kind.replace('-', " ");
    let (accept, reject, undo) = (("accept", "Accept"), ("reject", "Veto"), ("undo", "Undo"));
    Claim {
        id: line.id.to_string(),
        words: match &line.value {
            ClaimValue::Truth(true) => format!("{who}: {kind}"),
            ClaimValue::Truth(false) => format!("{who}: no {kind}"),
            value => format!("{who}: {kind} {value}"),
        },
        source: line.source.clone(),
        known,
        state: line.state.name(),
        rule: line.rule.clone(),
        confidence: line
            .confidence
            .map_or_else(|| "–".to_owned(), |share| format!("{} %", print::percent(share))),
        effect: url::with_query(&href(race), &[("effect", Some(line.id.to_string()))]) + "#effect",
        choices: match line.state {
            ClaimState::Proposed => vec![accept, reject],
            ClaimState::Accepted => vec![undo, reject],
            ClaimState::Rejected | ClaimState::Withdrawn => vec![accept],
            ClaimState::Vetoed => Vec::new(),
        },
    }
}

fn effect_rows(answer: &EffectAnswer) -> Vec<EffectRow> {
    let dash = || "–".to_owned();
    let mut drivers: Vec<_> = answer.drivers.iter().collect();
    let change = |driver: &engine::claims::DriverEffect| match (&driver.before, &driver.after) {
        (Some(before), Some(after)) => (after.draftkings - before.draftkings).abs(),
        _ => f64::INFINITY,
    };
    drivers.sort_by(|a, b| change(b).total_cmp(&change(a)));
    let row = |driver: &&engine::claims::DriverEffect| {
        let (before, after) = (driver.before.as_ref(), driver.after.as_ref());
        let of = |effect: Option<&engine::claims::PointsEffect>,
                  value: fn(&engine::claims::PointsEffect) -> String| {
            effect.map_or_else(dash, value)
        };
        let start =
            |effect| of(effect, |of| of.start.map_or_else(|| "–".to_owned(), |start| start.to_string()));
        let points = |effect| of(effect, |of| print::number(of.draftkings, 1));
        let win = |effect| of(effect, |of| print::percent(of.p_win));
        let off = match (before, after) {
            (Some(before), Some(after)) => print::signed(after.draftkings - before.draftkings, 1),
            _ => dash(),
        };
        EffectRow {
            name: driver.driver_name.clone(),
            start: (start(before), start(after)),
            points: (points(before), points(after), off),
            win: (win(before), win(after)),
        }
    };
    drivers.iter().take(SHOWN).map(row).collect()
}

/// A decision about a claim.
#[derive(Deserialize)]
pub struct Decision {
    claim: String,
    decision: String,
    #[serde(default)]
    why: String,
}

/// Decides a claim, and goes back to the race.
pub async fn decide(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(race): Path<String>,
    Fields(decision): Fields<Decision>,
) -> Result<Response, Problem> {
    let why = decision.why.trim();
    let request = DecideRequest {
        claims: vec![decision.claim.clone()],
        why: (!why.is_empty()).then(|| why.to_owned()),
    };
    let by = caller.account;
    let word = decision.decision;
    app.engine(move |engine, progress| match word.as_str() {
        "accept" => engine.accept_claims(&request, &by, progress),
        "reject" => engine.reject_claims(&request, &by, progress),
        "undo" => engine.undo_claims(&request, &by, progress),
        other => Err(EngineError::BadValue {
            field: "decision".to_owned(),
            value: other.to_owned(),
            expected: "accept, reject or undo".to_owned(),
        }),
    })
    .await?;
    let to = format!("{}#claims", href(&race));
    Ok(Redirect::to(&to).into_response())
}
