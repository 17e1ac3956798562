//! A node of the graph, and its neighbours.

use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::view::mark;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Which node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NodeRequest {
    /// Its class in the ontology, such as `Race`.
    pub label: String,
    /// Its key, such as `cup-2025-11-02-phoenix`.
    pub key: String,
}

/// A node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NodeAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// Its class.
    pub label: String,
    /// Its key.
    pub key: String,
    /// Its other properties, as the ontology names them.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub properties: BTreeMap<String, Value>,
}

/// Which neighbours; an absent field does not narrow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NeighboursRequest {
    /// The node.
    pub node: NodeRequest,
    /// Only along this relation, such as `RAN_ON`.
    #[serde(default)]
    pub relation: Option<String>,
    /// Only of this class.
    #[serde(default)]
    pub neighbour: Option<String>,
}

/// What stands beside a node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NeighboursAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// The neighbours: relations from the node, then to it; by relation, class and key.
    pub neighbours: Vec<NeighbourLine>,
}

/// A node beside another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NeighbourLine {
    /// `out` where the relation leads to the neighbour, `in` where it comes from there.
    pub direction: String,
    /// The relation.
    pub relation: String,
    /// Class of the neighbour.
    pub label: String,
    /// Key of the neighbour.
    pub key: String,
    /// Properties of the relation.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub properties: BTreeMap<String, Value>,
}

impl Engine {
    /// Shows a node.
    ///
    /// # Errors
    /// When there is no such class, or no such node.
    pub fn node(&self, request: &NodeRequest, _progress: &Progress) -> Result<NodeAnswer, EngineError> {
        self.read(|view| {
            let node = view.node(&request.label, &request.key)?;
            let graph::Node { label, key, properties } = node;
            Ok(NodeAnswer { state: mark(view), label, key, properties })
        })
    }

    /// Lists what stands beside a node.
    ///
    /// # Errors
    /// As [`Engine::node`].
    pub fn neighbours(
        &self,
        request: &NeighboursRequest,
        _progress: &Progress,
    ) -> Result<NeighboursAnswer, EngineError> {
        let NeighboursRequest { node, relation, neighbour } = request;
        self.read(|view| {
            let mut found = view.neighbours(&node.label, &node.key)?;
            found.retain(|one| {
                relation.as_ref().is_none_or(|relation| *relation == one.relation)
                    && neighbour.as_ref().is_none_or(|label| *label == one.label)
            });
            Ok(NeighboursAnswer { state: mark(view), neighbours: found.into_iter().map(line).collect() })
        })
    }
}

fn line(neighbour: graph::Neighbour) -> NeighbourLine {
    let graph::Neighbour { outgoing, relation, properties, label, key } = neighbour;
    let direction = if outgoing { "out" } else { "in" }.to_owned();
    NeighbourLine { direction, relation, label, key, properties }
}
