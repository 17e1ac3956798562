//! Where a node of the graph comes from: the relations of provenance, followed to the files and sources that state it.

use crate::error::EngineError;
use crate::graph_node::NodeRequest;
use crate::imports::ImportedFile;
use crate::open::Engine;
use crate::progress::Progress;
use crate::view::mark;
use crate::why::GraphStep;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, VecDeque};

/// Relations that lead from a thing to what states it, or to the thing of which it is a part. They are followed in
/// their direction alone.
const PROVENANCE: &[&str] = &[
    "STATED_BY",
    "OF_SNAPSHOT",
    "DERIVED_FROM",
    "FROM",
    "ABOUT",
    "IN_RACE",
    "OF_RACE",
    "PRICE_OF",
    "ON_RACE",
    "FOR_RACE",
    "RECORDS",
    "IN_SET",
    "OF_ENTRY",
    "OF",
    "SUPERSEDES",
];

/// The most nodes that are followed.
const NODES_MAX: usize = 500;

/// Where a node comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LineageAnswer {
    /// Mark of the graph's state that was read.
    pub state: String,
    /// The node, as `Label/key`.
    pub node: String,
    /// The steps that were followed, nearest first.
    pub steps: Vec<GraphStep>,
    /// The imported files at their ends, by the moment they were first imported.
    pub files: Vec<ImportedFile>,
    /// Keys of the other sources at their ends.
    pub sources: Vec<String>,
    /// Whether there was more than is shown.
    pub cut_short: bool,
}

impl Engine {
    /// Follows a node to the files and sources that state it.
    ///
    /// # Errors
    /// When there is no such class, or no such node.
    pub fn lineage(&self, request: &NodeRequest, progress: &Progress) -> Result<LineageAnswer, EngineError> {
        let start = (request.label.clone(), request.key.clone());
        self.read(|view| {
            let mut seen = BTreeSet::from([start.clone()]);
            let mut waiting = VecDeque::from([start.clone()]);
            let (mut steps, mut cut_short) = (Vec::new(), false);
            while let Some((label, key)) = waiting.pop_front() {
                progress.check()?;
                for one in view.neighbours(&label, &key)? {
                    if !one.outgoing || !PROVENANCE.contains(&one.relation.as_str()) {
                        continue;
                    }
                    steps.push(GraphStep {
                        from: format!("{label}/{key}"),
                        relation: one.relation,
                        to: format!("{}/{}", one.label, one.key),
                    });
                    let next = (one.label, one.key);
                    if seen.contains(&next) {
                        continue;
                    }
                    if seen.len() == NODES_MAX {
                        cut_short = true;
                        continue;
                    }
                    seen.insert(next.clone());
                    waiting.push_back(next);
                }
            }
            let keys = |label: &str| -> BTreeSet<&str> {
                seen.iter().filter(|(known, _)| known == label).map(|(_, key)| key.as_str()).collect()
            };
            let named = keys("Snapshot");
            let mut files = view.snapshots()?;
            files.retain(|file| named.contains(file.id.as_str()));
            files.sort_by(|a, b| (a.fetched_at, &a.id).cmp(&(b.fetched_at, &b.id)));
            Ok(LineageAnswer {
                state: mark(view),
                node: format!("{}/{}", start.0, start.1),
                steps,
                files: files.into_iter().map(ImportedFile::from).collect(),
                sources: keys("Source").into_iter().map(str::to_owned).collect(),
                cut_short,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_relations_are_those_of_the_ontology() {
        let ontology = ontology::Ontology::builtin();
        for name in PROVENANCE {
            assert!(ontology.relation(name).is_some(), "{name}");
        }
    }
}
