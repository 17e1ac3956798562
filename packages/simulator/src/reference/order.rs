//! The order at the flag.

use crate::config::{SimulatorConfig, Tail};
use crate::race::{Race, Teams};
use crate::reference::field::Field;
use crate::reference::retirement;
use crate::reference::stream::Stream;
use crate::retirement::ascending;

/// Draws who retires and sorts the cars by their latent finish: `order` lists them from the winner down.
///
/// A retired car cannot win. Should every car of the field be drawn to retire, the first stays in.
pub fn draw(
    race: &Race,
    field: &Field,
    config: &SimulatorConfig,
    teams: &Teams,
    stream: &mut Stream,
    retired: &mut [bool],
    order: &mut Vec<(f64, usize)>,
) {
    let race_sd = config.retirement.by_type.of(race.track_type).race_sd;
    let places = ascending(config.retired_place.of(race.track_type));
    retirement::draw(&field.retirement, race_sd, stream, retired);
    let together: Vec<f64> = (0..teams.count).map(|_| stream.normal()).collect();
    let (effect, own) = (teams.effect, libm::sqrt(1.0 - teams.effect * teams.effect));
    let tail = config.tail();
    order.clear();
    for (index, &mean) in field.latent.iter().enumerate() {
        let spread = race.sigma * race.cars[index].spread;
        let latent = match teams.of[index] {
            _ if retired[index] => field.retired_spread * retirement::latent(&places, stream),
            Some(team) => mean + spread * (effect * together[team] + own * form(&tail, stream)),
            None => mean + spread * form(&tail, stream),
        };
        order.push((latent, index));
    }
    order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    match order.iter().position(|&(_, car)| !retired[car]) {
        Some(first) => order[..=first].rotate_right(1),
        None => retired[order[0].1] = false,
    }
}

/// What is a running car's own: a normal draw, now and then a wider one, of variance 1 over both.
fn form(tail: &Tail, stream: &mut Stream) -> f64 {
    let wide = stream.uniform() < f64::from(tail.of_512) / 512.0;
    stream.normal() * if wide { tail.wide } else { tail.narrow }
}
