//! What a person sees: data on stdout, progress on stderr.

use anyhow::Result;
use engine::progress::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use std::io::Write;

/// Writes a line of data to stdout. A reader that went away is no error.
pub fn line(text: impl AsRef<str>) -> Result<()> {
    write(format!("{}\n", text.as_ref()).as_bytes())
}

/// Writes bytes of data to stdout. A reader that went away is no error.
pub fn write(bytes: &[u8]) -> Result<()> {
    match std::io::stdout().lock().write_all(bytes) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// Writes a value as JSON to stdout.
pub fn json(value: &impl Serialize) -> Result<()> {
    line(serde_json::to_string_pretty(value)?)
}

/// Writes a line for the person at the terminal to stderr.
pub fn note(text: impl AsRef<str>) {
    // A closed stderr must not stop the work.
    let _ = writeln!(std::io::stderr().lock(), "{}", text.as_ref());
}

/// A progress bar on stderr; draws nothing where stderr is no terminal.
#[derive(Default)]
pub struct Bar {
    bar: Option<ProgressBar>,
}

impl Progress for Bar {
    fn begin(&mut self, what: &str, total: u64) {
        self.end();
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{msg:<22} [{bar:30}] {pos}/{len} {eta}") {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(what.to_owned());
        tracing::info!(total, "{what}");
        self.bar = Some(bar);
    }

    fn advance(&mut self, by: u64) {
        if let Some(bar) = &self.bar {
            bar.inc(by);
        }
    }

    fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.end();
    }
}
