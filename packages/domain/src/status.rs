//! How a race ended for a car.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Raw status of a source, as written, and its kind.
///
/// ```
/// use domain::status::{Status, StatusKind};
///
/// let status = Status::parse(" Accident ").expect("a known status");
/// assert_eq!((status.raw.as_str(), status.kind), ("accident", StatusKind::Accident));
/// assert!(status.kind.is_retired());
/// assert_eq!(Status::parse("abducted"), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// Lower-case text of the source.
    pub raw: String,
    /// Kind.
    pub kind: StatusKind,
}

/// Taxonomy of endings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum StatusKind {
    /// Running at the end.
    Running,
    /// Out by an accident or the damaged-vehicle policy.
    Accident,
    /// Out by a failure of the car.
    Mechanical,
    /// Out for another reason.
    Other,
}

impl Status {
    /// The status of a source's text, without regard to case and outer or doubled spaces;
    /// none where the table (`data/reference/statuses.toml`) does not have it.
    pub fn parse(raw: &str) -> Option<Status> {
        let raw = normal(raw);
        let kind = *TABLE.get(&raw)?;
        Some(Status { raw, kind })
    }

    /// A text that is not in the table, kept as [`StatusKind::Other`]; the caller reports it.
    pub fn unknown(raw: &str) -> Status {
        Status { raw: normal(raw), kind: StatusKind::Other }
    }

    /// Every text of the table with its kind, in the order of the texts.
    pub fn known() -> impl Iterator<Item = (&'static str, StatusKind)> {
        TABLE.iter().map(|(raw, kind)| (raw.as_str(), *kind))
    }
}

impl StatusKind {
    /// All kinds.
    pub const ALL: [StatusKind; 4] =
        [StatusKind::Running, StatusKind::Accident, StatusKind::Mechanical, StatusKind::Other];

    /// Not running at the end. (A stage winner of the All-Star Open counts too, though he only advanced:
    /// exhibitions stay out of every rate.)
    pub fn is_retired(self) -> bool {
        self != StatusKind::Running
    }

    /// Out by an accident or the damaged-vehicle policy: the model's `crash`.
    pub fn is_crash(self) -> bool {
        self == StatusKind::Accident
    }

    /// Retired otherwise than by an accident: the model's `mech`, other reasons included.
    pub fn is_other_retirement(self) -> bool {
        self.is_retired() && !self.is_crash()
    }
}

fn normal(raw: &str) -> String {
    raw.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    running: Vec<String>,
    accident: Vec<String>,
    mechanical: Vec<String>,
    other: Vec<String>,
}

static TABLE: LazyLock<BTreeMap<String, StatusKind>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../data/reference/statuses.toml"))
        .expect("statuses.toml is checked by a test");
    let groups = [file.running, file.accident, file.mechanical, file.other];
    StatusKind::ALL
        .into_iter()
        .zip(groups)
        .flat_map(|(kind, texts)| texts.into_iter().map(move |text| (text, kind)))
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_normal_and_without_doubles() {
        let text = include_str!("../../../data/reference/statuses.toml");
        let file: File = toml::from_str(text).unwrap();
        let all: Vec<String> = [file.running, file.accident, file.mechanical, file.other].concat();
        assert!(all.iter().all(|raw| *raw == normal(raw)));
        assert_eq!(all.len(), Status::known().count());
    }

    #[test]
    fn kinds_of_the_model() {
        let check = |raw: &str, kind: StatusKind, crash: bool, mech: bool| {
            let status = Status::parse(raw).unwrap();
            assert_eq!(status.kind, kind);
            assert_eq!((status.kind.is_crash(), status.kind.is_other_retirement()), (crash, mech));
            assert_eq!(status.kind.is_retired(), crash || mech);
        };
        check("running", StatusKind::Running, false, false);
        check("accident", StatusKind::Accident, true, false);
        check(" DVP ", StatusKind::Accident, true, false);
        check("Rear  Gear", StatusKind::Mechanical, false, true);
        check("parked", StatusKind::Other, false, true);
        check("too slow", StatusKind::Other, false, true);
    }

    #[test]
    fn an_unknown_text_is_none() {
        assert_eq!(Status::parse("abducted"), None);
        assert_eq!(Status::parse(""), None);
        assert_eq!(
            Status::unknown(" Abducted"),
            Status { raw: "abducted".to_owned(), kind: StatusKind::Other }
        );
    }
}
