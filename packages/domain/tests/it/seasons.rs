//! Exhibitions and scheduled laps against the race logs.

use crate::logs::{self, Group};
use domain::exhibitions::{exhibition, exhibitions, looks_like_exhibition};
use domain::series::Series;
use domain::tracks::{Layout, TrackReference};
use jiff::civil::date;
use std::collections::{BTreeMap, BTreeSet};

fn layout(group: &Group) -> &'static Layout {
    TrackReference::builtin().resolve(&group.track_name, group.date.year()).unwrap()
}

#[test]
#[ignore = "needs shared data"]
fn exhibitions_are_those_of_the_profile() {
    let groups = logs::groups();
    assert_eq!(groups.len(), 663);
    let mut met = BTreeSet::new();
    let mut points_races: BTreeMap<i16, usize> = BTreeMap::new();
    for group in &groups {
        let layout = layout(group);
        let found = exhibition(group.series, group.date, &layout.venue);
        // Two-race groups may have 30 distinct places between them; all single ones show by their size.
        let small = looks_like_exhibition(group.series, group.distinct_finishes());
        assert_eq!(found.is_some(), small, "{} {} {}", group.series, group.track_name, group.date);
        match found {
            Some(exhibition) => {
                assert_eq!((&exhibition.layout, usize::from(exhibition.races)), (&layout.key, group.races()));
                met.insert(exhibition.date);
            }
            None if group.series == Series::Cup => *points_races.entry(group.date.year()).or_default() += 1,
            None => {}
        }
    }
    assert_eq!(met.len(), exhibitions().count(), "every exhibition of the table is in the logs");
    assert!(points_races.values().all(|&races| races == 36), "{points_races:?}");
    let small_trucks = groups.iter().filter(|g| g.series == Series::Trucks && g.distinct_finishes() < 30);
    assert_eq!(small_trucks.map(|g| g.date).collect::<Vec<_>>(), [date(2019, 8, 25)]);
}

/// Races that ended early, with the laps they lacked, by rain, fog or dusk. Every other race ran its
/// scheduled laps or an overtime past them.
const SHORTENED: [(&str, &str, Series, u32); 18] = [
    ("2019-07-07", "daytona", Series::Cup, 33),
    ("2020-05-21", "darlington", Series::Cup, 20),
    ("2020-07-12", "kentucky", Series::Trucks, 79),
    ("2021-04-24", "talladega", Series::Oreilly, 23),
    ("2021-05-23", "cota", Series::Cup, 14),
    ("2021-07-18", "new-hampshire", Series::Cup, 8),
    ("2021-08-07", "watkins-glen", Series::Trucks, 11),
    ("2021-10-02", "talladega", Series::Oreilly, 6),
    ("2021-10-04", "talladega", Series::Cup, 71),
    ("2022-09-10", "kansas", Series::Oreilly, 107),
    ("2023-02-18", "daytona", Series::Trucks, 21),
    ("2023-04-15", "martinsville", Series::Trucks, 76),
    ("2023-07-02", "chicago-street", Series::Oreilly, 30),
    ("2023-07-03", "chicago-street", Series::Cup, 22),
    ("2023-07-10", "atlanta-2022", Series::Cup, 75),
    ("2024-05-27", "charlotte", Series::Cup, 151),
    ("2024-07-07", "chicago-street", Series::Cup, 17),
    ("2025-07-19", "dover", Series::Oreilly, 66),
];

#[test]
#[ignore = "needs shared data"]
fn scheduled_laps_differ_from_run_ones_by_overtime_and_weather_only() {
    let mut seasons: BTreeMap<(&str, Series, i16), Vec<Group>> = BTreeMap::new();
    for group in logs::groups() {
        let layout = layout(&group);
        if exhibition(group.series, group.date, &layout.venue).is_none() {
            seasons.entry((layout.key.as_str(), group.series, group.date.year())).or_default().push(group);
        }
    }
    let (mut equal, mut overtime, mut longest, mut shortened) = (0, 0, 0, BTreeSet::new());
    for ((key, series, season), mut groups) in seasons {
        groups.sort_by_key(|group| group.date);
        let scheduled = TrackReference::builtin().scheduled_laps_all(&key.into(), series, season);
        let missing = usize::from((key, series, season) == ("martinsville", Series::Oreilly, 2024));
        let races: usize = groups.iter().map(Group::races).sum();
        assert_eq!(scheduled.len(), races + missing, "{key} {series} {season}: {scheduled:?}");
        let mut occurrence = missing; // the spring race is the one the logs lack
        for group in groups {
            let laps = scheduled[occurrence];
            occurrence += group.races();
            if group.races() > 1 {
                continue;
            }
            let run = group.laps();
            match run.checked_sub(laps) {
                Some(0) => equal += 1,
                Some(more) => {
                    overtime += 1;
                    longest = longest.max(more);
                }
                None => {
                    shortened.insert((group.date.to_string(), key, series, laps - run));
                }
            }
        }
    }
    let expected = SHORTENED.iter().map(|&(date, key, series, laps)| (date.to_owned(), key, series, laps));
    assert_eq!(shortened, expected.collect());
    // Nashville 2024 (Cup) ran 31 laps past its 300, five overtimes: the longest.
    assert_eq!((equal, overtime, longest, SHORTENED.len()), (444, 177, 31, 18));
}
