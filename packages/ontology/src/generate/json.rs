//! JSON with its members in the order given, laid out for reading.

use std::fmt::Write;

/// Longest line for a whole array or object.
const WIDTH: usize = 110;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json {
    Bool(bool),
    /// A finite number.
    Number(f64),
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Json::Text(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Json::Text(text)
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Json::Bool(value)
    }
}

impl From<Vec<Json>> for Json {
    fn from(values: Vec<Json>) -> Self {
        Json::Array(values)
    }
}

/// An object of these members.
pub(super) fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

impl Json {
    /// The document, with a newline at its end.
    pub(super) fn document(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, 0, 0);
        out.push('\n');
        out
    }

    /// Writes the value at `indent`, where `before` signs stand on the line already.
    fn write(&self, out: &mut String, indent: usize, before: usize) {
        let line = self.line();
        if before + line.len() <= WIDTH || !matches!(self, Json::Array(_) | Json::Object(_)) {
            out.push_str(&line);
            return;
        }
        let inner = indent + 2;
        let (open, close) = if matches!(self, Json::Array(_)) { ('[', ']') } else { ('{', '}') };
        out.push(open);
        let mut first = true;
        let mut member = |name: Option<&str>, value: &Json| {
            out.push_str(if first { "\n" } else { ",\n" });
            first = false;
            let head = name.map(|name| format!("{}: ", text(name))).unwrap_or_default();
            let _ = write!(out, "{:inner$}{head}", "");
            value.write(out, inner, inner + head.len() + 1);
        };
        match self {
            Json::Array(values) => values.iter().for_each(|value| member(None, value)),
            Json::Object(members) => members.iter().for_each(|(name, value)| member(Some(name), value)),
            _ => {}
        }
        let _ = write!(out, "\n{:indent$}{close}", "");
    }

    fn line(&self) -> String {
        match self {
            Json::Bool(value) => value.to_string(),
            Json::Number(value) => value.to_string(),
            Json::Text(value) => text(value),
            Json::Array(values) => {
                format!("[{}]", values.iter().map(Json::line).collect::<Vec<_>>().join(", "))
            }
            Json::Object(members) if members.is_empty() => "{}".to_owned(),
            Json::Object(members) => {
                let members: Vec<String> =
                    members.iter().map(|(name, value)| format!("{}: {}", text(name), value.line())).collect();
                format!("{{ {} }}", members.join(", "))
            }
        }
    }
}

fn text(value: &str) -> String {
    let mut out = String::from("\"");
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            _ if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stands_on_a_line() {
        let small = object([("a", Json::Number(1.0)), ("b", vec![true.into(), Json::Number(-0.5)].into())]);
        assert_eq!(small.document(), "{ \"a\": 1, \"b\": [true, -0.5] }\n");
        let long = "x".repeat(WIDTH);
        let large =
            object([("a\"\\\n", small), ("b", long.as_str().into()), ("c", Json::Object(Vec::new()))]);
        assert_eq!(
            large.document(),
            format!(
                "{{\n  \"a\\\"\\\\\\n\": {{ \"a\": 1, \"b\": [true, -0.5] }},\n  \"b\": \"{long}\",\n  \"c\": {{}}\n}}\n"
            )
        );
    }
}
