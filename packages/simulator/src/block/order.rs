//! Who retires, and the order at the flag: the bare race.
//!
//! One random word a car serves three times: below the chance to retire its upper bits say so, and what is left of
//! them, stretched to (0, 1) again, gives the place of a retired car or the form of a running one; its lower nine
//! bits say whether that form is a wide one.

use super::curves::{exp, nearest, normal_quantiles};
use super::grid::{DrawnField, Grid};
use super::lanes::{LANES, Row, all_ones, lanes, mask, pick};
use super::random::{Random, uniform};
use super::tables::Tables;

/// Bit of a key that says its car retired; the car stands in the eight bits below, the latent finish above.
pub(crate) const RETIRED: i32 = 256;

/// All ones where a key's car retired, else 0.
#[inline(always)]
pub(crate) fn retired(key: i32) -> i32 {
    (key << 23) >> 31
}

/// The least and the greatest probability whose quantile is taken.
const LEAST: f32 = 1.0 / 33_554_432.0;
const GREATEST: f32 = 1.0 - 1.0 / 16_777_216.0;

/// Fills `keys` by place, from the winner. A retired car cannot win; should every car of a field be drawn to
/// retire, the first stays in.
#[inline(always)]
pub(crate) fn draw(
    tables: &Tables,
    field: &DrawnField,
    random: &mut Random,
    teams: &mut [Row<f32>],
    keys: &mut [Row<i32>],
) {
    let order = &tables.order;
    let (mut p, mut z) = (Row::of(0.0), Row::of(0.0));
    normals(random, &mut p, &mut z);
    let (mut raised, mut lowered) = (Row::of(0.0), Row::of(0.0));
    for l in 0..LANES {
        raised.0[l] = exp(order.race_sd * z.0[l]);
        lowered.0[l] = exp(-order.race_sd * z.0[l]);
    }
    let (team_rows, zero) = teams.split_at_mut(order.teams);
    for team in team_rows.iter_mut() {
        normals(random, &mut p, team);
    }
    let together = |car: usize| order.team[car].map_or(&zero[0], |team| &team_rows[team]);
    let (mut odds, mut inverse, mut mean) = (Row::of(0.0), Row::of(0.0), Row::of(0.0));
    match &tables.grid {
        Grid::Known(known) => {
            for (car, key) in keys.iter_mut().enumerate() {
                random.skip(order.skips.before[car]);
                let (own_odds, own_inverse) = known.odds[car];
                for l in 0..LANES {
                    odds.0[l] = own_odds * raised.0[l];
                    inverse.0[l] = own_inverse * lowered.0[l];
                }
                mean = Row::of(known.mean[car]);
                latent(tables, car, &odds, &inverse, &mean, together(car), random, key);
            }
        }
        Grid::Drawn(_) => {
            for (car, key) in keys.iter_mut().enumerate() {
                random.skip(order.skips.before[car]);
                for l in 0..LANES {
                    odds.0[l] = field.odds[car].0[l] * raised.0[l];
                    inverse.0[l] = field.inverse_odds[car].0[l] * lowered.0[l];
                    mean.0[l] = field.mean[car].0[l];
                }
                latent(tables, car, &odds, &inverse, &mean, together(car), random, key);
            }
        }
    }
    random.skip(order.skips.after);
    tables.network.descending(keys);
    let winner = &keys[0];
    for l in lanes(mask(|l| winner.0[l] & RETIRED != 0)) {
        match keys.iter().position(|key| key.0[l] & RETIRED == 0) {
            Some(first) => {
                let key = keys[first].0[l];
                for place in (0..first).rev() {
                    keys[place + 1].0[l] = keys[place].0[l];
                }
                keys[0].0[l] = key;
            }
            None => keys[0].0[l] &= !RETIRED,
        }
    }
}

/// A row of standard normals.
#[inline(always)]
pub(crate) fn normals(random: &mut Random, p: &mut Row<f32>, z: &mut Row<f32>) {
    let draw = random.draw();
    for l in 0..LANES {
        p.0[l] = random.uniform(draw, l);
    }
    normal_quantiles(p, z);
}

/// A car's key in every lane.
#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "rows of one car")]
fn latent(
    tables: &Tables,
    car: usize,
    odds: &Row<f32>,
    inverse: &Row<f32>,
    mean: &Row<f32>,
    together: &Row<f32>,
    random: &mut Random,
    key: &mut Row<i32>,
) {
    let (mut p, mut z, mut running) = (Row::of(0.0), Row::of(0.0), Row::of(0.0));
    let mut wide = Row::of(0);
    let [at_zero, slope, bend_1, bend_5, bend_9] = tables.order.retired;
    let draw = random.draw();
    for l in 0..LANES {
        let word = random.word(draw, l);
        let u = uniform(word);
        wide.0[l] = all_ones(word & 511 < tables.order.wide_of_512);
        // With odds o the chance is o / (1 + o): u below it where rest = u (1 + o) - o < 0, and then
        // 1 + rest / o = u / chance; else rest = (u - chance) / (1 - chance).
        let rest = u - odds.0[l] * (1.0 - u);
        let v = 1.0 + rest * inverse.0[l];
        let out =
            at_zero + slope * v + bend_1 * above(v, 0.1) + bend_5 * above(v, 0.5) + bend_9 * above(v, 0.9);
        let runs = all_ones(rest > 0.0);
        let at = f32::from_bits(pick(runs, rest.to_bits() as i32, out.to_bits() as i32) as u32);
        let at = if at > LEAST { at } else { LEAST };
        p.0[l] = if at < GREATEST { at } else { GREATEST };
        running.0[l] = rest;
    }
    normal_quantiles(&p, &mut z);
    let ([narrow, wider], shared) = (tables.order.own[car], tables.order.shared[car]);
    let (scale, retired_spread) = (tables.order.key_scale, tables.order.retired_spread);
    for l in 0..LANES {
        let own = f32::from_bits(pick(wide.0[l], wider.to_bits() as i32, narrow.to_bits() as i32) as u32);
        let formed = mean.0[l] + (own * z.0[l] + shared * together.0[l]);
        let runs = all_ones(running.0[l] > 0.0);
        let out = retired_spread * z.0[l];
        let latent = f32::from_bits(pick(runs, formed.to_bits() as i32, out.to_bits() as i32) as u32);
        key.0[l] = (nearest(latent * scale) << 9) | car as i32 | (!runs & RETIRED);
    }
}

#[inline(always)]
fn above(v: f32, knot: f32) -> f32 {
    let over = v - knot;
    if over > 0.0 { over } else { 0.0 }
}
