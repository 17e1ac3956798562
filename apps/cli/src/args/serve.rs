//! The arguments of `serve` and `keys`.

use clap::{Args, Subcommand};
use jiff::{SignedDuration, Timestamp};
use std::net::SocketAddr;
use std::path::PathBuf;

/// `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8000")]
    pub listen: SocketAddr,
    /// Address of the metrics for Prometheus, at /metrics [default: none]
    #[arg(long, value_name = "ADDR")]
    pub metrics_listen: Option<SocketAddr>,
    /// Serve a simulated league, its clock fixed a day before its next lock
    #[arg(long)]
    pub demo: bool,
    /// Folder of the simulated league
    #[arg(long, value_name = "DIR", default_value = "out", requires = "demo")]
    pub out: PathBuf,
}

/// `keys ...`.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Create a key and print it; it is not shown again
    #[command(after_help = "Examples:\n  \
                      backstretch keys create --account team-a --scopes projections:read,backtests:run\n  \
                      backstretch keys create --account ci --scopes ingest:run --expires 30d --json")]
    Create {
        /// Account that the key acts for; created if it does not exist
        #[arg(long)]
        account: String,
        /// A name for the key [default: the account]
        #[arg(long)]
        name: Option<String>,
        /// What it may do: projections:read, backtests:run, ingest:run, claims:review, admin
        #[arg(long, value_delimiter = ',', required = true)]
        scopes: Vec<String>,
        /// When it expires: a time, or a number of days such as 30d [default: never]
        #[arg(long, value_name = "WHEN", value_parser = expiry)]
        expires: Option<Expiry>,
        #[command(flatten)]
        place: KeysPlace,
    },
    /// List the keys, without their secrets
    #[command(
        after_help = "Examples:\n  backstretch keys list\n  backstretch keys list --account team-a --json"
    )]
    List {
        /// Only those of this account
        #[arg(long)]
        account: Option<String>,
        #[command(flatten)]
        place: KeysPlace,
    },
    /// Replace a key by a new one; the old one keeps working for a while
    #[command(after_help = "Example:\n  backstretch keys rotate key_01k930rgp00w3ge1r70w3ge1r7 --grace 3600")]
    Rotate {
        /// Id of the key
        id: String,
        /// Seconds for which the old key keeps working
        #[arg(long, value_name = "SECONDS", default_value_t = 86_400)]
        grace: u32,
        #[command(flatten)]
        place: KeysPlace,
    },
    /// Refuse a key from now on
    #[command(after_help = "Example:\n  backstretch keys revoke key_01k930rgp00w3ge1r70w3ge1r7")]
    Revoke {
        /// Id of the key
        id: String,
        #[command(flatten)]
        place: KeysPlace,
    },
}

/// Which server's keys.
#[derive(Debug, Args)]
pub struct KeysPlace {
    /// The keys of `serve --demo`
    #[arg(long)]
    pub demo: bool,
    /// Folder of the simulated league
    #[arg(long, value_name = "DIR", default_value = "out", requires = "demo")]
    pub out: PathBuf,
}

/// When a key ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// At a moment.
    At(Timestamp),
    /// After so long from now.
    After(SignedDuration),
}

fn expiry(text: &str) -> Result<Expiry, String> {
    if let Some(days) = text.strip_suffix('d') {
        let days: i64 = days.parse().map_err(|_| format!("`{text}` is not a number of days such as 30d"))?;
        return match days {
            1..=36_500 => Ok(Expiry::After(SignedDuration::from_hours(24 * days))),
            _ => Err(format!("{days} days are outside 1..36500")),
        };
    }
    let moment = text.parse().map_err(|_| {
        format!("`{text}` is neither a time such as 2026-01-31T00:00:00Z nor a number of days such as 30d")
    })?;
    Ok(Expiry::At(moment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expiry_is_a_moment_or_a_number_of_days() {
        assert_eq!(expiry("2d"), Ok(Expiry::After(SignedDuration::from_hours(48))));
        assert!(matches!(expiry("2026-01-31T00:00:00Z"), Ok(Expiry::At(_))));
        for bad in ["", "d", "0d", "-1d", "tomorrow", "2026-01-31"] {
            assert!(expiry(bad).is_err(), "{bad}");
        }
    }
}
