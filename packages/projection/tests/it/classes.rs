//! The ontology at work: a layout in another class.

use crate::laws::run;
use domain::history::History;
use domain::ids::LayoutKey;
use domain::pooling::{Pooling, TrackType};
use projection::set::EntryProjection;
use projection::{Model, Projector};
use testkit::seasons;

/// E1 with coefficients, spread and layers as its file has them, whatever the history.
fn frozen() -> Model {
    let text = r#"
        version = "frozen"
        extends = "e1"
        without = ["simulator-fit"]
        [rating]
        strength.ridge.first-fit-races = 100000
        common.spread.minimum-races = 100000
    "#;
    Model::parse("frozen.toml", text).unwrap()
}

/// Type of the layout of every race, and what is said of its entries.
fn projected(history: &History, pooling: &Pooling, model: &Model) -> Vec<(TrackType, Vec<EntryProjection>)> {
    let projector = Projector::new(history, pooling, model).unwrap();
    let of = |race| {
        let set = projector.project(&seasons::card(race), &run(200)).unwrap().set;
        (set.body().track_type, set.body().entries.clone())
    };
    history.points_races().map(of).collect()
}

#[test]
fn a_layout_in_another_class_moves_the_races_of_both_classes_and_no_other() {
    let history = seasons::with_seats(&seasons::history(40, 16, 5), 2);
    let moved = LayoutKey::from("short-b");
    let (pooling, mut other) = (seasons::pooling(), seasons::pooling());
    // From the short tracks to the intermediate ones.
    other.layouts.insert(moved.clone(), pooling.layouts[&LayoutKey::from("oval-a")]);
    let model = frozen();
    let (before, after) = (projected(&history, &pooling, &model), projected(&history, &other, &model));

    let first = history.points_races().position(|race| race.info.layout == moved).unwrap();
    assert!(first > 0, "some races come before it");
    let (mut changed, mut untouched) = (0, 0);
    for (index, race) in history.points_races().enumerate() {
        let same = before[index].1 == after[index].1;
        let of_either = matches!(before[index].0, TrackType::Short | TrackType::Intermediate);
        if index < first || !of_either {
            assert!(same, "race {index} on {} moved", race.info.layout);
            untouched += 1;
        } else {
            assert!(!same, "race {index} on {} did not move", race.info.layout);
            changed += 1;
        }
    }
    assert!(changed > 10 && untouched > 10, "{changed} {untouched}");
}
