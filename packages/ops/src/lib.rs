//! What a server must remember besides the sport: accounts, API keys, jobs, audit, chains of digests; and what it
//! shares between its processes for a while: limits, sessions, cached answers.
//!
//! - [`ids`]: `job_01k930rgp0...`, by moment or by content.
//! - [`records`]: the backend of everything that must last, a SQLite file at first. Three operations (get, list,
//!   commit) carry all the rest.
//! - [`accounts`], [`keys`]: who may ask for what.
//! - [`jobs`]: a durable queue with leases, fencing tokens, retries and dependencies; [`runs`] name the jobs that belong
//!   together, and [`leases`] give a right to one holder at a time.
//! - [`idempotency`]: a request that is repeated gets the answer of the first.
//! - [`events`]: what happened; [`partitions`]: what the last attempt made of a part of the data.
//! - [`audit`], [`decisions`], [`chain`]: what is only ever added; a chain shows what was altered.
//! - [`limits`], [`sessions`], [`cache`]: in the memory of a process, or shared through a [`redis_server`].
//!
//! This crate knows no concrete job, no route and no fact of the sport. Moments come in as arguments; no clock decides
//! anything here but how long a call may wait. What is stored is synchronous; what may live in Redis is async.

pub mod accounts;
pub mod audit;
pub mod cache;
pub mod chain;
pub mod decisions;
pub mod events;
pub mod idempotency;
pub mod ids;
pub mod jobs;
pub mod keys;
pub mod leases;
pub mod limits;
pub mod partitions;
pub mod random;
pub mod records;
pub mod redis_server;
pub mod runs;
pub mod sessions;
