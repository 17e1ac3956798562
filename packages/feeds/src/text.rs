//! Bytes into lines and fields, so that one broken row costs one row.
//!
//! A row is one physical line: no feed read here has line ends inside a quoted field, and a stray quote must not
//! swallow the rows after it.

use std::borrow::Cow;

/// A line without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    /// From 1.
    pub number: u64,
    /// Without CR and LF.
    pub bytes: &'a [u8],
}

/// The lines of `bytes` after a byte order mark; LF, CRLF and CR each end one, and a last line needs no end.
pub(crate) fn lines(bytes: &[u8]) -> impl Iterator<Item = Line<'_>> {
    let mut rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut number = 0;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        number += 1;
        let end = rest.iter().position(|&byte| byte == b'\n' || byte == b'\r').unwrap_or(rest.len());
        let after = match &rest[end..] {
            [b'\r', b'\n', ..] => end + 2,
            [_, ..] => end + 1,
            [] => end,
        };
        let line = Line { number, bytes: &rest[..end] };
        rest = &rest[after..];
        Some(line)
    })
}

/// A quoted field of which the closing quote is missing or misplaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BadQuote;

/// The comma-separated fields of a line, trimmed; quotes as in RFC 4180, but never over a line end.
pub(crate) fn fields(line: &str) -> Result<Vec<Cow<'_, str>>, BadQuote> {
    let mut found = Vec::with_capacity(24);
    let mut rest = line;
    loop {
        let (field, after) = field(rest)?;
        found.push(field);
        match after {
            Some(after) => rest = after,
            None => return Ok(found),
        }
    }
}

/// The first field of `text`, and what follows its comma.
fn field(text: &str) -> Result<(Cow<'_, str>, Option<&str>), BadQuote> {
    let start = text.trim_start_matches([' ', '\t']);
    let Some(quoted) = start.strip_prefix('"') else {
        return Ok(match text.split_once(',') {
            Some((field, after)) => (Cow::Borrowed(field.trim()), Some(after)),
            None => (Cow::Borrowed(text.trim()), None),
        });
    };
    let mut value = String::new();
    let mut rest = quoted;
    loop {
        let (part, after) = rest.split_once('"').ok_or(BadQuote)?;
        value.push_str(part);
        match after.strip_prefix('"') {
            Some(after) => {
                value.push('"');
                rest = after;
            }
            None => {
                let value = Cow::Owned(value.trim().to_owned());
                let after = after.trim_start_matches([' ', '\t']);
                return match after.strip_prefix(',') {
                    Some(after) => Ok((value, Some(after))),
                    None if after.is_empty() => Ok((value, None)),
                    None => Err(BadQuote),
                };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_ends_a_line() {
        let found: Vec<(u64, &[u8])> =
            lines(b"\xef\xbb\xbfa\r\nb\nc\r\rd").map(|line| (line.number, line.bytes)).collect();
        assert_eq!(found, [(1, &b"a"[..]), (2, b"b"), (3, b"c"), (4, b""), (5, b"d")]);
        assert_eq!(lines(b"").count(), 0);
        assert_eq!(lines(b"a\n").count(), 1);
    }

    #[test]
    fn fields_are_split_at_commas_outside_quotes() {
        let check = |line: &str, expected: &[&str]| assert_eq!(fields(line).unwrap(), expected, "{line}");
        check("a, b ,c", &["a", "b", "c"]);
        check("a,,", &["a", "", ""]);
        check("", &[""]);
        check(r#""Hank Parker, Jr",2"#, &["Hank Parker, Jr", "2"]);
        check(r#" "say ""hi""" ,x"#, &["say \"hi\"", "x"]);
        check(r#"5" rim,x"#, &["5\" rim", "x"]);
        for bad in [r#""open,1"#, r#""a"b,1"#, r#"1,""#] {
            assert_eq!(fields(bad), Err(BadQuote), "{bad}");
        }
    }
}
