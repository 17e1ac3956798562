//! A field with its grid: what of a simulated race is settled before its green flag.

use crate::config::SimulatorConfig;
use crate::race::{Race, Start, move_up};
use crate::reference::stream::Stream;
use crate::retirement;
use domain::rank;

/// The cars on one grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Place on the grid.
    pub start: Vec<u8>,
    /// Mean of the latent finish.
    pub latent: Vec<f64>,
    /// Latent finish of a retired car for a unit of its place's normal score.
    pub retired_spread: f64,
    /// Logit of retirement before the race's own effect.
    pub retirement: Vec<f64>,
    /// Weight in laps led, apart from the finish.
    pub lead_weight: Vec<f64>,
    /// Log weight in fastest laps, apart from the finish and the laps led.
    pub fastest_logit: Vec<f64>,
}

impl Field {
    /// The field of `race` with the grid `start`.
    pub fn new(race: &Race, config: &SimulatorConfig, start: Vec<u8>) -> Self {
        let places: Vec<f64> = start.iter().map(|&place| f64::from(place)).collect();
        let scores = rank::scores_low_is_better(&places);
        let strength: Vec<f64> = race
            .cars
            .iter()
            .zip(&scores)
            .map(|(car, score)| car.strength_without_start + race.start_slope * score)
            .collect();
        let mean = strength.iter().sum::<f64>() / strength.len() as f64;
        let latent: Vec<f64> = strength.iter().map(|s| race.slope * (s - mean)).collect();
        let led = config.laps_led.of(race.track_type);
        let fastest = config.fastest_laps.of(race.track_type);
        let per_car =
            |value: &dyn Fn(usize) -> f64| -> Vec<f64> { (0..race.cars.len()).map(value).collect() };
        Self {
            retired_spread: retirement::spread(race, config),
            retirement: per_car(&|i| {
                retirement::logit(&config.retirement, race.track_type, &race.cars[i], strength[i], scores[i])
            }),
            lead_weight: per_car(&|i| {
                let on_grid = match start[i] {
                    1 => led.pole,
                    2 => led.second_on_grid,
                    _ => 0.0,
                };
                libm::exp(led.start * scores[i] + led.latent * latent[i] + on_grid)
            }),
            fastest_logit: per_car(&|i| fastest.start * scores[i] + fastest.latent * latent[i]),
            latent,
            start,
        }
    }
}

/// A grid drawn for `race`: known places stay, the others are taken in the order of drawn scores.
pub fn draw_grid(race: &Race, stream: &mut Stream) -> Vec<u8> {
    let mut start = vec![0; race.cars.len()];
    let mut taken = [false; 256];
    let mut open = Vec::with_capacity(race.cars.len());
    for (index, car) in race.cars.iter().enumerate() {
        match car.start {
            Start::Known(place) => {
                start[index] = place;
                taken[usize::from(place)] = true;
            }
            Start::Unknown { mean, sd } => open.push((mean + sd * stream.normal(), index)),
        }
    }
    open.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut free = (1..=255u8).filter(|&place| !taken[usize::from(place)]);
    for (_, index) in open {
        start[index] = free.next().expect("fewer cars than places");
    }
    move_up(&start)
}
