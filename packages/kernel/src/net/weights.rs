//! The weights of a network by name: fixed, or variables that are trained.

use crate::checkpoint::Checkpoint;
use crate::config::Config;
use crate::error::CheckpointError;
use crate::lessons::Random;
use candle_core::{DType, Device, Result, Tensor, Var};
use std::collections::BTreeMap;
use std::io::{Read, Seek};

/// Tensors of a network by GGUF's names.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    tensors: BTreeMap<String, Tensor>,
    variables: BTreeMap<String, Var>,
}

impl Weights {
    /// Those of a checkpoint, as fixed numbers of 32 bits.
    ///
    /// # Errors
    /// Names the tensor that cannot be read.
    pub fn of_checkpoint<R: Read + Seek>(
        checkpoint: &mut Checkpoint<R>,
    ) -> std::result::Result<Weights, CheckpointError> {
        let names: Vec<String> = checkpoint.config().tensors().map(|(name, _)| name).collect();
        let mut weights = Weights::default();
        for name in names {
            let tensor = checkpoint.tensor(&name)?;
            let full = tensor.dequantize(&Device::Cpu).and_then(|full| full.to_dtype(DType::F32));
            weights
                .tensors
                .insert(name.clone(), full.map_err(|error| CheckpointError::tensor(&name, error))?);
        }
        Ok(weights)
    }

    /// Fixed tensors.
    pub fn fixed(tensors: BTreeMap<String, Tensor>) -> Weights {
        Weights { tensors, variables: BTreeMap::new() }
    }

    /// Variables with small random numbers, the same for the same seed; norms are 1.
    ///
    /// # Errors
    /// Arithmetic.
    pub fn random(config: &Config, seed: u64, dtype: DType) -> Result<Weights> {
        let mut weights = Weights::default();
        for (at, (name, shape)) in config.tensors().enumerate() {
            let count = shape.iter().product();
            let mut random = Random::new(seed, at as u64);
            let numbers: Vec<f32> = match shape.as_slice() {
                [_] => vec![1.0; count],
                [.., row] => {
                    // What adds to the residual stream starts smaller, by the number of such sums.
                    let sums = if name.contains("output.") || name.contains("ffn_down") {
                        2 * config.layers
                    } else {
                        1
                    };
                    let scale = 1.0 / (*row as f64 * sums as f64).sqrt();
                    (0..count).map(|_| (random.normal() * scale) as f32).collect()
                }
                [] => Vec::new(),
            };
            let tensor = Tensor::from_vec(numbers, shape, &Device::Cpu)?.to_dtype(dtype)?;
            weights.variables.insert(name, Var::from_tensor(&tensor)?);
        }
        Ok(weights)
    }

    /// The same numbers as variables.
    ///
    /// # Errors
    /// Arithmetic.
    pub fn trainable(&self) -> Result<Weights> {
        let all = self.iter().map(|(name, tensor)| Ok((name.to_owned(), Var::from_tensor(tensor)?)));
        Ok(Weights { tensors: BTreeMap::new(), variables: all.collect::<Result<_>>()? })
    }

    /// A tensor.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn get(&self, name: &str) -> Result<&Tensor> {
        let variable = self.variables.get(name).map(Var::as_tensor);
        variable
            .or_else(|| self.tensors.get(name))
            .ok_or_else(|| candle_core::Error::Msg(format!("tensor `{name}` is missing")))
    }

    /// All tensors by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Tensor)> {
        let variables = self.variables.iter().map(|(name, variable)| (name.as_str(), variable.as_tensor()));
        self.tensors.iter().map(|(name, tensor)| (name.as_str(), tensor)).chain(variables)
    }

    /// What is trained, by name.
    pub fn variables(&self) -> impl Iterator<Item = (&str, &Var)> {
        self.variables.iter().map(|(name, variable)| (name.as_str(), variable))
    }
}
