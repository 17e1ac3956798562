//! The terminal: data on stdout, progress and notes on stderr.

use anyhow::{Context, Result};
use engine::Progress;
use engine::progress::Event;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use std::io::{IsTerminal, Write};
use std::sync::{Mutex, OnceLock, PoisonError};

/// Writes a line of data to stdout. A reader that went away is not an error.
pub fn line(text: impl AsRef<str>) -> Result<()> {
    write(format!("{}\n", text.as_ref()).as_bytes())
}

/// Writes bytes of data to stdout. A reader that went away is not an error.
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

/// Progress of this process's work, once there is any.
static PROGRESS: OnceLock<Progress> = OnceLock::new();

/// Progress with a bar on stderr, cancelled by Ctrl-C; a second Ctrl-C ends the process at once.
///
/// # Errors
/// When the handler of Ctrl-C cannot be installed.
pub fn progress() -> Result<Progress> {
    if let Some(progress) = PROGRESS.get() {
        return Ok(progress.clone());
    }
    let progress = PROGRESS.get_or_init(Progress::new).clone();
    if is_capable() {
        show_bar(&progress);
    }
    let work = progress.clone();
    ctrlc::set_handler(move || {
        if work.cancelled() {
            std::process::exit(i32::from(crate::exit::code(engine::error::Kind::Cancelled)));
        }
        work.cancel();
    })
    .context("installing the handler of Ctrl-C")?;
    Ok(progress)
}

/// Clears the bar of a stage that an error cut short.
pub fn end_progress() {
    if let Some(progress) = PROGRESS.get() {
        progress.end();
    }
}

/// Whether stderr is a terminal that can redraw a line.
fn is_capable() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Whether the log may use colour: on a capable terminal, unless `NO_COLOR` is set.
pub fn in_colour() -> bool {
    is_capable() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

fn show_bar(progress: &Progress) {
    let open: Mutex<Option<ProgressBar>> = Mutex::new(None);
    progress.listen(move |event| {
        let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Began(stage) => {
                let bar = ProgressBar::with_draw_target(Some(stage.total), ProgressDrawTarget::stderr());
                if let Ok(style) = ProgressStyle::with_template("{msg:<22} [{bar:30}] {pos}/{len} {eta}") {
                    bar.set_style(style.progress_chars("=> "));
                }
                bar.set_message(stage.what.clone());
                *open = Some(bar);
            }
            Event::Advanced(stage) => {
                if let Some(bar) = &*open {
                    bar.set_position(stage.done);
                }
            }
            Event::Ended => {
                if let Some(bar) = open.take() {
                    bar.finish_and_clear();
                }
            }
        }
    });
}
