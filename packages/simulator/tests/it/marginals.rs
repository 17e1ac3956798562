//! The fast simulator against the slow reference: the distribution of every column of every car.

use crate::setting::{config, race, rules};
use domain::pooling::TrackType;
use domain::sample::SampleMatrix;
use simulator::config::{RetiredScale, SimulatorConfig, TailConfig};
use simulator::race::{Race, Start};
use simulator::{reference, simulate};

/// The limit for a million draws on each side. It is passed by chance once in four million comparisons.
pub const LIMIT: f64 = 0.004;

/// The same chance for `draws` on each side.
pub fn limit(draws: usize) -> f64 {
    LIMIT * (1e6 / draws as f64).sqrt()
}

/// Limit of the mean square of the cars' differences of means, each in its standard error: 1 if there are none, and
/// about eight standard deviations more for forty cars. It sees what moves many cars a little.
pub const OFF: f64 = 3.0;

/// How a column of the fast simulator differs from the reference's.
#[derive(Clone, Copy, Debug)]
pub struct Difference {
    /// Column.
    pub column: &'static str,
    /// Greatest Kolmogorov-Smirnov distance of all cars.
    pub distance: f64,
    /// Mean over the cars of the squared difference of means, in its standard error.
    pub off: f64,
}

impl Difference {
    /// Whether that is chance, for `draws` on each side.
    pub fn is_chance(&self, draws: usize) -> bool {
        self.distance < limit(draws) && self.off < OFF
    }
}

/// Races of each side at a time: any number of draws in the memory of these.
const CHUNK: usize = 50_000;

/// The two simulators side by side, column by column.
pub fn differences(race: &Race, config: &SimulatorConfig, draws: usize) -> [Difference; 7] {
    let columns =
        ["finish", "retired", "laps completed", "laps led", "fastest laps", "draftkings", "fanduel"];
    let mut tallies: [Vec<Tally>; 7] = std::array::from_fn(|_| vec![Tally::default(); race.cars.len()]);
    for chunk in 0..draws.div_ceil(CHUNK) {
        let (races, seed) = (CHUNK.min(draws - chunk * CHUNK), 17 + 2 * chunk as u64);
        let slow = reference::simulate::simulate(race, config, rules(), races, seed).unwrap().samples;
        let fast = simulate::simulate(race, config, rules(), races, seed + 1).unwrap().samples;
        for (side, sample) in [slow, fast].iter().enumerate() {
            let numbers: [Vec<i32>; 7] = [
                sample.by_entry(&sample.finish).into_iter().map(i32::from).collect(),
                sample.by_entry(&sample.retired).into_iter().map(i32::from).collect(),
                sample.by_entry(&sample.laps_completed).into_iter().map(i32::from).collect(),
                sample.by_entry(&sample.laps_led).into_iter().map(i32::from).collect(),
                sample.by_entry(&sample.fastest_laps).into_iter().map(i32::from).collect(),
                sample.by_entry(&sample.draftkings).into_iter().map(hundredths).collect(),
                sample.by_entry(&sample.fanduel).into_iter().map(hundredths).collect(),
            ];
            for (numbers, tallies) in numbers.iter().zip(&mut tallies) {
                for (tally, numbers) in tallies.iter_mut().zip(numbers.chunks(races)) {
                    tally.add(side, numbers);
                }
            }
        }
    }
    std::array::from_fn(|column| {
        let cars = &tallies[column];
        Difference {
            column: columns[column],
            distance: cars.iter().map(Tally::distance).fold(0.0, f64::max),
            off: cars.iter().map(Tally::off).sum::<f64>() / cars.len() as f64,
        }
    })
}

fn hundredths(points: f32) -> i32 {
    (points * 100.0).round() as i32
}

/// How often each of two sides had each number.
#[derive(Clone, Debug, Default)]
struct Tally {
    least: i32,
    counts: Vec<[u32; 2]>,
}

impl Tally {
    fn add(&mut self, side: usize, numbers: &[i32]) {
        let (least, most) = (*numbers.iter().min().unwrap(), *numbers.iter().max().unwrap());
        if self.counts.is_empty() {
            self.least = least;
        }
        if least < self.least {
            let more = vec![[0, 0]; (self.least - least) as usize];
            self.counts.splice(..0, more);
            self.least = least;
        }
        let room = (most - self.least) as usize + 1;
        self.counts.resize(room.max(self.counts.len()), [0, 0]);
        for number in numbers {
            self.counts[(number - self.least) as usize][side] += 1;
        }
    }

    fn draws(&self, side: usize) -> f64 {
        self.counts.iter().map(|counts| f64::from(counts[side])).sum()
    }

    /// Kolmogorov-Smirnov distance: the counts of each number, summed up side by side.
    fn distance(&self) -> f64 {
        let (mut sum, mut far) = (0i64, 0i64);
        for [slow, fast] in &self.counts {
            sum += i64::from(*fast) - i64::from(*slow);
            far = far.max(sum.abs());
        }
        far as f64 / self.draws(0)
    }

    /// Squared difference of means, in its standard error; 0 where nothing varies.
    fn off(&self) -> f64 {
        let moments = |side: usize| {
            let n = self.draws(side);
            let over = |f: &dyn Fn(f64) -> f64| {
                let of = |(at, counts): (usize, &[u32; 2])| f(at as f64) * f64::from(counts[side]);
                self.counts.iter().enumerate().map(of).sum::<f64>() / n
            };
            let mean = over(&|x| x);
            (mean, over(&|x| (x - mean) * (x - mean)) / n)
        };
        let ((slow, of_slow), (fast, of_fast)) = (moments(0), moments(1));
        let variance = of_slow + of_fast;
        if variance > 0.0 { (fast - slow) * (fast - slow) / variance } else { 0.0 }
    }
}

