//! Whole laps for shares of a race, and the laws on them.

/// Buffers kept from race to race.
#[derive(Clone, Debug, Default)]
pub struct Apportion {
    remainders: Vec<(f64, usize)>,
}

impl Apportion {
    /// Splits `total` in the proportions of `weights` by largest remainder (ties: the first); all to
    /// `fallback` where no weight is positive.
    pub fn split(&mut self, weights: &[f64], total: u32, fallback: usize, out: &mut [u32]) {
        let sum: f64 = weights.iter().sum();
        out.fill(0);
        if !(sum > 0.0 && sum.is_finite()) {
            out[fallback] = total;
            return;
        }
        self.remainders.clear();
        let mut given = 0;
        for (index, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
            let share = weight / sum * f64::from(total);
            let whole = share as u32;
            out[index] = whole;
            given += whole;
            self.remainders.push((share - f64::from(whole), index));
        }
        let open = total.saturating_sub(given) as usize;
        if open > 0 && open < self.remainders.len() {
            self.remainders.select_nth_unstable_by(open - 1, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        }
        for &(_, index) in self.remainders.iter().take(open) {
            out[index] += 1;
        }
    }
}

/// Takes `excess` laps, freed by a limit, to the cars that have laps already and room below their `limits`, in
/// proportion to what they have; what is left goes to `winner`, who has the room.
pub fn give_back(excess: u32, laps: &mut [u32], limits: &[u32], frozen: &[bool], winner: usize) {
    let open: u32 = laps.iter().zip(frozen).filter(|(_, frozen)| !**frozen).map(|(laps, _)| laps).sum();
    let mut left = excess;
    if open > 0 {
        for index in (0..laps.len()).filter(|&index| !frozen[index]) {
            let share = (u64::from(excess) * u64::from(laps[index]) / u64::from(open)) as u32;
            let taken = share.min(limits[index] - laps[index]).min(left);
            laps[index] += taken;
            left -= taken;
        }
    }
    laps[winner] += left;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn largest_remainders_win() {
        let mut out = [0; 3];
        Apportion::default().split(&[0.5, 0.3, 0.2], 7, 0, &mut out);
        // 3.5, 2.1, 1.4
        assert_eq!(out, [4, 2, 1]);
    }

    proptest! {
        #[test]
        fn a_split_is_whole_and_within_one_of_its_share(
            weights in prop::collection::vec(0.0f64..1.0, 2..45), total in 0u32..600) {
            let mut out = vec![0; weights.len()];
            Apportion::default().split(&weights, total, 1, &mut out);
            prop_assert_eq!(out.iter().sum::<u32>(), total);
            let sum: f64 = weights.iter().sum();
            if sum > 0.0 {
                for (laps, weight) in out.iter().zip(&weights) {
                    prop_assert!((f64::from(*laps) - weight / sum * f64::from(total)).abs() < 1.0 + 1e-9);
                }
            }
        }
    }
}
