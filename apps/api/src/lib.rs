//! The HTTP API and the pages: routes, keys, limits. Handlers translate between HTTP and the engine, and do no work of
//! their own.
//!
//! `routes` is the table of every route with the scope it needs and what it costs. Around it stand the `layers`, each a
//! subject: request ids, problems, addresses, time, keys and quotas, repeated requests. [`serve`] listens.

#![expect(
    clippy::result_large_err,
    reason = "a problem is the body of an answer, made once for a failed request"
)]

mod access;
mod answer;
mod app;
pub mod client;
mod connections;
mod job;
mod layers;
#[cfg(unix)]
mod local;
mod metrics;
mod negotiate;
mod openapi;
mod page;
mod pages;
mod precondition;
mod problem;
mod routes;
mod serve;
#[cfg(unix)]
mod socket;

pub use app::{App, Config};
pub use job::{JobProblem, JobResource, JobsPage};
pub use openapi::description;
pub use problem::{NextStep, Problem};
pub use serve::{ServeError, Server, run};

use access::Door;
use axum::Router;

/// Every route and page over the state of a server, with all layers.
pub fn router(app: &App) -> Router {
    let routes = routes::table(app, Door::Network).merge(pages::table(app));
    layers::around(routes.with_state(app.clone()), app, Door::Network)
}

/// The same for the owner of the data folder, who needs no key and has no quota.
pub fn local_router(app: &App) -> Router {
    layers::around(routes::table(app, Door::Local).with_state(app.clone()), app, Door::Local)
}
