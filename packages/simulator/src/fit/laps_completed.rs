//! Laps completed, given place and retirement, by type.
//!
//! A running car is off the lead lap with a logistic chance in its place; its laps down beyond the first are
//! an exponential rounded down, which is geometric; retirements have quantiles of their lap.

use crate::config::{LapsCompletedConfig, PerType};
use crate::fit::minimise::{Minimum, NotConverged, minimise, penalise};
use crate::fit::observation::{Weighted, of_type};
use crate::fit::quantiles::Weighted as WeightedValues;
use crate::fit::{Penalties, by_type};
use domain::pooling::TrackType;

/// Unit of the place of the lead lap's edge under the penalty.
const PLACE_UNIT: f64 = 0.1;
/// Unit of the growth under the penalty.
const GROWTH_UNIT: f64 = 5.0;

/// Fits each type towards `prior`.
///
/// # Errors
/// [`NotConverged`].
pub fn fit(
    races: &[Weighted<'_>],
    prior: &PerType<LapsCompletedConfig>,
    penalties: &Penalties,
) -> Result<PerType<LapsCompletedConfig>, NotConverged> {
    by_type(|track_type| {
        let running = Running::of(races, track_type);
        let (prior, penalty) = (prior.of(track_type), penalties.laps_completed);
        let mut config = *prior;
        if !running.cars.is_empty() {
            (config.lead_lap_place, config.lead_lap_width) = running.edge(prior, penalty)?;
            (config.laps_down, config.laps_down_growth) = running.laps_down(prior, penalty)?;
        }
        config.retired_at = retired_at(races, track_type, &prior.retired_at, penalties.retired_at_cars);
        Ok(config)
    })
}

/// Running cars behind the winner: weight, place as (r - .5)/n, laps down.
#[derive(Clone, Debug, Default)]
struct Running {
    cars: Vec<(f64, f64, u32)>,
}

impl Running {
    fn of(races: &[Weighted<'_>], track_type: TrackType) -> Self {
        let mut cars = Vec::new();
        for Weighted { race, weight } in of_type(races, track_type) {
            for (car, place) in race.places().into_iter().enumerate() {
                if !race.cars.retired[car] && race.cars.finish[car] > 1 {
                    let down = race.distance_laps.saturating_sub(race.cars.laps_completed[car]);
                    cars.push((weight, place, down));
                }
            }
        }
        Self { cars }
    }

    /// Place and width of the lead lap's edge.
    fn edge(&self, prior: &LapsCompletedConfig, penalty: f64) -> Result<(f64, f64), NotConverged> {
        let centre = [prior.lead_lap_place / PLACE_UNIT, libm::log(prior.lead_lap_width)];
        let Minimum { at, .. } = minimise(centre.to_vec(), |at, slope| {
            let mut value = self.edge_loss(at, slope);
            penalise(penalty, at, &centre, &mut value, slope);
            value
        })?;
        Ok((at[0] * PLACE_UNIT, libm::exp(at[1])))
    }

    fn edge_loss(&self, at: &[f64], slope: &mut [f64]) -> f64 {
        let (edge, width) = (at[0] * PLACE_UNIT, libm::exp(at[1]));
        let (mut loss, mut by_edge, mut by_log_width) = (0.0, 0.0, 0.0);
        for &(weight, place, down) in &self.cars {
            let logit = (place - edge) / width;
            let off = 1.0 / (1.0 + libm::exp(-logit));
            let signed = if down > 0 { -logit } else { logit };
            loss += weight * log_one_plus_exp(signed);
            let by_logit = weight * (off - if down > 0 { 1.0 } else { 0.0 });
            by_edge -= by_logit / width;
            by_log_width -= by_logit * logit;
        }
        slope[0] = by_edge * PLACE_UNIT;
        slope[1] = by_log_width;
        loss
    }

    /// Mean laps down beyond the first at place .65, and its growth.
    fn laps_down(&self, prior: &LapsCompletedConfig, penalty: f64) -> Result<(f64, f64), NotConverged> {
        let centre = [libm::log(prior.laps_down), prior.laps_down_growth / GROWTH_UNIT];
        let Minimum { at, .. } = minimise(centre.to_vec(), |at, slope| {
            let mut value = self.laps_down_loss(at, slope);
            penalise(penalty, at, &centre, &mut value, slope);
            value
        })?;
        Ok((libm::exp(at[0]), at[1] * GROWTH_UNIT))
    }

    fn laps_down_loss(&self, at: &[f64], slope: &mut [f64]) -> f64 {
        let (mut loss, mut by_log, mut by_growth) = (0.0, 0.0, 0.0);
        for &(weight, place, down) in self.cars.iter().filter(|car| car.2 > 0) {
            // One over the mean of the exponential; a count k has chance (1 - e^-rate) e^(-k rate).
            let rate = libm::exp(-at[0] - at[1] * GROWTH_UNIT * (place - 0.65));
            let beyond = f64::from(down - 1);
            loss -= weight * (libm::log(-libm::expm1(-rate)) - beyond * rate);
            let by_rate = 1.0 / libm::expm1(rate) - beyond;
            by_log += weight * by_rate * rate;
            by_growth += weight * by_rate * rate * (place - 0.65);
        }
        slope[0] = by_log;
        slope[1] = by_growth * GROWTH_UNIT;
        loss
    }
}

/// log(1 + e^x).
pub(crate) fn log_one_plus_exp(x: f64) -> f64 {
    x.max(0.0) + libm::log1p(libm::exp(-x.abs()))
}

/// Deciles of the share of the distance at which cars retire; the ends are the prior's.
fn retired_at(
    races: &[Weighted<'_>],
    track_type: TrackType,
    prior: &[f64; 11],
    pseudo_cars: f64,
) -> [f64; 11] {
    let tenths: [f64; 11] = std::array::from_fn(|tenth| tenth as f64 / 10.0);
    let mut shares = WeightedValues::default();
    shares.add_prior(&tenths, prior, pseudo_cars);
    let mut cars = 0;
    for Weighted { race, weight } in of_type(races, track_type) {
        let distance = f64::from(race.distance_laps.max(1));
        let stopped = race.cars.laps_completed.iter().zip(&race.cars.retired);
        for (&laps, _) in stopped.filter(|(_, retired)| **retired) {
            shares.add((f64::from(laps) / distance).min(1.0), weight);
            cars += 1;
        }
    }
    match shares.quantiles(&tenths[1..10]).filter(|_| cars > 0) {
        Some(inner) => std::array::from_fn(|tenth| match tenth {
            0 | 10 => prior[tenth],
            _ => inner[tenth - 1],
        }),
        None => *prior,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::minimise::gradient_error;
    use crate::reference::stream::Stream;
    use proptest::prelude::*;

    fn running() -> impl Strategy<Value = Running> {
        prop::collection::vec((0.1f64..2.0, 0.02f64..0.98, 0u32..30), 1..60).prop_map(|cars| Running { cars })
    }

    /// Places of a field of 36 for many races, each car on its own: no laws over the field.
    fn raced(config: &LapsCompletedConfig, races: usize) -> Running {
        let mut stream = Stream::new(8, 0);
        let mut running = Running::default();
        for at in (0..races).flat_map(|_| 1..36) {
            let place = (f64::from(at) + 0.5) / 36.0;
            let off = 1.0 / (1.0 + libm::exp((config.lead_lap_place - place) / config.lead_lap_width));
            let mean = config.laps_down * libm::exp(config.laps_down_growth * (place - 0.65));
            let down = 1 + (-mean * libm::log(stream.uniform())) as u32;
            running.cars.push((1.0, place, if stream.uniform() < off { down } else { 0 }));
        }
        running
    }

    #[test]
    fn a_planted_edge_and_growth_come_back() {
        let planted = LapsCompletedConfig {
            lead_lap_place: 0.53,
            lead_lap_width: 0.11,
            laps_down: 1.2,
            laps_down_growth: 9.4,
            retired_at: [0.0; 11],
        };
        let prior = LapsCompletedConfig {
            lead_lap_place: 0.8,
            lead_lap_width: 0.3,
            laps_down: 5.0,
            laps_down_growth: 2.0,
            retired_at: [0.0; 11],
        };
        let running = raced(&planted, 400);
        let (place, width) = running.edge(&prior, 0.1).unwrap();
        assert!((place - 0.53).abs() < 0.01 && (width - 0.11).abs() < 0.01, "{place} {width}");
        let (down, growth) = running.laps_down(&prior, 0.1).unwrap();
        assert!((down - 1.2).abs() < 0.1 && (growth - 9.4).abs() < 0.4, "{down} {growth}");
    }

    proptest! {
        #[test]
        fn gradients_are_those_of_the_losses(
            running in running(), edge in 2.0f64..9.0, width in -3.0f64..0.0, down in -1.0f64..3.0, growth in -0.5f64..2.0) {
            let error = gradient_error(&[edge, width], |at, slope| running.edge_loss(at, slope));
            prop_assert!(error < 1e-5, "edge: {}", error);
            let error = gradient_error(&[down, growth], |at, slope| running.laps_down_loss(at, slope));
            prop_assert!(error < 1e-5, "laps down: {}", error);
        }
    }
}
