//! Entity tags: a strong one for each answer to a GET, and 304 where the client has it already.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use domain::hex;
use sha2::{Digest, Sha256};

/// Digits of a tag: 128 bits.
const DIGITS: usize = 32;

/// Tags the answer by the SHA-256 of its type and bytes. Equal tags mean equal bytes, whatever the clock says.
pub async fn conditional(mut request: Request, next: Next) -> Response {
    let reads = request.method() == Method::GET || request.method() == Method::HEAD;
    if request.method() == Method::HEAD {
        // The tag is that of the whole answer, whose body is left out further outside.
        *request.method_mut() = Method::GET;
    }
    let known = request.headers().get_all(header::IF_NONE_MATCH).iter().cloned().collect::<Vec<_>>();
    let response = next.run(request).await;
    if !reads || response.status() != StatusCode::OK || is_stream(response.headers()) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // The handlers make their bodies whole, so this copies nothing.
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        parts.status = StatusCode::INTERNAL_SERVER_ERROR;
        return Response::from_parts(parts, Body::empty());
    };
    let mut digest = Sha256::new();
    digest.update(parts.headers.get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes));
    digest.update(b"\n");
    digest.update(&bytes);
    let tag = format!("\"{}\"", &hex::encode(&digest.finalize())[..DIGITS]);
    if let Ok(value) = HeaderValue::try_from(tag.as_str()) {
        parts.headers.insert(header::ETAG, value);
    }
    parts.headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    parts.headers.insert(header::VARY, HeaderValue::from_static("Accept"));
    if known.iter().any(|value| matches(value, &tag)) {
        parts.status = StatusCode::NOT_MODIFIED;
        for of_body in [header::CONTENT_LENGTH, header::CONTENT_TYPE, header::CONTENT_DISPOSITION] {
            parts.headers.remove(of_body);
        }
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

fn is_stream(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/event-stream"))
}

/// `If-None-Match` compares weakly: a proxy may have marked the tag as weak.
fn matches(given: &HeaderValue, tag: &str) -> bool {
    let given = given.to_str().unwrap_or_default();
    let same = |one: &str| one == "*" || one.trim_start_matches("W/") == tag;
    given.split(',').map(str::trim).any(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_found_in_a_list_weak_or_not() {
        let check = |given: &'static str, expected: bool| {
            assert_eq!(matches(&HeaderValue::from_static(given), "\"a\""), expected, "{given}");
        };
        check("\"a\"", true);
        check("\"b\", W/\"a\"", true);
        check("*", true);
        check("\"b\"", false);
        check("a", false);
    }
}
