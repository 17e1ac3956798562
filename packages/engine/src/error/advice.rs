//! What to do after an error, as data: a command line renders a command, an API a link.

use domain::series::Series;
use serde::{Deserialize, Serialize};

/// The next step that an error suggests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "action", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Advice {
    /// Import a file of this kind, such as `entries`.
    Import {
        /// Kind of file.
        kind: String,
    },
    /// Import something first, preferably race logs, or run the demo, which needs no data.
    LoadFirst,
    /// List the imported files.
    ListImports,
    /// Take an imported file back.
    UndoImport {
        /// SHA-256 of the file.
        snapshot: String,
    },
    /// List the loaded races.
    ListRaces {
        /// Only of this series.
        series: Option<Series>,
    },
    /// Show a race with its entries.
    ShowRace {
        /// Its key.
        race: String,
    },
    /// List the named queries.
    ListQueries,
    /// List the claims.
    ListClaims,
    /// List the models.
    ListModels,
    /// List the tracks.
    ListTracks,
    /// Run a backtest first.
    RunBacktest,
    /// Check the graph.
    CheckGraph,
    /// Rebuild the graph from the raw copies.
    RebuildGraph,
    /// Copy the graph, removing what only the target has.
    ReplaceTarget,
    /// Change these settings.
    ChangeSettings {
        /// Keys of the settings, such as `graph.uri`.
        keys: Vec<String>,
    },
    /// Make the same request again later.
    Retry,
}
