//! Kind, code, data and next step of every error.

use super::{Advice, EngineError, Kind};
use crate::claims::ClaimError;
use feeds::file_record::RecordError;
use feeds::raw_store::RawStoreError;
use feeds::source::SourceError;
use graph::{BackendError, OpenError, ReadError, TlsFault, WriteError};
use kernel::ModelError;
use kernel::reading::ReadError as NoteError;
use kernel::training::TrainError;
use projection::ProjectionError;
use serde_json::{Value, json};
use std::io;

impl EngineError {
    /// Its kind, which decides exit code and HTTP status.
    pub fn kind(&self) -> Kind {
        self.classify().0
    }

    /// Its stable name, kebab-case.
    pub fn code(&self) -> &'static str {
        self.classify().1
    }

    fn classify(&self) -> (Kind, &'static str) {
        match self {
            Self::Open(error) => open(error),
            Self::Read(error) => read(error),
            Self::Write(error) => write(error),
            Self::Source(error) => source(error),
            Self::RawStore(error) => raw_store(error),
            Self::WrongHeader { .. } => (Kind::Invalid, "wrong-header"),
            Self::NoServer => (Kind::Invalid, "no-server"),
            Self::WouldReplace { .. } => (Kind::Conflict, "would-replace"),
            Self::CopyDiffers { .. } => (Kind::Internal, "copy-differs"),
            Self::NoLaps { .. } => (Kind::NotFound, "no-laps"),
            Self::Columns(_) => (Kind::Internal, "columns-failed"),
            Self::NoSuchKind(_) => (Kind::Invalid, "no-such-kind"),
            Self::ShortDigest(_) => (Kind::NotFound, "short-digest"),
            Self::UnknownSnapshot(_) => (Kind::NotFound, "unknown-file"),
            Self::AmbiguousSnapshot { .. } => (Kind::Conflict, "ambiguous-file"),
            Self::UnknownKind(_) => (Kind::Conflict, "unknown-file-kind"),
            Self::NotAbout { .. } => (Kind::Invalid, "stated-by-file"),
            Self::OtherwiseAbout { .. } => (Kind::Conflict, "imported-otherwise"),
            Self::SupersedesItself(_) => (Kind::Invalid, "supersedes-itself"),
            Self::Record(RecordError::Damaged { .. }) => (Kind::Internal, "damaged-record"),
            Self::Record(RecordError::Io { .. }) => (Kind::Internal, "file-system"),
            Self::Io { source, .. } => file_system(source),
            Self::MissingRaw { .. } => (Kind::Conflict, "missing-raw-copies"),
            Self::NoNextRace { .. } => (Kind::NotFound, "no-next-race"),
            Self::EmptyRace { .. } => (Kind::NotFound, "empty-race"),
            Self::UnknownModel { .. } => (Kind::NotFound, "unknown-model"),
            Self::UnknownTrack { .. } => (Kind::NotFound, "unknown-track"),
            Self::UnknownDocument { .. } => (Kind::NotFound, "unknown-document"),
            Self::UnknownProjection { .. } => (Kind::NotFound, "unknown-projection"),
            Self::DamagedProjection { .. } => (Kind::Internal, "damaged-projection"),
            Self::DamagedRecords { .. } => (Kind::Internal, "damaged-records"),
            Self::ForkedRecords { .. } => (Kind::Conflict, "forked-records"),
            Self::BadScenarios { .. } => (Kind::Invalid, "bad-scenarios"),
            Self::Score(error) => match error {
                backtest::RaceError::Projection(error) => projection(error),
                _ => (Kind::Conflict, "not-scored"),
            },
            Self::BadValue { .. } => (Kind::Invalid, "bad-value"),
            Self::UnfitScenario { .. } => (Kind::Conflict, "unfit-scenario"),
            Self::UnknownParameter { .. } => (Kind::Invalid, "unknown-parameter"),
            Self::MissingParameter { .. } => (Kind::Invalid, "missing-parameter"),
            Self::BadCypher { .. } => (Kind::Invalid, "bad-cypher"),
            Self::NoData { .. } => (Kind::NotFound, "no-data"),
            Self::NoFolder { .. } => (Kind::Invalid, "no-folder"),
            Self::NothingLoaded => (Kind::NotFound, "nothing-loaded"),
            Self::TooBusy => (Kind::Busy, "too-busy"),
            Self::Panicked { .. } => (Kind::Internal, "panicked"),
            Self::UnknownAsOf { .. } => (Kind::NotFound, "unknown-as-of"),
            Self::NoEntriesAsOf { .. } => (Kind::NotFound, "no-entries-as-of"),
            Self::Projection(error) => projection(error),
            Self::Backtest(error) => backtest(error),
            Self::NoSeasons { .. } => (Kind::NotFound, "no-seasons"),
            Self::RacesLeftOut { .. } => (Kind::Incomplete, "races-left-out"),
            Self::NoBacktest { .. } => (Kind::NotFound, "no-backtest"),
            Self::BadBacktest { .. } => (Kind::Invalid, "bad-backtest"),
            Self::OtherBacktest { .. } => (Kind::Invalid, "not-comparable"),
            Self::Model(_) => (Kind::Internal, "bad-model"),
            Self::Pooling(_) => (Kind::Internal, "bad-pooling"),
            Self::Report(_) => (Kind::Internal, "report-failed"),
            Self::Json(_) => (Kind::Internal, "json-failed"),
            Self::Claim(error) => claim(error),
            Self::Checkpoint(_) => (Kind::Invalid, "bad-checkpoint"),
            Self::Train(error) => training(error),
            Self::Note(error) => match &**error {
                NoteError::TooLong { .. }
                | NoteError::Model(ModelError::ContextTooLong { .. } | ModelError::ContextFull { .. }) => {
                    (Kind::TooLarge, "note-too-long")
                }
                NoteError::Model(_) => (Kind::Internal, "model-failed"),
            },
            Self::Operations(error) => error.classify(),
            Self::Cancelled(_) => (Kind::Cancelled, "cancelled"),
            Self::Threads(_) => (Kind::Internal, "threads-failed"),
        }
    }

    /// What the message says, as an object; empty where the message says it all.
    pub fn data(&self) -> Value {
        match self {
            Self::Open(OpenError::InUse { dir, holder }) => {
                json!({ "folder": dir.display().to_string(), "holder": holder })
            }
            Self::Read(error) => read_data(error),
            Self::Write(error) => write_data(error),
            Self::Operations(error) => error.data(),
            Self::Claim(error) => match &**error {
                ClaimError::Unknown { id } => json!({ "claim": id }),
                ClaimError::Vetoed { id, rule } => json!({ "claim": id, "axiom": rule }),
                ClaimError::Contradicted { id } => json!({ "claim": id }),
                ClaimError::Refused { rule, .. } => json!({ "rule": rule }),
                _ => json!({}),
            },
            Self::Source(error) => json!({ "rule": error.rule() }),
            Self::WrongHeader { file, kind, complaints } => {
                json!({ "file": file, "kind": kind, "complaints": complaints.lines().collect::<Vec<_>>() })
            }
            Self::WouldReplace { lost } => json!({ "lost": lost }),
            Self::CopyDiffers { original, copy } => json!({ "original": original, "copy": copy }),
            Self::UnknownSnapshot(text) | Self::ShortDigest(text) | Self::NoSuchKind(text) => {
                json!({ "text": text })
            }
            Self::AmbiguousSnapshot { text, found } => json!({ "text": text, "candidates": found }),
            Self::UnknownKind(kind) => json!({ "kind": kind }),
            Self::NotAbout { what, kind } => json!({ "option": what, "kind": kind }),
            Self::OtherwiseAbout { file, before, now, snapshot } => {
                json!({ "file": file, "before": before, "now": now, "snapshot": snapshot.as_str() })
            }
            Self::SupersedesItself(snapshot) => json!({ "snapshot": snapshot.as_str() }),
            Self::MissingRaw { missing } => json!({ "missing": missing }),
            Self::NoNextRace { series, last, without_result } => json!({
                "series": series,
                "last": last.as_ref().map(|(race, _)| race),
                "lockAt": last.as_ref().map(|(_, lock_at)| lock_at),
                "lastWithoutResult": without_result,
            }),
            Self::EmptyRace { race } => json!({ "race": race }),
            Self::UnknownModel { name, suggestions, known } => {
                json!({ "text": name, "suggestions": suggestions, "known": known })
            }
            Self::UnknownTrack { key, suggestions } => json!({ "text": key, "suggestions": suggestions }),
            Self::UnknownDocument { name, known } => json!({ "text": name, "known": known }),
            Self::UnknownProjection { id } | Self::DamagedProjection { id, .. } => {
                json!({ "projection": id })
            }
            Self::DamagedRecords { chain, reason } => json!({ "chain": chain, "reason": reason }),
            Self::ForkedRecords { chain } => json!({ "chain": chain }),
            Self::BadScenarios { file, reason } => json!({ "file": file, "reason": reason }),
            Self::BadValue { field, value, expected } | Self::UnfitScenario { field, value, expected } => {
                json!({ "field": field, "value": value, "expected": expected })
            }
            Self::UnknownParameter { query, parameter, known } => {
                json!({ "query": query, "parameter": parameter, "known": known })
            }
            Self::MissingParameter { query, parameter } => json!({ "query": query, "parameter": parameter }),
            Self::BadCypher { message } => json!({ "message": message }),
            Self::NoFolder { path } => json!({ "file": path.display().to_string() }),
            Self::NoData { path } => json!({ "folder": path.display().to_string() }),
            Self::UnknownAsOf { race, as_of, lock_at } | Self::NoEntriesAsOf { race, as_of, lock_at } => {
                json!({ "race": race, "asOf": as_of, "lockAt": lock_at })
            }
            Self::NoSeasons { from, to } => json!({ "from": from, "to": to }),
            Self::RacesLeftOut { races } => json!({ "races": races }),
            _ => json!({}),
        }
    }

    /// What to do next, where something would help.
    pub fn next_step(&self) -> Option<Advice> {
        match self {
            error if error.kind().is_passing() => Some(Advice::Retry),
            Self::NoServer => Some(Advice::ChangeSettings {
                keys: vec!["graph.uri".to_owned(), "graph.password".to_owned()],
            }),
            Self::Write(WriteError::ChangedMigration { .. } | WriteError::NewerMigration(_))
            | Self::Open(OpenError::Backend(BackendError::Store { .. } | BackendError::Statement { .. })) => {
                Some(Advice::RebuildGraph)
            }
            Self::Open(OpenError::Backend(error))
            | Self::Read(ReadError::Backend(error))
            | Self::Write(WriteError::Backend(error) | WriteError::Read(ReadError::Backend(error))) => {
                settings_of(error)
            }
            Self::WouldReplace { .. } => Some(Advice::ReplaceTarget),
            Self::CopyDiffers { .. } => Some(Advice::CheckGraph),
            Self::UnknownSnapshot(_) | Self::ShortDigest(_) | Self::AmbiguousSnapshot { .. } => {
                Some(Advice::ListImports)
            }
            Self::OtherwiseAbout { snapshot, .. } => {
                Some(Advice::UndoImport { snapshot: snapshot.to_string() })
            }
            Self::NoNextRace { .. } | Self::EmptyRace { .. } => {
                Some(Advice::Import { kind: "entries".to_owned() })
            }
            Self::UnknownModel { .. } => Some(Advice::ListModels),
            Self::UnknownTrack { .. } => Some(Advice::ListTracks),
            Self::UnknownParameter { .. } | Self::MissingParameter { .. } => Some(Advice::ListQueries),
            Self::NoFolder { .. } => Some(Advice::ChangeSettings { keys: vec!["data_dir".to_owned()] }),
            Self::NoData { .. } | Self::NothingLoaded => Some(Advice::LoadFirst),
            Self::NoBacktest { .. } | Self::BadBacktest { .. } => Some(Advice::RunBacktest),
            Self::Source(SourceError::TooLarge { .. }) => {
                Some(Advice::ChangeSettings { keys: vec!["limits.file_bytes".to_owned()] })
            }
            Self::Source(SourceError::LineTooLong { .. }) => {
                Some(Advice::ChangeSettings { keys: vec!["limits.line_bytes".to_owned()] })
            }
            Self::Read(ReadError::UnknownRace { .. } | ReadError::AmbiguousRace { .. }) => {
                Some(Advice::ListRaces { series: None })
            }
            Self::Read(ReadError::NoEntry { race, .. }) => Some(Advice::ShowRace { race: race.to_string() }),
            Self::Read(ReadError::UnknownQuery { .. }) => Some(Advice::ListQueries),
            Self::Claim(error) if matches!(**error, ClaimError::Unknown { .. } | ClaimError::NoneNamed) => {
                Some(Advice::ListClaims)
            }
            _ => None,
        }
    }
}

