//! The laws of the sport.

use crate::app::App;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use engine::Engine;
use engine::axioms::{AxiomsAnswer, RulesAnswer};

/// Every law
#[utoipa::path(get, path = "/v1/axioms/rules", tag = "axioms", responses((status = 200, description = "The laws", body = serde_json::Value)))]
pub async fn rules() -> Json<RulesAnswer> {
    Json(Engine::rules())
}

/// Every loaded race checked against the laws
#[utoipa::path(get, path = "/v1/axioms/check", tag = "axioms", responses((status = 200, description = "Vetoes and remarks", body = serde_json::Value)))]
pub async fn check(State(app): State<App>) -> Result<Json<AxiomsAnswer>, Problem> {
    app.engine(|engine, progress| engine.check_axioms(progress)).await.map(Json)
}
