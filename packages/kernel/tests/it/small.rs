//! Small checkpoints with random weights, made in memory.

use kernel::Config;
use kernel::checkpoint::Checkpoint;
use kernel::gguf::{Entry, Planned, TensorType, Writer};
use kernel::llama::{Llama, Precision};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use std::io::Cursor;

/// Shape of a small network.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub width: usize,
    pub hidden: usize,
    pub layers: usize,
    pub heads: usize,
    pub kv_heads: usize,
    pub tied: bool,
}

pub const SMALL: Shape = Shape { width: 64, hidden: 96, layers: 2, heads: 4, kv_heads: 2, tied: true };

/// Texts of a vocabulary of single bytes and a few words, in GPT-2's alphabet, after two control tokens.
pub fn texts() -> (Vec<String>, Vec<i32>) {
    let mut texts = vec!["<|start|>".to_owned(), "<|end|>".to_owned()];
    let mut kinds = vec![3, 3];
    for byte in 0..=255u8 {
        let printable = matches!(byte, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff);
        let before = (0..byte).filter(|b| !matches!(b, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff)).count();
        let code = if printable { u32::from(byte) } else { 256 + before as u32 };
        texts.push(char::from_u32(code).unwrap().to_string());
        kinds.push(1);
    }
    for word in ["th", "the", "Ġthe", "gr", "Ġt"] {
        texts.push(word.to_owned());
        kinds.push(1);
    }
    (texts, kinds)
}

/// The keys of such a checkpoint.
pub fn entries(shape: Shape) -> Vec<Entry> {
    let (texts, kinds) = texts();
    let merges: Vec<String> = ["t h", "th e", "g r", "Ġ t", "Ġ the"].map(str::to_owned).to_vec();
    vec![
        Entry::string("general.architecture", "llama"),
        Entry::u32("llama.context_length", 128),
        Entry::u32("llama.embedding_length", shape.width as u32),
        Entry::u32("llama.block_count", shape.layers as u32),
        Entry::u32("llama.feed_forward_length", shape.hidden as u32),
        Entry::u32("llama.attention.head_count", shape.heads as u32),
        Entry::u32("llama.attention.head_count_kv", shape.kv_heads as u32),
        Entry::u32("llama.vocab_size", texts.len() as u32),
        Entry::f32("llama.attention.layer_norm_rms_epsilon", 1e-5),
        Entry::f32("llama.rope.freq_base", 10_000.0),
        Entry::string("tokenizer.ggml.model", "gpt2"),
        Entry::string("tokenizer.ggml.pre", "smollm"),
        Entry::strings("tokenizer.ggml.tokens", &texts),
        Entry::i32s("tokenizer.ggml.token_type", &kinds),
        Entry::strings("tokenizer.ggml.merges", &merges),
        Entry::u32("tokenizer.ggml.bos_token_id", 0),
        Entry::u32("tokenizer.ggml.eos_token_id", 1),
        Entry::bool("tokenizer.ggml.add_bos_token", false),
        Entry::string(
            "tokenizer.chat_template",
            "{% for message in messages %}<|start|>{{ message['role'] }}\n{{ message['content'] }}<|end|>{% endfor %}",
        ),
    ]
}

/// The tensors of such a checkpoint, in the order of the network.
pub fn plan(shape: Shape, kind: TensorType) -> Vec<Planned> {
    let config = config(shape);
    let planned = |(name, shape): (String, Vec<usize>)| Planned {
        kind: if shape.len() == 1 { TensorType::F32 } else { kind },
        name,
        shape,
    };
    config.tensors().map(planned).collect()
}

pub fn config(shape: Shape) -> Config {
    Config {
        vocabulary: texts().0.len(),
        width: shape.width,
        hidden: shape.hidden,
        layers: shape.layers,
        heads: shape.heads,
        kv_heads: shape.kv_heads,
        head: shape.width / shape.heads,
        epsilon: 1e-5,
        context: 128,
        rope: kernel::Rope { base: 10_000.0, linear: 1.0, factors: None },
        tied: shape.tied,
    }
}

/// Random numbers of about the size that training leaves.
pub fn numbers(count: usize, row: usize, random: &mut Xoshiro256PlusPlus) -> Vec<f32> {
    let scale = 2.0 / (row as f32).sqrt();
    (0..count).map(|_| ((random.next_u64() >> 40) as f32 / (1u64 << 24) as f32 - 0.5) * 2.0 * scale).collect()
}

/// The data of each planned F32 tensor.
pub fn weights(plan: &[Planned], seed: u64) -> Vec<Vec<f32>> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    plan.iter()
        .map(|planned| {
            let count = planned.shape.iter().product();
            match planned.shape.as_slice() {
                [_] => numbers(count, 1, &mut random).into_iter().map(|x| 1.0 + 0.1 * x).collect(),
                shape => numbers(count, shape[shape.len() - 1], &mut random),
            }
        })
        .collect()
}

/// A whole F32 file.
pub fn file(shape: Shape, seed: u64) -> Vec<u8> {
    with(shape, seed, entries(shape), plan(shape, TensorType::F32))
}

/// A file with other keys or tensors.
pub fn with(_: Shape, seed: u64, entries: Vec<Entry>, plan: Vec<Planned>) -> Vec<u8> {
    let mut writer = Writer::begin(Vec::new(), &entries, &plan).unwrap();
    for (planned, numbers) in plan.iter().zip(weights(&plan, seed)) {
        let data: Vec<u8> = match planned.kind {
            TensorType::F32 => numbers.iter().flat_map(|x| x.to_le_bytes()).collect(),
            // Zeros are valid blocks of any type.
            kind => vec![0; kind.bytes(numbers.len() as u64).unwrap() as usize],
        };
        writer.tensor(&data).unwrap();
    }
    writer.finish().unwrap()
}

pub fn open(bytes: Vec<u8>) -> Result<Checkpoint<Cursor<Vec<u8>>>, kernel::CheckpointError> {
    Checkpoint::gguf(Cursor::new(bytes))
}

pub fn model(shape: Shape, seed: u64) -> Llama {
    Llama::load(&mut open(file(shape, seed)).unwrap(), Precision::Full).unwrap()
}
