//! What the tables of a race say about each car.

use super::tables::{LapRow, Tables};
use domain::ids::DriverId;
use domain::result::LapPace;
use ratings::lap_pace::{Caution, lap_pace};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Laps of a run from which its fall-off is told, and those at its start that warm the tyres.
const LEAST_RUN: usize = 20;
const WARM_UP: usize = 2;
/// Laps compared at either end of a run.
const ENDS: usize = 5;

/// A car's race by its laps. All but `pace` is description: no model reads it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CarLaps {
    /// Car number as text.
    pub car: String,
    /// Driver; absent where the file names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver: Option<DriverId>,
    /// Laps listed, the grid not counted.
    pub laps: u32,
    /// Laps missing before its last one.
    pub laps_missing: u32,
    /// Laps at whose end it was first.
    pub laps_led: u32,
    /// Laps led by the table of leaders; absent without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub laps_led_by_leaders: Option<u32>,
    /// Pace on green-flag laps; absent where the cautions are not known or the car has too few such laps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pace: Option<LapPace>,
    /// Milliseconds lost per lap over a green run: the median time of its last five laps less that of its third to
    /// seventh, by the laps between; the mean over runs of 20 laps and more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fall_off: Option<f64>,
    /// Restarts of which the place before and that two green laps later are known.
    pub restarts: u32,
    /// Places won less lost in them.
    pub restart_places: i32,
    /// Pit stops; absent where no file lists those of the race.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stops: Option<u32>,
    /// Places won in stops with both places noted.
    pub pit_places_won: u32,
    /// Places lost in them.
    pub pit_places_lost: u32,
    /// Stage points; absent where no file lists those of the race.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage_points: Option<u32>,
}

/// Every car of a race, by car number as text.
pub(super) fn cars(tables: &Tables) -> Vec<CarLaps> {
    let pace = tables.race_laps().map(|laps| lap_pace(&laps)).unwrap_or_default();
    let yellow = yellow_laps(tables.cautions.as_deref().unwrap_or_default());
    let mut laps: BTreeMap<&str, Vec<&LapRow>> = BTreeMap::new();
    for row in &tables.laps {
        laps.entry(&row.car).or_default().push(row);
    }
    let car = |(car, laps): (&str, Vec<&LapRow>)| {
        let driver = laps.iter().find_map(|lap| lap.driver);
        let run: Vec<&LapRow> = laps.iter().copied().filter(|lap| lap.lap > 0).collect();
        let last = run.iter().map(|lap| lap.lap).max().unwrap_or(0);
        let stops = tables.stops.as_ref().map(|stops| stops.iter().filter(|stop| stop.car == car));
        let pitted: BTreeSet<u32> = stops.clone().into_iter().flatten().map(|stop| stop.lap).collect();
        let places: Vec<(u32, u32)> =
            stops.clone().into_iter().flatten().filter_map(|stop| stop.places).collect();
        let (restarts, restart_places) = restarts(&laps, tables.cautions.as_deref(), &yellow);
        let led = |leaders: &Vec<super::tables::LeadRow>| {
            let of_car = leaders.iter().filter(|lead| lead.car == car);
            of_car.map(|lead| (lead.to + 1).saturating_sub(lead.from.max(1))).sum()
        };
        let known = tables.cautions.is_some() && tables.stops.is_some();
        CarLaps {
            car: car.to_owned(),
            driver,
            laps: run.len() as u32,
            laps_missing: last - run.len() as u32,
            laps_led: run.iter().filter(|lap| lap.place == 1).count() as u32,
            laps_led_by_leaders: tables.leaders.as_ref().map(led),
            pace: driver.and_then(|driver| pace.get(&driver).copied()),
            fall_off: if known { fall_off(&run, &yellow, &pitted) } else { None },
            restarts,
            restart_places,
            stops: stops.map(|stops| stops.count() as u32),
            pit_places_won: places.iter().map(|(before, after)| before.saturating_sub(*after)).sum(),
            pit_places_lost: places.iter().map(|(before, after)| after.saturating_sub(*before)).sum(),
            stage_points: tables
                .stages
                .as_ref()
                .map(|stages| stages.iter().filter(|stage| stage.car == car).map(|stage| stage.points).sum()),
        }
    };
    laps.into_iter().map(car).collect()
}

/// The laps under caution.
pub(super) fn yellow_laps(cautions: &[Caution]) -> BTreeSet<u32> {
    cautions.iter().flat_map(|caution| caution.start_lap..=caution.end_lap).collect()
}

/// Restarts of a car and the places it won in them.
fn restarts(laps: &[&LapRow], cautions: Option<&[Caution]>, yellow: &BTreeSet<u32>) -> (u32, i32) {
    let place: BTreeMap<u32, i32> = laps.iter().map(|lap| (lap.lap, lap.place as i32)).collect();
    let ends: BTreeSet<u32> = cautions.into_iter().flatten().map(|caution| caution.end_lap).collect();
    let mut found = (0, 0);
    for end in ends {
        let green = !yellow.contains(&(end + 1)) && !yellow.contains(&(end + 2));
        if let (true, Some(before), Some(after)) = (green, place.get(&end), place.get(&(end + 2))) {
            found.0 += 1;
            found.1 += before - after;
        }
    }
    found
}

/// Milliseconds lost per lap over the long green runs of a car.
fn fall_off(run: &[&LapRow], yellow: &BTreeSet<u32>, pitted: &BTreeSet<u32>) -> Option<f64> {
    let mut runs: Vec<Vec<(u32, u32)>> = vec![Vec::new()];
    for lap in run {
        let new_run = yellow.contains(&lap.lap) || pitted.contains(&lap.lap);
        let current = runs.last_mut().expect("there is always a run");
        let follows = current.last().is_none_or(|(before, _)| before + 1 == lap.lap);
        match lap.millis {
            Some(millis) if !new_run && follows => current.push((lap.lap, millis)),
            // The lap out of the pits and one with a lap missing before it begin a run.
            Some(millis) if !new_run => runs.push(vec![(lap.lap, millis)]),
            _ => runs.push(Vec::new()),
        }
    }
    let losses: Vec<f64> = runs
        .iter()
        .filter(|run| run.len() >= LEAST_RUN)
        .map(|run| {
            let times: Vec<u32> = run.iter().map(|(_, millis)| *millis).collect();
            let between = (times.len() - ENDS - WARM_UP) as f64;
            let early = middle(&times[WARM_UP..WARM_UP + ENDS]);
            (middle(&times[times.len() - ENDS..]) - early) / between
        })
        .collect();
    (!losses.is_empty()).then(|| losses.iter().sum::<f64>() / losses.len() as f64)
}

/// The median of an odd number of times.
fn middle(times: &[u32]) -> f64 {
    let mut times = times.to_vec();
    times.sort_unstable();
    f64::from(times[times.len() / 2])
}
