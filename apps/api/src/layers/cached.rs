//! Answers to reads of the shared data: made once per state of the graph, however many ask, and given marked as stale
//! while a store is unreachable.

use super::conditional::{Known, unless_known};
use crate::app::App;
use crate::problem::Problem;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use engine::operations::CachedAnswer;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Says since when an answer is as it is, where a store is unreachable and it may be out of date.
const STALE_SINCE: HeaderName = HeaderName::from_static("stale-since");

/// The longest path and query that is remembered, in bytes.
const KEY_MAX: usize = 2048;

/// An answer that is no success, for all who waited for it.
#[derive(Clone)]
pub struct Failed(Arc<Whole>);

struct Whole {
    status: StatusCode,
    headers: HeaderMap,
    problem: Option<Problem>,
    body: Bytes,
}

impl Failed {
    /// Whether it failed because a store is unreachable, so that an older answer is better than none.
    pub fn is_unreachable(&self) -> bool {
        const UNREACHABLE: [&str; 4] =
            ["graph-unreachable", "graph-busy", "records-unavailable", "took-too-long"];
        self.0.problem.as_ref().is_some_and(|problem| UNREACHABLE.contains(&problem.code.as_str()))
    }

    fn response(&self) -> Response {
        let mut response = Response::new(Body::from(self.0.body.clone()));
        *response.status_mut() = self.0.status;
        *response.headers_mut() = self.0.headers.clone();
        if let Some(problem) = &self.0.problem {
            response.extensions_mut().insert(problem.clone());
        }
        response
    }
}

/// What the paths of kept projections begin with.
const KEPT: &str = "/v1/projections/";

/// Gives the answer that was made for the same path, form and state before, or makes it.
pub async fn cached(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let reads = request.method() == Method::GET || request.method() == Method::HEAD;
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    if !reads || path.len() > KEY_MAX {
        return next.run(request).await;
    }
    let Some(state) = app.state().await else { return next.run(request).await };
    let accept = request.headers().get(header::ACCEPT).map_or(&b""[..], HeaderValue::as_bytes);
    // Records of kept projections move no mark.
    let kept = if path.starts_with(KEPT) { app.kept_records() } else { 0 };
    let key = format!("{} {kept} {} {path}", state.mark, String::from_utf8_lossy(accept));
    let known = Known::of(request.headers());
    if !known.is_empty() {
        // Whoever has an answer may be told so without its being made: by its tag, further inside.
        let Some(kept) = app.answers().fresh(&key) else { return next.run(request).await };
        app.metrics().looked_up("hit");
        return unless_known(unpack(&kept), &known);
    }
    *request.method_mut() = Method::GET;
    let made = AtomicBool::new(false);
    let make = || {
        made.store(true, Ordering::Relaxed);
        async { pack(next.run(request).await).await }
    };
    // Whoever knows that the store is unreachable does not wait for it once more.
    let answer = match app.answers().old(&key).filter(|_| state.unreachable) {
        Some(old) => Ok(old),
        None => app.answers().get(&key, make).await,
    };
    let outcome = match &answer {
        Ok(answer) if answer.stale => "stale",
        _ if made.load(Ordering::Relaxed) => "miss",
        _ => "hit",
    };
    app.metrics().looked_up(outcome);
    match answer {
        Ok(answer) => unpack(&answer),
        Err(failed) => failed.response(),
    }
}

/// A success as bytes: its headers, a line each, an empty line, its body.
async fn pack(response: Response) -> Result<Vec<u8>, Failed> {
    let (mut parts, body) = response.into_parts();
    // The handlers make their bodies whole.
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    if parts.status != StatusCode::OK {
        let problem = parts.extensions.remove::<Problem>();
        return Err(Failed(Arc::new(Whole { status: parts.status, headers: parts.headers, problem, body })));
    }
    let mut bytes = Vec::with_capacity(body.len() + 256);
    for (name, value) in &parts.headers {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.push(b':');
        bytes.extend_from_slice(value.as_bytes());
        bytes.push(b'\n');
    }
    bytes.push(b'\n');
    bytes.extend_from_slice(&body);
    Ok(bytes)
}

fn unpack(answer: &CachedAnswer) -> Response {
    let mut headers = HeaderMap::with_capacity(8);
    let mut at = 0;
    while let Some(length) = answer.bytes[at..].iter().position(|byte| *byte == b'\n') {
        let line = &answer.bytes[at..at + length];
        at += length + 1;
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { break };
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(&line[..colon]), HeaderValue::from_bytes(&line[colon + 1..]))
        {
            headers.append(name, value);
        }
    }
    if answer.stale
        && let Ok(since) = HeaderValue::try_from(answer.made_at.to_string())
    {
        headers.insert(STALE_SINCE, since);
    }
    let body = Bytes::from_owner(Arc::clone(&answer.bytes)).slice(at..);
    let mut response = Response::new(Body::from(body));
    *response.headers_mut() = headers;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_answer_is_unpacked_as_it_was_packed() {
        let mut response = Response::new(Body::from("{\"a\":1}\n\nx: y"));
        response.headers_mut().insert("content-type", HeaderValue::from_static("application/json"));
        response.headers_mut().insert("etag", HeaderValue::from_static("\"a:b\""));
        let Ok(bytes) = pack(response).await else { panic!("it is a success") };
        let made_at = "2025-11-02T19:30:00Z".parse().unwrap();
        let kept = CachedAnswer { bytes: bytes.into(), made_at, stale: true };
        let back = unpack(&kept);
        assert_eq!(back.headers()["etag"], "\"a:b\"");
        assert_eq!(back.headers()["content-type"], "application/json");
        assert_eq!(back.headers()["stale-since"], "2025-11-02T19:30:00Z");
        let body = to_bytes(back.into_body(), 1000).await.unwrap();
        assert_eq!(&body[..], b"{\"a\":1}\n\nx: y");
    }
}
