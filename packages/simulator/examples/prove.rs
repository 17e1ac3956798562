//! Proofs too long for every test run: `cargo xtask prove simulator`, or one of them:
//!
//! ```text
//! cargo run -p simulator --example prove -- laws 10000000
//! cargo run -p simulator --example prove -- marginals 1000000
//! ```
//! `laws` counts broken laws in so many races of every type; `marginals` compares the fast simulator with
//! the slow reference over so many draws on each side.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "an example prints and may panic")]
#![allow(dead_code, unused_imports, reason = "the tests' own checks")]

#[path = "../tests/it/laws.rs"]
mod laws;
#[path = "../tests/it/marginals.rs"]
mod marginals;
#[path = "../tests/it/setting.rs"]
mod setting;

use domain::pooling::TrackType;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (what, count) = match arguments.as_slice() {
        [what] => (what.as_str(), None),
        [what, count] => (what.as_str(), count.parse().ok()),
        _ => ("", None),
    };
    let sound = match what {
        "laws" => laws(count.unwrap_or(10_000_000)),
        "marginals" => marginals(count.unwrap_or(1_000_000)),
        _ => {
            println!("say `laws` or `marginals`, and how many");
            false
        }
    };
    if !sound {
        std::process::exit(1);
    }
}

fn laws(races: usize) -> bool {
    let mut sound = true;
    for kind in TrackType::ALL {
        let counts = laws::check_many(&setting::race(kind, 40, 267), races, 1);
        println!("{kind:?}: {} races, {} illegal {:?}", counts.races, counts.illegal, counts.broken);
        sound &= counts.is_legal();
    }
    sound
}

fn marginals(draws: usize) -> bool {
    let mut sound = true;
    println!(
        "{draws} draws on each side: the greatest Kolmogorov-Smirnov distance of all cars (below {:.5}), and the mean \
         square of the cars' differences of means in standard errors (about 1, below {})",
        marginals::limit(draws),
        marginals::OFF
    );
    for (name, race, config) in marginals::settings() {
        for difference in marginals::differences(&race, &config, draws) {
            let marginals::Difference { column, distance, off } = difference;
            println!("{name:<15} {column:<15} {distance:.5}  {off:.2}");
            sound &= difference.is_chance(draws);
        }
    }
    sound
}
