//! llama.cpp, through npm's node-llama-cpp, on the files that the kernel writes. Its answers become the fixtures that
//! CI compares with.

use crate::{checkpoint, run};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const PACKAGE: &str = "node-llama-cpp@3.22.1";
/// Tokens by which each prompt is continued.
const COUNT: usize = 64;

/// Writes the fixtures anew, then runs the tests that compare with them.
pub fn run() -> Result<()> {
    let checkpoint = checkpoint::ensure()?;
    kernel_test("smollm2_is_written_as_f16_and_f32")?;
    let node = Node::install()?;
    let fixtures = run::root().join("packages/kernel/tests/fixtures/llama-cpp");
    let prompts: Value = serde_json::from_str(&fs::read_to_string(fixtures.join("prompts.json"))?)?;
    let mut followed = Value::Null;
    for (kind, fixture) in [("F16", "f16.json"), ("F32", "f32.json")] {
        let model = checkpoint.with_file_name(format!("SmolLM2-135M-Instruct.{kind}.gguf"));
        let mut answer = node.ask(&json!({"model": model, "prompts": prompts, "count": COUNT}))?;
        followed = answer["greedy"].clone();
        answer["prompts"] = prompts.clone();
        write(&fixtures.join(fixture), &answer)?;
    }
    let sequences: Vec<Value> = followed
        .as_array()
        .into_iter()
        .flatten()
        .map(|row| {
            let part = |key: &str| row[key].as_array().cloned().unwrap_or_default();
            Value::from([part("prompt"), part("tokens")].concat())
        })
        .collect();
    let tokens = node.ask(&json!({"model": checkpoint, "lines": lines()?}))?;
    write(&fixtures.join("lines.json"), &tokens["lines"])?;
    let mut answer = node.ask(&json!({"model": checkpoint, "follow": sequences}))?;
    answer["prompts"] = prompts;
    write(&fixtures.join("q4_1.json"), &answer)?;
    kernel_test("llama_cpp::")
}

/// The hand-written notes, then the phrases of training notes: a thousand texts.
fn lines() -> Result<Vec<String>> {
    let read = |path: &str| fs::read_to_string(run::root().join(path)).with_context(|| path.to_owned());
    let mut lines = Vec::new();
    for line in read("packages/kernel/tests/fixtures/hand-notes.jsonl")?.lines() {
        let note: Value = serde_json::from_str(line)?;
        lines.push(note["note"].as_str().context("a note without text")?.to_owned());
    }
    let phrases = read("data/kernel/phrases.txt")?;
    let phrases = phrases.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('['));
    lines.extend(phrases.map(str::to_owned));
    lines.truncate(1_000);
    Ok(lines)
}

fn write(path: &Path, answer: &Value) -> Result<()> {
    fs::write(path, format!("{answer}\n")).with_context(|| path.display().to_string())
}

fn kernel_test(name: &str) -> Result<()> {
    let arguments =
        ["test", "--package", "kernel", "--test", "it", name, "--", "--include-ignored", "--nocapture"];
    run::step(&format!("kernel tests: {name}"), &mut run::cargo(&arguments))
}

/// node with the package at hand.
struct Node {
    folder: PathBuf,
}

impl Node {
    /// Installs the package, without running its scripts: its binaries come ready.
    fn install() -> Result<Node> {
        let folder = run::root().join("target/tools/node-llama-cpp");
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("package.json"), "{\"private\": true}\n")?;
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", PACKAGE]).current_dir(&folder);
        run::step(&format!("install {PACKAGE} from npm"), &mut npm)?;
        fs::write(folder.join("ask.mjs"), include_str!("llama_cpp.mjs"))?;
        Ok(Node { folder })
    }

    fn ask(&self, job: &Value) -> Result<Value> {
        let (input, output) = (self.folder.join("job.json"), self.folder.join("answer.json"));
        fs::write(&input, job.to_string())?;
        let mut node = Command::new("node");
        node.arg("ask.mjs").arg(&input).arg(&output).current_dir(&self.folder);
        run::step("llama.cpp", &mut node)?;
        serde_json::from_str(&fs::read_to_string(&output)?).context("llama.cpp's answer")
    }
}
