//! Logging in with a key, and out.

use super::form::Fields;
use super::shell::{Shell, render};
use super::url;
use crate::access::cookie_of;
use crate::app::App;
use crate::layers::Shown;
use crate::problem::Problem;
use crate::routes::session_cookie;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use engine::operations::Verified;
use jiff::Timestamp;
use serde::Deserialize;

/// Where to go afterwards.
#[derive(Deserialize)]
pub struct To {
    #[serde(default)]
    to: String,
}

/// The fields of the form.
#[derive(Deserialize)]
pub struct Login {
    key: String,
    #[serde(default)]
    to: String,
}

#[derive(Template)]
#[template(path = "login.html", whitespace = "minimize")]
struct LoginPage<'a> {
    shell: Shell,
    to: &'a str,
    refused: bool,
}

/// The form.
pub async fn show(Query(query): Query<To>) -> Response {
    render(&LoginPage { shell: Shell::outside("Log in"), to: url::local(&query.to), refused: false })
}

/// Begins a session.
pub async fn begin(
    State(app): State<App>,
    headers: HeaderMap,
    Fields(login): Fields<Login>,
) -> Result<Response, Problem> {
    // Without this a page of others could log a browser in under their own key.
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    if site.is_some_and(|site| site != "same-origin" && site != "none") {
        let detail = "this form was sent by another site; open the page itself and log in there";
        return Err(Problem::new(StatusCode::FORBIDDEN, "other-site", detail));
    }
    let key = login.key.trim().to_owned();
    match app.operations(move |operations| operations.verify_key(&key)).await? {
        Verified::Caller(caller) => {
            let begun = app.records().begin_session(&caller).await?;
            let lasts = begun.session.expires_at.duration_since(Timestamp::now()).as_secs().max(0);
            let cookie = session_cookie(&begun.cookie, lasts, &headers);
            Ok(([cookie], Redirect::to(url::local(&login.to))).into_response())
        }
        Verified::Refused(why) => {
            tracing::info!(why, "key refused");
            let page =
                LoginPage { shell: Shell::outside("Log in"), to: url::local(&login.to), refused: true };
            let mut response = (StatusCode::UNPROCESSABLE_ENTITY, render(&page)).into_response();
            response.extensions_mut().insert(Shown);
            Ok(response)
        }
    }
}

/// Ends the session.
pub async fn end(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(cookie) = cookie_of(&headers) {
        app.records().end_session(cookie).await?;
    }
    Ok(([session_cookie("", 0, &headers)], Redirect::to("/login")).into_response())
}
