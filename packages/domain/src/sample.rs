//! The full sample of a simulated race.

/// Simulated finishes and points, one simulation after another: simulation `s`, entry `e` is at index
/// `s * entries + e`.
///
/// ```
/// use domain::sample::SampleMatrix;
///
/// // Two cars, three simulations: the first car wins two of them.
/// let sample = SampleMatrix {
///     entries: 2,
///     simulations: 3,
///     finish: vec![1, 2, 2, 1, 1, 2],
///     laps_led: vec![60, 40, 10, 90, 100, 0],
///     fastest_laps: vec![0; 6],
///     laps_completed: vec![100; 6],
///     retired: vec![false; 6],
///     draftkings: vec![0.0; 6],
///     fanduel: vec![0.0; 6],
/// };
/// let finishes = sample.by_entry(&sample.finish);
/// assert_eq!(finishes, [1, 2, 1, 2, 1, 2]);
/// let wins = finishes[..sample.simulations].iter().filter(|&&finish| finish == 1).count();
/// assert_eq!(wins, 2);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SampleMatrix {
    /// Number of entries, in the order of the race card.
    pub entries: usize,
    /// Number of simulated races.
    pub simulations: usize,
    /// Finish, 1..entries.
    pub finish: Vec<u8>,
    /// Laps led.
    pub laps_led: Vec<u16>,
    /// Fastest laps.
    pub fastest_laps: Vec<u16>,
    /// Laps completed.
    pub laps_completed: Vec<u16>,
    /// Whether the car retired.
    pub retired: Vec<bool>,
    /// DraftKings points.
    pub draftkings: Vec<f32>,
    /// FanDuel points.
    pub fanduel: Vec<f32>,
}

/// Simulations transposed at a time: few enough that what is read of them stays in the nearest cache.
const TILE: usize = 32;

impl SampleMatrix {
    /// A column transposed: simulation `s`, entry `e` is at index `e * simulations + s`. For reading entry by entry,
    /// one transposition is faster than striding through the column for each.
    pub fn by_entry<T: Copy>(&self, column: &[T]) -> Vec<T> {
        let mut transposed = column.to_vec();
        for first in (0..self.simulations).step_by(TILE) {
            let races = first..(first + TILE).min(self.simulations);
            for entry in 0..self.entries {
                let row = &mut transposed[entry * self.simulations..][races.clone()];
                for (value, race) in row.iter_mut().zip(races.clone()) {
                    *value = column[race * self.entries + entry];
                }
            }
        }
        transposed
    }
}

/// Sorts ascending, by [`f32::total_cmp`], in time linear in the number of values: a radix sort of eleven bits per pass,
/// lowest bits first.
pub fn sort(values: &mut [f32]) {
    const BITS: u32 = 11;
    const DIGITS: usize = 1 << BITS;
    if values.len() < DIGITS {
        values.sort_unstable_by(f32::total_cmp);
        return;
    }
    // Bits that order as whole numbers as the values do: those of negative values flipped, below the others.
    let ordered = |bits: u32| bits ^ ((bits as i32 >> 31) as u32 | 1 << 31);
    let back = |key: u32| key ^ ((!key as i32 >> 31) as u32 | 1 << 31);
    let digit = |key: u32, pass: usize| (key >> (BITS * pass as u32)) as usize % DIGITS;
    let mut keys: Vec<u32> = values.iter().map(|value| ordered(value.to_bits())).collect();
    let mut next = keys.clone();
    let mut counts = [[0usize; DIGITS]; 3];
    for &key in &keys {
        for (pass, counts) in counts.iter_mut().enumerate() {
            counts[digit(key, pass)] += 1;
        }
    }
    for (pass, counts) in counts.iter_mut().enumerate() {
        let mut before = 0;
        for count in counts.iter_mut() {
            before += std::mem::replace(count, before);
        }
        for &key in &keys {
            let at = &mut counts[digit(key, pass)];
            next[*at] = key;
            *at += 1;
        }
        std::mem::swap(&mut keys, &mut next);
    }
    for (value, key) in values.iter_mut().zip(keys) {
        *value = f32::from_bits(back(key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(values: Vec<f32>) {
        let (mut plain, mut sorted) = (values.clone(), values);
        plain.sort_unstable_by(f32::total_cmp);
        sort(&mut sorted);
        let bits = |values: Vec<f32>| values.into_iter().map(f32::to_bits).collect::<Vec<u32>>();
        assert_eq!(bits(sorted), bits(plain));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn numbers_of_any_kind_are_sorted(
            bits in prop::collection::vec(any::<u32>(), 0..6000),
            hundredths in prop::collection::vec(-8000i32..15_000, 2000..6000),
        ) {
            check(bits.into_iter().map(f32::from_bits).collect());
            check(hundredths.into_iter().map(|points| points as f32 / 100.0).collect());
        }

        #[test]
        fn a_transposed_column_has_each_value_in_its_place(entries in 1usize..9, simulations in 0usize..100) {
            let cells = entries * simulations;
            let sample = SampleMatrix {
                entries,
                simulations,
                finish: Vec::new(),
                laps_led: (0..cells as u16).collect(),
                fastest_laps: Vec::new(),
                laps_completed: Vec::new(),
                retired: Vec::new(),
                draftkings: Vec::new(),
                fanduel: Vec::new(),
            };
            let transposed = sample.by_entry(&sample.laps_led);
            for entry in 0..entries {
                for race in 0..simulations {
                    let there = sample.laps_led[race * entries + entry];
                    prop_assert_eq!(transposed[entry * simulations + race], there);
                }
            }
        }
    }
}
