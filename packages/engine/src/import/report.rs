//! What an import did, as told to people and programs.

use domain::aliases::NameMatch;
use domain::facts::Quarantine;
use domain::ids::SnapshotId;
use feeds::complaint::Complaint;
use feeds::identity::{Match, MatchKind, NameUse, Remark};
use feeds::kind::FileKind;
use graph::WriteCounters;
use serde::Serialize;

/// What an import, an undo or a rebuild did.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportReport {
    /// The file's digest.
    pub snapshot: SnapshotId,
    /// The file's name.
    pub file: String,
    /// What it is.
    pub kind: FileKind,
    /// Whether the file had been imported before.
    pub known_before: bool,
    /// Rows below the header.
    pub rows_read: u64,
    /// Rows taken.
    pub rows_taken: u64,
    /// Rows that repeat an earlier one of the file.
    pub rows_repeated: u64,
    /// What is wrong with rows of the file.
    pub complaints: Vec<Complaint>,
    /// Drivers of which rows contradict each other: none of those rows is loaded.
    pub conflicts: Vec<String>,
    /// What was decided between sources that differ.
    pub remarks: Vec<String>,
    /// What became of each entry list and official race in the race groups touched.
    pub matches: Vec<Matched>,
    /// Drivers whom the logs call otherwise than files that name them, in the race groups touched.
    pub names: Vec<Renamed>,
    /// Rows held back in the race groups touched.
    pub quarantined: Vec<Held>,
    /// Races new or changed.
    pub races_written: usize,
    /// Races that are no longer there.
    pub races_removed: usize,
    /// Races that stood there already.
    pub races_unchanged: usize,
    /// Whether the graph is as it was before.
    pub wrote_nothing: bool,
    /// What was written, as the server counts it; an embedded graph does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_counted: Option<WriteCounters>,
}

/// A quarantine as told to a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Held {
    /// Source group.
    pub group: String,
    /// Rule.
    pub rule: String,
    /// Reason.
    pub reason: String,
    /// Rows held back.
    pub rows: u32,
}

/// An entry list or an official race, and the race it was matched with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Matched {
    /// Source group: `entries|...`, `results|...`, `practice|...`, `odds|...` or `claims|...`.
    pub group: String,
    /// `exact`, `windowed`, `ambiguous`, `unmatched` (an entry list: a race to come; official results wait for their
    /// log) or `quarantined` (official results that are no one race).
    pub kind: &'static str,
    /// The race's key, if there is a race.
    pub race: Option<String>,
}

/// A name that was joined to another spelling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Renamed {
    /// As the official results write it.
    pub written: String,
    /// NASCAR's number of the driver.
    pub driver: u32,
    /// As the logs write it.
    pub name: String,
    /// `normalised` (case, accents, points), `alias` (by the table) or `without-suffix`.
    pub how: &'static str,
    /// Races in which it was.
    pub races: usize,
}

impl Matched {
    /// Whether it is one of many races of a file, which are told by their numbers: official results, or a race week.
    pub fn is_of_many(&self) -> bool {
        !self.group.starts_with("entries|")
    }

    /// The feed it came by.
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
        Self { group: found.group.clone(), kind, race: found.race.as_ref().map(|race| race.0.clone()) }
    }
}

impl From<&Quarantine> for Held {
    fn from(quarantine: &Quarantine) -> Self {
        Self {
            group: quarantine.group.clone(),
            rule: quarantine.rule.clone(),
            reason: quarantine.reason.clone(),
            rows: quarantine.rows,
        }
    }
}

impl ImportReport {
    /// Whether anything was complained about or held back.
    pub fn is_spotless(&self) -> bool {
        self.complaints.is_empty()
            && self.quarantined.is_empty()
            && self.conflicts.is_empty()
            && self.matches.iter().all(|matched| matched.race.is_some())
    }
}

/// Each other spelling once, with the number of its races.
pub(super) fn renamed(mut names: Vec<NameUse>) -> Vec<Renamed> {
    names.sort();
    let how = |found| match found {
        NameMatch::Exact => "exact",
        NameMatch::Normalised => "normalised",
        NameMatch::Alias => "alias",
        NameMatch::WithoutSuffix => "without-suffix",
    };
    let once = names.chunk_by(|a, b| a == b);
    once.map(|uses| Renamed {
        written: uses[0].written.clone(),
        driver: uses[0].driver.0,
        name: uses[0].driver_name.clone(),
        how: how(uses[0].how),
        races: uses.len(),
    })
    .collect()
}

pub(super) fn remark_words(remark: &Remark) -> String {
    format!("{}: {} [{}]", remark.group, remark.text, remark.rule)
}
