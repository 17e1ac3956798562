//! The program as its users run it: real processes, real files, a real graph.

mod demo;
mod figures;
mod import;
mod kill;
mod leak;
mod program;
mod rows;
