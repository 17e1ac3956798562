//! The models.

use axum::Json;
use engine::Engine;
use engine::models::ModelsAnswer;

/// Every model
#[utoipa::path(get, path = "/v1/models", tag = "models", responses((status = 200, description = "The models, simplest first", body = ModelsAnswer)))]
pub async fn list() -> Json<ModelsAnswer> {
    Json(Engine::models())
}
