//! Races with made-up forecasts whose truth is known.

use backtest::driver::{Chance, PointsScore, TOPS};
use backtest::race::{RaceGaps, RaceSetting};
use backtest::score::{LEVELS, chance_among};
use backtest::{DriverScore, Record, RunInfo, ScoredRace};
use domain::ids::{DriverId, RaceKey};
use domain::normal;
use domain::pooling::TrackType;
use domain::series::Series;
use jiff::ToSpan;
use jiff::civil::date;

/// Draws of every driver's points.
const SAMPLE: usize = 400;

/// Standard deviation of the truth, in points.
pub const SD: f64 = 20.0;

/// Multiply-with-carry by splitmix64: uniform draws of a test.
pub struct Random(pub u64);

impl Random {
    pub fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (((z ^ (z >> 31)) >> 11) as f64 + 0.5) / 9_007_199_254_740_992.0
    }

    pub fn normal(&mut self) -> f64 {
        normal::quantile(self.uniform())
    }
}

/// `races` races of `cars` cars whose points are normal about the forecast's mean; the forecast's spread is
/// `spread` times the truth's. Finishes are in order of a strength with noise, chances are honest only in so far.
pub fn record(races: usize, cars: usize, spread: f64, seed: u64) -> Record {
    let mut random = Random(seed);
    let races = (0..races)
        .map(|number| {
            let day = date(2024, 1, 7) + (7 * (number % 60) as i64).days() + (number as i64 / 60).years();
            let kind = TrackType::ALL[number % 4];
            let setting = RaceSetting {
                race: RaceKey(format!("cup-{day}-made")),
                series: Series::Cup,
                date: day,
                track_name: "Made".to_owned(),
                track_type: kind,
                data_digest: format!("{number:064x}"),
                facts_digest: format!("{number:064x}"),
            };
            ScoredRace::of(setting, RaceGaps::default(), field(cars, spread, &mut random))
        })
        .collect();
    Record { run: run_info("made"), races }
}

pub fn run_info(version: &str) -> RunInfo {
    RunInfo {
        model_version: version.to_owned(),
        model_digest: "0".repeat(64),
        simulations: SAMPLE as u32,
        seed: "1".to_owned(),
    }
}

fn field(cars: usize, spread: f64, random: &mut Random) -> Vec<DriverScore> {
    let strengths: Vec<f64> = (0..cars).map(|_| random.normal()).collect();
    let shown: Vec<f64> = strengths.iter().map(|strength| strength + random.normal()).collect();
    let place = |of: &[f64], car: usize| 1 + of.iter().filter(|other| **other > of[car]).count() as u8;
    (0..cars)
        .map(|car| {
            let mean = 30.0 + 10.0 * strengths[car];
            let points = |random: &mut Random| {
                let actual = mean + SD * random.normal();
                let mut sample: Vec<f32> =
                    (0..SAMPLE).map(|_| (mean + spread * SD * random.normal()) as f32).collect();
                sample.sort_unstable_by(f32::total_cmp);
                let quantiles = LEVELS.map(|level| mean + spread * SD * normal::quantile(level));
                PointsScore::of(mean, &quantiles, &sample, actual)
            };
            let finish = place(&shown, car);
            let share = |top: u8| f64::from(top) / cars as f64;
            DriverScore {
                driver: DriverId(car as u32 + 1),
                driver_name: format!("Driver {}", car + 1),
                start: Some(place(&strengths, car)),
                finish,
                projected_finish: f64::from(place(&strengths, car)),
                tops: TOPS.map(|top| Chance::of(share(top), SAMPLE as u32, finish <= top)),
                nll_win: -chance_among(share(1), SAMPLE as u32, cars).ln(),
                draftkings: points(random),
                fanduel: points(random),
            }
        })
        .collect()
}
