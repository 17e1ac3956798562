//! Addresses of pages.

/// A path with its query; parameters without a value are left out.
pub fn with_query(path: &str, parameters: &[(&str, Option<String>)]) -> String {
    let given: Vec<(&str, &str)> =
        parameters.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))).collect();
    match serde_urlencoded::to_string(&given) {
        Ok(query) if !query.is_empty() => format!("{path}?{query}"),
        _ => path.to_owned(),
    }
}

/// A part of a path, with what would end it encoded.
pub fn part(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(byte.into()),
            _ => encoded += &format!("%{byte:02X}"),
        }
    }
    encoded
}

/// A path of this server to go on to; home for anything else, so that no link leads away from here.
pub fn local(path: &str) -> &str {
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if plain && path.starts_with('/') && !path.starts_with("//") { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_without_a_value_are_left_out_and_others_encoded() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(with_query("/a", &[("x", None)]), "/a");
        assert_eq!(
            with_query("/a", &[("x", some("a b&c")), ("y", None), ("z", some("1"))]),
            "/a?x=a+b%26c&z=1"
        );
        assert_eq!(part("a b/c|ö"), "a%20b%2Fc%7C%C3%B6");
    }

    #[test]
    fn only_paths_of_this_server_are_gone_on_to() {
        for (path, expected) in [
            ("/slate/next?site=fd", "/slate/next?site=fd"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil.example", "/"),
            ("/a\nb", "/"),
            ("", "/"),
        ] {
            assert_eq!(local(path), expected, "{path:?}");
        }
    }
}
