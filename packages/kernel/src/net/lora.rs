//! Low-rank adapters: each product `x W'` of a frozen network gets `x A' B' alpha / rank` added.

use crate::config::Config;
use crate::lessons::Random;
use candle_core::{DType, Device, Result, Tensor, Var};
use std::collections::BTreeMap;

/// An adapter of all products of a network.
#[derive(Clone, Debug)]
pub struct Lora {
    rank: usize,
    scale: f64,
    variables: BTreeMap<String, Var>,
}

impl Lora {
    /// An adapter that changes nothing yet: `A` (rank, in) random, `B` (out, rank) zero.
    ///
    /// # Errors
    /// Arithmetic.
    pub fn new(config: &Config, rank: usize, alpha: f64, seed: u64, dtype: DType) -> Result<Lora> {
        let mut variables = BTreeMap::new();
        let products = config.tensors().filter(|(name, shape)| shape.len() == 2 && name.starts_with("blk."));
        for (at, (name, shape)) in products.enumerate() {
            let (out, input) = (shape[0], shape[1]);
            let mut random = Random::new(seed, 1 << 32 | at as u64);
            let scale = 1.0 / (input as f64).sqrt();
            let numbers: Vec<f32> = (0..rank * input).map(|_| (random.normal() * scale) as f32).collect();
            let a = Tensor::from_vec(numbers, (rank, input), &Device::Cpu)?.to_dtype(dtype)?;
            variables.insert(format!("{name}.lora_a"), Var::from_tensor(&a)?);
            variables.insert(
                format!("{name}.lora_b"),
                Var::from_tensor(&Tensor::zeros((out, rank), dtype, &Device::Cpu)?)?,
            );
        }
        Ok(Lora { rank, scale: alpha / rank as f64, variables })
    }

    /// Rank of the matrices.
    pub fn rank(&self) -> usize {
        self.rank
    }

    /// What is trained, by name.
    pub fn variables(&self) -> impl Iterator<Item = (&str, &Var)> {
        self.variables.iter().map(|(name, variable)| (name.as_str(), variable))
    }

    pub(super) fn add(&self, name: &str, x: &Tensor, y: Tensor) -> Result<Tensor> {
        let matrix = |part: &str| self.variables.get(&format!("{name}.{part}"));
        let (Some(a), Some(b)) = (matrix("lora_a"), matrix("lora_b")) else { return Ok(y) };
        let low = x.matmul(&a.as_tensor().t()?)?.matmul(&b.as_tensor().t()?)?;
        y + (low * self.scale)?
    }
}
