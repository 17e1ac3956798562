//! The crate on real files and real servers.

#[cfg(test)]
mod jobs;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod records;
#[cfg(test)]
mod world;
