//! How much each kind of evidence counts: the model file's values, and races that were run with evidence.

use super::config::EvidenceConfig;
use super::moments::{Moments, PastWeekend};
use super::reading::{Field, readings};
use super::{KINDS, index};
use domain::evidence::{EvidenceBook, EvidenceKind};
use domain::ids::DriverId;
use domain::pooling::TrackType;
use ratings::strength::Ratings;

/// How each kind relates to a car's strength on the day; tables by [`EvidenceKind`] in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// Score for each unit of rated strength.
    pub level: [f64; KINDS],
    /// Covariance of a score with the deviation of the day from the rated strength.
    pub with_form: [f64; KINDS],
    /// Covariances of scores among each other, given the rated strength.
    pub among: [[f64; KINDS]; KINDS],
    /// Races with the kind behind the values.
    pub races: [u32; KINDS],
}

/// Smallest variance of a score given the strength: no kind is taken for the truth itself.
const LEAST_VARIANCE: f64 = 0.02;

impl Fitted {
    /// The model file's values alone.
    pub fn prior(config: &EvidenceConfig) -> Self {
        let slope = |kind: usize| {
            config.observations.get(&EvidenceKind::ALL[kind]).map_or(0.0, |observation| observation.slope)
        };
        let noise =
            |kind: usize| config.observations.get(&EvidenceKind::ALL[kind]).map_or(1.0, |o| o.sd * o.sd);
        let form = config.form_sd * config.form_sd;
        let among = |j: usize, k: usize| slope(j) * slope(k) * form + if j == k { noise(j) } else { 0.0 };
        Self {
            level: std::array::from_fn(slope),
            with_form: std::array::from_fn(|kind| slope(kind) * form),
            among: std::array::from_fn(|j| std::array::from_fn(|k| among(j, k))),
            races: [0; KINDS],
        }
    }

    /// The model file's values, for as many races as it states, and those of `races`; `slopes` are those of the
    /// finish score on strength by type of track, in the order of [`TrackType::ALL`].
    pub fn on(races: &[PastWeekend<'_>], slopes: &[f64; 4], config: &EvidenceConfig) -> Self {
        let mut moments = Moments::default();
        races.iter().for_each(|race| moments.add(&Moments::of(race)));
        Self::of(&moments, slopes, config)
    }

    /// The model file's values, for as many races as it states, and those of `moments`; `slopes` are those of the
    /// finish score on strength by type of track.
    pub(crate) fn of(moments: &Moments, slopes: &[f64; 4], config: &EvidenceConfig) -> Self {
        let mut fitted = Self::prior(config);
        let blend = |own: f64, prior: f64, races: f64| {
            (races * own + config.prior_races * prior) / (races + config.prior_races)
        };
        for k in 0..KINDS {
            let own = &moments.pairs[k][k];
            fitted.races[k] = own.races as u32;
            if own.ss > 0.0 {
                fitted.level[k] = blend(own.zs / own.ss, fitted.level[k], own.races);
            }
        }
        for k in 0..KINDS {
            let level = fitted.level[k];
            let (mut along, mut weight) = (0.0, 0.0);
            for (outcomes, slope) in moments.outcomes.iter().zip(slopes) {
                let o = &outcomes[k];
                // Products of what is left of finish and score once the rated strength is taken off: their
                // mean is slope times the covariance asked for.
                let left = o.zy - level * o.ly - slope * (o.zs - level * o.ls);
                along += slope * left;
                weight += slope * slope * o.cars;
            }
            if weight > 0.0 {
                let races = moments.pairs[k][k].races;
                // The better score never counts against a car.
                fitted.with_form[k] = blend(along / weight, fitted.with_form[k], races).max(0.0);
            }
        }
        let level = fitted.level;
        for j in 0..KINDS {
            for k in 0..KINDS {
                let (pair, back) = (&moments.pairs[j][k], &moments.pairs[k][j]);
                if pair.cars > 0.0 {
                    let left =
                        pair.zz - level[k] * pair.zs - level[j] * back.zs + level[j] * level[k] * pair.ss;
                    fitted.among[j][k] = blend(left / pair.cars, fitted.among[j][k], pair.races);
                }
            }
            fitted.among[j][j] = fitted.among[j][j].max(LEAST_VARIANCE);
        }
        fitted
    }
}

/// Races run with evidence, each as it was rated at its own lock from the official grid.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fitter {
    /// By place in the ratings' timeline, in its order.
    races: Vec<(usize, Moments)>,
}

