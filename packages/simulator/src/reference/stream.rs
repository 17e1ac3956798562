//! Streams of random numbers, one for each block of races.

use domain::normal;
use rand::Rng;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

/// A stream derived from (seed, block): what is drawn in one block never depends on another.
#[derive(Clone, Debug)]
pub struct Stream {
    source: Xoshiro256PlusPlus,
}

impl Stream {
    /// The stream of `block` under `seed`.
    pub fn new(seed: u64, block: u64) -> Self {
        let mut state = seed;
        let key = split_mix(&mut state);
        let mut state = key ^ block.wrapping_mul(0xD1B5_4A32_D192_ED03);
        let mut bytes = [0; 32];
        for word in bytes.chunks_exact_mut(8) {
            word.copy_from_slice(&split_mix(&mut state).to_le_bytes());
        }
        Self { source: Xoshiro256PlusPlus::from_seed(bytes) }
    }

    /// Uniform in the open interval (0, 1).
    pub fn uniform(&mut self) -> f64 {
        ((self.source.next_u64() >> 11) as f64 + 0.5) * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Standard normal, by inversion: one uniform each, so that a stream's place never depends on luck.
    pub fn normal(&mut self) -> f64 {
        normal::quantile(self.uniform())
    }

    /// Gamma of `shape` > 0 and scale 1: Marsaglia and Tsang (2000), a shape under one by their boost.
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let exponent = libm::log(self.uniform()) / shape;
            // Below e^-700 the draw is zero whatever the other factor.
            let boost = if exponent < -700.0 { 0.0 } else { libm::exp(exponent) };
            return if boost == 0.0 { 0.0 } else { self.gamma(shape + 1.0) * boost };
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / libm::sqrt(9.0 * d);
        loop {
            let x = self.normal();
            let root = 1.0 + c * x;
            if root <= 0.0 {
                continue;
            }
            let v = root * root * root;
            let u = self.uniform();
            let square = x * x;
            if u < 1.0 - 0.0331 * square * square
                || libm::log(u) < 0.5 * square + d * (1.0 - v + libm::log(v))
            {
                return d * v;
            }
        }
    }
}

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

    fn moments(mut draw: impl FnMut() -> f64) -> (f64, f64) {
        let n = 200_000;
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..n {
            let x = draw();
            sum += x;
            squares += x * x;
        }
        let mean = sum / f64::from(n);
        (mean, squares / f64::from(n) - mean * mean)
    }

    #[test]
    fn a_normal_has_mean_zero_and_variance_one() {
        let mut stream = Stream::new(7, 0);
        let (mean, variance) = moments(|| stream.normal());
        assert!(mean.abs() < 0.01 && (variance - 1.0).abs() < 0.02, "{mean} {variance}");
    }

    #[test]
    fn a_gamma_has_its_shape_as_mean_and_variance() {
        for shape in [0.02, 0.3, 1.0, 4.5, 60.0] {
            let mut stream = Stream::new(11, 3);
            let (mean, variance) = moments(|| stream.gamma(shape));
            let error = 5.0 * libm::sqrt(shape / 200_000.0);
            assert!((mean - shape).abs() < error, "shape {shape}: mean {mean}");
            assert!((variance / shape - 1.0).abs() < 0.12, "shape {shape}: variance {variance}");
        }
    }

    #[test]
    fn blocks_and_seeds_have_streams_of_their_own() {
        let first = |seed, block| Stream::new(seed, block).uniform().to_bits();
        let mut seen: Vec<u64> =
            (0..40).flat_map(|seed| (0..40).map(move |block| first(seed, block))).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 1600);
    }
}
