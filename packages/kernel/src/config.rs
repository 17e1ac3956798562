//! The shape and settings of a Llama, and the tensors that it consists of.

use crate::error::CheckpointError;
use crate::gguf::Gguf;
use serde::Deserialize;
use std::f64::consts::TAU;
use std::io::{Read, Seek};

/// Settings of a network of the Llama family.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Tokens of the vocabulary.
    pub vocabulary: usize,
    /// Length of the vector of a token.
    pub width: usize,
    /// Width of the hidden layer of the feed-forward part.
    pub hidden: usize,
    /// Layers.
    pub layers: usize,
    /// Query heads.
    pub heads: usize,
    /// Key and value heads; divides `heads`.
    pub kv_heads: usize,
    /// Length of a head's vector; even.
    pub head: usize,
    /// Added to the mean square before its root.
    pub epsilon: f64,
    /// Tokens the model was made for.
    pub context: usize,
    /// Rotary embedding.
    pub rope: Rope,
    /// Rows of the vocabulary serve as output weights too.
    pub tied: bool,
}

/// Settings of the rotary position embedding.
#[derive(Clone, Debug, PartialEq)]
pub struct Rope {
    /// Base of the frequencies.
    pub base: f64,
    /// By how much positions are divided.
    pub linear: f64,
    /// By how much each frequency is divided, `head / 2` of them; none where all stay.
    pub factors: Option<Vec<f32>>,
}

const ARCHITECTURE: &str = "general.architecture";
const LIMIT: usize = 1 << 24;

impl Config {
    /// The settings of a GGUF file. The vocabulary's size and whether embeddings are tied come from its tensors.
    ///
    /// # Errors
    /// Names the key or tensor that is missing, wrong or not supported.
    pub fn from_gguf<R: Read + Seek>(file: &mut Gguf<R>) -> Result<Config, CheckpointError> {
        let architecture = file.string(ARCHITECTURE, 64)?;
        if architecture != "llama" {
            return Err(CheckpointError::key(
                ARCHITECTURE,
                format!("`{architecture}`; only `llama` is read"),
            ));
        }
        let keys = file.metadata();
        let width = keys.positive("llama.embedding_length")?;
        let heads = keys.positive("llama.attention.head_count")?;
        let head = match keys.count("llama.attention.key_length")? {
            Some(length) => length,
            None => width / heads,
        };
        if let Some(value) = keys.count("llama.attention.value_length")?
            && value != head
        {
            return Err(CheckpointError::key("llama.attention.value_length", "differs from the key length"));
        }
        if let Some(rotated) = keys.count("llama.rope.dimension_count")?
            && rotated != head
        {
            let problem = format!("{rotated}; only the whole head of {head} is supported");
            return Err(CheckpointError::key("llama.rope.dimension_count", problem));
        }
        if keys.count("llama.expert_count")?.unwrap_or(0) > 0 {
            return Err(CheckpointError::key("llama.expert_count", "mixtures of experts are not supported"));
        }
        let mut config = Config {
            vocabulary: 0,
            width,
            hidden: keys.positive("llama.feed_forward_length")?,
            layers: keys.positive("llama.block_count")?,
            heads,
            kv_heads: keys.count("llama.attention.head_count_kv")?.unwrap_or(heads),
            head,
            epsilon: keys
                .number("llama.attention.layer_norm_rms_epsilon")?
                .ok_or_else(|| CheckpointError::key("llama.attention.layer_norm_rms_epsilon", "missing"))?,
            context: keys.positive("llama.context_length")?,
            rope: Rope {
                base: keys.number("llama.rope.freq_base")?.unwrap_or(10_000.0),
                linear: 1.0,
                factors: None,
            },
            tied: !file.tensors().contains_key(names::OUTPUT),
        };
        config.rope.linear = linear_scale(file)?;
        let embedding = file
            .tensors()
            .get(names::EMBEDDING)
            .ok_or_else(|| CheckpointError::tensor(names::EMBEDDING, "missing"))?;
        config.vocabulary = embedding.shape[0];
        if let Some(stated) = file.metadata().count("llama.vocab_size")?
            && stated != config.vocabulary
        {
            let problem = format!("{stated}, but `{}` has {} rows", names::EMBEDDING, config.vocabulary);
            return Err(CheckpointError::key("llama.vocab_size", problem));
        }
        config.check("llama")?;
        if file.tensors().contains_key(names::ROPE_FACTORS) {
            let shape = &file.tensors()[names::ROPE_FACTORS].shape;
            if *shape != [config.head / 2] {
                return Err(CheckpointError::tensor(names::ROPE_FACTORS, format!("shape {shape:?}")));
            }
            let tensor = file.tensor(names::ROPE_FACTORS)?;
            let factors = tensor
                .dequantize(&candle_core::Device::Cpu)
                .and_then(|tensor| tensor.to_vec1::<f32>())
                .map_err(|error| CheckpointError::tensor(names::ROPE_FACTORS, error))?;
            if factors.iter().any(|factor| !(factor.is_finite() && *factor > 0.0)) {
                return Err(CheckpointError::tensor(names::ROPE_FACTORS, "factors must be above 0"));
            }
            config.rope.factors = Some(factors);
        }
        Ok(config)
    }

