//! Who is fastest: the share of the race's laps that count, and a Dirichlet-multinomial on them, by type.

use crate::config::{FastestLapsConfig, PerType};
use crate::fit::dirichlet::{Counts, FEATURES, UNKNOWNS};
use crate::fit::minimise::NotConverged;
use crate::fit::observation::{Outlook, RaceObservation, Weighted, of_type};
use crate::fit::{Penalties, by_type};
use domain::pooling::TrackType;

/// Fits each type towards `prior`; `slopes` turn strengths into means of the latent finish.
///
/// # Errors
/// [`NotConverged`].
pub fn fit(
    races: &[Weighted<'_>],
    slopes: &PerType<f64>,
    prior: &PerType<FastestLapsConfig>,
    penalties: &Penalties,
) -> Result<PerType<FastestLapsConfig>, NotConverged> {
    by_type(|track_type| {
        let mut counts = Counts::default();
        for race in of_type(races, track_type) {
            if let Some(outlook) = &race.race.outlook {
                let features = features(race.race, outlook, *slopes.of(track_type));
                counts.add(race.weight, features, race.race.cars.fastest_laps.clone());
            }
        }
        let prior = prior.of(track_type);
        let fitted = counts.fit_rounded(&unknowns(prior), penalties.fastest_laps)?;
        let fitted = fitted.map_or(*prior, |fitted| config(&fitted, prior));
        let (share, share_sd) = share(races, track_type, prior, penalties.fastest_share_races);
        Ok(FastestLapsConfig { share, share_sd, ..fitted })
    })
}

/// Weighted mean and standard deviation of the share of laps that count, `pseudo_races` of the prior's among
/// them. A race without any fastest lap was not timed: it is left out.
fn share(
    races: &[Weighted<'_>],
    track_type: TrackType,
    prior: &FastestLapsConfig,
    pseudo_races: f64,
) -> (f64, f64) {
    let mut shares = Vec::new();
    for Weighted { race, weight } in of_type(races, track_type) {
        let total: u32 = race.cars.fastest_laps.iter().sum();
        if total > 0 && race.distance_laps > 0 {
            let share = f64::from(total) / f64::from(race.distance_laps);
            shares.push((share.clamp(prior.minimum_share, 1.0), weight));
        }
    }
    if shares.is_empty() {
        return (prior.share, prior.share_sd);
    }
    let weight = pseudo_races + shares.iter().map(|(_, weight)| weight).sum::<f64>();
    let sum =
        |value: &dyn Fn(f64) -> f64| shares.iter().map(|&(share, weight)| weight * value(share)).sum::<f64>();
    let mean = (pseudo_races * prior.share + sum(&|share| share)) / weight;
    let off = prior.share_sd * prior.share_sd + (prior.share - mean) * (prior.share - mean);
    let variance = (pseudo_races * off + sum(&|share| (share - mean) * (share - mean))) / weight;
    (mean, libm::sqrt(variance))
}

/// Features of each car, in the order of [`unknowns`].
fn features(race: &RaceObservation, outlook: &Outlook, slope: f64) -> Vec<[f64; FEATURES]> {
    let (finish, start) = (race.finish_scores(), outlook.start_scores());
    let latent = outlook.latent(slope);
    let flag = |yes: bool| f64::from(u8::from(yes));
    let of = |car: usize| {
        let led = f64::from(race.cars.laps_led[car]) / f64::from(race.distance_laps.max(1));
        [
            finish[car],
            flag(race.cars.finish[car] == 1),
            start[car],
            libm::sqrt(led),
            latent[car],
            flag(race.cars.retired[car]),
            (finish[car] - 1.0).max(0.0),
            flag(led > 0.02),
        ]
    };
    (0..race.cars()).map(of).collect()
}

fn unknowns(config: &FastestLapsConfig) -> [f64; UNKNOWNS] {
    let FastestLapsConfig {
        share: _,
        share_sd: _,
        minimum_share: _,
        concentration,
        finish,
        win,
        start,
        led,
        latent,
        retired,
        front,
        led_some,
    } = *config;
    [finish, win, start, led, latent, retired, front, led_some, libm::log(concentration)]
}

fn config(unknowns: &[f64; UNKNOWNS], prior: &FastestLapsConfig) -> FastestLapsConfig {
    let [finish, win, start, led, latent, retired, front, led_some, concentration] = *unknowns;
    FastestLapsConfig {
        concentration: libm::exp(concentration),
        finish,
        win,
        start,
        led,
        latent,
        retired,
        front,
        led_some,
        ..*prior
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::observation::Observations;

    fn race(fastest: u32) -> RaceObservation {
        let cars = Observations {
            finish: vec![1, 2],
            retired: vec![false; 2],
            laps_led: vec![200, 0],
            fastest_laps: vec![fastest, 0],
            laps_completed: vec![200; 2],
        };
        RaceObservation { track_type: TrackType::Short, distance_laps: 200, cars, outlook: None }
    }

    fn prior() -> FastestLapsConfig {
        FastestLapsConfig {
            share: 0.8,
            share_sd: 0.05,
            minimum_share: 0.4,
            concentration: 40.0,
            finish: 0.0,
            win: 0.0,
            start: 0.0,
            led: 0.0,
            latent: 0.0,
            retired: 0.0,
            front: 0.0,
            led_some: 0.0,
        }
    }

    #[test]
    fn the_share_is_that_of_all_races_together() {
        let races = [race(160), race(120), race(0)];
        let weighted: Vec<Weighted<'_>> = races.iter().map(|race| Weighted { race, weight: 2.0 }).collect();
        let (mean, sd) = share(&weighted, TrackType::Short, &prior(), 4.0);
        // Four at .8 with variance .0025, two at .8, two at .6; the third was not timed.
        assert!((mean - 0.75).abs() < 1e-12);
        let variance = (4.0 * (0.0025 + 0.0025) + 2.0 * 0.0025 + 2.0 * 0.0225) / 8.0;
        assert!((sd * sd - variance).abs() < 1e-12);
        let (mean, sd) = share(&weighted, TrackType::Road, &prior(), 4.0);
        assert!((mean - 0.8).abs() < 1e-12 && (sd - 0.05).abs() < 1e-12);
    }
}
