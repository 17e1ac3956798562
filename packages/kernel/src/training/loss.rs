//! What training makes small: surprise at the right answers, and probability on what the grammar forbids.

use candle_core::{D, DType, Device, Result, Tensor};

/// Far below every logit.
const NEVER: f32 = -1e9;

/// Which tokens are right, and which are allowed, after one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Any of these is right.
    pub right: Vec<u32>,
    /// These are allowed; the right ones are among them.
    pub allowed: Vec<u32>,
}

/// The two losses, each a mean over the answers.
pub struct Losses {
    /// Next-token loss: minus the logarithm of the probability of the right tokens.
    pub surprise: Tensor,
    /// Structural loss: minus the logarithm of the probability of the allowed tokens.
    pub structural: Tensor,
}

/// The losses of logits (n, vocabulary) by n answers.
///
/// # Errors
/// Arithmetic.
pub fn losses(logits: &Tensor, answers: &[Answer]) -> Result<Losses> {
    let (rows, vocabulary) = logits.dims2()?;
    let width =
        answers.iter().flat_map(|answer| &answer.allowed).max().map_or(1, |token| *token as usize + 1);
    let width = width.min(vocabulary);
    let shut = |tokens: fn(&Answer) -> &Vec<u32>| {
        let mut numbers = vec![NEVER; rows * width];
        for (row, answer) in answers.iter().enumerate() {
            for token in tokens(answer) {
                numbers[row * width + *token as usize] = 0.0;
            }
        }
        Tensor::from_vec(numbers, (rows, width), &Device::Cpu)?.to_dtype(logits.dtype())
    };
    let front = logits.narrow(1, 0, width)?.contiguous()?;
    let all = log_sum(logits)?;
    let right = log_sum(&(&front + shut(|answer| &answer.right)?)?)?;
    let allowed = log_sum(&(&front + shut(|answer| &answer.allowed)?)?)?;
    Ok(Losses { surprise: (&all - right)?.mean_all()?, structural: (&all - allowed)?.mean_all()? })
}

/// Logarithm of the sum of exponentials of each row: (n, 1).
fn log_sum(x: &Tensor) -> Result<Tensor> {
    let highest = x.max_keepdim(D::Minus1)?.detach();
    x.broadcast_sub(&highest)?.exp()?.sum_keepdim(D::Minus1)?.log()? + highest
}

/// A loss as a number.
pub(super) fn number(loss: &Tensor) -> Result<f64> {
    loss.to_dtype(DType::F64)?.to_scalar()
}
