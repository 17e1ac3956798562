//! The notes of the shared data: their races' entry lists, and the score of what is read from them.

use domain::evidence::ClaimValue;
use domain::ids::{DriverId, LayoutKey, RaceKey, VenueKey};
use domain::race::{Entry, RaceCard, RaceInfo};
use domain::series::Series;
use kernel::reading::{Reader, Rules};
use kernel::small::{Margins, Small, Together};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

#[derive(Deserialize)]
struct Note {
    id: String,
    race: String,
    text: String,
}

fn data() -> PathBuf {
    std::env::var_os("BACKSTRETCH_TEST_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from)
}

/// The entry list of a race by its key, names as in the race logs, numbers and teams where known.
fn card(key: &str) -> RaceCard {
    let (series_name, rest) = key.split_once('-').unwrap();
    let (date, venue) = (&rest[..10], &rest[11..]);
    let named = |name: &str| match series_name {
        "cup" => name == "Cup",
        "trucks" => name == "Trucks",
        _ => name != "Cup" && name != "Trucks",
    };
    let mut cars: BTreeMap<u32, (String, String, String)> = BTreeMap::new();
    let mut rows = csv::Reader::from_path(data().join("results/car-teams-2019-2025.csv")).unwrap();
    for row in rows.deserialize::<BTreeMap<String, String>>() {
        let row = row.unwrap();
        let there = row["season"] == date[..4] && *row["first_race"] <= *date && *date <= *row["last_race"];
        if named(&row["series"]) && there {
            let car = (row["car_number"].clone(), row["team"].clone(), row["make"].clone());
            cars.insert(row["driver_id"].parse().unwrap(), car);
        }
    }
    let mut entries: BTreeMap<DriverId, Entry> = BTreeMap::new();
    let mut rows = csv::Reader::from_path(data().join("race-logs.csv")).unwrap();
    for row in rows.deserialize::<BTreeMap<String, String>>() {
        let row = row.unwrap();
        if !named(&row["series"]) || row["race_date"].replace('/', "-") != date {
            continue;
        }
        let driver = DriverId(row["driver_id"].parse().unwrap());
        let car = cars.get(&driver.0);
        let entry = Entry {
            driver,
            driver_name: row["driver_name"].clone(),
            start: None,
            car_number: car.map(|car| car.0.clone()),
            team: car.map(|car| car.1.clone()),
            make: car.map(|car| car.2.clone()),
        };
        entries.insert(driver, entry);
    }
    assert!(entries.len() >= 20, "{key} has {} entries", entries.len());
    RaceCard {
        info: RaceInfo {
            key: RaceKey::from(key),
            series: match series_name {
                "cup" => Series::Cup,
                "trucks" => Series::Trucks,
                _ => Series::Oreilly,
            },
            date: date.parse().unwrap(),
            number_of_day: 1,
            venue: VenueKey::from(venue),
            layout: LayoutKey::from(venue),
            track_name: venue.to_owned(),
            exhibition: false,
            lock_at: jiff::Timestamp::UNIX_EPOCH,
            scheduled_laps: None,
        },
        distance_laps: 200,
        entries: entries.into_values().collect(),
    }
}

/// Reads the notes and scores the answer by `score.py` of the shared data.
///
/// Rules are frozen before more than the first twelve notes are looked at; `BACKSTRETCH_TEST_NOTES` reads only the first so
/// many, and shows the answers.
#[test]
#[ignore = "needs shared data"]
fn notes_of_the_shared_data_are_read() {
    // A model's file; else the rules alone read. A margin of 0 leaves the rules out.
    let model = std::env::var("BACKSTRETCH_TEST_MODEL").ok();
    let small = model.map(|path| Small::open(&std::fs::read(path).unwrap()).unwrap());
    let margin =
        std::env::var("BACKSTRETCH_TEST_MARGIN").map_or(Margins::default().add, |text| text.parse().unwrap());
    let margins = Margins { add: margin, drop: margin, change: margin };
    let both = small.as_ref().map(|small| Together::new(small, margins));
    let reader: &dyn Reader = match (&small, &both) {
        (Some(small), _) if margin == 0.0 => small,
        (_, Some(both)) => both,
        _ => &Rules,
    };
    let most: usize =
        std::env::var("BACKSTRETCH_TEST_NOTES").map_or(usize::MAX, |count| count.parse().unwrap());
    let gold = std::fs::read_to_string(data().join("notes/notes-dev.jsonl")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (mut asked, mut answers) = (String::new(), String::new());
    let mut cards: BTreeMap<String, RaceCard> = BTreeMap::new();
    for line in gold.lines().take(most) {
        let note: Note = serde_json::from_str(line).unwrap();
        let card = cards.entry(note.race.clone()).or_insert_with(|| card(&note.race));
        let reading = reader.read(&note.text, card).unwrap();
        let name = |driver: DriverId| {
            card.entries.iter().find(|entry| entry.driver == driver).map(|entry| entry.driver_name.clone())
        };
        let claims: Vec<serde_json::Value> = reading
            .claims
            .iter()
            .map(|claim| {
                serde_json::json!({"kind": claim.kind, "driver": claim.driver.and_then(name),
                    "value": claim.value, "confidence": claim.confidence})
            })
            .collect();
        if most < usize::MAX {
            println!("{} {}", note.id, serde_json::Value::from(claims.clone()));
        }
        answers += &format!("{}\n", serde_json::json!({"id": note.id, "claims": claims}));
        asked += &format!("{line}\n");
        assert!(reading.claims.iter().all(|claim| claim.driver.is_none_or(|driver| name(driver).is_some())));
        assert!(reading.claims.iter().all(|claim| !matches!(claim.value, ClaimValue::Text(_))));
    }
    let (asked_path, answer_path) = (folder.path().join("gold.jsonl"), folder.path().join("out.jsonl"));
    std::fs::write(&asked_path, asked).unwrap();
    std::fs::write(&answer_path, answers).unwrap();
    let score = std::process::Command::new("python3")
        .arg(data().join("notes/score.py"))
        .args([asked_path, answer_path])
        .output()
        .unwrap();
    let said = String::from_utf8(score.stdout).unwrap();
    println!("{said}");
    assert!(score.status.success() && said.contains("F1 "), "{said}");
}