/// The settings to look at after a failure of the graph's server.
fn settings_of(error: &BackendError) -> Option<Advice> {
    let keys: &[&str] = match error {
        BackendError::Authentication { .. } | BackendError::Forbidden { .. } => {
            &["graph.user", "graph.password"]
        }
        BackendError::Tls { fault: TlsFault::Untrusted, .. } => &["graph.ca", "graph.uri"],
        BackendError::Tls { .. }
        | BackendError::Address { .. }
        | BackendError::TooOld { .. }
        | BackendError::ReadOnly { .. } => &["graph.uri"],
        _ => return None,
    };
    Some(Advice::ChangeSettings { keys: keys.iter().map(|key| (*key).to_owned()).collect() })
}

fn training(error: &TrainError) -> (Kind, &'static str) {
    match error {
        TrainError::Io { source, .. } => file_system(source),
        TrainError::OtherRun { .. } => (Kind::Conflict, "other-training-run"),
        TrainError::Setting(_) => (Kind::Invalid, "bad-value"),
        TrainError::Checkpoint(_) | TrainError::Model(_) => (Kind::Internal, "training-failed"),
        TrainError::Cancelled { .. } => (Kind::Cancelled, "cancelled"),
    }
}

/// A disk without room and a folder that may not be written are for the operator to mend; the same request may
/// succeed then.
fn file_system(error: &io::Error) -> (Kind, &'static str) {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => DISK_FULL,
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => READ_ONLY,
        _ => (Kind::Internal, "file-system"),
    }
}

