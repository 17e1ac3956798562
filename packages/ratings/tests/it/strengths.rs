//! Strengths against the page's formulas written out again, slowly.

use domain::history::{History, PastRace};
use domain::ids::DriverId;
use domain::pooling::{Pooling, TrackType};
use domain::rank;
use domain::series::Series;
use projection::Model;
use ratings::config::{Parents, RatingModel};
use ratings::features::Feature;
use ratings::grid::GridOutlook;
use ratings::strength::strengths;
use testkit::seasons;

/// The rating of a compiled-in model.
pub fn model(name: &str) -> RatingModel {
    Model::named(name).unwrap().rating
}

fn baseline_c() -> RatingModel {
    model("baseline-c")
}

/// The race at `index` and what was known at its lock.
pub fn at(index: usize) -> (History, PastRace) {
    let history = seasons::with_seats(&seasons::history(90, 24, 3), 7);
    let race = history.points_races().nth(index).unwrap().clone();
    (seasons::known_at(&history, race.info.lock_at), race)
}

/// yr of `driver` in `race`, if he was in it.
fn rating_score(race: &PastRace, driver: DriverId) -> Option<f64> {
    let ratings: Vec<f64> = race.cars.iter().map(|car| car.result.rating).collect();
    let place = race.cars.iter().position(|car| car.driver() == driver)?;
    Some(rank::scores_high_is_better(&ratings)[place])
}

/// Medium and same-type kernels of yr, as the page states them.
fn kernels(history: &History, race: &PastRace, pooling: &Pooling, driver: DriverId) -> (f64, f64) {
    let past: Vec<&PastRace> = history.points_races().collect();
    let of_type = |race: &PastRace| pooling.track_type(&race.info.layout).unwrap();
    let mean = |half_life: f64, pseudo: f64, parent: f64, kind: Option<TrackType>| {
        let (mut weights, mut sum) = (0.0, 0.0);
        for (index, earlier) in past.iter().enumerate() {
            if let Some(score) =
                rating_score(earlier, driver).filter(|_| kind.is_none_or(|kind| of_type(earlier) == kind))
            {
                let weight = 0.5f64.powf((past.len() - index) as f64 / half_life);
                weights += weight;
                sum += weight * score;
            }
        }
        if weights == 0.0 { parent } else { (sum + pseudo * parent) / (weights + pseudo) }
    };
    let (mut weights, mut sum) = (0.0, 0.0);
    for lower in history.of_series(Series::Oreilly) {
        if let Some(score) = rating_score(lower, driver) {
            let days = f64::from((race.info.date - lower.info.date).get_days());
            weights += (-days / 500.0).exp();
            sum += (-days / 500.0).exp() * score;
        }
    }
    let form = if weights == 0.0 { 0.0 } else { 0.45 * sum / (weights + 2.0) };
    let long = mean(80.0, 3.0, (-0.75 + form).clamp(-1.8, 0.6), None);
    let medium = mean(30.0, 5.0, long, None);
    (medium, mean(60.0, 6.0, medium, Some(of_type(race))))
}

#[test]
fn kernels_are_the_page_s() {
    let pooling = seasons::pooling();
    for index in [0, 1, 8, 40, 89] {
        let (history, race) = at(index);
        let rated = strengths(&history, &seasons::card(&race), &pooling, &baseline_c()).unwrap();
        for entry in &rated.entries {
            let (medium, same_type) = kernels(&history, &race, &pooling, entry.driver);
            assert!((entry.rating.medium.value - medium).abs() < 1e-12);
            assert!((entry.rating.same_type.value - same_type).abs() < 1e-12);
        }
    }
}

#[test]
fn a_kernel_without_races_is_its_parent() {
    let (history, race) = at(0);
    let rated = strengths(&history, &seasons::card(&race), &seasons::pooling(), &baseline_c()).unwrap();
    for entry in &rated.entries {
        assert!(
            entry.chain().iter().all(|link| link.value == entry.rating.long.parent && link.mean.is_none())
        );
    }
}

#[test]
fn a_kernel_is_shrunk_to_the_next_wider_one_or_flat_to_the_prior() {
    let (history, race) = at(80);
    for parents in [Parents::Wider, Parents::Prior] {
        let mut model = baseline_c();
        model.common.kernels.parents = parents;
        let rated = strengths(&history, &seasons::card(&race), &seasons::pooling(), &model).unwrap();
        for entry in &rated.entries {
            let chain = &entry.rating;
            let wider = [&chain.long, &chain.medium, &chain.medium, &chain.same_type];
            let links = [&chain.medium, &chain.short, &chain.same_type, &chain.same_track];
            for (link, wider) in links.into_iter().zip(wider) {
                let parent = if parents == Parents::Wider { wider.value } else { chain.long.parent };
                assert_eq!(link.parent, parent, "{}", link.kernel);
            }
        }
    }
}

#[test]
fn fits_are_made_at_thirty_races_and_every_six_after() {
    for (index, wanted) in [(29, 0), (30, 30), (35, 30), (36, 36), (89, 84)] {
        let (history, race) = at(index);
        let rated = strengths(&history, &seasons::card(&race), &seasons::pooling(), &baseline_c()).unwrap();
        assert_eq!((rated.known_races, rated.fit_races), (index, Some(wanted)));
    }
}

#[test]
fn slope_and_spread_rest_on_races_before_the_season() {
    // Seasons are calendar years: 47 races fall in 2021, 43 in 2022.
    let spread = |index| {
        let (history, race) = at(index);
        strengths(&history, &seasons::card(&race), &seasons::pooling(), &baseline_c()).unwrap()
    };
    let of_type = |kind: TrackType| -> Vec<_> {
        (47..90).map(spread).filter(|rated| rated.track_type == kind).map(|rated| rated.spread).collect()
    };
    let all = of_type(TrackType::Short);
    assert!(all.len() > 5 && all.windows(2).all(|pair| pair[0] == pair[1]), "one fit a season");
    assert!(all[0].races > 0 && all[0].spread.slope > 0.0);
}

#[test]
fn an_unknown_start_is_expected_from_past_starts() {
    let (history, race) = at(80);
    let mut card = seasons::card(&race);
    for entry in &mut card.entries {
        entry.start = None;
    }
    let rated = strengths(&history, &card, &seasons::pooling(), &baseline_c()).unwrap();
    let expected: Vec<(f64, f64)> = rated
        .entries
        .iter()
        .map(|entry| match entry.grid {
            GridOutlook::Unknown { mean, sd } => (mean, sd),
            GridOutlook::Known { .. } => panic!("no start is known"),
        })
        .collect();
    // The strong qualify better (their skill is in the fictional grid), and the spread is theirs all.
    assert!(expected[0].0 > expected[expected.len() - 1].0 + 0.3);
    assert!(expected.iter().all(|(_, sd)| *sd == expected[0].1 && (0.2..1.2).contains(sd)));
    for entry in &rated.entries {
        let starts = entry.contributions.iter().filter(|part| part.feature == Feature::Start);
        let sum: f64 = starts.map(|part| part.contribution).sum();
        assert!((entry.strength - entry.without_grid - sum).abs() < 1e-12);
    }
}
