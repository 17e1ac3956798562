//! The simulator against a slow and obvious one: other random numbers, other samplers, no tables, no
//! shortcuts. Laps are not held to the laws there, so that the laws' own effect is part of what is compared.

use crate::marginals::config_on;
use crate::setting::{race, rules};
use domain::pooling::TrackType;
use domain::{normal, rank};
use simulator::config::{RetiredScale, SimulatorConfig};
use simulator::race::{Race, Start};
use simulator::simulate::simulate;

#[derive(Clone, Default)]
struct Marginals {
    win: Vec<f64>,
    top_ten: Vec<f64>,
    finish: Vec<f64>,
    retired: Vec<f64>,
    led: Vec<f64>,
    fastest: Vec<f64>,
}

/// Numerical Recipes' 64-bit generator of Knuth's constants, its high bits.
struct Plain(u64);

impl Plain {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 12) as f64 + 0.5) / (1u64 << 52) as f64
    }

    fn normal(&mut self) -> f64 {
        normal::quantile(self.uniform())
    }

    /// Whole part as a sum of exponentials, the rest by Ahrens and Dieter's GS (1974).
    fn gamma(&mut self, shape: f64) -> f64 {
        let whole: f64 = (0..shape as u32).map(|_| -self.uniform().ln()).sum();
        let a = shape.fract();
        if a == 0.0 {
            return whole;
        }
        let b = (std::f64::consts::E + a) / std::f64::consts::E;
        loop {
            let p = b * self.uniform();
            if p <= 1.0 {
                let x = p.powf(1.0 / a);
                if self.uniform() <= (-x).exp() {
                    return whole + x;
                }
            } else {
                let x = -((b - p) / a).ln();
                if self.uniform() <= x.powf(a - 1.0) {
                    return whole + x;
                }
            }
        }
    }
}

