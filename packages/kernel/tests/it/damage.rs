//! Files that lie: each kind of damage is an error that names the key or tensor, never a panic, never more memory
//! than twice the file's size.

use crate::small::{self, SMALL};
use kernel::CheckpointError;
use kernel::gguf::{Entry, Planned, TensorType};
use kernel::llama::{Llama, Precision};
use kernel::session::Session;
use proptest::prelude::*;

/// What tables and messages may take beside the file itself.
const SLACK_BYTES: u64 = 256 << 10;

fn refused(bytes: Vec<u8>) -> String {
    let size = bytes.len() as u64;
    let mut answer = None;
    let memory = allocation_counter::measure(|| answer = Some(small::open(bytes).err()));
    assert!(memory.bytes_max <= 2 * size + SLACK_BYTES, "{} bytes for a file of {size}", memory.bytes_max);
    answer.flatten().expect("a damaged file is refused").to_string()
}

/// The small file with one key replaced, or added.
fn with_key(entry: Entry) -> Vec<u8> {
    let mut entries = small::entries(SMALL);
    entries.retain(|known| known.key() != entry.key());
    entries.push(entry);
    small::with(SMALL, 1, entries, small::plan(SMALL, TensorType::F32))
}

fn without_key(key: &str) -> Vec<u8> {
    let mut entries = small::entries(SMALL);
    entries.retain(|known| known.key() != key);
    small::with(SMALL, 1, entries, small::plan(SMALL, TensorType::F32))
}

fn with_plan(change: impl Fn(&mut Vec<Planned>)) -> Vec<u8> {
    let mut plan = small::plan(SMALL, TensorType::F32);
    change(&mut plan);
    small::with(SMALL, 1, small::entries(SMALL), plan)
}

/// A file with one key of raw bytes.
fn with_raw(kind: u32, bytes: Vec<u8>) -> Vec<u8> {
    with_key(Entry::raw("general.note", kind, bytes))
}

fn check(bytes: Vec<u8>, message: &str) {
    let said = refused(bytes);
    assert!(said.contains(message), "`{said}` does not say `{message}`");
}

#[test]
fn the_undamaged_file_is_read() {
    let mut checkpoint = small::open(small::file(SMALL, 1)).unwrap();
    Llama::load(&mut checkpoint, Precision::Full).unwrap();
}

#[test]
fn another_kind_of_file() {
    check(b"PK\x03\x04 a zip archive".to_vec(), "header: not a GGUF file");
    check(Vec::new(), "header: 4 bytes needed, 0 left");
    let mut other = small::file(SMALL, 1);
    other[4] = 1;
    check(other, "header: GGUF version 1");
}

#[test]
fn a_file_that_ends_too_early_anywhere() {
    let whole = small::file(SMALL, 1);
    let step = if whole.len() > 50_000 { 997 } else { 1 };
    for cut in (0..8_000).step_by(7).chain((8_000..whole.len() - 32).step_by(step)) {
        refused(whole[..cut].to_vec());
    }
}

#[test]
fn bytes_after_the_end() {
    let mut longer = small::file(SMALL, 1);
    longer.extend([0; 64]);
    check(longer, "64 bytes after the last tensor");
}

#[test]
fn counts_beyond_any_file() {
    for (at, message) in [(8, "18446744073709551615 tensors"), (16, "18446744073709551615 keys")] {
        let mut bytes = small::file(SMALL, 1);
        bytes[at..at + 8].copy_from_slice(&u64::MAX.to_le_bytes());
        check(bytes, message);
    }
}

#[test]
fn a_key_of_unknown_type() {
    check(with_raw(77, vec![1, 2, 3, 4]), "key `general.note`: unknown type 77");
}

#[test]
fn a_key_stated_twice() {
    let mut entries = small::entries(SMALL);
    entries.push(Entry::u32("llama.block_count", 9));
    let bytes = small::with(SMALL, 1, entries, small::plan(SMALL, TensorType::F32));
    check(bytes, "key `llama.block_count`: stated twice");
}

#[test]
fn a_text_longer_than_the_file() {
    check(with_raw(8, (1u64 << 40).to_le_bytes().to_vec()), "key `general.note`: 1099511627776 bytes needed");
    check(with_raw(8, u64::MAX.to_le_bytes().to_vec()), "key `general.note`");
}

