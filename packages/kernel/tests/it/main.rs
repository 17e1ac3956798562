//! Tests of the crate through its public doors.

#[cfg(test)]
mod checkpoint;
#[cfg(test)]
mod damage;
#[cfg(test)]
mod network;
#[cfg(test)]
mod small;
#[cfg(test)]
mod smollm2;
#[cfg(test)]
mod tokens;
