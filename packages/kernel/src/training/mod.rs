//! Training on the processor: lessons in, a checkpoint at every so many steps, a model at the end.
//!
//! The batch of a step is a function of seed and step alone, so that a run which goes on from a checkpoint gives the same bytes
//! as one that never stopped, on one kind of machine and number of threads.

mod adam;
mod batches;
mod loss;
mod save;

pub use batches::{Example, examples};
pub use loss::{Answer, Losses, losses};
pub(crate) use save::{CAUSAL, WORDS};

use crate::config::{Config, Rope};
use crate::error::{CheckpointError, ModelError};
use crate::form::Words;
use crate::lessons::{Lessons, sha256};
use crate::net::{Attention, Batch, Net, Weights};
use adam::Adam;
use batches::{Course, GROUP};
use candle_core::DType;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Settings of a run. Those that decide the weights are kept in the checkpoint and must be the same to go on from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TrainOptions {
    /// Seed of weights and lessons.
    pub seed: u64,
    /// Steps in all.
    pub steps: u64,
    /// Forms a step.
    pub batch: usize,
    /// Highest learning rate.
    pub rate: f64,
    /// Steps in which it rises; after them it falls along a cosine to a twentieth.
    pub warmup: u64,
    /// Decay of weights, relative to the rate.
    pub decay: f64,
    /// Norm at which gradients are clipped.
    pub norm_max: f64,
    /// Weight of the structural loss.
    pub structural: f64,
    /// Width of the network, a multiple of 32.
    pub width: usize,
    /// Layers of the network.
    pub layers: usize,
    /// Lessons that the vocabulary is taken from.
    pub vocabulary_notes: u64,
}

impl Default for TrainOptions {
    fn default() -> TrainOptions {
        TrainOptions {
            seed: 1,
            steps: 1_800,
            batch: 32,
            rate: 2e-3,
            warmup: 100,
            decay: 0.05,
            norm_max: 1.0,
            structural: 0.1,
            width: 128,
            layers: 4,
            vocabulary_notes: 6_000,
        }
    }
}

impl TrainOptions {
    fn rate_at(&self, step: u64) -> f64 {
        if step < self.warmup {
            return self.rate * (step + 1) as f64 / self.warmup as f64;
        }
        let part = (step - self.warmup) as f64 / (self.steps - self.warmup).max(1) as f64;
        self.rate * (0.05 + 0.95 * 0.5 * (1.0 + (std::f64::consts::PI * part).cos()))
    }

    fn config(&self, words: &Words) -> Config {
        Config {
            vocabulary: words.len(),
            width: self.width,
            hidden: self.width * 11 / 4,
            layers: self.layers,
            heads: self.width / 32,
            kv_heads: self.width / 32,
            head: 32,
            epsilon: 1e-5,
            context: crate::form::TOKENS_MAX,
            rope: Rope { base: 10_000.0, linear: 1.0, factors: None },
            tied: true,
        }
    }
}

/// Where the files of a run are.
#[derive(Clone, Debug)]
pub struct TrainFiles {
    /// The model, written at the end (GGUF, F16).
    pub model: PathBuf,
    /// The checkpoint to write and, if it is there, to go on from.
    pub checkpoint: PathBuf,
    /// One JSON object a line.
    pub metrics: PathBuf,
    /// Settings and digests, as JSON.
    pub record: PathBuf,
    /// Steps between checkpoints.
    pub every: u64,
}

/// How a run stands. Losses are means since the last of these.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrainMetrics {
    /// Steps made.
    pub step: u64,
    /// Steps in all.
    pub steps: u64,
    /// Next-token loss on answers.
    pub loss: f64,
    /// Structural loss.
    pub structural: f64,
    /// Norm of the gradient before clipping.
    pub gradient_norm: f64,
    /// Learning rate.
    pub rate: f64,
    /// Seconds since the start of this run.
    pub seconds: f64,
    /// Seconds that are left at this speed.
    pub seconds_left: f64,
}

/// What a run made, and from what; written beside the model. The same settings and data give the same record, on one kind of
/// machine and number of threads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// Settings of the run.
    pub options: TrainOptions,
    /// SHA-256 of the phrases that lessons are made of, in hexadecimal.
    pub phrases: String,
    /// SHA-256 of the model's words, in hexadecimal: they begin with what the T-Box names.
    pub words: String,
    /// SHA-256 of the model's file, in hexadecimal.
    pub model: String,
    /// Size of the model's file in bytes.
    pub bytes: u64,
    /// Numbers of the network.
    pub parameters: u64,
    /// Tokens of the vocabulary.
    pub vocabulary: usize,
}

/// Why a run failed.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// File.
        path: PathBuf,
        /// Cause.
        source: std::io::Error,
    },
    /// The checkpoint is of another run.
    #[error("{}: the checkpoint was made with other settings ({problem}); give them again, or remove it to start anew", path.display())]
    OtherRun {
        /// File.
        path: PathBuf,
        /// Settings of the checkpoint.
        problem: String,
    },
    /// A setting out of range.
    #[error("{0}")]
    Setting(String),
    /// The model's file could not be written.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The vocabulary or the arithmetic.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// Asked to stop; the checkpoint holds what was done.
    #[error("cancelled after {step} steps; the same command goes on from there")]
    Cancelled {
        /// Steps made.
        step: u64,
    },
}

impl From<candle_core::Error> for TrainError {
    fn from(error: candle_core::Error) -> TrainError {
        TrainError::Model(ModelError::Arithmetic(error))
    }
}

