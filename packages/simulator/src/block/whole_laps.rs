//! Whole laps for shares of a race, in every lane.

use super::curves::{nearest, whole};
use super::lanes::{LANES, Row, all, all_ones, both, lanes, mask};
use super::network::Network;
use super::order;

/// Room for the remainders of a field.
#[derive(Clone, Debug)]
pub(crate) struct Remainders {
    keys: Vec<Row<i32>>,
    sorted: Vec<Row<i32>>,
}

impl Remainders {
    /// Room for `rows`.
    pub fn new(rows: usize) -> Self {
        Self { keys: Row::many(0, rows), sorted: Row::many(0, rows) }
    }

    /// Splits `total` in the proportions of `weights` by largest remainder; all to the first row where no weight
    /// is positive.
    #[inline(always)]
    pub fn split(
        &mut self,
        weights: &[Row<f32>],
        total: &Row<i32>,
        network: &Network,
        laps: &mut [Row<i32>],
    ) {
        let mut sum = Row::of(0.0);
        for weight in weights {
            sum = both(sum, *weight, |sum, weight| sum + weight);
        }
        let (mut scale, mut open) = (Row::of(0.0), *total);
        for l in 0..LANES {
            scale.0[l] = if sum.0[l] > 0.0 { total.0[l] as f32 / sum.0[l] } else { 0.0 };
        }
        for (place, weight) in weights.iter().enumerate() {
            let tie = 255 - place as i32;
            share(weight, &scale, tie, &mut laps[place], &mut self.keys[place], &mut open);
        }
        for l in lanes(mask(|l| sum.0[l] <= 0.0)) {
            laps[0].0[l] = total.0[l];
            open.0[l] = 0;
        }
        self.sorted.copy_from_slice(&self.keys);
        network.descending(&mut self.sorted);
        // The remainder of the last car that gets one more lap.
        let mut least = Row::of(i32::MAX);
        for l in 0..LANES {
            if open.0[l] > 0 {
                least.0[l] = self.sorted[open.0[l] as usize - 1].0[l];
            }
        }
        for (laps, key) in laps.iter_mut().zip(&self.keys) {
            *laps = all(*laps, *key, least, |laps, key, least| laps.wrapping_sub(all_ones(key >= least)));
        }
    }
}

/// The whole laps of a share, and the key of what remains.
#[inline(always)]
fn share(
    weight: &Row<f32>,
    scale: &Row<f32>,
    tie: i32,
    laps: &mut Row<i32>,
    key: &mut Row<i32>,
    open: &mut Row<i32>,
) {
    for l in 0..LANES {
        let share = weight.0[l] * scale.0[l];
        let given = whole(share);
        laps.0[l] = given;
        open.0[l] = open.0[l].wrapping_sub(given);
        key.0[l] = (nearest((share - given as f32) * 2_097_152.0) << 9) | tie;
    }
}

/// Takes `excess` laps, freed by a limit, to the running cars that have laps already and room below their
/// `limits`, in proportion to what they have; what is left goes to the winner, who has the room.
#[inline(always)]
pub(crate) fn give_back(excess: &Row<i32>, keys: &[Row<i32>], limits: &[Row<i32>], laps: &mut [Row<i32>]) {
    if mask(|l| excess.0[l] > 0) == 0 {
        return;
    }
    let mut held = Row::of(0i32);
    for (key, laps) in keys.iter().zip(laps.iter()) {
        held = all(held, *key, *laps, |held, key, laps| held.wrapping_add(laps & !order::retired(key)));
    }
    let (mut rate, mut left) = (Row::of(0.0), *excess);
    for l in 0..LANES {
        rate.0[l] = if held.0[l] > 0 { excess.0[l] as f32 / held.0[l] as f32 } else { 0.0 };
    }
    for ((key, limit), laps) in keys.iter().zip(limits).zip(laps.iter_mut()) {
        take(key, limit, &rate, &mut left, laps);
    }
    for l in 0..LANES {
        laps[0].0[l] = laps[0].0[l].wrapping_add(left.0[l]);
    }
}

#[inline(always)]
fn take(key: &Row<i32>, limit: &Row<i32>, rate: &Row<f32>, left: &mut Row<i32>, laps: &mut Row<i32>) {
    for l in 0..LANES {
        let share = whole(laps.0[l] as f32 * rate.0[l]);
        let room = limit.0[l].wrapping_sub(laps.0[l]) & !order::retired(key.0[l]);
        let taken = share.min(room).min(left.0[l]);
        laps.0[l] = laps.0[l].wrapping_add(taken);
        left.0[l] = left.0[l].wrapping_sub(taken);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::apportion::Apportion;
    use proptest::prelude::*;

    #[test]
    fn without_weights_the_first_row_has_all() {
        let mut laps = Row::many(0, 5);
        Remainders::new(5).split(&Row::many(0.0, 5), &Row::of(77), &Network::new(5), &mut laps);
        assert_eq!(laps.iter().map(|row| row.0[9]).collect::<Vec<_>>(), [77, 0, 0, 0, 0]);
    }

    proptest! {
        /// Eighths are exact in single precision: the reference's answer to the lap, its ties included.
        #[test]
        fn a_split_is_the_references(parts in prop::collection::vec(0u32..64, 2..45), seed in any::<u32>()) {
            let n = parts.len();
            let mut weights = Row::many(0.0, n);
            let mut total = Row::of(0);
            for l in 0..LANES {
                // Rotated in each lane, and made to sum to a power of two, so that shares are exact.
                let mut lane: Vec<u32> = (0..n).map(|i| parts[(i + l) % n]).collect();
                let sum: u32 = lane.iter().sum();
                lane[l % n] += sum.next_power_of_two() - sum;
                for (row, part) in weights.iter_mut().zip(&lane) {
                    row.0[l] = *part as f32 / 8.0;
                }
                total.0[l] = (seed.wrapping_mul(l as u32 + 1) % 600) as i32;
            }
            let mut laps = Row::many(0, n);
            Remainders::new(n).split(&weights, &total, &Network::new(n), &mut laps);
            for l in 0..LANES {
                let plain: Vec<f64> = weights.iter().map(|row| f64::from(row.0[l])).collect();
                let mut expected = vec![0; n];
                Apportion::default().split(&plain, total.0[l] as u32, 0, &mut expected);
                let found: Vec<u32> = laps.iter().map(|row| row.0[l] as u32).collect();
                prop_assert_eq!(found, expected);
            }
        }

        #[test]
        fn shares_of_any_size_sum_to_the_total(
            weights in prop::collection::vec(prop_oneof![0.0f32..1.0, 0.0f32..1e-20, Just(0.0f32)], 2..45),
            total in 0i32..10_000,
        ) {
            let rows: Vec<Row<f32>> = weights.iter().map(|&weight| Row::of(weight)).collect();
            let mut laps = Row::many(0, rows.len());
            Remainders::new(rows.len()).split(&rows, &Row::of(total), &Network::new(rows.len()), &mut laps);
            prop_assert_eq!(laps.iter().map(|row| row.0[7]).sum::<i32>(), total);
            prop_assert!(laps.iter().all(|row| row.0[7] >= 0));
        }
    }
}
