//! Which token follows: the likeliest, or one drawn from an explicit seed.

use crate::error::ModelError;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// How the next token is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Sampling {
    /// The likeliest; of equal ones the first in the vocabulary.
    #[default]
    Greedy,
    /// Drawn from the `top` likeliest, at a temperature.
    Drawn {
        /// Above 0; 1 leaves the model's probabilities.
        temperature: f64,
        /// How many of the likeliest are kept; 0 keeps all.
        top: usize,
        /// Of those, the likeliest are kept until their probabilities reach this sum, within 0..1; 1 keeps all.
        mass: f64,
    },
}

/// Chooses tokens one after another.
pub struct Sampler {
    sampling: Sampling,
    random: Xoshiro256PlusPlus,
}

impl Sampler {
    /// The same seed and logits give the same tokens.
    ///
    /// # Errors
    /// A setting is out of range.
    pub fn new(sampling: Sampling, seed: u64) -> Result<Sampler, ModelError> {
        if let Sampling::Drawn { temperature, mass, .. } = sampling {
            if !(temperature > 0.0 && temperature.is_finite()) {
                return Err(ModelError::Setting {
                    name: "temperature",
                    range: "above 0",
                    value: temperature,
                });
            }
            if !(mass > 0.0 && mass <= 1.0) {
                return Err(ModelError::Setting {
                    name: "mass",
                    range: "above 0 and at most 1",
                    value: mass,
                });
            }
        }
        Ok(Sampler { sampling, random: Xoshiro256PlusPlus::seed_from_u64(seed) })
    }

    /// A token by its logits; minus infinity forbids one.
    ///
    /// # Errors
    /// No logit is finite.
    pub fn choose(&mut self, logits: &[f32]) -> Result<u32, ModelError> {
        match self.sampling {
            Sampling::Greedy => likeliest(logits),
            Sampling::Drawn { temperature, top, mass } => self.draw(logits, temperature, top, mass),
        }
    }

    fn draw(&mut self, logits: &[f32], temperature: f64, top: usize, mass: f64) -> Result<u32, ModelError> {
        let mut ranked: Vec<(f32, u32)> =
            logits.iter().copied().zip(0u32..).filter(|(logit, _)| logit.is_finite()).collect();
        let highest = ranked.iter().map(|(logit, _)| *logit).fold(f32::NEG_INFINITY, f32::max);
        if ranked.is_empty() {
            return Err(ModelError::NotFinite);
        }
        ranked.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        if top > 0 {
            ranked.truncate(top);
        }
        let mut weights: Vec<f64> =
            ranked.iter().map(|(logit, _)| (f64::from(logit - highest) / temperature).exp()).collect();
        let total: f64 = weights.iter().sum();
        let mut sum = 0.0;
        let kept = weights.iter().position(|weight| {
            sum += weight;
            sum >= mass * total
        });
        weights.truncate(kept.map_or(weights.len(), |last| last + 1));
        let total: f64 = weights.iter().sum();
        let mut left = uniform(&mut self.random) * total;
        for (weight, (_, token)) in weights.iter().zip(&ranked) {
            left -= weight;
            if left < 0.0 {
                return Ok(*token);
            }
        }
        // Only rounding leads here.
        Ok(ranked[weights.len() - 1].1)
    }
}

/// The token with the highest finite logit; of equal ones the first.
///
/// # Errors
/// No logit is finite.
pub fn likeliest(logits: &[f32]) -> Result<u32, ModelError> {
    let mut best: Option<(f32, u32)> = None;
    for (logit, token) in logits.iter().copied().zip(0u32..) {
        if logit.is_finite() && best.is_none_or(|(highest, _)| logit > highest) {
            best = Some((logit, token));
        }
    }
    best.map(|(_, token)| token).ok_or(ModelError::NotFinite)
}

/// A number in [0, 1).
pub(crate) fn uniform(random: &mut impl Rng) -> f64 {
    (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(sampling: Sampling, logits: &[f32], draws: usize) -> Vec<f64> {
        let mut sampler = Sampler::new(sampling, 7).unwrap();
        let mut counts = vec![0usize; logits.len()];
        for _ in 0..draws {
            counts[sampler.choose(logits).unwrap() as usize] += 1;
        }
        counts.into_iter().map(|count| count as f64 / draws as f64).collect()
    }

    #[test]
    fn draws_follow_the_probabilities() {
        let logits = [0.0f32, 1.0, 2.0, f32::NEG_INFINITY];
        for temperature in [0.5, 1.0, 2.0] {
            let weights: Vec<f64> = logits.iter().map(|l| (f64::from(*l) / temperature).exp()).collect();
            let total: f64 = weights.iter().sum();
            let got = shares(Sampling::Drawn { temperature, top: 0, mass: 1.0 }, &logits, 40_000);
            for (share, weight) in got.iter().zip(&weights) {
                // Four standard errors of a share of 40,000 draws.
                assert!((share - weight / total).abs() < 4.0 * 0.0025, "{temperature}: {got:?}");
            }
            assert_eq!(got[3], 0.0);
        }
    }

    #[test]
    fn top_and_mass_cut_the_tail() {
        let logits = [3.0f32, 2.0, 1.0, 0.0];
        let top = shares(Sampling::Drawn { temperature: 1.0, top: 2, mass: 1.0 }, &logits, 2_000);
        assert!(top[0] > 0.0 && top[1] > 0.0 && top[2] == 0.0 && top[3] == 0.0);
        // The first has .64 of the mass.
        let mass = shares(Sampling::Drawn { temperature: 1.0, top: 0, mass: 0.6 }, &logits, 500);
        assert_eq!(mass[0], 1.0);
    }

    #[test]
    fn one_seed_gives_one_sequence_and_ties_go_to_the_first() {
        let logits: Vec<f32> = (0..50).map(|at| (at % 7) as f32 * 0.3).collect();
        let sequence = |seed| {
            let mut sampler =
                Sampler::new(Sampling::Drawn { temperature: 1.0, top: 0, mass: 1.0 }, seed).unwrap();
            (0..20).map(|_| sampler.choose(&logits).unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(sequence(1), sequence(1));
        assert_ne!(sequence(1), sequence(2));
        assert_eq!(likeliest(&logits).unwrap(), 6);
        assert!(matches!(likeliest(&[f32::NAN, f32::NEG_INFINITY]), Err(ModelError::NotFinite)));
    }

    #[test]
    fn settings_out_of_range_are_refused() {
        for (temperature, mass) in [(0.0, 1.0), (f64::NAN, 1.0), (1.0, 0.0), (1.0, 1.5)] {
            assert!(Sampler::new(Sampling::Drawn { temperature, top: 0, mass }, 1).is_err());
        }
    }
}
