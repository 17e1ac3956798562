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
use lanes::{LANES, Row};
use random::{Purpose, Random};
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
    points: [Vec<Row<i32>>; 2],
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
            points: [Row::many(0, cars), Row::many(0, cars)],
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
            laps_completed::draw(tables, &work.keys, &mut of_laps, &mut work.drawn, &mut work.completed);
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
            points(tables, work);
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

/// Hundredths of a point by place, but for the start's.
#[inline(always)]
fn points(tables: &Tables, work: &mut Work) {
    for (site, points) in tables.sites.iter().zip(&mut work.points) {
        for (place, points) in points.iter_mut().enumerate() {
            let (led, fastest, completed) = (&work.led[place], &work.fastest[place], &work.completed[place]);
            let finish = site.by_place[place];
            for l in 0..LANES {
                points.0[l] = finish
                    .wrapping_add(site.led.wrapping_mul(led.0[l]))
                    .wrapping_add(site.fastest.wrapping_mul(fastest.0[l]))
                    .wrapping_add(site.completed.wrapping_mul(completed.0[l]));
            }
        }
    }
}

/// Numbers of one race by car: an index of eight bits needs no check.
struct ByCar<T>([T; 256]);

/// From rows by place to columns by race and car.
#[inline(always)]
fn write(tables: &Tables, work: &Work, first: usize, races: usize, columns: &mut Columns<'_>) {
    let cars = tables.cars;
    let mut ahead = ByCar([0u32; 256]);
    let mut laps = ByCar([0u32; 256]);
    let mut points = [ByCar([0i32; 256]), ByCar([0i32; 256])];
    let mut start = ByCar([0i32; 256]);
    if let Grid::Known(known) = &tables.grid {
        start.0[..cars].copy_from_slice(&known.start);
    }
    for l in 0..races {
        if let Grid::Drawn(_) = &tables.grid {
            for (car, place) in work.field.start.iter().enumerate() {
                start.0[car] = place.0[l];
                columns.starts[car] += place.0[l] as u64;
            }
        }
        for place in 0..cars {
            let key = work.keys[place].0[l];
            let car = usize::from(key as u8);
            let finish = place as u32 + 1;
            let retired = (key & order::RETIRED) as u32;
            ahead.0[car] = finish | retired | (work.completed[place].0[l] as u32) << 16;
            laps.0[car] = work.led[place].0[l] as u32 | (work.fastest[place].0[l] as u32) << 16;
            points[0].0[car] = work.points[0][place].0[l];
            points[1].0[car] = work.points[1][place].0[l];
        }
        let race = (first + l) * cars..(first + l + 1) * cars;
        for (out, ahead) in columns.finish[race.clone()].iter_mut().zip(&ahead.0) {
            *out = *ahead as u8;
        }
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
        let sites = [&mut columns.draftkings[race.clone()], &mut columns.fanduel[race]];
        for ((out, site), points) in sites.into_iter().zip(&tables.sites).zip(&points) {
            for ((out, points), start) in out.iter_mut().zip(&points.0).zip(&start.0) {
                *out = points.wrapping_add(site.place.wrapping_mul(*start)) as f32 / 100.0;
            }
        }
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
