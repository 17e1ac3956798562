//! The command line: what can be asked, with examples. No work is done here.

mod backtest;
mod import;

pub use backtest::{BacktestArgs, BacktestCommand};
pub use import::{ImportCommand, ImportFile};

use clap::builder::PossibleValue;
use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::series::Series;
use engine::projection::{DEFAULT_MODEL, MODELS, Model, NamedModel};
use engine::settings::SIMULATIONS_MAX;
use jiff::Timestamp;
use std::path::PathBuf;
use std::sync::LazyLock;

/// NASCAR daily-fantasy engine: race history in, calibrated projections out
#[derive(Debug, Parser)]
#[command(
    name = "backstretch",
    version,
    propagate_version = true,
    after_help = "Exit codes: 0 done, 1 failed, 2 usage, 3 asked-for work not all done, 75 try later.\n\
                  stdout is data; progress and logs go to stderr.\n\n\
                  Examples:\n  backstretch demo\n  backstretch import race-logs race-logs.csv\n  \
                  backstretch project cup-2025-11-02-phoenix\n  backstretch backtest run --series cup --from 2023 --to 2025 --out report"
)]
pub struct Cli {
    /// Folder of the graph and the raw copies [default: the platform's data folder]
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// error, warn, info, debug, trace, or a filter such as graph=debug
    #[arg(long, global = true, value_name = "FILTER")]
    pub log_level: Option<String>,
    /// Settings file [default: backstretch.toml, if it is there]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print JSON on stdout
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Simulated seasons, its own graph, the next race projected: files in ./out
    #[command(after_help = "Example:\n  backstretch demo\n  backstretch demo --out /tmp/tour --seed 7")]
    Demo(DemoArgs),
    /// Load files into the graph, or take one back
    #[command(subcommand)]
    Import(ImportCommand),
    /// List races
    #[command(
        after_help = "Example:\n  backstretch races --series cup --season 2025\n  backstretch races --upcoming --json"
    )]
    Races(RacesArgs),
    /// One race: setting, entries, result, provenance
    #[command(
        after_help = "Turtle: every fact of the race, its provenance included, in the words of docs/ontology/ontology.ttl;\n\
                      docs/ontology/shapes.ttl are its SHACL shapes.\n\n\
                      Example:\n  backstretch race cup-2025-11-02-phoenix\n  \
                      backstretch race cup-2025-11-02-phoenix --format turtle > phoenix.ttl\n  \
                      pyshacl --shapes docs/ontology/shapes.ttl phoenix.ttl"
    )]
    Race {
        /// Key, alias or NASCAR id
        race: String,
        /// Form on stdout
        #[arg(long, value_enum)]
        format: Option<RaceFormat>,
    },
    /// One driver: recent races and record by track type
    #[command(after_help = "Example:\n  backstretch driver \"Denny Hamlin\"\n  backstretch driver 1361")]
    Driver {
        /// Name or NASCAR id
        driver: String,
        /// Races shown
        #[arg(long, default_value_t = 20)]
        last: usize,
    },
    /// Project a race as known at its lock
    #[command(
        after_help = "Example:\n  backstretch project next\n  backstretch project cup-2025-11-02-phoenix --sims 20000 --format csv > phoenix.csv\n  \
                      backstretch project next --model e1             # from the race logs and the grid alone"
    )]
    Project(ProjectArgs),
    /// Why a driver is projected as he is: what adds to strength and points, and the graph paths behind it
    #[command(after_help = "Example:\n  backstretch why cup-2025-11-02-phoenix \"Denny Hamlin\"\n  \
                      backstretch why next \"Denny Hamlin\" --model e1 --json")]
    Why(WhyArgs),
    /// Score the model honestly on past races
    #[command(subcommand)]
    Backtest(BacktestCommand),
    /// The laws of the sport
    #[command(subcommand)]
    Axioms(AxiomsCommand),
    /// The graph itself
    #[command(subcommand)]
    Graph(GraphCommand),
    /// Settings and where each comes from
    #[command(subcommand)]
    Config(ConfigCommand),
}

/// `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Folder for the files; the demo's own graph is put under it
    #[arg(long, default_value = "out")]
    pub out: PathBuf,
    /// Seed of the league and of the simulation
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Simulated races
    #[arg(long, default_value_t = 10_000, value_parser = simulations)]
    pub sims: usize,
}

/// `races`.
#[derive(Debug, Args)]
pub struct RacesArgs {
    /// cup, oreilly (xfinity) or trucks
    #[arg(long)]
    pub series: Option<Series>,
    /// Year
    #[arg(long)]
    pub season: Option<i16>,
    /// Only races without a result
    #[arg(long)]
    pub upcoming: bool,
}

