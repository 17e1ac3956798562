//! Observations, lineups, projections and claims: each law by a case.

use crate::build::{card, past_race, projected, scoring, slate};
use axioms::claim::{Claim, Subject, Value};
use axioms::{claim, lineup, observation, projection};
use domain::dfs::Site;
use domain::history::PastRace;
use domain::ids::DriverId;

type Case = (&'static str, Vec<&'static str>);

fn observed(change: impl Fn(&mut PastRace)) -> Vec<&'static str> {
    let mut race = past_race();
    change(&mut race);
    let findings = observation::check(&race);
    let vetoes = findings.vetoes.iter().map(|veto| veto.rule);
    vetoes.chain(findings.remarks.iter().map(|remark| remark.rule)).collect()
}

pub fn observations() -> Vec<Case> {
    vec![
        ("observed-drivers-distinct", observed(|r| r.cars[1].entry.driver = r.cars[0].entry.driver)),
        ("observed-positions-distinct", observed(|r| r.cars[1].result.finish_on_track = 1)),
        ("observed-positions-distinct", observed(|r| r.cars[1].entry.start = Some(2))),
        ("observed-positions-in-range", observed(|r| r.cars[2].result.mid = 4)),
        ("observed-positions-in-range", observed(|r| r.cars[2].result.average_position = f64::NAN)),
        ("observed-positions-in-range", observed(|r| r.cars[2].entry.start = Some(0))),
        (
            "observed-laps-led-within-completed",
            observed(|r| {
                r.cars[1].result.laps_completed = 2;
                r.cars[2].result.laps_completed = 2;
            }),
        ),
        ("observed-fastest-laps-within-completed", observed(|r| r.cars[2].result.laps_completed = 1)),
        ("observed-laps-within-distance", observed(|r| r.cars[0].result.laps_completed = 11)),
        ("observed-laps-led-sum", observed(|r| r.cars[2].result.laps_led = 1)),
        ("observed-fastest-laps-sum", observed(|r| r.cars[2].result.fastest_laps = 7)),
        ("observed-passing-difference", observed(|r| r.cars[2].result.passing_diff = 2)),
        ("observed-quality-passes", observed(|r| r.cars[2].result.quality_passes = 4)),
        ("observed-rating-in-range", observed(|r| r.cars[2].result.rating = 150.1)),
        ("finish-gap", observed(|r| r.cars[2].result.finish_on_track = 4)),
        ("start-gap", observed(|r| r.cars[2].entry.start = Some(4))),
        ("start-missing", observed(|r| r.cars[2].entry.start = None)),
        ("laps-led-short", observed(|r| r.cars[1].result.laps_led = 2)),
        (
            "winner-led-nothing",
            observed(|r| {
                r.cars[0].result.laps_led = 0;
                r.cars[1].result.laps_led = 10;
            }),
        ),
        ("winner-short-of-distance", observed(|r| r.cars[0].result.laps_completed = 9)),
        ("laps-completed-rise", observed(|r| r.cars[1].result.laps_completed = 9)),
        ("top-15-laps-beyond-completed", observed(|r| r.cars[2].result.top_15_laps = 11)),
        ("average-outside-best-worst", observed(|r| r.cars[2].result.average_position = 2.9)),
        ("best-behind-ends", observed(|r| r.cars[1].result.best = 2)),
        ("worst-ahead-of-finish", observed(|r| r.cars[2].result.worst = 2)),
        ("worst-beyond-field", observed(|r| r.cars[2].result.worst = 4)),
        ("led-outside-top-15", observed(|r| r.cars[1].result.top_15_laps = 2)),
    ]
}

#[test]
fn observations_fire_and_the_sound_race_is_silent() {
    assert_eq!(observation::check(&past_race()), axioms::Findings::default());
    for (rule, found) in observations() {
        assert!(found.contains(&rule), "{rule}: {found:?}");
    }
    // What is incomplete is no ground for a veto.
    for rule in ["finish-gap", "start-gap", "start-missing", "laps-led-short", "winner-led-nothing"] {
        let (_, found) = observations().into_iter().find(|(name, _)| *name == rule).unwrap();
        assert!(found.iter().all(|name| !name.starts_with("observed-")), "{rule}: {found:?}");
    }
}

fn of_lineup(change: impl Fn(&mut Vec<DriverId>)) -> Vec<&'static str> {
    let (slate, mut lineup) = slate();
    change(&mut lineup.drivers);
    lineup::check(&lineup, &slate, scoring(Site::Draftkings)).into_iter().map(|veto| veto.rule).collect()
}

pub fn lineups() -> Vec<Case> {
    let dear = {
        let (mut slate, lineup) = slate();
        slate.salaries[0].salary.0 = 10_001;
        lineup::check(&lineup, &slate, scoring(Site::Draftkings)).into_iter().map(|veto| veto.rule).collect()
    };
    vec![
        ("lineup-roster-size", of_lineup(|drivers| drivers.truncate(5))),
        ("lineup-drivers-distinct", of_lineup(|drivers| drivers[1] = drivers[0])),
        ("lineup-drivers-on-slate", of_lineup(|drivers| drivers[5] = DriverId(99))),
        ("lineup-salary-cap", dear),
    ]
}

