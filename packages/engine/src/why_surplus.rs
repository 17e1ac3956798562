//! What recent races showed of a driver and his team beyond what was expected, in words.

use crate::why::{Contribution, GraphPath};
use ratings::features::Feature;
use serde::{Deserialize, Serialize};

/// What recent races showed of a driver or his team beyond the strength given before them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SurplusPart {
    /// The feature, kebab-case, such as `team-type-residual`.
    pub feature: String,
    /// In words: who, where, and by about how many places in the middle of the field.
    pub words: String,
    /// Places in the middle of the field, more is better.
    pub places: f64,
    /// What it adds to the strength.
    pub adds: f64,
    /// What the graph joins it by: the driver's entry, the team that fields it, the classes of the layout.
    pub paths: Vec<String>,
}

/// Density of the normal distribution at its mean: a small difference of scores times this is a share of the field.
const SHARE_OF_FIELD: f64 = 0.398_942_280_401_432_7;

/// Differences of fewer places are none worth naming.
const SMALLEST: f64 = 0.2;

/// The parts of the residual features among `contributions`, for a race of `cars` cars.
pub(crate) fn surplus(
    driver: &str,
    contributions: &[Contribution],
    paths: &[GraphPath],
    cars: usize,
) -> Vec<SurplusPart> {
    let about = |about: &str| paths.iter().find(|path| path.about == about);
    let end = |path: &GraphPath, label: &str| {
        let step = path.steps.iter().find(|step| step.to.starts_with(label))?;
        Some(step.to[label.len()..].to_owned())
    };
    let team = about("team").and_then(|path| end(path, "Team/"));
    let class = about("track").and_then(|path| end(path, "TrackClass/"));
    let part = |feature: Feature, of_team: bool, by_type: bool| {
        let name = feature.to_string();
        let found = contributions.iter().find(|part| part.feature == name)?;
        let who = if of_team { team.clone()? } else { driver.to_owned() };
        let places = SHARE_OF_FIELD * found.value * cars as f64;
        let on = match (&class, by_type) {
            (Some(class), true) => format!(" on {class} tracks"),
            (None, true) => " on this type of track".to_owned(),
            (_, false) => String::new(),
        };
        let beyond = if by_type { " beyond that" } else { "" };
        let words = if places.abs() < SMALLEST {
            format!("{who}{on}: about as expected in recent races{beyond}")
        } else {
            let than = if places > 0.0 { "better" } else { "worse" };
            format!("{who}{on}: {:.1} places {than} than expected in recent races{beyond}", places.abs())
        };
        let joined = [Some("driver"), of_team.then_some("team"), by_type.then_some("track")];
        let joined = joined.into_iter().flatten().filter(|kind| *kind != "driver" || !of_team);
        let paths = joined.filter_map(|kind| Some(about(kind)?.path.clone())).collect();
        Some(SurplusPart { feature: name, words, places, adds: found.contribution, paths })
    };
    [
        part(Feature::DriverResidual, false, false),
        part(Feature::DriverTypeResidual, false, true),
        part(Feature::TeamResidual, true, false),
        part(Feature::TeamTypeResidual, true, true),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::why::GraphStep;

    fn contribution(feature: &str, value: f64) -> Contribution {
        Contribution {
            feature: feature.to_owned(),
            words: String::new(),
            group: "residual".to_owned(),
            on_type: false,
            value,
            centred: value,
            slope: 0.2,
            contribution: 0.2 * value,
        }
    }

    fn path(about: &str, to: &[&str]) -> GraphPath {
        let step =
            |to: &&str| GraphStep { from: "x".to_owned(), relation: "R".to_owned(), to: (*to).to_owned() };
        GraphPath { about: about.to_owned(), path: to.join(" "), steps: to.iter().map(step).collect() }
    }

    #[test]
    fn each_effect_says_who_where_and_how_much() {
        let contributions = [
            contribution("start", 1.0),
            contribution("driver-residual", 0.2),
            contribution("driver-type-residual", 0.001),
            contribution("team-residual", -0.1),
            contribution("team-type-residual", 0.3),
        ];
        let paths = [
            path("driver", &["Entry/a"]),
            path("team", &["Entry/a", "Team/A Team"]),
            path("track", &["Race/a", "TrackConfig/phoenix", "TrackClass/short", "TrackClass/short-type"]),
        ];
        let parts = surplus("A Driver", &contributions, &paths, 40);
        let words: Vec<&str> = parts.iter().map(|part| part.words.as_str()).collect();
        assert_eq!(
            words,
            [
                "A Driver: 3.2 places better than expected in recent races",
                "A Driver on short tracks: about as expected in recent races beyond that",
                "A Team: 1.6 places worse than expected in recent races",
                "A Team on short tracks: 4.8 places better than expected in recent races beyond that",
            ]
        );
        assert_eq!(parts[3].paths.len(), 2);
        assert!((parts[3].adds - 0.06).abs() < 1e-12);
        // Without a team nothing is said of one, and another model has none of it.
        assert_eq!(surplus("A Driver", &contributions, &paths[..1], 40).len(), 2);
        assert_eq!(surplus("A Driver", &contributions[..1], &paths, 40), []);
    }
}
