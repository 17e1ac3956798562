//! The scenario laws over the columns of a sample, for millions of races: counts by law, no allocation.
//!
//! The same laws as [`crate::scenario::check`] (a property test compares the two), except
//! `place-differential`: a sample has no column for it, it is start less finish by construction.

use crate::scenario as law;
use domain::sample::SampleMatrix;
use domain::scoring::ScoringRules;
use serde::Serialize;

/// The laws counted, in the order of [`crate::rules()`].
pub const RULES: [&str; 13] = [
    law::FINISH_PERMUTATION,
    law::START_PERMUTATION,
    law::PLACE_DIFFERENTIAL_SUM,
    law::LAPS_LED_SUM,
    law::FASTEST_LAPS_SUM,
    law::LAPS_LED_WITHIN_COMPLETED,
    law::FASTEST_LAPS_WITHIN_COMPLETED,
    law::LAPS_COMPLETED_WITHIN_DISTANCE,
    law::WINNER_COMPLETES_DISTANCE,
    law::WINNER_LEADS_A_LAP,
    law::LAPS_COMPLETED_ORDER,
    law::RETIRED_LEADS_NOTHING_AFTERWARDS,
    law::FINISH_POINTS_SUM,
];

/// How far a field's points may lie from the table's, in points: the columns are `f32`.
const POINTS_TOLERANCE: f64 = 0.01;

/// What all races of a sample share.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// Places on the grid, in the order of the sample's entries.
    pub start: &'a [u8],
    /// Race distance in laps.
    pub distance_laps: u32,
    /// Rules of the DraftKings column; without them it is not judged.
    pub draftkings: Option<&'a ScoringRules>,
    /// Rules of the FanDuel column; without them it is not judged.
    pub fanduel: Option<&'a ScoringRules>,
}

/// Why a sample could not be judged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BatchError {
    /// A column is not `entries * simulations` long.
    #[error("column `{column}` has {found} values; {entries} entries in {simulations} races need {expected}")]
    Column {
        /// Which column.
        column: &'static str,
        /// Its length.
        found: usize,
        /// Entries of the sample.
        entries: usize,
        /// Races of the sample.
        simulations: usize,
        /// The length it must have.
        expected: usize,
    },
    /// The grid is not one place an entry.
    #[error("the grid has {found} places for {entries} entries")]
    Grid {
        /// Places given.
        found: usize,
        /// Entries of the sample.
        entries: usize,
    },
    /// More entries than places fit in a byte.
    #[error("{0} entries: at most 255 are supported")]
    Field(usize),
}

/// Races judged and, by law, how many broke it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Races judged.
    pub races: u64,
    /// Races that broke at least one law.
    pub illegal: u64,
    /// Races that broke each law of [`RULES`].
    pub broken: [u64; RULES.len()],
}

impl Counts {
    /// Judges every race of a sample.
    pub fn of(sample: &SampleMatrix, setting: &Setting<'_>) -> Result<Counts, BatchError> {
        let mut counts = Counts::default();
        counts.add(sample, setting)?;
        Ok(counts)
    }

    /// Judges every race of a sample and adds to the counts.
    pub fn add(&mut self, sample: &SampleMatrix, setting: &Setting<'_>) -> Result<(), BatchError> {
        fits(sample, setting)?;
        let judge = Judge::new(sample.entries, setting);
        for race in 0..sample.simulations {
            let broken = judge.race(sample, race);
            self.races += 1;
            self.illegal += u64::from(broken != 0);
            if broken != 0 {
                for (rule, count) in self.broken.iter_mut().enumerate() {
                    *count += u64::from(broken >> rule & 1);
                }
            }
        }
        Ok(())
    }

    /// Adds the counts of another batch.
    pub fn merge(&mut self, other: &Counts) {
        self.races += other.races;
        self.illegal += other.illegal;
        for (mine, theirs) in self.broken.iter_mut().zip(&other.broken) {
            *mine += theirs;
        }
    }

