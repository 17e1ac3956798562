//! Laps completed, given place and retirement: as the reference draws them, place by place.

use super::curves::{log2, whole};
use super::lanes::{LANES, Row, all, all_ones, both, each, pick};
use super::order;
use super::random::Random;
use super::tables::Tables;

/// Stands below every draw of a running car in the sorted rows, and is never read.
const NONE: i32 = i32::MAX;

/// Fills `completed` by place: never rising, the winner's being the distance. `drawn` has room for the field and
/// for as many retirements, rounded up to fours; `from` is scratch.
#[inline(always)]
pub(crate) fn draw(
    tables: &Tables,
    keys: &[Row<i32>],
    random: &mut Random,
    drawn: &mut [Row<i32>],
    from: &mut [Row<i32>],
    completed: &mut [Row<i32>],
) {
    let cars = tables.cars;
    let (down, stops) = drawn.split_at_mut(cars);
    let mut retired = Row::of(0i32);
    for (place, key) in keys.iter().enumerate() {
        laps_down(tables.completed.off[place], key, random, &mut down[place]);
        retired = both(retired, *key, |retired, key| retired.wrapping_sub(order::retired(key)));
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
    in_order(keys, drawn, from, completed);
    between_neighbours(tables.distance, keys, completed);
}

/// Laps a running car is down at a place: none, or one and an exponential's whole part.
#[inline(always)]
fn laps_down([off, log_off, mean]: [f32; 3], key: &Row<i32>, random: &mut Random, down: &mut Row<i32>) {
    let draw = random.draw();
    for l in 0..LANES {
        let u = random.uniform(draw, l);
        // Given u < off, u / off is uniform.
        let beyond = mean * (log_off - log2(u));
        let beyond = if beyond > 0.0 { beyond } else { 0.0 };
        let beyond = if beyond < 1e6 { beyond } else { 1e6 };
        let laps = whole(beyond).wrapping_add(1) & all_ones(u < off);
        down.0[l] = pick(order::retired(key.0[l]), NONE, laps);
    }
}

/// Laps at which a retired car stops, where there is a `number`th one.
#[inline(always)]
fn stopped_at(tables: &Tables, number: i32, retired: &Row<i32>, random: &mut Random, stop: &mut Row<i32>) {
    let (mut u, mut tenth) = (Row::of(0.0), Row::of(0));
    let draw = random.draw();
    for l in 0..LANES {
        u.0[l] = random.uniform(draw, l);
        tenth.0[l] = whole(u.0[l] * 10.0);
    }
    let (mut base, mut slope) = (Row::of(0.0), Row::of(0.0));
    for l in 0..LANES {
        base.0[l] = tables.completed.stop[tenth.0[l] as usize & 15];
        slope.0[l] = tables.completed.slope[tenth.0[l] as usize & 15];
    }
    let limit = tables.distance as f32;
    for l in 0..LANES {
        let at = base.0[l] + slope.0[l] * u.0[l];
        let at = if at > 0.0 { at } else { 0.0 };
        let at = if at < limit { at } else { limit };
        stop.0[l] = pick(all_ones(number < retired.0[l]), whole(at), -1);
    }
}

/// The k-th running car of a race gets the k-th of its laps down, the k-th retired one the k-th of its stops.
#[inline(always)]
fn in_order(keys: &[Row<i32>], drawn: &[Row<i32>], from: &mut [Row<i32>], completed: &mut [Row<i32>]) {
    let (mut running, mut out) = (Row::of(0i32), Row::of(keys.len() as i32));
    for (key, from) in keys.iter().zip(from.iter_mut()) {
        *from = all(*key, out, running, |key, out, running| pick(order::retired(key), out, running));
        out = both(out, *key, |out, key| out.wrapping_sub(order::retired(key)));
        running = both(running, *key, |running, key| running.wrapping_add(1 + order::retired(key)));
    }
    for (from, laps) in from.iter().zip(completed) {
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
        let running = each(*laps, |drawn| distance.wrapping_sub(drawn.min(distance)));
        behind =
            all(*key, behind, running, |key, behind, running| pick(order::retired(key), behind, running));
        let retired = both(*laps, behind, i32::max);
        *laps =
            all(*key, retired, running, |key, retired, running| pick(order::retired(key), retired, running));
    }
    let mut ahead = Row::of(distance);
    for laps in completed {
        ahead = both(ahead, *laps, i32::min);
        *laps = ahead;
    }
}
