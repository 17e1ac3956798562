//! A scan as SQL. The text is put together from fixed parts, so that each combination of filters finds its index.

use super::super::moments::{milliseconds, milliseconds_passed};
use super::super::{Order, Scan};
use rusqlite::types::Value;

pub(super) fn select(scan: &Scan) -> (String, Vec<Value>) {
    let mut sql =
        "SELECT id, owner, state, label, due, revision, body FROM records WHERE kind = ?".to_owned();
    let mut values = vec![Value::from(scan.kind.name().to_owned())];
    let texts =
        [(" AND owner = ?", &scan.owner), (" AND state = ?", &scan.state), (" AND label = ?", &scan.label)];
    for (part, value) in texts {
        if let Some(value) = value {
            sql.push_str(part);
            values.push(Value::from(value.clone()));
        }
    }
    if let Some(moment) = scan.due_by {
        sql.push_str(" AND due <= ?");
        values.push(Value::from(milliseconds_passed(moment)));
    }
    match &scan.order {
        Order::Ascending(None) => sql.push_str(" ORDER BY id"),
        Order::Ascending(Some(after)) => {
            sql.push_str(" AND id > ? ORDER BY id");
            values.push(Value::from(after.clone()));
        }
        Order::Descending(None) => sql.push_str(" ORDER BY id DESC"),
        Order::Descending(Some(after)) => {
            sql.push_str(" AND id < ? ORDER BY id DESC");
            values.push(Value::from(after.clone()));
        }
        Order::Due(None) => sql.push_str(" AND due IS NOT NULL ORDER BY due, id"),
        Order::Due(Some((due, id))) => {
            sql.push_str(" AND due IS NOT NULL AND (due, id) > (?, ?) ORDER BY due, id");
            values.push(Value::from(milliseconds(*due)));
            values.push(Value::from(id.clone()));
        }
    }
    sql.push_str(" LIMIT ?");
    values.push(Value::from(i64::try_from(scan.limit).unwrap_or(i64::MAX)));
    (sql, values)
}
