//! The slate: a projected race as the table that players work with.

pub mod columns;
mod facts;
mod table;
pub mod view;

use super::kept::Kept;
use super::shell::{Place, Shell, Visitor, render};
use crate::app::App;
use crate::problem::Problem;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use columns::Set;
use engine::models::ModelLine;
use engine::project::ProjectRequest;
use engine::slate::SlateAnswer;
use engine::{Engine, next};
use facts::Facts;
use table::Table;
use view::{Site, SlateQuery, View};

/// What is kept of slates.
pub type Slates = Kept<ProjectRequest, SlateAnswer>;

#[derive(Template)]
#[template(path = "slate.html", whitespace = "minimize")]
struct SlatePage {
    shell: Shell,
    facts: Facts,
    table: Table,
    sites: Vec<Choice>,
    sets: Vec<Choice>,
    /// The filter, and what else its form sends.
    filter: String,
    hidden: Vec<(&'static str, String)>,
    /// What the form of the projection sends besides its own fields.
    seen: Vec<(&'static str, String)>,
    models: Vec<Model>,
    simulations: u32,
    seed: u64,
    as_of: String,
    action: String,
    csv: String,
    cars: usize,
}

/// One of several views.
pub struct Choice {
    pub words: &'static str,
    pub key: &'static str,
    pub href: String,
    pub current: bool,
}

/// One of the models.
struct Model {
    line: ModelLine,
    chosen: bool,
}

/// The slate as a page.
pub async fn show(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    Extension(slates): Extension<Slates>,
    Path(race): Path<String>,
    Query(query): Query<SlateQuery>,
) -> Result<Response, Problem> {
    let view = View::of(race, query)?;
    let request = view.request(app.config().simulations, app.config().seed);
    if !slates.holds(&request)
        && let Some(redirect) = canonical(&app, &view, View::href).await?
    {
        return Ok(redirect);
    }
    let found = slates.get(&app, &request, Engine::slate).await?;
    let now = app.clock().now();
    let facts = Facts::of(&found, now, app.clock().is_fixed());
    let table = Table::of(&found.answer, &view);
    let choice = |words, key, href, current| Choice { words, key, href, current };
    let site = |site: Site| choice(site.name(), site.key(), view.with_site(site), site == view.site);
    let set = |set: Set| choice(set.name(), set.key(), view.with_set(set), set == view.set);
    let given =
        |of: &mut dyn Iterator<Item = (&'static str, Option<String>)>| -> Vec<(&'static str, String)> {
            of.filter_map(|(name, value)| Some((name, value?))).collect()
        };
    let chosen = |line: ModelLine| Model { chosen: line.name == request.model, line };
    let page = SlatePage {
        shell: Shell::of(&visitor, format!("{} slate", facts.title), Some(Place::Slate)),
        sites: Site::ALL.map(site).into(),
        sets: Set::ALL.map(set).into(),
        filter: view.filter.clone(),
        hidden: given(&mut view.seen().into_iter().filter(|(name, _)| *name != "q").chain(view.projected())),
        seen: given(&mut view.seen().into_iter()),
        models: Engine::models().models.into_iter().map(chosen).collect(),
        simulations: request.simulations,
        seed: request.seed,
        as_of: view.as_of.map(|at| at.to_string()).unwrap_or_default(),
        action: View { filter: String::new(), ..View::of(view.race.clone(), SlateQuery::default())? }.href(),
        csv: view.csv_href(),
        cars: table.lines.len(),
        facts,
        table,
    };
    Ok(render(&page))
}

/// The slate as CSV.
pub async fn csv(
    State(app): State<App>,
    Extension(slates): Extension<Slates>,
    Path(race): Path<String>,
    Query(query): Query<SlateQuery>,
) -> Result<Response, Problem> {
    let view = View::of(race, query)?;
    let request = view.request(app.config().simulations, app.config().seed);
    if !slates.holds(&request)
        && let Some(redirect) = canonical(&app, &view, View::csv_href).await?
    {
        return Ok(redirect);
    }
    let found = slates.get(&app, &request, Engine::slate).await?;
    let body = found.answer.projection.set.body();
    let name = format!("attachment; filename=\"{}-{}.csv\"", body.race, view.site.key());
    let mut response = Table::csv(&found.answer, &view).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    if let Ok(name) = HeaderValue::try_from(name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    if let Ok(digest) = HeaderValue::try_from(found.answer.projection.set.checksum()) {
        headers.insert(HeaderName::from_static("projection-digest"), digest);
    }
    Ok(response)
}

/// A redirect to the address by the race's key, where another name was used: an address must mean the same tomorrow.
pub async fn canonical(
    app: &App,
    view: &View,
    href: impl FnOnce(&View) -> String,
) -> Result<Option<Response>, Problem> {
    let name = view.race.clone();
    let key = app.engine(move |engine, _| engine.find_race(&name, None)).await;
    let key = match key {
        Ok(key) => key.to_string(),
        // With the graph away, a page kept from before is found by the key alone.
        Err(problem) if problem.status().is_server_error() && view.race != next::NEXT => return Ok(None),
        Err(problem) => return Err(problem),
    };
    if key == view.race {
        return Ok(None);
    }
    let mut response = Redirect::to(&href(&View { race: key, ..view.clone() })).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(Some(response))
}
