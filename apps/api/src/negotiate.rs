//! The media type of an answer, by what the client accepts.

use crate::problem::Problem;
use axum::http::{HeaderMap, StatusCode, header};

/// The type that the client prefers of those offered; the first where it has no preference.
///
/// # Errors
/// 406 where it accepts none of them.
pub fn choose<T: Copy>(headers: &HeaderMap, offered: &[(&str, T)]) -> Result<T, Problem> {
    let given = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let given = given.collect::<Vec<_>>().join(",");
    let ranges: Vec<Range<'_>> = given.split(',').filter_map(Range::parse).collect();
    let quality = |offer: &str| {
        // The most specific range that fits decides.
        let fitting = ranges.iter().filter(|range| range.fits(offer));
        fitting.max_by_key(|range| range.specific()).map_or(0, |range| range.thousandths)
    };
    let best = if ranges.is_empty() {
        offered.first()
    } else {
        let acceptable = offered.iter().filter(|(offer, _)| quality(offer) > 0);
        // The first of equals: `max_by_key` would give the last.
        acceptable.rev().max_by_key(|(offer, _)| quality(offer))
    };
    best.map(|(_, value)| *value).ok_or_else(|| {
        let types: Vec<&str> = offered.iter().map(|(offer, _)| *offer).collect();
        let detail = format!("this is offered as {}", types.join(", "));
        Problem::new(StatusCode::NOT_ACCEPTABLE, "not-acceptable", detail)
    })
}

struct Range<'a> {
    kind: &'a str,
    subtype: &'a str,
    thousandths: u32,
}

impl<'a> Range<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let quality = parts.find_map(|part| part.strip_prefix("q=")).and_then(|q| q.parse::<f64>().ok());
        let thousandths = (quality.unwrap_or(1.0).clamp(0.0, 1.0) * 1000.0) as u32;
        Some(Self { kind, subtype, thousandths })
    }

    fn fits(&self, offer: &str) -> bool {
        let (kind, subtype) = offer.split_once('/').unwrap_or((offer, ""));
        let equal = |range: &str, part: &str| range == "*" || range.eq_ignore_ascii_case(part);
        equal(self.kind, kind) && equal(self.subtype, subtype)
    }

    fn specific(&self) -> u8 {
        u8::from(self.kind != "*") + u8::from(self.subtype != "*")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn check(accept: Option<&str>, expected: Option<&str>) {
        let mut headers = HeaderMap::new();
        if let Some(accept) = accept {
            headers.insert(header::ACCEPT, HeaderValue::from_str(accept).unwrap());
        }
        let offered = [("application/json", "json"), ("text/csv", "csv"), ("image/png", "png")];
        assert_eq!(choose(&headers, &offered).ok(), expected, "{accept:?}");
    }

    #[test]
    fn the_client_chooses() {
        check(None, Some("json"));
        check(Some("*/*"), Some("json"));
        check(Some("text/csv"), Some("csv"));
        check(Some("image/*"), Some("png"));
        check(Some("text/html, */*;q=0.1"), Some("json"));
        check(Some("application/json;q=0.2, text/csv;q=0.9"), Some("csv"));
        check(Some("application/json;q=0, */*"), Some("csv"));
        check(Some("text/html"), None);
    }
}