fn slowly(race: &Race, config: &SimulatorConfig, simulations: usize) -> Marginals {
    let n = race.cars.len();
    let mut random = Plain(2026);
    let start: Vec<f64> = race
        .cars
        .iter()
        .map(|car| match car.start {
            Start::Known(place) => f64::from(place),
            Start::Unknown { .. } => unreachable!("the reference knows its grid"),
        })
        .collect();
    let ys = rank::scores_low_is_better(&start);
    let s: Vec<f64> =
        (0..n).map(|i| race.cars[i].strength_without_start + race.start_slope * ys[i]).collect();
    let mean = s.iter().sum::<f64>() / n as f64;
    let mu: Vec<f64> = s.iter().map(|s| race.slope * (s - mean)).collect();
    let own = race.cars.iter().map(|car| (race.sigma * car.spread).powi(2)).sum::<f64>();
    let retired_spread = match config.retired_scale {
        RetiredScale::Standard => 1.0,
        RetiredScale::Field => ((own + mu.iter().map(|mu| mu * mu).sum::<f64>()) / n as f64).sqrt(),
    };
    let (retirement, by_type) = (&config.retirement, config.retirement.by_type.of(race.track_type));
    let (lead, fast) = (config.laps_led.of(race.track_type), config.fastest_laps.of(race.track_type));
    let place_at = config.retired_place.of(race.track_type);
    let mut total = Marginals {
        win: vec![0.0; n],
        top_ten: vec![0.0; n],
        finish: vec![0.0; n],
        retired: vec![0.0; n],
        led: vec![0.0; n],
        fastest: vec![0.0; n],
    };
    for _ in 0..simulations {
        let effect = by_type.race_sd * random.normal();
        let out: Vec<bool> = (0..n)
            .map(|i| {
                let car = &race.cars[i];
                let logit = by_type.constant
                    + by_type.strength * s[i]
                    + by_type.start * ys[i]
                    + retirement.crash * (car.crash_rate + retirement.crash_floor).ln()
                    + retirement.mechanical * (car.mechanical_rate + retirement.mechanical_floor).ln()
                    + retirement.experience * f64::from(1 + car.earlier_starts).ln();
                let stretched = logit * (1.0 + retirement.stretch * by_type.race_sd.powi(2)).sqrt();
                random.uniform() < 1.0 / (1.0 + (-stretched - effect).exp())
            })
            .collect();
        let latent: Vec<f64> = (0..n)
            .map(|i| {
                if !out[i] {
                    return mu[i] + race.sigma * race.cars[i].spread * random.normal();
                }
                let u = random.uniform();
                let knots = [(0.0, 0.1, 0), (0.1, 0.5, 1), (0.5, 0.9, 2), (0.9, 1.0, 3)];
                let &(from, to, k) = knots.iter().find(|(_, to, _)| u <= *to).unwrap();
                let place = place_at[k] + (u - from) / (to - from) * (place_at[k + 1] - place_at[k]);
                retired_spread * normal::quantile(1.0 - place)
            })
            .collect();
        let mut finish: Vec<usize> =
            (0..n).map(|i| 1 + latent.iter().filter(|&&other| other > latent[i]).count()).collect();
        let first_running = (0..n).filter(|&i| !out[i]).min_by_key(|&i| finish[i]).unwrap();
        let ahead = finish[first_running];
        for place in finish.iter_mut().filter(|place| **place < ahead) {
            *place += 1;
        }
        finish[first_running] = 1;
        let ns: Vec<f64> = finish.iter().map(|&r| rank::normal_score(r as f64, n)).collect();
        let mut share = |eta: &dyn Fn(usize) -> f64, concentration: f64| -> Vec<f64> {
            let weights: Vec<f64> = (0..n).map(|i| eta(i).exp()).collect();
            let sum: f64 = weights.iter().sum();
            let draws: Vec<f64> = weights.iter().map(|w| random.gamma(concentration * w / sum)).collect();
            let sum: f64 = draws.iter().sum();
            draws.iter().map(|draw| draw / sum).collect()
        };
        let flag = |yes: bool| f64::from(u8::from(yes));
        let led = share(
            &|i| {
                lead.finish * ns[i]
                    + lead.win * flag(finish[i] == 1)
                    + lead.start * ys[i]
                    + lead.pole * flag(start[i] == 1.0)
                    + lead.latent * mu[i]
                    + lead.retired * flag(out[i])
                    + lead.front * (ns[i] - 1.0).max(0.0)
                    + lead.second_on_grid * flag(start[i] == 2.0)
            },
            lead.concentration,
        );
        let fastest = share(
            &|i| {
                fast.finish * ns[i]
                    + fast.win * flag(finish[i] == 1)
                    + fast.start * ys[i]
                    + fast.led * led[i].sqrt()
                    + fast.latent * mu[i]
                    + fast.retired * flag(out[i])
                    + fast.front * (ns[i] - 1.0).max(0.0)
                    + fast.led_some * flag(led[i] > 0.02)
            },
            fast.concentration,
        );
        let green = (fast.share + fast.share_sd * random.normal()).clamp(fast.minimum_share, 1.0);
        for i in 0..n {
            total.win[i] += flag(finish[i] == 1);
            total.top_ten[i] += flag(finish[i] <= 10);
            total.finish[i] += finish[i] as f64;
            total.retired[i] += flag(out[i]);
            total.led[i] += led[i];
            total.fastest[i] += fastest[i] * green;
        }
    }
    let each = |values: Vec<f64>| values.into_iter().map(|value| value / simulations as f64).collect();
    Marginals {
        win: each(total.win),
        top_ten: each(total.top_ten),
        finish: each(total.finish),
        retired: each(total.retired),
        led: each(total.led),
        fastest: each(total.fastest),
    }
}

fn check(track_type: TrackType) {
    let (config, race) = (config_on(track_type), race(track_type, 36, 300));
    let n = race.cars.len();
    let slow = slowly(&race, &config, 20_000);
    let fast = simulate(&race, &config, rules(), 40_000, 3).unwrap().samples;
    let mean = |index: usize, value: &dyn Fn(usize) -> f64| {
        (0..fast.simulations).map(|race| value(race * n + index)).sum::<f64>() / fast.simulations as f64
    };
    let flag = |yes: bool| f64::from(u8::from(yes));
    for i in 0..n {
        // ImportRequest four standard errors; laps also move by what the laws take from cars that stop early.
        let close = |what: &str, fast: f64, slow: f64, tolerance: f64| {
            assert!(
                (fast - slow).abs() < tolerance,
                "{track_type:?} car {i} {what}: {fast} and slowly {slow}"
            );
        };
        close("win", mean(i, &|at| flag(fast.finish[at] == 1)), slow.win[i], 0.015);
        close("top ten", mean(i, &|at| flag(fast.finish[at] <= 10)), slow.top_ten[i], 0.018);
        close("finish", mean(i, &|at| f64::from(fast.finish[at])), slow.finish[i], 0.35);
        close("retired", mean(i, &|at| flag(fast.retired[at])), slow.retired[i], 0.015);
        close("led", mean(i, &|at| f64::from(fast.laps_led[at]) / 300.0), slow.led[i], 0.01);
        close("fastest", mean(i, &|at| f64::from(fast.fastest_laps[at]) / 300.0), slow.fastest[i], 0.006);
    }
}

#[test]
fn marginals_are_those_of_the_slow_simulator() {
    for track_type in TrackType::ALL {
        check(track_type);
    }
}
