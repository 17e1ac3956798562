//! The shape of the file, before anything of it is believed.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawFile {
    pub(crate) version: u32,
    #[serde(default, rename = "class")]
    pub(crate) classes: Vec<RawClass>,
    #[serde(default, rename = "relation")]
    pub(crate) relations: Vec<RawRelation>,
    #[serde(default, rename = "agreement")]
    pub(crate) agreements: Vec<RawAgreement>,
    #[serde(default, rename = "track_class")]
    pub(crate) track_classes: Vec<RawTrackClass>,
    #[serde(default, rename = "claim")]
    pub(crate) claims: Vec<RawClaim>,
    #[serde(default, rename = "axiom")]
    pub(crate) axioms: Vec<RawAxioms>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawClass {
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) is_a: Option<String>,
    #[serde(default, rename = "abstract")]
    pub(crate) is_abstract: bool,
    #[serde(default)]
    pub(crate) digest: bool,
    #[serde(default)]
    pub(crate) properties: Vec<RawProperty>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawProperty {
    pub(crate) name: String,
    pub(crate) doc: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) min: Option<f64>,
    pub(crate) max: Option<f64>,
    #[serde(default)]
    pub(crate) one_of: Vec<String>,
    pub(crate) unit: Option<String>,
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(default)]
    pub(crate) unique: bool,
    #[serde(default)]
    pub(crate) index: bool,
    pub(crate) digest: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawRelation {
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) domain: Vec<String>,
    pub(crate) range: Vec<String>,
    pub(crate) out: String,
    #[serde(rename = "in")]
    pub(crate) into: String,
    pub(crate) inverse: String,
    #[serde(default)]
    pub(crate) digest: bool,
    #[serde(default)]
    pub(crate) acyclic: bool,
    #[serde(default)]
    pub(crate) properties: Vec<RawProperty>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawAgreement {
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) class: String,
    pub(crate) left: Vec<String>,
    pub(crate) right: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawTrackClass {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) is_a: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawClaim {
    pub(crate) kind: String,
    pub(crate) doc: String,
    pub(crate) about: String,
    #[serde(rename = "type")]
    pub(crate) value: String,
    pub(crate) min: Option<f64>,
    pub(crate) max: Option<f64>,
    #[serde(default)]
    pub(crate) one_of: Vec<String>,
    pub(crate) unit: Option<String>,
    #[serde(default)]
    pub(crate) distinct: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawAxioms {
    pub(crate) about: Vec<String>,
    pub(crate) names: Vec<String>,
}
