//! The description of the API, and a page that shows it.

use crate::app::App;
use crate::routes;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::Value;

/// The page: one file of ours that asks nobody else for anything.
const PAGE: &str = include_str!("../docs.html");

/// What the page may load: itself, and the description beside it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The description of this API (OpenAPI 3.1)
#[utoipa::path(get, path = "/openapi.json", tag = "docs", responses((status = 200, description = "OpenAPI 3.1", body = serde_json::Value)))]
pub async fn openapi(State(app): State<App>) -> Json<Value> {
    Json(routes::description(&app.config().settings.key_header))
}

/// The description as a page
#[utoipa::path(get, path = "/docs", tag = "docs", responses((status = 200, description = "A page", body = String, content_type = "text/html")))]
pub async fn docs() -> Response {
    let mut response = Html(PAGE).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}