#[test]
fn a_list_longer_than_the_file() {
    let list = |element: u32, count: u64| {
        let mut bytes = element.to_le_bytes().to_vec();
        bytes.extend(count.to_le_bytes());
        bytes
    };
    check(with_raw(9, list(4, 1 << 50)), "key `general.note`");
    check(with_raw(9, list(12, u64::MAX)), "key `general.note`: a list of 18446744073709551615 elements");
    check(with_raw(9, list(8, u64::MAX / 16)), "key `general.note`");
    check(with_raw(9, list(9, 1)), "key `general.note`: a list of type 9");
}

#[test]
fn a_setting_that_is_missing_or_of_another_type() {
    for key in
        ["general.architecture", "llama.block_count", "llama.embedding_length", "tokenizer.ggml.tokens"]
    {
        check(without_key(key), &format!("key `{key}`: missing"));
    }
    check(with_key(Entry::string("llama.block_count", "two")), "key `llama.block_count`: not a whole number");
    check(with_key(Entry::u32("llama.context_length", 0)), "key `llama.context_length`: must be at least 1");
    check(
        with_key(Entry::f32("llama.rope.freq_base", f32::NAN)),
        "key `llama.rope.freq_base`: not a finite number",
    );
}

#[test]
fn settings_that_cannot_be() {
    check(with_key(Entry::string("general.architecture", "mamba")), "`mamba`; only `llama` is read");
    check(with_key(Entry::u32("llama.attention.head_count_kv", 3)), "3 do not divide 4 heads");
    check(with_key(Entry::u32("llama.attention.head_count_kv", 0)), "key-value heads");
    check(with_key(Entry::u32("llama.attention.key_length", 15)), "head length");
    check(with_key(Entry::u32("llama.expert_count", 8)), "key `llama.expert_count`");
    check(with_key(Entry::string("llama.rope.scaling.type", "yarn")), "`yarn` is not supported");
    check(with_key(Entry::u32("llama.rope.dimension_count", 8)), "key `llama.rope.dimension_count`");
}

#[test]
fn sizes_that_the_tensors_do_not_have() {
    check(with_key(Entry::u32("llama.block_count", 4_000_000_000)), "layers");
    check(
        with_key(Entry::u32("llama.block_count", 16_000_000)),
        "tensor `blk.15999999.attn_norm.weight`: missing",
    );
    check(with_key(Entry::u32("llama.block_count", 3)), "tensor `blk.2.attn_norm.weight`: missing");
    check(with_key(Entry::u32("llama.block_count", 1)), "tensor `blk.1.attn_k.weight`: not part of a Llama");
    check(
        with_key(Entry::u32("llama.feed_forward_length", 100)),
        "tensor `blk.0.ffn_gate.weight`: shape [96, 64]",
    );
    check(with_key(Entry::u32("llama.vocab_size", 264)), "key `llama.vocab_size`");
}

#[test]
fn a_tensor_that_is_missing_misshapen_or_unknown() {
    check(
        with_plan(|plan| plan.retain(|planned| planned.name != "output_norm.weight")),
        "tensor `output_norm.weight`: missing",
    );
    check(with_plan(|plan| plan[7].shape.reverse()), "tensor `blk.0.ffn_gate.weight`: shape [64, 96]");
    check(with_plan(|plan| plan[2].shape = vec![32, 64]), "tensor `blk.0.attn_q.weight`: shape [32, 64]");
    let bias = Planned { name: "blk.0.attn_q.bias".to_owned(), shape: vec![64], kind: TensorType::F32 };
    check(with_plan(|plan| plan.push(bias.clone())), "tensor `blk.0.attn_q.bias`: not part of a Llama");
    check(with_plan(|plan| plan.push(plan[0].clone())), "tensor `token_embd.weight`: stated twice");
}

