//! A sample summed up, entry by entry.

use crate::set::{Components, EntryProjection, PointsProjection};
use domain::evidence::Grid;
use domain::race::RaceCard;
use domain::sample::{self, SampleMatrix};
use domain::scoring::ScoringRules;
use ratings::strength::Strengths;
use simulator::simulate::{Rules, Simulated};
use std::ops::Range;

/// Every entry of `card`, in its order.
pub(crate) fn entries(
    card: &RaceCard,
    grid: &Grid,
    strengths: &Strengths,
    simulated: &Simulated,
    rules: Rules<'_>,
) -> Vec<EntryProjection> {
    let columns = Columns::of(&simulated.samples);
    let of = |index: usize| {
        let entry = &card.entries[index];
        let car = Car::of(&columns, index, simulated.mean_start[index]);
        let within = |place: u8| car.share(|finish| finish <= place);
        EntryProjection {
            driver: entry.driver,
            driver_name: entry.driver_name.clone(),
            start: entry.start,
            effective_start: grid.effective[index].filter(|_| grid.effective[index] != grid.official[index]),
            strength: strengths.entries[index].strength,
            finish: car.finish_mean,
            finish_sd: car.finish_sd(),
            p_win: within(1),
            p_top3: within(3),
            p_top5: within(5),
            p_top10: within(10),
            p_top20: within(20),
            p_retired: car.retired,
            laps_led: car.laps_led,
            fastest_laps: car.fastest_laps,
            laps_completed: car.laps_completed,
            place_differential: car.start - car.finish_mean,
            draftkings: car.points(&columns.draftkings, rules.draftkings),
            fanduel: car.points(&columns.fanduel, rules.fanduel),
        }
    };
    (0..card.entries.len()).map(of).collect()
}

/// Mean DraftKings and FanDuel points of one entry.
pub(crate) fn mean_points(simulated: &Simulated, index: usize, rules: Rules<'_>) -> [f64; 2] {
    let car = Car::of(&Columns::of(&simulated.samples), index, simulated.mean_start[index]);
    [rules.draftkings, rules.fanduel].map(|rules| car.components(rules).sum())
}

/// A sample entry by entry.
struct Columns {
    entries: usize,
    simulations: usize,
    finish: Vec<u8>,
    laps_led: Vec<u16>,
    fastest_laps: Vec<u16>,
    laps_completed: Vec<u16>,
    retired: Vec<bool>,
    draftkings: Vec<f32>,
    fanduel: Vec<f32>,
}

impl Columns {
    fn of(samples: &SampleMatrix) -> Self {
        Self {
            entries: samples.entries,
            simulations: samples.simulations,
            finish: samples.by_entry(&samples.finish),
            laps_led: samples.by_entry(&samples.laps_led),
            fastest_laps: samples.by_entry(&samples.fastest_laps),
            laps_completed: samples.by_entry(&samples.laps_completed),
            retired: samples.by_entry(&samples.retired),
            draftkings: samples.by_entry(&samples.draftkings),
            fanduel: samples.by_entry(&samples.fanduel),
        }
    }
}

/// One entry's part of a sample.
struct Car {
    /// Where it stands in a column.
    races: Range<usize>,
    start: f64,
    finishes: Vec<u32>,
    finish_mean: f64,
    retired: f64,
    laps_led: f64,
    fastest_laps: f64,
    laps_completed: f64,
}

impl Car {
    fn of(columns: &Columns, index: usize, start: f64) -> Self {
        let simulations = columns.simulations as f64;
        let races = index * columns.simulations..(index + 1) * columns.simulations;
        let mut finishes = vec![0; columns.entries + 1];
        for &finish in &columns.finish[races.clone()] {
            finishes[usize::from(finish)] += 1;
        }
        let total = |values: &[u16]| values[races.clone()].iter().map(|&value| u64::from(value)).sum::<u64>();
        let places: u64 = finishes.iter().zip(0u64..).map(|(&count, place)| u64::from(count) * place).sum();
        let retired = columns.retired[races.clone()].iter().filter(|&&out| out).count();
        Self {
            start,
            finish_mean: places as f64 / simulations,
            finishes,
            retired: retired as f64 / simulations,
            laps_led: total(&columns.laps_led) as f64 / simulations,
            fastest_laps: total(&columns.fastest_laps) as f64 / simulations,
            laps_completed: total(&columns.laps_completed) as f64 / simulations,
            races,
        }
    }

    fn simulations(&self) -> f64 {
        self.races.len() as f64
    }

    fn share(&self, counts: impl Fn(u8) -> bool) -> f64 {
        let hits: u32 = (1..=255u8)
            .zip(self.finishes.iter().skip(1))
            .filter(|(place, _)| counts(*place))
            .map(|(_, n)| n)
            .sum();
        f64::from(hits) / self.simulations()
    }

    fn finish_sd(&self) -> f64 {
        let squares: f64 = (0u32..)
            .zip(&self.finishes)
            .map(|(place, &count)| {
                let off = f64::from(place) - self.finish_mean;
                f64::from(count) * off * off
            })
            .sum();
        libm::sqrt(squares / self.simulations())
    }

    fn points(&self, points: &[f32], rules: &ScoringRules) -> PointsProjection {
        let mut sorted = points[self.races.clone()].to_vec();
        sample::sort(&mut sorted);
        let simulations = sorted.len() as f64;
        let components = self.components(rules);
        // The exact mean, from whole numbers; the sample's points are rounded to single precision.
        let mean = components.sum();
        let squares: f64 =
            sorted.iter().map(|&points| (f64::from(points) - mean) * (f64::from(points) - mean)).sum();
        PointsProjection {
            mean,
            sd: libm::sqrt(squares / simulations),
            quantiles: std::array::from_fn(|i| quantile(&sorted, (i + 1) as f64 / 20.0)),
            components,
        }
    }

    fn components(&self, rules: &ScoringRules) -> Components {
        let finish: i64 = (1..=255u8)
            .zip(self.finishes.iter().skip(1))
            .map(|(place, &count)| rules.finish_points(place).hundredths() * i64::from(count))
            .sum();
        Components {
            finish: finish as f64 / 100.0 / self.simulations(),
            place_differential: rules.place_differential.value() * (self.start - self.finish_mean),
            laps_led: rules.laps_led.value() * self.laps_led,
            fastest_laps: rules.fastest_laps.value() * self.fastest_laps,
            laps_completed: rules.laps_completed.value() * self.laps_completed,
        }
    }
}

/// Quantile of an ascending sample, straight between its order statistics (Hyndman and Fan's type 7).
pub fn quantile(sorted: &[f32], p: f64) -> f64 {
    let at = p * (sorted.len() - 1) as f64;
    let lower = at as usize;
    let upper = (lower + 1).min(sorted.len() - 1);
    let (low, high) = (f64::from(sorted[lower]), f64::from(sorted[upper]));
    low + (at - lower as f64) * (high - low)
}
