# Tools beside Rust, Python and Node, at the versions this repository is checked with.
tools := "hyperlink@0.3.2 cargo-deny@0.20.2 cargo-fuzz@0.13.2"
# Without the server that shows a book while it is being written.
mdbook := "mdbook@0.5.4 --no-default-features --features search"
# As PyPI has built it: its dictionary takes a compiler minutes.
typos := "typos==1.52.0"

# In one folder, so that what two of them need is built once.
install := "CARGO_PROFILE_DEV_DEBUG=0 cargo install --locked --debug --root target/tools --target-dir target/tools/build"

export PATH := justfile_directory() / "target/tools/bin:" + env("PATH")

# What there is to run.
_list:
    @{{ just_executable() }} --list --unsorted

# Start a recipe's server: `just run price_feed --tick-ms 100`.
run RECIPE *FLAGS: (_need "cargo" "1.95")
    cargo run --bin {{ RECIPE }} -- {{ FLAGS }}

# Start a recipe's server, run a client of it, stop it: `just demo kv_store python`.
demo RECIPE LANGUAGE="rust" *FLAGS:
    cookbook/demo.sh {{ RECIPE }} {{ LANGUAGE }} {{ FLAGS }}

# Run every test, fetching what they need.
test *FLAGS: (_need "cargo" "1.95")
    cargo test --workspace {{ FLAGS }}

# One recipe with every client in every format: `just matrix kv_store`.
matrix RECIPE: (_need "cargo" "1.95")
    cargo test --package integration --test matrix -- {{ RECIPE }}

# The Python and Node packages, and every case of every client, on the Python and Node of this machine.
clients: (_need "cargo" "1.95")
    cargo test --package integration --test packages --test cases

# The crates as others build them: without MessagePack, without other processes, optimised; and the workspaces beside this one.
variants: (_need "cargo" "1.95")
    # The macros' own errors differ where the crate is built without other processes.
    cargo test --package acton-reactive --test macros --test macro_errors
    # A server without MessagePack cannot be built beside one with it.
    cargo test --package acton-reactive --features ipc --test wire_without_messagepack --test ipc_macros
    # The parsers of what peers send are also held to their tests when optimised.
    cargo test --package acton-wire --all-features --profile optimised
    # Not peers and peer-acton, which are minutes of other people's code: `just bench` builds them.
    cargo check --locked --manifest-path integration/bench/Cargo.toml --workspace --all-targets --target-dir target
    # `just fuzz` builds the fuzz targets, and would mend a stale lock without a word.
    cargo metadata --locked --format-version 1 --manifest-path runtime/wire/fuzz/Cargo.toml >/dev/null
    cargo metadata --locked --format-version 1 --manifest-path runtime/fuzz/Cargo.toml >/dev/null

# What a request costs in system calls and instructions, counted by strace and valgrind; Linux only.
fences: (_need "cargo" "1.95") (_need "strace" "5") (_need "valgrind" "3.19")
    cargo test --package integration --features fences --test fences -- --test-threads 1 --nocapture

# Format, lints and the documentation of the Rust code.
lint: (_need "cargo" "1.95")
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --all-features -- -D warnings
    RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --all-features

# Spelling, of everything.
typos: (_need "typos" "1.40")
    typos

# Licences, sources and versions of what we depend on; `just deny bans licenses sources` leaves out what needs a network.
deny *CHECKS: (_need "cargo-deny" "0.18")
    cargo deny --workspace --all-features check {{ CHECKS }}

# Build the book into target/book, and follow every link of it.
docs: (_need "mdbook" "0.5") (_need "hyperlink" "0.1.44")
    mdbook build docs
    hyperlink --check-anchors target/book

# Every attack and fault in its full dose, and what it did; `just hostile flood` for those of that name.
hostile *FILTER: (_need "cargo" "1.95")
    HOSTILE=full cargo test --release --package integration --test hostile --test faults --test handlers --test users --test durable -- \
        --nocapture --test-threads 1 {{ FILTER }}
    HOSTILE=full cargo test --release --package acton-cookbook --lib store -- --nocapture {{ FILTER }}

# A server at half of its peak, under every attack, for so many minutes: what grows, leaks or slows down, drawn into docs/soak.svg.
soak MINUTES="60" *FLAGS: (_need "cargo" "1.95")
    cargo run --release --package integration --bin soak -- {{ MINUTES }} {{ FLAGS }}

