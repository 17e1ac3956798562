//! Decoding under a grammar: only allowed tokens are scored, and what the model would rather have said is reported.

use super::{Grammar, Place, Said};
use crate::error::ModelError;
use crate::sampling::Sampler;

/// A claim as the model made it under the grammar.
#[derive(Clone, Debug, PartialEq)]
pub struct Constrained {
    /// The claim.
    pub said: Said,
    /// Product of the probabilities of its tokens among those allowed, 0..1.
    pub confidence: f64,
    /// Probability that the model, left to itself, would have left the grammar at some token of the claim, 0..1.
    pub masked: f64,
}

/// The allowed tokens of one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// Logits of the allowed tokens, in their order.
    pub logits: Vec<f32>,
    /// Probability of each among those allowed.
    pub probabilities: Vec<f64>,
    /// Probability of all tokens that are not allowed, 0..1.
    pub masked: f64,
}

/// Scores the allowed tokens (in order, within the vocabulary) of one step.
///
/// # Errors
/// No logit of an allowed token is finite.
pub fn score(logits: &[f32], allowed: &[u32]) -> Result<Scored, ModelError> {
    let kept: Vec<f32> = allowed.iter().map(|token| logits[*token as usize]).collect();
    let highest = kept.iter().copied().filter(|logit| logit.is_finite()).fold(f32::NEG_INFINITY, f32::max);
    if !highest.is_finite() {
        return Err(ModelError::NotFinite);
    }
    let weight = |logit: f32| if logit.is_finite() { f64::from(logit - highest).exp() } else { 0.0 };
    let inside: f64 = kept.iter().map(|logit| weight(*logit)).sum();
    // One pass in single precision over the vocabulary; the sum of the rest decides how much was masked.
    let top = logits.iter().copied().filter(|logit| logit.is_finite()).fold(f32::NEG_INFINITY, f32::max);
    let all: f64 = logits
        .chunks(1_024)
        .map(|part| {
            let sum: f32 =
                part.iter().map(|logit| if logit.is_finite() { (logit - top).exp() } else { 0.0 }).sum();
            f64::from(sum)
        })
        .sum();
    let share = inside * f64::from(highest - top).exp() / all;
    let probabilities = kept.iter().map(|logit| weight(*logit) / inside).collect();
    Ok(Scored { logits: kept, probabilities, masked: (1.0 - share).clamp(0.0, 1.0) })
}

/// Takes claims from a model until it stops or has made `most` of them. `next` gives the logits after one more token (none at
/// the start).
///
/// # Errors
/// The model fails.
pub fn decode(
    grammar: &Grammar,
    next: &mut dyn FnMut(Option<u32>) -> Result<Vec<f32>, ModelError>,
    sampler: &mut Sampler,
    most: usize,
) -> Result<Vec<Constrained>, ModelError> {
    let mut claims = Vec::new();
    let mut place = Place::START;
    let (mut confidence, mut inside, mut last) = (1.0, 1.0, None);
    while claims.len() < most && place != Place::Stopped {
        let logits = next(last)?;
        let allowed = grammar.allowed(place);
        let scored = score(&logits, &allowed)?;
        let chosen = sampler.choose(&scored.logits)? as usize;
        let token = allowed[chosen];
        confidence *= scored.probabilities[chosen];
        inside *= 1.0 - scored.masked;
        let (after, said) = grammar.step(place, token).expect("chosen among the allowed tokens");
        if let Some(said) = said {
            claims.push(Constrained { said, confidence, masked: 1.0 - inside });
            (confidence, inside) = (1.0, 1.0);
        }
        (place, last) = (after, Some(token));
    }
    Ok(claims)
}
