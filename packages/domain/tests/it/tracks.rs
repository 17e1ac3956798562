//! Track names of the race logs.

use crate::logs;
use domain::tracks::TrackReference;
use std::collections::BTreeSet;

/// The 51 track names of the race logs, each with its first and last season there and the layout or layouts.
const NAMES: [(&str, i16, i16, &[&str]); 51] = [
    ("Atlanta Motor Speedway", 2019, 2025, &["atlanta", "atlanta-2022"]),
    ("Auto Club Speedway", 2019, 2023, &["fontana"]),
    ("Autódromo Hermanos Rodríguez", 2025, 2025, &["mexico-city"]),
    ("Bowman Gray Stadium", 2025, 2025, &["bowman-gray"]),
    ("Bristol Motor Speedway", 2019, 2025, &["bristol"]),
    ("Bristol Motor Speedway Dirt", 2021, 2023, &["bristol-dirt"]),
    ("Canadian Tire Motorsport Park", 2019, 2019, &["mosport"]),
    ("Charlotte Motor Speedway", 2019, 2025, &["charlotte"]),
    ("Charlotte Motor Speedway Road Course", 2019, 2025, &["charlotte-roval", "charlotte-roval-2024"]),
    ("Chicago Street Race", 2023, 2025, &["chicago-street"]),
    ("Chicagoland Speedway", 2019, 2019, &["chicagoland"]),
    ("Circuit of The Americas", 2021, 2025, &["cota", "cota-2025"]),
    ("DAYTONA Road Course", 2021, 2021, &["daytona-road"]),
    ("Darlington Raceway", 2019, 2025, &["darlington"]),
    ("Daytona International Speedway", 2019, 2025, &["daytona"]),
    ("Daytona International Speedway Road Course", 2020, 2020, &["daytona-road"]),
    ("Dover International Speedway", 2019, 2021, &["dover"]),
    ("Dover Motor Speedway", 2022, 2025, &["dover"]),
    ("Eldora Speedway", 2019, 2019, &["eldora"]),
    ("Homestead-Miami Speedway", 2019, 2025, &["homestead"]),
    ("ISM Raceway", 2019, 2019, &["phoenix"]),
    ("Indianapolis Motor Speedway", 2019, 2025, &["indianapolis"]),
    ("Indianapolis Motor Speedway Road Course", 2020, 2023, &["indianapolis-road"]),
    ("Iowa Speedway", 2019, 2025, &["iowa"]),
    ("Kansas Speedway", 2019, 2025, &["kansas"]),
    ("Kentucky Speedway", 2019, 2020, &["kentucky"]),
    ("Knoxville Raceway", 2022, 2022, &["knoxville"]),
    ("Las Vegas Motor Speedway", 2019, 2025, &["las-vegas"]),
    ("Lime Rock Park", 2025, 2025, &["lime-rock"]),
    ("Los Angeles Memorial Coliseum", 2022, 2024, &["la-coliseum"]),
    ("Lucas Oil Indianapolis Raceway Park", 2022, 2025, &["irp"]),
    ("Martinsville Speedway", 2019, 2025, &["martinsville"]),
    ("Michigan International Speedway", 2019, 2025, &["michigan"]),
    ("Mid-Ohio Sports Car Course", 2019, 2023, &["mid-ohio"]),
    ("Milwaukee Mile Speedway", 2023, 2023, &["milwaukee"]),
    ("Nashville Superspeedway", 2021, 2025, &["nashville"]),
    ("New Hampshire Motor Speedway", 2019, 2025, &["new-hampshire"]),
    ("North Wilkesboro Speedway", 2023, 2025, &["north-wilkesboro"]),
    ("Phoenix Raceway", 2020, 2025, &["phoenix"]),
    ("Pocono Raceway", 2019, 2025, &["pocono"]),
    ("Portland International Raceway", 2022, 2025, &["portland"]),
    ("Richmond Raceway", 2019, 2025, &["richmond"]),
    ("Road America", 2019, 2023, &["road-america"]),
    ("Rockingham Speedway", 2025, 2025, &["rockingham"]),
    ("Sonoma Raceway", 2019, 2025, &["sonoma-carousel", "sonoma-2022"]),
    ("Talladega Superspeedway", 2019, 2025, &["talladega"]),
    ("Texas Motor Speedway", 2019, 2025, &["texas"]),
    ("The Milwaukee Mile", 2024, 2024, &["milwaukee"]),
    ("Watkins Glen International", 2019, 2025, &["watkins-glen"]),
    ("World Wide Technology Raceway", 2022, 2025, &["gateway"]),
    ("World Wide Technology Raceway at Gateway", 2019, 2021, &["gateway"]),
];

#[test]
fn every_name_of_the_race_logs_resolves() {
    let tracks = TrackReference::builtin();
    for (name, first, last, layouts) in NAMES {
        let mut found: Vec<&str> =
            (first..=last).map(|season| tracks.resolve(name, season).unwrap().key.as_str()).collect();
        found.dedup();
        assert_eq!(found, layouts, "{name}");
    }
}

#[test]
#[ignore = "needs shared data"]
fn the_list_above_is_that_of_the_race_logs() {
    let mut listed = BTreeSet::new();
    let mut first_and_last = BTreeSet::new();
    let seasons: BTreeSet<(String, i16)> =
        logs::rows().into_iter().map(|row| (row.track_name, row.date.year())).collect();
    for (name, first, last, _) in NAMES {
        listed.insert(name.to_owned());
        first_and_last.extend([(name.to_owned(), first), (name.to_owned(), last)]);
        assert!(seasons.iter().filter(|(n, _)| n == name).all(|(_, s)| (first..=last).contains(s)), "{name}");
    }
    assert!(first_and_last.is_subset(&seasons));
    assert_eq!(listed, seasons.into_iter().map(|(name, _)| name).collect());
}

#[test]
#[ignore = "needs shared data"]
fn classes_and_eras_are_those_of_the_compiled_table() {
    let lines = logs::table("tracks/tracks.csv");
    assert_eq!(lines.len(), 55);
    for line in lines {
        let name = line["track_name"].as_str();
        let first: i16 = line["season_start"].parse().unwrap();
        let last: i16 = line["season_end"].parse().unwrap_or(2025);
        let (start, end) = (
            TrackReference::builtin().resolve(name, first).unwrap(),
            TrackReference::builtin().resolve(name, last).unwrap(),
        );
        assert_eq!(start.key, end.key, "{name}: one layout through {first}-{last}");
        assert_eq!(start.class.as_str(), line["track_class"].replace('_', "-"), "{name}");
        assert_eq!(
            start.length_miles.to_string(),
            line["length_mi"].parse::<f64>().unwrap().to_string(),
            "{name}"
        );
        assert_eq!(start.surface, line["surface"], "{name}");
        assert_eq!(start.turns.to_string(), line["turns"], "{name}");
    }
}
