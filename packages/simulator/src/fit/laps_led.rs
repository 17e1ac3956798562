//! Who leads: a Dirichlet-multinomial on laps led, by type.

use crate::config::{LapsLedConfig, PerType};
use crate::fit::by_type;
use crate::fit::dirichlet::{Counts, FEATURES, UNKNOWNS};
use crate::fit::minimise::NotConverged;
use crate::fit::observation::{Outlook, RaceObservation, Weighted, of_type};

/// Fits each type towards `prior` under `penalty`; `slopes` turn strengths into means of the latent finish.
///
/// # Errors
/// [`NotConverged`].
pub fn fit(
    races: &[Weighted<'_>],
    slopes: &PerType<f64>,
    prior: &PerType<LapsLedConfig>,
    penalty: f64,
) -> Result<PerType<LapsLedConfig>, NotConverged> {
    by_type(|track_type| {
        let mut counts = Counts::default();
        for race in of_type(races, track_type) {
            if let Some(outlook) = &race.race.outlook {
                let features = features(race.race, outlook, *slopes.of(track_type));
                counts.add(race.weight, features, race.race.cars.laps_led.clone());
            }
        }
        let prior = prior.of(track_type);
        Ok(counts.fit_rounded(&unknowns(prior), penalty)?.map_or(*prior, |fitted| config(&fitted)))
    })
}

/// Features of each car, in the order of [`unknowns`].
fn features(race: &RaceObservation, outlook: &Outlook, slope: f64) -> Vec<[f64; FEATURES]> {
    let (finish, start) = (race.finish_scores(), outlook.start_scores());
    let latent = outlook.latent(slope);
    let flag = |yes: bool| f64::from(u8::from(yes));
    let of = |car: usize| {
        [
            finish[car],
            flag(race.cars.finish[car] == 1),
            start[car],
            flag(outlook.start[car] == 1),
            latent[car],
            flag(race.cars.retired[car]),
            (finish[car] - 1.0).max(0.0),
            flag(outlook.start[car] == 2),
        ]
    };
    (0..race.cars()).map(of).collect()
}

fn unknowns(config: &LapsLedConfig) -> [f64; UNKNOWNS] {
    let LapsLedConfig { concentration, finish, win, start, pole, latent, retired, front, second_on_grid } =
        *config;
    [finish, win, start, pole, latent, retired, front, second_on_grid, libm::log(concentration)]
}

fn config(unknowns: &[f64; UNKNOWNS]) -> LapsLedConfig {
    let [finish, win, start, pole, latent, retired, front, second_on_grid, concentration] = *unknowns;
    LapsLedConfig {
        concentration: libm::exp(concentration),
        finish,
        win,
        start,
        pole,
        latent,
        retired,
        front,
        second_on_grid,
    }
}
