//! One function per command: arguments into a request, the answer onto the terminal.

mod axioms;
mod backtest;
mod config;
mod demo;
mod driver;
mod graph;
mod import;
mod keys;
mod models;
mod project;
mod race;
mod races;
mod serve;
mod status;
mod why;

use crate::args::{Cli, Command};
use crate::exit::{Outcome, UsageError};
use anyhow::Result;
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
    /// The engine on the data folder, which is created where needed; others are shown `command` while it holds the
    /// graph.
    pub fn engine(&self, command: &str) -> Result<Engine> {
        Ok(Engine::open(self.settings, self.clock, &format!("backstretch {command}"))?)
    }

    /// The same for a command that only reads, which creates nothing.
    pub fn reader(&self, command: &str) -> Result<Engine> {
        Ok(Engine::open_to_read(self.settings, self.clock, &format!("backstretch {command}"))?)
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
        Command::Races(args) => races::run(&context, args),
        Command::Race { race, format } => race::run(&context, race, *format),
        Command::Driver { driver, last } => driver::run(&context, driver, *last),
        Command::Project(args) => project::run(&context, args),
        Command::Why(args) => why::run(&context, args),
        Command::Models => models::run(&context),
        Command::Status => status::run(&context),
        Command::Backtest(command) => backtest::run(&context, command),
        Command::Axioms(command) => axioms::run(&context, command),
        Command::Graph(command) => graph::run(&context, command),
        Command::Serve(args) => serve::run(&context, args),
        Command::Keys(command) => keys::run(&context, command),
        Command::Config(command) => config::run(&context, command),
    }
}
