//! `backstretch`: arguments in, data on stdout, progress and logs on stderr, one exit code.

mod advice;
mod args;
mod commands;
mod exit;
mod table;
mod terminal;

use clap::Parser;
use engine::Clock;
use engine::settings::{Flags, Settings, SettingsError};
use std::path::Path;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let cli = args::Cli::parse();
    run(&cli).map_or_else(|error| exit::report(&error, cli.json), exit::Outcome::code)
}

/// The embedded store allocates constantly; imports are faster than with the C library's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Resolves the settings, starts the log, and hands over to the command.
fn run(cli: &args::Cli) -> anyhow::Result<exit::Outcome> {
    let flags = Flags {
        data_dir: cli.data_dir.clone(),
        log_level: cli.log_level.clone(),
        file_required: cli.config.is_some(),
    };
    let file = cli.config.as_deref().unwrap_or(Path::new("backstretch.toml"));
    let settings = Settings::read(file, std::env::vars_os(), &flags)?;
    let clock = Clock::from_variable(std::env::var_os(engine::clock::NOW_VARIABLE).as_deref())?;
    let filter = EnvFilter::try_new(&settings.log.log_level).map_err(|_| SettingsError::BadValue {
        key: "log_level".to_owned(),
        value: settings.log.log_level.clone(),
        origin: "--log-level, LOG_LEVEL or backstretch.toml".to_owned(),
        expected: "a log filter such as warn or graph=debug".to_owned(),
    })?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(terminal::in_colour())
        .init();
    commands::run(cli, &settings, clock)
}
