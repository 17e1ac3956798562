//! `races.csv` and `drivers.csv`.

use crate::walk;
use backtest::measure::Measure;
use backtest::{Paired, Record};
use report::ReportError;
use report::backtest::records::{RecordError, drivers_csv, races_csv, read};
use report::backtest::{tables, text};

fn files() -> (String, String) {
    (races_csv(&walk().races).unwrap(), drivers_csv(&walk().races).unwrap())
}

#[test]
fn what_was_written_is_read_again_bit_by_bit() {
    let (races, drivers) = files();
    assert_eq!(races.lines().count(), 1 + walk().races.len());
    assert_eq!(drivers.lines().count(), 1 + walk().metrics.overall.entries as usize);
    assert_eq!(read(&races, &drivers).unwrap(), walk().races);
    // The order of the lines is of no matter.
    let turned = |text: &str| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        lines.join("\n")
    };
    assert_eq!(read(&turned(&races), &turned(&drivers)).unwrap(), walk().races);
}

#[test]
fn figures_from_files_are_those_of_the_run() {
    let (races, drivers) = files();
    let own = Record { run: walk().metrics.run.clone(), races: read(&races, &drivers).unwrap() };
    let paired = Paired::of(&own, &own).unwrap();
    for measure in Measure::ALL {
        let of = paired.overall.get(measure).map(|of| of.model);
        assert_eq!(of, walk().metrics.overall.value(measure), "{measure:?}");
    }
}

#[test]
fn files_that_are_not_as_written_are_refused() {
    let (races, drivers) = files();
    let refused = |races: &str, drivers: &str| match read(races, drivers) {
        Err(ReportError::Record(error)) => error,
        other => panic!("{other:?}"),
    };
    let error = refused(&races, &drivers.replacen("dk_crps", "dk_score", 1));
    assert_eq!(error, RecordError::NoColumn { file: "drivers.csv", column: "dk_crps".to_owned() });
    assert!(error.to_string().contains("run the backtest again"));
    let second = drivers.lines().nth(2).unwrap();
    let mut fields: Vec<&str> = second.split(',').collect();
    let crps = drivers.lines().next().unwrap().split(',').position(|name| name == "dk_crps").unwrap();
    for bad in ["", "much", "NaN", "inf"] {
        fields[crps] = bad;
        let error = refused(&races, &drivers.replacen(second, &fields.join(","), 1));
        let (column, value) = ("dk_crps".to_owned(), bad.to_owned());
        assert_eq!(error, RecordError::BadValue { file: "drivers.csv", line: 3, column, value });
    }
    let first_race: String = races.lines().take(2).map(|line| format!("{line}\n")).collect();
    assert!(matches!(refused(&first_race, &drivers), RecordError::UnknownRace { .. }));
    let headings = format!("{}\n", drivers.lines().next().unwrap());
    assert!(matches!(refused(&races, &headings), RecordError::NoDrivers(_)));
    let twice = format!("{races}{}\n", races.lines().nth(1).unwrap());
    assert!(matches!(refused(&twice, &drivers), RecordError::Twice { file: "races.csv", .. }));
    let twice = format!("{drivers}{}\n", drivers.lines().nth(1).unwrap());
    assert!(matches!(refused(&races, &twice), RecordError::Twice { file: "drivers.csv", .. }));
    // A row that lost its end.
    assert!(read(&races, &drivers[..drivers.len() - 30]).is_err());
}

#[test]
fn superspeedways_are_flagged_everywhere() {
    let (races, drivers) = files();
    let metrics = &walk().metrics;
    let tables = [
        races,
        drivers,
        tables::paired_csv(&metrics.paired).unwrap(),
        tables::reliability_csv(&metrics.calibration).unwrap(),
    ];
    for table in tables {
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let headings = reader.headers().unwrap().clone();
        let at = |names: &[&str]| headings.iter().position(|name| names.contains(&name)).unwrap();
        let (kind, flag) = (at(&["track_type", "part"]), at(&["near_unpredictable"]));
        let mut flagged = 0;
        for record in reader.records() {
            let record = record.unwrap();
            assert_eq!(&record[flag] == "true", &record[kind] == "superspeedway-type", "{record:?}");
            flagged += usize::from(&record[flag] == "true");
        }
        assert!(flagged > 0);
    }
    let json = serde_json::to_value(metrics).unwrap();
    assert_eq!(json["byType"]["superspeedway"]["nearUnpredictable"], true);
    assert_eq!(json["byType"]["road"]["nearUnpredictable"], false);
    for text in [text::summary(metrics), text::report(metrics), text::paired(&metrics.paired[0])] {
        assert!(text.contains("superspeedway *") && text.contains("* superspeedways are near-unpredictable"));
    }
}

#[test]
fn the_report_has_every_measure_and_baseline() {
    let text = text::report(&walk().metrics);
    for measure in Measure::ALL {
        assert!(text.contains(measure.spec().label), "{}", measure.spec().label);
    }
    for baseline in ["start-only", "season-average"] {
        assert!(text.contains(&format!("against {baseline}")), "{baseline}");
    }
    let json = serde_json::to_value(&walk().metrics).unwrap();
    for measure in Measure::ALL {
        let key = measure.spec().key;
        assert!(json["overall"][key].is_f64(), "{key}");
        assert!(json["overall"]["errors"][key].is_f64(), "{key}");
        assert!(json["paired"][0]["overall"][key]["difference"].is_f64(), "{key}");
    }
}
