//! The network once more, made of operations that have a gradient, for training and for the small model.
//!
//! Weights have GGUF's names and layout. A batch has `b` sequences of `t` tokens, padded at their ends; attention is causal, or
//! over the whole sequence, as the small model's.

mod lora;
mod weights;

pub use lora::Lora;
pub use weights::Weights;

use crate::config::{Config, names};
use candle_core::{D, DType, Device, Result, Tensor};

/// Which tokens a token may look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attention {
    /// Itself and earlier ones.
    Causal,
    /// All of its sequence.
    Whole,
}

/// Sequences of one length, padded at their ends.
#[derive(Clone, Debug)]
pub struct Batch {
    tokens: Tensor,
    /// Zero where a token may be looked at, a large negative number elsewhere: (b, 1, 1 or t, t).
    mask: Tensor,
    sequences: usize,
    length: usize,
}

impl Batch {
    /// Pads sequences with token `pad`.
    ///
    /// # Errors
    /// Arithmetic.
    pub fn new(sequences: &[&[u32]], pad: u32, attention: Attention, dtype: DType) -> Result<Batch> {
        let length = sequences.iter().map(|tokens| tokens.len()).max().unwrap_or(1).max(1);
        let count = sequences.len();
        let mut tokens = Vec::with_capacity(count * length);
        for sequence in sequences {
            tokens.extend(sequence.iter().copied().chain(std::iter::repeat(pad)).take(length));
        }
        let rows = if attention == Attention::Causal { length } else { 1 };
        let mut mask = Vec::with_capacity(count * rows * length);
        for sequence in sequences {
            for row in 0..rows {
                let seen = if attention == Attention::Causal { row + 1 } else { sequence.len() };
                mask.extend((0..length).map(|at| if at < seen { 0.0f32 } else { -1e9 }));
            }
        }
        Ok(Batch {
            tokens: Tensor::from_vec(tokens, count * length, &Device::Cpu)?,
            mask: Tensor::from_vec(mask, (count, 1, rows, length), &Device::Cpu)?.to_dtype(dtype)?,
            sequences: count,
            length,
        })
    }

    /// Tokens of the longest sequence.
    pub fn length(&self) -> usize {
        self.length
    }
}

/// A differentiable network.
pub struct Net {
    config: Config,
    weights: Weights,
    lora: Option<Lora>,
    dtype: DType,
    /// Swaps the numbers of a pair, the second negated: (d, d).
    swap: Tensor,
}

impl Net {
    /// A network of these weights.
    ///
    /// # Errors
    /// Arithmetic.
    pub fn new(config: Config, weights: Weights, lora: Option<Lora>) -> Result<Net> {
        let dtype = weights.get(names::EMBEDDING)?.dtype();
        let head = config.head;
        let mut swap = vec![0.0f32; head * head];
        for pair in 0..head / 2 {
            // Row i of x · swap: out[2p] = -x[2p + 1], out[2p + 1] = x[2p].
            swap[(2 * pair + 1) * head + 2 * pair] = -1.0;
            swap[2 * pair * head + 2 * pair + 1] = 1.0;
        }
        let swap = Tensor::from_vec(swap, (head, head), &Device::Cpu)?.to_dtype(dtype)?;
        Ok(Net { config, weights, lora, dtype, swap })
    }

    /// Shape and settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The weights.
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// The adapter, if there is one.
    pub fn lora(&self) -> Option<&Lora> {
        self.lora.as_ref()
    }

    /// The number type of weights and logits.
    pub fn dtype(&self) -> DType {
        self.dtype
    }

    /// Vectors after the last norm: (b t, width).
    ///
    /// # Errors
    /// Arithmetic; a weight is missing.
    pub fn forward(&self, batch: &Batch) -> Result<Tensor> {
        let (cosine, sine) = self.turns(batch.length)?;
        let mut x = self.weights.get(names::EMBEDDING)?.index_select(&batch.tokens, 0)?;
        for layer in 0..self.config.layers {
            let name = |part| names::layer(layer, part);
            let normed = self.norm(&x, &name("attn_norm"))?;
            let attended = self.attend(&normed, layer, batch, &cosine, &sine)?;
            x = (x + self.linear(&attended, &name("attn_output"))?)?;
            let normed = self.norm(&x, &name("ffn_norm"))?;
            let gate = self.linear(&normed, &name("ffn_gate"))?.silu()?;
            let hidden = (gate * self.linear(&normed, &name("ffn_up"))?)?;
            x = (x + self.linear(&hidden, &name("ffn_down"))?)?;
        }
        self.norm(&x, names::NORM)
    }

