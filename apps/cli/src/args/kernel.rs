//! `kernel ...`.

use super::{RequestArgs, simulations, time};
use clap::{ArgGroup, Args, Subcommand};
use engine::notes::ReaderKind;
use jiff::Timestamp;
use std::path::PathBuf;

/// `kernel ...`.
#[derive(Debug, Subcommand)]
pub enum KernelCommand {
    /// Read claims from notes of a race week
    #[command(
        after_help = "A file has one JSON object a line, {\"id\", \"race\", \"text\"}; race may be a key, an alias or NASCAR's id.\n\
                      With --json the answer has one object a line, {\"id\", \"claims\", \"vetoed\"}; a note without claims has empty lists.\n\
                      --effect adds a line {\"effect\"} for each race. Only drivers entered in the race are recognised.\n\
                      Nothing is written without --keep or --accept. `backstretch claims list --state proposed` shows what waits.\n\n\
                      Examples:\n  backstretch kernel read \"Larson to the rear, engine change.\" --race next\n  \
                      backstretch kernel read --file notes.jsonl --json > claims.jsonl\n  \
                      backstretch kernel read --file notes.jsonl --accept 0.8 --source \"pit reporters\"\n  \
                      backstretch kernel read --file notes.jsonl --reader rules-and-small --small small.gguf --json"
    )]
    Read(ReadArgs),
    /// Describe a race, or explain a driver's projection, in words
    #[command(
        after_help = "Every number, name and date is copied from the engine; --json shows the facts behind each sentence.\n\n\
                      Examples:\n  backstretch kernel explain next --no-model\n  backstretch kernel explain cup-2025-11-02-phoenix \"Denny Hamlin\" --no-model --json"
    )]
    Explain(ExplainArgs),
    /// Score the readers on notes whose correct (gold) claims are known
    #[command(
        after_help = "The file has one JSON object a line, {\"id\", \"race\", \"text\", \"claims\": [{\"kind\", \"driver\", \"value\"}]}.\n\
                      The rules are always scored; --small adds the small model and the two together, --checkpoint the language model.\n\n\
                      Examples:\n  backstretch kernel eval notes-dev.jsonl\n  \
                      backstretch kernel eval --generated 400 --small small.gguf\n  \
                      backstretch kernel eval notes-dev.jsonl --checkpoint SmolLM2-135M-Instruct.Q4_1.gguf"
    )]
    Eval(EvalArgs),
    /// Train the small model that reads notes
    #[command(
        after_help = "The checkpoint is written every 200 steps beside the model; the same command goes on from there. Metrics, and a record of\n\
                      settings and digests, are beside it as well. On a busy machine one thread is faster.\n\n\
                      Example:\n  RAYON_NUM_THREADS=1 backstretch kernel train small.gguf --steps 1800 --seed 1"
    )]
    Train {
        /// The model's file
        output: PathBuf,
        /// Steps in all
        #[arg(long, default_value_t = 1_800)]
        steps: u64,
        /// Seed of weights and lessons
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Describe a language model's checkpoint: size, types, layers, vocabulary
    #[command(after_help = "Example:\n  backstretch kernel info SmolLM2-135M-Instruct.Q4_1.gguf")]
    Info {
        /// A GGUF file, or a folder with config.json, tokenizer.json and *.safetensors
        #[arg(env = "TINYLLAMA_CHECKPOINT")]
        file: PathBuf,
    },
    /// Write a checkpoint as a GGUF file of another type
    #[command(
        after_help = "Tensors whose rows do not fill whole blocks of Q4_K are written as Q8_0 and named.\n\n\
                      Example:\n  backstretch kernel quantize SmolLM2-135M-Instruct.Q4_1.gguf smollm2-q8.gguf --type Q8_0"
    )]
    Quantize {
        /// A GGUF file, or a folder with config.json, tokenizer.json and *.safetensors
        input: PathBuf,
        /// The file to write
        output: PathBuf,
        /// F32, F16, Q8_0 or Q4_K
        #[arg(long = "type", value_name = "TYPE")]
        kind: String,
    },
}

/// `kernel read`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("notes").required(true))]
pub struct ReadArgs {
    /// The note
    #[arg(group = "notes", requires = "race")]
    pub text: Option<String>,
    /// A file of notes; - reads stdin
    #[arg(long, value_name = "FILE", group = "notes")]
    pub file: Option<PathBuf>,
    /// The race of notes that do not name one: key, alias, NASCAR id or `next`
    #[arg(long)]
    pub race: Option<String>,
    /// Who reads: rules, small, rules-and-small or language
    #[arg(long, value_name = "READER", default_value_t = ReaderKind::default())]
    pub reader: ReaderKind,
    /// Files of the readers' models.
    #[command(flatten)]
    pub models: ModelArgs,
    /// Keep the claims as proposed, until somebody accepts or rejects them
    #[arg(long)]
    pub keep: bool,
    /// Keep the claims, and accept those of at least this confidence that no law vetoes
    #[arg(long, value_name = "MIN_CONFIDENCE", num_args = 0..=1, default_missing_value = "0")]
    pub accept: Option<f64>,
    /// Who wrote the notes [default: note and the note's id]
    #[arg(long)]
    pub source: Option<String>,
    /// When they were written, such as 2025-11-01T18:00:00Z; the claims count from then on [default: now]
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub known_at: Option<Timestamp>,
    /// Show how accepting all the claims would change the projections
    #[arg(long)]
    pub effect: bool,
    /// Number of simulations of --effect [default: setting `simulations`]
    #[arg(long, value_parser = simulations, requires = "effect")]
    pub sims: Option<u32>,
}

/// `kernel eval`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("gold").required(true))]
pub struct EvalArgs {
    /// Notes with their correct claims
    #[arg(group = "gold")]
    pub file: Option<PathBuf>,
    /// Generate so many notes instead, with wording that no training note has
    #[arg(long, value_name = "COUNT", group = "gold")]
    pub generated: Option<u32>,
    /// Leave out claims of a lower confidence, 0 to 1
    #[arg(long, default_value_t = 0.0)]
    pub least: f64,
    /// Models to score.
    #[command(flatten)]
    pub models: ModelArgs,
}

/// Files of models that read notes.
#[derive(Debug, Args)]
pub struct ModelArgs {
    /// The small model: a file that `kernel train` wrote
    #[arg(long, value_name = "FILE")]
    pub small: Option<PathBuf>,
    /// The language model: a GGUF file, or a folder with safetensors
    #[arg(long, value_name = "PATH", env = "TINYLLAMA_CHECKPOINT")]
    pub checkpoint: Option<PathBuf>,
}

/// `kernel explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The race.
    #[command(flatten)]
    pub request: RequestArgs,
    /// Driver: name or NASCAR id [default: the whole race]
    pub driver: Option<String>,
    /// Use templates alone, without a language model
    #[arg(long)]
    pub no_model: bool,
}
