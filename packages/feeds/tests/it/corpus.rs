//! The corpus of bad input, `data/fixtures/bad-input`; its manifest says what each file must come to.

use crate::support::facts;
use domain::facts::RaceFacts;
use domain::tracks::TrackReference;
use feeds::complaint::Complaint;
use feeds::identity::{self, Resolution, Stated};
use feeds::source::{self, Limits, RawFile};
use feeds::{entries, race_logs};
use serde::Deserialize;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    case: Vec<Case>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Feed {
    RaceLogs,
    Entries,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(rename = "why")]
    _why: String,
    feed: Feed,
    file: PathBuf,
    #[serde(default)]
    limits: SetLimits,
    refused: Option<String>,
    #[serde(default)]
    rows_kept: usize,
    #[serde(default)]
    duplicates: u64,
    #[serde(default)]
    complaints: Vec<Expected>,
    #[serde(default)]
    held: Vec<Held>,
    good: Option<PathBuf>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SetLimits {
    max_bytes: Option<u64>,
    max_line_bytes: Option<usize>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Expected {
    rule: String,
    line: u64,
    #[serde(default)]
    field: String,
    value: String,
    #[serde(default = "yes")]
    held_back: bool,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Held {
    rule: String,
    group: String,
}

fn yes() -> bool {
    true
}

impl From<&Complaint> for Expected {
    fn from(complaint: &Complaint) -> Self {
        Self {
            rule: complaint.rule.clone(),
            line: complaint.line,
            field: complaint.field.clone(),
            value: complaint.value.clone(),
            held_back: complaint.held_back,
        }
    }
}

/// What a file came to.
struct Came {
    rows_kept: usize,
    duplicates: u64,
    complaints: Vec<Complaint>,
    resolutions: Vec<Resolution>,
}

impl Came {
    fn races(&self) -> Vec<RaceFacts> {
        self.resolutions.iter().flat_map(|found| facts(found.cluster.clone()).races).collect()
    }

    fn held(&self) -> Vec<Held> {
        let held = self.resolutions.iter().flat_map(|found| &found.cluster.quarantines);
        held.map(|held| Held { rule: held.rule.clone(), group: held.group.clone() }).collect()
    }
}

fn import(feed: Feed, file: &RawFile) -> Came {
    let tracks = TrackReference::builtin();
    let snapshot = &file.snapshot;
    match feed {
        Feed::RaceLogs => {
            let parsed = race_logs::parse(file, tracks);
            let rows_kept = parsed.rows.len();
            let rows = parsed.rows.into_iter().map(|row| Stated { snapshot: snapshot.clone(), row });
            let resolutions = identity::clusters(rows, [], &[]).iter().map(identity::resolve).collect();
            Came { rows_kept, duplicates: parsed.duplicates, complaints: parsed.complaints, resolutions }
        }
        Feed::Entries => {
            let parsed = entries::parse(file, tracks);
            let rows_kept = parsed.rows.len();
            let rows = parsed.rows.into_iter().map(|row| Stated { snapshot: snapshot.clone(), row });
            let resolutions = identity::clusters([], rows, &[]).iter().map(identity::resolve).collect();
            Came { rows_kept, duplicates: parsed.duplicates, complaints: parsed.complaints, resolutions }
        }
    }
}

fn check(folder: &Path, case: &Case) {
    let name = &case.name;
    let defaults = Limits::default();
    let limits = Limits {
        max_bytes: case.limits.max_bytes.unwrap_or(defaults.max_bytes),
        max_line_bytes: case.limits.max_line_bytes.unwrap_or(defaults.max_line_bytes),
    };
    let file = match (source::read(&folder.join(&case.file), &limits), &case.refused) {
        (Err(error), Some(rule)) => {
            assert_eq!(error.rule(), rule, "{name}: {error}");
            assert!(
                error.to_string().contains("; ") || error.to_string().contains('('),
                "{name}: no next step"
            );
            return;
        }
        (Ok(_), Some(rule)) => panic!("{name}: taken, but `{rule}` was to refuse it"),
        (Err(error), None) => panic!("{name}: {error}"),
        (Ok(file), None) => file,
    };
    let came = import(case.feed, &file);
    let found: Vec<Expected> = came.complaints.iter().map(Expected::from).collect();
    assert_eq!(found, case.complaints, "{name}");
    assert!(came.complaints.iter().all(|complaint| !complaint.next_step.is_empty()), "{name}");
    assert_eq!((came.rows_kept, came.duplicates), (case.rows_kept, case.duplicates), "{name}");
    assert_eq!(came.held(), case.held, "{name}");
    let good = case.good.as_ref().map_or(Vec::new(), |good| {
        let good = import(case.feed, &source::read(&folder.join(good), &defaults).expect("a good file"));
        assert_eq!((good.complaints.as_slice(), good.held()), (&[][..], vec![]), "{name}");
        good.races()
    });
    assert_eq!(came.races(), good, "{name}");
    assert_eq!(case.good.is_none(), good.is_empty(), "{name}");
}

#[test]
fn every_case_comes_to_what_the_manifest_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/fixtures/bad-input");
    let text = std::fs::read_to_string(folder.join("manifest.toml")).unwrap();
    let manifest: Manifest = toml::from_str(&text).unwrap();
    assert!(manifest.case.len() >= 60);
    let failed: Vec<&str> = manifest
        .case
        .iter()
        .filter(|case| std::panic::catch_unwind(|| check(&folder, case)).is_err())
        .map(|case| case.name.as_str())
        .collect();
    assert!(failed.is_empty(), "{failed:?}");
}
