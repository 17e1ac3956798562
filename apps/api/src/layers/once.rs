//! Writes: done once under an idempotency key, and recorded in the audit trail.

use super::RequestContext;
use crate::app::App;
use crate::problem::Problem;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use engine::operations::{Act, Caller, Permit, Repetition, StoredAnswer};
use tracing::Instrument as _;

/// The header of a client's idempotency key.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Says that an answer is that of an earlier request.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The longest key, in characters.
const KEY_MAX: usize = 255;

/// Runs a write to its end even where the client goes away, so that its answer and its line in the trail are kept.
pub async fn write(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let span = tracing::Span::current();
    let written = app.clone();
    let work = RequestContext::carry(async move { once(&app, request, next).await });
    let task = tokio::spawn(work.instrument(span)).await;
    written.wrote();
    match task {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(%error, "a write ended unexpectedly");
            Problem::of_status(StatusCode::INTERNAL_SERVER_ERROR, "").into_response()
        }
    }
}

async fn once(app: &App, request: Request, next: Next) -> Response {
    let key = match key_of(request.method(), request.headers()) {
        Ok(key) => key,
        Err(problem) => return problem.into_response(),
    };
    let Some(key) = key else { return audited(app, request, next).await };
    let account = request.extensions().get::<Caller>().map(|caller| caller.account.clone());
    let account = account.unwrap_or_default();
    let route = format!("{} {}", request.method(), request.uri());
    let (parts, body) = request.into_parts();
    let limit = app.config().settings.upload_bytes;
    let Ok(body) = to_bytes(body, limit).await else {
        let detail = format!("the body is over {limit} bytes, or broke off");
        return Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", detail).into_response();
    };
    let sent = body.clone();
    let begun = app.operations(move |operations| operations.begin_once(&account, &route, &key, &sent)).await;
    match begun {
        Err(problem) => problem.into_response(),
        Ok(Repetition::Answered(answer)) => replay(answer),
        Ok(Repetition::InFlight) => {
            let detail = "a request with this idempotency key is being worked on";
            let problem = Problem::new(StatusCode::CONFLICT, "idempotency-in-flight", detail);
            problem.retry_after(1).into_response()
        }
        Ok(Repetition::OtherBody) => {
            let detail = "this idempotency key was used with another body";
            Problem::new(StatusCode::CONFLICT, "idempotency-key-reused", detail).into_response()
        }
        Ok(Repetition::First(permit)) => {
            let response = audited(app, Request::from_parts(parts, Body::from(body)), next).await;
            keep(app, permit, response).await
        }
    }
}

/// Keeps the answer for the repetitions, unless trying again may give another.
async fn keep(app: &App, permit: Permit, response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let lasts = !parts.status.is_server_error() && parts.extensions.get::<Problem>().is_none();
    let answer = lasts.then(|| StoredAnswer {
        status: parts.status.as_u16(),
        headers: kept_headers(&parts.headers),
        body: body.to_vec(),
    });
    if let Err(problem) = app.operations(move |operations| operations.end_once(permit, answer)).await {
        tracing::warn!(code = problem.code, "could not keep the answer for repetitions");
    }
    Response::from_parts(parts, Body::from(body))
}

fn kept_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let kept = [header::CONTENT_TYPE, header::LOCATION, header::RETRY_AFTER];
    let value = |name: HeaderName| Some((name.to_string(), headers.get(&name)?.to_str().ok()?.to_owned()));
    kept.into_iter().filter_map(value).collect()
}

fn replay(answer: StoredAnswer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = (status, Bytes::from(answer.body)).into_response();
    response.headers_mut().remove(header::CONTENT_TYPE);
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

/// Runs the write and adds its line to the audit trail.
async fn audited(app: &App, request: Request, next: Next) -> Response {
    let caller = request.extensions().get::<Caller>().cloned();
    let context = request.extensions().get::<RequestContext>().cloned();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let action = format!("{} {}", request.method(), route.as_deref().unwrap_or("-"));
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    let made = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
    let problem = response.extensions().get::<Problem>();
    let outcome = match problem {
        Some(problem) => problem.code.clone(),
        None if response.status().is_success() => "done".to_owned(),
        None => response.status().as_u16().to_string(),
    };
    let act = Act {
        account: caller.as_ref().map(|caller| caller.account.clone()).unwrap_or_default(),
        key: caller.map(|caller| caller.key),
        action,
        subject: made.unwrap_or(&path).to_owned(),
        outcome,
        request_id: context.map(|context| context.id),
        detail: None,
    };
    if let Err(problem) = app.operations(move |operations| operations.record(act)).await {
        tracing::error!(code = problem.code, "a write is missing in the audit trail");
    }
    response
}

/// The idempotency key of a POST; other methods are the same when repeated.
fn key_of(method: &Method, headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY).filter(|_| method == Method::POST) else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default();
    if text.is_empty() || text.len() > KEY_MAX || !text.chars().all(|c| c.is_ascii_graphic()) {
        let detail = format!("Idempotency-Key has 1 to {KEY_MAX} visible ASCII characters");
        return Err(Problem::new(StatusCode::BAD_REQUEST, "bad-idempotency-key", detail));
    }
    Ok(Some(text.to_owned()))
}
