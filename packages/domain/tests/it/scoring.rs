//! DraftKings scores computed from race-log rows against printed ones.

use crate::logs::{self, Row};
use domain::aliases::DriverNames;
use domain::dfs::Site;
use domain::ids::DriverId;
use domain::scoring::{Points, Scored, ScoringRules};
use domain::series::Series;
use jiff::civil::{Date, date};

/// The Cup rows of one race-log date.
fn race(rows: &[Row], date: Date) -> Vec<&Row> {
    let race: Vec<&Row> = rows.iter().filter(|row| row.series == Series::Cup && row.date == date).collect();
    assert!(race.len() >= 36, "{date}: {}", race.len());
    race
}

fn scored(row: &Row) -> Scored {
    Scored {
        start: row.start,
        finish: row.finish,
        laps_led: row.laps_led,
        fastest_laps: row.fastest_laps,
        laps_completed: row.laps,
    }
}

#[test]
#[ignore = "needs shared data"]
fn every_scored_row_of_talladega_2021_is_met() {
    let rows = logs::rows();
    let race = race(&rows, date(2021, 10, 4));
    let names = DriverNames::new(race.iter().map(|row| (DriverId(row.driver_id), row.driver_name.as_str())));
    let rules = ScoringRules::of(Site::Draftkings, date(2021, 10, 4)).unwrap();
    let printed = logs::table("dfs/dk-scored-races.csv");
    assert_eq!(printed.len(), 28);
    for line in printed {
        let (driver, _) = names.find(&line["driver_name"]).unwrap();
        let row = race.iter().find(|row| row.driver_id == driver.0).unwrap();
        let score = rules.breakdown(&scored(row));
        let print = |column: &str| Points::from_f64(line[column].parse().unwrap()).unwrap();
        assert_eq!(score.finish, print("finish_points"), "{driver}");
        assert_eq!(score.place_differential, print("pd_points"), "{driver}");
        assert_eq!(score.laps_led, print("ll_points"), "{driver}");
        assert_eq!(score.fastest_laps, print("fl_points"), "{driver}");
        assert_eq!(score.total(), print("total_points"), "{driver}");
    }
}

#[test]
#[ignore = "needs shared data"]
fn lineup_totals_of_2019_are_met_by_the_old_rules_only() {
    let rows = logs::rows();
    let new_rules = ScoringRules::of(Site::Draftkings, date(2021, 1, 1)).unwrap();
    let check = |date: Date, lineup: &[&str; 6], printed: &str, under_new: &str| {
        let race = race(&rows, date);
        let total = |rules: &ScoringRules| -> Points {
            lineup
                .iter()
                .map(|name| {
                    rules.score(&scored(race.iter().find(|row| row.driver_name == *name).expect(name)))
                })
                .sum()
        };
        assert_eq!(
            total(ScoringRules::of(Site::Draftkings, date).unwrap()).to_string(),
            printed,
            "{lineup:?}"
        );
        assert_eq!(total(new_rules).to_string(), under_new, "{lineup:?}");
    };
    let (atlanta, pocono, daytona) = (date(2019, 2, 24), date(2019, 6, 2), date(2019, 7, 7));
    let perfect =
        ["Chris Buescher", "Kyle Larson", "Martin Truex Jr.", "Erik Jones", "David Ragan", "Brad Keselowski"];
    check(atlanta, &perfect, "382.25", "373.10");
    let perfect =
        ["Chris Buescher", "Daniel Suarez", "Daniel Hemric", "Chase Elliott", "Kyle Busch", "William Byron"];
    check(pocono, &perfect, "304.00", "297.55");
    let piston =
        ["Chris Buescher", "Kyle Busch", "Kurt Busch", "Daniel Hemric", "Erik Jones", "Daniel Suarez"];
    check(pocono, &piston, "302.75", "295.75");
    let perfect = ["JJ Yeley", "Matt Tifft", "Ty Dillon", "Justin Haley", "Corey LaJoie", "Landon Cassill"];
    check(daytona, &perfect, "375.25", "371.65");
    let happy_hour =
        ["Ty Dillon", "Justin Haley", "Jimmie Johnson", "Corey LaJoie", "Ryan Newman", "Bubba Wallace"];
    check(daytona, &happy_hour, "359.75", "356.50");
    let firecracker =
        ["Matt DiBenedetto", "Ty Dillon", "Justin Haley", "Corey LaJoie", "Ryan Newman", "Matt Tifft"];
    check(daytona, &firecracker, "370.75", "368.90");
}
