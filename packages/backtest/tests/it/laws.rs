//! What the figures must be where the truth is known.

use crate::made::{SD, record, run_info};
use backtest::metrics::Estimate;
use backtest::paired::Side;
use backtest::{Figures, Measure, PairError, Paired, Record, ScoredRace};

fn figures(record: &Record) -> Figures {
    Figures::of(&record.races.iter().collect::<Vec<&ScoredRace>>()).unwrap()
}

fn value(figures: &Figures, measure: Measure) -> f64 {
    figures.value(measure).unwrap()
}

/// The limit of Kolmogorov's distance at one in a thousand.
fn kolmogorov(values: usize) -> f64 {
    1.95 / (values as f64).sqrt()
}

#[test]
fn an_honest_forecast_is_calibrated() {
    let honest = figures(&record(120, 40, 1.0, 5));
    for (pit, cover) in [
        (Measure::PitPoints, [Measure::Cover50Points, Measure::Cover80Points, Measure::Cover90Points]),
        (Measure::PitFanduel, [Measure::Cover50Fanduel, Measure::Cover80Fanduel, Measure::Cover90Fanduel]),
    ] {
        assert!(value(&honest, pit) < kolmogorov(4_800), "{pit:?} {:?}", honest.get(pit));
        for (measure, said) in cover.into_iter().zip([0.5, 0.8, 0.9]) {
            let Estimate { value, error } = honest.get(measure).unwrap();
            assert!((value - said).abs() < 4.0 * error.unwrap(), "{measure:?} {value} {error:?}");
        }
    }
    // The mean score of an honest normal forecast is sd / sqrt(pi).
    let crps = value(&honest, Measure::CrpsPoints);
    assert!((crps / (SD / std::f64::consts::PI.sqrt()) - 1.0).abs() < 0.02, "{crps}");
    // Its mean absolute error is sd sqrt(2 / pi), its root mean square sd.
    let mae = value(&honest, Measure::MaePoints);
    assert!((mae / (SD * (2.0 / std::f64::consts::PI).sqrt()) - 1.0).abs() < 0.02, "{mae}");
    assert!((value(&honest, Measure::RmsePoints) / SD - 1.0).abs() < 0.02);
    // From 19 quantiles the score reads a little higher than from the sample: the tails beyond 5 % count nothing,
    // the levels between count more.
    let pinball = 2.0 * value(&honest, Measure::PinballPoints) / crps;
    assert!((1.02..1.08).contains(&pinball), "{pinball}");
}

#[test]
fn a_shrunken_forecast_is_not_calibrated() {
    let (honest, shrunken) = (figures(&record(120, 40, 1.0, 5)), figures(&record(120, 40, 0.5, 5)));
    assert!(value(&shrunken, Measure::PitPoints) > 4.0 * kolmogorov(4_800));
    assert!(value(&shrunken, Measure::Cover50Points) < 0.35);
    assert!(value(&shrunken, Measure::Cover90Points) < 0.7);
    assert!(value(&shrunken, Measure::CrpsPoints) > 1.02 * value(&honest, Measure::CrpsPoints));
    let wide = figures(&record(120, 40, 2.0, 5));
    assert!(value(&wide, Measure::Cover50Points) > 0.75);
    assert!(value(&wide, Measure::PitPoints) > 4.0 * kolmogorov(4_800));
}

/// Where all races have as many entries, the error is that of a mean of the races' own figures.
#[test]
fn errors_are_those_of_the_mean_over_races() {
    let record = record(90, 36, 1.0, 9);
    let all = figures(&record);
    for measure in [Measure::MaePoints, Measure::CrpsFanduel, Measure::RhoFinish, Measure::Capture] {
        let values: Vec<f64> = record.races.iter().map(|race| measure.of_race(race).unwrap()).collect();
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / n;
        let Estimate { value, error } = all.get(measure).unwrap();
        assert!((value - mean).abs() < 1e-9, "{measure:?}: {value} {mean}");
        let ratio = error.unwrap() / (variance / n).sqrt();
        assert!((ratio - 1.0).abs() < 0.06, "{measure:?}: {ratio}");
    }
}

#[test]
fn a_run_against_itself_differs_by_nothing() {
    let one = record(40, 30, 1.0, 3);
    let paired = Paired::of(&one, &one).unwrap();
    for of in [&paired.overall].into_iter().chain(paired.by_type.values()).chain(paired.by_season.values()) {
        assert_eq!(of.measures.len(), Measure::ALL.len());
        for difference in &of.measures {
            assert_eq!(difference.difference(), 0.0);
            assert!(difference.error.is_none_or(|error| error == 0.0), "{difference:?}");
            assert!(difference.plain_error.is_none_or(|error| error == 0.0), "{difference:?}");
            assert_eq!(difference.gain_in_errors(), None);
        }
    }
}

