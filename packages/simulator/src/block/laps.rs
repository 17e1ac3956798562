//! Laps led and fastest laps: a Dirichlet over the field each, in whole laps that keep the laws.

use super::gamma::Gammas;
use super::grid::{DrawnField, Grid};
use super::lanes::{LANES, Row, lanes, mask};
use super::order::{RETIRED, normals};
use super::random::Random;
use super::tables::{CELLS, Cells, LapsTables, Tables};
use super::whole_laps::{Remainders, give_back};

/// Where the numbers of each place's car stand in the cells of a field: by car on a known grid, by car and lane
/// on a drawn one.
#[inline(always)]
pub(crate) fn index(tables: &Tables, keys: &[Row<i32>], index: &mut [Row<u32>]) {
    let (by_car, by_lane) = match tables.grid {
        Grid::Known(_) => (1, 0),
        Grid::Drawn(_) => (LANES as u32, 1),
    };
    for (key, index) in keys.iter().zip(index) {
        for l in 0..LANES {
            index.0[l] = ((key.0[l] & 255) as u32).wrapping_mul(by_car).wrapping_add(by_lane * l as u32);
        }
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
        for l in 0..LANES {
            sum.0[l] += shape.0[l];
        }
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
        for l in 0..LANES {
            shape.0[l] *= tables.fastest_of_led[led[place].0[l] as usize];
        }
        for l in 0..LANES {
            sum.0[l] += shape.0[l];
        }
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
        for l in 0..LANES {
            let kept = laps.0[l].min(limit.0[l]);
            excess.0[l] = excess.0[l].wrapping_add(laps.0[l].wrapping_sub(kept));
            laps.0[l] = kept;
        }
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
    let retired = running * tables.retired;
    for l in 0..LANES {
        weight.0[l] *= if key.0[l] & RETIRED == 0 { running } else { retired };
    }
}

/// Weights become shapes that sum to the concentration; too small a shape becomes none.
#[inline(always)]
fn shapes(tables: &LapsTables, sum: &Row<f32>, rows: &mut [Row<f32>]) {
    let mut scale = Row::of(0.0);
    for l in 0..LANES {
        scale.0[l] = tables.concentration / sum.0[l];
    }
    for row in rows {
        for l in 0..LANES {
            let shape = row.0[l] * scale.0[l];
            row.0[l] = if shape >= tables.least_shape { shape } else { 0.0 };
        }
    }
}

/// Laps are led one car at a time: the cars that had stopped by some lap led no more laps together than were
/// run by then. From the back of the order (fewest laps) each car is held to what is left.
#[inline(always)]
fn within_laps(keys: &[Row<i32>], completed: &[Row<i32>], led: &mut [Row<i32>]) {
    let (mut used, mut excess) = (Row::of(0i32), Row::of(0i32));
    for ((key, completed), led) in keys.iter().zip(completed).zip(led.iter_mut()).rev() {
        for l in 0..LANES {
            let retired = key.0[l] & RETIRED != 0;
            let before = if retired { used.0[l] } else { 0 };
            let limit = completed.0[l].wrapping_sub(before).max(0);
            let kept = led.0[l].min(limit);
            excess.0[l] = excess.0[l].wrapping_add(led.0[l].wrapping_sub(kept));
            led.0[l] = kept;
            used.0[l] = used.0[l].wrapping_add(if retired { kept } else { 0 });
        }
    }
    give_back(&excess, keys, completed, led);
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
        for l in 0..LANES {
            let more = row.0[l] > most.0[l];
            most.0[l] = if more { row.0[l] } else { most.0[l] };
            place.0[l] = if more { at as i32 } else { place.0[l] };
        }
    }
    for l in lanes(without) {
        led[place.0[l] as usize].0[l] -= 1;
        led[0].0[l] += 1;
    }
}
