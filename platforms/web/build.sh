#!/usr/bin/env bash
# Builds the web app into target/web-app, the folder that alongside-server serves with --app.
# Installs what it needs; takes a second or two where nothing changed. See --help.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
LOGS=$ROOT/target/logs
WEB=$ROOT/platforms/web
. "$ROOT/platforms/steps.sh"
. "$WEB/toolchain.sh"

USAGE="usage: platforms/web/build.sh [--fast]
  --fast   for developing: compiles in less time, to a much larger app. Releases and tests leave it out.
The app is written to target/web-app, and what it weighs to target/web-app/sizes.json."

PROFILE=web
case "${1:-}" in
  "") ;;
  --fast) PROFILE=web-fast ;;
  -h|--help) say "$USAGE"; exit 0 ;;
  *) say "$USAGE"; exit 2 ;;
esac

SCRATCH=$ROOT/target/web-parts/$PROFILE
WASM=$ROOT/target/web/wasm32-unknown-unknown/$PROFILE/alongside.wasm

compile() {
  local settings=() flags=
  if [ "$PROFILE" = web-fast ]; then
    settings=(--config 'profile.web-fast.inherits="dev"' --config 'profile.web-fast.opt-level=1' --config 'profile.web-fast.debug=false')
  else
    # What a phone downloads tells nothing of the folders of the machine that built it.
    flags="--remap-path-prefix=$ROOT=/alongside --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"
  fi
  CARGO_TARGET_DIR=$ROOT/target/web RUSTFLAGS=$flags quietly "$LOGS/web-cargo.log" \
    cargo_web build --locked --bin alongside --no-default-features --features web \
    --target wasm32-unknown-unknown "${settings[@]}" --profile "$PROFILE" --manifest-path "$ROOT/Cargo.toml"
}

packer() {
  CARGO_TARGET_DIR="$ROOT/target/web-build" cargo run --quiet --locked --manifest-path "$WEB/build/Cargo.toml" -- "$@"
}

# JavaScript glue, and everything that makes the wasm smaller: only when the wasm is another one.
finish_code() {
  local input
  input=$(sha256sum "$WASM" "$WEB/build/Cargo.lock" "$WEB/package-lock.json" "$WEB/build.sh" | sha256sum)
  [ "$(cat "$SCRATCH/.made-from" 2>/dev/null)" = "$input" ] && return 0
  rm -rf "$SCRATCH"
  mkdir -p "$SCRATCH"
  packer glue "$WASM" "$SCRATCH"
  [ "$PROFILE" = web-fast ] || shrink "$SCRATCH/app_bg.wasm"
  printf '%s\n' "$input" >"$SCRATCH/.made-from"
}

# The features named are those that Rust's own output may use: no newer one gets in.
shrink() {
  need_node_modules "$WEB"
  node "$WEB/node_modules/binaryen/bin/wasm-opt" -Oz "$1" -o "$1.small" \
    --enable-bulk-memory --enable-bulk-memory-opt --enable-mutable-globals --enable-nontrapping-float-to-int \
    --enable-sign-ext --enable-reference-types --enable-multivalue
  mv "$1.small" "$1"
}

version() { sed -n 's/^version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml" | head -n 1; }

say "Web app: looking at the tools…"
need_web_toolchain
say "Web app: compiling ($PROFILE)…"
compile || give_up "The web app did not compile."
say "Web app: glue, smaller wasm, compressed copies…"
quietly "$LOGS/web-finish.log" finish_code || give_up "The web app could not be finished."
quietly "$LOGS/web-pack.log" packer pack "$ROOT" "$SCRATCH" "$ROOT/target/web-app" "$(version)" \
  || give_up "The web app could not be put together."
say "Web app: target/web-app, $(sed -n '/"all"/,/}/s/.*"brotli": \([0-9]*\).*/\1/p' "$ROOT/target/web-app/sizes.json") bytes over the network (brotli)."
