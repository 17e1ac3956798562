//! The models that are compiled in: the one table of their names.

/// A model that is compiled in.
///
/// ```
/// use projection::{MODELS, Model, NamedModel};
///
/// let e2 = NamedModel::find("e2").unwrap();
/// assert_eq!((e2.file, e2.about), ("model-e2.toml", "e1 with team, car number and make"));
/// assert!(MODELS.iter().all(|named| Model::named(named.name).is_some()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedModel {
    /// Its name on the command line and in requests.
    pub name: &'static str,
    /// Its file in `data/reference`.
    pub file: &'static str,
    /// What it is, in one line.
    pub about: &'static str,
    /// The text of its file.
    pub text: &'static str,
}

macro_rules! models {
    ($($name:literal: $about:literal,)*) => {
        &[$(NamedModel {
            name: $name,
            file: concat!("model-", $name, ".toml"),
            about: $about,
            text: include_str!(concat!("../../../data/reference/model-", $name, ".toml")),
        }),*]
    };
}

/// Every model that is compiled in. A new one is a line here and its file.
pub const MODELS: &[NamedModel] = models! {
    "start-only": "the starting place alone",
    "season-average": "mean finish of the season",
    "dynamic-plackett-luce": "Plackett-Luce strengths from past finishing orders, recent ones first, and the starting place",
    "weng-lin": "a rating updated after every race, and the starting place",
    "baseline-c": "ratings by type of track, recent races first, and the starting place; the baseline for other models",
    "baseline-c-fitted": "baseline-c with the simulated race fitted on earlier races",
    "e1": "a ridge regression on everything in the race logs",
    "e2": "e1 with team, car number and make",
    "e2-weekend": "e2 with practice, qualifying speed, win odds and notes",
    "e3": "e2-weekend with practice as one index, and what recent races showed beyond their strengths",
};

/// Name of the model that is used where none is asked for.
pub const DEFAULT_MODEL: &str = "e3";

impl NamedModel {
    /// The model called `name`; none where no such model is compiled in.
    pub fn find(name: &str) -> Option<&'static Self> {
        MODELS.iter().find(|model| model.name == name)
    }
}
