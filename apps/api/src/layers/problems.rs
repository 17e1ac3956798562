//! The last step of every error: whatever gave it, it leaves as a problem.

use super::RequestContext;
use crate::problem::{MEDIA_TYPE, Problem};
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::any::Any;

/// The most that is read of what a library said, in bytes.
const SAID_MAX: usize = 4096;

/// Marks a response that shows its problem as a page already.
#[derive(Clone, Copy)]
pub struct Shown;

/// Writes the body of every 4xx and 5xx as a problem, and keeps its other headers.
pub async fn render(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let id = request.extensions().get::<RequestContext>().map(|context| context.id.clone());
    let response = next.run(request).await;
    let failed = response.status().is_client_error() || response.status().is_server_error();
    if !failed || response.extensions().get::<Shown>().is_some() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let problem = match parts.extensions.remove::<Problem>() {
        Some(problem) => problem,
        None => {
            let said = to_bytes(body, SAID_MAX).await.unwrap_or_default();
            Problem::of_status(parts.status, &String::from_utf8_lossy(&said))
        }
    };
    let problem = Problem { instance: Some(path), request_id: id, ..problem };
    for stale in [header::CONTENT_LENGTH, header::CONTENT_DISPOSITION, header::ETAG, header::CONTENT_ENCODING]
    {
        parts.headers.remove(stale);
    }
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    Response::from_parts(parts, Body::from(body))
}

/// The answer of a handler that panicked; what it said is for the log.
pub fn panicked(payload: Box<dyn Any + Send + 'static>) -> Response {
    let said = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(said, "a handler panicked");
    Problem::of_status(StatusCode::INTERNAL_SERVER_ERROR, "").into_response()
}
