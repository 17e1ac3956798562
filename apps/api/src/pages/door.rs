//! What stands around every page: its security headers, problems as pages, who is visiting.

use super::shell::{Shell, Visitor, render};
use super::url;
use crate::access::cookie_of;
use crate::app::App;
use crate::layers::{RequestContext, Shown};
use crate::problem::Problem;
use askama::Template;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use engine::error::Advice;
use engine::operations::Caller;

/// What a page may load: itself.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Adds the visitor to a request whose key or session was checked.
pub async fn visitor(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let session = match cookie_of(request.headers()) {
        Some(cookie) => match app.records().session(cookie).await {
            Ok(session) => session,
            Err(error) => return Problem::from(error).into_response(),
        },
        None => None,
    };
    if let Some(caller) = request.extensions().get::<Caller>().cloned() {
        let csrf = session.map(|session| session.csrf_token);
        request.extensions_mut().insert(Visitor { caller, csrf });
    }
    next.run(request).await
}

/// Shows a problem as a page, and says what a page may load.
pub async fn page(request: Request, next: Next) -> Response {
    let wanted = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let reads = request.method() == Method::GET || request.method() == Method::HEAD;
    let id = request.extensions().get::<RequestContext>().map(|context| context.id.clone());
    let response = said(next.run(request).await).await;
    let mut response = match response.extensions().get::<Problem>() {
        Some(problem) if problem.status() == StatusCode::UNAUTHORIZED => {
            let to = if reads && wanted != "/" { Some(wanted) } else { None };
            Redirect::to(&url::with_query("/login", &[("to", to)])).into_response()
        }
        Some(problem) => shown(problem, &wanted, reads, id),
        None => response,
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
        .headers_mut()
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("private, no-cache"));
    response
}

/// The same with its problem, where a library below gave an error in its own words.
async fn said(response: Response) -> Response {
    let failed = response.status().is_client_error() || response.status().is_server_error();
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !failed || is_page || response.extensions().get::<Problem>().is_some() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let said = to_bytes(body, SAID_MAX).await.unwrap_or_default();
    parts.extensions.insert(Problem::of_status(parts.status, &String::from_utf8_lossy(&said)));
    Response::from_parts(parts, Body::empty())
}

/// The most that is read of what a library said, in bytes.
const SAID_MAX: usize = 4096;

#[derive(Template)]
#[template(path = "problem.html", whitespace = "minimize")]
struct ProblemPage<'a> {
    shell: Shell,
    problem: &'a Problem,
    /// What happened, for people.
    heading: &'a str,
    /// What to do, and where.
    step: Option<Step>,
    request_id: Option<String>,
    /// Where to try the same again.
    again: Option<&'a str>,
}

/// What helps.
struct Step {
    words: String,
    href: Option<&'static str>,
}

fn shown(problem: &Problem, wanted: &str, reads: bool, request_id: Option<String>) -> Response {
    let status = problem.status();
    let heading = match status {
        StatusCode::FORBIDDEN => "You may not see this",
        StatusCode::NOT_FOUND => "Nothing here by that name",
        StatusCode::TOO_MANY_REQUESTS => "Too many requests",
        StatusCode::SERVICE_UNAVAILABLE => "Not available at the moment",
        status if status.is_server_error() => "The server failed",
        _ => "This did not work",
    };
    let page = ProblemPage {
        shell: Shell::outside(heading),
        problem,
        heading,
        step: problem.next_step.as_ref().and_then(|step| step_of(&step.advice)),
        request_id,
        again: (reads && problem.retry_after.is_some()).then_some(wanted),
    };
    let mut response = (status, render(&page)).into_response();
    if let Some(seconds) = problem.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.extensions_mut().insert(Shown);
    response
}

/// What to do about a problem, and on which page.
fn step_of(advice: &Advice) -> Option<Step> {
    let step = |words: &str, href| Some(Step { words: words.to_owned(), href });
    match advice {
        Advice::Import { kind } => {
            Some(Step { words: format!("Import a file of kind {kind}."), href: Some("/operations") })
        }
        Advice::LoadFirst => step("Import race logs first.", Some("/operations")),
        Advice::ListImports | Advice::UndoImport { .. } => {
            step("Look at the imported files.", Some("/operations"))
        }
        Advice::ListRaces { .. } => step("Choose one of the loaded races.", Some("/")),
        Advice::RunBacktest => step("Run a backtest first.", Some("/trust")),
        Advice::Retry => step("Try again in a moment.", None),
        _ => None,
    }
}
