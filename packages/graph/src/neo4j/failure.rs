//! What the driver and the server say when something fails, as our errors.

use super::server::Neo4jServer;
use crate::error::{BackendError, TlsFault};
use neo4rs::{Error, Neo4jErrorKind};
use std::io::ErrorKind;

impl Neo4jServer {
    /// An error while `statement` ran, or while something else was done under that name.
    pub(super) fn failed(&self, statement: &str, error: Error) -> BackendError {
        match error {
            Error::Neo4j(error) => self.refused(statement, error.kind(), error.code(), error.message()),
            Error::AuthenticationError(message) if is_about_credentials(&message) => {
                self.unauthenticated(message)
            }
            Error::UrlParseError(_) | Error::UnsupportedScheme(_) | Error::InvalidDnsName(_) => {
                BackendError::Address { uri: self.shown(), message: error.to_string() }
            }
            Error::UnsupportedVersion(..) => {
                BackendError::TooOld { uri: self.shown(), found: format!("too old: {error}") }
            }
            Error::ProtocolMismatch(_) => {
                BackendError::Address { uri: self.shown(), message: error.to_string() }
            }
            Error::IOError { .. }
            | Error::ConnectionError
            | Error::ConnectionClosed(_)
            | Error::ConnectionTimedOut
            | Error::IncompleteBoltExchange
            | Error::AuthenticationError(_)
            | Error::Ignored(_)
            | Error::RequestIgnoredError
            | Error::UnexpectedMessage(_)
            | Error::RoutingTableError(_)
            | Error::RoutingTableRefreshFailed(_)
            | Error::ServerUnavailableError(_) => self.unreachable(error.to_string()),
            other => BackendError::Statement { statement: statement.to_owned(), message: other.to_string() },
        }
    }

    /// An error of the very first connection: here TLS is distinguished from a server that went away.
    pub(super) fn not_opened(&self, error: Error) -> BackendError {
        let message = error.to_string();
        let about_tls = ["certificate", "tls", "TLS", "InvalidContentType", "corrupt message"];
        let encrypted = self.scheme().ends_with("+s") || self.scheme().ends_with("+ssc");
        // Behind routing only the message names the cause.
        let eof = message.contains("eof")
            || matches!(&error, Error::IOError { detail }
                if matches!(detail.kind(), ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset));
        let fault = if encrypted && message.contains("certificate") {
            TlsFault::Untrusted
        } else if encrypted && (eof || about_tls.iter().any(|word| message.contains(word))) {
            TlsFault::NotSpoken
        } else if !encrypted && eof {
            TlsFault::Required
        } else {
            return self.failed("connect", error);
        };
        BackendError::Tls { uri: self.shown(), message, fault }
    }

    pub(super) fn unreachable(&self, message: String) -> BackendError {
        BackendError::Unreachable { uri: self.shown(), message }
    }

    fn unauthenticated(&self, message: String) -> BackendError {
        BackendError::Authentication { uri: self.shown(), user: self.user.clone(), message }
    }

    /// A failure that the server reported, by its code.
    fn refused(&self, statement: &str, kind: Neo4jErrorKind, code: &str, message: &str) -> BackendError {
        let (statement, message) = (statement.to_owned(), message.to_owned());
        let rest = code.strip_prefix("Neo.").unwrap_or(code);
        match rest {
            "ClientError.Security.Forbidden" => {
                BackendError::Forbidden { user: self.user.clone(), statement, message }
            }
            "ClientError.General.ForbiddenOnReadOnlyDatabase"
            | "ClientError.General.WriteOnReadOnlyAccessDatabase"
            | "ClientError.Cluster.NotALeader" => BackendError::ReadOnly { uri: self.shown(), message },
            "ClientError.Transaction.Terminated"
            | "ClientError.Transaction.LockClientStopped"
            | "ClientError.Transaction.TransactionMarkedAsFailed" => {
                BackendError::Transient { statement, message }
            }
            _ if rest.starts_with("ClientError.Security.") => self.unauthenticated(message),
            _ if kind == Neo4jErrorKind::Transient || PASSING.iter().any(|start| rest.starts_with(start)) => {
                BackendError::Transient { statement, message }
            }
            // Seen where many begin at once while constraints are made.
            _ if message.contains("NotInTransactionException") => {
                BackendError::Transient { statement, message }
            }
            _ => BackendError::Statement { statement, message },
        }
    }
}

/// Codes of failures that the same work may not meet again.
const PASSING: [&str; 2] = ["TransientError.", "DatabaseError.Transaction."];

/// The driver makes every refusal of a greeting one of authentication.
fn is_about_credentials(message: &str) -> bool {
    let message = message.to_lowercase();
    ["unauthorized", "authentication", "credentials", "password"].iter().any(|word| message.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: &str) -> BackendError {
        let server = Neo4jServer::new("bolt://db.example", "ann", "p");
        server.refused("apply/create_races", Neo4jErrorKind::from(code), code, "no")
    }

    #[test]
    fn codes_of_the_server_become_kinds() {
        let is = |code: &str, found: fn(&BackendError) -> bool| assert!(found(&of(code)), "{:?}", of(code));
        is("Neo.ClientError.Security.Forbidden", |e| matches!(e, BackendError::Forbidden { .. }));
        is("Neo.ClientError.Security.Unauthorized", |e| matches!(e, BackendError::Authentication { .. }));
        is("Neo.ClientError.Security.CredentialsExpired", |e| {
            matches!(e, BackendError::Authentication { .. })
        });
        is("Neo.ClientError.Cluster.NotALeader", |e| matches!(e, BackendError::ReadOnly { .. }));
        is("Neo.ClientError.General.ForbiddenOnReadOnlyDatabase", |e| {
            matches!(e, BackendError::ReadOnly { .. })
        });
        is("Neo.TransientError.Transaction.DeadlockDetected", BackendError::is_passing);
        is("Neo.TransientError.Transaction.Terminated", BackendError::is_passing);
        is("Neo.DatabaseError.Transaction.TransactionCommitFailed", BackendError::is_passing);
        is("Neo.ClientError.Statement.SyntaxError", |e| matches!(e, BackendError::Statement { .. }));
        is("Neo.ClientError.Schema.ConstraintValidationFailed", |e| {
            matches!(e, BackendError::Statement { .. })
        });
    }

    #[test]
    fn a_forbidden_statement_names_user_and_statement() {
        let shown = of("Neo.ClientError.Security.Forbidden").to_string();
        assert!(shown.contains("ann") && shown.contains("apply/create_races"), "{shown}");
    }
}
