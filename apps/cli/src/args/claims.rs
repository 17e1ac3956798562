//! `claims ...`.

use super::{RequestArgs, time};
use clap::{Args, Subcommand};
use domain::evidence::ClaimState;
use jiff::Timestamp;

/// `claims ...`.
#[derive(Debug, Subcommand)]
pub enum ClaimsCommand {
    /// List claims; --state proposed lists those waiting for a decision
    #[command(
        after_help = "States: proposed, accepted, rejected, vetoed, withdrawn. Only accepted claims count.\n\n\
                      Examples:\n  backstretch claims list --race next --state proposed\n  backstretch claims list --driver \"Kyle Larson\" --json"
    )]
    List {
        /// Only about this race: key, alias, NASCAR id or `next`
        #[arg(long)]
        race: Option<String>,
        /// Only in this state
        #[arg(long)]
        state: Option<ClaimState>,
        /// Only about this driver: name or NASCAR id
        #[arg(long)]
        driver: Option<String>,
    },
    /// Show a claim: the words it was read from, its file, every decision about it
    #[command(after_help = "Example:\n  backstretch claims show clm_5vyafnbz5gwiixzcgv6yek5mcr")]
    Show {
        /// Id of the claim
        id: String,
    },
    /// Submit a claim of your own
    #[command(
        after_help = "Kinds and ranges: docs/ontology.md. Once accepted, a claim counts from --known-at on.\n\n\
                      Examples:\n  backstretch claims submit next --kind rear-start --driver \"Kyle Larson\" --value true --source \"NASCAR\" --accept\n  \
                      backstretch claims submit next --kind rain-probability --value 0.4 --source \"weather service\""
    )]
    Submit(SubmitArgs),
    /// Accept claims: projections use each one from the time it became known
    #[command(
        after_help = "Example:\n  backstretch claims accept clm_5vyafnbz5gwiixzcgv6yek5mcr --why \"team confirmed\""
    )]
    Accept(DecideArgs),
    /// Reject claims: no projection uses them
    #[command(
        after_help = "Example:\n  backstretch claims reject clm_5vyafnbz5gwiixzcgv6yek5mcr --why \"last year's race\""
    )]
    Reject(DecideArgs),
    /// Withdraw claims: projections become what they were without them
    #[command(after_help = "Example:\n  backstretch claims undo clm_5vyafnbz5gwiixzcgv6yek5mcr")]
    Undo(DecideArgs),
    /// Show how a projection would change if these claims were accepted; decides nothing
    #[command(
        after_help = "Example:\n  backstretch claims effect next --claim clm_5vyafnbz5gwiixzcgv6yek5mcr --sims 20000"
    )]
    Effect {
        /// The race.
        #[command(flatten)]
        request: RequestArgs,
        /// Id of a claim; repeat the option for several
        #[arg(long = "claim", required = true, value_name = "ID")]
        claims: Vec<String>,
    },
}

/// `claims submit`.
#[derive(Debug, Args)]
pub struct SubmitArgs {
    /// Race: key (such as cup-2025-11-02-phoenix), alias, NASCAR id or `next`
    pub race: String,
    /// Kind of claim: grid, rear-start, backup-car, engine-change, withdrawn, practice-rank, pace, scheduled-laps or
    /// rain-probability
    #[arg(long)]
    pub kind: String,
    /// Driver: name or NASCAR id; leave it out for a claim about the whole race
    #[arg(long)]
    pub driver: Option<String>,
    /// The value: true, false or a number
    #[arg(long, allow_hyphen_values = true)]
    pub value: String,
    /// Where it comes from, such as "NASCAR"
    #[arg(long)]
    pub source: String,
    /// When it became known, such as 2025-11-01T18:00:00Z [default: now]
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub known_at: Option<Timestamp>,
    /// Confidence, 0 to 1
    #[arg(long)]
    pub confidence: Option<f64>,
    /// Accept it at once
    #[arg(long)]
    pub accept: bool,
}

/// Which claims to decide, and why.
#[derive(Debug, Args)]
pub struct DecideArgs {
    /// Ids of the claims
    #[arg(required = true)]
    pub ids: Vec<String>,
    /// The reason, kept with the decision
    #[arg(long)]
    pub why: Option<String>,
}
