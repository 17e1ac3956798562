//! Ratings against published references.

mod hunter2002;
