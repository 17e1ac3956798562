# Recipes call the binary or xtask; `just` alone lists them.
default:
    @just --list

# Simulated seasons, the next race projected, files in ./out
demo:
    cargo run -- demo

# Everything this machine can test
test *ARGS:
    cargo xtask test -- {{ARGS}}

# What CI runs
ci:
    .ci/run

# Write the files generated from the ontology
codegen:
    cargo xtask codegen

# Benches: ratios against a named baseline in the same run
bench:
    cargo xtask bench
