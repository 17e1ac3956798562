//! A conversation with the network: what it has seen so far, kept as keys and values.

use crate::error::ModelError;
use crate::llama::{Llama, Turns};
use candle_core::{DType, Device, Result, Tensor};

/// Tokens that go through the network at once; bounds the memory of a long prompt.
const CHUNK: usize = 256;

/// Keys and values of one layer: (groups, capacity, d), of which the first are in use.
pub(crate) struct LayerCache {
    keys: Tensor,
    values: Tensor,
}

impl LayerCache {
    fn new(groups: usize, capacity: usize, head: usize) -> Result<LayerCache> {
        let zeros = || Tensor::zeros((groups, capacity, head), DType::F32, &Device::Cpu);
        Ok(LayerCache { keys: zeros()?, values: zeros()? })
    }

    /// Writes new ones at a position, in place, and gives all up to their end.
    pub(crate) fn extend(&mut self, at: usize, key: &Tensor, value: &Tensor) -> Result<(Tensor, Tensor)> {
        self.keys.slice_set(key, 1, at)?;
        self.values.slice_set(value, 1, at)?;
        let end = at + key.dim(1)?;
        Ok((self.keys.narrow(1, 0, end)?, self.values.narrow(1, 0, end)?))
    }
}

/// A sequence of tokens in a network. Memory for its whole capacity is taken at the start.
pub struct Session<'m> {
    model: &'m Llama,
    caches: Vec<LayerCache>,
    turns: Turns,
    capacity: usize,
    len: usize,
}

impl<'m> Session<'m> {
    /// An empty session with room for `capacity` tokens.
    ///
    /// # Errors
    /// The model was not made for so many.
    pub fn new(model: &'m Llama, capacity: usize) -> std::result::Result<Session<'m>, ModelError> {
        let config = model.config();
        if capacity > config.context {
            return Err(ModelError::ContextTooLong { asked: capacity, limit: config.context });
        }
        let caches = (0..config.layers)
            .map(|_| LayerCache::new(config.kv_heads, capacity, config.head))
            .collect::<Result<_>>()?;
        Ok(Session { model, caches, turns: Turns::new(config, capacity)?, capacity, len: 0 })
    }

    /// Tokens held.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether none is held.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Tokens there is room for in all.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Forgets all tokens after the first `len`; nothing if there are fewer.
    pub fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    /// Adds tokens and gives the logits after the last one, one number per token of the vocabulary.
    ///
    /// # Errors
    /// They do not fit, are not in the vocabulary, or there are none; nothing is added then.
    pub fn feed(&mut self, tokens: &[u32]) -> std::result::Result<Vec<f32>, ModelError> {
        self.check(tokens)?;
        let mut last = None;
        for chunk in tokens.chunks(CHUNK) {
            last = Some(self.pass(chunk)?);
        }
        let last = last.ok_or(ModelError::NoTokens)?;
        let (count, _) = last.dims2()?;
        let logits = self.model.logits(&last.narrow(0, count - 1, 1)?)?;
        Ok(logits.squeeze(0)?.to_vec1()?)
    }

    /// Adds tokens and gives the logits after each of them.
    ///
    /// # Errors
    /// As [`Session::feed`].
    pub fn feed_all(&mut self, tokens: &[u32]) -> std::result::Result<Vec<Vec<f32>>, ModelError> {
        self.check(tokens)?;
        let mut logits = Vec::with_capacity(tokens.len());
        for chunk in tokens.chunks(CHUNK) {
            let x = self.pass(chunk)?;
            logits.extend(self.model.logits(&x)?.to_vec2()?);
        }
        Ok(logits)
    }

    fn check(&self, tokens: &[u32]) -> std::result::Result<(), ModelError> {
        self.model.check(tokens)?;
        if tokens.is_empty() {
            return Err(ModelError::NoTokens);
        }
        if tokens.len() > self.capacity - self.len {
            return Err(ModelError::ContextFull {
                held: self.len,
                more: tokens.len(),
                capacity: self.capacity,
            });
        }
        Ok(())
    }

    fn pass(&mut self, tokens: &[u32]) -> Result<Tensor> {
        let x = self.model.pass(tokens, self.len, &mut self.caches, &self.turns)?;
        self.len += tokens.len();
        Ok(x)
    }
}
