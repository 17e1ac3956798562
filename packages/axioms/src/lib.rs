//! The laws of the sport.
