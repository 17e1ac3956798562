//! A driver's projection: how it is spread, what it is made of, why, and what he did before.

use super::draw::{bar::Bars, dots, finishes, strip};
use super::kept::Kept;
use super::print;
use super::shell::{Place, Shell, Visitor, render};
use super::slate::columns::{Cell, Column, Row};
use super::slate::view::{Site, SlateQuery, View};
use super::slate::{self, Slates};
use super::url;
use crate::app::App;
use crate::problem::Problem;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::evidence::Pace;
use domain::ids::DriverId;
use engine::claims::{EvidenceAnswer, EvidenceRequest};
use engine::driver_record::{DriverRecordAnswer, DriverRecordRequest, PastStart, Tally};
use engine::explain::{ExplainAnswer, ExplainRequest};
use engine::project::ProjectRequest;
use engine::slate::SlateAnswer;
use engine::why::{WhyAnswer, WhyRequest};
use engine::{Engine, EngineError, Progress};
use std::collections::BTreeMap;

/// Races of the chart of form.
const FORM: usize = 24;

/// Everything about a driver beside the slate.
pub struct Known {
    why: WhyAnswer,
    told: ExplainAnswer,
    record: DriverRecordAnswer,
    evidence: EvidenceAnswer,
}

/// What is kept of drivers.
pub type Drivers = Kept<(ProjectRequest, u32), Known>;

#[derive(Template)]
#[template(path = "driver.html", whitespace = "minimize")]
struct DriverPage {
    shell: Shell,
    race: String,
    slate: String,
    name: String,
    entry: Vec<String>,
    sites: Vec<slate::Choice>,
    figures: Vec<(String, String)>,
    site: &'static str,
    dots: String,
    places: Vec<BarRow>,
    parts: Vec<BarRow>,
    reasons: Vec<BarRow>,
    base: String,
    mean: String,
    rank: u32,
    cars: usize,
    sentences: Vec<String>,
    surplus: Vec<String>,
    paths: Vec<(String, String)>,
    form: Option<String>,
    starts: Vec<Start>,
    tallies: Vec<Line>,
    class: Option<String>,
    sessions: Vec<Session>,
    rivals: Vec<BarRow>,
    digest: String,
}

/// A row with a bar.
pub struct BarRow {
    pub words: String,
    pub value: String,
    pub bar: String,
    /// Where its name leads.
    pub href: Option<String>,
}

/// A race of the past.
struct Start {
    date: String,
    track: String,
    class: String,
    start: String,
    finish: String,
    led: String,
    rating: String,
    status: String,
}

/// A record.
struct Line {
    name: String,
    current: bool,
    tally: Tally,
    finish: String,
    start: String,
}

/// A session of the week.
struct Session {
    name: String,
    words: String,
    strip: String,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    Extension(slates): Extension<Slates>,
    Extension(drivers): Extension<Drivers>,
    Path((race, driver)): Path<(String, u32)>,
    Query(query): Query<SlateQuery>,
) -> Result<Response, Problem> {
    let view = View::of(race, query)?;
    let request = view.request(app.config().simulations, app.config().seed);
    if !slates.holds(&request) {
        let here = |view: &View| href(view, driver);
        if let Some(redirect) = slate::canonical(&app, &view, here).await? {
            return Ok(redirect);
        }
    }
    let slate = slates.get(&app, &request, Engine::slate).await?.answer;
    let rows = Row::all(&slate);
    let Some(index) = rows.iter().position(|row| row.projected.driver == DriverId(driver)) else {
        let detail = format!("driver {driver} is not among the projected drivers of {}", view.race);
        return Err(Problem::new(StatusCode::NOT_FOUND, "not-projected", detail));
    };
    let known = drivers.get(&app, &(request, driver), known).await?.answer;
    let page = page(&visitor, &view, &slate, &rows, index, &known);
    Ok(render(&page))
}

fn known(engine: &Engine, of: &(ProjectRequest, u32), progress: &Progress) -> Result<Known, EngineError> {
    let (projection, driver) = (of.0.clone(), of.1.to_string());
    let race = projection.race.clone();
    let why = WhyRequest { projection: projection.clone(), driver: driver.clone() };
    let told = ExplainRequest { projection, driver: Some(driver.clone()) };
    Ok(Known {
        why: engine.why(&why, progress)?,
        told: engine.explain(&told, progress)?,
        record: engine.driver_record(&DriverRecordRequest { driver, race: race.clone() }, progress)?,
        evidence: engine.evidence(&EvidenceRequest { race }, progress)?,
    })
}

/// Address of a driver of a slate.
pub fn href(view: &View, driver: u32) -> String {
    let path = format!("/slate/{}/driver/{driver}", url::part(&view.race));
    let site = view.seen().into_iter().filter(|(name, _)| *name == "site");
    url::with_query(&path, &site.chain(view.projected()).collect::<Vec<_>>())
}

