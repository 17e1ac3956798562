//! Our tables as polars' frames, and those as Parquet.

use crate::ColumnsError;
use crate::table::{Column, Table, Values};
use polars::prelude::{
    ChunkedArray, DataFrame, DataType, NamedFrom, ParallelStrategy, ParquetCompression, ParquetReader,
    ParquetWriter, PolarsError, PolarsNumericType, SerReader, Series, StatisticsOptions,
};
use sha2::{Digest, Sha256};
use std::io::Cursor;

/// Rows read at most: a million simulations of a field of 60.
const ROWS_MAX: u64 = 60_000_000;

/// A Parquet file of tables with the same columns, one below the other.
pub fn write(mut tables: impl Iterator<Item = Result<Table, ColumnsError>>) -> Result<Vec<u8>, ColumnsError> {
    let not_a_table = |error: PolarsError| ColumnsError::NotATable(error.to_string());
    let first = tables.next().unwrap_or(Ok(Table { columns: Vec::new() }))?;
    let first = frame(first)?;
    let mut bytes = Vec::new();
    let mut writer = ParquetWriter::new(&mut bytes)
        .with_compression(ParquetCompression::Zstd(None))
        .with_statistics(StatisticsOptions::empty())
        .set_parallel(false)
        .batched(first.schema())
        .map_err(not_a_table)?;
    writer.write_batch(&first).map_err(not_a_table)?;
    for table in tables {
        writer.write_batch(&frame(table?)?).map_err(not_a_table)?;
    }
    writer.finish().map_err(not_a_table)?;
    Ok(bytes)
}

/// The table of a Parquet file whose SHA-256 is known.
///
/// polars trusts the sizes that a file states: a changed byte can make it panic or ask for gigabytes. So it gets only
/// bytes whose digest is the one noted when the file was written.
pub fn read(file: &str, bytes: &[u8], sha256: &str) -> Result<Table, ColumnsError> {
    let found = domain::hex::encode(&Sha256::digest(bytes));
    if found != sha256 {
        return Err(ColumnsError::Changed { file: file.to_owned(), expected: sha256.to_owned(), found });
    }
    let damaged = |reason: String| ColumnsError::Damaged { file: file.to_owned(), reason };
    let mut reader = ParquetReader::new(Cursor::new(bytes)).read_parallel(ParallelStrategy::None);
    let rows = reader.num_rows().map_err(|error| damaged(error.to_string()))? as u64;
    if rows > ROWS_MAX {
        return Err(ColumnsError::TooLong { file: file.to_owned(), rows, max: ROWS_MAX });
    }
    let frame = reader.set_rechunk(true).finish().map_err(|error| damaged(error.to_string()))?;
    table(file, &frame)
}

fn frame(table: Table) -> Result<DataFrame, ColumnsError> {
    let rows = table.rows();
    let columns = table.columns.into_iter().map(|Column { name, values }| {
        let name = name.as_str().into();
        let series = match values {
            Values::Text(values) => Series::new(name, values),
            Values::Int64(values) => Series::new(name, values),
            Values::Float64(values) => Series::new(name, values),
            Values::Float32(values) => Series::new(name, values),
            Values::UInt32(values) => Series::new(name, values),
            Values::UInt16(values) => Series::new(name, values),
            Values::UInt8(values) => Series::new(name, values),
            Values::Bool(values) => Series::new(name, values),
        };
        series.into()
    });
    DataFrame::new(rows, columns.collect()).map_err(|error| ColumnsError::NotATable(error.to_string()))
}

fn table(file: &str, frame: &DataFrame) -> Result<Table, ColumnsError> {
    let damaged =
        |error: PolarsError| ColumnsError::Damaged { file: file.to_owned(), reason: error.to_string() };
    let column = |column: &polars::prelude::Column| {
        let series = column.as_materialized_series();
        let unknown = || ColumnsError::UnknownType {
            file: file.to_owned(),
            column: column.name().to_string(),
            found: format!(
                "{:?}, {} of {} values missing",
                column.dtype(),
                series.null_count(),
                series.len()
            ),
        };
        let values = match series.dtype() {
            DataType::String => {
                let values = series.str().map_err(damaged)?;
                Values::Text(values.iter().map(|value| value.map(str::to_owned)).collect())
            }
            DataType::Int64 => Values::Int64(series.i64().map_err(damaged)?.iter().collect()),
            DataType::Float64 => Values::Float64(series.f64().map_err(damaged)?.iter().collect()),
            _ if series.null_count() > 0 => return Err(unknown()),
            DataType::Float32 => Values::Float32(dense(series.f32().map_err(damaged)?)),
            DataType::UInt32 => Values::UInt32(dense(series.u32().map_err(damaged)?)),
            DataType::UInt16 => Values::UInt16(dense(series.u16().map_err(damaged)?)),
            DataType::UInt8 => Values::UInt8(dense(series.u8().map_err(damaged)?)),
            DataType::Boolean => Values::Bool(series.bool().map_err(damaged)?.iter().flatten().collect()),
            _ => return Err(unknown()),
        };
        Ok(Column { name: column.name().to_string(), values })
    };
    Ok(Table { columns: frame.columns().iter().map(column).collect::<Result<_, _>>()? })
}

fn dense<T: PolarsNumericType>(values: &ChunkedArray<T>) -> Vec<T::Native> {
    values.iter().flatten().collect()
}
