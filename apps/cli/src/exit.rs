//! Exit codes, decided in one place.

use crate::terminal;
use engine::EngineError;
use engine::settings::SettingsError;
use std::process::ExitCode;

/// How a command that did not fail ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done: exit code 0.
    Done,
    /// Some of what was asked for was not done: exit code 3.
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

/// Tells the error and gives its exit code: 2 for bad settings, 75 for a held graph, else 1.
pub fn report(error: &anyhow::Error, json: bool) -> ExitCode {
    let code = if error.downcast_ref::<SettingsError>().is_some() {
        2
    } else if error.downcast_ref::<EngineError>().is_some_and(EngineError::is_held) {
        75
    } else {
        1
    };
    let words = words(error);
    if json {
        terminal::note(serde_json::json!({ "error": words, "exit": code }).to_string());
    } else {
        terminal::note(format!("error: {words}"));
    }
    ExitCode::from(code)
}

/// The error and its causes, each once: many messages quote their cause already.
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