/// A race and how to project it.
#[derive(Debug, Args)]
pub struct RequestArgs {
    /// Key, alias, NASCAR id or `next`
    pub race: String,
    /// Moment of knowledge [default: the race's lock]
    #[arg(long, value_name = "INSTANT")]
    pub as_of: Option<Timestamp>,
    /// Series that `next` means
    #[arg(long)]
    pub series: Option<Series>,
    /// Simulated races [default: setting `simulations`]
    #[arg(long, value_parser = simulations)]
    pub sims: Option<usize>,
    /// Seed [default: setting `seed`]
    #[arg(long)]
    pub seed: Option<u64>,
    /// Which model
    #[arg(long, value_enum, default_value_t)]
    pub model: ModelName,
    /// Threads [default: all cores]; the result is the same
    #[arg(long, value_parser = threads)]
    pub threads: Option<usize>,
}

/// `project`.
#[derive(Debug, Args)]
pub struct ProjectArgs {
    /// The race.
    #[command(flatten)]
    pub request: RequestArgs,
    /// Form on stdout
    #[arg(long, value_enum)]
    pub format: Option<Format>,
}

/// `why`.
#[derive(Debug, Args)]
pub struct WhyArgs {
    /// The race.
    #[command(flatten)]
    pub request: RequestArgs,
    /// Name or NASCAR id
    pub driver: String,
}

/// A model by its name: one of the table of compiled-in models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModelName(&'static NamedModel);

static MODEL_NAMES: LazyLock<Vec<ModelName>> = LazyLock::new(|| MODELS.iter().map(ModelName).collect());

impl ValueEnum for ModelName {
    fn value_variants<'a>() -> &'a [Self] {
        &MODEL_NAMES
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.name).help(self.0.about))
    }
}

impl Default for ModelName {
    fn default() -> Self {
        Self(NamedModel::find(DEFAULT_MODEL).expect("the default model is compiled in"))
    }
}

impl ModelName {
    /// Its name.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The model as compiled in.
    pub fn model(self) -> Model {
        Model::named(self.0.name).expect("its name is in the table")
    }
}

/// Form of a projection on stdout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For reading
    Table,
    /// The frozen, hashed set
    Json,
    /// One row an entry
    Csv,
}

/// Form of a race on stdout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RaceFormat {
    /// For reading
    Table,
    /// The card and the result
    Json,
    /// RDF: the facts as the graph holds them
    Turtle,
}

/// `axioms ...`.
#[derive(Debug, Subcommand)]
pub enum AxiomsCommand {
    /// Check every loaded race against the laws of the sport
    #[command(after_help = "Example:\n  backstretch axioms check --json")]
    Check,
    /// The laws, as a list
    Rules,
}

/// `graph ...`.
#[derive(Debug, Subcommand)]
pub enum GraphCommand {
    /// Create or bring up to date the schema and the reference part
    Migrate,
    /// Run the checks generated from the ontology
    Check,
    /// Run a named query, or read-only Cypher
    #[command(
        after_help = "Example:\n  backstretch graph query list\n  backstretch graph query team_mates race=cup-2025-11-02-phoenix\n  \
                      backstretch graph query --cypher \"MATCH (t:Track) RETURN t.key ORDER BY t.key\""
    )]
    Query {
        /// Name of a query; `list` shows them
        name: Option<String>,
        /// Parameters, key=value
        params: Vec<String>,
        /// Read-only Cypher instead of a name
        #[arg(long, conflicts_with_all = ["name", "params"])]
        cypher: Option<String>,
    },
    /// The graph as sorted NDJSON
    Export {
        /// File to write [default: stdout]
        #[arg(long)]
        out: Option<PathBuf>,
        /// With provenance, vetoes and operations
        #[arg(long)]
        all: bool,
    },
    /// SHA-256 of the sorted export of imported sport facts
    Digest,
    /// Build the graph anew from the raw copies
    Rebuild,
    /// Copy the graph between the embedded file and the server that is set (graph.uri, NEO4J_URI)
    #[command(after_help = "Both are held against each other by digest at the end.\n\nExample:\n  \
                      NEO4J_URI=bolt://localhost:7687 NEO4J_PASSWORD=... backstretch graph copy --to neo4j\n  \
                      backstretch graph copy --to embedded --replace")]
    Copy {
        /// The graph to copy to
        #[arg(long, value_enum)]
        to: CopyTarget,
        /// Take away what the target holds and the source does not
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
    /// Each setting, its value and its origin; secrets masked
    Show,
}

/// A number of threads: 1 to 256.
fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 1..=256) => Ok(count),
        _ => Err(format!("`{text}` is not a whole number from 1 to 256")),
    }
}

/// A number of simulations: 1 to 1 million (640 MB of samples for 40 cars).
fn simulations(text: &str) -> Result<usize, String> {
    let count: usize =
        text.replace('_', "").parse().map_err(|_| format!("`{text}` is not a whole number"))?;
    if (1..=SIMULATIONS_MAX).contains(&count) {
        Ok(count)
    } else {
        Err(format!("{count} is outside 1..{SIMULATIONS_MAX}"))
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
