//! What a server must remember besides the sport: accounts, API keys, jobs, audit, chains of digests; and what it
//! shares between its processes for a while: limits, sessions, cached answers.
//!
//! - [`ids`]: `job_01k930rgp0...`, by moment or by content.
//! - [`records`]: the home of everything that must last, a SQLite file at first. Three operations (get, list,
//!   commit) carry all the rest.
//! - [`accounts`], [`keys`]: who may ask for what.
//! - [`jobs`]: a durable queue with leases, fencing tokens, retries and dependencies.
//!
//! This crate knows no concrete job, no route and no fact of the sport. Moments come in as arguments; nothing here
//! reads a clock. What is stored is synchronous; what may live in Redis is async.

pub mod accounts;
pub mod ids;
pub mod jobs;
pub mod keys;
pub mod random;
pub mod records;
