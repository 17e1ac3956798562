//! Entries of a sample compared with each other: who finishes ahead of whom, and who dominates.

use domain::sample::SampleMatrix;
use domain::scoring::ScoringRules;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// Dominators: those who collect the points for laps led and fastest laps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DominatorOutlook {
    /// Mean DraftKings points that the whole field collects by laps led and fastest laps.
    pub points: f64,
    /// Mean share of them of the car with the most, the second most and the third most; 0..1, descending.
    pub shares: [f64; 3],
    /// Each entry's part, in the order of the entries.
    pub entries: Vec<Dominator>,
}

/// An entry's part in dominating.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Dominator {
    /// Mean DraftKings points for laps led and fastest laps.
    pub points: f64,
    /// Chance to have the most of them; entries that tie share it, so that the field's chances sum to 1.
    pub p_most: f64,
    /// Chance to lead a tenth of the laps or more.
    pub p_leads_tenth: f64,
}

/// Share of simulated races in which the entry of the row finishes ahead of that of the column: with the
/// share the other way round it sums to 1, and the diagonal is 0.
pub fn head_to_head(samples: &SampleMatrix) -> Vec<Vec<f64>> {
    let (entries, simulations) = (samples.entries, samples.simulations);
    let finish = samples.by_entry(&samples.finish);
    let of = |entry: usize| &finish[entry * simulations..(entry + 1) * simulations];
    // Each pair once: no two entries share a place, so the other is ahead in all other races.
    let after = |row: usize| (row + 1..entries).map(move |column| races_ahead(of(row), of(column)));
    let ahead: Vec<Vec<usize>> = (0..entries).map(|row| after(row).collect()).collect();
    let chance = |row: usize, column: usize| {
        let races = match row.cmp(&column) {
            Ordering::Less => ahead[row][column - row - 1],
            Ordering::Equal => 0,
            Ordering::Greater => simulations - ahead[column][row - column - 1],
        };
        races as f64 / simulations as f64
    };
    (0..entries).map(|row| (0..entries).map(|column| chance(row, column)).collect()).collect()
}

/// Races in which `one` has a lower place than `other`, counted in bytes so that many are compared at once.
fn races_ahead(one: &[u8], other: &[u8]) -> usize {
    const CHUNK: usize = u8::MAX as usize;
    let chunk = |(one, other): (&[u8], &[u8])| -> usize {
        one.iter().zip(other).fold(0u8, |ahead, (one, other)| ahead + u8::from(one < other)).into()
    };
    one.chunks(CHUNK).zip(other.chunks(CHUNK)).map(chunk).sum()
}

/// Who dominates a race of `distance_laps` under `rules`.
pub fn dominators(samples: &SampleMatrix, rules: &ScoringRules, distance_laps: u32) -> DominatorOutlook {
    let (led_points, fastest_points) = (rules.laps_led.hundredths(), rules.fastest_laps.hundredths());
    let (mut total, mut shares) = (0i64, [0.0; 3]);
    let mut sums = vec![(0i64, 0.0, 0u32); samples.entries];
    let races = samples.laps_led.chunks(samples.entries).zip(samples.fastest_laps.chunks(samples.entries));
    let mut of_race = Vec::with_capacity(samples.entries);
    for (led, fastest) in races {
        of_race.clear();
        let points = |(led, fastest): (&u16, &u16)| {
            led_points * i64::from(*led) + fastest_points * i64::from(*fastest)
        };
        of_race.extend(led.iter().zip(fastest).map(points));
        let field: i64 = of_race.iter().sum();
        let most = of_race.iter().copied().max().unwrap_or(0);
        let level = of_race.iter().filter(|&&points| points == most).count() as f64;
        for ((sum, &points), &led) in sums.iter_mut().zip(&of_race).zip(led) {
            sum.0 += points;
            sum.1 += if points == most { 1.0 / level } else { 0.0 };
            sum.2 += u32::from(10 * u32::from(led) >= distance_laps);
        }
        total += field;
        for (share, points) in shares.iter_mut().zip(most_three(&of_race)) {
            *share += if field > 0 { points as f64 / field as f64 } else { 0.0 };
        }
    }
    let simulations = samples.simulations as f64;
    let entry = |(points, most, tenth): (i64, f64, u32)| Dominator {
        points: points as f64 / 100.0 / simulations,
        p_most: most / simulations,
        p_leads_tenth: f64::from(tenth) / simulations,
    };
    DominatorOutlook {
        points: total as f64 / 100.0 / simulations,
        shares: shares.map(|share| share / simulations),
        entries: sums.into_iter().map(entry).collect(),
    }
}

