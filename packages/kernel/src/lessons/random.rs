//! Chance for lessons: the same seed and number, the same lesson.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

pub(crate) struct Random(Xoshiro256PlusPlus);

impl Random {
    pub fn new(seed: u64, number: u64) -> Random {
        Random(Xoshiro256PlusPlus::seed_from_u64(
            seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number.rotate_left(17),
        ))
    }

    /// A number within `0..count`.
    pub fn below(&mut self, count: usize) -> usize {
        ((u128::from(self.0.next_u64()) * count as u128) >> 64) as usize
    }

    /// A number within `low..=high`.
    pub fn within(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// True with a probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        crate::sampling::uniform(&mut self.0) < probability
    }

    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// The place of a weight, drawn by the weights.
    pub fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().sum::<u32>() as usize) as u32;
        for (at, weight) in weights.iter().enumerate() {
            if left < *weight {
                return at;
            }
            left -= weight;
        }
        weights.len() - 1
    }

    /// A number of the standard normal distribution.
    pub fn normal(&mut self) -> f64 {
        let (one, other) = (crate::sampling::uniform(&mut self.0), crate::sampling::uniform(&mut self.0));
        (-2.0 * (1.0 - one).ln()).sqrt() * (std::f64::consts::TAU * other).cos()
    }

    /// `count` different numbers within `0..all`.
    pub fn several(&mut self, count: usize, all: usize) -> Vec<usize> {
        let mut numbers: Vec<usize> = (0..all).collect();
        for at in 0..count.min(all) {
            let other = self.within(at, all - 1);
            numbers.swap(at, other);
        }
        numbers.truncate(count);
        numbers
    }
}
