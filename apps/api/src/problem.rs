//! Problems: every answer that is an error, as RFC 9457 describes them.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::EngineError;
use engine::error::{Advice, Kind};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::error::Error;

/// The media type of problems.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// How long a client waits where nothing better is known, in seconds.
const RETRY_SECONDS: u64 = 1;

/// An error as it is answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Names the problem: `urn:backstretch:problem:` and its code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong with this request.
    pub detail: String,
    /// Stable name of the problem, kebab-case.
    pub code: String,
    /// The path of the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// The id under which the server's log has the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The values that the detail speaks of.
    #[serde(default, skip_serializing_if = "is_empty")]
    #[schema(value_type = Option<Object>)]
    pub data: Value,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_step: Option<NextStep>,
    /// Seconds after which the same request may succeed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

/// What a problem suggests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NextStep {
    /// What helps; a person at the server may have to do it.
    #[serde(flatten)]
    pub advice: Advice,
    /// Method of the request that does it, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Path of that request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

impl Problem {
    /// A problem of a status and a code.
    pub fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:backstretch:problem:{code}"),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            code: code.to_owned(),
            instance: None,
            request_id: None,
            data: Value::Null,
            next_step: None,
            retry_after: None,
        }
    }

    /// The problem of a status that something below this crate gave, with what it said.
    pub fn of_status(status: StatusCode, said: &str) -> Self {
        let (code, detail) = match status {
            StatusCode::NOT_FOUND => ("unknown-route", "there is no such route; /openapi.json lists all"),
            StatusCode::METHOD_NOT_ALLOWED => {
                ("method-not-allowed", "this route does not have that method; Allow lists those it has")
            }
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ("unsupported-media-type", "the body is not in JSON"),
            StatusCode::PAYLOAD_TOO_LARGE => ("too-large", "the body is over the limit"),
            StatusCode::BAD_REQUEST => ("bad-request", "the request cannot be read"),
            StatusCode::UNPROCESSABLE_ENTITY => ("invalid", "the request is not valid"),
            status if status.is_server_error() => ("internal", INTERNAL),
            _ => ("failed", "the request failed"),
        };
        // What a library says of a client's mistake helps; of ours it is for the log.
        let said = if status.is_server_error() { "" } else { said.trim() };
        Self::new(status, code, if said.is_empty() { detail } else { said })
    }

    /// The same with a time after which to try again.
    #[must_use]
    pub fn retry_after(self, seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

const INTERNAL: &str = "the server failed; its log has the cause under this request id";

impl From<EngineError> for Problem {
    /// The one place in which an error of the engine becomes an answer. The cause of a 5xx goes to the log, once.
    fn from(error: EngineError) -> Self {
        let (kind, code) = (error.kind(), error.code());
        let status = match kind {
            Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::Conflict | Kind::Incomplete => StatusCode::CONFLICT,
            Kind::Forbidden => StatusCode::FORBIDDEN,
            Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Kind::Busy | Kind::Unavailable | Kind::Cancelled => StatusCode::SERVICE_UNAVAILABLE,
        };
        if status.is_server_error() {
            let causes = std::iter::successors(error.source(), |cause| (*cause).source());
            let causes: Vec<String> = causes.map(ToString::to_string).collect();
            tracing::error!(code, error = %error, causes = causes.join(": "), "request failed");
        }
        let detail = match kind {
            Kind::Internal => INTERNAL.to_owned(),
            Kind::Busy => "the server is busy; try again".to_owned(),
            Kind::Unavailable => unavailable(code).to_owned(),
            Kind::Cancelled => "the server is stopping; try again".to_owned(),
            _ => error.to_string(),
        };
        let passing = status == StatusCode::SERVICE_UNAVAILABLE;
        Self {
            data: if status.is_server_error() { Value::Null } else { error.data() },
            next_step: error.next_step().map(NextStep::of),
            retry_after: passing.then_some(RETRY_SECONDS),
            ..Self::new(status, code, detail)
        }
    }
}

/// What does not answer, in words that say nothing of the server's folders and addresses.
fn unavailable(code: &str) -> &'static str {
    match code {
        "disk-full" | "records-full" => "the server's disk is full; reading still works",
        "folder-read-only" | "records-read-only" => {
            "the server may not write to its folder; reading still works"
        }
        _ => "a service that this request needs does not answer; try again",
    }
}

impl NextStep {
    fn of(advice: Advice) -> Self {
        let (method, href) = request_of(&advice).unzip();
        Self { advice, method: method.map(str::to_owned), href }
    }
}

/// The request that an advice stands for; none where only the operator can follow it.
fn request_of(advice: &Advice) -> Option<(&'static str, String)> {
    Some(match advice {
        Advice::Import { kind } => ("POST", format!("/v1/imports/{kind}")),
        Advice::LoadFirst => ("POST", "/v1/imports/race-logs".to_owned()),
        Advice::ListImports => ("GET", "/v1/imports".to_owned()),
        Advice::UndoImport { snapshot } => ("DELETE", format!("/v1/imports/{snapshot}")),
        Advice::ListRaces { series: None } => ("GET", "/v1/races".to_owned()),
        Advice::ListRaces { series: Some(series) } => ("GET", format!("/v1/races?series={series}")),
        Advice::ListQueries => ("GET", "/v1/graph/queries".to_owned()),
        Advice::ListClaims => ("GET", "/v1/claims".to_owned()),
        Advice::ListModels => ("GET", "/v1/models".to_owned()),
        Advice::ShowRace { race } => ("GET", format!("/v1/races/{race}")),
        Advice::ListTracks => ("GET", "/v1/tracks".to_owned()),
        Advice::RunBacktest => ("POST", "/v1/backtests".to_owned()),
        Advice::CheckGraph
        | Advice::RebuildGraph
        | Advice::ReplaceTarget
        | Advice::ChangeSettings { .. }
        | Advice::Retry => return None,
    })
}

/// The body is written by the outermost layer, which knows the request's id and path.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_the_engine_keeps_its_code_data_and_next_step() {
        let error = EngineError::NoNextRace { series: None, last: None, without_result: false };
        let problem = Problem::from(error);
        assert_eq!((problem.status, problem.code.as_str()), (404, "no-next-race"));
        let next = problem.next_step.expect("it suggests an import");
        assert_eq!(
            (next.method.as_deref(), next.href.as_deref()),
            (Some("POST"), Some("/v1/imports/entries"))
        );
    }

    #[test]
    fn the_cause_of_a_server_error_is_not_sent() {
        let error = EngineError::Panicked { message: "secret cause".to_owned() };
        let problem = Problem::from(error);
        assert_eq!(problem.status, 500);
        assert!(!serde_json::to_string(&problem).unwrap().contains("secret cause"));
        let busy = Problem::from(EngineError::TooBusy).into_response();
        assert_eq!(
            (busy.status(), &busy.headers()["retry-after"]),
            (StatusCode::SERVICE_UNAVAILABLE, &HeaderValue::from(1))
        );
    }
}
