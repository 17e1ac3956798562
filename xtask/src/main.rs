//! `cargo xtask`: the set-up that tests need, and the checks of CI, as one program.
//!
//! Nothing here is part of the product; every command runs plain cargo commands and says which.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a developer's tool talks on the terminal")]

mod browser;
mod checkpoint;
mod ci;
mod codegen;
mod compose;
mod lanes;
mod prove;
mod run;
mod services;
mod slowest;
mod test;
#[cfg(test)]
mod tidy;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Set-up, tests and checks of Backstretch")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run every test that this machine can run; says in one line what it leaves out
    ///
    /// Example: cargo xtask test -- import
    Test {
        /// Passed to the test binaries: a name filter, --nocapture
        #[arg(last = true)]
        args: Vec<String>,
    },
    /// What CI runs: format, bans and licences, generated files, clippy, tests, the demo
    Ci,
    /// Write the files generated from the ontology
    Codegen {
        /// Only compare, and fail if a file is stale
        #[arg(long)]
        check: bool,
    },
    /// Run the benches (release): ratios against a named baseline in the same run
    Bench {
        /// Crate whose benches to run [default: all]
        package: Option<String>,
    },
    /// Run a check that takes too long for the tests or uses a third-party tool
    ///
    /// Example: cargo xtask prove shacl
    Prove {
        /// Name of the proof; without a name, lists the proofs
        name: Option<String>,
    },
    /// Write the pictures of the pages in docs/pages anew
    Screenshots,
    /// Real servers for tests: Neo4j and Redis
    Services {
        #[command(subcommand)]
        action: services::Action,
    },
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Test { args } => test::run(&args),
        Command::Ci => ci::run(),
        Command::Codegen { check: true } => codegen::check(),
        Command::Codegen { check: false } => codegen::write(),
        Command::Bench { package } => run::bench(package.as_deref()),
        Command::Prove { name } => prove::run(name.as_deref()),
        Command::Screenshots => browser::screenshots(),
        Command::Services { action } => services::act(&action),
    }
}
