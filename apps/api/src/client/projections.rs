//! Projections, which a server makes and keeps.

use super::{Client, ClientError, Target};
use engine::kept_projections::KeptProjection;
use engine::project::{ProjectAnswer, ProjectRequest};

impl Client {
    /// Projects a race; the server keeps the projection.
    ///
    /// # Errors
    /// Those of the use case, and of the way to the server.
    pub fn project(&self, request: &ProjectRequest) -> Result<ProjectAnswer, ClientError> {
        Ok(self.made(request)?.projection)
    }

    /// The same as CSV: a row for each entry.
    ///
    /// # Errors
    /// As above.
    pub fn project_csv(&self, request: &ProjectRequest) -> Result<Vec<u8>, ClientError> {
        let made = self.made(request)?;
        self.get_bytes(&Target::of(&["v1", "projections", &made.id, "table"]), "text/csv")
    }

    fn made(&self, request: &ProjectRequest) -> Result<KeptProjection, ClientError> {
        self.json("POST", &Target::of(&["v1", "projections"]), request)
    }
}
