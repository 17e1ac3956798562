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
        server: cli.server.clone(),
        key: cli.key.clone(),
        file_required: cli.config.is_some(),
    };
    let file = cli.config.as_deref().unwrap_or(Path::new("backstretch.toml"));
    let settings = Settings::read(file, std::env::vars_os(), &flags)?;
    let clock = Clock::from_variable(std::env::var_os(engine::clock::NOW_VARIABLE).as_deref())?;
    let serves = matches!(cli.command, args::Command::Serve(_));
    // A server's log has a line for each request, unless another level is set.
    let by_default = settings.shown.iter().any(|line| line.key == "log_level" && line.origin == "default");
    let level = if serves && by_default { "info" } else { &settings.log.log_level };
    let filter = EnvFilter::try_new(level).map_err(|_| SettingsError::BadValue {
        key: "log_level".to_owned(),
        value: settings.log.log_level.clone(),
        origin: "--log-level, LOG_LEVEL or backstretch.toml".to_owned(),
        expected: "a log filter such as warn or graph=debug".to_owned(),
    })?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match serves {
        true => log.json().flatten_event(true).with_current_span(true).with_span_list(false).init(),
        false => log.with_ansi(terminal::in_colour()).init(),
    }
    commands::run(cli, &settings, clock)
}
