//! Who answers a command: the engine on the data folder, or a server. The answers are the same.

use super::Context;
use anyhow::{Context as _, Result};
use api::client::Client;
use engine::axioms::AxiomsAnswer;
use engine::backtest::{BacktestOutput, BacktestRequest, DEFAULT_BASELINES};
use engine::data_state::DataStateAnswer;
use engine::driver::{DriverAnswer, DriverRequest};
use engine::graph_check::CheckAnswer;
use engine::graph_export::{DigestAnswer, ExportRequest};
use engine::graph_query::{QueryAnswer, QueryRequest};
use engine::import::{ImportAnswer, ImportRequest};
use engine::imports::ImportsAnswer;
use engine::jobs::BacktestJob;
use engine::project::{ProjectAnswer, ProjectRequest, ProjectionFile};
use engine::projections::{
    HeadAnswer, KeepAnswer, KeepRequest, KeptProjection, ListAnswer, ListRequest, ScoreAnswer, ScoreRequest,
    VerifyAnswer,
};
use engine::race::{RaceAnswer, RaceRequest};
use engine::races::{RacesAnswer, RacesRequest};
use engine::scenarios::{ScenariosAnswer, ScenariosRequest};
use engine::undo::{UndoAnswer, UndoRequest};
use engine::why::{WhyAnswer, WhyRequest};
use engine::{Engine, EngineError, Progress};
use std::path::Path;

/// Code of the error that another process owns the data folder.
const HELD: &str = "graph-held";

/// Who answers.
pub enum Answers {
    /// The engine, in this process.
    Here(Box<Engine>),
    /// A server.
    There(Client),
}

/// Methods of the engine and of the client with one name.
macro_rules! either {
    ($($name:ident($request:ty) -> $answer:ty;)*) => {
        $(pub fn $name(&self, request: &$request, progress: &Progress) -> Result<$answer> {
            match self {
                Self::Here(engine) => Ok(engine.$name(request, progress)?),
                Self::There(client) => Ok(client.$name(request)?),
            }
        })*
    };
}

/// The same of those that need no request.
macro_rules! either_whole {
    ($($name:ident -> $answer:ty;)*) => {
        $(pub fn $name(&self, progress: &Progress) -> Result<$answer> {
            match self {
                Self::Here(engine) => Ok(engine.$name(progress)?),
                Self::There(client) => Ok(client.$name()?),
            }
        })*
    };
}

impl Answers {
    /// The server of `--server`; else what `open` opens; else the server that owns the data folder, if one does.
    pub fn find(context: &Context<'_>, open: impl FnOnce() -> Result<Engine, EngineError>) -> Result<Self> {
        if let Some(client) = context.server()? {
            return Ok(Self::There(client));
        }
        match open() {
            Ok(engine) => Ok(Self::Here(Box::new(engine))),
            Err(error) if error.code() == HELD => match Client::beside(&context.settings.paths.data_dir) {
                Some(client) => {
                    tracing::info!(place = client.place(), "asking the server");
                    Ok(Self::There(client))
                }
                None => Err(error.into()),
            },
            Err(error) => Err(error.into()),
        }
    }

    either! {
        races(RacesRequest) -> RacesAnswer;
        race(RaceRequest) -> RaceAnswer;
        driver(DriverRequest) -> DriverAnswer;
        why(WhyRequest) -> WhyAnswer;
        project(ProjectRequest) -> ProjectAnswer;
        kept_projections(ListRequest) -> ListAnswer;
        score_projections(ScoreRequest) -> ScoreAnswer;
    }

    either_whole! {
        data_state -> DataStateAnswer;
        check_axioms -> AxiomsAnswer;
        check_graph -> CheckAnswer;
        digest -> DigestAnswer;
        imports -> ImportsAnswer;
        verify_projections -> VerifyAnswer;
        projection_heads -> HeadAnswer;
    }

    pub fn race_turtle(&self, request: &RaceRequest, progress: &Progress) -> Result<Vec<u8>> {
        match self {
            Self::Here(engine) => Ok(engine.race_turtle(request, progress)?.bytes),
            Self::There(client) => Ok(client.race_turtle(request)?),
        }
    }

    pub fn export(&self, request: &ExportRequest, progress: &Progress) -> Result<Vec<u8>> {
        match self {
            Self::Here(engine) => Ok(engine.export(request, progress)?.document.bytes),
            Self::There(client) => Ok(client.export(request)?),
        }
    }

