//! Training of the small model that reads notes.

use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use kernel::training::{TrainOptions, files, train};
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;
use std::path::PathBuf;

/// A small model to be trained, or to be trained on from its checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrainRequest {
    /// The model's file. Its checkpoint, metrics and record are written beside it.
    pub output: PathBuf,
    /// Seed of weights and lessons.
    pub seed: u64,
    /// Steps in all.
    pub steps: u64,
}

/// What was trained, and from what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TrainAnswer {
    /// The model's file.
    pub output: PathBuf,
    /// Settings and digests, as they stand in the record beside the model.
    pub record: kernel::training::Record,
}

impl Engine {
    /// Trains the small model; an interrupted run goes on from its checkpoint, and gives the same bytes.
    ///
    /// # Errors
    /// A setting is out of range, a file cannot be written, the checkpoint is of another run, or the work was cancelled; what
    /// was done is in the checkpoint then.
    pub fn train_small(request: &TrainRequest, progress: &Progress) -> Result<TrainAnswer, EngineError> {
        let options = TrainOptions { seed: request.seed, steps: request.steps, ..TrainOptions::default() };
        progress.begin("training steps", options.steps);
        let mut done = 0;
        let record = train(&options, &files(&request.output), &mut |metrics| {
            progress.advance(metrics.step - done);
            done = metrics.step;
            if progress.cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        progress.end();
        Ok(TrainAnswer { output: request.output.clone(), record })
    }
}