impl Fitter {
    /// Observes the races of the timeline of `ratings` for which `book` has evidence.
    pub fn of(ratings: &Ratings, book: &EvidenceBook, config: &EvidenceConfig) -> Self {
        let mut races = Vec::new();
        for (at, race) in ratings.timeline().races.iter().enumerate() {
            let Some((evidence, strengths)) = book.get(&race.key).zip(ratings.strengths_of_past(at)) else {
                continue;
            };
            let drivers: Vec<DriverId> = race.cars.iter().map(|car| car.driver).collect();
            let starts: Vec<Option<f64>> = race.cars.iter().map(|car| car.start).collect();
            let on_grid: Vec<bool> = starts.iter().map(Option::is_some).collect();
            let field = Field {
                drivers: &drivers,
                strengths,
                starts: &starts,
                earlier_starts: &ratings.earlier_starts_of_past(at),
                on_grid: &on_grid,
            };
            let evidence = config.used_at(evidence, race.lock_at);
            let readings = readings(&evidence, &field, config);
            if readings.is_empty() {
                continue;
            }
            let finish: Vec<Option<f64>> =
                race.cars.iter().map(|car| (!car.retired()).then_some(car.finish)).collect();
            let past =
                PastWeekend { track_type: race.track_type, strengths, finish: &finish, readings: &readings };
            races.push((at, Moments::of(&past)));
        }
        Self { races }
    }

    /// The fit for a race of `season` before which `known` races of the timeline were known.
    pub fn fit(&self, ratings: &Ratings, known: usize, season: i16, config: &EvidenceConfig) -> Fitted {
        let mut moments = Moments::default();
        let mut any = false;
        for (_, race) in self.races.iter().take_while(|(at, _)| *at < known) {
            moments.add(race);
            any = true;
        }
        if !any {
            return Fitted::prior(config);
        }
        let slopes = TrackType::ALL.map(|kind| ratings.spread(kind, known, season).spread.slope);
        Fitted::of(&moments, &slopes, config)
    }
}

impl Fitted {
    /// Variance of one kind's score, given the rated strength.
    pub fn variance_of(&self, kind: EvidenceKind) -> f64 {
        self.among[index(kind)][index(kind)]
    }