const DISK_FULL: (Kind, &str) = (Kind::Unavailable, "disk-full");
const READ_ONLY: (Kind, &str) = (Kind::Unavailable, "folder-read-only");

/// The embedded store gives errors of the file system as text alone.
fn said_of_file_system(message: &str) -> (Kind, &'static str) {
    let of = |code: i32| message.contains(&io::Error::from_raw_os_error(code).to_string());
    const NO_SPACE: i32 = 28;
    const READ_ONLY_FILE_SYSTEM: i32 = 30;
    if of(NO_SPACE) {
        DISK_FULL
    } else if of(READ_ONLY_FILE_SYSTEM) {
        READ_ONLY
    } else {
        (Kind::Internal, "graph-failed")
    }
}

fn claim(error: &ClaimError) -> (Kind, &'static str) {
    match error {
        ClaimError::Unknown { .. } => (Kind::NotFound, "unknown-claim"),
        ClaimError::Vetoed { .. } => (Kind::Conflict, "claim-vetoed"),
        ClaimError::Contradicted { .. } => (Kind::Conflict, "claim-contradicted"),
        ClaimError::NoneNamed => (Kind::Invalid, "no-claim-named"),
        ClaimError::Refused { .. } => (Kind::Conflict, "claim-refused"),
        ClaimError::Decision(ops::decisions::DecisionError::Moved { .. }) => {
            (Kind::Conflict, "decided-meanwhile")
        }
        ClaimError::Decision(ops::decisions::DecisionError::Records(_)) | ClaimError::Records(_) => {
            (Kind::Internal, "records-failed")
        }
    }
}