/// A file of one tensor with a row of the table as given.
fn with_row(dimensions: &[u64], kind: u32, start: u64) -> Vec<u8> {
    let mut bytes = b"GGUF".to_vec();
    bytes.extend(3u32.to_le_bytes());
    bytes.extend(1u64.to_le_bytes());
    bytes.extend(0u64.to_le_bytes());
    bytes.extend(1u64.to_le_bytes());
    bytes.push(b't');
    bytes.extend((dimensions.len() as u32).to_le_bytes());
    bytes.extend(dimensions.iter().flat_map(|length| length.to_le_bytes()));
    bytes.extend(kind.to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.resize(bytes.len().next_multiple_of(32) + 256, 0);
    bytes
}

#[test]
fn a_row_of_the_table_that_cannot_be() {
    check(with_row(&[], 0, 0), "tensor `t`: 0 dimensions");
    check(with_row(&[2, 2, 2, 2, 2], 0, 0), "tensor `t`: 5 dimensions");
    check(with_row(&[0, 64], 0, 0), "tensor `t`: empty");
    check(with_row(&[1 << 40, 1 << 40], 0, 0), "tensor `t`: empty, or larger than any file");
    check(with_row(&[1 << 62, 2], 0, 0), "tensor `t`");
    check(with_row(&[64], 99, 0), "tensor `t`: type 99 is not read");
    check(with_row(&[63], 8, 0), "tensor `t`: a row of 63 in blocks of 32");
    check(with_row(&[64], 0, 32), "tensor `t`: its data starts at 32, expected at 0");
    check(with_row(&[64], 0, u64::MAX), "tensor `t`: its data starts at");
    check(with_row(&[65], 0, 0), "tensor `t`: 260 bytes needed, 256 left");
    check(with_row(&[1 << 61], 0, 0), "tensor `t`");
}

#[test]
fn a_vocabulary_that_does_not_fit() {
    let (mut texts, mut kinds) = small::texts();
    let key = "tokenizer.ggml.tokens";
    check(with_key(Entry::strings(key, &texts[1..])), &format!("key `{key}`: 262 elements, 263 expected"));
    texts[7] = texts[8].clone();
    check(with_key(Entry::strings(key, &texts)), "tokens 7 and 8 are both");
    texts[7] = String::new();
    check(with_key(Entry::strings(key, &texts)), "token 7 is empty");
    kinds[3] = 42;
    check(with_key(Entry::i32s("tokenizer.ggml.token_type", &kinds)), "token 3 has type 42");
    check(with_key(Entry::u32("tokenizer.ggml.eos_token_id", 263)), "key `tokenizer.ggml.eos_token_id`");
    check(with_key(Entry::string("tokenizer.ggml.model", "bert")), "key `tokenizer.ggml.model`");
    check(with_key(Entry::string("tokenizer.ggml.pre", "dbrx")), "key `tokenizer.ggml.pre`");
    check(with_key(Entry::f32s(key, &[1.0; 263])), &format!("key `{key}`: not a list of texts"));
}

#[test]
fn merges_that_are_no_pairs_are_named() {
    for merge in ["th", "t h e", " h", "zz z"] {
        let bytes = with_key(Entry::strings("tokenizer.ggml.merges", &[merge.to_owned()]));
        let checkpoint = small::open(bytes).unwrap();
        let refused = kernel::tokenizer::Tokenizer::new(checkpoint.vocabulary()).err();
        let said = refused.unwrap_or_else(|| panic!("`{merge}` is no pair")).to_string();
        assert!(said.contains("key `tokenizer.ggml.merges`"), "{said}");
    }
}

/// Opens, loads and runs what it can; says how much memory opening took.
fn survive(bytes: Vec<u8>) -> u64 {
    let mut opened = None;
    let memory = allocation_counter::measure(|| opened = small::open(bytes).ok());
    if let Some(mut checkpoint) = opened
        && let Ok(model) = Llama::load(&mut checkpoint, Precision::Fast)
        && let Ok(mut session) = Session::new(&model, 4)
    {
        let _ = session.feed(&[1, 2, 3]);
    }
    memory.bytes_max
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn flipped_bytes_never_panic(flips in prop::collection::vec((0usize..9_000, any::<u8>()), 1..6)) {
        let mut bytes = small::file(SMALL, 1);
        for (at, value) in flips {
            bytes[at] = value;
        }
        let size = bytes.len() as u64;
        let taken = survive(bytes);
        prop_assert!(taken <= 2 * size + SLACK_BYTES, "{taken} bytes for a file of {size}");
    }

    #[test]
    fn noise_is_refused(noise in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut bytes = b"GGUF\x03\0\0\0\x02\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0".to_vec();
        bytes.extend(noise);
        prop_assert!(small::open(bytes).is_err());
    }
}

#[test]
fn errors_say_what_kind_they_are() {
    assert!(matches!(
        small::open(with_row(&[65], 0, 0)).err(),
        Some(CheckpointError::Truncated { needed: 260, left: 256, .. })
    ));
}
