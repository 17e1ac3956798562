//! Pages of lists that the engine gives whole.

use crate::problem::Problem;
use axum::http::StatusCode;
use domain::hex;
use serde::{Deserialize, Serialize};

/// Items of a page where the request names no number.
pub const LIMIT_DEFAULT: u32 = 100;

/// The most items of a page.
pub const LIMIT_MAX: u32 = 500;

/// Which page of a list.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Cursor: the `next` of the previous page
    pub cursor: Option<String>,
    /// Items of the page, 1 to 500 (default 100)
    #[param(minimum = 1, maximum = 500)]
    pub limit: Option<u32>,
}

/// Where a list goes on: behind the item of this key, in a list with these filters.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Position {
    filters: String,
    after: String,
}

/// The number of items that a request asks for.
///
/// # Errors
/// 400 where it is not from 1 to 500.
pub fn limit(asked: Option<u32>) -> Result<usize, Problem> {
    match asked.unwrap_or(LIMIT_DEFAULT) {
        limit @ 1..=LIMIT_MAX => Ok(limit as usize),
        other => {
            let detail = format!("limit {other} is not a number from 1 to {LIMIT_MAX}");
            Err(Problem::new(StatusCode::BAD_REQUEST, "bad-limit", detail))
        }
    }
}

/// A page of `items`, which are in the order of their keys, and the cursor of the next one. A cursor belongs to one list:
/// `filters` says which. It stays good when items come and go, the one it stands on included.
///
/// # Errors
/// 400 for a limit out of its range, 404 for a cursor that names no place in this list.
pub fn page<T>(
    items: Vec<T>,
    key: impl Fn(&T) -> String,
    filters: &str,
    cursor: Option<&str>,
    asked: Option<u32>,
) -> Result<(Vec<T>, Option<String>), Problem> {
    let limit = limit(asked)?;
    let start = match cursor {
        None => 0,
        Some(cursor) => {
            let after = after(cursor, filters)?;
            items.partition_point(|item| key(item) <= after)
        }
    };
    let more = items.len() > start + limit;
    let shown: Vec<T> = items.into_iter().skip(start).take(limit).collect();
    let next = shown.last().filter(|_| more).map(|last| self::cursor(filters, key(last)));
    Ok((shown, next))
}

/// The key of the item behind which a list goes on.
///
/// # Errors
/// 404 for a cursor of another list.
pub fn after(cursor: &str, filters: &str) -> Result<String, Problem> {
    let position = read(cursor).filter(|position| position.filters == filters);
    Ok(position.ok_or_else(|| invalid("it belongs to another list"))?.after)
}

/// The cursor behind the item of a key.
pub fn cursor(filters: &str, after: String) -> String {
    let position = Position { filters: filters.to_owned(), after };
    hex::encode(&serde_json::to_vec(&position).expect("a position is two texts"))
}

fn invalid(why: &str) -> Problem {
    let detail = format!("the cursor cannot be used: {why}; start without one");
    Problem::new(StatusCode::NOT_FOUND, "invalid-cursor", detail)
}

fn read(cursor: &str) -> Option<Position> {
    let digits = cursor.as_bytes().chunks_exact(2);
    if !digits.remainder().is_empty() {
        return None;
    }
    let byte = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok();
    serde_json::from_slice(&digits.map(byte).collect::<Option<Vec<u8>>>()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_one_another_and_miss_nothing() {
        let items: Vec<u32> = (0..250).collect();
        let (mut seen, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let key = |item: &u32| format!("{item:03}");
            let (shown, next) = page(items.clone(), key, "all", cursor.as_deref(), Some(100)).unwrap();
            seen.extend(shown);
            match next {
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
        assert_eq!(seen, items);
    }

    #[test]
    fn a_cursor_belongs_to_one_list() {
        let key = |item: &u32| item.to_string();
        let (_, next) = page(vec![1, 2, 3], key, "a", None, Some(1)).unwrap();
        let code = |filters: &str, cursor: &str, items: Vec<u32>| {
            page(items, key, filters, Some(cursor), None).map(|_| ()).unwrap_err().code
        };
        let next = next.unwrap();
        assert_eq!(code("b", &next, vec![1, 2, 3]), "invalid-cursor");
        assert_eq!(code("a", "zz", vec![1]), "invalid-cursor");
        assert_eq!(page(vec![1], key, "a", None, Some(0)).unwrap_err().code, "bad-limit");
    }

    #[test]
    fn a_cursor_stays_good_when_items_come_and_go() {
        let key = |item: &u32| item.to_string();
        let (_, next) = page(vec![1, 2, 3, 4], key, "a", None, Some(2)).unwrap();
        let after = |items: Vec<u32>| page(items, key, "a", next.as_deref(), None).unwrap().0;
        assert_eq!(after(vec![1, 2, 3, 4]), [3, 4]);
        assert_eq!(after(vec![0, 1, 3, 4]), [3, 4], "its own item is gone");
        assert_eq!(after(vec![1, 2, 3, 5, 6]), [3, 5, 6]);
        assert!(after(vec![1]).is_empty());
    }
}
