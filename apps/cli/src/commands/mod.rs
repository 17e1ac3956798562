//! One function a command: ask the engine, show what it answers.

mod axioms;
mod backtest;
mod config;
mod demo;
mod graph;
mod import;
mod project;
mod races;
mod why;

use crate::args::{Cli, Command};
use crate::exit::Outcome;
use anyhow::Result;
use engine::settings::Settings;
use engine::{Clock, Engine};

/// What every command is given.
pub struct Context<'a> {
    /// Settings.
    pub settings: &'a Settings,
    /// The clock.
    pub clock: Clock,
    /// Whether stdout shall be JSON.
    pub json: bool,
}

impl Context<'_> {
    /// The engine on the data folder; others are shown `command` while it holds the graph.
    pub fn engine(&self, command: &str) -> Result<Engine> {
        Ok(Engine::open(self.settings, self.clock, &format!("backstretch {command}"))?)
    }
}

/// Runs the command.
pub fn run(cli: &Cli, settings: &Settings, clock: Clock) -> Result<Outcome> {
    let context = Context { settings, clock, json: cli.json };
    match &cli.command {
        Command::Demo(args) => demo::run(&context, args),
        Command::Import(command) => import::run(&context, command),
        Command::Races(args) => races::list(&context, args),
        Command::Race { race, format } => races::show(&context, race, *format),
        Command::Driver { driver, last } => races::driver(&context, driver, *last),
        Command::Project(args) => project::run(&context, args),
        Command::Why(args) => why::run(&context, args),
        Command::Backtest(command) => backtest::run(&context, command),
        Command::Axioms(command) => axioms::run(&context, command),
        Command::Graph(command) => graph::run(&context, command),
        Command::Config(command) => config::run(&context, command),
    }
}
