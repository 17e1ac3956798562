//! Laps completed, given place and retirement.
//!
//! A plain model: running cars fall off the lead lap at an edge of the order that depends on the type, and
//! the further down the more laps; retired cars stop anywhere in the distance, but are classified by the
//! laps they did.

use crate::config::LapsCompletedConfig;
use crate::reference::stream::Stream;

/// Fills `laps` (by car): never rising down `order`, the winner's being the distance.
pub fn draw(
    config: &LapsCompletedConfig,
    distance: u32,
    order: &[(f64, usize)],
    retired: &[bool],
    stream: &mut Stream,
    laps: &mut [u32],
    scratch: &mut Vec<u32>,
) {
    // Laps down of the running cars, drawn place by place and then sorted: down the order none regains one.
    scratch.clear();
    for (place, _) in order.iter().enumerate().filter(|&(_, &(_, car))| !retired[car]) {
        let at = (place as f64 + 0.5) / order.len() as f64;
        scratch.push(if place == 0 { 0 } else { laps_down(config, at, stream) });
    }
    scratch.sort_unstable();
    let mut down = scratch.iter();
    for &(_, car) in order.iter().filter(|&&(_, car)| !retired[car]) {
        laps[car] = distance - down.next().copied().unwrap_or(0).min(distance);
    }
    // Retired cars, each between its neighbours: not above the car ahead, not below a running car behind.
    scratch.clear();
    for _ in order.iter().filter(|&&(_, car)| retired[car]) {
        scratch.push((retired_at(config, stream) * f64::from(distance)) as u32);
    }
    scratch.sort_unstable_by(|a, b| b.cmp(a));
    let mut at = scratch.iter();
    let mut ahead = distance;
    for (place, &(_, car)) in order.iter().enumerate() {
        if retired[car] {
            let behind = order[place..].iter().find(|&&(_, other)| !retired[other]);
            let least = behind.map_or(0, |&(_, other)| laps[other]);
            laps[car] = at.next().copied().unwrap_or(0).max(least).min(ahead);
        }
        ahead = laps[car];
    }
}

fn laps_down(config: &LapsCompletedConfig, place: f64, stream: &mut Stream) -> u32 {
    let off = 1.0 / (1.0 + libm::exp(-(place - config.lead_lap_place) / config.lead_lap_width));
    if stream.uniform() >= off {
        return 0;
    }
    let mean = config.laps_down * libm::exp(config.laps_down_growth * (place - 0.65));
    // An exponential rounded down: mean close to its own where that is well above one.
    1 + (-mean * libm::log(stream.uniform())).min(1e6) as u32
}

fn retired_at(config: &LapsCompletedConfig, stream: &mut Stream) -> f64 {
    let at = stream.uniform() * 10.0;
    let lower = (at as usize).min(9);
    let share = at - lower as f64;
    config.retired_at[lower] + share * (config.retired_at[lower + 1] - config.retired_at[lower])
}
