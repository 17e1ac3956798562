//! Tables, CSV and pictures over result structs. Computes nothing: what it shows was computed elsewhere.

pub mod chart;
