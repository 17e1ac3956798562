//! The veto log: rows of imported files that a rule holds back, and how many by each rule.

use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::view::{View, mark};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which vetoes; an absent field does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct VetoesRequest {
    /// Only by this rule.
    pub rule: Option<String>,
    /// Only of files of this kind, such as `claims`.
    pub kind: Option<String>,
}

/// The veto log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct VetoesAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// How much each rule holds back, among what was asked for.
    pub by_rule: BTreeMap<String, RuleCount>,
    /// The vetoes, by group and rule.
    pub vetoes: Vec<VetoLine>,
}

/// How much a rule holds back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RuleCount {
    /// Groups of rows.
    pub groups: u64,
    /// Rows.
    pub rows: u64,
}

/// Rows held back by a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct VetoLine {
    /// The source group, such as `results|cup|phoenix|2025-11-02`.
    pub group: String,
    /// The rule.
    pub rule: String,
    /// Why, in words.
    pub reason: String,
    /// Rows held back.
    pub rows: u64,
}

impl Engine {
    /// Lists what is held back.
    ///
    /// # Errors
    /// When the graph cannot be read.
    pub fn vetoes(&self, request: &VetoesRequest, _progress: &Progress) -> Result<VetoesAnswer, EngineError> {
        self.read(|view| read(view, request))
    }
}

/// What a state holds back.
pub(crate) fn read(view: &View<'_>, request: &VetoesRequest) -> Result<VetoesAnswer, EngineError> {
    let of_kind = |group: &str| group.split('|').next().unwrap_or_default().to_owned();
    let mut held = view.quarantines()?;
    held.retain(|one| {
        request.rule.as_ref().is_none_or(|rule| *rule == one.rule)
            && request.kind.as_ref().is_none_or(|kind| *kind == of_kind(&one.group))
    });
    held.sort_by(|a, b| (&a.group, &a.rule).cmp(&(&b.group, &b.rule)));
    let mut by_rule: BTreeMap<String, RuleCount> = BTreeMap::new();
    for one in &held {
        let count = by_rule.entry(one.rule.clone()).or_default();
        count.groups += 1;
        count.rows += u64::from(one.rows);
    }
    let line = |one: domain::facts::Quarantine| VetoLine {
        group: one.group,
        rule: one.rule,
        reason: one.reason,
        rows: u64::from(one.rows),
    };
    Ok(VetoesAnswer { state: mark(view), by_rule, vetoes: held.into_iter().map(line).collect() })
}