    /// Logits (n, vocabulary) of the vectors at places `sequence * t + token` of the batch.
    ///
    /// # Errors
    /// Arithmetic; a weight is missing.
    pub fn logits(&self, batch: &Batch, places: &[u32]) -> Result<Tensor> {
        let x = self.forward(batch)?;
        let places = Tensor::new(places, &Device::Cpu)?;
        let x = x.index_select(&places, 0)?;
        let output = if self.config.tied { names::EMBEDDING } else { names::OUTPUT };
        x.matmul(&self.weights.get(output)?.t()?)
    }

    /// Place of a token of a sequence in [`Net::logits`].
    pub fn place(batch: &Batch, sequence: usize, token: usize) -> u32 {
        (sequence * batch.length + token) as u32
    }

    fn linear(&self, x: &Tensor, name: &str) -> Result<Tensor> {
        let y = x.matmul(&self.weights.get(name)?.t()?)?;
        match &self.lora {
            Some(lora) => lora.add(name, x, y),
            None => Ok(y),
        }
    }

    fn norm(&self, x: &Tensor, name: &str) -> Result<Tensor> {
        let square = (x.sqr()?.mean_keepdim(D::Minus1)? + self.config.epsilon)?;
        x.broadcast_div(&square.sqrt()?)?.broadcast_mul(self.weights.get(name)?)
    }

    fn attend(
        &self,
        x: &Tensor,
        layer: usize,
        batch: &Batch,
        cosine: &Tensor,
        sine: &Tensor,
    ) -> Result<Tensor> {
        let (b, t) = (batch.sequences, batch.length);
        let Config { heads, kv_heads: groups, head, .. } = self.config;
        let by_head = |part: &str, heads: usize| {
            let y = self.linear(x, &names::layer(layer, part))?;
            y.reshape((b, t, heads, head))?.transpose(1, 2)?.contiguous()
        };
        let query = self.turn(&by_head("attn_q", heads)?, cosine, sine)?;
        let key = self.turn(&by_head("attn_k", groups)?, cosine, sine)?;
        let value = by_head("attn_v", groups)?;
        // The query heads of a group stand one after the other, so that no key or value is repeated.
        let query = (query * (1.0 / (head as f64).sqrt()))?.reshape((b, groups, heads / groups * t, head))?;
        let scores = query.matmul(&key.transpose(2, 3)?.contiguous()?)?;
        let scores = scores.reshape((b, heads, t, t))?.broadcast_add(&batch.mask)?;
        let highest = scores.max_keepdim(D::Minus1)?.detach();
        let weights = scores.broadcast_sub(&highest)?.exp()?;
        let weights = weights.broadcast_div(&weights.sum_keepdim(D::Minus1)?)?;
        let weights = weights.reshape((b, groups, heads / groups * t, t))?;
        let attended = weights.matmul(&value)?.reshape((b, heads, t, head))?;
        attended.transpose(1, 2)?.contiguous()?.reshape((b * t, heads * head))
    }

    /// Cosines and sines of the rotary embedding, each twice: (t, d).
    fn turns(&self, length: usize) -> Result<(Tensor, Tensor)> {
        let frequencies = self.config.frequencies();
        let angles = || {
            let pairs = frequencies.iter().flat_map(|frequency| [*frequency, *frequency]).collect::<Vec<_>>();
            (0..length)
                .flat_map(move |at| pairs.clone().into_iter().map(move |frequency| at as f64 * frequency))
        };
        let table = |values: Vec<f64>| {
            Tensor::from_vec(values, (length, self.config.head), &Device::Cpu)?.to_dtype(self.dtype)
        };
        Ok((table(angles().map(f64::cos).collect())?, table(angles().map(f64::sin).collect())?))
    }

    /// (b, h, t, d): x cos + swapped x sin.
    fn turn(&self, x: &Tensor, cosine: &Tensor, sine: &Tensor) -> Result<Tensor> {
        let (b, h, t, d) = x.dims4()?;
        let swapped = x.reshape((b * h * t, d))?.matmul(&self.swap)?.reshape((b, h, t, d))?;
        x.broadcast_mul(cosine)? + swapped.broadcast_mul(sine)?
    }
}
