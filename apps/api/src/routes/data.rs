//! How fresh the data are.

use crate::app::App;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use engine::data_state::DataStateAnswer;

/// The last file of each kind and the last race of each series
#[utoipa::path(get, path = "/v1/data", tag = "data", responses((status = 200, description = "The state of the data", body = DataStateAnswer)))]
pub async fn state(State(app): State<App>) -> Result<Json<DataStateAnswer>, Problem> {
    app.engine(|engine, progress| engine.data_state(progress)).await.map(Json)
}