    /// Laws broken, with the number of races, in the order of [`RULES`].
    pub fn broken_rules(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        RULES.into_iter().zip(self.broken).filter(|(_, count)| *count > 0)
    }

    /// Whether no race broke a law.
    pub fn is_legal(&self) -> bool {
        self.illegal == 0
    }
}

fn fits(sample: &SampleMatrix, setting: &Setting<'_>) -> Result<(), BatchError> {
    let (entries, simulations) = (sample.entries, sample.simulations);
    let expected = entries * simulations;
    let columns = [
        ("finish", sample.finish.len()),
        ("laps_led", sample.laps_led.len()),
        ("fastest_laps", sample.fastest_laps.len()),
        ("laps_completed", sample.laps_completed.len()),
        ("retired", sample.retired.len()),
        ("draftkings", sample.draftkings.len()),
        ("fanduel", sample.fanduel.len()),
    ];
    if entries > 255 {
        return Err(BatchError::Field(entries));
    }
    if let Some((column, found)) = columns.into_iter().find(|(_, found)| *found != expected) {
        return Err(BatchError::Column { column, found, entries, simulations, expected });
    }
    if setting.start.len() != entries {
        return Err(BatchError::Grid { found: setting.start.len(), entries });
    }
    Ok(())
}

/// Bits of broken laws, in the order of [`RULES`].
type Broken = u16;

const FINISH: usize = 0;
const START: usize = 1;
const DIFFERENTIAL: usize = 2;
const LED_SUM: usize = 3;
const FASTEST_SUM: usize = 4;
const LED_WITHIN: usize = 5;
const FASTEST_WITHIN: usize = 6;
const COMPLETED_WITHIN: usize = 7;
const WINNER_DISTANCE: usize = 8;
const WINNER_LED: usize = 9;
const ORDER: usize = 10;
const RETIRED: usize = 11;
const POINTS: usize = 12;

fn bit(rule: usize, broken: bool) -> Broken {
    Broken::from(broken) << rule
}

/// What is the same for every race.
struct Judge<'a> {
    setting: &'a Setting<'a>,
    entries: usize,
    start_sound: bool,
    start_sum: i64,
    sites: [Option<Site>; 2],
}

/// A site's points per unit, and the sum of its table over the field.
#[derive(Clone, Copy)]
struct Site {
    table: f64,
    place: f64,
    led: f64,
    fastest: f64,
    completed: f64,
}

/// Sums over one race.
#[derive(Default)]
struct Sums {
    finish: i64,
    led: u64,
    fastest: u64,
    completed: u64,
}

impl<'a> Judge<'a> {
    fn new(entries: usize, setting: &'a Setting<'a>) -> Self {
        let site = |rules: &ScoringRules| Site {
            table: (1..=entries).map(|place| law::table_points(rules, place).value()).sum(),
            place: rules.place_differential.value(),
            led: rules.laps_led.value(),
            fastest: rules.fastest_laps.value(),
            completed: rules.laps_completed.value(),
        };
        Self {
            setting,
            entries,
            start_sound: is_permutation(setting.start),
            start_sum: setting.start.iter().map(|&place| i64::from(place)).sum(),
            sites: [setting.draftkings.map(site), setting.fanduel.map(site)],
        }
    }