fn open(error: &OpenError) -> (Kind, &'static str) {
    match error {
        OpenError::InUse { .. } => (Kind::Busy, "graph-held"),
        OpenError::Io { source, .. } => file_system(source),
        OpenError::Backend(error) => backend(error),
    }
}

fn backend(error: &BackendError) -> (Kind, &'static str) {
    match error {
        BackendError::Unreachable { .. } => (Kind::Unavailable, "graph-unreachable"),
        BackendError::Transient { .. } => (Kind::Unavailable, "graph-busy"),
        BackendError::Authentication { .. } => (Kind::Internal, "graph-login-refused"),
        BackendError::Tls { .. } => (Kind::Internal, "graph-tls"),
        BackendError::Address { .. } => (Kind::Internal, "graph-address"),
        BackendError::TooOld { .. } => (Kind::Internal, "graph-too-old"),
        BackendError::ReadOnly { .. } => (Kind::Internal, "graph-read-only"),
        BackendError::Forbidden { .. } => (Kind::Internal, "graph-forbidden"),
        BackendError::Store { message, .. } => said_of_file_system(message),
        _ => (Kind::Internal, "graph-failed"),
    }
}

fn read(error: &ReadError) -> (Kind, &'static str) {
    match error {
        ReadError::Backend(error) => backend(error),
        ReadError::Busy { .. } => (Kind::Busy, "graph-being-written"),
        ReadError::UnknownRace { .. } => (Kind::NotFound, "unknown-race"),
        ReadError::AmbiguousRace { .. } => (Kind::Conflict, "ambiguous-race"),
        ReadError::UnknownDriver { .. } => (Kind::NotFound, "unknown-driver"),
        ReadError::AmbiguousDriver { .. } => (Kind::Conflict, "ambiguous-driver"),
        ReadError::NoEntry { .. } => (Kind::NotFound, "not-entered"),
        ReadError::NoDistance { .. } => (Kind::Conflict, "no-distance"),
        ReadError::UnknownQuery { .. } => (Kind::NotFound, "unknown-query"),
        ReadError::UnknownLabel { .. } => (Kind::NotFound, "unknown-class"),
        ReadError::UnknownNode { .. } => (Kind::NotFound, "unknown-node"),
        ReadError::WouldWrite { .. } => (Kind::Forbidden, "would-write"),
        _ => (Kind::Internal, "graph-failed"),
    }
}