# Feed what reads a peer's bytes with what a fuzzer thinks of, for so many minutes in all. `just fuzz 10 keep` also adds the
# inputs that reach something new to the corpus that `just test` replays.
fuzz MINUTES="1" KEEP="": (_need "cargo-fuzz" "0.12")
    #!/usr/bin/env bash
    set -euo pipefail
    # Where the inputs go that reach something new; git sees what is kept only.
    found=$PWD/target/fuzz/corpus
    if [[ -n '{{ KEEP }}' ]]; then
        # The golden frames, which may be new too.
        FUZZ_SEEDS=$found cargo test --package acton-wire --all-features --test corpus
        FUZZ_SEEDS=$found cargo test --package acton-reactive --all-features --test corpus
    fi
    targets=()
    for crate in runtime/wire runtime; do
        for target in $(cargo fuzz list --fuzz-dir $crate/fuzz); do
            targets+=("$crate/fuzz $target")
        done
    done
    # Who looks on sees what is found; a log needs no line for each.
    progress=()
    [[ -t 1 ]] || progress=(-verbosity=0)
    for pair in "${targets[@]}"; do
        read -r dir target <<<"$pair"
        mkdir -p "$found/$target"
        # The crates have no unsafe code, so there is nothing for a sanitizer to find, and no need of a nightly compiler.
        how=(--fuzz-dir "$dir" --target-dir target/fuzz --sanitizer none "$target")
        kept=$PWD/$dir/corpus/$target
        cargo fuzz run "${how[@]}" "$found/$target" "$kept" -- \
            -max_total_time=$(({{ MINUTES }} * 60 / ${#targets[@]})) -max_len=4096 -print_final_stats=1 "${progress[@]}"
        if [[ -n '{{ KEEP }}' ]]; then
            # Short ones, and of those only who reach a line that nobody reached.
            cargo fuzz run "${how[@]}" "$kept" "$found/$target" -- -merge=1 -use_counters=0 -max_len=192
        fi
    done

# What threads share without a lock, in every order in which they may meet.
loom: (_need "cargo" "1.95")
    cargo test --locked --release --manifest-path runtime/loom/Cargo.toml --target-dir target/loom

# Change one place of the code at a time and name what no test notices: in hours, or `just mutants --file '**/json/*.rs'`.
mutants *FLAGS: (_need "cargo mutants" "27")
    cargo mutants --package acton-wire --all-features {{ FLAGS }}
    # With the tests that ask a server, so that a change costs seconds.
    cargo mutants --package acton-reactive --all-features {{ FLAGS }} -- --lib --test wire --test documented_api --test semantics_shutdown

# The wire crate under Miri, which needs a nightly compiler with that component.
miri:
    MIRIFLAGS=-Zmiri-disable-isolation PROPTEST_CASES=8 cargo +nightly miri test --package acton-wire --all-features --lib

# The flake: everything again, as Nix builds it, and the module in a virtual machine.
nix: (_need "nix" "2.18")
    nix flake check --print-build-logs

# Measure everything beside the limit of the machine and the peers, and draw docs/performance.md: in twenty minutes; `just bench quick`: in three.
bench *FLAGS: (_need "cargo" "1.95")
    cd integration/bench && cargo run --release -p bench -- {{ FLAGS }}

# Rewrite transcripts, frames and the code that pages show, once a change of theirs is meant.
bless: (_need "cargo" "1.95")
    BLESS=1 cargo test -p integration

# Everything a change must pass that one machine can check.
ci:
    .ci/run

# Build or fetch the tools of the recipes above into target/tools, for whoever has them from nowhere else.
tools:
    {{ install }} {{ tools }}
    {{ install }} {{ mdbook }}
    ${PYTHON:-python3} -m venv target/tools/python
    target/tools/python/bin/pip --disable-pip-version-check --quiet install {{ typos }}
    ln -sf ../python/bin/typos target/tools/bin/typos

# One line where a tool is missing or too old, in place of what would follow.
[no-exit-message]
_need TOOL LEAST:
    #!/usr/bin/env bash
    found=$({{ TOOL }} --version 2>/dev/null | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1)
    get='`just tools` builds it into target/tools, and `nix develop` has it'
    case '{{ TOOL }}' in
    cargo) get='rustup.rs tells how to get it' ;;
    strace | valgrind) get="on Debian or Ubuntu \`apt-get install {{ TOOL }}\` brings it, and \`nix develop\` has it" ;;
    'cargo mutants') get='`cargo install --locked cargo-mutants` builds it, and `nix develop` has it' ;;
    nix) get='nixos.org/download tells how to get it' ;;
    esac
    if [[ -z $found ]]; then
        echo "{{ TOOL }} is missing, and {{ LEAST }} or newer is needed: $get" >&2
        exit 1
    elif [[ $(printf '%s\n' {{ LEAST }} "$found" | sort -V | head -n 1) != {{ LEAST }} ]]; then
        echo "{{ TOOL }} is $found, and {{ LEAST }} or newer is needed: $get" >&2
        exit 1
    fi
