//! What goes wrong between a command and a server.

use crate::job::JobProblem;
use crate::problem::Problem;
use engine::error::{Advice, Kind};
use serde_json::{Value, json};

/// Why a server did not answer as asked.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// Nobody answers there.
    #[error("{place} does not answer: {reason}")]
    Unreachable {
        /// The server.
        place: String,
        /// What the connection says.
        reason: String,
    },
    /// The address is not one of a server.
    #[error("`{0}` is not the address of a server, such as https://backstretch.example.com")]
    Address(String),
    /// The server answered with a problem.
    #[error("{}", .0.detail)]
    Refused(Box<Problem>),
    /// A job of the server did not succeed.
    #[error("{}", .0.message)]
    Job(Box<JobProblem>),
    /// A job was cancelled or given up.
    #[error("job {id} is {state}{}", reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default())]
    Ended {
        /// The job.
        id: String,
        /// Its state.
        state: String,
        /// Why.
        reason: Option<String>,
    },
    /// The work was cancelled here, and so was the server's.
    #[error("cancelled")]
    Cancelled,
    /// The answer is not one that this version understands.
    #[error("{place} gave an answer that this version does not understand: {reason}")]
    NotUnderstood {
        /// The server.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl ClientError {
    /// Its kind, from which the exit code follows: the same as that of the error that the server met.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Unreachable { .. } => Kind::Unavailable,
            Self::Address(_) => Kind::Invalid,
            Self::Refused(problem) => of_problem(problem),
            Self::Job(problem) => problem.kind,
            Self::Ended { .. } => Kind::Incomplete,
            Self::Cancelled => Kind::Cancelled,
            Self::NotUnderstood { .. } => Kind::Internal,
        }
    }

    /// Its stable name, kebab-case.
    pub fn code(&self) -> &str {
        match self {
            Self::Unreachable { .. } => "server-unreachable",
            Self::Address(_) => "bad-address",
            Self::Refused(problem) => &problem.code,
            Self::Job(problem) => &problem.code,
            Self::Ended { .. } => "job-not-done",
            Self::Cancelled => "cancelled",
            Self::NotUnderstood { .. } => "answer-not-understood",
        }
    }

    /// The values that the message speaks of.
    pub fn data(&self) -> Value {
        match self {
            Self::Refused(problem) if !problem.data.is_null() => problem.data.clone(),
            Self::Job(problem) if !problem.data.is_null() => problem.data.clone(),
            Self::Ended { id, state, .. } => json!({ "job": id, "state": state }),
            _ => json!({}),
        }
    }

    /// What to do next, where something would help.
    pub fn next_step(&self) -> Option<Advice> {
        match self {
            Self::Unreachable { .. } => Some(Advice::Retry),
            Self::Refused(problem) => problem.next_step.as_ref().map(|next| next.advice.clone()),
            Self::Job(problem) => problem.next_step.clone(),
            _ => None,
        }
    }
}

fn of_problem(problem: &Problem) -> Kind {
    match (problem.status, problem.code.as_str()) {
        (_, "races-left-out") => Kind::Incomplete,
        (401 | 403, _) => Kind::Forbidden,
        (404, _) => Kind::NotFound,
        (409 | 412, _) => Kind::Conflict,
        (413, _) => Kind::TooLarge,
        (429 | 503, _) => Kind::Busy,
        (500.., _) => Kind::Internal,
        _ => Kind::Invalid,
    }
}
