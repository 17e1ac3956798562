//! Kept projections, listed from their records.

use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use domain::ids::RaceKey;
use domain::series::Series;
use jiff::Timestamp;
use ops::ids::ProjectionId;
use projection::Label;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which kept projections to list; what is absent does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = KeptListRequest))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListRequest {
    /// Only of this series.
    #[serde(default)]
    pub series: Option<Series>,
    /// Only of this race, by any of its keys.
    #[serde(default)]
    pub race: Option<String>,
    /// Only with this label.
    #[serde(default)]
    pub label: Option<Label>,
    /// Only older than this: the `position` of a line.
    #[serde(default)]
    pub after: Option<String>,
    /// At most so many; all without it.
    #[serde(default)]
    pub limit: Option<usize>,
}

/// A kept set as listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct KeptLine {
    /// Its id.
    pub id: String,
    /// The race, by its key when the set was last kept.
    pub race: RaceKey,
    /// Series.
    pub series: Series,
    /// SHA-256 of the sealed set.
    pub checksum: String,
    /// Version of the model.
    pub model: String,
    /// Moment of knowledge.
    pub as_of: Timestamp,
    /// What its last record counts as.
    pub label: Label,
    /// When it was last kept.
    pub made_at: Timestamp,
    /// By whom.
    pub made_by: String,
    /// How often it was kept.
    pub records: u32,
    /// Its place in the list, for `after`.
    pub position: String,
}

/// Kept sets, the one kept last first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = KeptList))]
#[serde(rename_all = "camelCase")]
pub struct ListAnswer {
    /// The sets.
    pub projections: Vec<KeptLine>,
    /// Whether there are older ones.
    pub more: bool,
}

impl Engine {
    /// Lists kept projections, the one kept last first.
    ///
    /// # Errors
    /// Records that cannot be read; a race that is not known.
    pub fn kept_projections(
        &self,
        request: &ListRequest,
        _progress: &Progress,
    ) -> Result<ListAnswer, EngineError> {
        // A race that is not loaded any more is still asked for by the key in its records.
        let race = request
            .race
            .as_ref()
            .map(|race| (RaceKey::from(race.as_str()), self.find_race(race, request.series).ok()));
        let of_race = |key: &RaceKey| {
            race.as_ref().is_none_or(|(asked, now)| key == asked || now.as_ref() == Some(key))
        };
        let mut lines: BTreeMap<String, KeptLine> = BTreeMap::new();
        for recorded in self.all_records()? {
            let record = recorded.record;
            let Some(id) = ProjectionId::of_sha256(&record.set) else { continue };
            let records = lines.get(&record.set).map_or(0, |line| line.records) + 1;
            let line = KeptLine {
                id: id.to_string(),
                // Under a fixed clock the numbers alone tell what came later.
                position: format!("{:020}-{:012}-{id}", record.made_at.as_microsecond(), recorded.number),
                race: record.race.key,
                series: record.race.series,
                model: record.model_version,
                as_of: record.as_of,
                label: record.label,
                made_at: record.made_at,
                made_by: record.made_by,
                checksum: record.set.clone(),
                records,
            };
            lines.insert(record.set, line);
        }
        let passes = |line: &KeptLine| {
            request.series.is_none_or(|series| series == line.series)
                && of_race(&line.race)
                && request.label.is_none_or(|label| label == line.label)
                && request.after.as_ref().is_none_or(|after| line.position < *after)
        };
        let mut projections: Vec<KeptLine> = lines.into_values().filter(passes).collect();
        projections.sort_by(|a, b| b.position.cmp(&a.position));
        let limit = request.limit.unwrap_or(usize::MAX);
        let more = projections.len() > limit;
        projections.truncate(limit);
        Ok(ListAnswer { projections, more })
    }
}
