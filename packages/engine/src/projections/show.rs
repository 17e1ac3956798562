//! A kept projection: its set with its records, its table, its samples, its scenarios.

use super::files::{Fault, Stored};
use crate::document::Document;
use crate::error::EngineError;
use crate::open::Engine;
use crate::progress::Progress;
use crate::project::{ProjectionFile, file_of};
use crate::scenarios::ScenarioSet;
use ops::ids::{ProjectionId, ScenariosId};
use projection::{ProjectionRecord, ProjectionSet};
use serde::{Deserialize, Serialize};

/// A kept projection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct KeptProjection {
    /// Its id.
    pub id: String,
    /// The sealed set.
    pub projection: ProjectionSet,
    /// When it was made and by whom, the newest first.
    pub records: Vec<KeptRecord>,
}

/// A record in the chain of its series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct KeptRecord {
    /// Its place in the chain, from 1.
    pub number: u64,
    /// SHA-256 of the record's canonical JSON, by which the next one names it.
    pub digest: String,
    /// The record.
    pub record: ProjectionRecord,
}

/// Form of kept scenarios.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScenariosFile {
    /// The sealed summary as canonical JSON.
    Json,
    /// Every run, entry and measure of every scenario as Parquet.
    Parquet,
}

impl Engine {
    /// A kept projection. Its text is compared with its checksum, so that a change is noticed.
    ///
    /// # Errors
    /// [`EngineError::UnknownProjection`], [`EngineError::DamagedProjection`], records that cannot be read.
    pub fn kept_projection(&self, id: &str, _progress: &Progress) -> Result<KeptProjection, EngineError> {
        let (parsed, set) = self.set_of(id)?;
        let of_set = self.records_of(set.body().series)?.into_iter();
        let of_set = of_set.filter(|recorded| recorded.record.set == set.checksum());
        let mut records: Vec<KeptRecord> = of_set.map(KeptRecord::of).collect();
        records.reverse();
        Ok(KeptProjection { id: parsed.to_string(), projection: set, records })
    }

    /// The table of a kept projection as a file.
    ///
    /// # Errors
    /// As [`Engine::kept_projection`], and when the picture cannot be drawn.
    pub fn kept_projection_file(
        &self,
        id: &str,
        form: ProjectionFile,
        _progress: &Progress,
    ) -> Result<Document, EngineError> {
        file_of(&self.set_of(id)?.1, form)
    }

    /// The samples of a kept projection as Parquet.
    ///
    /// # Errors
    /// As [`Engine::kept_projection`].
    pub fn kept_samples(&self, id: &str, progress: &Progress) -> Result<Document, EngineError> {
        let kept = self.kept_projection(id, progress)?;
        let unknown = || EngineError::UnknownProjection { id: id.to_owned() };
        let digest = kept.records.first().ok_or_else(unknown)?.record.samples.clone();
        let bytes = self.read_columns(&digest).map_err(|fault| self.lost(fault, id, &digest))?;
        let file_name = format!("{}-samples.parquet", kept.projection.body().race);
        Ok(Document { media_type: columns::MEDIA_TYPE, file_name, bytes })
    }

    /// The scenarios that were simulated with a kept projection, by their checksum: their summary, or the whole cube.
    ///
    /// # Errors
    /// As [`Engine::kept_projection`], also where the projection has no such scenarios.
    pub fn kept_scenarios(
        &self,
        id: &str,
        checksum: &str,
        form: ScenariosFile,
        progress: &Progress,
    ) -> Result<Document, EngineError> {
        let kept = self.kept_projection(id, progress)?;
        let unknown = || EngineError::UnknownProjection { id: format!("{id}/scenarios/{checksum}") };
        let has = |record: &KeptRecord| record.record.scenarios.as_deref() == Some(checksum);
        if !kept.records.iter().any(has) {
            return Err(unknown());
        }
        let scenarios = self.scenarios_of(checksum)?;
        let race = &scenarios.body().race;
        Ok(match form {
            ScenariosFile::Json => Document {
                media_type: "application/json",
                file_name: format!("{race}-scenarios.json"),
                bytes: (scenarios.canonical_json() + "\n").into_bytes(),
            },
            ScenariosFile::Parquet => {
                let digest = &scenarios.body().cube;
                let bytes = self.read_columns(digest).map_err(|fault| self.lost(fault, id, digest))?;
                let file_name = format!("{race}-scenarios.parquet");
                Document { media_type: columns::MEDIA_TYPE, file_name, bytes }
            }
        })
    }

    fn scenarios_of(&self, checksum: &str) -> Result<ScenarioSet, EngineError> {
        let id = ScenariosId::of_sha256(checksum)
            .ok_or_else(|| EngineError::UnknownProjection { id: checksum.to_owned() })?;
        let path = self.kept_path(Stored::Scenarios(id));
        self.read_scenarios(id).map_err(|fault| fault.of(&id.to_string(), path))
    }

    fn set_of(&self, id: &str) -> Result<(ProjectionId, ProjectionSet), EngineError> {
        let parsed: ProjectionId =
            id.parse().map_err(|_| EngineError::UnknownProjection { id: id.to_owned() })?;
        let path = self.kept_path(Stored::Set(parsed));
        Ok((parsed, self.read_set(parsed).map_err(|fault| fault.of(id, path))?))
    }

    /// A Parquet file that a record names and that cannot be read.
    fn lost(&self, fault: Fault, id: &str, digest: &str) -> EngineError {
        let path = self.columns_path(digest);
        let shown = self.shown(&path);
        match fault {
            Fault::Missing => {
                EngineError::DamagedProjection { id: id.to_owned(), reason: format!("{shown} is missing") }
            }
            Fault::Changed(reason) => {
                EngineError::DamagedProjection { id: id.to_owned(), reason: format!("{shown}: {reason}") }
            }
            Fault::Io(source) => EngineError::Io { path, source },
        }
    }
}
