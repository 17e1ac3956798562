//! From rows by place to columns by race and car.
//!
//! A car's numbers travel together: one store to the car's place in its race, then plain loops over the cars of the
//! race. Several races are scattered before the first is read, so that no load waits for the stores before it.

use super::grid::{DrawnField, Grid};
use super::lanes::{Row, both};
use super::order;
use super::tables::{SiteTable, Tables};

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

/// Races scattered at a time.
const ABREAST: usize = 4;

/// Numbers of some races by car: an index of eight bits needs no check.
struct ByCar<T>([[T; 256]; ABREAST]);

impl<T: Copy> ByCar<T> {
    fn of(value: T) -> Self {
        ByCar([[value; 256]; ABREAST])
    }
}

/// Puts all that the car at each place did into one number, from the low end: place in 8 bits, retirement in the
/// next, and 16 bits each of laps completed, laps led and fastest laps.
#[inline(always)]
pub(crate) fn pack(
    keys: &[Row<i32>],
    completed: &[Row<i32>],
    led: &[Row<i32>],
    fastest: &[Row<i32>],
    did: &mut [Row<u64>],
) {
    for (at, did) in did.iter_mut().enumerate() {
        let place = at as i32 + 1;
        let ahead = both(keys[at], completed[at], |key, completed| {
            (place | key & order::RETIRED | completed << 16) as u32
        });
        let laps = both(led[at], fastest[at], |led, fastest| (led | fastest << 16) as u32);
        *did = both(ahead, laps, |ahead, laps| u64::from(ahead) | u64::from(laps) << 32);
    }
}

/// Writes the first `races` lanes to the races from `first` on.
#[inline(always)]
pub(crate) fn write(
    tables: &Tables,
    field: &DrawnField,
    keys: &[Row<i32>],
    did: &[Row<u64>],
    first: usize,
    races: usize,
    columns: &mut Columns<'_>,
) {
    let cars = tables.cars;
    let (mut did_by_car, mut points_by_car) = (ByCar::of(0u64), ByCar::of([0i32; 2]));
    let mut start = [0i32; 256];
    if let Grid::Known(known) = &tables.grid {
        start[..cars].copy_from_slice(&known.start);
    }
    let (mut ahead, mut laps) = ([0u32; 256], [0u32; 256]);
    for lane in (0..races).step_by(ABREAST) {
        for ((key, did), points) in keys.iter().zip(did).zip(&tables.finish_points) {
            for l in 0..ABREAST {
                let car = usize::from(key.0[lane + l] as u8);
                did_by_car.0[l][car] = did.0[lane + l];
                points_by_car.0[l][car] = *points;
            }
        }
        for l in 0..ABREAST.min(races - lane) {
            if let Grid::Drawn(_) = &tables.grid {
                for (car, row) in field.start.iter().enumerate() {
                    start[car] = row.0[lane + l];
                    columns.starts[car] += row.0[lane + l] as u64;
                }
            }
            for ((ahead, laps), did) in ahead[..cars].iter_mut().zip(&mut laps).zip(&did_by_car.0[l]) {
                *ahead = *did as u32;
                *laps = (*did >> 32) as u32;
            }
            let race = (first + lane + l) * cars..(first + lane + l + 1) * cars;
            for (out, ahead) in columns.finish[race.clone()].iter_mut().zip(&ahead) {
                *out = *ahead as u8;
            }
            for (out, ahead) in columns.retired[race.clone()].iter_mut().zip(&ahead) {
                *out = *ahead & order::RETIRED as u32 != 0;
            }
            for (out, ahead) in columns.laps_completed[race.clone()].iter_mut().zip(&ahead) {
                *out = (*ahead >> 16) as u16;
            }
            for (out, laps) in columns.laps_led[race.clone()].iter_mut().zip(&laps) {
                *out = *laps as u16;
            }
            for (out, laps) in columns.fastest_laps[race.clone()].iter_mut().zip(&laps) {
                *out = (*laps >> 16) as u16;
            }
            let of_place = &points_by_car.0[l];
            let draftkings = &mut columns.draftkings[race.clone()];
            points(&tables.sites[0], 0, of_place, &start, &laps, &ahead, draftkings);
            points(&tables.sites[1], 1, of_place, &start, &laps, &ahead, &mut columns.fanduel[race]);
        }
    }
}

/// A site's points, exact hundredths rounded once.
#[inline(always)]
fn points(
    site: &SiteTable,
    number: usize,
    of_place: &[[i32; 2]; 256],
    start: &[i32; 256],
    laps: &[u32; 256],
    ahead: &[u32; 256],
    out: &mut [f32],
) {
    let cars = of_place.iter().zip(start).zip(laps.iter().zip(ahead));
    for (out, ((of_place, start), (laps, ahead))) in out.iter_mut().zip(cars) {
        let hundredths = of_place[number]
            .wrapping_add(site.place.wrapping_mul(*start))
            .wrapping_add(site.led.wrapping_mul((laps & 65_535) as i32))
            .wrapping_add(site.fastest.wrapping_mul((laps >> 16) as i32))
            .wrapping_add(site.completed.wrapping_mul((ahead >> 16) as i32));
        *out = hundredths as f32 / 100.0;
    }
}
