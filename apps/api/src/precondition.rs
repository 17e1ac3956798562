//! `If-Match`: a write that happens only where its object is as the client last saw it.

use crate::layers::{is_listed, tag};
use crate::problem::Problem;
use axum::http::{HeaderMap, StatusCode, header};
use serde::Serialize;

/// Whether the request has a condition.
pub fn asked(headers: &HeaderMap) -> bool {
    headers.contains_key(header::IF_MATCH)
}

/// Refuses the write where `current`, as GET shows it, has none of the tags of `If-Match`.
///
/// # Errors
/// 412 where it has none.
pub fn matches(headers: &HeaderMap, current: &impl Serialize) -> Result<(), Problem> {
    if !asked(headers) {
        return Ok(());
    }
    let bytes = serde_json::to_vec(current).unwrap_or_default();
    let tag = tag(b"application/json", &bytes);
    let given = headers.get_all(header::IF_MATCH).iter();
    if given.filter_map(|value| value.to_str().ok()).any(|list| is_listed(list, &tag, false)) {
        return Ok(());
    }
    let detail = "the object is not as If-Match says: it has changed since";
    Err(Problem::new(StatusCode::PRECONDITION_FAILED, "precondition-failed", detail))
}
