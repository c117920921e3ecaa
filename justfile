# What there is to run.
_list:
    @{{ just_executable() }} --list --unsorted

# Start a recipe's server: `just run price_feed --tick-ms 100`.
run RECIPE *FLAGS:
    cargo run --bin {{ RECIPE }} -- {{ FLAGS }}

# Start a recipe's server, run a client of it, stop it: `just demo kv_store python`.
demo RECIPE LANGUAGE="rust" *FLAGS:
    cookbook/demo.sh {{ RECIPE }} {{ LANGUAGE }} {{ FLAGS }}

# Run every test, fetching what they need.
test:
    cargo test --workspace

# Everything a change must pass: format, lints, documentation, tests.
ci:
    .ci/run

# Measure calls, streams and connections beside the limit of the machine.
bench *FLAGS="quick":
    cd integration/bench && cargo run --release -p bench -- {{ FLAGS }}

# Rewrite transcripts, frames and the code that pages show, once a change of theirs is meant.
bless:
    BLESS=1 cargo test -p integration
