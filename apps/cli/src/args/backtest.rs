//! `backtest ...`.

use super::{model, simulations, threads};
use clap::{Args, Subcommand};
use domain::series::Series;
use engine::models::{self, DEFAULT_MODEL};
use std::path::PathBuf;

/// `backtest ...`.
#[derive(Debug, Subcommand)]
pub enum BacktestCommand {
    /// Project each past race as of its lock, then score it
    #[command(
        after_help = "Writes under --out: report.txt, metrics.json, projections.csv, drivers.csv, races.csv, reliability.csv, paired.csv,\n\
                      and pages projected.png, reliability.png, pit.png, coverage.png, time.png, paired.png.\n\
                      Each model of --against projects the same races with the same seed and takes as long again.\n\
                      A race that cannot be projected is left out and named; with --strict the exit code is 3 and nothing is written.\n\n\
                      Examples:\n  backstretch backtest run --series cup --from 2023 --to 2025 --out report\n  \
                      backstretch backtest run --from 2023 --to 2025 --model e2 --against e1,baseline-c --out e2\n  \
                      backstretch backtest run --from 2023 --to 2025 --against none --out quick"
    )]
    Run(BacktestArgs),
    /// Compare two runs, paired by race and driver
    #[command(
        after_help = "A and B are folders that `backtest run --out` wrote, over the same races and data, with the same number of\n\
                      simulations. Differences are A minus B.\n\n\
                      Examples:\n  backstretch backtest compare e2 e1\n  backstretch backtest compare e2 e1 --out e2-e1 --json"
    )]
    Compare {
        /// Folder of the first run
        a: PathBuf,
        /// Folder of the run to compare it with
        b: PathBuf,
        /// Folder for paired.csv, paired.png and report.txt
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

/// `backtest run`.
#[derive(Debug, Args)]
pub struct BacktestArgs {
    /// cup, oreilly (xfinity) or trucks
    #[arg(long, default_value = "cup")]
    pub series: Series,
    /// First season to score
    #[arg(long)]
    pub from: i16,
    /// Last season to score
    #[arg(long)]
    pub to: i16,
    /// Folder to write the files to
    #[arg(long)]
    pub out: PathBuf,
    /// Model to score
    #[arg(long, value_parser = model(), default_value = DEFAULT_MODEL)]
    pub model: String,
    /// Models to compare it with, separated by commas, or `none` [default: start-only, season-average, baseline-c and
    /// dynamic-plackett-luce, without the model itself]
    #[arg(long, value_name = "MODELS", value_parser = against)]
    pub against: Option<Against>,
    /// Simulations per race [default: setting `simulations`]
    #[arg(long, value_parser = simulations)]
    pub sims: Option<u32>,
    /// Seed of the simulation [default: setting `seed`]
    #[arg(long)]
    pub seed: Option<u64>,
    /// Number of threads, which does not change the result [default: all cores]
    #[arg(long, value_parser = threads)]
    pub threads: Option<usize>,
    /// Exit with 3, and write nothing, when a race cannot be projected
    #[arg(long)]
    pub strict: bool,
}

/// `--against`.
#[derive(Clone, Debug)]
pub struct Against(pub Vec<String>);

/// Names of models separated by commas, each once, or `none`.
fn against(text: &str) -> Result<Against, String> {
    if text == "none" {
        return Ok(Against(Vec::new()));
    }
    let mut chosen: Vec<String> = Vec::new();
    for name in text.split(',').map(str::trim) {
        if !models::names().any(|known| known == name) {
            let known: Vec<&str> = models::names().collect();
            return Err(format!("no model `{name}`; give `none`, or some of {}", known.join(", ")));
        }
        if chosen.iter().any(|chosen| chosen == name) {
            return Err(format!("`{name}` is given twice"));
        }
        chosen.push(name.to_owned());
    }
    Ok(Against(chosen))
}
