//! The order at the flag.

use crate::config::SimulatorConfig;
use crate::field::Field;
use crate::race::Race;
use crate::retirement;
use crate::stream::Stream;

/// Draws who retires and sorts the cars by their latent finish: `order` lists them from the winner down.
///
/// A retired car cannot win. Should every car of the field be drawn to retire, the first stays in.
pub fn draw(
    race: &Race,
    field: &Field,
    config: &SimulatorConfig,
    stream: &mut Stream,
    retired: &mut [bool],
    order: &mut Vec<(f64, usize)>,
) {
    let race_sd = config.retirement.by_type.of(race.track_type).race_sd;
    let places = config.retired_place.of(race.track_type);
    retirement::draw(&field.retirement, race_sd, stream, retired);
    order.clear();
    for (index, &mean) in field.latent.iter().enumerate() {
        let latent = if retired[index] {
            retirement::latent(places, stream)
        } else {
            mean + race.sigma * race.cars[index].spread * stream.normal()
        };
        order.push((latent, index));
    }
    order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    match order.iter().position(|&(_, car)| !retired[car]) {
        Some(first) => order[..=first].rotate_right(1),
        None => retired[order[0].1] = false,
    }
}
