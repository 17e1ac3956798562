//! The store through its facade.

#[cfg(test)]
mod contract;
#[cfg(test)]
mod embedded;
#[cfg(test)]
mod facts;
#[cfg(test)]
mod neo4j;
#[cfg(test)]
mod projections;
#[cfg(test)]
mod reads;
#[cfg(test)]
mod records;
#[cfg(test)]
mod server;
#[cfg(test)]
mod snapshots;
#[cfg(test)]
mod world;
