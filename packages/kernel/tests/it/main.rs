//! Tests of the crate through its public doors.

#[cfg(test)]
mod checkpoint;
#[cfg(test)]
mod damage;
#[cfg(test)]
mod llama_cpp;
#[cfg(test)]
mod network;
#[cfg(test)]
mod notes;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod small;
#[cfg(test)]
mod smollm2;
#[cfg(test)]
mod tokens;
