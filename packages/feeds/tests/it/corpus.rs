//! The corpus of bad input, `data/fixtures/bad-input`; its manifest says what each file must come to.

use crate::support::facts;
use domain::evidence::ClaimState;
use domain::facts::RaceFacts;
use domain::tracks::TrackReference;
use feeds::complaint::Complaint;
use feeds::context::FileContext;
use feeds::identity::{self, RawRows, Resolution, Stated};
use feeds::parsed::Parsed;
use feeds::source::{self, Limits, RawFile};
use feeds::weekend::{claims, odds, practice};
use feeds::{entries, race_logs, results, teams};
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
    Results,
    Teams,
    Practice,
    Odds,
    Claims,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(rename = "why")]
    _why: String,
    feed: Feed,
    file: PathBuf,
    beside: Option<PathBuf>,
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
    /// The races as facts: without vetoed claims, which are listed among the held ones, and without drivers held back on a list.
    fn races(&self) -> Vec<RaceFacts> {
        let mut races: Vec<RaceFacts> =
            self.resolutions.iter().flat_map(|found| facts(found.race_group.clone()).races).collect();
        for race in &mut races {
            race.evidence.claims.retain(|claim| claim.standing.state != ClaimState::Vetoed);
            race.lists.iter_mut().for_each(|list| list.held.clear());
        }
        races
    }

    fn held(&self) -> Vec<Held> {
        let held = self.resolutions.iter().flat_map(|found| &found.race_group.quarantines);
        held.map(|held| Held { rule: held.rule.clone(), group: held.group.clone() }).collect()
    }
}

/// The rows of a parsed file, put among `rows` by `put`.
fn took<T>(
    file: &RawFile,
    parsed: Parsed<T>,
    mut rows: RawRows,
    put: impl Fn(&mut RawRows) -> &mut Vec<Stated<T>>,
) -> Came {
    let Parsed { rows: parsed, complaints, duplicates, .. } = parsed;
    let rows_kept = parsed.len();
    put(&mut rows).extend(parsed.into_iter().map(|row| Stated { snapshot: file.snapshot.clone(), row }));
    let race_groups = identity::race_groups(rows, TrackReference::builtin(), &[]);
    let resolutions = race_groups.iter().map(identity::resolve).collect();
    Came { rows_kept, duplicates, complaints, resolutions }
}

/// Imports a file beside a race log.
fn import(feed: Feed, file: &RawFile, beside: Option<&RawFile>) -> Came {
    let tracks = TrackReference::builtin();
    let mut rows = RawRows::default();
    if let Some(log) = beside {
        let logged = race_logs::parse(log, tracks).rows;
        rows.logs = logged.into_iter().map(|row| Stated { snapshot: log.snapshot.clone(), row }).collect();
    }
    match feed {
        Feed::RaceLogs => took(file, race_logs::parse(file, tracks), rows, |rows| &mut rows.logs),
        Feed::Entries => {
            took(file, entries::parse(file, tracks, &FileContext::default()), rows, |rows| &mut rows.entries)
        }
        Feed::Results => took(file, results::parse(file, tracks), rows, |rows| &mut rows.results),
        Feed::Teams => took(file, teams::parse(file), rows, |rows| &mut rows.teams),
        Feed::Practice => {
            took(file, practice::parse(file, tracks, &FileContext::default()), rows, |rows| &mut rows.weekend)
        }
        Feed::Odds => {
            took(file, odds::parse(file, tracks, &FileContext::default()), rows, |rows| &mut rows.weekend)
        }
        Feed::Claims => {
            took(file, claims::parse(file, tracks, &FileContext::default()), rows, |rows| &mut rows.weekend)
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
    let read = |name: &PathBuf| source::read(&folder.join(name), &defaults).expect("a good file");
    let beside = case.beside.as_ref().map(read);
    let came = import(case.feed, &file, beside.as_ref());
    let found: Vec<Expected> = came.complaints.iter().map(Expected::from).collect();
    assert_eq!(found, case.complaints, "{name}");
    assert!(came.complaints.iter().all(|complaint| !complaint.next_step.is_empty()), "{name}");
    assert_eq!((came.rows_kept, came.duplicates), (case.rows_kept, case.duplicates), "{name}");
    assert_eq!(came.held(), case.held, "{name}");
    let alone = beside.as_ref().map_or(Vec::new(), |log| import(Feed::RaceLogs, log, None).races());
    let good = case.good.as_ref().map_or(alone.clone(), |good| {
        let good = import(case.feed, &read(good), beside.as_ref());
        assert_eq!((good.complaints.as_slice(), good.held()), (&[][..], vec![]), "{name}");
        good.races()
    });
    assert_eq!(came.races(), good, "{name}");
    assert_eq!(case.good.is_none(), good == alone, "{name}: the good rows must say something");
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