    fn race(&self, sample: &SampleMatrix, race: usize) -> Broken {
        let n = self.entries;
        let range = race * n..(race + 1) * n;
        let finish = &sample.finish[range.clone()];
        let led = &sample.laps_led[range.clone()];
        let fastest = &sample.fastest_laps[range.clone()];
        let completed = &sample.laps_completed[range.clone()];
        let retired = &sample.retired[range.clone()];
        let distance = self.setting.distance_laps;

        let mut sums = Sums::default();
        let (mut led_within, mut fastest_within, mut completed_within) = (true, true, true);
        for car in 0..n {
            sums.finish += i64::from(finish[car]);
            sums.led += u64::from(led[car]);
            sums.fastest += u64::from(fastest[car]);
            sums.completed += u64::from(completed[car]);
            led_within &= led[car] <= completed[car];
            fastest_within &= fastest[car] <= completed[car];
            completed_within &= u32::from(completed[car]) <= distance;
        }
        let finish_sound = is_permutation(finish);
        let mut broken = bit(FINISH, !finish_sound)
            | bit(START, !self.start_sound)
            | bit(DIFFERENTIAL, self.start_sum != sums.finish)
            | bit(LED_SUM, sums.led != u64::from(distance))
            | bit(FASTEST_SUM, sums.fastest > u64::from(distance))
            | bit(LED_WITHIN, !led_within)
            | bit(FASTEST_WITHIN, !fastest_within)
            | bit(COMPLETED_WITHIN, !completed_within);
        let mut order = [0u8; 256];
        let mut ordered = false;
        if finish_sound && n > 0 {
            for (car, &place) in finish.iter().enumerate() {
                order[usize::from(place) - 1] = car as u8;
            }
            let order = &order[..n];
            let winner = usize::from(order[0]);
            ordered = order.windows(2).all(|p| completed[usize::from(p[0])] >= completed[usize::from(p[1])]);
            broken |= bit(WINNER_DISTANCE, u32::from(completed[winner]) < distance)
                | bit(WINNER_LED, led[winner] == 0)
                | bit(ORDER, !ordered);
        }
        // Up the order the laps completed only rise, so it is the order of retiring too.
        let retired_sound = if ordered {
            leads_before_retiring(
                order[..n].iter().rev().map(|&car| usize::from(car)),
                led,
                completed,
                retired,
            )
        } else {
            retired_by_search(led, completed, retired)
        };
        broken |= bit(RETIRED, !retired_sound);
        let points = [&sample.draftkings[range.clone()], &sample.fanduel[range]];
        let sites_sound = self
            .sites
            .iter()
            .zip(points)
            .all(|(site, points)| site.is_none_or(|site| self.sums_to(site, points, &sums)));
        broken | bit(POINTS, !sites_sound)
    }

    /// Whether the field's points less those for places gained and laps are the table's.
    fn sums_to(&self, site: Site, points: &[f32], sums: &Sums) -> bool {
        let total: f64 = points.iter().map(|&points| f64::from(points)).sum();
        let rest = site.place * (self.start_sum - sums.finish) as f64
            + site.led * sums.led as f64
            + site.fastest * sums.fastest as f64
            + site.completed * sums.completed as f64;
        (total - rest - site.table).abs() <= POINTS_TOLERANCE
    }
}

/// Cars come in rising order of laps completed: cars retired by lap k have led at most k laps.
fn leads_before_retiring(
    cars: impl Iterator<Item = usize>,
    led: &[u16],
    completed: &[u16],
    retired: &[bool],
) -> bool {
    let mut led_by_retired = 0u64;
    for car in cars.filter(|&car| retired[car]) {
        led_by_retired += u64::from(led[car]);
        if led_by_retired > u64::from(completed[car]) {
            return false;
        }
    }
    true
}

/// The same for cars in any order; only for races that are illegal already.
fn retired_by_search(led: &[u16], completed: &[u16], retired: &[bool]) -> bool {
    let out = |car: &usize| retired[*car];
    (0..led.len()).filter(out).all(|last| {
        let within = (0..led.len()).filter(out).filter(|&car| completed[car] <= completed[last]);
        within.map(|car| u64::from(led[car])).sum::<u64>() <= u64::from(completed[last])
    })
}

/// Whether `places` are 1..n, each once, by one bit a place.
fn is_permutation(places: &[u8]) -> bool {
    let mut seen = [0u64; 4];
    for &place in places {
        seen[usize::from(place >> 6)] |= 1 << (place & 63);
    }
    let inside = places.iter().all(|&place| place >= 1 && usize::from(place) <= places.len());
    inside && seen.iter().map(|word| word.count_ones()).sum::<u32>() as usize == places.len()
}