/// The three greatest of `points`, descending; 0 where there are fewer.
fn most_three(points: &[i64]) -> [i64; 3] {
    let mut most = [0; 3];
    for &points in points.iter().filter(|&&points| points > 0) {
        if points > most[2] {
            most[2] = points;
            if most[2] > most[1] {
                most.swap(1, 2);
            }
            if most[1] > most[0] {
                most.swap(0, 1);
            }
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::dfs::Site;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_three_greatest_are_those_of_a_sort(points in proptest::collection::vec(0i64..50, 0..60)) {
            let mut sorted = points.clone();
            sorted.sort_unstable_by(|one, other| other.cmp(one));
            sorted.resize(sorted.len().max(3), 0);
            prop_assert_eq!(&most_three(&points)[..], &sorted[..3]);
        }

        #[test]
        fn races_ahead_are_those_of_a_plain_count(races in proptest::collection::vec(any::<(u8, u8)>(), 0..900)) {
            let (one, other): (Vec<u8>, Vec<u8>) = races.iter().copied().unzip();
            let plain = races.iter().filter(|(one, other)| one < other).count();
            prop_assert_eq!(races_ahead(&one, &other), plain);
        }
    }

    /// Three races of three entries.
    fn sample() -> SampleMatrix {
        SampleMatrix {
            entries: 3,
            simulations: 3,
            finish: vec![1, 2, 3, 2, 1, 3, 1, 3, 2],
            laps_led: vec![100, 0, 0, 60, 40, 0, 50, 50, 0],
            fastest_laps: vec![50, 30, 0, 40, 40, 0, 20, 20, 0],
            laps_completed: vec![100; 9],
            retired: vec![false; 9],
            draftkings: vec![0.0; 9],
            fanduel: vec![0.0; 9],
        }
    }

    #[test]
    fn who_is_ahead_is_counted() {
        let table = head_to_head(&sample());
        let third = 1.0 / 3.0;
        assert_eq!(table[0], [0.0, 2.0 * third, 1.0]);
        assert_eq!(table[1], [third, 0.0, 2.0 * third]);
        assert_eq!(table[2], [0.0, third, 0.0]);
    }

    #[test]
    fn dominators_are_counted_and_who_is_level_shares() {
        let rules = ScoringRules::of(Site::Draftkings, jiff::civil::date(2025, 6, 1)).unwrap();
        let outlook = dominators(&sample(), rules, 100);
        // .25 a lap led and .45 a fastest lap.
        let points = [[47.5, 13.5], [33.0, 28.0], [21.5, 21.5]];
        let mean = |entry: usize| points.iter().map(|race| race[entry]).sum::<f64>() / 3.0;
        assert!((outlook.entries[0].points - mean(0)).abs() < 1e-12);
        assert!((outlook.entries[1].points - mean(1)).abs() < 1e-12);
        assert!((outlook.points - mean(0) - mean(1)).abs() < 1e-12);
        let most: Vec<f64> = outlook.entries.iter().map(|entry| entry.p_most).collect();
        assert!((most[0] - 2.5 / 3.0).abs() < 1e-12 && (most[1] - 0.5 / 3.0).abs() < 1e-12 && most[2] == 0.0);
        let first = (47.5 / 61.0 + 33.0 / 61.0 + 0.5) / 3.0;
        assert!((outlook.shares[0] - first).abs() < 1e-12 && outlook.shares[2] == 0.0);
        assert!((outlook.shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let tenth: Vec<f64> = outlook.entries.iter().map(|entry| entry.p_leads_tenth).collect();
        assert_eq!(tenth, [1.0, 2.0 / 3.0, 0.0]);
    }
}
