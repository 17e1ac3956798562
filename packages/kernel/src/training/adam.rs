//! AdamW with clipping by the norm of the whole gradient.

use candle_core::backprop::GradStore;
use candle_core::{DType, Result, Tensor, Var};
use std::collections::BTreeMap;

const BETA_1: f64 = 0.9;
const BETA_2: f64 = 0.98;
const EPSILON: f64 = 1e-8;

/// The optimiser with its moments, which belong into a checkpoint.
pub(super) struct Adam {
    variables: Vec<(String, Var)>,
    moments: BTreeMap<String, (Tensor, Tensor)>,
    steps: u64,
}

impl Adam {
    pub fn new(variables: Vec<(String, Var)>) -> Result<Adam> {
        let moments = variables
            .iter()
            .map(|(name, variable)| {
                let zeros = variable.as_tensor().zeros_like()?;
                Ok((name.clone(), (zeros.clone(), zeros)))
            })
            .collect::<Result<_>>()?;
        Ok(Adam { variables, moments, steps: 0 })
    }

    /// One step; gives the norm of the gradient before clipping. Weights of products decay, norms do not.
    pub fn step(&mut self, gradients: &GradStore, rate: f64, decay: f64, norm_max: f64) -> Result<f64> {
        let mut square = 0.0;
        for (_, variable) in &self.variables {
            if let Some(gradient) = gradients.get(variable) {
                square += f64::from(gradient.to_dtype(DType::F32)?.sqr()?.sum_all()?.to_scalar::<f32>()?);
            }
        }
        let norm = square.sqrt();
        let clip = if norm > norm_max { norm_max / norm } else { 1.0 };
        self.steps += 1;
        let (one, two) = (1.0 - BETA_1.powf(self.steps as f64), 1.0 - BETA_2.powf(self.steps as f64));
        for (name, variable) in &self.variables {
            let Some(gradient) = gradients.get(variable) else { continue };
            let gradient = (gradient * clip)?;
            let (mean, spread) = self.moments.get_mut(name).expect("every variable has moments");
            *mean = ((&*mean * BETA_1)? + (&gradient * (1.0 - BETA_1))?)?.detach();
            *spread = ((&*spread * BETA_2)? + (gradient.sqr()? * (1.0 - BETA_2))?)?.detach();
            let step = ((&*mean / one)? / ((&*spread / two)?.sqrt()? + EPSILON)?)?;
            let decay = if variable.dims().len() > 1 { decay } else { 0.0 };
            let value = variable.as_tensor();
            let next = ((value * (1.0 - rate * decay))? - (step * rate)?)?;
            variable.set(&next.detach())?;
        }
        Ok(norm)
    }

    /// Variables and moments by name, for a checkpoint.
    pub fn state(&self) -> BTreeMap<String, Tensor> {
        let mut state = BTreeMap::new();
        for (name, variable) in &self.variables {
            let (mean, spread) = &self.moments[name];
            state.insert(format!("weight/{name}"), variable.as_tensor().clone());
            state.insert(format!("mean/{name}"), mean.clone());
            state.insert(format!("spread/{name}"), spread.clone());
        }
        state
    }

    /// Goes on from a checkpoint. None of its tensors may be missing.
    pub fn restore(&mut self, state: &std::collections::HashMap<String, Tensor>, steps: u64) -> Result<()> {
        let get = |kind: &str, name: &str| {
            let key = format!("{kind}/{name}");
            state.get(&key).cloned().ok_or_else(|| candle_core::Error::Msg(format!("`{key}` is missing")))
        };
        for (name, variable) in &self.variables {
            variable.set(&get("weight", name)?)?;
            self.moments.insert(name.clone(), (get("mean", name)?, get("spread", name)?));
        }
        self.steps = steps;
        Ok(())
    }
}
