//! Forms of pages: their fields, and the token of the session among them.

use crate::access::CSRF_HEADER;
use crate::app::App;
use crate::problem::Problem;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The fields of a form.
pub struct Fields<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Fields<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        if !is_form(request.headers()) {
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            let problem = Problem::new(status, "unsupported-media-type", "this takes the fields of a form");
            return Err(problem.into_response());
        }
        let bytes = Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        serde_urlencoded::from_bytes(&bytes).map(Self).map_err(|error| {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid-form", error.to_string()).into_response()
        })
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Puts the token among the fields of a form where the check of sessions looks for it: browsers send forms without
/// headers of ours.
pub async fn token(State(app): State<App>, request: Request, next: Next) -> Response {
    #[derive(Deserialize)]
    struct Token {
        csrf: String,
    }
    if request.method().is_safe() || !is_form(request.headers()) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, app.config().settings.body_bytes).await else {
        return Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE, "").into_response();
    };
    if let Ok(Token { csrf }) = serde_urlencoded::from_bytes(&bytes)
        && let Ok(token) = HeaderValue::try_from(csrf)
    {
        parts.headers.insert(CSRF_HEADER, token);
    }
    next.run(Request::from_parts(parts, Body::from(bytes))).await
}