    /// The settings of a `config.json`.
    ///
    /// # Errors
    /// Names the key that is missing, wrong or not supported.
    pub fn from_json(text: &str) -> Result<Config, CheckpointError> {
        let json: ConfigJson =
            serde_json::from_str(text).map_err(|error| CheckpointError::key("config.json", error))?;
        if json.model_type != "llama" {
            let problem = format!("`{}`; only `llama` is read", json.model_type);
            return Err(CheckpointError::key("model_type", problem));
        }
        if json.attention_bias || json.mlp_bias {
            return Err(CheckpointError::key("attention_bias", "biases are not supported"));
        }
        if !matches!(json.hidden_act.as_deref(), None | Some("silu")) {
            return Err(CheckpointError::key("hidden_act", "only `silu` is supported"));
        }
        let config = Config {
            vocabulary: json.vocab_size,
            width: json.hidden_size,
            hidden: json.intermediate_size,
            layers: json.num_hidden_layers,
            heads: json.num_attention_heads,
            kv_heads: json.num_key_value_heads.unwrap_or(json.num_attention_heads),
            head: json.head_dim.unwrap_or(json.hidden_size / json.num_attention_heads.max(1)),
            // As files of either kind keep it.
            epsilon: f64::from(json.rms_norm_eps as f32),
            context: json.max_position_embeddings,
            rope: Rope {
                base: f64::from(json.rope_theta.unwrap_or(10_000.0) as f32),
                linear: 1.0,
                factors: None,
            },
            tied: json.tie_word_embeddings,
        };
        config.check("config.json")?;
        let Some(scaling) = json.rope_scaling else { return Ok(config) };
        let (linear, factors) = scaling.applied(&config)?;
        Ok(Config { rope: Rope { linear, factors, ..config.rope }, ..config })
    }

    /// Numbers that cannot be, before anything is computed from them.
    fn check(&self, at: &str) -> Result<(), CheckpointError> {
        let fault = |what: &str, problem: String| Err(CheckpointError::key(format!("{at}: {what}"), problem));
        let counts = [
            ("vocabulary", self.vocabulary),
            ("width", self.width),
            ("hidden width", self.hidden),
            ("layers", self.layers),
            ("heads", self.heads),
            ("key-value heads", self.kv_heads),
            ("head length", self.head),
            ("context length", self.context),
        ];
        for (what, count) in counts {
            if !(1..=LIMIT).contains(&count) {
                return fault(what, format!("{count} is not within 1..{LIMIT}"));
            }
        }
        if !self.heads.is_multiple_of(self.kv_heads) {
            return fault("key-value heads", format!("{} do not divide {} heads", self.kv_heads, self.heads));
        }
        if !self.head.is_multiple_of(2) {
            return fault("head length", format!("{} is odd", self.head));
        }
        if !(self.epsilon > 0.0 && self.epsilon < 1.0) {
            return fault("epsilon of the norms", format!("{} is not between 0 and 1", self.epsilon));
        }
        if !(self.rope.base >= 1.0 && self.rope.base.is_finite()) {
            return fault("base of the rotary embedding", format!("{} is below 1", self.rope.base));
        }
        Ok(())
    }

    /// Every tensor of the network with its shape, in the order of the network. Names are those of GGUF.
    pub fn tensors(&self) -> impl Iterator<Item = (String, Vec<usize>)> + '_ {
        let query = self.heads * self.head;
        let key = self.kv_heads * self.head;
        let (width, hidden) = (self.width, self.hidden);
        let layer = move |at: usize| {
            [
                ("attn_norm", vec![width]),
                ("attn_q", vec![query, width]),
                ("attn_k", vec![key, width]),
                ("attn_v", vec![key, width]),
                ("attn_output", vec![width, query]),
                ("ffn_norm", vec![width]),
                ("ffn_gate", vec![hidden, width]),
                ("ffn_up", vec![hidden, width]),
                ("ffn_down", vec![width, hidden]),
            ]
            .map(|(name, shape)| (names::layer(at, name), shape))
        };
        let output = (!self.tied).then(|| (names::OUTPUT.to_owned(), vec![self.vocabulary, width]));
        std::iter::once((names::EMBEDDING.to_owned(), vec![self.vocabulary, width]))
            .chain((0..self.layers).flat_map(layer))
            .chain(std::iter::once((names::NORM.to_owned(), vec![width])))
            .chain(output)
    }

    /// Numbers the network consists of.
    pub fn parameters(&self) -> u64 {
        let layer = 2 * self.width
            + 2 * self.width * self.head * (self.heads + self.kv_heads)
            + 3 * self.width * self.hidden;
        let ends = self.vocabulary * self.width * if self.tied { 1 } else { 2 } + self.width;
        self.layers as u64 * layer as u64 + ends as u64
    }

    /// Angle by which a pair of numbers turns from one position to the next, for each of the `head / 2` pairs.
    pub fn frequencies(&self) -> Vec<f64> {
        (0..self.head / 2)
            .map(|pair| {
                let frequency = self.rope.base.powf(-2.0 * pair as f64 / self.head as f64);
                let factor = self.rope.factors.as_ref().map_or(1.0, |factors| f64::from(factors[pair]));
                frequency / factor / self.rope.linear
            })
            .collect()
    }
}

