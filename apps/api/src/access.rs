//! Who may do what: keys, scopes and quotas, checked before a handler runs.

use crate::app::App;
use crate::problem::Problem;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use engine::operations::{Caller, QuotaDecision, Rate, Scope, Verified, tokens_match};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What a group of routes needs and costs.
#[derive(Clone, Copy, Debug)]
pub struct Access {
    /// The scope that a key must have; any key will do without it.
    pub scope: Option<Scope>,
    /// What a request takes from the account's quota.
    pub cost: u32,
}

/// By which way a request comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// Over the network, with a key.
    Network,
    /// Through the socket beside the data, from the owner of the folder.
    Local,
}

/// How long a verified key is trusted without another look: a revocation counts after this time at the latest.
const TRUSTED: Duration = Duration::from_secs(4);

/// How long a key is trusted for reads while the records are unreachable, so that nobody can be asked whether it still works.
const TRUSTED_AWAY: Duration = Duration::from_secs(300);

/// Verified keys that are remembered.
const KEYS_MAX: usize = 10_000;

/// Keys that were verified a moment ago, by their SHA-256.
#[derive(Default)]
pub struct KeyCache {
    keys: Mutex<HashMap<[u8; 32], (Caller, Instant)>>,
}

impl KeyCache {
    fn find(&self, digest: &[u8; 32], within: Duration) -> Option<Caller> {
        let keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.get(digest).filter(|(_, at)| at.elapsed() < within).map(|(caller, _)| caller.clone())
    }

    fn remember(&self, digest: [u8; 32], caller: Caller) {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if keys.len() >= KEYS_MAX {
            keys.retain(|_, (_, at)| at.elapsed() < TRUSTED);
        }
        if keys.len() < KEYS_MAX {
            keys.insert(digest, (caller, Instant::now()));
        }
    }

    /// Forgets a key of this id: it was revoked here.
    pub fn forget(&self, id: &str) {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.retain(|_, (caller, _)| caller.key != id);
    }
}

/// Lets a request through whose key works, has the scope, and whose account has quota left.
pub async fn guard(State((app, access)): State<(App, Access)>, mut request: Request, next: Next) -> Response {
    let caller = match authenticate(&app, request.method(), request.headers()).await {
        Ok(caller) => caller,
        Err(problem) => {
            let mut response = problem.into_response();
            if response.status() == StatusCode::UNAUTHORIZED {
                let scheme = HeaderValue::from_static("Bearer realm=\"backstretch\"");
                response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
            }
            return response;
        }
    };
    tracing::Span::current().record("account", caller.account.as_str());
    let decision = app.quota().take(&caller.account, access.cost).await;
    let mut response = if !decision.allowed {
        let seconds = decision.retry_seconds().unwrap_or_else(|| decision.reset_seconds().max(1));
        let detail = format!("the quota of this account ({}) is used up", app.quota().rate());
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "quota-used-up", detail)
            .retry_after(seconds)
            .into_response()
    } else if let Some(missing) = access.scope.filter(|scope| !caller.scopes.allow(*scope)) {
        let detail = format!("this needs a key with the scope {}", missing.name());
        Problem::new(StatusCode::FORBIDDEN, "scope-missing", detail).into_response()
    } else {
        request.extensions_mut().insert(caller);
        next.run(request).await
    };
    quota_headers(response.headers_mut(), app.quota().rate(), &decision);
    response
}

