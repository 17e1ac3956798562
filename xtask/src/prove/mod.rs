//! `cargo xtask prove`: claims that take longer to show than a test may, or that a program of others judges.
//!
//! A proof is a function that fails where its claim does not hold; a new one is a file and a line in [`PROOFS`].

mod claims;
mod demo;
mod disk;
mod faults;
mod json_schema;
mod kills;
mod laps;
mod llama_cpp;
mod load;
mod pages;
mod python;
mod schemathesis;
mod served;
mod served_kills;
mod shacl;
mod simulator;
mod snapshots;
mod soak;

use anyhow::{Result, bail};

/// A claim and what shows it.
struct Proof {
    name: &'static str,
    about: &'static str,
    run: fn() -> Result<()>,
}

const PROOFS: &[Proof] = &[
    Proof {
        name: "shacl",
        about: "pySHACL passes exported races of the simulated league and refuses each of the broken ones",
        run: shacl::run,
    },
    Proof {
        name: "json-schema",
        about: "a validator of others passes the graph's export and refuses broken lines",
        run: json_schema::run,
    },
    Proof {
        name: "kills",
        about: "imports into both stores killed with -9 at 20 moments, each then made again",
        run: kills::run,
    },
    Proof {
        name: "laps",
        about: "the archive of laps imported (time, size, memory); five races recounted in Python (needs shared data)",
        run: laps::run,
    },
    Proof {
        name: "schemathesis",
        about: "100 examples of each operation of the API, every phase and default check: no failure",
        run: schemathesis::run,
    },
    Proof {
        name: "simulator",
        about: "no law is broken in ten million races of each type; the fast simulator's marginals are the reference's",
        run: simulator::run,
    },
    Proof {
        name: "snapshots",
        about: "a thousand readings beside a loader, on each store, are each of one committed state",
        run: snapshots::run,
    },
    Proof {
        name: "claims",
        about: "none of a million claims from random logits, and of ten thousand from a network, is illegal",
        run: claims::run,
    },
    Proof {
        name: "llama-cpp",
        about: "llama.cpp continues prompts as the kernel does, on files that the kernel writes; renews the fixtures",
        run: llama_cpp::run,
    },
    Proof {
        name: "disk",
        about: "an embedded server on a full disk and in a read-only folder: clear problems, and recovery (needs unshare)",
        run: disk::run,
    },
    Proof {
        name: "faults",
        about: "Neo4j and Redis killed, flushed and slowed under two servers: no wrong answer, all well again in 10 s",
        run: faults::run,
    },
    Proof {
        name: "load",
        about: "the API beside a bare handler, a new projection's time, five times the load (needs wrk)",
        run: load::run,
    },
    Proof {
        name: "pages",
        about: "the pages in Chromium: weight, speed, axe-core in light and dark at three widths",
        run: pages::run,
    },
    Proof {
        name: "served-kills",
        about: "a server killed with -9 a hundred times: every accepted job ends once",
        run: served_kills::run,
    },
    Proof { name: "soak", about: "ten minutes of mixed requests: memory stays where it is", run: soak::run },
];

/// Runs the proof of that name; without one, lists them.
pub fn run(name: Option<&str>) -> Result<()> {
    let Some(name) = name else {
        for proof in PROOFS {
            println!("{:<12} {}", proof.name, proof.about);
        }
        return Ok(());
    };
    let Some(proof) = PROOFS.iter().find(|proof| proof.name == name) else {
        let names: Vec<&str> = PROOFS.iter().map(|proof| proof.name).collect();
        bail!("no proof `{name}`; the proofs are {}", names.join(", "))
    };
    (proof.run)()?;
    println!("{name}: proved");
    Ok(())
}
