//! Where retired cars come in.

use crate::setting::{config, race, rules};
use domain::pooling::TrackType;
use simulator::config::RetiredScale;
use simulator::race::{Race, Start};
use simulator::reference::field::{Field, draw_grid};
use simulator::reference::stream::Stream;
use simulator::simulate::simulate;

/// Mean square over the field of the latent finishes on a grid, draws included.
fn mean_square(race: &Race, start: Vec<u8>) -> f64 {
    let field = Field::new(race, &config(), start);
    let of = |(mean, car): (&f64, &simulator::race::Car)| mean * mean + (race.sigma * car.spread).powi(2);
    field.latent.iter().zip(&race.cars).map(of).sum::<f64>() / race.cars.len() as f64
}

#[test]
fn the_fields_spread_is_that_of_its_latent_finishes() {
    let mut race = race(TrackType::Short, 31, 200);
    // A car is missing from the card: those behind it move up.
    race.cars.remove(7);
    let known = mean_square(&race, race.known_grid().unwrap());
    assert!((race.field_spread() - known.sqrt()).abs() < 1e-12);
    for (index, car) in race.cars.iter_mut().enumerate().filter(|(index, _)| index % 3 != 0) {
        car.start = Start::Unknown { mean: 1.2 - index as f64 / 12.0, sd: 0.4 };
    }
    let mut stream = Stream::new(5, 0);
    let draws = 2000;
    let mean =
        (0..draws).map(|_| mean_square(&race, draw_grid(&race, &mut stream))).sum::<f64>() / f64::from(draws);
    let off = race.field_spread() / mean.sqrt() - 1.0;
    assert!(off.abs() < 0.02, "{off}");
}

/// In a field of cars that are all alike, the share ahead of a retired one is the place drawn for it.
#[test]
fn on_the_scale_of_the_field_a_place_is_a_place_in_that_field() {
    let mut race = race(TrackType::Superspeedway, 40, 190);
    for car in &mut race.cars {
        (car.strength_without_start, car.spread, car.team) = (0.0, 1.0, None);
        (car.crash_rate, car.mechanical_rate, car.earlier_starts) = (0.1, 0.1, 50);
    }
    (race.start_slope, race.sigma) = (0.0, 0.7);
    let mut config = config();
    // One car alone retires, and always.
    race.cars[0].earlier_starts = 0;
    let by_type = &mut config.retirement.by_type.superspeedway;
    (by_type.constant, by_type.race_sd, by_type.start, config.retirement.experience) =
        (40.0, 0.0, 0.0, -40.0);
    let [a, b, c, d, e] = *config.retired_place.of(TrackType::Superspeedway);
    let mean_place = 0.05 * (a + b) + 0.2 * (b + c) + 0.2 * (c + d) + 0.05 * (d + e);
    let simulations = 40_000;
    let mut mean_finish = |scale| {
        config.retired_scale = scale;
        let sample = simulate(&race, &config, rules(), simulations, 3).unwrap().samples;
        let of = |sim: usize| (f64::from(sample.finish[sim * 40]), sample.retired[sim * 40]);
        assert!((0..simulations).all(|sim| of(sim).1));
        (0..simulations).map(|sim| of(sim).0).sum::<f64>() / simulations as f64
    };
    let wanted = 1.0 + 39.0 * mean_place;
    let (field, standard) = (mean_finish(RetiredScale::Field), mean_finish(RetiredScale::Standard));
    // The standard error is below .03; a retired car never wins, which is as rare here as a place under 1 %.
    assert!((field - wanted).abs() < 0.15, "{field} for {wanted}");
    assert!(standard > wanted + 1.5, "{standard} against {wanted}");
}
