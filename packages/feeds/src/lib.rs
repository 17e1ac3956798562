//! Files of the outside world into the sport's values.
//!
//! Reading ([`source`]), complaints about rows ([`complaint`]), typed parsers ([`race_logs`], [`entries`],
//! [`results`], [`teams`], [`weekend`]), which rows are one race ([`identity`]: pure, no I/O), the content-addressed copies of every
//! file ([`raw_store`]), and files that are written whole ([`whole`]).

pub mod complaint;
pub mod entries;
pub mod identity;
pub mod place;
pub mod race_logs;
pub mod raw_store;
pub mod results;
pub mod source;
mod table;
pub mod teams;
mod text;
pub mod weekend;
pub mod whole;
