//! Entity tags: a strong one for each answer to a GET, and 304 where the client has it already.
//!
//! What is a function of the graph's state is tagged by the state's mark and the request, so that a 304 costs no
//! computation; everything else by its bytes.

use crate::app::App;
use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use domain::hex;
use sha2::{Digest, Sha256};

/// Digits of a tag: 128 bits.
const DIGITS: usize = 32;

/// Routes whose answers are functions of the graph's state and the request.
pub const BY_STATE: &[&str] = &[
    "/v1/series",
    "/v1/seasons",
    "/v1/races",
    "/v1/races/{race}",
    "/v1/races/{race}/entries",
    "/v1/drivers",
    "/v1/drivers/{driver}",
    "/v1/drivers/{driver}/why",
    "/v1/axioms/check",
    "/v1/axioms/vetoes",
    "/v1/graph/queries/{name}",
    "/v1/graph/check",
    "/v1/graph/digest",
    "/v1/graph/nodes/{label}/{key}",
    "/v1/graph/nodes/{label}/{key}/neighbours",
    "/v1/graph/nodes/{label}/{key}/lineage",
    "/v1/imports",
];

/// Tags the answer. Equal tags mean equal bytes, whatever the clock says.
pub async fn conditional(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let reads = request.method() == Method::GET || request.method() == Method::HEAD;
    if !reads {
        return next.run(request).await;
    }
    if request.method() == Method::HEAD {
        // The tag is that of the whole answer, whose body is left out further outside.
        *request.method_mut() = Method::GET;
    }
    let known = Known::of(request.headers());
    let question = question(&request);
    let mark = match &question {
        Some(_) => app.state_mark().await,
        None => None,
    };
    let by_state = question.zip(mark).map(|(question, mark)| (tag_of_state(&app, &mark, &question), mark));
    if let Some((tag, _)) = by_state.as_ref().filter(|(tag, _)| known.names(tag)) {
        return not_modified(Response::new(Body::empty()), tag);
    }
    let response = next.run(request).await;
    if response.status() != StatusCode::OK || is_stream(response.headers()) {
        return response;
    }
    if let Some((tag, mark)) = by_state
        // A mark never comes back: where it is the same afterwards, it was while the answer was made.
        && app.state_mark().await.is_some_and(|after| after == mark)
    {
        return if known.has_any() { not_modified(response, &tag) } else { tagged(response, &tag) };
    }
    by_bytes(response, &known).await
}

async fn by_bytes(response: Response, known: &Known) -> Response {
    let (mut parts, body) = response.into_parts();
    // The handlers make their bodies whole, so this copies nothing.
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        parts.status = StatusCode::INTERNAL_SERVER_ERROR;
        return Response::from_parts(parts, Body::empty());
    };
    let tag = tag(parts.headers.get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes), &bytes);
    let response = Response::from_parts(parts, Body::from(bytes));
    if known.has_any() || known.names(&tag) { not_modified(response, &tag) } else { tagged(response, &tag) }
}

/// What is asked, where the answer is a function of it and of the graph's state.
fn question(request: &Request) -> Option<String> {
    let pattern = request.extensions().get::<MatchedPath>()?.as_str();
    let uri = request.uri();
    let query = uri.query().unwrap_or_default();
    // `next` asks the clock, and so does `why` without a race.
    let asks_clock = uri.path().split('/').any(|part| part == "next")
        || query.split('&').any(|pair| pair.ends_with("=next"))
        || (pattern.ends_with("/why") && !query.split('&').any(|pair| pair.starts_with("race=")));
    let encoded = uri.path().contains('%') || query.contains('%') || query.contains('+');
    if !BY_STATE.contains(&pattern) || asks_clock || encoded {
        return None;
    }
    let accept = request.headers().get_all(header::ACCEPT).iter().map(HeaderValue::as_bytes);
    let accept: Vec<_> = accept.map(String::from_utf8_lossy).collect();
    Some(format!("{uri}\n{}", accept.join(",")))
}

/// The tag of the answer to a question in one state, as this version of the program gives it.
fn tag_of_state(app: &App, mark: &str, question: &str) -> String {
    tag(format!("{}\n{mark}", app.answers_version()).as_bytes(), question.as_bytes())
}

/// The tag of an answer by its type and bytes.
pub fn tag(kind: &[u8], bytes: &[u8]) -> String {
    let mut digest = Sha256::new();
    digest.update(kind);
    digest.update(b"\n");
    digest.update(bytes);
    format!("\"{}\"", &hex::encode(&digest.finalize())[..DIGITS])
}

fn tagged(mut response: Response, tag: &str) -> Response {
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, value);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("Accept"));
    response
}

fn not_modified(response: Response, tag: &str) -> Response {
    let (mut parts, _) = tagged(response, tag).into_parts();
    parts.status = StatusCode::NOT_MODIFIED;
    for of_body in [header::CONTENT_LENGTH, header::CONTENT_TYPE, header::CONTENT_DISPOSITION] {
        parts.headers.remove(of_body);
    }
    Response::from_parts(parts, Body::empty())
}

/// The answer, or 304 where the client has it already.
pub(super) fn unless_known(response: Response, known: &Known) -> Response {
    let tag = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok()).map(str::to_owned);
    match tag {
        Some(tag) if known.has_any() || known.names(&tag) => not_modified(response, &tag),
        _ => response,
    }
}

fn is_stream(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/event-stream"))
}

/// The tags that a client has.
pub(super) struct Known(Vec<String>);

impl Known {
    pub fn of(headers: &HeaderMap) -> Self {
        let given = headers.get_all(header::IF_NONE_MATCH).iter();
        Self(given.filter_map(|value| value.to_str().ok()).map(str::to_owned).collect())
    }

    /// Whether the client has no answer.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this tag is one of them; `If-None-Match` compares weakly, for a proxy may have marked it as weak.
    fn names(&self, tag: &str) -> bool {
        self.0.iter().any(|list| list.trim() != "*" && is_listed(list, tag, true))
    }

    /// Whether any answer will do.
    fn has_any(&self) -> bool {
        self.0.iter().any(|list| list.trim() == "*")
    }
}

/// Whether a list of tags names this one, or is `*`. A weak tag is one only where `weakly` says so.
pub fn is_listed(list: &str, tag: &str, weakly: bool) -> bool {
    let same = |one: &str| {
        let strong = one.strip_prefix("W/").filter(|_| weakly).unwrap_or(one);
        one == "*" || strong == tag
    };
    list.split(',').map(str::trim).any(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_found_in_a_list() {
        let check = |list: &str, weakly: bool, strongly: bool| {
            assert_eq!(is_listed(list, "\"a\"", true), weakly, "{list}");
            assert_eq!(is_listed(list, "\"a\"", false), strongly, "{list}");
        };
        check("\"a\"", true, true);
        check("\"b\", W/\"a\"", true, false);
        check("*", true, true);
        check("\"b\"", false, false);
        check("a", false, false);
    }

    #[test]
    fn the_routes_tagged_by_state_are_routes() {
        let api = crate::description();
        for path in BY_STATE.iter().filter(|path| !path.ends_with("{name}")) {
            assert!(api["paths"][path]["get"].is_object(), "{path}");
        }
    }
}
