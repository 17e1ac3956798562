//! Files of a run: checkpoint, metrics and the model.

use super::adam::Adam;
use super::{Record, TrainError, TrainMetrics, TrainOptions};
use crate::form::Words;
use crate::gguf::{Entry, Planned, TensorType, Writer};
use crate::net::Net;
use crate::quantize::settings;
use crate::tokenizer::vocabulary::{MODEL, TOKENS};
use candle_core::quantized::QTensor;
use candle_core::{Device, Tensor};
use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::Path;

/// Name of the small model's tokenizer in its file.
pub(crate) const WORDS: &str = "backstretch-words";
/// Attention over the whole sequence.
pub(crate) const CAUSAL: &str = "llama.attention.causal";

fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> TrainError + '_ {
    |source| TrainError::Io { path: path.to_owned(), source }
}

/// Writes a file whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> Result<(), TrainError> {
    let partly = path.with_extension("part");
    fs::write(&partly, bytes).map_err(failed(&partly))?;
    fs::rename(&partly, path).map_err(failed(path))
}

/// What must be the same to go on.
fn text(options: &TrainOptions) -> String {
    serde_json::to_string(options).expect("options are plain values")
}

pub(super) fn checkpoint(
    path: &Path,
    options: &TrainOptions,
    step: u64,
    adam: &Adam,
) -> Result<(), TrainError> {
    let mut tensors: HashMap<String, Tensor> = adam.state().into_iter().collect();
    tensors.insert("step".to_owned(), Tensor::new(&[step as i64], &Device::Cpu)?);
    tensors.insert("options".to_owned(), Tensor::new(text(options).as_bytes(), &Device::Cpu)?);
    let partly = path.with_extension("part");
    candle_core::safetensors::save(&tensors, &partly)?;
    fs::rename(&partly, path).map_err(failed(path))
}

/// Steps made by the checkpoint; 0 where there is none.
pub(super) fn restore(path: &Path, options: &TrainOptions, adam: &mut Adam) -> Result<u64, TrainError> {
    if !path.is_file() {
        return Ok(0);
    }
    let state = candle_core::safetensors::load(path, &Device::Cpu)?;
    let other = |problem: String| TrainError::OtherRun { path: path.to_owned(), problem };
    let stored = state.get("options").ok_or_else(|| other("none".to_owned()))?.to_vec1::<u8>()?;
    let stored = String::from_utf8_lossy(&stored).into_owned();
    if stored != text(options) {
        return Err(other(stored));
    }
    let step = state.get("step").ok_or_else(|| other("no step".to_owned()))?.to_vec1::<i64>()?;
    let step =
        step.first().and_then(|step| u64::try_from(*step).ok()).ok_or_else(|| other("no step".to_owned()))?;
    adam.restore(&state, step)?;
    Ok(step)
}

pub(super) fn metrics(path: &Path, metrics: &TrainMetrics) -> Result<(), TrainError> {
    let line = serde_json::to_string(metrics).expect("metrics are plain values") + "\n";
    let mut file = fs::OpenOptions::new().create(true).append(true).open(path).map_err(failed(path))?;
    file.write_all(line.as_bytes()).map_err(failed(path))
}

pub(super) fn record(path: &Path, record: &Record) -> Result<(), TrainError> {
    let text = serde_json::to_string_pretty(record).expect("a record is plain values");
    write(path, format!("{text}\n").as_bytes())
}

/// Writes the model as GGUF, products in F16; gives its bytes.
pub(super) fn model(path: &Path, net: &Net, words: &Words) -> Result<Vec<u8>, TrainError> {
    let mut entries = settings(net.config());
    entries.push(Entry::bool(CAUSAL, false));
    entries.push(Entry::u32("general.file_type", 1));
    entries.push(Entry::string(MODEL, WORDS));
    entries.push(Entry::strings(TOKENS, words.texts()));
    let plan: Vec<Planned> = net
        .config()
        .tensors()
        .map(|(name, shape)| {
            let kind = if shape.len() > 1 { TensorType::F16 } else { TensorType::F32 };
            Planned { name, shape, kind }
        })
        .collect();
    let mut bytes = Vec::new();
    let mut writer = Writer::begin(&mut bytes, &entries, &plan).map_err(failed(path))?;
    for planned in &plan {
        let tensor = net.weights().get(&planned.name)?;
        let made = QTensor::quantize(tensor, planned.kind.candle())?;
        writer.tensor(&made.data()?).map_err(failed(path))?;
    }
    writer.finish().map_err(failed(path))?;
    write(path, &bytes)?;
    Ok(bytes)
}
