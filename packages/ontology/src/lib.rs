//! The T-Box of the sport.
