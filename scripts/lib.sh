# Shared by the scripts: which tools, which versions, where they live. Sourced by bash, never run.
# shellcheck shell=bash

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# Everything fetched or compiled stays outside the repository, so that a second clone starts where this one is.
# Versions stand in folder names: a new version never meets an old file.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/teapot
wasm=wasm32-unknown-unknown

trunk_version=0.21.14
binaryen_version=132
axe_version=4.14.1
openapi_version=2.11.0
# wasm-bindgen's tool refuses output of any other version of its library.
bindgen_version=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/"/, "", $3); print $3; exit }' Cargo.lock)

# The real libraries: their folder changes with everything that says what is in it.
real_clients_folder() {
    local here=tests/real_clients
    printf '%s/real-clients-%s' "$cache" "$(cat $here/node/package-lock.json $here/python/requirements.txt \
        $here/rust/Cargo.lock $here/rust/src/main.rs $here/rust/src/bin/*.rs | cksum | cut -d ' ' -f 1)"
}

say() { printf '%s\n' "· $*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# The tools in the cache come before those on PATH: they have the version the build was tried with.
PATH=$cache/trunk-$trunk_version/bin:$cache/wasm-bindgen-$bindgen_version/bin:$cache/binaryen-$binaryen_version/node_modules/.bin:$PATH
export PATH
# Compiled dependencies are shared between clones too; only the package itself is built again.
export CARGO_TARGET_DIR=$cache/target

# Cargo knows the files of the package by their path inside it and their age, so it could take those of another clone for
# built. Clones therefore take turns, and one that comes after another forgets what was built of the package.
take_turns() {
    [ -z "${TEAPOT_TURN:-}" ] || return 0
    mkdir -p "$CARGO_TARGET_DIR"
    exec 9>"$cache/target.lock"
    if has flock && ! flock -n 9; then
        say "Another clone is building; waiting for it"
        flock 9
    fi
    export TEAPOT_TURN=1
    local owner=$CARGO_TARGET_DIR/clone
    [ "$(cat "$owner" 2>/dev/null)" = "$root" ] && return 0
    rm -rf "$CARGO_TARGET_DIR"/{,*/}{debug,release}/.fingerprint/teapot-*
    printf '%s' "$root" >"$owner"
}

# Does the compiler in use have the standard library for the browser?
has_wasm() {
    local lib
    lib=$(rustc --print target-libdir --target "$wasm" 2>/dev/null) && compgen -G "$lib/libstd-*.rlib" >/dev/null
}

# The packaged compiler, linked as a toolchain of its own so that the user's default stays what it is.
# The stamp ties the standard library we built to the compiler we built it with.
debian_std=/usr/lib/rustlib/$wasm/lib
use_debian() {
    if has rustup; then export RUSTUP_TOOLCHAIN=teapot; else PATH=/usr/bin:$PATH; fi
}
debian_ready() {
    [ -x /usr/bin/rustc ] && [ -f "$debian_std/teapot.stamp" ] &&
        [ "$(cat "$debian_std/teapot.stamp")" = "$(/usr/bin/rustc --version)" ] &&
        { ! has rustup || rustup toolchain list | grep -q '^teapot\b'; }
}

# Choose the toolchain: the user's if it can build for the browser, else the one setup made.
choose_toolchain() {
    if has_wasm; then return 0; fi
    if debian_ready; then use_debian; return 0; fi
    return 1
}
