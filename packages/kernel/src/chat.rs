//! Conversations as the checkpoint's own template writes them.

use crate::error::ModelError;
use crate::tokenizer::{Controls, Tokenizer, Vocabulary};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, ErrorKind, context};
use serde::Serialize;

/// Steps a template may take; a conversation of ten messages takes a few hundred.
const STEPS_MAX: u64 = 200_000;

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Instructions to the model.
    System,
    /// Whoever asks.
    User,
    /// The model.
    Assistant,
}

/// One message of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// What they say.
    pub content: String,
}

/// The text of a conversation, ending where the model is to answer.
///
/// # Errors
/// The vocabulary has no template, or the template fails on these messages.
pub fn text(vocabulary: &Vocabulary, messages: &[Message]) -> Result<String, ModelError> {
    let fault = |error: minijinja::Error| ModelError::Template(format!("{error:#}"));
    let template =
        vocabulary.chat_template.as_deref().ok_or_else(|| ModelError::Template("missing".to_owned()))?;
    let mut environment = Environment::new();
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(fault)?;
    environment.set_syntax(syntax);
    environment.set_fuel(Some(STEPS_MAX));
    environment.add_function("raise_exception", |problem: String| -> Result<String, minijinja::Error> {
        Err(minijinja::Error::new(ErrorKind::InvalidOperation, problem))
    });
    let token = |token: Option<u32>| token.map_or("", |token| vocabulary.texts[token as usize].as_str());
    environment
        .render_str(
            template,
            context! {
                messages => Serde(messages),
                add_generation_prompt => true,
                bos_token => token(vocabulary.begin),
                eos_token => token(vocabulary.end),
            },
        )
        .map_err(fault)
}

/// The tokens of a conversation. Names of control tokens inside messages stay text: each message's content is
/// tokenized apart from the template around it.
///
/// # Errors
/// As [`text`], or the tokenizer refuses it.
pub fn tokens(
    vocabulary: &Vocabulary,
    tokenizer: &Tokenizer,
    messages: &[Message],
) -> Result<Vec<u32>, ModelError> {
    let slots: Vec<Message> = messages
        .iter()
        .enumerate()
        .map(|(at, message)| Message { role: message.role, content: slot(at) })
        .collect();
    let frame = text(vocabulary, &slots)?;
    let mut rest = frame.as_str();
    let mut tokens = Vec::new();
    for (at, message) in messages.iter().enumerate() {
        let Some((before, after)) = rest.split_once(&slot(at)) else {
            return Err(ModelError::Template(format!("it leaves out message {}", at + 1)));
        };
        let framed = if at == 0 {
            tokenizer.encode(before, Controls::Tokens)
        } else {
            tokenizer.encode_after(before, Controls::Tokens)
        };
        tokens.extend(framed?);
        tokens.extend(tokenizer.encode_after(&message.content, Controls::Text)?);
        rest = after;
    }
    tokens.extend(tokenizer.encode_after(rest, Controls::Tokens)?);
    // A template that writes the beginning itself must not have it twice.
    if let (Some(begin), true) = (vocabulary.begin, vocabulary.add_begin) {
        while tokens.starts_with(&[begin, begin]) {
            tokens.remove(0);
        }
    }
    Ok(tokens)
}

/// Stands for a message's content in the template; no text contains a noncharacter of Unicode.
fn slot(at: usize) -> String {
    format!("\u{fdd0}{at}\u{fdd1}")
}
