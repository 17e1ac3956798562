//! Tests of the crate through its public doors.

#[cfg(test)]
mod checkpoint;
#[cfg(test)]
mod damage;
#[cfg(test)]
mod field;
#[cfg(test)]
mod grammar;
#[cfg(test)]
mod hand_notes;
#[cfg(test)]
mod hostile;
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
mod small_model;
#[cfg(test)]
mod smollm2;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod training;