    pub fn project_csv(&self, request: &ProjectRequest, progress: &Progress) -> Result<Vec<u8>> {
        match self {
            Self::Here(engine) => Ok(engine.project_file(request, ProjectionFile::Csv, progress)?.bytes),
            Self::There(client) => Ok(client.project_csv(request)?),
        }
    }

    /// Keeps a projection; on a server it is the account of the key that made it.
    pub fn keep_projection(&self, request: &KeepRequest, progress: &Progress) -> Result<KeepAnswer> {
        match self {
            Self::Here(engine) => Ok(engine.keep_projection(request, progress)?),
            Self::There(client) => Ok(client.keep_projection(&request.projection, &request.scenarios)?),
        }
    }

    /// A projection with scenarios, and their cube where it is wanted. A server keeps both.
    pub fn scenarios(
        &self,
        request: &ScenariosRequest,
        with_cube: bool,
        progress: &Progress,
    ) -> Result<(ScenariosAnswer, Option<Vec<u8>>)> {
        match self {
            Self::Here(engine) => {
                let (answer, cube) = engine.scenarios(request, progress)?;
                Ok((answer, with_cube.then_some(cube.bytes)))
            }
            Self::There(client) => {
                let kept = client.keep_projection(&request.projection, &request.scenarios)?;
                let scenarios = kept.scenarios.context("the server gave no scenarios")?;
                let cube = with_cube.then(|| client.kept_cube(&kept.id, scenarios.checksum())).transpose()?;
                Ok((ScenariosAnswer { projection: kept.projection, scenarios }, cube))
            }
        }
    }

    pub fn kept_projection(&self, id: &str, progress: &Progress) -> Result<KeptProjection> {
        match self {
            Self::Here(engine) => Ok(engine.kept_projection(id, progress)?),
            Self::There(client) => Ok(client.kept_projection(id)?),
        }
    }

    pub fn kept_projection_file(
        &self,
        id: &str,
        form: ProjectionFile,
        progress: &Progress,
    ) -> Result<Vec<u8>> {
        match self {
            Self::Here(engine) => Ok(engine.kept_projection_file(id, form, progress)?.bytes),
            Self::There(client) => Ok(client.kept_projection_file(id, form)?),
        }
    }

    pub fn kept_samples(&self, id: &str, progress: &Progress) -> Result<Vec<u8>> {
        match self {
            Self::Here(engine) => Ok(engine.kept_samples(id, progress)?.bytes),
            Self::There(client) => Ok(client.kept_samples(id)?),
        }
    }

    pub fn query(&self, request: &QueryRequest, progress: &Progress) -> Result<QueryAnswer> {
        match (self, request) {
            (Self::Here(engine), _) => Ok(engine.query(request, progress)?),
            (Self::There(client), QueryRequest::Named { name, .. }) => Ok(client.query(name, request)?),
            (Self::There(client), QueryRequest::Cypher { .. }) => {
                let place = client.place();
                anyhow::bail!(
                    "{place} answers named queries only; Cypher runs on a local folder that no server owns"
                )
            }
        }
    }

    /// Imports the file at `path`; a server is sent its bytes.
    pub fn import_path(
        &self,
        path: &Path,
        request: &ImportRequest,
        progress: &Progress,
    ) -> Result<ImportAnswer> {
        match self {
            Self::Here(engine) => Ok(engine.import_path(path, request, progress)?),
            Self::There(client) => {
                let file_name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
                let bytes = engine::files::read(path)?;
                Ok(client.import(&ImportRequest { file_name, bytes, ..request.clone() }, progress)?)
            }
        }
    }

    pub fn undo(&self, request: &UndoRequest, progress: &Progress) -> Result<UndoAnswer> {
        match self {
            Self::Here(engine) => Ok(engine.undo(request, progress)?),
            Self::There(client) => Ok(client.undo(request, progress)?),
        }
    }

    pub fn backtest(&self, request: &BacktestRequest, progress: &Progress) -> Result<BacktestOutput> {
        let client = match self {
            Self::Here(engine) => return Ok(engine.backtest(request, progress)?),
            Self::There(client) => client,
        };
        let BacktestRequest { series, from, to, model, against, simulations, seed, strict } = request.clone();
        let baselines = || {
            let others = DEFAULT_BASELINES.iter().filter(|name| **name != model);
            others.map(|name| (*name).to_owned()).collect()
        };
        let against = against.unwrap_or_else(baselines);
        let job = BacktestJob { series, from, to, model, against, simulations, seed, strict };
        Ok(client.backtest(&job, progress)?)
    }
}
