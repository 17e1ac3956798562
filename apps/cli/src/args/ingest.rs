//! `ingest ...`.

use clap::{Args, Subcommand, ValueEnum};
use domain::series::Series;
use std::path::PathBuf;

/// `ingest ...`.
#[derive(Debug, Subcommand)]
pub enum IngestCommand {
    /// Fetch and load a season, or single races of it
    #[command(after_help = "A run that was interrupted is taken up by the same command.\n\n\
                      Examples:\n  backstretch ingest run --series cup --season 2025\n  \
                      backstretch ingest run --series cup --season 2025 --race 5596 --source recorded --json")]
    Run(IngestRunArgs),
    /// Fetch and load several series and seasons
    #[command(
        after_help = "Examples:\n  backstretch ingest backfill --series cup,oreilly,trucks --from 2023 --to 2025 --dry-run\n  \
                      backstretch ingest backfill --series cup --from 2020 --to 2025 --reprocess failed --order oldest"
    )]
    Backfill(IngestBackfillArgs),
    /// Print the tasks of a race and what comes after what
    #[command(after_help = "Example:\n  backstretch ingest plan --format mermaid")]
    Plan {
        /// Only these feeds, separated by commas [default: the usual ones]
        #[arg(long, value_delimiter = ',')]
        feeds: Vec<String>,
        /// Output format
        #[arg(long, value_enum, default_value_t = PlanFormat::Text)]
        format: PlanFormat,
    },
    /// List runs, the newest first
    #[command(after_help = "Example:\n  backstretch ingest runs --last 5 --json")]
    Runs {
        /// Number of runs
        #[arg(long, default_value_t = 20)]
        last: usize,
    },
    /// Show what the tasks of a run did
    #[command(after_help = "Examples:\n  backstretch ingest logs\n  \
                      backstretch ingest logs run_01k930rgp00w3ge1r70w3ge1r7 --about cup/2025/5596")]
    Logs {
        /// Id of the run [default: the last one]
        run: Option<String>,
        /// Only tasks whose name contains this
        #[arg(long)]
        about: Option<String>,
    },
    /// Show how fresh each feed is, and what failed or is stale
    #[command(after_help = "Exits with 3 when something failed.\n\nExample:\n  backstretch ingest check")]
    Check,
    /// Work a season off again from the kept answers, without the network
    #[command(after_help = "Example:\n  backstretch ingest replay --series cup --season 2025")]
    Replay(IngestSeasonArgs),
    /// Say from which fetched bodies an imported file was made
    #[command(after_help = "`backstretch import list` shows the SHA-256 of every file.\n\n\
                      Example:\n  backstretch ingest lineage 3f2a9c")]
    Lineage {
        /// SHA-256 of the file, or its first digits (at least 6)
        file: String,
    },
    /// Run by the clock and by the calendar of race weekends, until SIGINT
    #[command(
        after_help = "Examples:\n  backstretch ingest daemon --series cup,oreilly,trucks --season 2025\n  \
                      backstretch ingest daemon --series cup --season 2025 --cron \"0 7 * * *\" --zone America/New_York"
    )]
    Daemon(IngestDaemonArgs),
}

/// Output format of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    /// One task a line
    Text,
    /// A Mermaid graph
    Mermaid,
}

/// Where feeds come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FeedSource {
    /// NASCAR's feeds (NASCAR_API_URL)
    Live,
    /// Answers kept by earlier runs
    Recorded,
    /// Files in the folder --files, laid out like the addresses
    Files,
    /// The simulated league
    League,
}

/// What is worked on again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReprocessArg {
    /// Races that were never done or may have changed
    None,
    /// Races that failed
    Failed,
    /// All races
    All,
}

/// In which order races are worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OrderArg {
    /// The newest first
    Newest,
    /// The oldest first
    Oldest,
}

/// Where feeds come from, for every command that fetches.
#[derive(Debug, Args)]
pub struct SourceArgs {
    /// Sources in the order in which they are tried, separated by commas
    #[arg(long = "source", value_enum, value_delimiter = ',', default_value = "live")]
    pub sources: Vec<FeedSource>,
    /// Folder of the source `files`
    #[arg(long, value_name = "DIR")]
    pub files: Option<PathBuf>,
    /// Seed of the source `league`
    #[arg(long, default_value_t = 48)]
    pub league_seed: u64,
}

/// A season.
#[derive(Debug, Args)]
pub struct IngestSeasonArgs {
    /// Series, separated by commas: cup, oreilly (xfinity), trucks
    #[arg(long, value_delimiter = ',', required = true)]
    pub series: Vec<Series>,
    /// Season, such as 2025
    #[arg(long)]
    pub season: i16,
}

/// `ingest run`.
#[derive(Debug, Args)]
pub struct IngestRunArgs {
    /// The season.
    #[command(flatten)]
    pub season: IngestSeasonArgs,
    /// Only these races, by NASCAR's id, separated by commas
    #[arg(long = "race", value_delimiter = ',')]
    pub races: Vec<u32>,
    /// Only these feeds, separated by commas
    #[arg(long, value_delimiter = ',')]
    pub feeds: Vec<String>,
    /// What is worked on again
    #[arg(long, value_enum, default_value_t = ReprocessArg::None)]
    pub reprocess: ReprocessArg,
    /// Only show which races would be worked on
    #[arg(long)]
    pub dry_run: bool,
    /// Sources.
    #[command(flatten)]
    pub source: SourceArgs,
}

/// `ingest backfill`.
#[derive(Debug, Args)]
pub struct IngestBackfillArgs {
    /// Series, separated by commas: cup, oreilly (xfinity), trucks
    #[arg(long, value_delimiter = ',', required = true)]
    pub series: Vec<Series>,
    /// First season
    #[arg(long)]
    pub from: i16,
    /// Last season
    #[arg(long)]
    pub to: i16,
    /// What is worked on again
    #[arg(long, value_enum, default_value_t = ReprocessArg::None)]
    pub reprocess: ReprocessArg,
    /// In which order
    #[arg(long, value_enum, default_value_t = OrderArg::Newest)]
    pub order: OrderArg,
    /// Tasks at once [default: setting `feeds.workers`]
    #[arg(long)]
    pub concurrency: Option<usize>,
    /// Only show which races would be worked on
    #[arg(long)]
    pub dry_run: bool,
    /// Sources.
    #[command(flatten)]
    pub source: SourceArgs,
}

/// `ingest daemon`.
#[derive(Debug, Args)]
pub struct IngestDaemonArgs {
    /// The season.
    #[command(flatten)]
    pub season: IngestSeasonArgs,
    /// When the whole season is looked at, as a cron expression
    #[arg(long, default_value = "30 6 * * *")]
    pub cron: String,
    /// The zone of --cron
    #[arg(long, default_value = "America/New_York")]
    pub zone: String,
    /// Work off what is due now, and end
    #[arg(long)]
    pub once: bool,
    /// Sources.
    #[command(flatten)]
    pub source: SourceArgs,
}
