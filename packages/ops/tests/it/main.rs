//! The crate on real files and real servers.

#[cfg(test)]
mod cache;
#[cfg(test)]
mod chain;
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod jobs;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod ledgers;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod records;
#[cfg(test)]
mod redis;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod world;
