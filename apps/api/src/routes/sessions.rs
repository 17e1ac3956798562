//! Browser sessions: begun with a key, ended by logging out. The cookie is out of reach of scripts and other sites.

use crate::access::{SESSION_COOKIE, cookie_of};
use crate::app::App;
use crate::problem::Problem;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use engine::operations::{Caller, SessionAnswer};
use jiff::Timestamp;
use serde::Serialize;

/// Who sends the request, and the session by which, if it is one.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    /// Id of the account.
    account: String,
    /// What it may do.
    scopes: Vec<String>,
    /// Of a session: goes into the header `X-CSRF-Token` of every change.
    #[serde(skip_serializing_if = "Option::is_none")]
    csrf_token: Option<String>,
    /// Of a session: when it ends, however much it is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
}

/// Log in: a cookie for the key of the request
#[utoipa::path(
    post, path = "/v1/sessions", tag = "sessions",
    responses((status = 201, description = "The session; its cookie is in Set-Cookie", body = SessionView))
)]
pub async fn begin(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let begun = app.records().begin_session(&caller).await?;
    let lasts = begun.session.expires_at.duration_since(Timestamp::now()).as_secs().max(0);
    let cookie = session_cookie(&begun.cookie, lasts, &headers);
    Ok((StatusCode::CREATED, [cookie, no_store()], Json(view(caller, Some(begun.session)))).into_response())
}

/// Who sends this request, and its session
#[utoipa::path(
    get, path = "/v1/sessions/current", tag = "sessions",
    responses((status = 200, description = "The account; of a session its token and end, too", body = SessionView))
)]
pub async fn show(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let session = match cookie_of(&headers) {
        Some(cookie) => app.records().session(cookie).await?,
        None => None,
    };
    Ok(([no_store()], Json(view(caller, session))).into_response())
}

/// Log out
#[utoipa::path(
    delete, path = "/v1/sessions/current", tag = "sessions",
    responses((status = 204, description = "The session has ended"))
)]
pub async fn end(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(cookie) = cookie_of(&headers) {
        app.records().end_session(cookie).await?;
    }
    Ok((StatusCode::NO_CONTENT, [session_cookie("", 0, &headers), no_store()]).into_response())
}

fn view(caller: Caller, session: Option<SessionAnswer>) -> SessionView {
    SessionView {
        account: caller.account,
        scopes: caller.scopes.iter().map(|scope| scope.name().to_owned()).collect(),
        expires_at: session.as_ref().map(|session| session.expires_at),
        csrf_token: session.map(|session| session.csrf_token),
    }
}

type Header = (header::HeaderName, HeaderValue);

fn no_store() -> Header {
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))
}

/// The cookie of a session: `Secure` unless the browser speaks to its own machine, where there is no TLS.
pub fn session_cookie(value: &str, seconds: i64, headers: &HeaderMap) -> Header {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let secure = if ["localhost", "127.0.0.1", "[::1]"].contains(&name) { "" } else { "; Secure" };
    let text =
        format!("{SESSION_COOKIE}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    (header::SET_COOKIE, HeaderValue::try_from(text).expect("a cookie is base64 in ASCII"))
}