/// Trains the small model from nothing, or goes on from the checkpoint.
///
/// # Errors
/// A setting is out of range, a file fails, the checkpoint is of another run, or `progress` asks to stop.
pub fn train(
    options: &TrainOptions,
    files: &TrainFiles,
    progress: &mut dyn FnMut(&TrainMetrics) -> ControlFlow<()>,
) -> Result<Record, TrainError> {
    check(options)?;
    let course = Course::new(options);
    let words = course.words();
    let config = options.config(&words);
    let weights = Weights::random(&config, options.seed, DType::F32)?;
    let variables = weights.variables().map(|(name, variable)| (name.to_owned(), variable.clone())).collect();
    let mut adam = Adam::new(variables)?;
    let net = Net::new(config.clone(), weights, None)?;
    let first = save::restore(&files.checkpoint, options, &mut adam)?;
    run(options, files, &course, &words, first, &net, &mut adam, progress)?;
    let bytes = save::model(&files.model, &net, &words)?;
    let record = Record {
        options: options.clone(),
        phrases: Lessons::digest(),
        words: sha256(words.texts().join("\n").as_bytes()),
        model: sha256(&bytes),
        bytes: bytes.len() as u64,
        parameters: config.parameters(),
        vocabulary: words.len(),
    };
    save::record(&files.record, &record)?;
    Ok(record)
}

fn check(options: &TrainOptions) -> Result<(), TrainError> {
    let fault = |what: &str| Err(TrainError::Setting(what.to_owned()));
    if options.width == 0 || !options.width.is_multiple_of(32) || options.width > 1_024 {
        return fault("the width must be a multiple of 32, at most 1024");
    }
    if !(1..=64).contains(&options.layers) || !(1..=1_024).contains(&options.batch) || options.steps == 0 {
        return fault("layers must be 1 to 64, forms a step 1 to 1024, and steps at least 1");
    }
    if !(options.rate > 0.0 && options.rate < 1.0 && options.norm_max > 0.0 && options.structural >= 0.0) {
        return fault("the rate must be between 0 and 1, the norm above 0, the structural weight at least 0");
    }
    Ok(())
}

/// Lessons are made on one thread, a few steps ahead of the other that learns from them.
#[allow(clippy::too_many_arguments, reason = "one call; a type for it would say nothing")]
fn run(
    options: &TrainOptions,
    files: &TrainFiles,
    course: &Course,
    words: &Words,
    first: u64,
    net: &Net,
    adam: &mut Adam,
    report: &mut dyn FnMut(&TrainMetrics) -> ControlFlow<()>,
) -> Result<(), TrainError> {
    const AHEAD: usize = 4;
    let between = files.every.clamp(1, 20);
    let began = Instant::now();
    std::thread::scope(|scope| {
        let (sender, receiver) = std::sync::mpsc::sync_channel(AHEAD);
        scope.spawn(move || {
            let mut group = Vec::new();
            for step in first..options.steps {
                let at = (step % GROUP) as usize;
                if group.is_empty() || at == 0 {
                    group = course.group(step / GROUP, words);
                }
                if sender.send(std::mem::take(&mut group[at])).is_err() {
                    break;
                }
            }
        });
        let (mut loss, mut structural, mut norm, mut count) = (0.0, 0.0, 0.0, 0.0);
        for (step, examples) in (first..).zip(receiver) {
            let rate = options.rate_at(step);
            let losses = step_losses(net, &examples, words.mark("<pad>"), Attention::Whole)?;
            let total = (&losses.surprise + (&losses.structural * options.structural)?)?;
            norm += adam.step(&total.backward()?, rate, options.decay, options.norm_max)?;
            loss += loss::number(&losses.surprise)?;
            structural += loss::number(&losses.structural)?;
            count += 1.0;
            let done = step + 1;
            if done.is_multiple_of(files.every.max(1)) || done == options.steps {
                save::checkpoint(&files.checkpoint, options, done, adam)?;
            }
            if done.is_multiple_of(between) || done == options.steps {
                let seconds = began.elapsed().as_secs_f64();
                let metrics = TrainMetrics {
                    step: done,
                    steps: options.steps,
                    loss: loss / count,
                    structural: structural / count,
                    gradient_norm: norm / count,
                    rate,
                    seconds,
                    seconds_left: seconds / (done - first) as f64 * (options.steps - done) as f64,
                };
                save::metrics(&files.metrics, &metrics)?;
                if report(&metrics).is_break() && done < options.steps {
                    save::checkpoint(&files.checkpoint, options, done, adam)?;
                    return Err(TrainError::Cancelled { step: done });
                }
                (loss, structural, norm, count) = (0.0, 0.0, 0.0, 0.0);
            }
        }
        Ok(())
    })
}

/// The losses of a network on examples.
///
/// # Errors
/// Arithmetic.
pub fn step_losses(
    net: &Net,
    examples: &[Example],
    pad: u32,
    attention: Attention,
) -> Result<Losses, ModelError> {
    let sequences: Vec<&[u32]> = examples.iter().map(|example| example.tokens.as_slice()).collect();
    let batch = Batch::new(&sequences, pad, attention, net.dtype())?;
    let (mut places, mut answers) = (Vec::new(), Vec::new());
    for (number, example) in examples.iter().enumerate() {
        for (at, answer) in &example.answers {
            places.push(Net::place(&batch, number, *at));
            answers.push(answer.clone());
        }
    }
    Ok(losses(&net.logits(&batch, &places)?, &answers)?)
}

/// The default files of a run beside its model.
pub fn files(model: &Path) -> TrainFiles {
    TrainFiles {
        model: model.to_owned(),
        checkpoint: model.with_extension("checkpoint"),
        metrics: model.with_extension("metrics.jsonl"),
        record: model.with_extension("json"),
        every: 200,
    }
}
