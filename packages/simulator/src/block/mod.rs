//! Blocks of races, thirty-two side by side.
//!
//! A row holds one number of each race; rows stand by car until the order is drawn and by place, from the winner,
//! afterwards: what goes down the order (laps completed, limits, running sums) is then a plain walk over rows,
//! and what depends on the place is a constant of the row. Each step is a short loop over the lanes of a row.
#![allow(clippy::needless_range_loop, reason = "a loop over lanes reads several rows at one place")]

mod curves;
mod gamma;
mod grid;
mod lanes;
mod laps;
mod laps_completed;
mod network;
mod order;
mod random;
mod tables;
mod whole_laps;

use crate::path::Kernel;
use domain::dfs::Site;
use gamma::Gammas;
use grid::{DrawnField, Grid};
use lanes::{LANES, Row, both};
use random::{Purpose, Random};
use tables::SiteTable;
pub(crate) use tables::Tables;
use whole_laps::Remainders;

/// Races in a block, each block with its own random streams: a whole number of rows.
pub const BLOCK: usize = 256;

/// Room for the races drawn side by side.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    field: DrawnField,
    teams: Vec<Row<f32>>,
    keys: Vec<Row<i32>>,
    index: Vec<Row<u32>>,
    drawn: Vec<Row<i32>>,
    completed: Vec<Row<i32>>,
    led: Vec<Row<i32>>,
    fastest: Vec<Row<i32>>,
    did: Vec<Row<u64>>,
    gammas: Gammas,
    remainders: Remainders,
}

impl Work {
    /// Room for the races of `tables`.
    pub fn new(tables: &Tables) -> Self {
        let cars = tables.cars;
        Self {
            field: DrawnField::new(if matches!(tables.grid, Grid::Drawn(_)) { cars } else { 0 }),
            teams: Row::many(0.0, tables.order.teams + 1),
            keys: Row::many(0, cars),
            index: Row::many(0, cars),
            drawn: Row::many(0, cars + 4 * cars.div_ceil(4)),
            completed: Row::many(0, cars),
            led: Row::many(0, cars),
            fastest: Row::many(0, cars),
            did: Row::many(0, cars),
            gammas: Gammas::new(cars),
            remainders: Remainders::new(cars),
        }
    }
}

/// Where the races of a block go: race-major columns, as in a sample matrix.
#[derive(Debug)]
pub(crate) struct Columns<'a> {
    pub finish: &'a mut [u8],
    pub laps_led: &'a mut [u16],
    pub fastest_laps: &'a mut [u16],
    pub laps_completed: &'a mut [u16],
    pub retired: &'a mut [bool],
    pub draftkings: &'a mut [f32],
    pub fanduel: &'a mut [f32],
    /// Sums of the places on a drawn grid; empty for a known one.
    pub starts: &'a mut [u64],
}

/// Whole races.
pub(crate) struct FullRaces<'a, 'b> {
    pub tables: &'a Tables,
    pub work: &'a mut Work,
    pub seed: u64,
    pub block: u64,
    pub columns: Columns<'b>,
}

impl Kernel for FullRaces<'_, '_> {
    #[inline(always)]
    fn run(mut self) {
        let (tables, work) = (self.tables, self.work);
        let mut of_order = Random::new(self.seed, Purpose::Order, self.block);
        let mut of_laps = Random::new(self.seed, Purpose::Laps, self.block);
        let races = self.columns.finish.len() / tables.cars;
        for first in (0..races).step_by(LANES) {
            draw_order(tables, work, &mut of_order);
            laps_completed::draw(
                tables,
                &work.keys,
                &mut of_laps,
                &mut work.drawn,
                &mut work.led,
                &mut work.completed,
            );
            laps::index(tables, &work.keys, &mut work.index);
            laps::led(
                tables,
                &work.field,
                &work.keys,
                &work.index,
                &work.completed,
                &mut of_laps,
                &mut work.gammas,
                &mut work.remainders,
                &mut work.led,
            );
            laps::fastest(
                tables,
                &work.field,
                &work.keys,
                &work.index,
                &work.completed,
                &work.led,
                &mut of_laps,
                &mut work.gammas,
                &mut work.remainders,
                &mut work.fastest,
            );
            pack(work);
            write(tables, work, first, LANES.min(races - first), &mut self.columns);
        }
    }
}

#[inline(always)]
fn draw_order(tables: &Tables, work: &mut Work, random: &mut Random) {
    if let Grid::Drawn(grid) = &tables.grid {
        work.field.draw(grid, random);
    }
    order::draw(tables, &work.field, random, &mut work.teams, &mut work.keys);
}

/// Puts all that a car did into one number, on its way from the place to the car: from the low end 16 bits each
/// of car and retirement, laps completed, laps led, fastest laps.
#[inline(always)]
fn pack(work: &mut Work) {
    for (place, did) in work.did.iter_mut().enumerate() {
        let ahead = both(work.keys[place], work.completed[place], |key, completed| {
            ((key & 511) | completed << 16) as u32
        });
        let laps = both(work.led[place], work.fastest[place], |led, fastest| (led | fastest << 16) as u32);
        *did = both(ahead, laps, |ahead, laps| u64::from(ahead) | u64::from(laps) << 32);
    }
}

/// Numbers of one race by car: an index of eight bits needs no check.
struct ByCar<T>([T; 256]);

