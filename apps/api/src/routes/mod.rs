//! The table of routes: each group with the scope that it needs and what a request of it costs.

mod audit;
mod axioms;
mod backtests;
mod claims;
mod data;
mod drivers;
mod graph;
mod health;
mod imports;
mod jobs;
mod keys;
mod models;
mod notes;
mod pages;
mod projections;
mod races;
mod series;
mod sessions;
mod tracks;

pub use axioms::VetoesPage;
pub use drivers::DriversPage;
pub use graph::NeighboursPage;
pub use health::check as dependencies;
pub use imports::ImportsPage;
pub use jobs::owner;
pub use projections::ProjectionsPage;
pub use races::RacesPage;
pub use series::SeasonsPage;
pub use sessions::session_cookie;

use crate::access::{Access, Door, as_owner, guard};
use crate::app::App;
use crate::layers::{cached, conditional, write};
use crate::openapi;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use engine::operations::Scope;
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

type Routes = OpenApiRouter<App>;

/// The groups of routes, those without an [`Access`] being open to all.
fn groups() -> Vec<(Option<Access>, Routes)> {
    let open = |routes: Routes| (None, routes);
    let any_key = |cost: u32, routes: Routes| (Some(Access { scope: None, cost }), routes);
    let needs = |scope: Scope, cost: u32, routes: Routes| (Some(Access { scope: Some(scope), cost }), routes);
    vec![
        open(
            Routes::default()
                .routes(routes!(health::live))
                .routes(routes!(health::ready))
                .routes(routes!(health::health))
                .routes(routes!(pages::openapi))
                .routes(routes!(pages::docs)),
        ),
        needs(
            Scope::ProjectionsRead,
            1,
            Routes::default()
                .routes(routes!(series::list))
                .routes(routes!(series::seasons))
                .routes(routes!(races::list))
                .routes(routes!(races::show))
                .routes(routes!(races::entries))
                .routes(routes!(drivers::list))
                .routes(routes!(drivers::show))
                .routes(routes!(tracks::list))
                .routes(routes!(tracks::show))
                .routes(routes!(models::list))
                .routes(routes!(axioms::rules))
                .routes(routes!(axioms::vetoes))
                .routes(routes!(graph::queries))
                .routes(routes!(graph::query))
                .routes(routes!(graph::digest))
                .routes(routes!(graph::node))
                .routes(routes!(graph::neighbours))
                .routes(routes!(graph::lineage))
                .routes(routes!(graph::ontology))
                .routes(routes!(graph::ontology_file))
                .routes(routes!(data::state))
                .routes(routes!(claims::list))
                .routes(routes!(claims::show))
                .routes(routes!(claims::list_of_race))
                .routes(routes!(claims::evidence))
                .routes(routes!(projections::show))
                .routes(routes!(projections::table))
                .routes(routes!(projections::samples))
                .routes(routes!(projections::scenarios)),
        ),
        needs(
            Scope::ProjectionsRead,
            5,
            Routes::default()
                .routes(routes!(projections::list, projections::create))
                .routes(routes!(projections::head))
                .routes(routes!(projections::verify))
                .routes(routes!(projections::score))
                .routes(routes!(drivers::why))
                .routes(routes!(notes::explain))
                .routes(routes!(axioms::check))
                .routes(routes!(graph::check))
                .routes(routes!(graph::export)),
        ),
        needs(
            Scope::BacktestsRun,
            5,
            Routes::default()
                .routes(routes!(backtests::list, backtests::start))
                .routes(routes!(backtests::show))
                .routes(routes!(backtests::file)),
        ),
        needs(
            Scope::ClaimsReview,
            5,
            Routes::default()
                .routes(routes!(claims::submit))
                .routes(routes!(claims::accept))
                .routes(routes!(claims::reject))
                .routes(routes!(claims::undo))
                .routes(routes!(notes::read)),
        ),
        needs(
            Scope::IngestRun,
            5,
            Routes::default().routes(routes!(imports::list)).routes(routes!(
                imports::show,
                imports::upload,
                imports::undo
            )),
        ),
        any_key(
            1,
            Routes::default()
                .routes(routes!(jobs::list))
                .routes(routes!(jobs::show))
                .routes(routes!(jobs::result))
                .routes(routes!(jobs::cancel))
                .routes(routes!(jobs::retry))
                .routes(routes!(jobs::events))
                .routes(routes!(sessions::begin))
                .routes(routes!(sessions::show, sessions::end)),
        ),
        needs(
            Scope::Admin,
            1,
            Routes::default()
                .routes(routes!(keys::list, keys::create))
                .routes(routes!(keys::show, keys::revoke))
                .routes(routes!(keys::rotate))
                .routes(routes!(audit::list)),
        ),
    ]
}

/// Every route behind its keys, with what stands around reads and writes.
pub fn table(app: &App, door: Door) -> Router<App> {
    groups().into_iter().fold(Router::new(), |table, (access, routes)| {
        let routes = routes.split_for_parts().0;
        table.merge(match access {
            None => routes,
            Some(access) => {
                let routes = remembered(app, access, routes)
                    .layer(DefaultBodyLimit::max(body_limit(app, access)))
                    .route_layer(from_fn_with_state(app.clone(), write));
                match door {
                    Door::Network => routes.route_layer(from_fn_with_state((app.clone(), access), guard)),
                    Door::Local => routes.route_layer(from_fn_with_state(app.clone(), as_owner)),
                }
            }
        })
    })
}

/// The tags of answers, and the cache where they are the same for every caller and depend on the graph alone.
fn remembered(app: &App, access: Access, routes: Router<App>) -> Router<App> {
    let tagged = routes.route_layer(from_fn_with_state(app.clone(), conditional));
    match access {
        Access { scope: Some(Scope::ProjectionsRead), cost: 1 } => {
            tagged.route_layer(from_fn_with_state(app.clone(), cached))
        }
        _ => tagged,
    }
}

/// The largest body: of files, where a group imports them.
fn body_limit(app: &App, access: Access) -> usize {
    let settings = &app.config().settings;
    if access.scope == Some(Scope::IngestRun) { settings.upload_bytes } else { settings.body_bytes }
}

/// The description of every route.
pub fn description(key_header: &str) -> Value {
    let mut api = groups().into_iter().fold(openapi::frame(key_header), |mut all, (access, routes)| {
        let mut api = routes.into_openapi();
        if let Some(access) = access {
            openapi::describe_access(&mut api, access);
        }
        all.merge(api);
        all
    });
    openapi::name_operations(&mut api);
    openapi::finished(api)
}
