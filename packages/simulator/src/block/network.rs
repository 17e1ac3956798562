//! Sorting all lanes at once.
//!
//! A sorting network compares the same rows whatever stands in them, so each comparison sorts two rows in every
//! lane. Keys are whole numbers with the car in their low bits: what moves is 32 bits, and ties cannot be.

use super::lanes::{Row, both};

/// The comparisons that sort a number of rows.
#[derive(Clone, Debug)]
pub(crate) struct Network {
    pairs: Vec<(u8, u8)>,
}

impl Network {
    /// Batcher's merge exchange for any `rows` up to 256 (Knuth, The Art of Computer Programming, 5.2.2 M).
    pub fn new(rows: usize) -> Self {
        let mut pairs = Vec::new();
        let top = rows.next_power_of_two() / 2;
        let mut p = top;
        while p > 0 {
            let (mut q, mut r, mut d) = (top, 0, p);
            loop {
                for i in 0..rows.saturating_sub(d) {
                    if i & p == r {
                        pairs.push((i as u8, (i + d) as u8));
                    }
                }
                if q == p {
                    break;
                }
                (d, q, r) = (q - p, q / 2, p);
            }
            p /= 2;
        }
        Self { pairs }
    }

    /// Sorts: the greatest key into the first row.
    #[inline(always)]
    pub fn descending(&self, rows: &mut [Row<i32>]) {
        for &(i, j) in &self.pairs {
            exchange(rows, usize::from(i), usize::from(j));
        }
    }

    /// Sorts: the least key into the first row.
    #[inline(always)]
    pub fn ascending(&self, rows: &mut [Row<i32>]) {
        for &(i, j) in &self.pairs {
            exchange(rows, usize::from(j), usize::from(i));
        }
    }
}

/// The greater key into `rows[i]`.
#[inline(always)]
fn exchange(rows: &mut [Row<i32>], i: usize, j: usize) {
    let (a, b) = (rows[i], rows[j]);
    rows[i] = both(a, b, i32::max);
    rows[j] = both(a, b, i32::min);
}

#[cfg(test)]
mod tests {
    use super::super::lanes::LANES;
    use super::*;

    /// The zero-one principle: a network that sorts every row of zeros and ones sorts everything.
    #[test]
    fn every_small_size_sorts_zeros_and_ones() {
        for n in 1usize..=12 {
            let network = Network::new(n);
            for first in (0u32..1 << n).step_by(LANES) {
                let value = |i: usize, l: usize| ((first + l as u32) >> i & 1) as i32;
                let mut rows: Vec<Row<i32>> =
                    (0..n).map(|i| Row(std::array::from_fn(|l| value(i, l)))).collect();
                network.descending(&mut rows);
                assert!((0..LANES).all(|l| rows.is_sorted_by(|a, b| a.0[l] >= b.0[l])), "{n} {first}");
            }
        }
    }

    #[test]
    fn a_field_is_sorted_as_by_the_library() {
        for n in [13, 36, 40, 64, 200] {
            let mut state = 1u32;
            let mut next = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 4) as i32 - 100_000_000
            };
            let rows: Vec<Row<i32>> = (0..n).map(|_| Row(std::array::from_fn(|_| next()))).collect();
            let (mut down, mut up) = (rows.clone(), rows.clone());
            Network::new(n).descending(&mut down);
            Network::new(n).ascending(&mut up);
            for l in 0..LANES {
                let mut expected: Vec<i32> = rows.iter().map(|row| row.0[l]).collect();
                expected.sort_unstable();
                assert!(up.iter().map(|row| row.0[l]).eq(expected.iter().copied()));
                assert!(down.iter().rev().map(|row| row.0[l]).eq(expected));
            }
        }
    }
}
