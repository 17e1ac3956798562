//! Telling whoever waits how far the work is.

/// Receives the progress of long work.
pub trait Progress {
    /// A stage begins, of `total` steps.
    fn begin(&mut self, what: &str, total: u64);
    /// Steps are done.
    fn advance(&mut self, by: u64);
    /// The stage ends.
    fn end(&mut self);
}

/// Tells nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&mut self, _what: &str, _total: u64) {}
    fn advance(&mut self, _by: u64) {}
    fn end(&mut self) {}
}
