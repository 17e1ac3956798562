//! The API over HTTP on a loopback address, on the simulated league. One file for each part of the URL tree.

#![allow(clippy::unwrap_used)]

mod backtests;
mod browser;
mod cache;
mod claims;
mod health;
mod imports;
mod keys;
mod limits;
mod matrix;
mod openapi;
mod pages;
mod problems;
mod projections;
mod races;
mod reads;
mod sessions;
mod slow;
mod world;
