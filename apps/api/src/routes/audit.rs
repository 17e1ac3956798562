//! The audit trail, for administrators.

use crate::app::App;
use crate::page;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Query, State};
use engine::operations::{AuditAnswer, AuditFilter};
use serde::Deserialize;

/// Filters of the trail.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// Only of this account, by its id
    account: Option<String>,
    /// Only of this action: method and route
    action: Option<String>,
    /// Cursor: the `next` of the previous page
    cursor: Option<String>,
    /// Lines of the page, 1 to 500 (default 100)
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Every write: who, what, when, and what came of it; the newest first
#[utoipa::path(get, path = "/v1/audit", tag = "audit", params(AuditQuery), responses((status = 200, description = "A page of the trail", body = AuditAnswer)))]
pub async fn list(
    State(app): State<App>,
    Query(query): Query<AuditQuery>,
) -> Result<Json<AuditAnswer>, Problem> {
    let limit = page::limit(query.limit)?;
    let filter = AuditFilter { account: query.account, action: query.action };
    let list =
        move |operations: &engine::Operations| operations.audit(&filter, query.cursor.as_deref(), limit);
    app.operations(list).await.map(Json)
}