/// The same points forecast with another spread: pairing takes out what both share.
#[test]
fn pairing_is_sharper_than_two_errors_apart() {
    let (honest, other) = (record(80, 36, 1.0, 3), record(80, 36, 1.6, 3));
    // One seed draws the same truth for both, whatever the spread of the forecast.
    let paired = Paired::of(&honest, &other).unwrap();
    let crps = paired.overall.get(Measure::CrpsPoints).unwrap();
    let apart = figures(&honest).get(Measure::CrpsPoints).unwrap().error.unwrap();
    assert!(crps.gain().unwrap() > 0.0 && crps.gain_in_errors().unwrap() > 5.0, "{crps:?}");
    assert!(crps.error.unwrap() < 0.7 * apart, "{crps:?} {apart}");
    let (drawn, plain) = (crps.error.unwrap(), crps.plain_error.unwrap());
    assert!((drawn / plain - 1.0).abs() < 0.07, "{drawn} {plain}");
    let swapped = Paired::of(&other, &honest).unwrap();
    let back = swapped.overall.get(Measure::CrpsPoints).unwrap();
    assert_eq!(back.difference(), -crps.difference());
    assert_eq!(back.error, crps.error);
}

/// A mean of ratios is not a ratio of sums; the plain error is to first order that of the ratio.
#[test]
fn plain_and_drawn_errors_agree_where_fields_differ_in_size() {
    let cut = |mut record: Record| {
        for (number, race) in record.races.iter_mut().enumerate() {
            let drivers = race.drivers[..20 + 4 * (number % 6)].to_vec();
            *race = ScoredRace::of(race.setting.clone(), race.gaps, drivers);
        }
        record
    };
    let (a, b) = (cut(record(120, 40, 1.0, 7)), cut(record(120, 40, 1.5, 7)));
    let paired = Paired::of(&a, &b).unwrap();
    for measure in [Measure::CrpsPoints, Measure::PinballFanduel, Measure::Cover80Points] {
        let of = paired.overall.get(measure).unwrap();
        let ratio = of.error.unwrap() / of.plain_error.unwrap();
        assert!((ratio - 1.0).abs() < 0.07, "{measure:?} {ratio}");
    }
}

#[test]
fn runs_of_different_things_are_refused() {
    let one = record(12, 20, 1.0, 3);
    let refused = |change: &dyn Fn(&mut Record)| {
        let mut other = one.clone();
        change(&mut other);
        Paired::of(&one, &other).unwrap_err()
    };
    let race = one.races[3].setting.race.clone();
    assert_eq!(refused(&|other| other.run.simulations = 9), PairError::OtherSimulations(400, 9));
    let missing = refused(&|other| drop(other.races.remove(3)));
    assert_eq!(missing, PairError::OtherRaces { count: 1, race: race.clone(), only_in: Side::First });
    assert!(matches!(
        refused(&|other| {
            let setting = &mut other.races[3].setting;
            (setting.data_digest, setting.facts_digest) = ("f".repeat(64), "f".repeat(64));
        }),
        PairError::OtherData { race: of, .. } if of == race
    ));
    // Other evidence of race weeks is no other thing, but it is counted.
    let mut other = one.clone();
    other.races[3].setting.data_digest = "a".repeat(64);
    assert_eq!(Paired::of(&other, &one).unwrap().races_with_other_evidence, 1);
    let gone = refused(&|other| drop(other.races[3].drivers.remove(4)));
    assert_eq!(
        gone,
        PairError::OtherEntries {
            race: race.clone(),
            driver: one.races[3].drivers[4].driver,
            only_in: Side::First
        }
    );
    let better = refused(&|other| other.races[3].drivers[4].fanduel.actual += 1.0);
    assert_eq!(
        better,
        PairError::OtherResult { race, driver: one.races[3].drivers[4].driver, what: "FanDuel points" }
    );
    let none = Record { run: run_info("a"), races: Vec::new() };
    assert_eq!(Paired::of(&none, &none).unwrap_err(), PairError::NoRaces);
    // Another seed and another model are no other thing.
    let mut other = one.clone();
    other.run = run_info("other");
    other.run.seed = "2".to_owned();
    assert!(Paired::of(&one, &other).is_ok());
}

#[test]
fn a_race_that_lacks_a_value_is_left_out_of_both_sides() {
    let one = record(12, 20, 1.0, 3);
    let mut other = record(12, 20, 1.3, 3);
    other.races[5].score.nll_win = None;
    let paired = Paired::of(&one, &other).unwrap();
    let of = paired.overall.get(Measure::NllWin).unwrap();
    assert_eq!(of.races, 11);
    let mean = |record: &Record| {
        let values = record.races.iter().enumerate().filter(|(index, _)| *index != 5);
        values.map(|(_, race)| race.score.nll_win.unwrap()).sum::<f64>() / 11.0
    };
    assert!((of.model - mean(&one)).abs() < 1e-12 && (of.baseline - mean(&other)).abs() < 1e-12);
    assert_eq!(paired.overall.get(Measure::RhoFinish).unwrap().races, 12);
}
