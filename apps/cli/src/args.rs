//! The command line: what can be asked, with examples. No work is done here.

mod backtest;
mod claims;
mod import;
mod ingest;
mod jobs;
mod kernel;
mod projections;
mod serve;

pub use backtest::{BacktestArgs, BacktestCommand};
pub use claims::{ClaimsCommand, DecideArgs, SubmitArgs};
pub use import::{ImportCommand, ImportFile};
pub use ingest::{
    FeedSource, IngestCommand, IngestDaemonArgs, IngestSeasonArgs, OrderArg, PlanFormat, ReprocessArg,
    SourceArgs,
};
pub use jobs::JobsCommand;
pub use kernel::{EvalArgs, ExplainArgs, KernelCommand, ReadArgs};
pub use projections::{KeptFile, ProjectionsCommand};
pub use serve::{Expiry, KeysCommand, KeysPlace, ServeArgs};

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::series::Series;
use engine::models::{self, DEFAULT_MODEL};
use engine::settings::SIMULATIONS_MAX;
use jiff::Timestamp;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Heading of the options that every command takes.
const GLOBAL: &str = "Global options";

/// NASCAR daily-fantasy engine: race history in, calibrated projections out
#[derive(Debug, Parser)]
#[command(
    name = "backstretch",
    version,
    propagate_version = true,
    after_help = "Exit codes: 0 done, 1 failed, 2 wrong usage or settings, 3 not everything was done (what was left\n\
                  out is named), 75 busy or unavailable (try again later), 130 cancelled.\n\n\
                  Data goes to stdout; progress and logs go to stderr. NO_COLOR turns colours off.\n\n\
                  Examples:\n  backstretch demo\n  backstretch import race-logs race-logs.csv\n  \
                  backstretch project cup-2025-11-02-phoenix\n  backstretch backtest run --series cup --from 2023 --to 2025 --out report"
)]
pub struct Cli {
    /// Folder of the graph and the raw copies [default: the platform's data folder]
    #[arg(long, global = true, value_name = "DIR", help_heading = GLOBAL)]
    pub data_dir: Option<PathBuf>,
    /// How much to log: error, warn, info, debug, trace, or a filter such as graph=debug
    #[arg(long, global = true, value_name = "FILTER", help_heading = GLOBAL)]
    pub log_level: Option<String>,
    /// Settings file [default: backstretch.toml, if it exists]
    #[arg(long, global = true, value_name = "FILE", help_heading = GLOBAL)]
    pub config: Option<PathBuf>,
    /// Ask this server instead of the data folder, such as https://backstretch.example.com [BACKSTRETCH_SERVER]
    #[arg(long, global = true, value_name = "URL", help_heading = GLOBAL)]
    pub server: Option<String>,
    /// API key for that server [BACKSTRETCH_KEY]
    #[arg(long, global = true, value_name = "KEY", help_heading = GLOBAL)]
    pub key: Option<String>,
    /// Print the answer as JSON
    #[arg(long, global = true, help_heading = GLOBAL)]
    pub json: bool,
    /// The command
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Project the next race of a simulated league: needs no data, writes files to ./out
    #[command(after_help = "Examples:\n  backstretch demo\n  backstretch demo --out /tmp/tour --seed 7")]
    Demo(DemoArgs),
    /// Import files into the graph, list them, or undo an import
    #[command(subcommand)]
    Import(ImportCommand),
    /// Fetch NASCAR's feeds and load them: runs, backfills, schedules, history
    #[command(subcommand)]
    Ingest(IngestCommand),
    /// List races
    #[command(
        after_help = "Examples:\n  backstretch races --series cup --season 2025\n  backstretch races --upcoming --json"
    )]
    Races(RacesArgs),
    /// Show a race: track, entries, result, sources
    #[command(
        after_help = "Turtle has every fact of the race and its sources, in the vocabulary of docs/ontology/ontology.ttl;\n\
                      docs/ontology/shapes.ttl has the SHACL shapes.\n\n\
                      Examples:\n  backstretch race cup-2025-11-02-phoenix\n  \
                      backstretch race cup-2025-11-02-phoenix --format turtle > phoenix.ttl\n  \
                      pyshacl --shapes docs/ontology/shapes.ttl phoenix.ttl"
    )]
    Race {
        /// Race: key (such as cup-2025-11-02-phoenix), alias, NASCAR id or `next`
        race: String,
        /// Output format
        #[arg(long, value_enum)]
        format: Option<RaceFormat>,
    },
    /// Show what the laps of a race say about each car; without a race, every race with laps
    #[command(
        after_help = "Pace is the share by which a car was faster than the field's typical car on green-flag laps, in per cent.\n\
                      Without a race, laps led are recounted from running order and compared with the results.\n\n\
                      Examples:\n  backstretch laps cup-2025-11-02-phoenix\n  backstretch laps --json | jq .lapsLed"
    )]
    Laps {
        /// Race: key, alias or NASCAR id
        race: Option<String>,
    },
    /// Show a driver: record and recent races
    #[command(after_help = "Examples:\n  backstretch driver \"Denny Hamlin\"\n  backstretch driver 1361")]
    Driver {
        /// Driver: name or NASCAR id
        driver: String,
        /// Number of races to show, latest first
        #[arg(long, default_value_t = 20)]
        last: u32,
    },
    /// Project a race from what is known at its lock
    #[command(
        after_help = "Examples:\n  backstretch project next\n  backstretch project cup-2025-11-02-phoenix --sims 20000 --format csv > phoenix.csv\n  \
                      backstretch project next --model e1             # from race logs and the grid only\n  \
                      backstretch project next --keep                 # sealed, recorded, with its samples\n  \
                      backstretch project next --scenarios week.toml --cube week.parquet\n\n\
                      A file of scenarios (TOML, or JSON where its name ends in .json; see docs/scenarios.md):\n  \
                      [[scenarios]]\n  name = \"Larson from the rear\"\n  grid = [{ driver = \"Kyle Larson\", place = 38 }]\n  \
                      attrition = 1.5"
    )]
    Project(ProjectArgs),
    /// List, show, verify and score kept projections
    #[command(subcommand)]
    Projections(ProjectionsCommand),
    /// Explain a driver's projection: what adds to the strength and the points, and the facts behind it
    #[command(after_help = "Examples:\n  backstretch why cup-2025-11-02-phoenix \"Denny Hamlin\"\n  \
                      backstretch why next \"Denny Hamlin\" --model e1 --json")]
    Why(WhyArgs),
    /// List the tracks: layouts, seasons, and the names under which files may call them
    #[command(
        after_help = "Examples:\n  backstretch tracks\n  backstretch tracks phoenix\n  backstretch tracks --json"
    )]
    Tracks {
        /// Only those with this in a name
        name: Option<String>,
    },
    /// List the models
    #[command(after_help = "Example:\n  backstretch models --json")]
    Models,
    /// Show how fresh the data is: the last file of each kind and the last race of each series
    #[command(after_help = "Example:\n  backstretch status --json")]
    Status,
    /// Score models on past races, each projected from what was known at its lock
    #[command(subcommand)]
    Backtest(BacktestCommand),
    /// Check the laws of the sport
    #[command(subcommand)]
    Axioms(AxiomsCommand),
    /// List, show, submit, accept, reject and withdraw claims about a race week
    #[command(subcommand)]
    Claims(ClaimsCommand),
    /// Read claims from notes, explain projections in words, inspect and convert language models
    #[command(subcommand)]
    Kernel(KernelCommand),
    /// Check, query, export, rebuild or copy the graph
    #[command(subcommand)]
    Graph(GraphCommand),
    /// Serve the API over HTTP, until SIGINT or SIGTERM
    #[command(
        after_help = "The first start on a loopback address makes a key and prints it once. Logs are JSON on stderr.\n\n\
                      Examples:\n  backstretch serve --demo\n  backstretch serve --listen 127.0.0.1:0\n  \
                      curl -H \"X-API-Key: $KEY\" http://127.0.0.1:8000/v1/races?upcoming=true"
    )]
    Serve(ServeArgs),
    /// Ask a server whether it takes requests; exit code 1 if it does not
    #[command(after_help = "For health checks of containers and supervisors; no key is needed.\n\n\
                            Examples:\n  backstretch health\n  backstretch health --address 127.0.0.1:9000")]
    Health {
        /// Address of the server
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8000")]
        address: SocketAddr,
    },
    /// Make, list, rotate and revoke API keys
    #[command(subcommand)]
    Keys(KeysCommand),
    /// List, show, retry and cancel the jobs of a server
    #[command(subcommand)]
    Jobs(JobsCommand),
    /// Show the settings and where each comes from
    #[command(subcommand)]
    Config(ConfigCommand),
}

