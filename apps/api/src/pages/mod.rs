//! The pages: what a player opens in a browser, made on the server from the same answers of the engine as the API.
//!
//! A page is a template in `templates/` and a handler here that fills it. Pages read without JavaScript; the one script
//! in `assets/` makes them quicker. Nothing is loaded from elsewhere.

mod assets;
mod door;
mod draw;
mod driver;
mod form;
mod home;
mod kept;
mod login;
mod ontology;
mod operations;
mod print;
mod race;
mod shell;
mod slate;
mod trust;
mod url;

use crate::access::{Access, guard};
use crate::app::App;
use crate::layers::write;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use axum::{Extension, Router};
use engine::operations::Scope;

/// The pages, behind sessions.
pub fn table(app: &App) -> Router<App> {
    let reading = Router::new()
        .route("/", get(home::show))
        .route("/slate/{race}", get(slate::show))
        .route("/slate/{race}/slate.csv", get(slate::csv))
        .route("/slate/{race}/driver/{driver}", get(driver::show))
        .route("/race/{race}", get(race::show))
        .route("/ontology", get(ontology::show))
        .route("/ontology/{label}/{key}", get(ontology::node))
        .layer(Extension(slate::Slates::new()))
        .layer(Extension(driver::Drivers::new()));
    let claims = Router::new().route("/race/{race}/claims", post(race::decide));
    let backtests =
        Router::new().route("/trust", get(trust::show)).route("/trust/backtests", post(trust::start));
    let imports = Router::new().route("/operations/undo", post(operations::undo));
    let any_key = Router::new()
        .route("/operations", get(operations::show))
        .route("/operations/jobs", post(operations::change))
        .route("/logout", post(login::end));
    let open = Router::new()
        .route("/login", get(login::show).post(login::begin))
        .route("/assets/{name}", get(assets::show));
    let behind = |routes: Router<App>, scope: Option<Scope>| {
        let access = Access { scope, cost: 1 };
        routes
            .layer(DefaultBodyLimit::max(app.config().settings.body_bytes))
            .route_layer(from_fn_with_state(app.clone(), write))
            .route_layer(from_fn_with_state(app.clone(), door::visitor))
            .route_layer(from_fn_with_state((app.clone(), access), guard))
            .route_layer(from_fn_with_state(app.clone(), form::token))
    };
    behind(reading, Some(Scope::ProjectionsRead))
        .merge(behind(claims, Some(Scope::ClaimsReview)))
        .merge(behind(backtests, Some(Scope::BacktestsRun)))
        .merge(behind(imports, Some(Scope::IngestRun)))
        .merge(behind(any_key, None))
        .merge(open)
        .route_layer(from_fn(door::page))
}
