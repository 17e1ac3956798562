//! The graph: named queries, and the files of its ontology.

use crate::answer::FileAnswer;
use crate::app::App;
use crate::page::page;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Path, Query, State};
use engine::Engine;
use engine::graph_check::CheckAnswer;
use engine::graph_export::{DigestAnswer, ExportRequest};
use engine::graph_node::{NeighbourLine, NeighboursRequest, NodeAnswer, NodeRequest};
use engine::graph_query::{QueriesAnswer, QueryAnswer, QueryRequest};
use engine::lineage::LineageAnswer;
use engine::ontology_files::OntologyAnswer;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Every named query with its parameters
#[utoipa::path(get, path = "/v1/graph/queries", tag = "graph", responses((status = 200, description = "The queries", body = QueriesAnswer)))]
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
    responses((status = 200, description = "Columns and rows", body = QueryAnswer))
)]
pub async fn query(
    State(app): State<App>,
    Path(name): Path<String>,
    Query(parameters): Query<BTreeMap<String, String>>,
) -> Result<Json<QueryAnswer>, Problem> {
    let request = QueryRequest::Named { name, parameters };
    app.engine(move |engine, progress| engine.query(&request, progress)).await.map(Json)
}

/// The laws of the ontology that a store does not enforce, checked
#[utoipa::path(get, path = "/v1/graph/check", tag = "graph", responses((status = 200, description = "What breaks them", body = CheckAnswer)))]
pub async fn check(State(app): State<App>) -> Result<Json<CheckAnswer>, Problem> {
    app.engine(|engine, progress| engine.check_graph(progress)).await.map(Json)
}

/// SHA-256 of the imported facts of the sport
#[utoipa::path(get, path = "/v1/graph/digest", tag = "graph", responses((status = 200, description = "The digest", body = DigestAnswer)))]
pub async fn digest(State(app): State<App>) -> Result<Json<DigestAnswer>, Problem> {
    app.engine(|engine, progress| engine.digest(progress)).await.map(Json)
}

/// What to export.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// Files, vetoes and what else is no fact of the sport, too
    all: Option<bool>,
}

/// The whole graph, sorted: a node or a relation a line
#[utoipa::path(
    get, path = "/v1/graph/export", tag = "graph", params(ExportQuery),
    responses((status = 200, description = "The lines", content((String = "application/x-ndjson"))))
)]
pub async fn export(State(app): State<App>, Query(query): Query<ExportQuery>) -> Result<FileAnswer, Problem> {
    let request = ExportRequest { all: query.all.unwrap_or(false) };
    let export = app.engine(move |engine, progress| engine.export(&request, progress)).await?;
    Ok(FileAnswer(export.document))
}

/// A node: its class, key and properties
#[utoipa::path(
    get, path = "/v1/graph/nodes/{label}/{key}", tag = "graph",
    params(
        ("label" = String, Path, description = "Class of the node in the ontology", example = "Series"),
        ("key" = String, Path, description = "Key of the node", example = "cup")
    ),
    responses((status = 200, description = "The node", body = NodeAnswer))
)]
pub async fn node(
    State(app): State<App>,
    Path((label, key)): Path<(String, String)>,
) -> Result<Json<NodeAnswer>, Problem> {
    let request = NodeRequest { label, key };
    app.engine(move |engine, progress| engine.node(&request, progress)).await.map(Json)
}

/// Where a node comes from: the files and sources that state it
#[utoipa::path(
    get, path = "/v1/graph/nodes/{label}/{key}/lineage", tag = "graph",
    params(
        ("label" = String, Path, description = "Class of the node in the ontology", example = "Series"),
        ("key" = String, Path, description = "Key of the node", example = "cup")
    ),
    responses((status = 200, description = "Steps, files and sources", body = LineageAnswer))
)]
pub async fn lineage(
    State(app): State<App>,
    Path((label, key)): Path<(String, String)>,
) -> Result<Json<LineageAnswer>, Problem> {
    let request = NodeRequest { label, key };
    app.engine(move |engine, progress| engine.lineage(&request, progress)).await.map(Json)
}

/// Filters of neighbours.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NeighboursQuery {
    /// Only along this relation, such as `RAN_ON`
    relation: Option<String>,
    /// Only of this class
    neighbour: Option<String>,
    /// Cursor: the `next` of the previous page
    cursor: Option<String>,
    /// Neighbours of the page, 1 to 500 (default 100)
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// A page of the neighbours of a node.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NeighboursPage {
    /// Mark of the state that was read.
    pub state: String,
    /// The neighbours: relations from the node, then to it; by relation, class and key.
    pub neighbours: Vec<NeighbourLine>,
    /// Where the list goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// What stands beside a node
#[utoipa::path(
    get, path = "/v1/graph/nodes/{label}/{key}/neighbours", tag = "graph",
    params(
        ("label" = String, Path, description = "Class of the node in the ontology", example = "Series"),
        ("key" = String, Path, description = "Key of the node", example = "cup"),
        NeighboursQuery
    ),
    responses((status = 200, description = "A page of neighbours", body = NeighboursPage))
)]
pub async fn neighbours(
    State(app): State<App>,
    Path((label, key)): Path<(String, String)>,
    Query(query): Query<NeighboursQuery>,
) -> Result<Json<NeighboursPage>, Problem> {
    let NeighboursQuery { relation, neighbour, cursor, limit } = query;
    let filters = format!("neighbours {label:?} {key:?} {relation:?} {neighbour:?}");
    let request = NeighboursRequest { node: NodeRequest { label, key }, relation, neighbour };
    let answer = app.engine(move |engine, progress| engine.neighbours(&request, progress)).await?;
    let place = |line: &NeighbourLine| {
        let back = u8::from(line.direction != "out");
        format!("{back}\u{1}{}\u{1}{}\u{1}{}", line.relation, line.label, line.key)
    };
    let (neighbours, next) = page(answer.neighbours, place, &filters, cursor.as_deref(), limit)?;
    Ok(Json(NeighboursPage { state: answer.state, neighbours, next }))
}

/// The files of the ontology
#[utoipa::path(get, path = "/v1/ontology", tag = "graph", responses((status = 200, description = "Names of the files", body = OntologyAnswer)))]
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
