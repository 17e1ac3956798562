//! The list of laws is whole: every one can fire, and the ontology names the same.

use crate::{others, scenarios};
use axioms::{Level, Verdict, rules};
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
