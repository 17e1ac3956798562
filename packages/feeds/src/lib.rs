//! Reading the files of other sources into the values of the sport.
//!
//! [`kind`] lists the kinds of file; each entry is a constant ([`descriptor`]) in the module of its parser ([`race_logs`], [`entries`], [`results`],
//! [`teams`], [`weekend`]). [`source`] reads bytes within limits, parsers give rows and complaints ([`complaint`]), and
//! [`identity`] decides which rows are one race: pure, without I/O. [`raw_store`] keeps every file under the digest of its
//! content, [`file_record`] what was stated about it, [`row_cache`] its parsed rows, and [`gather`] brings the rows of many
//! files together by race group. [`archive`] reads tables of whole races, such as laps, which are kept as columns.

pub mod archive;
pub mod client;
pub mod complaint;
pub mod context;
pub mod descriptor;
pub mod entries;
pub mod file_record;
pub mod gather;
pub mod identity;
pub mod kind;
pub mod nascar;
pub mod parsed;
pub mod place;
pub mod race_logs;
pub mod raw_store;
pub mod results;
pub mod row_cache;
pub mod rows;
pub mod source;
mod table;
pub mod teams;
mod text;
pub mod weekend;
pub mod whole;