/// From rows by place to columns by race and car.
#[inline(always)]
fn write(tables: &Tables, work: &Work, first: usize, races: usize, columns: &mut Columns<'_>) {
    let cars = tables.cars;
    let mut place = ByCar([0u8; 256]);
    let mut ahead = ByCar([0u32; 256]);
    let mut laps = ByCar([0u32; 256]);
    let mut did = ByCar([0u64; 256]);
    let mut finish = ByCar([[0i32; 2]; 256]);
    let mut start = ByCar([0i32; 256]);
    if let Grid::Known(known) = &tables.grid {
        start.0[..cars].copy_from_slice(&known.start);
    }
    for l in 0..races {
        if let Grid::Drawn(_) = &tables.grid {
            for (car, row) in work.field.start.iter().enumerate() {
                start.0[car] = row.0[l];
                columns.starts[car] += row.0[l] as u64;
            }
        }
        for (at, (row, points)) in work.did.iter().zip(&tables.finish_points).enumerate() {
            let row = row.0[l];
            let car = usize::from(row as u8);
            place.0[car] = at as u8 + 1;
            did.0[car] = row;
            finish.0[car] = *points;
        }
        for ((ahead, laps), did) in ahead.0[..cars].iter_mut().zip(&mut laps.0).zip(&did.0) {
            *ahead = *did as u32;
            *laps = (*did >> 32) as u32;
        }
        let race = (first + l) * cars..(first + l + 1) * cars;
        columns.finish[race.clone()].copy_from_slice(&place.0[..cars]);
        for (out, ahead) in columns.retired[race.clone()].iter_mut().zip(&ahead.0) {
            *out = *ahead & order::RETIRED as u32 != 0;
        }
        for (out, ahead) in columns.laps_completed[race.clone()].iter_mut().zip(&ahead.0) {
            *out = (*ahead >> 16) as u16;
        }
        for (out, laps) in columns.laps_led[race.clone()].iter_mut().zip(&laps.0) {
            *out = *laps as u16;
        }
        for (out, laps) in columns.fastest_laps[race.clone()].iter_mut().zip(&laps.0) {
            *out = (*laps >> 16) as u16;
        }
        let (draftkings, fanduel) = (&mut columns.draftkings[race.clone()], &mut columns.fanduel[race]);
        points(&tables.sites[0], 0, &finish, &start, &laps, &ahead, draftkings);
        points(&tables.sites[1], 1, &finish, &start, &laps, &ahead, fanduel);
    }
}

/// A site's points, exact hundredths rounded once.
#[inline(always)]
fn points(
    site: &SiteTable,
    number: usize,
    finish: &ByCar<[i32; 2]>,
    start: &ByCar<i32>,
    laps: &ByCar<u32>,
    ahead: &ByCar<u32>,
    out: &mut [f32],
) {
    let cars = finish.0.iter().zip(&start.0).zip(laps.0.iter().zip(&ahead.0));
    for (out, ((finish, start), (laps, ahead))) in out.iter_mut().zip(cars) {
        let hundredths = finish[number]
            .wrapping_add(site.place.wrapping_mul(*start))
            .wrapping_add(site.led.wrapping_mul((laps & 65_535) as i32))
            .wrapping_add(site.fastest.wrapping_mul((laps >> 16) as i32))
            .wrapping_add(site.completed.wrapping_mul((ahead >> 16) as i32));
        *out = hundredths as f32 / 100.0;
    }
}

/// Orders alone.
pub(crate) struct BareRaces<'a> {
    pub tables: &'a Tables,
    pub work: &'a mut Work,
    pub seed: u64,
    pub block: u64,
    pub site: Site,
    pub finish: &'a mut [u8],
    pub retired: &'a mut [bool],
    pub points: &'a mut [f32],
}

impl Kernel for BareRaces<'_> {
    #[inline(always)]
    fn run(self) {
        let (tables, work) = (self.tables, self.work);
        let cars = tables.cars;
        let site = match self.site {
            Site::Draftkings => &tables.sites[0],
            Site::Fanduel => &tables.sites[1],
        };
        let mut random = Random::new(self.seed, Purpose::Order, self.block);
        let races = self.finish.len() / cars;
        let (mut ahead, mut points, mut of_start) =
            (ByCar([0u16; 256]), ByCar([0.0f32; 256]), ByCar([0.0f32; 256]));
        let by_place: Vec<f32> = site.by_place.iter().map(|&points| points as f32).collect();
        if let Grid::Known(known) = &tables.grid {
            for (of_start, start) in of_start.0.iter_mut().zip(&known.start) {
                *of_start = (site.place * start) as f32;
            }
        }
        for first in (0..races).step_by(LANES) {
            draw_order(tables, work, &mut random);
            for l in 0..LANES.min(races - first) {
                if let Grid::Drawn(_) = &tables.grid {
                    for (of_start, start) in of_start.0.iter_mut().zip(&work.field.start) {
                        *of_start = site.place as f32 * start.0[l] as f32;
                    }
                }
                for (place, (key, finish)) in work.keys.iter().zip(&by_place).enumerate() {
                    let key = key.0[l];
                    let car = usize::from(key as u8);
                    ahead.0[car] = (key & order::RETIRED) as u16 | (place as u16 + 1);
                    points.0[car] = *finish;
                }
                let race = (first + l) * cars..(first + l + 1) * cars;
                for (out, ahead) in self.finish[race.clone()].iter_mut().zip(&ahead.0) {
                    *out = *ahead as u8;
                }
                for (out, ahead) in self.retired[race.clone()].iter_mut().zip(&ahead.0) {
                    *out = *ahead & order::RETIRED as u16 != 0;
                }
                let both = points.0.iter().zip(&of_start.0);
                for (out, (points, of_start)) in self.points[race].iter_mut().zip(both) {
                    *out = (points + of_start) / 100.0;
                }
            }
        }
    }
}