    /// Strength that one unit of one kind's score adds where it stands alone.
    pub fn weight_of(&self, kind: EvidenceKind) -> f64 {
        self.with_form[index(kind)] / self.variance_of(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::super::reading::{Baseline, Reading, Seen};
    use super::*;
    use crate::model::Model;
    use domain::normal;

    /// Numbers spread like a normal distribution, in an order of their own for each `salt`.
    struct Normals(u64);

    impl Normals {
        fn draw(&mut self) -> f64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            normal::quantile(((self.0 >> 11) as f64 + 0.5) / (1u64 << 53) as f64)
        }
    }

    const LAP: usize = EvidenceKind::PracticeLap as usize;
    const ODDS: usize = EvidenceKind::WinOdds as usize;
    const SPEED: usize = EvidenceKind::QualifyingSpeed as usize;

    /// What is planted: a deviation of the day, two kinds that see it, and one that is noise about the strength.
    const FORM: f64 = 0.35;
    const LEVEL: [(usize, f64, f64); 3] = [(LAP, 0.8, 0.6), (ODDS, 1.1, 0.4), (SPEED, 0.7, 0.9)];
    const SLOPE: f64 = 0.85;

    fn planted(races: usize, seed: u64) -> Moments {
        let mut normals = Normals(seed);
        let mut moments = Moments::default();
        for race in 0..races {
            let cars = 36;
            let strengths: Vec<f64> = (0..cars).map(|_| 0.6 * normals.draw()).collect();
            let form: Vec<f64> = (0..cars).map(|_| FORM * normals.draw()).collect();
            let mean = strengths.iter().sum::<f64>() / f64::from(cars);
            let mut readings: Vec<Reading> = LEVEL
                .iter()
                .map(|&(kind, slope, sd)| {
                    let cars = strengths.iter().zip(&form).map(|(s, d)| {
                        let seen = if kind == SPEED { 0.0 } else { slope * d };
                        let score = slope * (s - mean) + seen + sd * normals.draw();
                        Some(Seen::of(score, score))
                    });
                    Reading { kind: EvidenceKind::ALL[kind], baseline: Baseline::Field, cars: cars.collect() }
                })
                .collect();
            readings.sort_by_key(|reading| reading.kind);
            let finish: Vec<Option<f64>> = (0..cars as usize)
                .map(|car| {
                    let latent = SLOPE * (strengths[car] - mean + form[car]) + 0.6 * normals.draw();
                    (car % 7 != 6).then_some(0.1 + latent)
                })
                .collect();
            let track_type = TrackType::ALL[race % 4];
            moments.add(&Moments::of(&PastWeekend {
                track_type,
                strengths: &strengths,
                finish: &finish,
                readings: &readings,
            }));
        }
        moments
    }

    fn near(found: f64, planted: f64, within: f64) {
        assert!((found - planted).abs() < within, "{found} is not {planted}");
    }

    #[test]
    fn planted_slopes_and_noise_come_back() {
        let config =
            EvidenceConfig { prior_races: 1e-9, ..Model::named("e2-weekend").unwrap().evidence.unwrap() };
        let fitted = Fitted::of(&planted(600, 3), &[SLOPE; 4], &config);
        let form = FORM * FORM;
        for (kind, slope, sd) in LEVEL {
            near(fitted.level[kind], slope, 0.02);
            let sees = if kind == SPEED { 0.0 } else { slope };
            near(fitted.with_form[kind], sees * form, 0.02);
            near(fitted.among[kind][kind], sees * sees * form + sd * sd, 0.02);
        }
        near(fitted.among[LAP][ODDS], 0.8 * 1.1 * form, 0.01);
        near(fitted.among[LAP][SPEED], 0.0, 0.01);
        assert_eq!(fitted.races, [600, 600, 0, 0, 0, 600, 0]);
    }

    /// A note counts for how it differs from the expected strength; praise of a strong car says nothing new.
    #[test]
    fn a_note_that_repeats_the_strength_comes_to_count_for_nothing() {
        let (mut normals, mut moments) = (Normals(21), Moments::default());
        for race in 0..400 {
            let strengths: Vec<f64> = (0..36).map(|_| 0.6 * normals.draw()).collect();
            let finish: Vec<Option<f64>> =
                strengths.iter().map(|s| Some(SLOPE * s + 0.6 * normals.draw())).collect();
            let score = |s: &f64| Some(Seen::of(*s, s + 0.3 * normals.draw()));
            let cars = strengths.iter().map(score).collect();
            let reading = Reading { kind: EvidenceKind::Pace, baseline: Baseline::Own, cars };
            let track_type = TrackType::ALL[race % 4];
            let readings = [reading];
            let (strengths, finish) = (&strengths[..], &finish[..]);
            moments.add(&Moments::of(&PastWeekend { track_type, strengths, finish, readings: &readings }));
        }
        let config =
            EvidenceConfig { prior_races: 1e-9, ..Model::named("e2-weekend").unwrap().evidence.unwrap() };
        let fitted = Fitted::of(&moments, &[SLOPE; 4], &config);
        assert!(fitted.weight_of(EvidenceKind::Pace) < 0.03, "{fitted:?}");
    }

    #[test]
    fn few_races_leave_the_model_file_s_values() {
        let config = Model::named("e2-weekend").unwrap().evidence.unwrap();
        let (prior, moments) = (Fitted::prior(&config), planted(40, 5));
        assert_eq!(Fitted::of(&Moments::default(), &[SLOPE; 4], &config), prior);
        let half = Fitted::of(&moments, &[SLOPE; 4], &config);
        let all = Fitted::of(&moments, &[SLOPE; 4], &EvidenceConfig { prior_races: 1e-9, ..config.clone() });
        // As many races as the model file's values count for: the middle.
        near(half.level[ODDS], 0.5 * (prior.level[ODDS] + all.level[ODDS]), 1e-6);
        // What no race had stays as it was.
        let unseen = EvidenceKind::PracticeLongRun as usize;
        assert_eq!(half.level[unseen], prior.level[unseen]);
        assert_eq!(half.among[unseen][unseen], prior.among[unseen][unseen]);
    }

    #[test]
    fn noise_comes_to_count_for_nothing() {
        let config =
            EvidenceConfig { prior_races: 1e-9, ..Model::named("e2-weekend").unwrap().evidence.unwrap() };
        let fitted = Fitted::of(&planted(600, 9), &[SLOPE; 4], &config);
        assert!(fitted.weight_of(EvidenceKind::QualifyingSpeed) < 0.03, "{fitted:?}");
        assert!(fitted.weight_of(EvidenceKind::WinOdds) > 0.3, "{fitted:?}");
    }
}
