//! Files and folders that hold one network say the same; writing loses only what the type loses.

use crate::small::{self, SMALL, Shape};
use kernel::checkpoint::Checkpoint;
use kernel::gguf::{Entry, TensorType};
use kernel::info::info;
use kernel::llama::{Llama, Precision};
use kernel::quantize::{Fallback, Target, quantize};
use kernel::session::Session;
use kernel::tokenizer::{Controls, Tokenizer};
use std::io::{Cursor, Read, Seek};
use std::path::Path;

const TOKENS: [u32; 6] = [9, 120, 33, 260, 7, 90];

fn logits<R: Read + Seek>(checkpoint: &mut Checkpoint<R>) -> Vec<Vec<f32>> {
    let model = Llama::load(checkpoint, Precision::Fast).unwrap();
    Session::new(&model, 16).unwrap().feed_all(&TOKENS).unwrap()
}

fn apart(one: &[Vec<f32>], other: &[Vec<f32>]) -> f32 {
    one.iter().flatten().zip(other.iter().flatten()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

/// Rows from neighbours to halves, as safetensors have them.
fn halves(numbers: &[f32], row: usize, head: usize) -> Vec<f32> {
    let rows = numbers.len() / row;
    let from = |to: usize| {
        let (base, within) = (to / head * head, to % head);
        base + if within < head / 2 { 2 * within } else { 2 * (within - head / 2) + 1 }
    };
    (0..rows).flat_map(|to| numbers[from(to) * row..][..row].to_vec()).collect()
}

/// The small checkpoint as a folder.
fn write_folder(folder: &Path, shape: Shape, seed: u64) {
    let plan = small::plan(shape, TensorType::F32);
    let head = shape.width / shape.heads;
    let mut table = serde_json::Map::new();
    let mut data = Vec::new();
    for (planned, numbers) in plan.iter().zip(small::weights(&plan, seed)) {
        let theirs = match planned.name.as_str() {
            "token_embd.weight" => "model.embed_tokens.weight".to_owned(),
            "output_norm.weight" => "model.norm.weight".to_owned(),
            "output.weight" => "lm_head.weight".to_owned(),
            name => {
                let parts: Vec<&str> = name.split('.').collect();
                let part = match parts[2] {
                    "attn_norm" => "input_layernorm",
                    "attn_q" => "self_attn.q_proj",
                    "attn_k" => "self_attn.k_proj",
                    "attn_v" => "self_attn.v_proj",
                    "attn_output" => "self_attn.o_proj",
                    "ffn_norm" => "post_attention_layernorm",
                    "ffn_gate" => "mlp.gate_proj",
                    "ffn_up" => "mlp.up_proj",
                    _ => "mlp.down_proj",
                };
                format!("model.layers.{}.{part}.weight", parts[1])
            }
        };
        let numbers = if theirs.contains("q_proj") || theirs.contains("k_proj") {
            halves(&numbers, shape.width, head)
        } else {
            numbers
        };
        let start = data.len();
        data.extend(numbers.iter().flat_map(|x| x.to_le_bytes()));
        let row =
            serde_json::json!({"dtype": "F32", "shape": planned.shape, "data_offsets": [start, data.len()]});
        table.insert(theirs, row);
    }
    let table = serde_json::to_vec(&table).unwrap();
    let mut file = (table.len() as u64).to_le_bytes().to_vec();
    file.extend(table);
    file.extend(data);
    std::fs::write(folder.join("model.safetensors"), file).unwrap();
    let config = serde_json::json!({
        "model_type": "llama", "vocab_size": small::texts().0.len(), "hidden_size": shape.width,
        "intermediate_size": shape.hidden, "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads, "num_key_value_heads": shape.kv_heads, "rms_norm_eps": 1e-5,
        "max_position_embeddings": 128, "rope_theta": 10000.0, "tie_word_embeddings": shape.tied,
        "hidden_act": "silu",
    });
    std::fs::write(folder.join("config.json"), config.to_string()).unwrap();
    let (texts, kinds) = small::texts();
    let normal = texts.iter().enumerate().filter(|(at, _)| kinds[*at] == 1);
    let vocab: serde_json::Map<_, _> = normal.map(|(at, text)| (text.clone(), at.into())).collect();
    let tokenizer = serde_json::json!({
        "model": {"type": "BPE", "vocab": vocab, "merges": ["t h", "th e", "g r", "Ġ t", "Ġ the"]},
        "added_tokens": [
            {"id": 0, "content": "<|start|>", "special": true}, {"id": 1, "content": "<|end|>", "special": true},
        ],
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
            {"type": "Digits", "individual_digits": true},
            {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
        ]},
    });
    std::fs::write(folder.join("tokenizer.json"), tokenizer.to_string()).unwrap();
    let settings = serde_json::json!({"bos_token": "<|start|>", "eos_token": {"content": "<|end|>"}});
    std::fs::write(folder.join("tokenizer_config.json"), settings.to_string()).unwrap();
}

#[test]
fn a_folder_and_a_file_are_the_same_model() {
    for shape in [SMALL, Shape { tied: false, kv_heads: 4, ..SMALL }] {
        let folder = tempfile::tempdir().unwrap();
        write_folder(folder.path(), shape, 21);
        let mut theirs = Checkpoint::open(folder.path()).unwrap();
        let mut ours = small::open(small::file(shape, 21)).unwrap();
        assert_eq!(apart(&logits(&mut theirs), &logits(&mut ours)), 0.0);
        let text = "the grid: 12 then 3\n<|end|>";
        let tokens = |tokenizer: Tokenizer| tokenizer.encode(text, Controls::Tokens).unwrap();
        assert_eq!(
            tokens(Tokenizer::new(theirs.vocabulary()).unwrap()),
            tokens(Tokenizer::new(ours.vocabulary()).unwrap())
        );
    }
}

#[test]
fn a_folder_becomes_a_file() {
    let folder = tempfile::tempdir().unwrap();
    write_folder(folder.path(), SMALL, 4);
    let mut from = Checkpoint::open(folder.path()).unwrap();
    let mut bytes = Vec::new();
    let written = quantize(&mut from, Target::F32, &mut bytes).unwrap();
    assert_eq!((written.tensors, written.fallbacks.len()), (20, 0));
    let mut to = Checkpoint::gguf(Cursor::new(bytes)).unwrap();
    assert_eq!(apart(&logits(&mut from), &logits(&mut to)), 0.0);
    assert_eq!(to.vocabulary(), from.vocabulary());
    assert_eq!(to.config(), from.config());
}

#[test]
fn damaged_folders_are_refused_by_name() {
    let check = |change: &dyn Fn(&Path), message: &str| {
        let folder = tempfile::tempdir().unwrap();
        write_folder(folder.path(), SMALL, 4);
        change(folder.path());
        let said = Checkpoint::open(folder.path()).err().expect("refused").to_string();
        assert!(said.contains(message), "`{said}` does not say `{message}`");
    };
    let weights = |folder: &Path| folder.join("model.safetensors");
    let edit = |path: &Path, from: &str, to: &str| {
        let bytes = std::fs::read(path).unwrap();
        let at = bytes.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
        let mut changed = bytes.clone();
        changed[at..at + from.len()].copy_from_slice(to.as_bytes());
        std::fs::write(path, changed).unwrap();
    };
    check(&|folder| std::fs::remove_file(weights(folder)).unwrap(), "no *.safetensors");
    check(
        &|folder| {
            let bytes = std::fs::read(weights(folder)).unwrap();
            std::fs::write(weights(folder), &bytes[..bytes.len() - 4]).unwrap();
        },
        "left in the file",
    );
    check(
        &|folder| {
            let mut bytes = std::fs::read(weights(folder)).unwrap();
            bytes.push(0);
            std::fs::write(weights(folder), bytes).unwrap();
        },
        "1 bytes after the last tensor",
    );
    check(
        &|folder| {
            let mut bytes = std::fs::read(weights(folder)).unwrap();
            bytes[..8].copy_from_slice(&u64::MAX.to_le_bytes());
            std::fs::write(weights(folder), bytes).unwrap();
        },
        "a table of 18446744073709551615 bytes",
    );
    check(
        &|folder| edit(&weights(folder), "model.norm.weight", "model.warm.weight"),
        "`output_norm.weight`: missing",
    );
    check(&|folder| edit(&weights(folder), "\"F32\"", "\"Q99\""), "type Q99 is not read");
    check(&|folder| edit(&weights(folder), "[0,", "[8,"), "a gap or an overlap");
    check(&|folder| edit(&folder.join("config.json"), "\"silu\"", "\"gelu\""), "key `hidden_act`");
    check(&|folder| edit(&folder.join("config.json"), "\"llama\"", "\"mamba\""), "key `model_type`");
    check(&|folder| edit(&folder.join("tokenizer.json"), "Digits", "Splits"), "pre_tokenizer");
}

#[test]
fn types_lose_no_more_than_their_rounding() {
    let shape = Shape { width: 256, hidden: 512, heads: 4, kv_heads: 2, layers: 1, tied: false };
    let exact = logits(&mut small::open(small::file(shape, 8)).unwrap());
    let spread = exact.iter().flatten().fold(0.0f32, |most, x| most.max(x.abs()));
    for (target, most) in [(Target::F32, 0.0), (Target::F16, 0.002), (Target::Q8_0, 0.06), (Target::Q4K, 0.5)]
    {
        let mut bytes = Vec::new();
        let written = quantize(&mut small::open(small::file(shape, 8)).unwrap(), target, &mut bytes).unwrap();
        assert!(written.fallbacks.is_empty(), "{written:?}");
        let lost = apart(&exact, &logits(&mut small::open(bytes).unwrap())) / spread;
        assert!(lost <= most, "{target:?} loses {lost} of {spread}");
        assert!(target == Target::F32 || lost > 0.0, "{target:?} is F32");
    }
}

#[test]
fn rows_that_256_does_not_divide_become_q8_0_and_it_says_so() {
    let mut bytes = Vec::new();
    let written =
        quantize(&mut small::open(small::file(SMALL, 8)).unwrap(), Target::Q4K, &mut bytes).unwrap();
    assert_eq!(written.fallbacks.len(), 15);
    assert_eq!(
        written.fallbacks[0],
        Fallback { tensor: "token_embd.weight".to_owned(), row: 64, written: TensorType::Q8_0 }
    );
    let checkpoint = small::open(bytes).unwrap();
    assert_eq!(info(&checkpoint).tensors, [("F32".to_owned(), 5), ("Q8_0".to_owned(), 15)].into());
}

#[test]
fn writing_a_file_in_its_own_type_keeps_every_key_and_number() {
    let mut entries = small::entries(SMALL);
    entries.push(Entry::string("general.name", "a small one"));
    let from = small::with(SMALL, 3, entries, small::plan(SMALL, TensorType::F32));
    let mut bytes = Vec::new();
    quantize(&mut small::open(from.clone()).unwrap(), Target::F32, &mut bytes).unwrap();
    let mut again = Vec::new();
    quantize(&mut small::open(bytes.clone()).unwrap(), Target::F32, &mut again).unwrap();
    assert_eq!(bytes, again);
    let (one, other) = (small::open(from).unwrap(), small::open(bytes).unwrap());
    assert_eq!(one.vocabulary(), other.vocabulary());
    assert_eq!(one.config(), other.config());
}

#[test]
fn linear_scaling_of_positions_is_read() {
    let mut entries = small::entries(SMALL);
    entries.push(Entry::string("llama.rope.scaling.type", "linear"));
    entries.push(Entry::f32("llama.rope.scaling.factor", 4.0));
    let scaled = small::open(small::with(SMALL, 3, entries, small::plan(SMALL, TensorType::F32))).unwrap();
    let plain = small::open(small::file(SMALL, 3)).unwrap();
    for (scaled, plain) in scaled.config().frequencies().iter().zip(plain.config().frequencies()) {
        assert_eq!(*scaled, plain / 4.0);
    }
}

#[test]
fn llama_3_scaling_keeps_high_frequencies_and_divides_low_ones() {
    let text = r#"{"model_type": "llama", "vocab_size": 300, "hidden_size": 256, "intermediate_size": 96,
        "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "rms_norm_eps": 1e-5,
        "max_position_embeddings": 1024, "rope_theta": 500000.0, "tie_word_embeddings": true,
        "rope_scaling": {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
        "original_max_position_embeddings": 8192}}"#;
    let config = kernel::Config::from_json(text).unwrap();
    let factors = config.rope.factors.unwrap();
    assert_eq!((factors[0], factors[31]), (1.0, 8.0));
    assert!(factors.is_sorted() && factors.iter().any(|factor| (1.5..7.5).contains(factor)), "{factors:?}");
}

#[test]
#[ignore = "needs smollm2"]
fn smollm2_is_what_its_card_says() {
    let info = info(&Checkpoint::open(&crate::smollm2::path()).unwrap());
    assert_eq!((info.layers, info.width, info.heads, info.kv_heads), (30, 576, 9, 3));
    assert_eq!((info.vocabulary, info.context, info.tied, info.chat_template), (49_152, 8_192, true, true));
    assert_eq!(info.parameters, 134_515_008);
    assert_eq!(info.bytes, 98_362_432);
}
