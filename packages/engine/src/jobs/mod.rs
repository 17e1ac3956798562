//! The jobs: work that takes over a second, one kind a file. Each is a request in JSON, and safe to run twice.

mod backtest;
mod freeze;
mod import;
mod undo;

pub use backtest::{BacktestFile, BacktestJob, BacktestResult};
pub use freeze::FreezeJob;
pub use import::ImportJob;

pub(crate) use freeze::KIND as FREEZE;

use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::undo::UndoRequest;
use ops::jobs::Job;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Every kind of job.
pub const KINDS: &[&str] = &[backtest::KIND, freeze::KIND, import::KIND, undo::KIND];

/// Refuses a request that its kind of job cannot take.
pub(crate) fn check(kind: &str, request: &Value) -> Result<(), EngineError> {
    match kind {
        backtest::KIND => read::<BacktestJob>(request)?.check(),
        freeze::KIND => read::<FreezeJob>(request).map(drop),
        import::KIND => read::<ImportJob>(request)?.check(),
        undo::KIND => read::<UndoRequest>(request).map(drop),
        other => Err(unknown(other)),
    }
}

/// Runs a job; what it gives is kept as the job's result.
pub(crate) fn run(engine: &Engine, job: &Job, progress: &Progress) -> Result<Value, EngineError> {
    let request: Value = serde_json::from_str(&job.request)?;
    match job.kind.as_str() {
        backtest::KIND => {
            let result = read::<BacktestJob>(&request)?.run(engine, &job.id.to_string(), progress)?;
            Ok(serde_json::to_value(result)?)
        }
        freeze::KIND => {
            let result = read::<FreezeJob>(&request)?.run(engine, &job.id.to_string(), progress)?;
            Ok(serde_json::to_value(result)?)
        }
        import::KIND => Ok(serde_json::to_value(read::<ImportJob>(&request)?.run(engine, progress)?)?),
        undo::KIND => Ok(serde_json::to_value(undo::run(&read(&request)?, engine, progress)?)?),
        other => Err(unknown(other)),
    }
}

fn read<T: DeserializeOwned>(request: &Value) -> Result<T, EngineError> {
    T::deserialize(request).map_err(|error| EngineError::BadValue {
        field: "request".to_owned(),
        value: error.to_string(),
        expected: "a request of this kind of job".to_owned(),
    })
}

fn unknown(kind: &str) -> EngineError {
    EngineError::BadValue {
        field: "kind".to_owned(),
        value: kind.to_owned(),
        expected: format!("one of {}", KINDS.join(", ")),
    }
}
