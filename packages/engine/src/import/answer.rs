//! The answer of an import or an undo.

use super::findings::{Finding, HeldElsewhere};
use domain::aliases::NameMatch;
use feeds::identity::{Match, MatchKind, NameUse};
use graph::WriteCounters;
use serde::{Deserialize, Serialize};

/// What an import or an undo did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ImportAnswer {
    /// SHA-256 of the file.
    pub snapshot: String,
    /// The file's name, without folders.
    pub file: String,
    /// Its kind.
    pub kind: String,
    /// Whether it had been imported before.
    pub known_before: bool,
    /// Rows below the header: the sum of the next four.
    pub rows_read: u64,
    /// Rows taken.
    pub rows_taken: u64,
    /// Rows that repeat an earlier row of the file.
    pub rows_repeated: u64,
    /// Rows that cannot be read.
    pub rows_refused: u64,
    /// Rows that could be read but are held back.
    pub rows_held: u64,
    /// What was found in the file's rows.
    pub findings: Vec<Finding>,
    /// Rows of other files held back in the race groups touched.
    pub held_elsewhere: HeldElsewhere,
    /// Matches of lists, official races and race weeks in the race groups touched.
    pub matches: Vec<Matched>,
    /// Drivers whose names differ from those in the logs, in the race groups touched.
    pub names: Vec<Renamed>,
    /// Races new or changed.
    pub races_written: usize,
    /// Races removed.
    pub races_removed: usize,
    /// Races that did not change.
    pub races_unchanged: usize,
    /// Whether nothing was written.
    pub wrote_nothing: bool,
    /// What a server counted as written; an embedded graph does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_counted: Option<ServerCounted>,
}

/// What a server counted as written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ServerCounted {
    /// Nodes created.
    pub nodes_created: u64,
    /// Nodes deleted.
    pub nodes_deleted: u64,
    /// Relations created.
    pub relations_created: u64,
    /// Relations deleted.
    pub relations_deleted: u64,
    /// Properties set or removed.
    pub properties_set: u64,
    /// Constraints and indexes created.
    pub schema_changes: u64,
}

impl From<WriteCounters> for ServerCounted {
    fn from(counters: WriteCounters) -> Self {
        Self {
            nodes_created: counters.nodes_created,
            nodes_deleted: counters.nodes_deleted,
            relations_created: counters.relations_created,
            relations_deleted: counters.relations_deleted,
            properties_set: counters.properties_set,
            schema_changes: counters.schema_changes,
        }
    }
}

impl ImportAnswer {
    /// Whether every row was taken or repeated, and every list and race of the file was matched.
    pub fn is_spotless(&self) -> bool {
        self.rows_refused == 0
            && self.rows_held == 0
            && self.findings.iter().all(|finding| !finding.is_fault())
            && self.held_elsewhere == HeldElsewhere::default()
            && self.matches.iter().all(|matched| matched.race.is_some())
    }

    /// Whether the file gave nothing: every row is refused, or there is none. Rows that are held wait for other files
    /// or for a correction, and count as something.
    pub fn took_nothing(&self) -> bool {
        self.rows_taken == 0 && self.rows_repeated == 0 && self.rows_held == 0
    }
}

/// An entry list or an official race, and the race it was matched with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Matched {
    /// Source group: `entries|...`, `results|...`, `practice|...`, `odds|...` or `claims|...`.
    pub group: String,
    /// `exact`, `windowed`, `ambiguous`, `unmatched` (an entry list: a race to come; official results wait for their
    /// log) or `quarantined` (official results that are no one race).
    pub kind: String,
    /// The race's key, if there is a race.
    pub race: Option<String>,
}

/// A name that was matched with another spelling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Renamed {
    /// As the file writes it.
    pub written: String,
    /// NASCAR's number of the driver.
    pub driver: u32,
    /// As the logs write it.
    pub name: String,
    /// `normalised` (case, accents, points), `alias` (by the table) or `without-suffix`.
    pub how: String,
    /// Number of races.
    pub races: usize,
}

impl Matched {
    /// Whether it is one of the many races of a file: official results, or a race week.
    pub fn is_of_many(&self) -> bool {
        !self.group.starts_with("entries|")
    }

    /// The kind of file that names it.
    pub fn feed(&self) -> &str {
        self.group.split('|').next().unwrap_or_default()
    }
}

impl From<&Match> for Matched {
    fn from(found: &Match) -> Self {
        let kind = match found.kind {
            MatchKind::Exact => "exact",
            MatchKind::Windowed => "windowed",
            MatchKind::Ambiguous => "ambiguous",
            MatchKind::Unmatched => "unmatched",
            MatchKind::HeldBack => "quarantined",
        };
        Self {
            group: found.group.clone(),
            kind: kind.to_owned(),
            race: found.race.as_ref().map(|race| race.0.clone()),
        }
    }
}

/// Each spelling once, with the number of its races.
pub(super) fn renamed(mut names: Vec<NameUse>) -> Vec<Renamed> {
    names.sort();
    let how = |found| match found {
        NameMatch::Exact => "exact",
        NameMatch::Normalised => "normalised",
        NameMatch::Alias => "alias",
        NameMatch::WithoutSuffix => "without-suffix",
    };
    // The group is that of one race: the same spelling in several races is one line.
    let spelling = |name: &NameUse| (name.written.clone(), name.driver, name.driver_name.clone(), name.how);
    let once = names.chunk_by(|a, b| spelling(a) == spelling(b));
    once.map(|uses| Renamed {
        written: uses[0].written.clone(),
        driver: uses[0].driver.0,
        name: uses[0].driver_name.clone(),
        how: how(uses[0].how).to_owned(),
        races: uses.len(),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::DriverId;

    #[test]
    fn a_spelling_is_listed_once_with_the_number_of_its_races() {
        let use_in = |written: &str, race: &str| NameUse {
            written: written.to_owned(),
            driver: DriverId(9001),
            driver_name: "Ann Apex".to_owned(),
            how: NameMatch::Normalised,
            group: format!("odds|{race}"),
        };
        let names = vec![use_in("ann apex", "b"), use_in("ANN APEX", "a"), use_in("ann apex", "a")];
        let listed: Vec<(String, usize)> =
            renamed(names).into_iter().map(|renamed| (renamed.written, renamed.races)).collect();
        assert_eq!(listed, [("ANN APEX".to_owned(), 1), ("ann apex".to_owned(), 2)]);
    }
}