/// `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Folder for the files and for the demo's own graph
    #[arg(long, default_value = "out")]
    pub out: PathBuf,
    /// Seed of the league and of the simulation
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Number of simulations
    #[arg(long, default_value_t = 10_000, value_parser = simulations)]
    pub sims: u32,
}

/// `races`.
#[derive(Debug, Args)]
pub struct RacesArgs {
    /// cup, oreilly (xfinity) or trucks
    #[arg(long)]
    pub series: Option<Series>,
    /// Season, such as 2025
    #[arg(long, value_parser = season)]
    pub season: Option<i16>,
    /// Only races without a result
    #[arg(long)]
    pub upcoming: bool,
}

/// A race and how to project it.
#[derive(Debug, Args)]
pub struct RequestArgs {
    /// Race: key (such as cup-2025-11-02-phoenix), alias, NASCAR id or `next`
    pub race: String,
    /// Use only facts known by this time, such as 2025-11-02T12:00:00Z [default: the race's lock]
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub as_of: Option<Timestamp>,
    /// Series of the race `next`: cup, oreilly (xfinity) or trucks
    #[arg(long)]
    pub series: Option<Series>,
    /// Number of simulations [default: setting `simulations`]
    #[arg(long, value_parser = simulations)]
    pub sims: Option<u32>,
    /// Seed of the simulation [default: setting `seed`]
    #[arg(long)]
    pub seed: Option<u64>,
    /// Model; `backstretch models` says what each one is
    #[arg(long, value_parser = model(), default_value = DEFAULT_MODEL)]
    pub model: String,
    /// Number of threads, which does not change the result [default: all cores]
    #[arg(long, value_parser = threads)]
    pub threads: Option<usize>,
}

