//! What is written is what is read, and the same values give the same bytes.

use columns::samples::{self, Sample};
use columns::table::{Column, Table, Values};
use columns::{ColumnsError, MEDIA_TYPE};
use domain::hex;
use domain::ids::DriverId;
use domain::sample::SampleMatrix;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

pub fn digest(bytes: &[u8]) -> String {
    hex::encode(&Sha256::digest(bytes))
}

pub fn sample(scenario: Option<&str>, entries: usize, runs: usize, seed: u32) -> Sample {
    let cells = (entries * runs) as u32;
    let number = |cell: u32| cell.wrapping_mul(2_654_435_761).wrapping_add(seed);
    let matrix = SampleMatrix {
        entries,
        simulations: runs,
        finish: (0..cells).map(|cell| number(cell) as u8).collect(),
        laps_led: (0..cells).map(|cell| number(cell) as u16).collect(),
        fastest_laps: (0..cells).map(|cell| (number(cell) >> 8) as u16).collect(),
        laps_completed: (0..cells).map(|cell| (number(cell) >> 4) as u16).collect(),
        retired: (0..cells).map(|cell| number(cell).is_multiple_of(7)).collect(),
        draftkings: (0..cells).map(|cell| number(cell) as f32 / 4.0).collect(),
        fanduel: (0..cells).map(|cell| -(number(cell) as f32) / 8.0).collect(),
    };
    let drivers = (0..entries as u32).map(|entry| DriverId(4000 + entry)).collect();
    Sample { scenario: scenario.map(str::to_owned), drivers, matrix }
}

fn values(rows: usize) -> impl Strategy<Value = Values> {
    use prop::collection::vec;
    use prop::option;
    prop_oneof![
        vec(option::of(".{0,12}"), rows).prop_map(Values::Text),
        vec(option::of(any::<i64>()), rows).prop_map(Values::Int64),
        vec(option::of(-1e300..1e300), rows).prop_map(Values::Float64),
        vec(-1e30f32..1e30, rows).prop_map(Values::Float32),
        vec(any::<u32>(), rows).prop_map(Values::UInt32),
        vec(any::<u16>(), rows).prop_map(Values::UInt16),
        vec(any::<u8>(), rows).prop_map(Values::UInt8),
        vec(any::<bool>(), rows).prop_map(Values::Bool),
    ]
}

fn tables() -> impl Strategy<Value = Table> {
    let columns = (1usize..200).prop_flat_map(|rows| prop::collection::vec(values(rows), 1..6));
    columns.prop_map(|columns| Table {
        columns: columns
            .into_iter()
            .enumerate()
            .map(|(at, values)| Column::new(&format!("c{at}"), values))
            .collect(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_table_comes_back_as_it_was(table in tables()) {
        let bytes = table.to_parquet().unwrap();
        prop_assert_eq!(&bytes, &table.to_parquet().unwrap());
        prop_assert_eq!(Table::from_parquet("t", &bytes, &digest(&bytes)).unwrap(), table);
    }

    #[test]
    fn samples_come_back_as_they_were(
        sizes in prop::collection::vec((1usize..45, 1usize..40), 1..5),
        named in any::<bool>(),
        seed in any::<u32>(),
    ) {
        let names = ["base", "rain", "short", "crashes"];
        let samples: Vec<Sample> = sizes
            .iter()
            .enumerate()
            .take(if named { 4 } else { 1 })
            .map(|(at, (entries, runs))| sample(named.then(|| names[at]), *entries, *runs, seed))
            .collect();
        let bytes = samples::to_parquet(&samples).unwrap();
        prop_assert_eq!(samples::from_parquet("s", &bytes, &digest(&bytes)).unwrap(), samples);
    }
}

#[test]
fn a_sample_of_several_row_groups_comes_back_as_it_was() {
    let samples = [sample(None, 40, 20_000, 1)];
    let bytes = samples::to_parquet(&samples).unwrap();
    assert_eq!(samples::from_parquet("s", &bytes, &digest(&bytes)).unwrap(), samples);
}

/// The bytes are part of what `projections verify` compares, so a new version of polars must not change them unseen.
#[test]
fn the_bytes_are_those_of_the_version_that_was_kept() {
    let bytes = samples::to_parquet(&[sample(Some("base"), 3, 5, 1)]).unwrap();
    assert_eq!((bytes[..4].to_vec(), MEDIA_TYPE), (b"PAR1".to_vec(), "application/vnd.apache.parquet"));
    assert_eq!(digest(&bytes), "fd0166453f511cd800807eb555b503b7dd5e7aedf8cc8b49b405b9cf7c663c96");
}

#[test]
fn what_makes_no_table_is_refused() {
    let column = |name: &str, rows: usize| Column::new(name, Values::UInt8(vec![1; rows]));
    for columns in [vec![column("a", 2), column("a", 2)], vec![column("a", 2), column("b", 3)]] {
        let error = Table { columns }.to_parquet().unwrap_err();
        assert!(matches!(error, ColumnsError::NotATable(_)), "{error}");
    }
    let mixed = [sample(None, 2, 2, 1), sample(Some("rain"), 2, 2, 1)];
    assert!(matches!(samples::to_parquet(&mixed), Err(ColumnsError::NotATable(_))));
    let mut short = sample(None, 2, 2, 1);
    short.matrix.fanduel.pop();
    assert!(matches!(samples::to_parquet(&[short]), Err(ColumnsError::NotATable(_))));
}
