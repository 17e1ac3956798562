//! Model files that make no sense are refused with a reason.

use ratings::config::RatingModel;
use serde::Deserialize;

const E2: &str = include_str!("../../../../data/reference/model-e2.toml");

fn refusal(from: &str, to: &str) -> String {
    #[derive(Debug, Deserialize)]
    struct File {
        #[allow(dead_code, reason = "only whether it reads is asked")]
        rating: RatingModel,
    }
    let text = E2.replacen(from, to, 1);
    assert_ne!(text, E2, "`{from}` is in the file");
    toml::from_str::<File>(&text).unwrap_err().to_string()
}

#[test]
fn what_is_wrong_is_named() {
    for (from, to, wanted) in [
        ("    \"top-15\",\n", "    \"top-15\",\n    \"start\",\n", "`start` is listed twice"),
        ("    \"top-15\",\n", "", "which is no feature"),
        ("    \"top-15\",\n", "    \"top-15\",\n    \"skill\",\n", "rating.skill"),
        ("by-type = [\n", "by-type = [\n    \"skill\",\n", "`skill` is in by-type and not in features"),
        ("lambda = 10.0", "lambda = 0.0", "lambda is 0: it must be a positive number"),
        ("refit-every-races = 1", "refit-every-races = 0", "refit-every-races is 0"),
        ("start = { scale = 0.984", "start = { scale = -0.984", "scale"),
        ("above = 0.4 }, races = 5.0", "above = 0.4 }, races = 0.0", "rating.common.spread.tilt.races is 0"),
        ("passing-unit = 50.0\n", "", "passing-unit"),
    ] {
        let refusal = refusal(from, to);
        assert!(refusal.contains(wanted), "{refusal}");
    }
    let start = E2.find("[rating.common.garage]").unwrap();
    let end = E2[start..].find("\n\n").unwrap() + start;
    assert!(refusal(&E2[start..end], "").contains("needs the table `rating.common.garage`"));
}
