//! What every page has around its own part: title, navigation, who is logged in.

use super::{assets, print};
use crate::problem::Problem;
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::operations::{Caller, Scope};
use jiff::Timestamp;

/// Who looks at a page.
#[derive(Clone)]
pub struct Visitor {
    /// The account and what it may do.
    pub caller: Caller,
    /// Token of the session, for forms; none where a key was sent with the request itself.
    pub csrf: Option<String>,
}

impl Visitor {
    /// Whether the visitor's key has a scope.
    pub fn may(&self, scope: Scope) -> bool {
        self.caller.scopes.allow(scope)
    }
}

/// A place in the navigation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Home,
    Slate,
    Race,
    Trust,
    Ontology,
    Operations,
}

/// A link of the navigation.
pub struct Link {
    pub words: &'static str,
    pub href: &'static str,
    pub current: bool,
}

/// What is around a page.
pub struct Shell {
    pub title: String,
    pub links: Vec<Link>,
    /// Token of the session, for forms.
    pub csrf: Option<String>,
    pub style: String,
    pub script: String,
    pub icon: String,
}

impl Shell {
    /// Around a page of a visitor.
    pub fn of(visitor: &Visitor, title: impl Into<String>, place: Option<Place>) -> Self {
        let link = |words, href, at| Link { words, href, current: place == Some(at) };
        let links = vec![
            link("Home", "/", Place::Home),
            link("Slate", "/slate/next", Place::Slate),
            link("Race", "/race/next", Place::Race),
            link("Trust", "/trust", Place::Trust),
            link("Ontology", "/ontology", Place::Ontology),
            link("Operations", "/operations", Place::Operations),
        ];
        Self {
            title: title.into(),
            links,
            csrf: visitor.csrf.clone(),
            style: assets::style(),
            script: assets::script(),
            icon: assets::icon(),
        }
    }

    /// Around a page for somebody unknown.
    pub fn outside(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            links: vec![Link { words: "Home", href: "/", current: false }],
            csrf: None,
            style: assets::style(),
            script: assets::script(),
            icon: assets::icon(),
        }
    }
}

/// A moment as a page shows it: in the track's zone, which the script turns into the reader's.
pub struct Moment {
    /// For machines.
    pub iso: String,
    /// In the track's zone.
    pub words: String,
    /// From now: `in 3 h 20 min`.
    pub relative: String,
    /// Whether the server's clock stands still, so that nothing counts down.
    pub fixed: bool,
}

impl Moment {
    /// A moment, seen from another; in UTC without a zone.
    pub fn of(at: Timestamp, zone: Option<&str>, now: Timestamp, fixed: bool) -> Self {
        Self {
            iso: at.to_string(),
            words: print::moment(at, zone),
            relative: print::relative(at, now),
            fixed,
        }
    }
}

/// A template as an answer.
pub fn render(page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => {
            let kind = HeaderValue::from_static("text/html; charset=utf-8");
            ([(header::CONTENT_TYPE, kind)], html).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a page cannot be rendered");
            Problem::of_status(StatusCode::INTERNAL_SERVER_ERROR, "").into_response()
        }
    }
}
