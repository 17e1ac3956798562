//! Whether the server lives, takes requests, and how its dependencies are. No key is needed.

use crate::app::App;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::collections::BTreeMap;

/// A short state.
#[derive(Serialize, utoipa::ToSchema)]
pub struct StateAnswer {
    /// `ok`, `stopping` or `failing`.
    state: &'static str,
}

/// The state of the server and of what it stands on.
#[derive(Serialize, utoipa::ToSchema)]
pub struct HealthAnswer {
    /// `ok`, `stopping` or `failing`.
    state: &'static str,
    /// State of each dependency: `ok` or `failing`. Without Redis the server goes on alone, so that it stays ready.
    dependencies: BTreeMap<&'static str, &'static str>,
}

/// The process lives
#[utoipa::path(get, path = "/livez", tag = "health", responses((status = 200, description = "It lives", body = StateAnswer)))]
pub async fn live() -> Json<StateAnswer> {
    Json(StateAnswer { state: "ok" })
}

/// The server takes requests
#[utoipa::path(
    get, path = "/readyz", tag = "health",
    responses(
        (status = 200, description = "It takes requests", body = StateAnswer),
        (status = 503, description = "It does not, for now", body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn ready(State(app): State<App>) -> Result<Json<StateAnswer>, Problem> {
    let not_ready =
        |detail: &str| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not-ready", detail).retry_after(1);
    if !app.is_ready() {
        return Err(not_ready("the server is stopping"));
    }
    match check(&app).await.iter().all(|(name, state)| *state == "ok" || *name == REDIS) {
        true => Ok(Json(StateAnswer { state: "ok" })),
        false => Err(not_ready("a dependency does not answer; /health says which")),
    }
}

/// The state of each dependency
#[utoipa::path(
    get, path = "/health", tag = "health",
    responses(
        (status = 200, description = "All is well", body = HealthAnswer),
        (status = 503, description = "A dependency fails, or the server stops", body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn health(State(app): State<App>) -> Response {
    let dependencies = check(&app).await;
    let well = dependencies.values().all(|state| *state == "ok");
    if app.is_ready() && well {
        return Json(HealthAnswer { state: "ok", dependencies }).into_response();
    }
    let failing: Vec<&str> =
        dependencies.iter().filter(|(_, state)| **state != "ok").map(|(name, _)| *name).collect();
    let detail = match failing[..] {
        [] => "the server is stopping".to_owned(),
        _ => format!("failing: {}", failing.join(", ")),
    };
    let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not-healthy", detail);
    Problem { data: serde_json::json!({ "dependencies": dependencies }), ..problem.retry_after(1) }
        .into_response()
}

/// Name of the dependency that a server can do without.
const REDIS: &str = "redis";

/// The state of each dependency, asked now.
pub async fn check(app: &App) -> BTreeMap<&'static str, &'static str> {
    let state = |well: bool| if well { "ok" } else { "failing" };
    let records = app.operations(|operations| operations.check()).await.is_ok();
    let graph = match app.engine(|engine, _| engine.ping()).await {
        Ok(()) => true,
        // Others are computing: that is no fault of the graph.
        Err(problem) => problem.code == "too-busy",
    };
    let mut dependencies = BTreeMap::from([("graph", state(graph)), ("records", state(records))]);
    if let Some(answers) = app.records().shared().redis_answers().await {
        dependencies.insert(REDIS, state(answers));
    }
    dependencies
}
