//! The network, in the order in which a token passes through it.
//!
//! One sequence at a time: `t` new tokens after `s` earlier ones, `h` query heads in `g` groups, `d` numbers a head.

use crate::checkpoint::Checkpoint;
use crate::config::{Config, names};
use crate::error::{CheckpointError, ModelError};
use crate::gguf::TensorType;
use crate::session::LayerCache;
use candle_core::quantized::{GgmlDType, QMatMul, QTensor};
use candle_core::{DType, Device, Module, Result, Tensor};
use std::io::{Read, Seek};
use std::sync::Arc;

/// How weights are held in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// As stored where that is fast; types without a fast product (Q4_0, Q4_1, Q5_0, Q5_1) as Q8_0, F16 as F32.
    Fast,
    /// All as F32.
    Full,
}

/// A network ready to run.
pub struct Llama {
    config: Config,
    embedding: Arc<QTensor>,
    layers: Vec<Layer>,
    norm: Tensor,
    output: QMatMul,
}

struct Layer {
    attention_norm: Tensor,
    query: QMatMul,
    key: QMatMul,
    value: QMatMul,
    attention_output: QMatMul,
    feed_norm: Tensor,
    gate: QMatMul,
    up: QMatMul,
    down: QMatMul,
}

impl Llama {
    /// Reads the weights of a checkpoint.
    ///
    /// # Errors
    /// Names the tensor that cannot be read.
    pub fn load<R: Read + Seek>(
        checkpoint: &mut Checkpoint<R>,
        precision: Precision,
    ) -> std::result::Result<Llama, CheckpointError> {
        let config = checkpoint.config().clone();
        let mut weights = Weights { checkpoint, precision };
        let embedding = weights.stored(names::EMBEDDING)?;
        let output = match config.tied {
            true => weights.product_of(names::EMBEDDING, embedding.clone())?,
            false => weights.product(names::OUTPUT)?,
        };
        let layers = (0..config.layers)
            .map(|at| {
                let name = |part| names::layer(at, part);
                Ok(Layer {
                    attention_norm: weights.full(&name("attn_norm"))?,
                    query: weights.product(&name("attn_q"))?,
                    key: weights.product(&name("attn_k"))?,
                    value: weights.product(&name("attn_v"))?,
                    attention_output: weights.product(&name("attn_output"))?,
                    feed_norm: weights.full(&name("ffn_norm"))?,
                    gate: weights.product(&name("ffn_gate"))?,
                    up: weights.product(&name("ffn_up"))?,
                    down: weights.product(&name("ffn_down"))?,
                })
            })
            .collect::<std::result::Result<_, CheckpointError>>()?;
        Ok(Llama { embedding, layers, norm: weights.full(names::NORM)?, output, config })
    }

    /// Shape and settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Vectors of tokens: (t, width).
    pub(crate) fn embed(&self, tokens: &[u32]) -> Result<Tensor> {
        self.embedding.embedding(&Tensor::new(tokens, &Device::Cpu)?)
    }

    /// One pass: vectors (t, width) in, vectors after the last layer out. Keys and values go into the caches.
    pub(crate) fn pass(
        &self,
        tokens: &[u32],
        at: usize,
        caches: &mut [LayerCache],
        rope: &Turns,
    ) -> Result<Tensor> {
        let turns = rope.narrow(at, tokens.len())?;
        let mask = mask(at, tokens.len())?;
        let mut x = self.embed(tokens)?;
        for (layer, cache) in self.layers.iter().zip(caches) {
            x = layer.forward(&self.config, &x, at, cache, &turns, mask.as_ref())?;
        }
        Ok(x)
    }

    /// Logits (t, vocabulary) of vectors (t, width).
    pub(crate) fn logits(&self, x: &Tensor) -> Result<Tensor> {
        let x = candle_nn::ops::rms_norm(&x.contiguous()?, &self.norm, self.config.epsilon as f32)?;
        self.output.forward(&x)
    }

    /// Refuses tokens that the vocabulary does not have.
    pub(crate) fn check(&self, tokens: &[u32]) -> std::result::Result<(), ModelError> {
        let vocabulary = self.config.vocabulary;
        match tokens.iter().find(|token| **token as usize >= vocabulary) {
            Some(token) => Err(ModelError::UnknownToken { token: *token, vocabulary }),
            None => Ok(()),
        }
    }
}

impl Layer {
    fn forward(
        &self,
        config: &Config,
        x: &Tensor,
        at: usize,
        cache: &mut LayerCache,
        turns: &Turns,
        mask: Option<&Tensor>,
    ) -> Result<Tensor> {
        let epsilon = config.epsilon as f32;
        let normed = candle_nn::ops::rms_norm(x, &self.attention_norm, epsilon)?;
        let attended = self.attend(config, &normed, at, cache, turns, mask)?;
        let x = (x + self.attention_output.forward(&attended)?)?;
        let normed = candle_nn::ops::rms_norm(&x, &self.feed_norm, epsilon)?;
        let hidden = (candle_nn::ops::silu(&self.gate.forward(&normed)?)? * self.up.forward(&normed)?)?;
        &x + self.down.forward(&hidden)?
    }