/// A moment with its offset.
pub fn time(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| {
        "not a time with an offset or Z; write it like 2025-11-02T12:00:00Z or 2025-11-02T07:00:00-05:00"
            .to_owned()
    })
}

/// `project`.
#[derive(Debug, Args)]
pub struct ProjectArgs {
    /// The race.
    #[command(flatten)]
    pub request: RequestArgs,
    /// Output format
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// Keep the projection: sealed set, samples, and a record of when it was made and by whom
    #[arg(long)]
    pub keep: bool,
    /// Simulate scenarios too: a TOML file, or a JSON file where its name ends in .json
    #[arg(long, value_name = "FILE")]
    pub scenarios: Option<PathBuf>,
    /// Write every run, entry and measure of base and scenarios to this Parquet file
    #[arg(long, value_name = "FILE", requires = "scenarios", conflicts_with = "keep")]
    pub cube: Option<PathBuf>,
}

/// `why`.
#[derive(Debug, Args)]
pub struct WhyArgs {
    /// The race.
    #[command(flatten)]
    pub request: RequestArgs,
    /// Driver: name or NASCAR id
    pub driver: String,
}

/// Output format of a projection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table for reading
    Table,
    /// The projection with its SHA-256, when it was made, and notes
    Json,
    /// One row per entry
    Csv,
}

/// Output format of a race.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RaceFormat {
    /// A table for reading
    Table,
    /// Entries and results
    Json,
    /// RDF: every fact in the graph
    Turtle,
}

/// `axioms ...`.
#[derive(Debug, Subcommand)]
pub enum AxiomsCommand {
    /// Check every loaded race against the laws of the sport
    #[command(after_help = "Example:\n  backstretch axioms check --json")]
    Check,
    /// List the laws of the sport that are checked
    #[command(after_help = "Example:\n  backstretch axioms rules")]
    Rules,
}

