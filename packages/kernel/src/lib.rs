//! Language models of the Llama family on candle, and the reading of race-week notes.
//!
//! [`checkpoint::Checkpoint`] opens a file that is not trusted; [`llama::Llama`] is its network, a
//! [`session::Session`] what it has seen, [`generate::generate`] the loop. Knows nothing of stores or commands: it
//! reads the checkpoint it is given, and everything else comes and goes as values. [`reading::read`] takes claims from
//! a note by rules, without a model.

pub mod chat;
pub mod checkpoint;
mod config;
mod error;
pub mod evaluation;
mod form;
pub mod generate;
pub mod gguf;
pub mod grammar;
pub mod info;
pub mod language;
pub mod lessons;
pub mod llama;
pub mod net;
pub mod quantize;
pub mod reading;
mod safetensors;
pub mod sampling;
pub mod session;
pub mod small;
mod source;
pub mod tokenizer;
pub mod training;

pub use config::{Config, Rope};
pub use error::{CheckpointError, ModelError};
