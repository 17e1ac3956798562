//! Tokens one after another, until an end or a limit.

use crate::error::ModelError;
use crate::sampling::Sampler;
use crate::session::Session;

/// Why generation stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The model gave one of the ending tokens, which is left out.
    End,
    /// The most tokens asked for.
    Length,
}

/// Continues a prompt by at most `tokens_max` tokens.
///
/// # Errors
/// Prompt and continuation do not fit into the session, or the model fails.
pub fn generate(
    session: &mut Session<'_>,
    prompt: &[u32],
    ends: &[u32],
    tokens_max: usize,
    sampler: &mut Sampler,
) -> Result<(Vec<u32>, Stop), ModelError> {
    let mut logits = session.feed(prompt)?;
    let mut tokens = Vec::new();
    while tokens.len() < tokens_max {
        let token = sampler.choose(&logits)?;
        if ends.contains(&token) {
            return Ok((tokens, Stop::End));
        }
        tokens.push(token);
        if tokens.len() < tokens_max {
            logits = session.feed(&[token])?;
        }
    }
    Ok((tokens, Stop::Length))
}