/// `graph ...`.
#[derive(Debug, Subcommand)]
pub enum GraphCommand {
    /// Bring the schema and the reference data up to date
    #[command(after_help = "Example:\n  backstretch graph migrate")]
    Migrate,
    /// Run the checks generated from the ontology
    #[command(after_help = "Example:\n  backstretch graph check")]
    Check,
    /// Run a named query, or read-only Cypher
    #[command(
        after_help = "Examples:\n  backstretch graph query list\n  backstretch graph query team_mates race=cup-2025-11-02-phoenix\n  \
                      backstretch graph query --cypher \"MATCH (t:Track) RETURN t.key ORDER BY t.key\""
    )]
    Query {
        /// Name of a query; `list` shows them
        name: Option<String>,
        /// Parameters of the query, each as key=value
        params: Vec<String>,
        /// Read-only Cypher to run instead of a named query
        #[arg(long, conflicts_with_all = ["name", "params"])]
        cypher: Option<String>,
    },
    /// Export the graph as sorted NDJSON (one JSON object per line)
    #[command(after_help = "Example:\n  backstretch graph export --out graph.ndjson")]
    Export {
        /// File to write [default: stdout]
        #[arg(long)]
        out: Option<PathBuf>,
        /// Include sources, vetoes and operations
        #[arg(long)]
        all: bool,
    },
    /// Print the SHA-256 of the sorted export of the imported facts
    #[command(after_help = "Example:\n  backstretch graph digest")]
    Digest,
    /// Rebuild the graph from the raw copies of all imported files
    #[command(after_help = "Example:\n  backstretch graph rebuild")]
    Rebuild,
    /// Copy the graph between the embedded store and the Neo4j server (graph.uri, NEO4J_URI)
    #[command(after_help = "At the end the digests of both graphs are compared.\n\nExamples:\n  \
                      NEO4J_URI=bolt://localhost:7687 NEO4J_PASSWORD=... backstretch graph copy --to neo4j\n  \
                      backstretch graph copy --to embedded --replace")]
    Copy {
        /// The graph to copy to
        #[arg(long, value_enum)]
        to: CopyTarget,
        /// Remove what is in the target but not in the source
        #[arg(long)]
        replace: bool,
    },
}

/// `graph copy --to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum CopyTarget {
    /// From the embedded graph to the server
    Neo4j,
    /// From the server to the embedded graph
    Embedded,
}

/// `config ...`.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Show each setting, its value and its origin; secrets are masked
    #[command(after_help = "Example:\n  backstretch config show --json")]
    Show,
}

/// A model by name.
fn model() -> PossibleValuesParser {
    PossibleValuesParser::new(models::names())
}

/// A season by its year.
fn season(text: &str) -> Result<i16, String> {
    match text.parse() {
        Ok(year @ 1949..=2100) => Ok(year),
        _ => Err("must be a year, such as 2025".to_owned()),
    }
}

/// A number of threads: 1 to 256.
fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 1..=256) => Ok(count),
        _ => Err("must be a whole number from 1 to 256".to_owned()),
    }
}

/// A number of simulations: 1 to 1 million (640 MB of samples for 40 cars).
fn simulations(text: &str) -> Result<u32, String> {
    match text.replace('_', "").parse() {
        Ok(count @ 1..=SIMULATIONS_MAX) => Ok(count),
        _ => Err("must be a whole number from 1 to 1,000,000".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }

    fn leaves(command: &clap::Command) -> Vec<&clap::Command> {
        let below: Vec<_> = command.get_subcommands().flat_map(leaves).collect();
        if below.is_empty() { vec![command] } else { below }
    }

    #[test]
    fn every_command_has_examples_counted_right() {
        let all = super::Cli::command();
        for command in leaves(&all) {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let after = |heading: &str| {
                let (_, below) = help.split_once(heading)?;
                Some(below.split("\n\n").next().unwrap_or_default().lines().count())
            };
            let (one, several) = (after("Example:\n"), after("Examples:\n"));
            let right = matches!((one, several), (Some(1), None) | (None, Some(2..)));
            assert!(right, "{}: {help}", command.get_name());
        }
    }
}
