//! Exit codes, decided in one place.

use crate::{advice, terminal};
use api::client::ClientError;
use engine::EngineError;
use engine::error::Kind;
use engine::settings::SettingsError;
use ingest::IngestError;
use serde_json::{Value, json};
use std::process::ExitCode;

/// How a command ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done: exit code 0.
    Done,
    /// Some or all of what was asked for was not done: exit code 3.
    Partly,
}

impl Outcome {
    /// The process's exit code.
    pub fn code(self) -> ExitCode {
        match self {
            Outcome::Done => ExitCode::SUCCESS,
            Outcome::Partly => ExitCode::from(3),
        }
    }
}

/// Arguments that contradict one another: exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(pub String);

/// Exit code of wrong usage, settings included.
const USAGE: u8 = 2;

/// Exit code of an error of this kind.
pub fn code(kind: Kind) -> u8 {
    match kind {
        Kind::Invalid
        | Kind::NotFound
        | Kind::Conflict
        | Kind::Forbidden
        | Kind::TooLarge
        | Kind::Internal => 1,
        Kind::Incomplete => 3,
        Kind::Busy | Kind::Unavailable => 75,
        Kind::Cancelled => 130,
    }
}

/// Reports the error on stderr and gives its exit code.
pub fn report(error: &anyhow::Error, json: bool) -> ExitCode {
    terminal::end_progress();
    let from_ingest = error.chain().find_map(|cause| cause.downcast_ref::<IngestError>());
    let from_engine = error.chain().find_map(|cause| cause.downcast_ref::<EngineError>());
    let from_server = error.chain().find_map(|cause| cause.downcast_ref::<ClientError>());
    // It shows the error of the engine as its own.
    let from_engine = match from_ingest {
        Some(IngestError::Engine(error)) => Some(error),
        _ => from_engine,
    };
    let usage = error.chain().any(|cause| cause.is::<SettingsError>() || cause.is::<UsageError>());
    let exit = match from_engine {
        _ if usage => USAGE,
        Some(error) => code(error.kind()),
        None => match (from_server, from_ingest) {
            (Some(error), _) => code(error.kind()),
            (None, Some(error)) => code(error.kind()),
            (None, None) => 1,
        },
    };
    let message = words(error);
    let next_step =
        from_engine.and_then(EngineError::next_step).or_else(|| from_server.and_then(ClientError::next_step));
    if json {
        let (kind, code, data) = match from_engine {
            Some(error) => (json!(error.kind()), error.code(), error.data()),
            None if let Some(error) = from_server => (json!(error.kind()), error.code(), error.data()),
            None if usage => (json!(Kind::Invalid), "usage", json!({})),
            None => match from_ingest {
                Some(error) => (json!(error.kind()), error.code(), json!({})),
                None => (json!(Kind::Internal), "failed", json!({})),
            },
        };
        let mut shown = json!({ "kind": kind, "code": code, "message": message, "data": data });
        if let (Some(advice), Value::Object(shown)) = (&next_step, &mut shown) {
            shown.insert("nextStep".to_owned(), json!(advice));
        }
        terminal::note(shown.to_string());
    } else {
        terminal::note(format!("error: {message}"));
        if let Some(advice) = &next_step {
            terminal::note(format!("next: {}", advice::words(advice)));
        }
    }
    ExitCode::from(exit)
}

/// The error and its causes, each once: many messages already quote their cause.
fn words(error: &anyhow::Error) -> String {
    error.chain().fold(String::new(), |words, cause| {
        let cause = cause.to_string();
        if words.is_empty() {
            cause
        } else if words.contains(&cause) {
            words
        } else {
            format!("{words}: {cause}")
        }
    })
}
