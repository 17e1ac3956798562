//! Projections, which a server makes and keeps.

use super::reads::PAGE;
use super::{Client, ClientError, Target};
use crate::routes::ProjectionsPage;
use engine::project::{ProjectAnswer, ProjectRequest, ProjectionFile};
use engine::projections::{
    HeadAnswer, KeepAnswer, KeptProjection, ListAnswer, ListRequest, ScoreAnswer, ScoreRequest, VerifyAnswer,
};
use engine::scenarios::ScenarioSpec;
use serde::Serialize;

/// Media type of Parquet.
const PARQUET: &str = "application/vnd.apache.parquet";

/// What is sent: a request with scenarios.
#[derive(Serialize)]
struct Asked<'a> {
    #[serde(flatten)]
    projection: &'a ProjectRequest,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    scenarios: &'a [ScenarioSpec],
}

impl Client {
    /// Projects a race; the server keeps the projection.
    ///
    /// # Errors
    /// Those of the use case, and of the way to the server.
    pub fn project(&self, request: &ProjectRequest) -> Result<ProjectAnswer, ClientError> {
        Ok(self.keep_projection(request, &[])?.projection)
    }

    /// The same as CSV: a row for each entry.
    ///
    /// # Errors
    /// As above.
    pub fn project_csv(&self, request: &ProjectRequest) -> Result<Vec<u8>, ClientError> {
        let made = self.keep_projection(request, &[])?;
        self.kept_projection_file(&made.id, ProjectionFile::Csv)
    }

    /// Projects a race with scenarios, and gives the record that the server made of it.
    ///
    /// # Errors
    /// As above.
    pub fn keep_projection(
        &self,
        projection: &ProjectRequest,
        scenarios: &[ScenarioSpec],
    ) -> Result<KeepAnswer, ClientError> {
        self.json("POST", &Target::of(&["v1", "projections"]), &Asked { projection, scenarios })
    }

    /// Kept projections.
    ///
    /// # Errors
    /// As above.
    pub fn kept_projections(&self, request: &ListRequest) -> Result<ListAnswer, ClientError> {
        let (mut projections, mut cursor): (Vec<_>, Option<String>) = (Vec::new(), None);
        loop {
            let wanted = request.limit.map_or(usize::MAX, |limit| limit - projections.len());
            let path = Target::of(&["v1", "projections"])
                .with("series", request.series)
                .with("race", request.race.as_ref())
                .with("label", request.label)
                .with("limit", Some(wanted.min(PAGE as usize)))
                .with("cursor", cursor);
            let page: ProjectionsPage = self.get(&path)?;
            projections.extend(page.projections);
            cursor = page.next;
            if cursor.is_none() || request.limit == Some(projections.len()) {
                return Ok(ListAnswer { projections, more: cursor.is_some() });
            }
        }
    }

    /// A kept projection and its records.
    ///
    /// # Errors
    /// As above.
    pub fn kept_projection(&self, id: &str) -> Result<KeptProjection, ClientError> {
        self.get(&Target::of(&["v1", "projections", id]))
    }

    /// The table of a kept projection as a file.
    ///
    /// # Errors
    /// As above.
    pub fn kept_projection_file(&self, id: &str, form: ProjectionFile) -> Result<Vec<u8>, ClientError> {
        let accept = match form {
            ProjectionFile::Json => "application/json",
            ProjectionFile::Csv => "text/csv",
            ProjectionFile::Parquet => PARQUET,
            ProjectionFile::Png => "image/png",
        };
        self.get_bytes(&Target::of(&["v1", "projections", id, "table"]), accept)
    }

    /// The samples of a kept projection as Parquet.
    ///
    /// # Errors
    /// As above.
    pub fn kept_samples(&self, id: &str) -> Result<Vec<u8>, ClientError> {
        self.get_bytes(&Target::of(&["v1", "projections", id, "samples"]), PARQUET)
    }

    /// Every run of the scenarios of a kept projection as Parquet.
    ///
    /// # Errors
    /// As above.
    pub fn kept_cube(&self, id: &str, checksum: &str) -> Result<Vec<u8>, ClientError> {
        self.get_bytes(&Target::of(&["v1", "projections", id, "scenarios", checksum]), PARQUET)
    }

    /// Whether everything kept is what was written.
    ///
    /// # Errors
    /// As above.
    pub fn verify_projections(&self) -> Result<VerifyAnswer, ClientError> {
        self.get(&Target::of(&["v1", "projections", "verify"]))
    }

    /// The head of the chain of each series.
    ///
    /// # Errors
    /// As above.
    pub fn projection_heads(&self) -> Result<HeadAnswer, ClientError> {
        self.get(&Target::of(&["v1", "projections", "head"]))
    }

    /// The frozen forecasts against what happened.
    ///
    /// # Errors
    /// As above.
    pub fn score_projections(&self, request: &ScoreRequest) -> Result<ScoreAnswer, ClientError> {
        let path = Target::of(&["v1", "projections", "score"])
            .with("series", request.series)
            .with("season", request.season);
        self.get(&path)
    }
}
