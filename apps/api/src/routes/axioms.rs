//! The laws of the sport.

use crate::app::App;
use crate::page::page;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Query, State};
use engine::Engine;
use engine::axioms::{AxiomsAnswer, RulesAnswer};
use engine::vetoes::{RuleCount, VetoLine, VetoesRequest};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Every law
#[utoipa::path(get, path = "/v1/axioms/rules", tag = "axioms", responses((status = 200, description = "The laws", body = RulesAnswer)))]
pub async fn rules() -> Json<RulesAnswer> {
    Json(Engine::rules())
}

/// Every loaded race checked against the laws
#[utoipa::path(get, path = "/v1/axioms/check", tag = "axioms", responses((status = 200, description = "Vetoes and remarks", body = AxiomsAnswer)))]
pub async fn check(State(app): State<App>) -> Result<Json<AxiomsAnswer>, Problem> {
    app.engine(|engine, progress| engine.check_axioms(progress)).await.map(Json)
}

/// Filters of the veto log.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct VetoesQuery {
    /// Only by this rule
    rule: Option<String>,
    /// Only of files of this kind, such as `claims`
    kind: Option<String>,
    /// Cursor: the `next` of the previous page
    cursor: Option<String>,
    /// Vetoes of the page, 1 to 500 (default 100)
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// A page of the veto log.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VetoesPage {
    /// Mark of the state that was read.
    pub state: String,
    /// How much each rule holds back, on all pages.
    pub by_rule: BTreeMap<String, RuleCount>,
    /// The vetoes, by group and rule.
    pub vetoes: Vec<VetoLine>,
    /// Where the list goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// The veto log: rows of imported files that a rule holds back
#[utoipa::path(get, path = "/v1/axioms/vetoes", tag = "axioms", params(VetoesQuery), responses((status = 200, description = "A page of the log", body = VetoesPage)))]
pub async fn vetoes(
    State(app): State<App>,
    Query(query): Query<VetoesQuery>,
) -> Result<Json<VetoesPage>, Problem> {
    let VetoesQuery { rule, kind, cursor, limit } = query;
    let filters = format!("vetoes {rule:?} {kind:?}");
    let request = VetoesRequest { rule, kind };
    let answer = app.engine(move |engine, progress| engine.vetoes(&request, progress)).await?;
    let key = |line: &VetoLine| format!("{}\u{1}{}", line.group, line.rule);
    let (vetoes, next) = page(answer.vetoes, key, &filters, cursor.as_deref(), limit)?;
    Ok(Json(VetoesPage { state: answer.state, by_rule: answer.by_rule, vetoes, next }))
}
