//! Races to simulate.

use domain::dfs::Site;
use domain::pooling::TrackType;
use domain::scoring::ScoringRules;
use jiff::civil::date;
use serde::Deserialize;
use simulator::config::SimulatorConfig;
use simulator::race::{Car, Race, Start};
use simulator::simulate::Rules;

/// The compiled-in model's simulator.
pub fn config() -> SimulatorConfig {
    #[derive(Deserialize)]
    struct File {
        simulator: SimulatorConfig,
    }
    let text = include_str!("../../../../data/reference/model-baseline-c.toml");
    toml::from_str::<File>(text).unwrap().simulator
}

/// The scoring rules of 2025.
pub fn rules() -> Rules<'static> {
    let of = |site| ScoringRules::of(site, date(2025, 6, 1)).unwrap();
    Rules { draftkings: of(Site::Draftkings), fanduel: of(Site::Fanduel) }
}

/// A field of `cars` from strong to weak, starting in an order of its own.
pub fn race(track_type: TrackType, cars: usize, distance_laps: u32) -> Race {
    let car = |index: usize| Car {
        strength_without_start: 0.9 - 1.8 * index as f64 / cars as f64,
        start: Start::Known(((index + cars / 3) % cars) as u8 + 1),
        crash_rate: 0.05 + 0.01 * (index % 5) as f64,
        mechanical_rate: 0.03,
        earlier_starts: (index * 11 % 90) as u32,
        spread: 1.0 + 0.02 * (index % 7) as f64,
        team: Some((index % 12) as u16),
    };
    Race {
        track_type,
        distance_laps,
        slope: 0.9,
        sigma: 0.65,
        start_slope: 0.2,
        cars: (0..cars).map(car).collect(),
    }
}
