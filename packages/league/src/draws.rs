//! Random draws of the league: one stream per subject, so that a change to one race
//! leaves all others as they were.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// A stream of random draws.
pub struct Draws(Xoshiro256PlusPlus);

impl Draws {
    /// The stream named `name` of the league with this `seed`.
    pub fn stream(seed: u64, name: &str) -> Self {
        // FNV-1a of the name, mixed with the seed; the generator spreads the bits further.
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(Xoshiro256PlusPlus::seed_from_u64(hash ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// Uniform on `0.0..1.0`.
    pub fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True with probability `p`.
    pub fn happens(&mut self, p: f64) -> bool {
        self.uniform() < p
    }

    /// Uniform on `0..n`, `n` at least 1.
    pub fn below(&mut self, n: usize) -> usize {
        ((self.uniform() * n as f64) as usize).min(n - 1)
    }

    /// Normal with mean 0 and standard deviation 1 (Box-Muller, one of the pair).
    pub fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.uniform()));
        radius * libm::cos(std::f64::consts::TAU * self.uniform())
    }

    /// About normal: four uniforms, scaled; fast enough for millions of lap times, where the tails do not matter.
    pub fn bell(&mut self) -> f64 {
        const TO_UNIT: f64 = 1.732_050_807_568_877_2;
        (self.uniform() + self.uniform() + self.uniform() + self.uniform() - 2.0) * TO_UNIT
    }

    /// Number of trials until the first failure, where each trial succeeds with probability `on`; at most 40.
    pub fn run_length(&mut self, on: f64) -> usize {
        let mut length = 1;
        while self.happens(on) && length < 40 {
            length += 1;
        }
        length
    }

    /// Shuffles `items` (Fisher-Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}
