//! Questions from outside: named queries, and Cypher that only reads.

use crate::error::ReadError;
use crate::statement::{ALL, Access, Statement};
use crate::value::{Params, Rows};
use crate::view::View;

/// A query that may be asked by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedQuery {
    /// The name.
    pub name: &'static str,
    /// What it answers and with which `$parameters`.
    pub about: &'static str,
}

fn queries() -> impl Iterator<Item = &'static Statement> {
    ALL.iter().filter(|statement| statement.access == Access::Query)
}

/// All named queries, by name.
pub fn named_queries() -> Vec<NamedQuery> {
    let about = |statement: &Statement| -> &'static str {
        statement.text.lines().next().and_then(|line| line.strip_prefix("// ")).unwrap_or_default()
    };
    queries().map(|query| NamedQuery { name: query.short_name(), about: about(query) }).collect()
}

impl View<'_> {
    /// Asks a named query.
    ///
    /// # Errors
    /// [`ReadError::UnknownQuery`] lists the names there are.
    pub fn query(&self, name: &str, params: &Params) -> Result<Rows, ReadError> {
        let query =
            queries().find(|query| query.short_name() == name).ok_or_else(|| ReadError::UnknownQuery {
                name: name.to_owned(),
                known: queries().map(|query| query.short_name().to_owned()).collect(),
            })?;
        Ok(self.tx.run(query, params.clone())?)
    }

    /// Runs Cypher that only reads.
    ///
    /// # Errors
    /// [`ReadError::WouldWrite`] for a statement with a writing clause, a schema command or a
    /// procedure call; the store refuses writes here as well.
    pub fn query_cypher(&self, cypher: &str, params: &Params) -> Result<Rows, ReadError> {
        if let Some(word) = writing_word(cypher) {
            return Err(ReadError::WouldWrite { word });
        }
        Ok(self.tx.run_text("query", cypher, params.clone())?)
    }
}

/// Words that begin a clause which could change something.
const WRITING: &[&str] = &[
    "ALTER",
    "CALL",
    "CREATE",
    "DELETE",
    "DETACH",
    "DROP",
    "FOREACH",
    "GRANT",
    "INSERT",
    "LOAD",
    "MERGE",
    "REMOVE",
    "REVOKE",
    "SET",
    "TERMINATE",
];

/// The first word outside of strings, quoted names, comments and property names that could write.
fn writing_word(cypher: &str) -> Option<String> {
    let mut rest = cypher;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' => quoted(rest, first, true),
            '`' => quoted(rest, first, false),
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |at| at + 2),
            _ if first.is_alphanumeric() || first == '_' => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                let word = rest[..end].to_ascii_uppercase();
                // `n.set`, `$set` and `:Set` are names; `{set: 1}` is one too, and the store says so.
                if !matches!(before, '.' | '$' | ':') && WRITING.contains(&word.as_str()) {
                    return Some(word);
                }
                end
            }
            _ => first.len_utf8(),
        };
        if !first.is_whitespace() {
            before = first;
        }
        rest = &rest[length..];
    }
    None
}

/// Length of a quoted piece; to the end where it is never closed.
fn quoted(text: &str, quote: char, escapes: bool) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if escapes => escaped = true,
            _ if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_clauses_that_write_are_refused() {
        let check = |cypher: &str, word: Option<&str>| {
            assert_eq!(writing_word(cypher).as_deref(), word, "{cypher}");
        };
        check("MATCH (n) RETURN n", None);
        check("MATCH (n {key: 'create \\' delete'}) RETURN n.set, $merge", None);
        check("MATCH (n:Create) // delete\nRETURN n /* SET */", None);
        check("MATCH (`set`) RETURN `set`", None);
        check("match (n) detach delete n", Some("DETACH"));
        check("MATCH (n) SET n.x = 1", Some("SET"));
        check("MATCH (n) RETURN 'a' CREATE (m)", Some("CREATE"));
        check("CALL db.labels()", Some("CALL"));
        check("MERGE(n)", Some("MERGE"));
    }
}
