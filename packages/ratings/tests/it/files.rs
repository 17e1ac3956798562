//! Model files that make no sense are refused with a reason.

use projection::{Model, NamedModel};

/// Why E2 is refused with `from` of its file, or of E1's that it extends, replaced by `to`.
fn refusal(file: &str, from: &str, to: &str) -> String {
    let text = NamedModel::find(file).unwrap().text;
    let changed = text.replacen(from, to, 1);
    assert_ne!(text, changed, "`{from}` is in the file");
    Model::parse("mine.toml", &changed).unwrap_err().to_string()
}

#[test]
fn what_is_wrong_is_named() {
    for (file, from, to, wanted) in [
        ("e2", "    \"top-15\",\n", "    \"top-15\",\n    \"start\",\n", "`start` is listed twice"),
        ("e2", "    \"top-15\",\n", "", "which is not a feature"),
        ("e2", "    \"top-15\",\n", "    \"top-15\",\n    \"skill\",\n", "rating.skill"),
        (
            "e2",
            "by-type = [\n",
            "by-type = [\n    \"skill\",\n",
            "`skill` is listed in by-type but not in features",
        ),
        ("e1", "lambda = 10.0", "lambda = 0.0", "lambda is 0: it must be a positive number"),
        ("e1", "refit-every-races = 1", "refit-every-races = 0", "refit-every-races is 0"),
        ("e1", "start = { scale = 0.984", "start = { scale = -0.984", "scale"),
        (
            "e1",
            "above = 0.4 }, races = 5.0",
            "above = 0.4 }, races = 0.0",
            "rating.common.spread.tilt.races is 0",
        ),
        ("e1", "passing-unit = 50.0\n", "", "passing-unit"),
    ] {
        let refusal = refusal(file, from, to);
        assert!(refusal.contains(wanted), "{refusal}");
    }
    let e2 = NamedModel::find("e2").unwrap().text;
    let start = e2.find("[rating.common.equipment]").unwrap();
    let end = e2[start..].find("\n\n").map_or(e2.len(), |end| start + end);
    assert!(refusal("e2", &e2[start..end], "").contains("needs the table `rating.common.equipment`"));
}
