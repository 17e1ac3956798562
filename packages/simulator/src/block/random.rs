//! Random numbers for all lanes at once.
//!
//! Each lane has its own sfc32 generator (Chris Doty-Humphrey, PractRand; 96 bits of state and a counter, no known
//! failure of a statistical test): ten cheap operations a number and no multiplication, so that it vectorises.
//! The state of a lane comes from (seed, purpose, block, lane) by SplitMix64; nothing else reaches it.

use super::lanes::{LANES, Row};

/// What a stream is for. The order has its own, so that a bare draw is the full race's order.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    /// Grid, retirement and order.
    Order = 1,
    /// Laps completed, led and fastest.
    Laps = 2,
}

/// The streams of a block.
#[derive(Clone, Debug)]
pub(crate) struct Random {
    a: Row<u32>,
    b: Row<u32>,
    c: Row<u32>,
    counter: u32,
}

impl Random {
    /// The streams of `block` under `seed`.
    pub fn new(seed: u64, purpose: Purpose, block: u64) -> Self {
        let mut state = seed;
        let mut state = split_mix(&mut state) ^ (purpose as u64).wrapping_mul(0xD1B5_4A32_D192_ED03);
        let mut state = split_mix(&mut state) ^ block;
        let mut random = Random { a: Row::of(0), b: Row::of(0), c: Row::of(0), counter: 1 };
        for l in 0..LANES {
            let (one, other) = (split_mix(&mut state), split_mix(&mut state));
            random.a.0[l] = one as u32;
            random.b.0[l] = (one >> 32) as u32;
            random.c.0[l] = other as u32;
        }
        random
    }

    /// The next draw: to be handed to [`Random::uniform`] once for each lane.
    #[inline(always)]
    pub fn draw(&mut self) -> u32 {
        self.counter = self.counter.wrapping_add(1);
        self.counter
    }

    /// Draws numbers and throws them away.
    #[inline(always)]
    pub fn skip(&mut self, draws: u32) {
        for _ in 0..draws {
            let draw = self.draw();
            for l in 0..LANES {
                self.word(draw, l);
            }
        }
    }

    /// Uniform in the open interval (0, 1), an odd multiple of 2^-24.
    #[inline(always)]
    pub fn uniform(&mut self, draw: u32, l: usize) -> f32 {
        uniform(self.word(draw, l))
    }

    /// Thirty-two random bits.
    #[inline(always)]
    pub fn word(&mut self, draw: u32, l: usize) -> u32 {
        let (a, b, c) = (self.a.0[l], self.b.0[l], self.c.0[l]);
        let sum = a.wrapping_add(b).wrapping_add(draw);
        self.a.0[l] = b ^ (b >> 9);
        self.b.0[l] = c.wrapping_add(c << 3);
        self.c.0[l] = c.rotate_left(21).wrapping_add(sum);
        sum
    }
}

/// A word's upper 23 bits as a uniform number in (0, 1): the fraction of a number in [1, 2), and half a step.
#[inline(always)]
pub(crate) fn uniform(word: u32) -> f32 {
    f32::from_bits((word >> 9) | 0x3F80_0000) - (1.0 - 1.0 / 16_777_216.0)
}

/// The other nine bits of a word as the upper end of the 512th of (0, 1) that they name.
#[inline(always)]
pub(crate) fn coarsely(word: u32) -> f32 {
    f32::from_bits((word << 23 >> 9) | 0x3F80_0000) - (1.0 - COARSE)
}

/// Width of what [`coarsely`] names.
pub(crate) const COARSE: f32 = 1.0 / 512.0;

/// The SplitMix64 step of Steele, Lea and Flood (2014).
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Doty-Humphrey's own loop, one lane.
    fn plainly(mut a: u32, mut b: u32, mut c: u32, mut counter: u32, n: usize) -> Vec<u32> {
        (0..n)
            .map(|_| {
                let tmp = a.wrapping_add(b).wrapping_add(counter);
                counter += 1;
                a = b ^ (b >> 9);
                b = c.wrapping_add(c << 3);
                c = c.rotate_left(21).wrapping_add(tmp);
                tmp
            })
            .collect()
    }

    #[test]
    fn every_lane_is_sfc32() {
        let mut random = Random::new(5, Purpose::Order, 9);
        let start = random.clone();
        let drawn: Vec<Vec<f32>> = (0..100)
            .map(|_| {
                let draw = random.draw();
                (0..LANES).map(|l| random.uniform(draw, l)).collect()
            })
            .collect();
        for l in 0..LANES {
            let plain = plainly(start.a.0[l], start.b.0[l], start.c.0[l], 2, 100);
            for (draw, word) in plain.into_iter().enumerate() {
                let expected = (f64::from(word >> 9) + 0.5) / 8_388_608.0;
                assert_eq!(f64::from(drawn[draw][l]), expected);
            }
        }
    }

    #[test]
    fn seeds_blocks_purposes_and_lanes_have_streams_of_their_own() {
        let mut seen = BTreeSet::new();
        for seed in 0..20 {
            for block in 0..20 {
                for purpose in [Purpose::Order, Purpose::Laps] {
                    let random = Random::new(seed, purpose, block);
                    seen.extend((0..LANES).map(|l| (random.a.0[l], random.b.0[l], random.c.0[l])));
                }
            }
        }
        assert_eq!(seen.len(), 20 * 20 * 2 * LANES);
    }

    #[test]
    fn a_uniform_is_even_over_its_interval() {
        let mut random = Random::new(1, Purpose::Laps, 0);
        let mut cells = [0u32; 256];
        for _ in 0..20_000 {
            let draw = random.draw();
            for l in 0..LANES {
                let u = random.uniform(draw, l);
                assert!(u > 0.0 && u < 1.0);
                cells[(u * 256.0) as usize] += 1;
            }
        }
        // Chi-square on 255 degrees of freedom: 255 +- 5 * 22.6.
        let chi: f64 = cells.iter().map(|&n| (f64::from(n) - 2500.0).powi(2) / 2500.0).sum();
        assert!((142.0..368.0).contains(&chi), "{chi}");
    }
}