#[test]
fn lineups_are_held_to_the_site_and_to_nothing_else() {
    assert_eq!(of_lineup(|_| ()), Vec::<&str>::new());
    for (rule, found) in lineups() {
        assert_eq!(found, [rule]);
    }
    let (slate, mut lineup) = slate();
    assert_eq!(
        lineup::check(&lineup, &slate, scoring(Site::Fanduel))[0].to_string(),
        "lineup-roster-size: measured 6, limit 5 (race cup-2025-11-02-phoenix; rules fanduel-2019)"
            .replace("fanduel-2019", &scoring(Site::Fanduel).key)
    );
    lineup.drivers.truncate(5);
    assert_eq!(lineup::check(&lineup, &slate, scoring(Site::Fanduel)), []);
}

fn of_projection(change: impl Fn(&mut projection::ProjectedField<'static>)) -> Vec<&'static str> {
    let mut field = projected();
    change(&mut field);
    projection::check(&field).into_iter().map(|veto| veto.rule).collect()
}

pub fn projections() -> Vec<Case> {
    vec![
        ("probabilities-in-range", of_projection(|f| f.cars[0].top = &[0.75, 1.1])),
        ("probabilities-in-range", of_projection(|f| f.cars[0].win = f64::NAN)),
        ("win-probability-sum", of_projection(|f| f.cars[0].win = 0.6)),
        ("win-probability-sum", of_projection(|f| f.cars[0].win = f64::NAN)),
        ("top-k-probability-sum", of_projection(|f| f.cars[0].top = &[0.8, 1.0])),
        (
            "top-k-nested",
            of_projection(|f| {
                f.cars[0].top = &[0.4, 1.0];
                f.cars[1].top = &[1.0, 1.0];
                f.cars[2].top = &[0.6, 1.0];
            }),
        ),
        ("top-k-nested", of_projection(|f| f.cars[0].top = &[0.75])),
        ("quantiles-ascend", of_projection(|f| f.cars[0].quantiles = &[&[1.0, 0.9]])),
        ("quantiles-ascend", of_projection(|f| f.cars[0].quantiles = &[&[1.0, f64::INFINITY]])),
        ("mean-finish-sum", of_projection(|f| f.cars[0].mean_finish = 1.7)),
        ("mean-laps-led-sum", of_projection(|f| f.cars[0].mean_laps_led = 5.0)),
    ]
}

#[test]
fn projections_add_up() {
    assert_eq!(of_projection(|_| ()), Vec::<&str>::new());
    for (rule, found) in projections() {
        assert!(found.contains(&rule), "{rule}: {found:?}");
    }
    assert_eq!(of_projection(|f| f.cars[0].quantiles = &[]), Vec::<&str>::new());
}

fn of_claims(claims: &[(&str, Subject, Value<'_>)]) -> Vec<&'static str> {
    let claims: Vec<Claim<'_>> =
        claims.iter().map(|&(kind, subject, value)| Claim { kind, subject, value }).collect();
    claim::check(&claims, &card()).into_iter().map(|veto| veto.rule).collect()
}

const FIRST: Subject = Subject::Entry(DriverId(101));
const SECOND: Subject = Subject::Entry(DriverId(102));
const STRANGER: Subject = Subject::Entry(DriverId(999));

pub fn claims() -> Vec<Case> {
    vec![
        ("claim-kind", of_claims(&[("will-win", FIRST, Value::Bool(true))])),
        ("claim-subject", of_claims(&[("grid", STRANGER, Value::I64(1))])),
        ("claim-subject", of_claims(&[("grid", Subject::Race, Value::I64(1))])),
        ("claim-subject", of_claims(&[("scheduled-laps", FIRST, Value::I64(312))])),
        ("claim-type", of_claims(&[("withdrawn", FIRST, Value::I64(1))])),
        ("claim-type", of_claims(&[("grid", FIRST, Value::F64(1.0))])),
        ("claim-range", of_claims(&[("pace", FIRST, Value::F64(1.5))])),
        ("claim-range", of_claims(&[("pace", FIRST, Value::F64(f64::NAN))])),
        ("claim-grid-in-field", of_claims(&[("grid", FIRST, Value::I64(4))])),
        ("claim-grid-unique", of_claims(&[("grid", FIRST, Value::I64(2)), ("grid", SECOND, Value::I64(2))])),
    ]
}

#[test]
fn claims_are_held_to_the_entry_list_and_the_ontology() {
    for (rule, found) in claims() {
        assert_eq!(found, [rule]);
    }
    assert_eq!(of_claims(&[("grid", FIRST, Value::I64(0))]), ["claim-range", "claim-grid-in-field"]);
    let sound = [
        ("grid", FIRST, Value::I64(2)),
        ("grid", FIRST, Value::I64(2)),
        ("grid", SECOND, Value::I64(1)),
        ("withdrawn", SECOND, Value::Bool(false)),
        ("practice-rank", FIRST, Value::I64(3)),
        ("practice-rank", SECOND, Value::I64(3)),
        ("pace", FIRST, Value::I64(1)),
        ("rain-probability", Subject::Race, Value::F64(0.3)),
    ];
    assert_eq!(of_claims(&sound), Vec::<&str>::new());
}
