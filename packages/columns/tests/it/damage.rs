//! Files that were changed, cut or never ours: an error that names the file, and no other values unnoticed.

use crate::laws::{digest, sample};
use columns::ColumnsError;
use columns::samples::{self, from_parquet};
use columns::table::{Column, Table, Values};
use proptest::prelude::*;

const FILE: &str = "columns/ab/abcd.parquet";

fn file() -> Vec<u8> {
    samples::to_parquet(&[sample(Some("base"), 40, 30, 1), sample(Some("rain"), 38, 30, 2)]).unwrap()
}

#[test]
fn a_file_cut_anywhere_is_refused_by_name() {
    let whole = file();
    let sha256 = digest(&whole);
    for length in (0..whole.len()).step_by(7).chain(whole.len() - 12..whole.len()) {
        let error = from_parquet(FILE, &whole[..length], &sha256).expect_err("a cut file");
        assert!(error.to_string().contains(FILE), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]
    #[test]
    fn changed_bytes_are_refused_before_they_are_read(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..5),
    ) {
        let whole = file();
        let mut bytes = whole.clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let read = from_parquet(FILE, &bytes, &digest(&whole));
        prop_assert_eq!(read.is_ok(), bytes == whole);
        if let Err(error) = read {
            let changed = matches!(error, ColumnsError::Changed { .. });
            prop_assert!(changed && error.to_string().contains(FILE), "{}", error);
        }
    }
}

#[test]
fn what_is_no_parquet_is_refused_by_name_even_with_its_own_digest() {
    for bytes in [b"".as_slice(), b"PAR1", b"driver,start\n4001,3\n"] {
        let error = from_parquet(FILE, bytes, &digest(bytes)).unwrap_err();
        assert!(matches!(error, ColumnsError::Damaged { .. }) && error.to_string().contains(FILE), "{error}");
    }
}

#[test]
fn a_table_that_is_no_sample_is_refused_with_what_is_missing() {
    let check = |change: &dyn Fn(&mut Table), expected: &str| {
        let bytes = samples::to_parquet(&[sample(None, 3, 4, 1)]).unwrap();
        let mut table = Table::from_parquet(FILE, &bytes, &digest(&bytes)).unwrap();
        change(&mut table);
        let bytes = table.to_parquet().unwrap();
        let error = from_parquet(FILE, &bytes, &digest(&bytes)).unwrap_err().to_string();
        assert_eq!(error, format!("{FILE}: {expected}"));
    };
    fn column<'a>(table: &'a mut Table, name: &str) -> &'a mut Column {
        table.columns.iter_mut().find(|column| column.name == name).unwrap()
    }
    check(
        &|table| table.columns.retain(|column| column.name != "finish"),
        "there is no column `finish` of places",
    );
    check(
        &|table| column(table, "retired").values = Values::UInt8(vec![0; 12]),
        "there is no column `retired` of flags",
    );
    check(
        &|table| {
            if let Values::UInt32(drivers) = &mut column(table, "driver").values {
                drivers.swap(4, 5);
            }
        },
        "row 5, column `driver`: found 4002, expected driver 4001 of run 2",
    );
    check(
        &|table| {
            if let Values::UInt32(runs) = &mut column(table, "run").values {
                runs[9..].fill(7);
            }
        },
        "row 10, column `run`: found 7, expected driver 4000 of run 4",
    );
}
