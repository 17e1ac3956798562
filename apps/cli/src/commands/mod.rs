//! One function per command: arguments into a request, the answer onto the terminal.

mod answers;
mod axioms;
mod backtest;
mod claims;
mod config;
mod demo;
mod driver;
mod graph;
mod health;
mod import;
mod ingest;
mod jobs;
mod kernel;
mod keys;
mod laps;
mod models;
mod project;
mod projections;
mod race;
mod races;
mod serve;
mod status;
mod tracks;
mod why;

use crate::args::{Cli, Command};
use crate::exit::{Outcome, UsageError};
use answers::Answers;
use anyhow::Result;
use api::client::Client;
use engine::settings::Settings;
use engine::{Clock, Engine};

/// What every command is given.
pub struct Context<'a> {
    /// Settings.
    pub settings: &'a Settings,
    /// The clock.
    pub clock: Clock,
    /// Whether stdout is to be JSON.
    pub json: bool,
}

impl Context<'_> {
    /// The engine on the data folder, which is created where needed, for a command that works nowhere else; others are
    /// shown `command` while it holds the graph.
    pub fn engine(&self, command: &str) -> Result<Engine> {
        self.only_here(command)?;
        Ok(Engine::open(self.settings, self.clock, &format!("backstretch {command}"))?)
    }

    /// The same for a command that only reads, which creates nothing.
    pub fn reader(&self, command: &str) -> Result<Engine> {
        self.only_here(command)?;
        Ok(Engine::open_to_read(self.settings, self.clock, &format!("backstretch {command}"))?)
    }

    /// Who answers a command that changes something: the server of `--server`; else the engine on the data folder; else,
    /// where a server owns that folder, this server.
    pub fn writing(&self, command: &str) -> Result<Answers> {
        Answers::find(self, || Engine::open(self.settings, self.clock, &format!("backstretch {command}")))
    }

    /// The same for a command that only reads.
    pub fn reading(&self, command: &str) -> Result<Answers> {
        Answers::find(self, || {
            Engine::open_to_read(self.settings, self.clock, &format!("backstretch {command}"))
        })
    }

    /// The server of `--server`, if there is one.
    ///
    /// # Errors
    /// Where its key is missing, or its address is none.
    pub fn server(&self) -> Result<Option<Client>> {
        let Some(address) = &self.settings.remote.server else { return Ok(None) };
        let Some(key) = &self.settings.remote.key else {
            return Err(UsageError(
                "--server needs an API key: give --key or set BACKSTRETCH_KEY".to_owned(),
            )
            .into());
        };
        Ok(Some(Client::server(address, key.reveal())?))
    }

    /// Refuses a command that a server cannot be asked for.
    ///
    /// # Errors
    /// With `--server`.
    pub fn only_here(&self, command: &str) -> Result<()> {
        match &self.settings.remote.server {
            Some(_) => {
                let message = format!(
                    "`{command}` works on a local folder only; leave out --server (BACKSTRETCH_SERVER)"
                );
                Err(UsageError(message).into())
            }
            None => Ok(()),
        }
    }

    /// The format asked for by `--format` or `--json`.
    ///
    /// # Errors
    /// Where the two contradict each other.
    pub fn format<T: PartialEq>(&self, asked: Option<T>, json: T, otherwise: T) -> Result<T> {
        match asked {
            Some(format) if self.json && format != json => {
                Err(UsageError("--json and another --format cannot be used together; choose one".to_owned())
                    .into())
            }
            Some(format) => Ok(format),
            None if self.json => Ok(json),
            None => Ok(otherwise),
        }
    }
}

/// Runs the command.
pub fn run(cli: &Cli, settings: &Settings, clock: Clock) -> Result<Outcome> {
    let context = Context { settings, clock, json: cli.json };
    match &cli.command {
        Command::Demo(args) => demo::run(&context, args),
        Command::Import(command) => import::run(&context, command),
        Command::Ingest(command) => ingest::run(&context, command),
        Command::Races(args) => races::run(&context, args),
        Command::Race { race, format } => race::run(&context, race, *format),
        Command::Laps { race } => laps::run(&context, race.as_deref()),
        Command::Driver { driver, last } => driver::run(&context, driver, *last),
        Command::Project(args) => project::run(&context, args),
        Command::Projections(command) => projections::run(&context, command),
        Command::Why(args) => why::run(&context, args),
        Command::Tracks { name } => tracks::run(&context, name.as_deref()),
        Command::Models => models::run(&context),
        Command::Status => status::run(&context),
        Command::Backtest(command) => backtest::run(&context, command),
        Command::Axioms(command) => axioms::run(&context, command),
        Command::Claims(command) => claims::run(&context, command),
        Command::Kernel(command) => kernel::run(&context, command),
        Command::Graph(command) => graph::run(&context, command),
        Command::Serve(args) => serve::run(&context, args),
        Command::Health { address } => health::run(*address),
        Command::Keys(command) => keys::run(&context, command),
        Command::Jobs(command) => jobs::run(&context, command),
        Command::Config(command) => config::run(&context, command),
    }
}
