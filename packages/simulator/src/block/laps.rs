//! Laps led and fastest laps: a Dirichlet over the field each, in whole laps that keep the laws.

use super::gamma::Gammas;
use super::grid::{DrawnField, Grid};
use super::lanes::{LANES, Row, all, all_ones, both, each, lanes, mask, pick};
use super::order::{self, normals};
use super::parts::{CELLS, Cells};
use super::random::Random;
use super::tables::{LapsTables, Tables};
use super::whole_laps::{Remainders, give_back};

/// Where the numbers of each place's car stand in the cells of a field: by car on a known grid, by car and lane
/// on a drawn one.
#[inline(always)]
pub(crate) fn index(tables: &Tables, keys: &[Row<i32>], index: &mut [Row<u32>]) {
    let (by_car, by_lane) = match tables.grid {
        Grid::Known(_) => (1, 0),
        Grid::Drawn(_) => (LANES as u32, 1),
    };
    let lane = Row(std::array::from_fn(|l| by_lane * l as u32));
    for (key, index) in keys.iter().zip(index) {
        *index = both(*key, lane, |key, lane| ((key & 255) as u32).wrapping_mul(by_car).wrapping_add(lane));
    }
}

/// Fills `led` by place: it sums to the distance, none leads more laps than it completes, the laps led by retired
/// cars fit before they stopped, the winner leads at least one.
#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "one race's state, kept in buffers")]
pub(crate) fn led(
    tables: &Tables,
    field: &DrawnField,
    keys: &[Row<i32>],
    index: &[Row<u32>],
    completed: &[Row<i32>],
    random: &mut Random,
    gammas: &mut Gammas,
    remainders: &mut Remainders,
    led: &mut [Row<i32>],
) {
    let cells = match tables.grid {
        Grid::Known(_) => &tables.led.by_car,
        Grid::Drawn(_) => &field.led,
    };
    let mut sum = Row::of(0.0);
    for (place, shape) in gammas.shape.iter_mut().enumerate() {
        weights(&tables.led, cells, place, &keys[place], &index[place], shape);
        sum = both(sum, *shape, |sum, weight| sum + weight);
    }
    shapes(&tables.led, &sum, &mut gammas.shape);
    gammas.draw(random);
    remainders.split(&gammas.value, &Row::of(tables.distance), &tables.network, led);
    within_laps(keys, completed, led);
    winner_leads(led);
}

/// Fills `fastest` by place: together at most the distance, none above the laps its car completes.
#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "one race's state, kept in buffers")]
pub(crate) fn fastest(
    tables: &Tables,
    field: &DrawnField,
    keys: &[Row<i32>],
    index: &[Row<u32>],
    completed: &[Row<i32>],
    led: &[Row<i32>],
    random: &mut Random,
    gammas: &mut Gammas,
    remainders: &mut Remainders,
    fastest: &mut [Row<i32>],
) {
    let cells = match tables.grid {
        Grid::Known(_) => &tables.fastest.by_car,
        Grid::Drawn(_) => &field.fastest,
    };
    let mut sum = Row::of(0.0);
    for (place, shape) in gammas.shape.iter_mut().enumerate() {
        weights(&tables.fastest, cells, place, &keys[place], &index[place], shape);
        for_led(&tables.fastest_of_led, &led[place], shape);
        sum = both(sum, *shape, |sum, weight| sum + weight);
    }
    shapes(&tables.fastest, &sum, &mut gammas.shape);
    gammas.draw(random);
    let [mean, sd, least] = tables.fastest_share;
    let (mut p, mut z, mut total) = (Row::of(0.0), Row::of(0.0), Row::of(0));
    normals(random, &mut p, &mut z);
    for l in 0..LANES {
        let share = mean + sd * z.0[l];
        let share = if share > least { share } else { least };
        let share = if share < 1.0 { share } else { 1.0 };
        total.0[l] = super::curves::nearest(share * tables.distance as f32);
    }
    remainders.split(&gammas.value, &total, &tables.network, fastest);
    let mut excess = Row::of(0i32);
    for (laps, limit) in fastest.iter_mut().zip(completed) {
        let kept = both(*laps, *limit, i32::min);
        excess = all(excess, *laps, kept, freed);
        *laps = kept;
    }
    give_back(&excess, keys, completed, fastest);
}

/// Weights of the cars at a place, laps led apart.
#[inline(always)]
fn weights(
    tables: &LapsTables,
    cells: &Cells,
    place: usize,
    key: &Row<i32>,
    index: &Row<u32>,
    weight: &mut Row<f32>,
) {
    for l in 0..LANES {
        weight.0[l] = cells[index.0[l] as usize & (CELLS - 1)];
    }
    let running = tables.by_place[place];
    let (running, retired) = (running.to_bits() as i32, (running * tables.retired).to_bits() as i32);
    *weight = both(*weight, *key, |weight, key| {
        weight * f32::from_bits(pick(order::retired(key), retired, running) as u32)
    });
}

/// The factor of the laps led; none led is common and its factor is 1.
#[inline(always)]
fn for_led(factors: &[f32], led: &Row<i32>, weight: &mut Row<f32>) {
    let mut factor = Row::of(1.0);
    for l in 0..LANES {
        factor.0[l] = factors[led.0[l] as usize];
    }
    *weight = both(*weight, factor, |weight, factor| weight * factor);
}

/// Weights become shapes that sum to the concentration; too small a shape becomes none.
#[inline(always)]
fn shapes(tables: &LapsTables, sum: &Row<f32>, rows: &mut [Row<f32>]) {
    let scale = each(*sum, |sum| tables.concentration / sum);
    let least = tables.minimum_shape;
    for row in rows {
        *row = both(*row, scale, |weight, scale| {
            let shape = weight * scale;
            f32::from_bits(shape.to_bits() & all_ones(shape >= least) as u32)
        });
    }
}

/// Laps are led one car at a time: the cars that had stopped by some lap led no more laps together than were
/// run by then. From the back of the order (fewest laps) each car is limited to what is left.
#[inline(always)]
fn within_laps(keys: &[Row<i32>], completed: &[Row<i32>], led: &mut [Row<i32>]) {
    let (mut used, mut excess) = (Row::of(0i32), Row::of(0i32));
    for ((key, completed), led) in keys.iter().zip(completed).zip(led.iter_mut()).rev() {
        let limit = all(*key, *completed, used, |key, completed, used| {
            completed.wrapping_sub(used & order::retired(key)).max(0)
        });
        let kept = both(*led, limit, i32::min);
        excess = all(excess, *led, kept, freed);
        used = all(used, *key, kept, |used, key, kept| used.wrapping_add(kept & order::retired(key)));
        *led = kept;
    }
    give_back(&excess, keys, completed, led);
}

/// The laps freed so far, `kept` of `laps` being kept.
#[inline(always)]
fn freed(excess: i32, laps: i32, kept: i32) -> i32 {
    excess.wrapping_add(laps.wrapping_sub(kept))
}

/// Where the winner led nothing, the car that led most gives it a lap.
#[inline(always)]
fn winner_leads(led: &mut [Row<i32>]) {
    let without = mask(|l| led[0].0[l] == 0);
    if without == 0 {
        return;
    }
    let (mut most, mut place) = (Row::of(0), Row::of(0));
    for (at, row) in led.iter().enumerate() {
        place = all(*row, most, place, |laps, most, place| pick(all_ones(laps > most), at as i32, place));
        most = both(most, *row, i32::max);
    }
    for l in lanes(without) {
        led[place.0[l] as usize].0[l] -= 1;
        led[0].0[l] += 1;
    }
}
