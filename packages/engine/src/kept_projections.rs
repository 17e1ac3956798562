//! Projections that a server keeps: the sealed set with its record, a file each, never changed.

use crate::document::Document;
use crate::error::EngineError;
use crate::files::write_whole;
use crate::open::Engine;
use crate::operations::OperationsError;
use crate::progress::Progress;
use crate::project::{ProjectAnswer, ProjectRequest, ProjectionFile, file_of};
use domain::ids::RaceKey;
use jiff::Timestamp;
use ops::ids::ProjectionId;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::PathBuf;

/// Folder of the projections within the data folder.
const FOLDER: &str = "projections";

/// A projection that is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct KeptProjection {
    /// Its id: `prj_` and a ULID.
    pub id: String,
    /// Who asked for it: id of an account.
    pub by: String,
    /// What was asked for.
    pub request: ProjectRequest,
    /// The projection.
    pub projection: ProjectAnswer,
}

/// A projection as listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct KeptLine {
    /// Its id.
    pub id: String,
    /// The race.
    pub race: RaceKey,
    /// SHA-256 of the sealed set.
    pub checksum: String,
    /// Version of the model.
    pub model: String,
    /// Number of simulations.
    pub simulations: u32,
    /// Seed.
    pub seed: u64,
    /// When it was made.
    pub made_at: Timestamp,
}

/// Kept projections, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct KeptAnswer {
    /// The projections.
    pub projections: Vec<KeptLine>,
    /// Whether there are older ones.
    pub more: bool,
}

impl Engine {
    /// Projects a race and keeps the projection for `by`.
    ///
    /// # Errors
    /// As [`Engine::project`], and when the file cannot be written.
    pub fn keep_projection(
        &self,
        request: &ProjectRequest,
        by: &str,
        progress: &Progress,
    ) -> Result<KeptProjection, EngineError> {
        let projection = self.project(request, progress)?;
        let now = crate::operations::now();
        let id = ProjectionId::generate(now).map_err(ops::records::RecordsError::from);
        let kept = KeptProjection {
            id: id.map_err(OperationsError::from)?.to_string(),
            by: by.to_owned(),
            request: request.clone(),
            projection,
        };
        write_whole(&self.kept_path(&kept.id), &serde_json::to_vec(&kept)?)?;
        Ok(kept)
    }

    /// A kept projection. Its checksum is computed anew, so that a changed file is noticed.
    ///
    /// # Errors
    /// [`EngineError::UnknownProjection`], and a file that is not what was written.
    pub fn kept_projection(&self, id: &str) -> Result<KeptProjection, EngineError> {
        let unknown = || EngineError::UnknownProjection { id: id.to_owned() };
        let parsed: ProjectionId = id.parse().map_err(|_| unknown())?;
        let path = self.kept_path(&parsed.to_string());
        let bytes = fs::read(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => unknown(),
            _ => EngineError::io(&path)(error),
        })?;
        serde_json::from_slice(&bytes)
            .map_err(|error| EngineError::DamagedProjection { id: id.to_owned(), reason: error.to_string() })
    }

    /// The table of a kept projection as a file.
    ///
    /// # Errors
    /// As [`Engine::kept_projection`], and when the picture cannot be drawn.
    pub fn kept_projection_file(&self, id: &str, form: ProjectionFile) -> Result<Document, EngineError> {
        file_of(&self.kept_projection(id)?.projection.set, form)
    }

    /// Lists kept projections, the newest first: at most `limit`, of a race where one is given, older than `after`.
    ///
    /// # Errors
    /// When the folder cannot be read, or a file is damaged.
    pub fn kept_projections(
        &self,
        race: Option<&RaceKey>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<KeptAnswer, EngineError> {
        let folder = self.data_dir().join(FOLDER);
        let files = match fs::read_dir(&folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(KeptAnswer { projections: Vec::new(), more: false });
            }
            files => files.map_err(EngineError::io(&folder))?,
        };
        let mut ids = Vec::new();
        for file in files {
            let name = file.map_err(EngineError::io(&folder))?.file_name();
            let id = name.to_str().and_then(|name| name.strip_suffix(".json"));
            ids.extend(id.filter(|id| id.parse::<ProjectionId>().is_ok()).map(str::to_owned));
        }
        ids.retain(|id| after.is_none_or(|after| id.as_str() < after));
        // A ULID begins with its moment, so the order of ids is that of time.
        ids.sort_unstable_by(|a, b| b.cmp(a));
        let mut answer = KeptAnswer { projections: Vec::new(), more: false };
        for id in ids {
            let kept = self.kept_projection(&id)?;
            let body = kept.projection.set.body();
            if race.is_some_and(|race| *race != body.race) {
                continue;
            }
            if answer.projections.len() == limit {
                answer.more = true;
                break;
            }
            answer.projections.push(KeptLine {
                race: body.race.clone(),
                checksum: kept.projection.set.checksum().to_owned(),
                model: kept.request.model,
                simulations: kept.request.simulations,
                seed: kept.request.seed,
                made_at: kept.projection.record.made_at,
                id,
            });
        }
        Ok(answer)
    }

    fn kept_path(&self, id: &str) -> PathBuf {
        self.data_dir().join(FOLDER).join(format!("{id}.json"))
    }
}