/// Lets the owner of the data folder do everything.
pub async fn as_owner(State(app): State<App>, mut request: Request, next: Next) -> Response {
    match app.operations(|operations| operations.owner()).await {
        Ok(caller) => {
            tracing::Span::current().record("account", caller.account.as_str());
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

/// `RateLimit` and `RateLimit-Policy`, in the form of the IETF's draft.
fn quota_headers(headers: &mut HeaderMap, rate: Rate, decision: &QuotaDecision) {
    let policy = format!("\"default\";q={};w={}", rate.quota(), rate.period_seconds());
    let left = format!("\"default\";r={};t={}", decision.remaining, decision.reset_seconds());
    for (name, value) in [("ratelimit-policy", policy), ("ratelimit", left)] {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name, value);
        }
    }
}

async fn authenticate(app: &App, method: &Method, headers: &HeaderMap) -> Result<Caller, Problem> {
    let Some(key) = key_of(headers, &app.config().settings.key_header) else {
        return match cookie_of(headers) {
            Some(cookie) => of_session(app, method, headers, cookie).await,
            None => Err(unauthorized("this needs an API key")),
        };
    };
    let digest: [u8; 32] = Sha256::digest(key.as_bytes()).into();
    if let Some(caller) = app.keys().find(&digest, TRUSTED) {
        return Ok(caller);
    }
    let key = key.to_owned();
    let verified = match app.operations(move |operations| operations.verify_key(&key)).await {
        Ok(verified) => verified,
        // A read may go on with what was known; a write needs the records anyway.
        Err(problem) if method.is_safe() && problem.code == "records-unavailable" => {
            return app.keys().find(&digest, TRUSTED_AWAY).ok_or(problem);
        }
        Err(problem) => return Err(problem),
    };
    match verified {
        Verified::Caller(caller) => {
            app.keys().remember(digest, caller.clone());
            Ok(caller)
        }
        Verified::Refused(why) => {
            // One answer for all of these: it does not say whether the key exists.
            tracing::info!(why, "key refused");
            Err(unauthorized("the API key does not work: it is unknown, mistyped, expired or revoked"))
        }
    }
}

/// The caller of a browser's session. What changes something carries the session's token too, which no page of others
/// can read.
async fn of_session(
    app: &App,
    method: &Method,
    headers: &HeaderMap,
    cookie: &str,
) -> Result<Caller, Problem> {
    let over = || unauthorized("the session has ended; log in again");
    let session = app.records().session(cookie).await?.ok_or_else(over)?;
    if !method.is_safe() {
        let given = headers.get(CSRF_HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !tokens_match(&session.csrf_token, given) {
            let detail = "a change in a browser session needs its token in the header X-CSRF-Token";
            return Err(Problem::new(StatusCode::FORBIDDEN, "csrf-token-missing", detail));
        }
    }
    let digest: [u8; 32] = Sha256::digest(cookie.as_bytes()).into();
    if let Some(caller) = app.keys().find(&digest, TRUSTED) {
        return Ok(caller);
    }
    let key = session.caller.key.clone();
    if !app.operations(move |operations| operations.key_works(&key)).await? {
        return Err(over());
    }
    app.keys().remember(digest, session.caller.clone());
    Ok(session.caller)
}

/// Header of the token of a session.
pub const CSRF_HEADER: &str = "x-csrf-token";

/// Name of the cookie of a session.
pub const SESSION_COOKIE: &str = "backstretch_session";

/// The cookie of a session.
pub fn cookie_of(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|cookies| cookies.split(';')).find_map(|cookie| {
        let (name, value) = cookie.trim().split_once('=')?;
        (name == SESSION_COOKIE && !value.is_empty()).then_some(value)
    })
}

fn unauthorized(detail: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", detail)
}

/// The key of a request: the header of keys, else the bearer token.
fn key_of<'a>(headers: &'a HeaderMap, key_header: &str) -> Option<&'a str> {
    let text = |value: &'a HeaderValue| value.to_str().ok().map(str::trim).filter(|text| !text.is_empty());
    headers.get(key_header).and_then(text).or_else(|| {
        let (scheme, token) = headers.get(header::AUTHORIZATION).and_then(text)?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_stands_in_its_header_or_is_a_bearer_token() {
        let check = |pairs: &[(&'static str, &'static str)], expected: Option<&str>| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(*name, HeaderValue::from_static(value));
            }
            assert_eq!(key_of(&headers, "X-API-Key"), expected, "{pairs:?}");
        };
        check(&[], None);
        check(&[("x-api-key", "a")], Some("a"));
        check(&[("authorization", "Bearer b")], Some("b"));
        check(&[("authorization", "bearer  b")], Some("b"));
        check(&[("authorization", "Basic b")], None);
        check(&[("x-api-key", "a"), ("authorization", "Bearer b")], Some("a"));
        check(&[("x-api-key", " ")], None);
    }
}
