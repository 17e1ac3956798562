//! Limits that hold before a key is looked at: requests at once, time, addresses, origins.

use crate::app::App;
use crate::problem::Problem;
use axum::Router;
use axum::body::{Body, HttpBody as _};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use engine::settings::ApiSettings;
use futures_util::StreamExt as _;
use futures_util::stream::unfold;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tower_governor::governor::GovernorConfigBuilder;
use tower_governor::{GovernorError, GovernorLayer};
use tower_http::cors::{AllowOrigin, CorsLayer};

/// Answers 503 where as many requests are being worked on as may be: memory does not grow with the crowd.
pub async fn places(State(app): State<App>, request: Request, next: Next) -> Response {
    let Ok(_place) = Arc::clone(app.places()).try_acquire_owned() else {
        let detail = "the server is working on as many requests as it takes at once; try again";
        let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too-many-requests-at-once", detail);
        return problem.retry_after(1).into_response();
    };
    next.run(request).await
}

/// Answers 503 where the bodies of open requests take all the memory that they may. A body of unknown length counts as
/// the longest.
pub async fn bodies(State(app): State<App>, request: Request, next: Next) -> Response {
    let longest = app.config().settings.upload_bytes;
    let bytes = match request.body().size_hint().exact() {
        Some(bytes) => usize::try_from(bytes).unwrap_or(usize::MAX).min(longest),
        None => longest,
    };
    let Some(_room) = app.room_for(bytes) else {
        let detail = "the server is reading as much as it takes at once; try again";
        let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too-much-at-once", detail);
        return problem.retry_after(1).into_response();
    };
    next.run(request).await
}

/// Answers 408 where a body stops coming, so that its memory and its place are free again.
pub async fn pauses(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let seconds = app.config().settings.body_pause_seconds;
    let late = Arc::new(AtomicBool::new(false));
    let (parts, body) = request.into_parts();
    let state = (Some(body.into_data_stream()), Arc::clone(&late));
    let pieces = unfold(state, move |(body, late)| async move {
        let mut body = body?;
        match tokio::time::timeout(Duration::from_secs(seconds), body.next()).await {
            Ok(Some(Ok(piece))) => Some((Ok(piece), (Some(body), late))),
            Ok(Some(Err(error))) => Some((Err(io::Error::other(error)), (None, late))),
            Ok(None) => None,
            Err(_) => {
                late.store(true, Ordering::Release);
                Some((Err(io::ErrorKind::TimedOut.into()), (None, late)))
            }
        }
    });
    let response = next.run(Request::from_parts(parts, Body::from_stream(pieces))).await;
    if late.load(Ordering::Acquire) {
        let detail = format!("nothing of the body came for {seconds} s");
        return Problem::new(StatusCode::REQUEST_TIMEOUT, "body-too-slow", detail).into_response();
    }
    response
}

/// Answers 503 where a request takes too long; its work is cancelled.
pub async fn time(State(app): State<App>, request: Request, next: Next) -> Response {
    let seconds = app.config().settings.request_seconds;
    match tokio::time::timeout(Duration::from_secs(seconds), next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let detail = format!("the request took longer than {seconds} s and was stopped");
            let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "took-too-long", detail);
            problem.retry_after(5).into_response()
        }
    }
}

/// How often addresses that were quiet are forgotten.
const FORGET: Duration = Duration::from_secs(60);

/// The routes behind the limit on requests from one address.
pub fn addresses(routes: Router, settings: &ApiSettings) -> Router {
    let period = Duration::from_secs(1) / settings.address_rate;
    let config = GovernorConfigBuilder::default()
        .period(period)
        .burst_size(settings.address_burst)
        .finish()
        .expect("neither the period nor the burst is zero");
    let limiter = Arc::downgrade(config.limiter());
    // Without a runtime nothing is served, and no address is remembered.
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        runtime.spawn(async move {
            while let Some(limiter) = limiter.upgrade() {
                limiter.retain_recent();
                drop(limiter);
                tokio::time::sleep(FORGET).await;
            }
        });
    }
    routes.layer(GovernorLayer::new(config).error_handler(|error| match error {
        GovernorError::TooManyRequests { wait_time, .. } => {
            let detail = "too many requests from this address";
            let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "address-limit", detail);
            problem.retry_after(wait_time.max(1)).into_response()
        }
        other => {
            tracing::error!(error = %other, "the limit on addresses failed");
            Problem::of_status(StatusCode::INTERNAL_SERVER_ERROR, "").into_response()
        }
    }))
}

/// The origins that browsers may call from; none without a setting.
pub fn origins(settings: &ApiSettings) -> Option<CorsLayer> {
    let origins = settings.cors_origins.as_deref()?;
    let origins: Vec<HeaderValue> = origins
        .split(',')
        .map(str::trim)
        .filter(|origin| !origin.is_empty())
        .filter_map(|origin| HeaderValue::from_str(origin).ok())
        .collect();
    let key = HeaderName::try_from(settings.key_header.as_str()).ok();
    let named = ["idempotency-key", "last-event-id", "traceparent", "x-request-id"];
    let headers = [header::ACCEPT, header::AUTHORIZATION, header::CONTENT_TYPE, header::IF_NONE_MATCH];
    let headers = headers.into_iter().chain(named.map(HeaderName::from_static)).chain(key);
    let exposed = ["ratelimit", "ratelimit-policy", "x-request-id"].map(HeaderName::from_static);
    let exposed = exposed.into_iter().chain([header::ETAG, header::LOCATION, header::RETRY_AFTER]);
    Some(
        CorsLayer::new()
            .allow_origin(AllowOrigin::list(origins))
            .allow_methods([Method::GET, Method::POST, Method::DELETE])
            .allow_headers(headers.collect::<Vec<_>>())
            .expose_headers(exposed.collect::<Vec<_>>())
            .max_age(Duration::from_secs(600)),
    )
}
