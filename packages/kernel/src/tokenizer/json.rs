//! The vocabulary of a `tokenizer.json`, for the kinds of tokenizer that Llamas have.

use super::vocabulary::{Scheme, Split, TokenKind, Vocabulary};
use crate::error::CheckpointError;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

const FILE: &str = "tokenizer.json";

#[derive(Deserialize)]
struct TokenizerJson {
    model: Model,
    #[serde(default)]
    added_tokens: Vec<Added>,
    #[serde(default)]
    pre_tokenizer: Value,
    #[serde(default)]
    normalizer: Value,
    #[serde(default)]
    post_processor: Value,
}

#[derive(Deserialize)]
struct Model {
    #[serde(rename = "type")]
    kind: Option<String>,
    vocab: BTreeMap<String, u32>,
    merges: Vec<Merge>,
    #[serde(default)]
    byte_fallback: bool,
    unk_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Merge {
    Joined(String),
    Pair(String, String),
}

#[derive(Deserialize)]
struct Added {
    id: u32,
    content: String,
    #[serde(default)]
    special: bool,
}

/// `tokenizer_config.json`: tokens are texts, or objects with a `content`.
#[derive(Default, Deserialize)]
struct Settings {
    bos_token: Option<Value>,
    eos_token: Option<Value>,
    add_bos_token: Option<bool>,
    chat_template: Option<String>,
}

fn fault(at: &str, problem: impl ToString) -> CheckpointError {
    CheckpointError::key(format!("{FILE}: {at}"), problem)
}

impl Vocabulary {
    /// The vocabulary of a `tokenizer.json` with its `tokenizer_config.json`. Rows of the model beyond the tokens
    /// become unused tokens.
    ///
    /// # Errors
    /// Names the key that is wrong or not supported.
    pub fn from_json(json: &str, settings: Option<&str>, size: usize) -> Result<Self, CheckpointError> {
        let file: TokenizerJson = serde_json::from_str(json).map_err(|error| fault("contents", error))?;
        let settings: Settings = match settings {
            Some(text) => serde_json::from_str(text)
                .map_err(|error| CheckpointError::key("tokenizer_config.json", error))?,
            None => Settings::default(),
        };
        if !matches!(file.model.kind.as_deref(), None | Some("BPE")) {
            return Err(fault("model.type", "only `BPE` is supported"));
        }
        let (texts, kinds) = tokens(&file, size)?;
        let scheme = scheme(&file, &texts)?;
        let find = |text: &str| texts.iter().position(|known| known == text).map(|token| token as u32);
        let named = |value: &Option<Value>, key: &str| {
            let text = match value {
                None | Some(Value::Null) => return Ok(None),
                Some(Value::String(text)) => text.as_str(),
                Some(value) => value["content"].as_str().unwrap_or_default(),
            };
            find(text).map(Some).ok_or_else(|| {
                CheckpointError::key(
                    format!("tokenizer_config.json: {key}"),
                    format!("`{text}` is not a token"),
                )
            })
        };
        let begin = named(&settings.bos_token, "bos_token")?;
        let end = named(&settings.eos_token, "eos_token")?;
        // Some files say it in the template that puts a token first.
        let by_template = begin.is_some_and(|begin| {
            let quoted = serde_json::to_string(&texts[begin as usize]).unwrap_or_default();
            file.post_processor.to_string().contains(&format!("\"id\":{quoted}"))
        });
        let vocabulary = Vocabulary {
            unknown: file.model.unk_token.as_deref().and_then(find),
            add_begin: settings.add_bos_token.unwrap_or(by_template),
            chat_template: settings.chat_template,
            texts,
            kinds,
            scheme,
            begin,
            end,
        };
        vocabulary.checked(&format!("{FILE}: model.vocab"))
    }
}

fn tokens(file: &TokenizerJson, size: usize) -> Result<(Vec<String>, Vec<TokenKind>), CheckpointError> {
    let mut texts = vec![String::new(); size];
    let mut kinds = vec![TokenKind::Unused; size];
    let mut put = |text: &str, token: u32, kind: TokenKind| match texts.get_mut(token as usize) {
        Some(slot) if slot.is_empty() || slot == text => {
            text.clone_into(slot);
            kinds[token as usize] = kind;
            Ok(())
        }
        Some(slot) => Err(fault("model.vocab", format!("token {token} is both `{slot}` and `{text}`"))),
        None => Err(fault("model.vocab", format!("token {token} `{text}` of a model with {size}"))),
    };
    for (text, token) in &file.model.vocab {
        let byte =
            file.model.byte_fallback && text.len() == 6 && text.starts_with("<0x") && text.ends_with('>');
        put(text, *token, if byte { TokenKind::Byte } else { TokenKind::Normal })?;
    }
    for added in &file.added_tokens {
        let kind = if added.special { TokenKind::Control } else { TokenKind::UserDefined };
        put(&added.content, added.id, kind)?;
    }
    if let Some(unknown) = &file.model.unk_token
        && let Some(token) = file.model.vocab.get(unknown)
    {
        put(unknown, *token, TokenKind::Unknown)?;
    }
    for (token, text) in texts.iter_mut().enumerate().filter(|(_, text)| text.is_empty()) {
        *text = format!("[unused {token}]");
    }
    Ok((texts, kinds))
}

fn scheme(file: &TokenizerJson, texts: &[String]) -> Result<Scheme, CheckpointError> {
    let merges: Vec<String> = file
        .model
        .merges
        .iter()
        .map(|merge| match merge {
            Merge::Joined(merge) => merge.clone(),
            Merge::Pair(left, right) => format!("{left} {right}"),
        })
        .collect();
    if file.model.byte_fallback {
        // Ranks of merges become scores: what is merged earlier scores higher.
        let mut rank: BTreeMap<String, usize> = BTreeMap::new();
        for (at, merge) in merges.iter().enumerate() {
            rank.entry(merge.replacen(' ', "", 1)).or_insert(at);
        }
        let score = |text: &String| rank.get(text).map_or(-1e9, |at| -(*at as f32));
        let add_space = file.normalizer.to_string().contains("Prepend")
            || file.pre_tokenizer["prepend_scheme"].as_str().is_some_and(|scheme| scheme != "never");
        return Ok(Scheme::SentencePiece { scores: texts.iter().map(score).collect(), add_space });
    }
    Ok(Scheme::Gpt2 { split: split(&file.pre_tokenizer)?, merges })
}

/// The way of splitting, by the steps of the file.
fn split(steps: &Value) -> Result<Split, CheckpointError> {
    let steps: Vec<&Value> = match steps["type"].as_str() {
        Some("Sequence") => {
            steps["pretokenizers"].as_array().map(|steps| steps.iter().collect()).unwrap_or_default()
        }
        _ => vec![steps],
    };
    let byte_level =
        |step: &Value| step["type"] == "ByteLevel" && step["add_prefix_space"] != Value::Bool(true);
    match steps.as_slice() {
        [only] if byte_level(only) => Ok(Split::Gpt2),
        [digits, last] if digits["type"] == "Digits" && byte_level(last) => {
            if digits["individual_digits"] == Value::Bool(true) {
                return Ok(Split::Digits);
            }
            Err(fault("pre_tokenizer", "digits in runs are not supported"))
        }
        [first, last]
            if byte_level(last)
                && first["pattern"]["Regex"].as_str() == Some(super::gpt2::LLAMA3_PATTERN) =>
        {
            Ok(Split::Llama3)
        }
        _ => Err(fault("pre_tokenizer", "this way of splitting text is not supported")),
    }
}
