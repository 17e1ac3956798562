//! The list of laws is whole: every one can fire, and the ontology names the same.

use crate::{others, scenarios};
use axioms::{Level, Verdict, rules};
use domain::pooling::TrackType;
use domain::tracks::TrackReference;
use ontology::Ontology;
use std::collections::BTreeSet;

#[test]
fn every_law_fires_in_some_case_and_no_other_does() {
    let cases = [
        scenarios::cases(),
        others::observations(),
        others::lineups(),
        others::projections(),
        others::claims(),
    ];
    let fired: BTreeSet<&str> = cases.iter().flatten().flat_map(|(_, found)| found).copied().collect();
    let listed: BTreeSet<&str> = rules().iter().map(|rule| rule.name).collect();
    assert_eq!(fired, listed);
    let aimed_at: BTreeSet<&str> = cases.iter().flatten().map(|(rule, _)| *rule).collect();
    assert_eq!(aimed_at, listed);
}

#[test]
fn the_ontology_names_the_same_laws() {
    let named: BTreeSet<&str> =
        Ontology::builtin().axioms().iter().map(|axiom| axiom.name.as_str()).collect();
    let listed: BTreeSet<&str> = rules().iter().map(|rule| rule.name).collect();
    assert_eq!(named, listed);
    assert_eq!(listed.len(), rules().len(), "a name is used twice");
}

#[test]
fn only_observations_remark() {
    for rule in rules() {
        assert!(rule.level == Level::Observation || rule.verdict == Verdict::Veto, "{}", rule.name);
        assert!(rule.statement.ends_with('.') && !rule.source.is_empty(), "{}", rule.name);
    }
}

#[test]
fn the_batch_counts_every_scenario_law_but_the_one_without_a_column() {
    let scenario: Vec<&str> = rules()
        .iter()
        .filter(|rule| rule.level == Level::Scenario && rule.name != "place-differential")
        .map(|rule| rule.name)
        .collect();
    assert_eq!(axioms::batch::RULES.to_vec(), scenario);
}

/// The tracks' reference and the T-Box are two files of one sport.
#[test]
fn every_layout_is_of_a_class_and_a_surface_of_the_ontology() {
    let ontology = Ontology::builtin();
    let roots: Vec<&str> = TrackType::ALL.into_iter().map(TrackType::class_key).collect();
    for layout in TrackReference::builtin().layouts() {
        let mut class = ontology.track_class(layout.class.as_str()).unwrap();
        while let Some(wider) = &class.is_a {
            class = ontology.track_class(wider).unwrap();
        }
        assert!(roots.contains(&class.key.as_str()), "{}", layout.key);
        let surface = ontology.properties("TrackConfig").into_iter().find(|p| p.name == "surface").unwrap();
        assert!(surface.range.allows(&layout.surface), "{}: {}", layout.key, layout.surface);
    }
    let kinds: Vec<&str> =
        ontology.track_classes().iter().filter(|c| c.is_a.is_none()).map(|c| c.key.as_str()).collect();
    assert_eq!(kinds, roots);
}

/// What a race's result holds in the graph is what the domain holds of it, and the lap pace.
#[test]
fn the_result_relation_has_the_loop_statistics() {
    let race = crate::build::past_race();
    let value = serde_json::to_value(&race.cars[0].result).unwrap();
    let mut fields: BTreeSet<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    fields.remove("status");
    fields.extend(["statusRaw", "statusKind", "knownAt"]);
    fields.extend(["lapPace", "lastThirdPace", "paceLaps"]);
    let relation = Ontology::builtin().relation("SESSION_RESULT").unwrap();
    let properties: BTreeSet<&str> = relation.properties.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(properties, fields);
}