    /// (t, width) -> (t, h d).
    fn attend(
        &self,
        config: &Config,
        x: &Tensor,
        at: usize,
        cache: &mut LayerCache,
        turns: &Turns,
        mask: Option<&Tensor>,
    ) -> Result<Tensor> {
        let (tokens, _) = x.dims2()?;
        let (heads, groups, head) = (config.heads, config.kv_heads, config.head);
        let by_head =
            |x: Tensor, heads: usize| x.reshape((tokens, heads, head))?.transpose(0, 1)?.contiguous();
        let query = turns.turn(&by_head(self.query.forward(x)?, heads)?)?;
        let key = turns.turn(&by_head(self.key.forward(x)?, groups)?)?;
        let value = by_head(self.value.forward(x)?, groups)?;
        let (keys, values) = cache.extend(at, &key, &value)?;
        // The query heads of a group stand one after the other, so that no key or value is repeated.
        let query = query.reshape((groups, heads / groups * tokens, head))?;
        let scores = (query.matmul(&keys.t()?)? * (1.0 / (head as f64).sqrt()))?;
        let scores = match mask {
            Some(mask) => {
                let earlier = at + tokens;
                scores.reshape((heads, tokens, earlier))?.broadcast_add(mask)?.reshape((
                    groups,
                    heads / groups * tokens,
                    earlier,
                ))?
            }
            None => scores,
        };
        let weights = candle_nn::ops::softmax_last_dim(&scores)?;
        let attended = weights.matmul(&values)?.reshape((heads, tokens, head))?;
        attended.transpose(0, 1)?.contiguous()?.reshape((tokens, heads * head))
    }
}

/// Minus infinity where a token would look at a later one: (t, s + t). None for a single token.
fn mask(earlier: usize, tokens: usize) -> Result<Option<Tensor>> {
    if tokens == 1 {
        return Ok(None);
    }
    let row = |token: usize| {
        (0..earlier + tokens).map(move |at| if at > earlier + token { f32::NEG_INFINITY } else { 0.0 })
    };
    let values: Vec<f32> = (0..tokens).flat_map(row).collect();
    Tensor::from_vec(values, (tokens, earlier + tokens), &Device::Cpu).map(Some)
}

/// Cosines and sines of the rotary embedding by position: (positions, d / 2) each.
pub(crate) struct Turns {
    cosine: Tensor,
    sine: Tensor,
}

impl Turns {
    pub(crate) fn new(config: &Config, positions: usize) -> Result<Turns> {
        let frequencies = config.frequencies();
        let angles = || (0..positions).flat_map(|at| frequencies.iter().map(move |f| at as f64 * f));
        let shape = (positions, frequencies.len());
        let table = |values: Vec<f32>| Tensor::from_vec(values, shape, &Device::Cpu);
        Ok(Turns {
            cosine: table(angles().map(|angle| angle.cos() as f32).collect())?,
            sine: table(angles().map(|angle| angle.sin() as f32).collect())?,
        })
    }

    fn narrow(&self, at: usize, tokens: usize) -> Result<Turns> {
        Ok(Turns { cosine: self.cosine.narrow(0, at, tokens)?, sine: self.sine.narrow(0, at, tokens)? })
    }

    /// Turns each pair of neighbouring numbers: (h, t, d).
    fn turn(&self, x: &Tensor) -> Result<Tensor> {
        candle_nn::rotary_emb::rope_i(&x.unsqueeze(0)?, &self.cosine, &self.sine)?.squeeze(0)
    }
}

/// Reads tensors into the form they are used in.
struct Weights<'c, R> {
    checkpoint: &'c mut Checkpoint<R>,
    precision: Precision,
}

impl<R: Read + Seek> Weights<'_, R> {
    fn stored(&mut self, name: &str) -> std::result::Result<Arc<QTensor>, CheckpointError> {
        self.checkpoint.tensor(name).map(Arc::new)
    }

    fn full(&mut self, name: &str) -> std::result::Result<Tensor, CheckpointError> {
        let tensor = self.stored(name)?.dequantize(&Device::Cpu);
        tensor.and_then(|tensor| tensor.to_dtype(DType::F32)).map_err(|e| CheckpointError::tensor(name, e))
    }

    fn product(&mut self, name: &str) -> std::result::Result<QMatMul, CheckpointError> {
        let stored = self.stored(name)?;
        self.product_of(name, stored)
    }

    fn product_of(&self, name: &str, stored: Arc<QTensor>) -> std::result::Result<QMatMul, CheckpointError> {
        let made = match (self.precision, stored.dtype()) {
            (Precision::Full, _) => stored.dequantize(&Device::Cpu).map(QMatMul::Tensor),
            (Precision::Fast, GgmlDType::Q4_0 | GgmlDType::Q4_1 | GgmlDType::Q5_0 | GgmlDType::Q5_1) => {
                stored
                    .dequantize(&Device::Cpu)
                    .and_then(|full| QTensor::quantize(&full, TensorType::Q8_0.candle()))
                    .and_then(QMatMul::from_qtensor)
            }
            (Precision::Fast, _) => QMatMul::from_arc(stored),
        };
        made.map_err(|error| CheckpointError::tensor(name, error))
    }
}
