//! The order of a statement's columns, which the driver does not keep: read off the text.

/// Names of the columns in the order of the last RETURN; empty where the text does not show them.
pub(super) fn of_text(cypher: &str) -> Vec<String> {
    let plain = without_comments(cypher);
    let Some(returned) = after_last_return(&plain) else { return Vec::new() };
    items(returned).into_iter().map(name).collect()
}

/// `found` in the order of `written`, others last, by name.
pub(super) fn in_order(mut found: Vec<String>, written: &[String]) -> Vec<String> {
    let place = |name: &String| written.iter().position(|other| other == name).unwrap_or(usize::MAX);
    found.sort_by(|a, b| (place(a), a).cmp(&(place(b), b)));
    found
}

/// The text with comments blanked; strings and quoted names are left alone.
fn without_comments(cypher: &str) -> String {
    let mut plain = String::with_capacity(cypher.len());
    let mut rest = cypher;
    while let Some(first) = rest.chars().next() {
        let (length, keep) = if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), false)
        } else if rest.starts_with("/*") {
            (rest.find("*/").map_or(rest.len(), |at| at + 2), false)
        } else if matches!(first, '\'' | '"' | '`') {
            (quoted(rest, first), true)
        } else {
            (first.len_utf8(), true)
        };
        plain.push_str(if keep { &rest[..length] } else { " " });
        rest = &rest[length..];
    }
    plain
}

/// Length of the quoted piece at the start.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote != '`' => escaped = true,
            _ if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// Visits each place outside of quotes, with its depth of brackets.
fn walk(text: &str, mut visit: impl FnMut(usize, char, usize)) {
    let (mut depth, mut skip_to) = (0_usize, 0);
    for (at, c) in text.char_indices() {
        if at < skip_to {
            continue;
        }
        match c {
            '\'' | '"' | '`' => skip_to = at + quoted(&text[at..], c),
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => visit(at, c, depth),
        }
    }
}

fn is_word(text: &str, at: usize, word: &str) -> bool {
    let boundary = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '.');
    text.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word))
        && boundary(text[..at].chars().next_back())
        && boundary(text[at + word.len()..].chars().next())
}

fn after_last_return(text: &str) -> Option<&str> {
    let mut start = None;
    walk(text, |at, _, depth| {
        if depth == 0 && is_word(text, at, "RETURN") {
            start = Some(at + "RETURN".len());
        }
    });
    let returned = text[start?..].trim_start();
    let mut end = returned.len();
    walk(returned, |at, _, depth| {
        let ends = ["ORDER", "SKIP", "LIMIT", "UNION"].iter().any(|word| is_word(returned, at, word));
        if depth == 0 && ends {
            end = end.min(at);
        }
    });
    let returned = returned[..end].trim_end().trim_end_matches(';');
    let distinct = is_word(returned, 0, "DISTINCT");
    Some(if distinct { &returned["DISTINCT".len()..] } else { returned })
}

/// Pieces between commas that stand in no brackets.
fn items(text: &str) -> Vec<&str> {
    let mut commas = vec![];
    walk(text, |at, c, depth| {
        if depth == 0 && c == ',' {
            commas.push(at);
        }
    });
    let mut pieces = Vec::new();
    let mut from = 0;
    for at in commas.into_iter().chain([text.len()]) {
        pieces.push(text[from..at].trim());
        from = (at + 1).min(text.len());
    }
    pieces
}

/// The alias after the last AS, else the expression itself.
fn name(item: &str) -> String {
    let mut alias = None;
    walk(item, |at, _, depth| {
        if depth == 0 && is_word(item, at, "AS") {
            alias = Some(item[at + "AS".len()..].trim());
        }
    });
    alias.unwrap_or(item).trim_matches('`').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_in_the_order_of_the_last_return() {
        let check = |cypher: &str, columns: &[&str]| assert_eq!(of_text(cypher), columns, "{cypher}");
        check("MATCH (n) RETURN n.b AS b, n.a AS a ORDER BY a", &["b", "a"]);
        check("match (n) return distinct n.key", &["n.key"]);
        check("RETURN [x IN [1, 2] | x] AS z, {a: 1, b: 'RETURN , '} AS `the b` LIMIT 3;", &["z", "the b"]);
        check(
            "CALL { MATCH (n) RETURN n } // RETURN q\nRETURN count(n), n.return",
            &["count(n)", "n.return"],
        );
        check("MATCH (n) DETACH DELETE n", &[]);
    }

    #[test]
    fn columns_that_the_text_does_not_show_come_last() {
        let found = ["c", "a", "b"].map(str::to_owned).to_vec();
        assert_eq!(in_order(found, &["b".to_owned()]), ["b", "a", "c"]);
    }
}
