//! `backstretch`: arguments in, data on stdout, progress and logs on stderr, one exit code.

mod args;
mod commands;
mod exit;
mod terminal;

use anyhow::Context;
use clap::Parser;
use engine::settings::{Flags, Settings};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let cli = args::Cli::parse();
    match run(&cli) {
        Ok(outcome) => outcome.code(),
        Err(error) => exit::report(&error, cli.json),
    }
}

/// Resolves the settings, starts the log, and hands over to the command.
fn run(cli: &args::Cli) -> anyhow::Result<exit::Outcome> {
    let flags = Flags { data_dir: cli.data_dir.clone(), log_level: cli.log_level.clone() };
    let settings = Settings::read(&cli.config, |name| std::env::var(name).ok(), &flags)?;
    let filter = EnvFilter::try_new(&settings.log_level)
        .with_context(|| format!("log level `{}` is no filter", settings.log_level))?;
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    commands::run(cli, &settings)
}
