//! What every simulated race obeys, and what the sample as a whole must say.

mod laws;
mod reference;
mod setting;
mod threads;