/// The compiled-in model's simulator, retired cars on one scale on two types and on the other on the others.
pub fn config_on(track_type: TrackType) -> SimulatorConfig {
    let retired_scale = match track_type {
        TrackType::Intermediate | TrackType::Superspeedway => RetiredScale::Standard,
        TrackType::Short | TrackType::Road => RetiredScale::Field,
    };
    SimulatorConfig { retired_scale, ..config() }
}

/// The races on which the two are compared: every type, team-mates with something in common.
pub fn settings() -> Vec<(String, Race, SimulatorConfig)> {
    let config = |kind| {
        let tail = Some(TailConfig { share: 0.05, factor: 2.5 });
        SimulatorConfig { team_effect: 0.2, tail, ..config_on(kind) }
    };
    TrackType::ALL.map(|kind| (format!("{kind:?}"), race(kind, 38, 267), config(kind))).into()
}

/// A million of each type: `cargo xtask prove simulator`.
#[test]
fn every_marginal_is_the_references() {
    let draws = 200_000;
    for (name, race, config) in settings() {
        for difference in differences(&race, &config, draws) {
            assert!(difference.is_chance(draws), "{name}, {}: {difference:?}", difference.column);
        }
    }
}

#[test]
fn so_is_every_marginal_on_a_drawn_grid() {
    let (config, mut race) = (config(), race(TrackType::Short, 12, 90));
    for (index, car) in race.cars.iter_mut().enumerate().filter(|(index, _)| index % 4 != 1) {
        car.start = Start::Unknown { mean: 1.0 - index as f64 / 6.0, sd: 0.3 + 0.05 * index as f64 };
    }
    let draws = 60_000;
    for difference in differences(&race, &config, draws) {
        assert!(difference.is_chance(draws), "{}: {difference:?}", difference.column);
    }
    let mean_start = |simulated: simulate::Simulated| simulated.mean_start;
    let slow = mean_start(reference::simulate::simulate(&race, &config, rules(), draws, 1).unwrap());
    let fast = mean_start(simulate::simulate(&race, &config, rules(), draws, 2).unwrap());
    for (slow, fast) in slow.into_iter().zip(fast) {
        // Places of a car have a standard deviation below 4: five standard errors of a difference.
        assert!((slow - fast).abs() < 5.0 * 4.0 * (2.0 / draws as f64).sqrt(), "{slow} {fast}");
    }
}

/// Distances that the test must be able to see: sigma two hundredths off, and laps a little off for every car.
#[test]
fn a_small_fault_would_be_seen() {
    let (config, race) = (config(), race(TrackType::Intermediate, 20, 100));
    let draws = 200_000;
    let slow = reference::simulate::simulate(&race, &config, rules(), draws, 17).unwrap().samples;
    let wrong = Race { sigma: race.sigma * 1.02, ..race };
    let fast = simulate::simulate(&wrong, &config, rules(), draws, 18).unwrap().samples;
    let of = |sample: &SampleMatrix| -> Vec<i32> {
        sample.by_entry(&sample.finish).into_iter().map(i32::from).collect()
    };
    let (slow, fast) = (of(&slow), of(&fast));
    let tally = |(slow, fast): (&[i32], &[i32])| {
        let mut tally = Tally::default();
        tally.add(0, slow);
        tally.add(1, fast);
        tally
    };
    let cars: Vec<Tally> = slow.chunks(draws).zip(fast.chunks(draws)).map(tally).collect();
    let most = cars.iter().map(Tally::distance).fold(0.0, f64::max);
    assert!(most < 0.02, "not so small a fault: {most}");
    assert!(most > LIMIT, "{most} is below the limit for a million draws");
    let off = cars.iter().map(Tally::off).sum::<f64>() / 20.0;
    assert!(off > OFF, "{off}: means would not show it");
}

/// Cars are listed in some order, and it is no fact: one that is listed last fares as if it were listed first.
#[test]
fn the_order_of_cars_is_no_fact() {
    let (mut config, race) = (config(), race(TrackType::Intermediate, 24, 120));
    // Many retire, most of them in one place.
    config.retirement.by_type.intermediate.constant = 0.5;
    config.retired_place.intermediate = [0.5, 0.7, 0.9, 0.9, 0.9];
    let mut turned = race.clone();
    turned.cars.reverse();
    let draws = 50_000;
    for fast in [false, true] {
        let run = |race: &Race, seed| {
            let run = if fast { simulate::simulate } else { reference::simulate::simulate };
            run(race, &config, rules(), draws, seed).unwrap().samples
        };
        let (one, other) = (run(&race, 5), run(&turned, 6));
        let of = |sample: &SampleMatrix| -> Vec<i32> {
            sample.by_entry(&sample.laps_completed).into_iter().map(i32::from).collect()
        };
        let (one, other) = (of(&one), of(&other));
        let cars = one.chunks(draws).zip(other.rchunks(draws)).map(|(one, other)| {
            let mut tally = Tally::default();
            tally.add(0, one);
            tally.add(1, other);
            tally.off()
        });
        let off = cars.sum::<f64>() / 24.0;
        assert!(off < OFF, "fast {fast}: {off}");
    }
}
