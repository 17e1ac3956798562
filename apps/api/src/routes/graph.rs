//! The graph: named queries, and the files of its ontology.

use crate::answer::FileAnswer;
use crate::app::App;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Path, Query, State};
use engine::Engine;
use engine::graph_query::{QueriesAnswer, QueryAnswer, QueryRequest};
use engine::ontology_files::OntologyAnswer;
use std::collections::BTreeMap;

/// Every named query with its parameters
#[utoipa::path(get, path = "/v1/graph/queries", tag = "graph", responses((status = 200, description = "The queries", body = serde_json::Value)))]
pub async fn queries() -> Json<QueriesAnswer> {
    Json(Engine::queries())
}

/// The rows of a named query
#[utoipa::path(
    get, path = "/v1/graph/queries/{name}", tag = "graph",
    params(
        ("name" = String, Path, description = "Name of the query", example = "winners"),
        ("series" = Option<String>, Query, description = "For queries with this parameter"),
        ("season" = Option<i16>, Query, description = "For queries with this parameter"),
        ("race" = Option<String>, Query, description = "For queries with this parameter"),
        ("driver" = Option<String>, Query, description = "For queries with this parameter"),
        ("layout" = Option<String>, Query, description = "For queries with this parameter"),
        ("a" = Option<String>, Query, description = "A driver, for queries of two"),
        ("b" = Option<String>, Query, description = "The other driver")
    ),
    responses((status = 200, description = "Columns and rows", body = serde_json::Value))
)]
pub async fn query(
    State(app): State<App>,
    Path(name): Path<String>,
    Query(parameters): Query<BTreeMap<String, String>>,
) -> Result<Json<QueryAnswer>, Problem> {
    let request = QueryRequest::Named { name, parameters };
    app.engine(move |engine, progress| engine.query(&request, progress)).await.map(Json)
}

/// The files of the ontology
#[utoipa::path(get, path = "/v1/ontology", tag = "graph", responses((status = 200, description = "Names of the files", body = serde_json::Value)))]
pub async fn ontology() -> Json<OntologyAnswer> {
    Json(Engine::ontology_files())
}

/// A file of the ontology
#[utoipa::path(
    get, path = "/v1/ontology/{file}", tag = "graph",
    params(("file" = String, Path, description = "Name of the file", example = "ontology.ttl")),
    responses((status = 200, description = "The file", content(
        (String = "text/turtle"), (serde_json::Value = "application/schema+json"), (String = "text/markdown")
    )))
)]
pub async fn ontology_file(Path(file): Path<String>) -> Result<FileAnswer, Problem> {
    Ok(FileAnswer(Engine::ontology_file(&file)?))
}
