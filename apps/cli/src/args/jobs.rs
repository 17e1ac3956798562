//! The arguments of `jobs`.

use super::KeysPlace;
use clap::Subcommand;

/// `jobs ...`.
#[derive(Debug, Subcommand)]
pub enum JobsCommand {
    /// List jobs, the newest first
    #[command(
        after_help = "Examples:\n  backstretch jobs list\n  backstretch jobs list --state running --kind backtest --json"
    )]
    List {
        /// Only in this state: queued, running, succeeded, failed, cancelled or dead
        #[arg(long)]
        state: Option<String>,
        /// Only of this kind: backtest, import or undo
        #[arg(long)]
        kind: Option<String>,
        #[command(flatten)]
        place: KeysPlace,
    },
    /// Show a job: state, progress, problem
    #[command(after_help = "Example:\n  backstretch jobs show job_01k930rgp00w3ge1r70w3ge1r7")]
    Show {
        /// Id of the job
        id: String,
        #[command(flatten)]
        place: KeysPlace,
    },
    /// Queue a failed, dead or cancelled job once more
    #[command(after_help = "Example:\n  backstretch jobs retry job_01k930rgp00w3ge1r70w3ge1r7")]
    Retry {
        /// Id of the job
        id: String,
        #[command(flatten)]
        place: KeysPlace,
    },
    /// Cancel a job: a queued one at once, a running one at its next safe point
    #[command(after_help = "Example:\n  backstretch jobs cancel job_01k930rgp00w3ge1r70w3ge1r7")]
    Cancel {
        /// Id of the job
        id: String,
        #[command(flatten)]
        place: KeysPlace,
    },
    /// List the jobs that failed in every attempt, with the reason
    #[command(after_help = "Example:\n  backstretch jobs dead --json")]
    Dead {
        #[command(flatten)]
        place: KeysPlace,
    },
}
