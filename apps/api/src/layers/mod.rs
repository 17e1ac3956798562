//! What stands around every route, from the outside in: the request's id and log line, problems, panics, the places for
//! requests, time, addresses, origins.

mod cached;
mod conditional;
mod context;
mod limits;
mod once;
mod problems;

pub use cached::{Failed, cached};
pub use conditional::{conditional, is_listed, tag};
pub use context::RequestContext;
pub use once::write;
pub use problems::Shown;

use crate::access::Door;
use crate::app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use tower_http::catch_panic::CatchPanicLayer;

/// The routes with every layer.
pub fn around(routes: Router, app: &App, door: Door) -> Router {
    let settings = &app.config().settings;
    let routes = routes.layer(DefaultBodyLimit::max(settings.body_bytes));
    let routes = match limits::origins(settings) {
        Some(cors) => routes.layer(cors),
        None => routes,
    };
    let routes = match door {
        Door::Network => limits::addresses(routes, settings),
        Door::Local => routes,
    };
    routes
        .layer(from_fn_with_state(app.clone(), limits::time))
        .layer(from_fn_with_state(app.clone(), limits::pauses))
        .layer(from_fn_with_state(app.clone(), limits::bodies))
        .layer(from_fn_with_state(app.clone(), limits::places))
        .layer(CatchPanicLayer::custom(problems::panicked))
        .layer(from_fn(problems::render))
        .layer(from_fn_with_state(app.clone(), context::context))
}
