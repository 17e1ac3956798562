//! The pages in a real browser: Debian's Chromium, driven by its chromedriver, with axe-core's one script.

mod access;
mod client;
mod journeys;
mod pictures;
mod weight;
