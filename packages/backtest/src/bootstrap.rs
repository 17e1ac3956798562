//! Standard errors by resampling whole races (Efron 1979): drivers of one race are not independent.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// Draws made for each error; its own relative error is then about 1 / sqrt(2 * 2000) = 1.6 %.
pub const DRAWS: usize = 2_000;

/// Seed of the draws: a constant, so that an error depends on the races alone.
const SEED: u64 = 36;

/// Draws of races with replacement, each as how often every race was drawn.
#[derive(Clone, Debug)]
pub(crate) struct Resamples {
    races: usize,
    times: Vec<u16>,
}

impl Resamples {
    pub fn of(races: usize) -> Self {
        let mut source = Xoshiro256PlusPlus::seed_from_u64(SEED);
        let mut times = vec![0u16; DRAWS * races];
        for draw in times.chunks_exact_mut(races.max(1)) {
            for _ in 0..races {
                let race = ((u128::from(source.next_u64()) * races as u128) >> 64) as usize;
                draw[race] += 1;
            }
        }
        Self { races, times }
    }

    /// Races drawn from.
    pub fn races(&self) -> usize {
        self.races
    }

    /// Standard deviation of `value` over the draws; none for fewer than two races. Draws in which nothing
    /// counts are left out.
    pub fn error(&self, value: impl Fn(&[u16]) -> Option<f64>) -> Option<f64> {
        if self.races < 2 {
            return None;
        }
        let values: Vec<f64> = self.times.chunks_exact(self.races).filter_map(value).collect();
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        (count > 1.0).then(|| libm::sqrt(squares / (count - 1.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(values: &[f64], times: &[u16]) -> Option<f64> {
        Some(
            values.iter().zip(times).map(|(value, &times)| value * f64::from(times)).sum::<f64>()
                / values.len() as f64,
        )
    }

    #[test]
    fn the_error_of_a_mean_is_the_textbook_one() {
        for races in [20, 108] {
            let values: Vec<f64> = (0..races).map(|i| f64::from(i * 37 % 101)).collect();
            let n = values.len() as f64;
            let centre = values.iter().sum::<f64>() / n;
            // The bootstrap's variance is that of the sample itself: n below, not n - 1.
            let variance = values.iter().map(|x| (x - centre) * (x - centre)).sum::<f64>() / n;
            let wanted = (variance / n).sqrt();
            let got = Resamples::of(values.len()).error(|times| mean(&values, times)).unwrap();
            assert!((got / wanted - 1.0).abs() < 0.05, "{got} for {wanted}");
        }
    }

    #[test]
    fn one_race_has_no_error_and_equal_races_have_none_to_speak_of() {
        assert_eq!(Resamples::of(1).error(|times| mean(&[3.0], times)), None);
        assert_eq!(Resamples::of(9).error(|times| mean(&[3.0; 9], times)), Some(0.0));
    }

    #[test]
    fn every_draw_has_as_many_races_as_there_are() {
        let resamples = Resamples::of(17);
        assert_eq!(resamples.times.len(), DRAWS * 17);
        assert!(resamples.times.chunks_exact(17).all(|draw| draw.iter().sum::<u16>() == 17));
    }
}