/// Names of tensors in GGUF files.
pub(crate) mod names {
    pub(crate) const EMBEDDING: &str = "token_embd.weight";
    pub(crate) const NORM: &str = "output_norm.weight";
    pub(crate) const OUTPUT: &str = "output.weight";
    pub(crate) const ROPE_FACTORS: &str = "rope_freqs.weight";

    pub(crate) fn layer(at: usize, name: &str) -> String {
        format!("blk.{at}.{name}.weight")
    }
}

fn linear_scale<R: Read + Seek>(file: &mut Gguf<R>) -> Result<f64, CheckpointError> {
    const KIND: &str = "llama.rope.scaling.type";
    const FACTOR: &str = "llama.rope.scaling.factor";
    if file.metadata().get(KIND).is_none() {
        return Ok(1.0);
    }
    match file.string(KIND, 64)?.as_str() {
        "none" => Ok(1.0),
        "linear" => {
            let factor = file.metadata().number(FACTOR)?;
            let factor = factor.ok_or_else(|| CheckpointError::key(FACTOR, "missing"))?;
            if factor < 1.0 {
                return Err(CheckpointError::key(FACTOR, format!("{factor} is below 1")));
            }
            Ok(factor)
        }
        other => Err(CheckpointError::key(KIND, format!("`{other}` is not supported"))),
    }
}

#[derive(Deserialize)]
struct ConfigJson {
    model_type: String,
    vocab_size: usize,
    hidden_size: usize,
    intermediate_size: usize,
    num_hidden_layers: usize,
    num_attention_heads: usize,
    num_key_value_heads: Option<usize>,
    head_dim: Option<usize>,
    rms_norm_eps: f64,
    max_position_embeddings: usize,
    rope_theta: Option<f64>,
    rope_scaling: Option<RopeScaling>,
    #[serde(default)]
    tie_word_embeddings: bool,
    #[serde(default)]
    attention_bias: bool,
    #[serde(default)]
    mlp_bias: bool,
    hidden_act: Option<String>,
}

#[derive(Deserialize)]
struct RopeScaling {
    #[serde(alias = "type")]
    rope_type: String,
    factor: Option<f64>,
    low_freq_factor: Option<f64>,
    high_freq_factor: Option<f64>,
    original_max_position_embeddings: Option<f64>,
}

impl RopeScaling {
    /// Divisor of positions, and divisors of frequencies.
    fn applied(&self, config: &Config) -> Result<(f64, Option<Vec<f32>>), CheckpointError> {
        let number = |name: &str, value: Option<f64>| {
            value.filter(|value| value.is_finite() && *value > 0.0).ok_or_else(|| {
                CheckpointError::key(format!("rope_scaling.{name}"), "must be a number above 0")
            })
        };
        match self.rope_type.as_str() {
            "default" => Ok((1.0, None)),
            "linear" => Ok((number("factor", self.factor)?, None)),
            "llama3" => {
                let factor = number("factor", self.factor)?;
                let low = number("low_freq_factor", self.low_freq_factor)?;
                let high = number("high_freq_factor", self.high_freq_factor)?;
                let original =
                    number("original_max_position_embeddings", self.original_max_position_embeddings)?;
                let divisor = |frequency: f64| {
                    let wavelength = TAU / frequency;
                    if wavelength < original / high {
                        return 1.0;
                    }
                    if wavelength > original / low {
                        return factor as f32;
                    }
                    let smooth = (original / wavelength - low) / (high - low);
                    (1.0 / ((1.0 - smooth) / factor + smooth)) as f32
                };
                Ok((1.0, Some(config.frequencies().into_iter().map(divisor).collect())))
            }
            other => {
                Err(CheckpointError::key("rope_scaling.rope_type", format!("`{other}` is not supported")))
            }
        }
    }
}