fn read_data(error: &ReadError) -> Value {
    match error {
        ReadError::UnknownRace { text, suggestions } | ReadError::UnknownDriver { text, suggestions } => {
            json!({ "text": text, "suggestions": suggestions })
        }
        ReadError::AmbiguousRace { text, races: candidates }
        | ReadError::AmbiguousDriver { text, drivers: candidates } => {
            json!({ "text": text, "candidates": candidates })
        }
        ReadError::Busy { seconds } => json!({ "seconds": seconds }),
        ReadError::WouldWrite { word } => json!({ "word": word }),
        ReadError::NoEntry { race, driver } => json!({ "race": race, "driver": driver }),
        ReadError::NoDistance { race, as_of } => json!({ "race": race, "asOf": as_of }),
        ReadError::UnknownLabel { label, known } => json!({ "text": label, "known": known }),
        ReadError::UnknownNode { label, key } => json!({ "class": label, "key": key }),
        ReadError::UnknownQuery { name, known } => json!({ "text": name, "known": known }),
        _ => json!({}),
    }
}

fn write_data(error: &WriteError) -> Value {
    match error {
        WriteError::Busy { seconds } => json!({ "seconds": seconds }),
        WriteError::Read(error) => read_data(error),
        WriteError::UnknownLayout { race, layout } => json!({ "race": race, "layout": layout }),
        WriteError::UnknownSnapshot { part } => json!({ "part": part }),
        WriteError::ChangedMigration { name, applied, present } => {
            json!({ "migration": name, "applied": applied, "present": present })
        }
        WriteError::NewerMigration(name) => json!({ "migration": name }),
        _ => json!({}),
    }
}

fn write(error: &WriteError) -> (Kind, &'static str) {
    match error {
        WriteError::Busy { .. } => (Kind::Busy, "graph-being-written"),
        WriteError::Stopped => (Kind::Cancelled, "cancelled"),
        WriteError::RightLost => (Kind::Unavailable, "write-lock-lost"),
        WriteError::Backend(error) => backend(error),
        WriteError::Read(error) => read(error),
        WriteError::ChangedMigration { .. } => (Kind::Conflict, "changed-migration"),
        WriteError::NewerMigration(_) => (Kind::Conflict, "newer-graph"),
        _ => (Kind::Internal, "graph-failed"),
    }
}

fn source(error: &SourceError) -> (Kind, &'static str) {
    match error {
        SourceError::NotFound(_) => (Kind::NotFound, "no-such-file"),
        SourceError::TooLarge { .. } => (Kind::TooLarge, "file-too-large"),
        SourceError::LineTooLong { .. } => (Kind::TooLarge, "line-too-long"),
        SourceError::Unreadable { .. } => (Kind::Internal, "file-system"),
        _ => (Kind::Invalid, "unreadable-file"),
    }
}

