//! Laps completed, given place and retirement: as the reference draws them, place by place.

use super::curves::{ln, whole};
use super::lanes::{LANES, Row};
use super::order::RETIRED;
use super::random::Random;
use super::tables::Tables;

/// Stands below every draw of a running car in the sorted rows, and is never read.
const NONE: i32 = i32::MAX;

/// Fills `completed` by place: never rising, the winner's being the distance. `drawn` has room for the field and
/// for as many retirements, rounded up to fours.
#[inline(always)]
pub(crate) fn draw(
    tables: &Tables,
    keys: &[Row<i32>],
    random: &mut Random,
    drawn: &mut [Row<i32>],
    completed: &mut [Row<i32>],
) {
    let cars = tables.cars;
    let (down, stops) = drawn.split_at_mut(cars);
    let mut retired = Row::of(0);
    for (place, key) in keys.iter().enumerate() {
        laps_down(tables.completed.off[place], key, random, &mut down[place]);
        for l in 0..LANES {
            retired.0[l] += i32::from(key.0[l] & RETIRED != 0);
        }
    }
    // Down the order none of the running cars regains a lap.
    tables.network.ascending(down);
    let most = retired.0.iter().copied().max().unwrap_or(0) as usize;
    let fours = most.div_ceil(4);
    let stops = &mut stops[..4 * fours];
    for (number, stop) in stops.iter_mut().enumerate() {
        stopped_at(tables, number as i32, &retired, random, stop);
    }
    tables.networks[fours].descending(stops);
    in_order(keys, drawn, completed);
    between_neighbours(tables.distance, keys, completed);
}

/// Laps a running car is down at a place: none, or one and an exponential's whole part.
#[inline(always)]
fn laps_down([off, ln_off, mean]: [f32; 3], key: &Row<i32>, random: &mut Random, down: &mut Row<i32>) {
    let turn = random.turn();
    for l in 0..LANES {
        let u = random.uniform(turn, l);
        // Given u < off, u / off is uniform.
        let beyond = mean * (ln_off - ln(u));
        let beyond = if beyond > 0.0 { beyond } else { 0.0 };
        let beyond = if beyond < 1e6 { beyond } else { 1e6 };
        let laps = if u < off { 1 + whole(beyond) } else { 0 };
        down.0[l] = if key.0[l] & RETIRED != 0 { NONE } else { laps };
    }
}

/// Laps at which a retired car stops, where there is a `number`th one.
#[inline(always)]
fn stopped_at(tables: &Tables, number: i32, retired: &Row<i32>, random: &mut Random, stop: &mut Row<i32>) {
    let turn = random.turn();
    let limit = tables.distance as f32;
    for l in 0..LANES {
        let u = random.uniform(turn, l);
        let tenth = (u * 10.0) as usize & 15;
        let at = tables.completed.stop[tenth] + tables.completed.slope[tenth] * u;
        let at = if at > 0.0 { at } else { 0.0 };
        let at = if at < limit { at } else { limit };
        stop.0[l] = if number < retired.0[l] { whole(at) } else { -1 };
    }
}

/// The k-th running car of a race gets the k-th of its laps down, the k-th retired one the k-th of its stops.
#[inline(always)]
fn in_order(keys: &[Row<i32>], drawn: &[Row<i32>], completed: &mut [Row<i32>]) {
    let (mut running, mut out) = (Row::of(0u32), Row::of(keys.len() as u32));
    let mut from = Row::of(0u32);
    for (key, laps) in keys.iter().zip(completed) {
        for l in 0..LANES {
            let retired = u32::from(key.0[l] & RETIRED != 0);
            from.0[l] = if retired != 0 { out.0[l] } else { running.0[l] };
            out.0[l] += retired;
            running.0[l] += 1 - retired;
        }
        for l in 0..LANES {
            laps.0[l] = drawn[from.0[l] as usize].0[l];
        }
    }
}

/// Laps down become laps, and a retired car's laps lie between its neighbours': not above the car ahead, not
/// below a running car behind.
#[inline(always)]
fn between_neighbours(distance: i32, keys: &[Row<i32>], completed: &mut [Row<i32>]) {
    let mut behind = Row::of(0);
    for (key, laps) in keys.iter().zip(completed.iter_mut()).rev() {
        for l in 0..LANES {
            let drawn = laps.0[l];
            let running = distance - drawn.min(distance);
            let retired = key.0[l] & RETIRED != 0;
            behind.0[l] = if retired { behind.0[l] } else { running };
            laps.0[l] = if retired { drawn.max(behind.0[l]) } else { running };
        }
    }
    let mut ahead = Row::of(distance);
    for laps in completed {
        for l in 0..LANES {
            ahead.0[l] = ahead.0[l].min(laps.0[l]);
            laps.0[l] = ahead.0[l];
        }
    }
}
