//! Cursors: where a list goes on, in a form that clients can pass back.
//!
//! A cursor carries the filters of its scan and a version, so that it cannot be used for another list by mistake.
//! It names the last record seen, so that records which come and go elsewhere neither repeat nor hide others.

use super::{Order, Record, Records, RecordsError, Scan};
use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

const VERSION: u8 = 1;

/// An opaque position in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(String);

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A cursor that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCursor {
    /// It was not made by this program, or by another version of it.
    #[error("the cursor is not one that this server gave out: start without a cursor")]
    Malformed,
    /// It belongs to a list with other filters.
    #[error(
        "the cursor belongs to a list with other filters: use the same filters, or start without a cursor"
    )]
    OtherList,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items, in order.
    pub items: Vec<T>,
    /// Where the list goes on; `None` on the last page.
    pub next: Option<Cursor>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Position {
    v: u8,
    /// The filters, as text.
    f: String,
    /// The last record's id.
    i: String,
    /// Its moment due, where the list is in that order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    d: Option<Timestamp>,
}

impl Cursor {
    /// The position after a record of a scan.
    pub fn after(scan: &Scan, record: &Record) -> Cursor {
        let due = if matches!(scan.order, Order::Due(_)) { record.due } else { None };
        let position = Position { v: VERSION, f: filters(scan), i: record.id.clone(), d: due };
        let json = serde_json::to_vec(&position).expect("a position has text keys");
        Cursor(BASE64URL_NOPAD.encode(&json))
    }

    /// The scan, going on from where a cursor stands.
    pub fn resume(scan: Scan, cursor: &str) -> Result<Scan, InvalidCursor> {
        let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).map_err(|_| InvalidCursor::Malformed)?;
        let position: Position = serde_json::from_slice(&bytes).map_err(|_| InvalidCursor::Malformed)?;
        if position.v != VERSION {
            return Err(InvalidCursor::Malformed);
        }
        if position.f != filters(&scan) {
            return Err(InvalidCursor::OtherList);
        }
        let order = match scan.order {
            Order::Ascending(_) => Order::Ascending(Some(position.i)),
            Order::Descending(_) => Order::Descending(Some(position.i)),
            Order::Due(_) => Order::Due(Some((position.d.ok_or(InvalidCursor::Malformed)?, position.i))),
        };
        Ok(Scan { order, ..scan })
    }
}

/// The limit stays out: a client may change the size of its pages.
fn filters(scan: &Scan) -> String {
    let order = match scan.order {
        Order::Ascending(_) => "ascending",
        Order::Descending(_) => "descending",
        Order::Due(_) => "due",
    };
    let filters = (scan.kind.name(), &scan.owner, &scan.state, &scan.label, scan.due_by, order);
    crate::ids::sha256(&serde_json::to_vec(&filters).expect("filters are texts"))[..12].to_owned()
}

impl Records {
    /// One page of a list with the cursor of the next one.
    pub fn page(&self, scan: &Scan) -> Result<Page<Record>, RecordsError> {
        let mut items = self.list(&scan.clone().limit(scan.limit.saturating_add(1)))?;
        let more = items.len() > scan.limit;
        items.truncate(scan.limit);
        let next = items.last().filter(|_| more).map(|last| Cursor::after(scan, last));
        Ok(Page { items, next })
    }
}
