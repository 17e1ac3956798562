//! Who answers a command: the engine on the data folder, or a server. The answers are the same.

use super::Context;
use anyhow::Result;
use api::client::Client;
use engine::axioms::AxiomsAnswer;
use engine::backtest::{BacktestOutput, BacktestRequest, DEFAULT_BASELINES};
use engine::data_state::DataStateAnswer;
use engine::driver::{DriverAnswer, DriverRequest};
use engine::graph_check::CheckAnswer;
use engine::graph_export::DigestAnswer;
use engine::graph_query::{QueryAnswer, QueryRequest};
use engine::import::{ImportAnswer, ImportRequest};
use engine::imports::ImportsAnswer;
use engine::jobs::BacktestJob;
use engine::project::{ProjectAnswer, ProjectRequest, ProjectionFile};
use engine::race::{RaceAnswer, RaceRequest};
use engine::races::{RacesAnswer, RacesRequest};
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
    }

    either_whole! {
        data_state -> DataStateAnswer;
        check_axioms -> AxiomsAnswer;
        check_graph -> CheckAnswer;
        digest -> DigestAnswer;
        imports -> ImportsAnswer;
    }

    pub fn race_turtle(&self, request: &RaceRequest, progress: &Progress) -> Result<Vec<u8>> {
        match self {
            Self::Here(engine) => Ok(engine.race_turtle(request, progress)?.bytes),
            Self::There(client) => Ok(client.race_turtle(request)?),
        }
    }

    pub fn project_csv(&self, request: &ProjectRequest, progress: &Progress) -> Result<Vec<u8>> {
        match self {
            Self::Here(engine) => Ok(engine.project_file(request, ProjectionFile::Csv, progress)?.bytes),
            Self::There(client) => Ok(client.project_csv(request)?),
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
