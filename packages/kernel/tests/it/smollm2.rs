//! SmolLM2-135M-Instruct as `cargo xtask services` keeps it, and the files made from it.

use kernel::checkpoint::Checkpoint;
use kernel::quantize::{Target, quantize};
use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

/// The checkpoint as it comes.
pub fn path() -> PathBuf {
    let default = || {
        PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("../../target/services/smollm2/SmolLM2-135M-Instruct.Q4_1.gguf")
    };
    std::env::var_os("BACKSTRETCH_TEST_SMOLLM2").map_or_else(default, PathBuf::from)
}

/// The checkpoint in another type, written beside it once.
pub fn path_as(target: Target, name: &str) -> PathBuf {
    let path = path().with_file_name(format!("SmolLM2-135M-Instruct.{name}.gguf"));
    if !path.is_file() {
        let mut checkpoint = Checkpoint::open(&self::path()).unwrap();
        let thread = std::thread::current();
        let partly = path.with_extension(format!("gguf.{}-{:?}", std::process::id(), thread.id()));
        quantize(&mut checkpoint, target, BufWriter::new(File::create(&partly).unwrap())).unwrap();
        std::fs::rename(&partly, &path).unwrap();
    }
    path
}