fn page(
    visitor: &Visitor,
    view: &View,
    slate: &SlateAnswer,
    rows: &[Row<'_>],
    index: usize,
    known: &Known,
) -> DriverPage {
    let row = &rows[index];
    let (projected, points) = (row.projected, row.points(view.site));
    let site = |site: Site| slate::Choice {
        words: site.name(),
        key: site.key(),
        href: href(&View { site, ..view.clone() }, projected.driver.0),
        current: site == view.site,
    };
    let shown = [
        Column::Mean,
        Column::Floor,
        Column::Median,
        Column::Ceiling,
        Column::Finish,
        Column::PWin,
        Column::PTop5,
        Column::PTop10,
        Column::LapsLed,
        Column::PRetired,
    ];
    let figure = |column: Column| (column.label().to_owned(), column.cell(row, view.site).text().to_owned());
    let grid = match Column::Grid.cell(row, view.site) {
        Cell::Missing => "no place on the grid yet".to_owned(),
        cell => format!("starts {}", cell.text()),
    };
    let entry = row.entry;
    let field = |of: fn(&domain::race::Entry) -> Option<&String>| entry.and_then(of).cloned();
    let car = field(|entry| entry.car_number.as_ref()).map(|car| format!("#{car}"));
    let parts = [car, field(|entry| entry.team.as_ref()), field(|entry| entry.make.as_ref()), Some(grid)];
    let why = &known.why.why;
    let base = match view.site {
        Site::DraftKings => why.draftkings,
        Site::FanDuel => why.fanduel,
    };
    let body = slate.projection.set.body();
    let name = projected.driver_name.clone();
    DriverPage {
        shell: Shell::of(visitor, format!("{name}, {}", body.track_name), Some(Place::Slate)),
        race: slate.name.clone().unwrap_or_else(|| body.track_name.clone()),
        slate: view.href(),
        entry: parts.into_iter().flatten().collect(),
        sites: Site::ALL.map(site).into(),
        figures: shown.into_iter().map(figure).collect(),
        site: view.site.name(),
        dots: dots::draw(&points.quantiles, points.mean, view.site.name()),
        places: places(row),
        parts: parts_of(row, view.site),
        reasons: reasons(known, view.site),
        base: print::number(base.base, 1),
        mean: print::number(base.mean, 1),
        rank: why.rank,
        cars: rows.len(),
        sentences: known.told.sentences.iter().map(|sentence| sentence.text.clone()).collect(),
        surplus: known.why.surplus.iter().map(|part| part.words.clone()).collect(),
        paths: known.why.paths.iter().map(|path| (path.about.clone(), path.path.clone())).collect(),
        form: form(&known.record, &name),
        starts: known.record.races.iter().take(FORM).map(start).collect(),
        tallies: tallies(&known.record),
        class: known.record.class.clone().map(|class| class.replace('-', " ")),
        sessions: sessions(&known.evidence, projected.driver),
        rivals: rivals(slate, rows, index, view),
        digest: slate.projection.set.checksum().to_owned(),
        name,
    }
}

/// Chances of the finish by groups of places, which sum to 1.
fn places(row: &Row<'_>) -> Vec<BarRow> {
    let of = row.projected;
    let groups = [
        ("Win", of.p_win),
        ("2nd or 3rd", of.p_top3 - of.p_win),
        ("4th or 5th", of.p_top5 - of.p_top3),
        ("6th to 10th", of.p_top10 - of.p_top5),
        ("11th to 20th", of.p_top20 - of.p_top10),
        ("21st or worse", 1.0 - of.p_top20),
    ];
    let bars = Bars::over(groups.iter().map(|(_, share)| *share));
    let row = |(words, share): (&str, f64)| BarRow {
        words: words.to_owned(),
        value: format!("{} %", print::percent(share)),
        bar: bars.draw(share),
        href: None,
    };
    groups.into_iter().map(row).collect()
}

/// Mean points by what they are given for.
fn parts_of(row: &Row<'_>, site: Site) -> Vec<BarRow> {
    let of = row.points(site).components;
    let parts = [
        ("Finish", of.finish),
        ("Places gained", of.place_differential),
        ("Laps led", of.laps_led),
        ("Fastest laps", of.fastest_laps),
        ("Laps completed", of.laps_completed),
    ];
    let counted: Vec<(&str, f64)> = parts.into_iter().filter(|(_, points)| *points != 0.0).collect();
    bars_of(&counted.iter().map(|(words, points)| ((*words).to_owned(), *points)).collect::<Vec<_>>())
}

/// What each kind of evidence adds to the points of a typical car.
fn reasons(known: &Known, site: Site) -> Vec<BarRow> {
    let groups = known.why.why.groups.iter().map(|group| {
        let points = match site {
            Site::DraftKings => group.draftkings,
            Site::FanDuel => group.fanduel,
        };
        (group.words.clone(), points)
    });
    let mut groups: Vec<(String, f64)> = groups.collect();
    groups.sort_by(|(_, one), (_, other)| other.abs().total_cmp(&one.abs()));
    bars_of(&groups)
}

fn bars_of(rows: &[(String, f64)]) -> Vec<BarRow> {
    let bars = Bars::over(rows.iter().map(|(_, value)| *value));
    let row = |(words, value): &(String, f64)| BarRow {
        words: words.clone(),
        value: print::signed(*value, 1),
        bar: bars.draw(*value),
        href: None,
    };
    rows.iter().map(row).collect()
}

/// Chances to finish ahead of the drivers projected nearest to this one.
fn rivals(slate: &SlateAnswer, rows: &[Row<'_>], index: usize, view: &View) -> Vec<BarRow> {
    const NEAREST: usize = 10;
    let body = slate.projection.set.body();
    let mean = rows[index].points(view.site).mean;
    let mut others: Vec<usize> = (0..rows.len()).filter(|&other| other != index).collect();
    let distance = |other: usize| (rows[other].points(view.site).mean - mean).abs();
    others.sort_by(|&one, &other| distance(one).total_cmp(&distance(other)));
    others.truncate(NEAREST);
    let chance = |other: usize| body.head_to_head[index][other];
    others.sort_by(|&one, &other| chance(other).total_cmp(&chance(one)));
    let bars = Bars::over([1.0].into_iter());
    let row = |other: usize| BarRow {
        words: rows[other].projected.driver_name.clone(),
        value: format!("{} %", print::percent(chance(other))),
        bar: bars.draw(chance(other)),
        href: Some(href(view, rows[other].projected.driver.0)),
    };
    others.into_iter().map(row).collect()
}

fn form(record: &DriverRecordAnswer, name: &str) -> Option<String> {
    let mut latest: Vec<&PastStart> = record.races.iter().take(FORM).collect();
    latest.reverse();
    let finish = |past: &&PastStart| {
        let place = past.start.finish?;
        Some(finishes::Finish {
            place,
            words: format!("{}, {}: finished {place}", past.start.date, past.track_name),
            same_class: past.class == record.class,
            retired: past.start.status.as_deref().is_some_and(retired),
        })
    };
    let finishes: Vec<_> = latest.iter().filter_map(finish).collect();
    let places: Vec<String> = finishes.iter().map(|finish| finish.place.to_string()).collect();
    let label = format!("Finishes of {name}, the oldest first: {}", places.join(", "));
    (!finishes.is_empty()).then(|| finishes::draw(&finishes, &label))
}

/// Whether a status is one of a car that did not finish.
fn retired(status: &str) -> bool {
    !status.eq_ignore_ascii_case("running")
}

fn start(past: &PastStart) -> Start {
    let place = |place: Option<u8>| place.map_or_else(|| "–".to_owned(), |place| place.to_string());
    Start {
        date: past.start.date.to_string(),
        track: past.track_name.clone(),
        class: past.class.clone().unwrap_or_default().replace('-', " "),
        start: place(past.start.start),
        finish: place(past.start.finish),
        led: past.start.laps_led.map_or_else(|| "–".to_owned(), |laps| laps.to_string()),
        rating: past.start.rating.map_or_else(|| "–".to_owned(), |rating| print::number(rating, 1)),
        status: past.start.status.clone().unwrap_or_else(|| "–".to_owned()),
    }
}

fn tallies(record: &DriverRecordAnswer) -> Vec<Line> {
    let line = |name: String, current: bool, tally: &Tally| Line {
        name,
        current,
        finish: print::number(tally.mean_finish, 1),
        start: tally.mean_start.map_or_else(|| "–".to_owned(), |start| print::number(start, 1)),
        tally: tally.clone(),
    };
    let here = record.here.iter().map(|tally| line(format!("at {}", tally.name), true, tally));
    let by_class = record
        .by_class
        .iter()
        .map(|tally| line(tally.name.replace('-', " "), record.class.as_ref() == Some(&tally.name), tally));
    let all = [line("all races".to_owned(), false, &record.overall)];
    if record.races.is_empty() { Vec::new() } else { here.chain(by_class).chain(all).collect() }
}

/// The driver's best lap of each session beside the field's.
fn sessions(evidence: &EvidenceAnswer, driver: DriverId) -> Vec<Session> {
    let mut by_session: BTreeMap<String, Vec<&Pace>> = BTreeMap::new();
    for pace in &evidence.paces {
        by_session.entry(pace.session.key()).or_default().push(pace);
    }
    let session = |(key, paces): (String, Vec<&Pace>)| {
        let speeds: Vec<f64> = paces.iter().filter_map(|pace| pace.best_lap).collect();
        let own = paces.iter().find(|pace| pace.driver == driver)?.best_lap?;
        let best = speeds.iter().copied().fold(own, f64::max);
        let rank = 1 + speeds.iter().filter(|&&speed| speed > own).count();
        let words =
            format!("{own:.2} mph, {rank} of {}, {:.2} mph off the fastest", speeds.len(), best - own);
        let label = format!("{key}: {words}");
        Some(Session { name: key.replace([':', '-'], " "), strip: strip::draw(&speeds, own, &label), words })
    };
    by_session.into_iter().filter_map(session).collect()
}
