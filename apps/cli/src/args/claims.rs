//! `claims ...`.

use super::{RequestArgs, instant};
use clap::{Args, Subcommand};
use domain::evidence::ClaimState;
use jiff::Timestamp;

/// `claims ...`.
#[derive(Debug, Subcommand)]
pub enum ClaimsCommand {
    /// List claims; those that wait for a decision with --state proposed
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
    /// Show a claim: the words that make it, its file, every decision about it
    #[command(after_help = "Example:\n  backstretch claims show clm_5vyafnbz5gwiixzcgv6yek5mcr")]
    Show {
        /// Id of the claim
        id: String,
    },
    /// Make a claim by hand
    #[command(
        after_help = "Kinds and ranges: docs/ontology.md. A claim counts from --known-at on, once it is accepted.\n\n\
                      Examples:\n  backstretch claims submit next --kind rear-start --driver \"Kyle Larson\" --value true --source \"NASCAR\" --accept\n  \
                      backstretch claims submit next --kind rain-probability --value 0.4 --source \"weather service\""
    )]
    Submit(SubmitArgs),
    /// Accept claims: they count from the moments of their sources
    #[command(
        after_help = "Example:\n  backstretch claims accept clm_5vyafnbz5gwiixzcgv6yek5mcr --why \"team confirmed\""
    )]
    Accept(DecideArgs),
    /// Reject claims: they do not count
    #[command(
        after_help = "Example:\n  backstretch claims reject clm_5vyafnbz5gwiixzcgv6yek5mcr --why \"last year's race\""
    )]
    Reject(DecideArgs),
    /// Withdraw claims: projections are again what they were without them
    #[command(after_help = "Example:\n  backstretch claims undo clm_5vyafnbz5gwiixzcgv6yek5mcr")]
    Undo(DecideArgs),
    /// Show what a set of claims changes in a projection; nothing is decided
    #[command(
        after_help = "Example:\n  backstretch claims effect next --claim clm_5vyafnbz5gwiixzcgv6yek5mcr --sims 20000"
    )]
    Effect {
        /// The race.
        #[command(flatten)]
        request: RequestArgs,
        /// Id of a claim; may be given several times
        #[arg(long = "claim", required = true, value_name = "ID")]
        claims: Vec<String>,
    },
}

/// `claims submit`.
#[derive(Debug, Args)]
pub struct SubmitArgs {
    /// Race: key (such as cup-2025-11-02-phoenix), alias, NASCAR id or `next`
    pub race: String,
    /// Kind of claim, such as grid
    #[arg(long)]
    pub kind: String,
    /// Driver: name or NASCAR id; left out where the claim is about the race
    #[arg(long)]
    pub driver: Option<String>,
    /// The value: true, false, a whole number or a number
    #[arg(long, allow_hyphen_values = true)]
    pub value: String,
    /// Who says so
    #[arg(long)]
    pub source: String,
    /// When it was said, such as 2025-11-01T18:00:00Z [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub known_at: Option<Timestamp>,
    /// How sure it is, 0 to 1
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
    /// Why, in words; kept with the decision
    #[arg(long)]
    pub why: Option<String>,
}
