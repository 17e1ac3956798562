//! The request's id, its trace, and its line in the log.

use crate::app::App;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use engine::Origin;
use engine::operations::request_id;
use std::future::Future;
use std::time::Instant;
use tracing::Instrument as _;

/// The header of a request's id.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that a client may give, in characters.
const ID_MAX: usize = 128;

/// What ties a request to its lines in the log, its problem, its jobs and the audit trail.
#[derive(Clone, Debug)]
pub struct RequestContext {
    /// The id: the client's, where it gave one.
    pub id: String,
    /// The client's `traceparent`, where it is in its form.
    pub trace: Option<String>,
}

tokio::task_local! {
    static CURRENT: RequestContext;
}

impl RequestContext {
    /// What the present task works for; nothing outside of a request.
    pub fn origin() -> Origin {
        let of = |context: &Self| Origin {
            request: Some(context.id.clone()),
            trace: context.trace.clone(),
            job: None,
        };
        CURRENT.try_with(of).unwrap_or_default()
    }

    /// Runs a task for the same request as the present one.
    pub fn carry<F: Future>(work: F) -> impl Future<Output = F::Output> {
        let current = CURRENT.try_with(Clone::clone).ok();
        async move {
            match current {
                Some(current) => CURRENT.scope(current, work).await,
                None => work.await,
            }
        }
    }
}

/// Gives the request its id, runs it in a span, and logs how it ended.
pub async fn context(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let context = RequestContext {
        id: given_id(request.headers()).unwrap_or_else(request_id),
        trace: trace_of(request.headers()),
    };
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let method = request.method().clone();
    // The path as it was sent may hold anything, so the log has the route's pattern.
    let span = tracing::info_span!(
        "request",
        request_id = context.id,
        method = %method,
        route = route.as_deref().unwrap_or("-"),
        trace_id = context.trace.as_deref().map(trace_id),
        account = tracing::field::Empty,
    );
    let id = HeaderValue::try_from(context.id.as_str());
    request.extensions_mut().insert(context.clone());
    let mut response = CURRENT.scope(context, next.run(request).instrument(span.clone())).await;
    if let Ok(id) = id {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let (taken, status) = (began.elapsed(), response.status().as_u16());
    app.metrics().answered(known(&method), route.as_deref().unwrap_or("-"), status, taken);
    let milliseconds = taken.as_secs_f64() * 1000.0;
    span.in_scope(|| tracing::info!(status, milliseconds, "answered"));
    response
}

/// A method that is a label: a client may send any word.
fn known(method: &Method) -> &str {
    const KNOWN: [Method; 5] = [Method::GET, Method::HEAD, Method::POST, Method::DELETE, Method::OPTIONS];
    if KNOWN.contains(method) { method.as_str() } else { "other" }
}

/// The client's id, where it is one that can be logged and sent back as it is.
fn given_id(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(REQUEST_ID)?.to_str().ok()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    (!text.is_empty() && text.len() <= ID_MAX && text.chars().all(plain)).then(|| text.to_owned())
}

/// A `traceparent` of version 00: `00-<32 hex>-<16 hex>-<2 hex>`, neither id being zero.
fn trace_of(headers: &HeaderMap) -> Option<String> {
    let text = headers.get("traceparent")?.to_str().ok()?;
    let parts: Vec<&str> = text.split('-').collect();
    let hex = |part: &str, length: usize| {
        part.len() == length && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let some = |part: &str| part.bytes().any(|byte| byte != b'0');
    match parts[..] {
        ["00", trace, parent, flags]
            if hex(trace, 32) && some(trace) && hex(parent, 16) && some(parent) && hex(flags, 2) =>
        {
            Some(text.to_owned())
        }
        _ => None,
    }
}

fn trace_id(traceparent: &str) -> &str {
    traceparent.split('-').nth(1).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_traceparent_is_taken_only_in_its_form() {
        let check = |text: &'static str, expected: bool| {
            let mut headers = HeaderMap::new();
            headers.insert("traceparent", HeaderValue::from_static(text));
            assert_eq!(trace_of(&headers).is_some(), expected, "{text}");
        };
        check("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true);
        check("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331", false);
        check("00-00000000000000000000000000000000-b7ad6b7169203331-01", false);
        check("00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false);
        check("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false);
    }

    #[test]
    fn an_id_that_could_break_a_log_is_replaced() {
        let check = |text: &'static str, expected: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_static(text));
            assert_eq!(given_id(&headers).is_some(), expected, "{text}");
        };
        check("a-1_2.3:4", true);
        check("a b", false);
        check("", false);
        check("\"}", false);
    }
}
