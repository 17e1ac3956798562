//! Orders alone, with the points they give.

use super::grid::Grid;
use super::lanes::LANES;
use super::random::{Purpose, Random};
use super::tables::Tables;
use super::{Work, draw_order, order};
use crate::path::Kernel;
use domain::dfs::Site;

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

/// Races scattered before the first of them is read, so that no load waits for the stores before it.
const ABREAST: usize = 8;

/// In a car's number the points of its place stand above the place's eight bits and [`order::RETIRED`].
const POINTS: u32 = 9;

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
        let mut of_start = [0.0f32; 256];
        let mut by_car = [[0i32; 256]; ABREAST];
        if let Grid::Known(known) = &tables.grid {
            for (of_start, start) in of_start.iter_mut().zip(&known.start) {
                *of_start = (site.place * start) as f32;
            }
        }
        for first in (0..races).step_by(LANES) {
            draw_order(tables, work, &mut random);
            let lanes = LANES.min(races - first);
            for lane in (0..lanes).step_by(ABREAST) {
                for (at, (key, points)) in work.keys.iter().zip(&site.by_place).enumerate() {
                    let of_place = points << POINTS | (at as i32 + 1);
                    for l in 0..ABREAST {
                        let key = key.0[lane + l];
                        by_car[l][usize::from(key as u8)] = of_place | key & order::RETIRED;
                    }
                }
                for l in 0..ABREAST.min(lanes - lane) {
                    if let Grid::Drawn(_) = &tables.grid {
                        for (of_start, start) in of_start.iter_mut().zip(&work.field.start) {
                            *of_start = site.place as f32 * start.0[lane + l] as f32;
                        }
                    }
                    let race = (first + lane + l) * cars..(first + lane + l + 1) * cars;
                    let by_car = &by_car[l];
                    for (out, car) in self.finish[race.clone()].iter_mut().zip(by_car) {
                        *out = *car as u8;
                    }
                    for (out, car) in self.retired[race.clone()].iter_mut().zip(by_car) {
                        *out = car & order::RETIRED != 0;
                    }
                    let both = by_car.iter().zip(&of_start);
                    for (out, (car, of_start)) in self.points[race].iter_mut().zip(both) {
                        *out = ((car >> POINTS) as f32 + of_start) / 100.0;
                    }
                }
            }
        }
    }
}
