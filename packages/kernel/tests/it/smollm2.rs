//! SmolLM2-135M-Instruct, as `cargo xtask test` downloads it.

use std::path::PathBuf;

/// The checkpoint as it comes.
pub fn path() -> PathBuf {
    let default = || {
        PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("../../target/services/smollm2/SmolLM2-135M-Instruct.Q4_1.gguf")
    };
    std::env::var_os("BACKSTRETCH_TEST_SMOLLM2").map_or_else(default, PathBuf::from)
}
