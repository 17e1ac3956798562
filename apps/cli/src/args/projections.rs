//! `projections ...`.

use clap::{Subcommand, ValueEnum};
use domain::series::Series;
use engine::project::Label;
use std::path::PathBuf;

/// `projections ...`.
#[derive(Debug, Subcommand)]
pub enum ProjectionsCommand {
    /// List kept projections, the one kept last first
    #[command(
        after_help = "Examples:\n  backstretch projections list\n  backstretch projections list --series cup --limit 10 --json"
    )]
    List {
        /// cup, oreilly (xfinity) or trucks
        #[arg(long)]
        series: Option<Series>,
        /// Only of this race
        #[arg(long)]
        race: Option<String>,
        /// Only those whose last record is this: forecast, late, backtest or replay
        #[arg(long)]
        label: Option<Label>,
        /// At most so many
        #[arg(long)]
        limit: Option<usize>,
    },
    /// Show a kept projection and its records, or write one of its files
    #[command(after_help = "Examples:\n  backstretch projections show prj_... --json\n  \
                      backstretch projections show prj_... --file samples --out samples.parquet\n  \
                      backstretch projections show prj_... --file csv > table.csv")]
    Show {
        /// Id of the projection, `prj_` and 26 characters
        id: String,
        /// Write this file instead
        #[arg(long, value_enum)]
        file: Option<KeptFile>,
        /// Where to write it [default: stdout]
        #[arg(long, requires = "file")]
        out: Option<PathBuf>,
    },
    /// Check every kept set, its samples, its scenarios and every record
    #[command(
        after_help = "Exit code 1 where anything was changed or is missing; each is named.\n\nExample:\n  backstretch projections verify"
    )]
    Verify,
    /// Score frozen forecasts: the last of the default model before each race's lock
    #[command(
        after_help = "Examples:\n  backstretch projections score\n  backstretch projections score --series cup --season 2025 --json"
    )]
    Score {
        /// cup, oreilly (xfinity) or trucks
        #[arg(long)]
        series: Option<Series>,
        /// Season, such as 2025
        #[arg(long)]
        season: Option<i16>,
    },
    /// Print the head of each series' chain of records: published, it proves every record under it
    #[command(after_help = "Example:\n  backstretch projections head")]
    Head,
}

/// A file of a kept projection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KeptFile {
    /// The sealed set
    Json,
    /// A row per entry
    Csv,
    /// The same as Parquet
    Parquet,
    /// A picture of the points
    Png,
    /// A row per run and entry, as Parquet
    Samples,
}
