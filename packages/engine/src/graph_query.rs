//! Queries to the graph: by name with parameters, or as Cypher that only reads.

use crate::error::EngineError;
use crate::next::find;
use crate::open::Engine;
use crate::progress::Progress;
use crate::view::{View, mark};
use domain::nearest::nearest;
use domain::series::Series;
use domain::tracks::TrackReference;
use graph::{BackendError, Params, ReadError, Rows, Value};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Map;
use std::collections::BTreeMap;

/// Names offered in an error.
const SUGGESTIONS: usize = 3;

/// A query that can be asked by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct QueryLine {
    /// Its name.
    pub name: String,
    /// What it answers.
    pub about: String,
    /// Names of its parameters.
    pub parameters: Vec<String>,
}

/// Every named query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct QueriesAnswer {
    /// The queries, by name.
    pub queries: Vec<QueryLine>,
}

/// What to ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "ask", rename_all = "kebab-case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum QueryRequest {
    /// A named query. Series, races and drivers are named as everywhere else.
    Named {
        /// Its name.
        name: String,
        /// Its parameters.
        #[serde(default)]
        parameters: BTreeMap<String, String>,
    },
    /// Cypher that only reads.
    Cypher {
        /// The statement.
        cypher: String,
    },
}

/// What a query found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct QueryAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows: the value of each column.
    pub rows: Vec<Map<String, serde_json::Value>>,
}

impl Engine {
    /// Lists the named queries; needs no graph.
    pub fn queries() -> QueriesAnswer {
        let line = |query: graph::NamedQuery| QueryLine {
            name: query.name.to_owned(),
            about: query.about.to_owned(),
            parameters: parameters_in(query.about),
        };
        QueriesAnswer { queries: graph::named_queries().into_iter().map(line).collect() }
    }

    /// Asks the graph.
    ///
    /// # Errors
    /// An unknown query or parameter, a parameter that is missing or names nothing, Cypher that would write or is wrong.
    pub fn query(&self, request: &QueryRequest, _progress: &Progress) -> Result<QueryAnswer, EngineError> {
        let now = self.clock.now();
        self.read(|view| {
            let rows = match request {
                QueryRequest::Named { name, parameters } => named(view, name, parameters, now)?,
                QueryRequest::Cypher { cypher } => cypher_rows(view, cypher)?,
            };
            let object = |row: &Vec<Value>| {
                rows.columns.iter().cloned().zip(row.iter().map(Value::to_json)).collect::<Map<_, _>>()
            };
            Ok(QueryAnswer {
                state: mark(view),
                rows: rows.rows.iter().map(object).collect(),
                columns: rows.columns.clone(),
            })
        })
    }
}

/// Names after a dollar sign in what a query says of itself.
fn parameters_in(about: &str) -> Vec<String> {
    let pieces = about.split('$').skip(1);
    let name = |piece: &str| piece.chars().take_while(|c| c.is_ascii_alphanumeric()).collect::<String>();
    pieces.map(name).collect()
}

fn named(
    view: &View<'_>,
    name: &str,
    given: &BTreeMap<String, String>,
    now: Timestamp,
) -> Result<Rows, EngineError> {
    let queries = Engine::queries().queries;
    let Some(query) = queries.iter().find(|query| query.name == name) else {
        let known = queries.into_iter().map(|query| query.name).collect();
        return Err(ReadError::UnknownQuery { name: name.to_owned(), known }.into());
    };
    if let Some(unknown) = given.keys().find(|key| !query.parameters.contains(key)) {
        return Err(EngineError::UnknownParameter {
            query: name.to_owned(),
            parameter: unknown.clone(),
            known: query.parameters.clone(),
        });
    }
    let mut params = Params::new();
    for parameter in &query.parameters {
        let text = given.get(parameter).ok_or_else(|| EngineError::MissingParameter {
            query: name.to_owned(),
            parameter: parameter.clone(),
        })?;
        params.insert(parameter.clone().into(), value(view, parameter, text, now)?);
    }
    Ok(view.query(name, &params)?)
}

/// A parameter as the graph has it.
fn value(view: &View<'_>, parameter: &str, text: &str, now: Timestamp) -> Result<Value, EngineError> {
    let bad = |expected: &str| EngineError::BadValue {
        field: parameter.to_owned(),
        value: text.to_owned(),
        expected: expected.to_owned(),
    };
    Ok(match parameter {
        "series" => {
            let series: Series = text.parse().map_err(|_| bad("cup, oreilly (xfinity) or trucks"))?;
            Value::Text(series.key().to_owned())
        }
        "race" => Value::Text(find(view, text, None, now)?.key.to_string()),
        "a" | "b" | "driver" => Value::Int(i64::from(view.find_driver(text)?.0)),
        "season" => Value::Int(text.parse().map_err(|_| bad("a year"))?),
        "layout" => {
            let keys: Vec<&str> =
                TrackReference::builtin().layouts().map(|layout| layout.key.as_str()).collect();
            if !keys.contains(&text) {
                let suggestions = nearest(text, keys, SUGGESTIONS);
                return Err(EngineError::UnknownTrack { key: text.to_owned(), suggestions });
            }
            Value::Text(text.to_owned())
        }
        _ => text.parse().map_or_else(|_| Value::Text(text.to_owned()), Value::Int),
    })
}

/// Cypher of the caller; what is wrong with it is the caller's error.
fn cypher_rows(view: &View<'_>, cypher: &str) -> Result<Rows, EngineError> {
    view.query_cypher(cypher, &Params::new()).map_err(|error| match error {
        ReadError::Backend(BackendError::Statement { message, .. }) => EngineError::BadCypher { message },
        other => other.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_query_says_its_parameters() {
        let queries = Engine::queries().queries;
        let parameters = |name: &str| {
            queries.iter().find(|query| query.name == name).map(|query| query.parameters.join(" "))
        };
        assert_eq!(parameters("winners").as_deref(), Some("series season"));
        assert_eq!(parameters("head_to_head").as_deref(), Some("a b"));
        assert_eq!(parameters("team_mates").as_deref(), Some("race"));
    }
}
