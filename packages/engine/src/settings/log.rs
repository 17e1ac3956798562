//! The log.

use super::key::concern;
use super::kind::Kind;

concern! {
    /// What is logged on stderr.
    LogSettings in "":
    /// error, warn, info, debug, trace, or a filter such as graph=debug
    log_level: String, Kind::LogFilter, "LOG_LEVEL" = "warn";
}
