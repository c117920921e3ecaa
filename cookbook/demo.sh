#!/usr/bin/env bash
# Starts a recipe's server on a socket of its own, runs a client of it, and stops the server.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
    cat >&2 <<USAGE
usage: cookbook/demo.sh RECIPE [rust|python|node] [FLAGS OF THE CLIENT]
RECIPE is calculator, countdown, price_feed, kv_store or order_service.
USAGE
    exit 2
}

recipe=${1:-} language=${2:-rust}
[[ -n $recipe && -d cookbook/$recipe ]] || usage
shift
(($#)) && shift

# One line where a program is missing or too old.
need() {
    local found
    found=$("$1" --version 2>/dev/null | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1) || true
    [[ -n $found && $(printf '%s\n' "$2" "$found" | sort -V | head -n 1) == "$2" ]] && return
    echo "$1 is ${found:-missing}, and $2 or newer is needed: $3" >&2
    exit 1
}

target=${CARGO_TARGET_DIR:-target}
need cargo 1.95 "rustup.rs tells how to get it"
cargo build --quiet --bin "$recipe" --bin "${recipe}_client"
case $language in
rust) client=("$target/debug/${recipe}_client") ;;
python)
    need "${PYTHON:-python3}" 3.11 "python.org has it; PYTHON names another"
    # From its sources: the package needs nothing but Python.
    export PYTHONPATH=clients/python PYTHONDONTWRITEBYTECODE=1
    client=("${PYTHON:-python3}" "cookbook/$recipe/client.py")
    ;;
node)
    need node 20 "nodejs.org has it"
    need npm 9 "it comes with Node"
    # Node finds a package beside the program that imports it.
    mkdir -p "$target/demo"
    echo 'Building the Node client.' >&2
    npm install --silent --no-save --no-audit --no-fund --prefix "$target/demo" ./clients/node >&2
    cp "cookbook/$recipe/client.mjs" "$target/demo/$recipe.mjs"
    client=(node "$target/demo/$recipe.mjs")
    ;;
*) usage ;;
esac

folder=$(mktemp -d)
server=
stop() {
    if [[ -n $server ]]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$folder"
}
trap stop EXIT

mkfifo "$folder/said"
"$target/debug/$recipe" --socket "$folder/demo.sock" >"$folder/said" 2>"$folder/log" &
server=$!
exec 3<"$folder/said"
while read -r line <&3; do
    [[ $line == ready* ]] && break
done
[[ ${line:-} == ready* ]] || {
    cat "$folder/log" >&2
    exit 1
}
# What it goes on to say is taken, and not shown.
cat <&3 >/dev/null &
"${client[@]}" --socket "$folder/demo.sock" "$@"
