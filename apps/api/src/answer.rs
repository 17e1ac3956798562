//! Answers that succeed: JSON, and the files of the engine.

use crate::problem::Problem;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::Document;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A file of the engine as an answer.
pub struct FileAnswer(pub Document);

impl IntoResponse for FileAnswer {
    fn into_response(self) -> Response {
        let Document { media_type, file_name, bytes } = self.0;
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        let name: String = file_name.chars().filter(|c| c.is_ascii_graphic() && *c != '"').collect();
        if let Ok(value) = HeaderValue::try_from(format!("inline; filename=\"{name}\"")) {
            headers.insert(header::CONTENT_DISPOSITION, value);
        }
        (headers, bytes).into_response()
    }
}

/// A body in JSON. Nested deeper or longer than any request needs to be, it is refused before it is read.
pub struct JsonBody<T>(pub T);

/// The deepest nesting of a body.
const DEPTH_MAX: usize = 16;

/// The most values in a body.
const VALUES_MAX: usize = 10_000;

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        if !is_json(request.headers()) {
            let detail = "the body must be JSON, and Content-Type application/json";
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            return Err(Problem::new(status, "unsupported-media-type", detail).into_response());
        }
        let bytes = Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        read(&bytes).map(Self).map_err(IntoResponse::into_response)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    check_shape(bytes)?;
    serde_json::from_slice(bytes).or_else(|error| match error.classify() {
        serde_json::error::Category::Data => with_whole_numbers(bytes)
            .ok_or_else(|| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid-body", error.to_string())),
        _ => Err(Problem::new(StatusCode::BAD_REQUEST, "malformed-json", error.to_string())),
    })
}

/// The body with numbers such as `7.0` as whole ones, which they are in JSON; none where that does not help.
fn with_whole_numbers<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    fn make_whole(value: &mut Value) {
        match value {
            Value::Number(number) => {
                // Below 2^53, where every whole number is exact.
                let whole = number.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 9e15);
                if let (true, Some(whole)) = (number.is_f64(), whole) {
                    *number = (whole as i64).into();
                }
            }
            Value::Array(items) => items.iter_mut().for_each(make_whole),
            Value::Object(fields) => fields.values_mut().for_each(make_whole),
            _ => {}
        }
    }
    let mut value: Value = serde_json::from_slice(bytes).ok()?;
    make_whole(&mut value);
    serde_json::from_value(value).ok()
}

/// Counts brackets and commas outside of texts: an upper bound that needs no memory.
fn check_shape(bytes: &[u8]) -> Result<(), Problem> {
    let too_large = |detail: String| Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-complex", detail));
    let (mut depth, mut values, mut in_text, mut escaped) = (0_usize, 1_usize, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' => values += 1,
            _ => {}
        }
        if depth > DEPTH_MAX {
            return too_large(format!("the body is nested more than {DEPTH_MAX} levels deep"));
        }
        if values > VALUES_MAX {
            return too_large(format!("the body has more than {VALUES_MAX} values"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(u16, &str)>) {
        let problem = read::<Value>(text.as_bytes()).err();
        let found = problem.as_ref().map(|problem| (problem.status, problem.code.as_str()));
        assert_eq!(found, expected, "{}", text.chars().take(60).collect::<String>());
    }

    #[test]
    fn bodies_have_a_bounded_shape() {
        check(r#"{"a": [1, 2, {"b": "[[[[,,,,\"]]"}]}"#, None);
        check(&"[".repeat(DEPTH_MAX + 1), Some((413, "too-complex")));
        check(&format!("[{}1]", "1,".repeat(VALUES_MAX)), Some((413, "too-complex")));
        check("{", Some((400, "malformed-json")));
        check("", Some((400, "malformed-json")));
    }

    #[test]
    fn a_number_without_a_fraction_is_whole_however_it_is_written() {
        assert_eq!(read::<Vec<u8>>(b"[7, 7.0, 7e0, 0.7e1]").unwrap(), [7; 4]);
        for bad in ["[7.5]", "[256.0]", "[-1.0]", "[1e300]"] {
            assert_eq!(read::<Vec<u8>>(bad.as_bytes()).unwrap_err().code, "invalid-body", "{bad}");
        }
    }

    #[test]
    fn a_field_of_the_wrong_type_is_not_malformed() {
        let problem = read::<Vec<u8>>(br#"["a"]"#).unwrap_err();
        assert_eq!((problem.status, problem.code.as_str()), (422, "invalid-body"));
    }
}