fn raw_store(error: &RawStoreError) -> (Kind, &'static str) {
    match error {
        RawStoreError::Missing { .. } => (Kind::Conflict, "missing-raw-copy"),
        RawStoreError::Damaged { .. } => (Kind::Conflict, "damaged-raw-copy"),
        RawStoreError::NotAHash(_) => (Kind::Invalid, "not-a-hash"),
        RawStoreError::Io { error, .. } => file_system(error),
    }
}

fn projection(error: &ProjectionError) -> (Kind, &'static str) {
    match error {
        ProjectionError::NoScoringRules { .. } => (Kind::NotFound, "no-scoring-rules"),
        ProjectionError::AllWithdrawn { .. } => (Kind::Conflict, "all-withdrawn"),
        ProjectionError::Withdrawn { .. } => (Kind::NotFound, "withdrawn"),
        ProjectionError::NotEntered { .. } => (Kind::NotFound, "not-entered"),
        ProjectionError::ScenarioGrid { .. }
        | ProjectionError::ScenarioField { .. }
        | ProjectionError::ScenarioAttrition { .. } => (Kind::Conflict, "unfit-scenario"),
        _ => (Kind::Internal, "projection-failed"),
    }
}

fn backtest(error: &backtest::BacktestError) -> (Kind, &'static str) {
    match error {
        backtest::BacktestError::NoRaces => (Kind::NotFound, "no-races"),
        backtest::BacktestError::AllLeftOut { .. } => (Kind::NotFound, "no-race-scored"),
        backtest::BacktestError::Model { source, .. } => projection(source),
        _ => (Kind::Internal, "backtest-failed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Cancelled;
    use domain::ids::SnapshotId;

    fn check(error: EngineError, kind: Kind, code: &str, step: Option<Advice>) {
        assert_eq!((error.kind(), error.code(), error.next_step()), (kind, code, step), "{error}");
        assert!(error.data().is_object(), "{error}");
        assert!(!error.to_string().contains("backstretch "), "a message names no command: {error}");
    }

    #[test]
    fn errors_carry_kind_code_and_next_step() {
        let held = OpenError::InUse { dir: "d".into(), holder: "42 backstretch import".into() };
        let error = EngineError::from(held);
        assert_eq!((error.kind(), error.next_step()), (Kind::Busy, Some(Advice::Retry)));
        assert_eq!(error.data()["holder"], "42 backstretch import");

        check(
            EngineError::NoNextRace { series: None, last: None, without_result: false },
            Kind::NotFound,
            "no-next-race",
            Some(Advice::Import { kind: "entries".to_owned() }),
        );
        let last = Some(("cup-2025-03-02-x".into(), "2025-03-02T20:00:00Z".parse().unwrap()));
        check(
            EngineError::NoNextRace { series: None, last, without_result: true },
            Kind::NotFound,
            "no-next-race",
            Some(Advice::Import { kind: "entries".to_owned() }),
        );
        let newer = graph::WriteError::NewerMigration("V009__later".to_owned());
        check(EngineError::from(newer), Kind::Conflict, "newer-graph", Some(Advice::RebuildGraph));
        check(EngineError::from(Cancelled), Kind::Cancelled, "cancelled", None);
        check(
            EngineError::UnknownSnapshot("3f".to_owned()),
            Kind::NotFound,
            "unknown-file",
            Some(Advice::ListImports),
        );
        let snapshot = SnapshotId("ab".repeat(32));
        let otherwise = EngineError::OtherwiseAbout {
            file: "laps.json".to_owned(),
            before: "race a".to_owned(),
            now: "race b".to_owned(),
            snapshot: snapshot.clone(),
        };
        let undo = Advice::UndoImport { snapshot: snapshot.to_string() };
        check(otherwise, Kind::Conflict, "imported-otherwise", Some(undo));
        let unknown = ReadError::UnknownRace { text: "x".to_owned(), suggestions: vec!["y".to_owned()] };
        let error = EngineError::from(unknown);
        assert_eq!(error.data(), json!({ "text": "x", "suggestions": ["y"] }));
        check(error, Kind::NotFound, "unknown-race", Some(Advice::ListRaces { series: None }));
    }

    #[test]
    fn advice_is_data() {
        let advice = Advice::UndoImport { snapshot: "ab".to_owned() };
        let json = serde_json::to_value(&advice).unwrap();
        assert_eq!(json, json!({ "action": "undo-import", "snapshot": "ab" }));
        assert_eq!(serde_json::from_value::<Advice>(json).unwrap(), advice);
    }
}
