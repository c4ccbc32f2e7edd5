# Sourced: finds or makes a Rust toolchain that builds for the browser. `cargo_web` calls it; the
# variables that it and the C parts need are not exported, or they would reach native builds.

CARGO_WEB=cargo
WEB_SURROUNDINGS=(CC_wasm32_unknown_unknown=clang-19 AR_wasm32_unknown_unknown=llvm-ar-19
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-19)

need_web_toolchain() {
  need_packages clang-19 lld-19 llvm-19
  has_rustup_target && return 0
  need_packages rustc-web cargo-web rust-web-src
  CARGO_WEB=/usr/bin/cargo
  # rustup's shims come first on PATH.
  WEB_SURROUNDINGS+=(RUSTC=/usr/bin/rustc CARGO=/usr/bin/cargo)
  [ -e "$(web_library)/.complete" ] || build_web_library
}

cargo_web() { env "${WEB_SURROUNDINGS[@]}" "$CARGO_WEB" "$@"; }

has_rustup_target() {
  command -v rustup >/dev/null && rustup target list --installed 2>/dev/null | grep -qx wasm32-unknown-unknown
}

web_library() { printf '%s/lib/rustlib/wasm32-unknown-unknown/lib' "$(/usr/bin/rustc --print sysroot)"; }

# Debian carries the standard library's source but not its build for the browser: an empty
# crate makes cargo build it, and the result is laid where rustc looks. Once per machine.
build_web_library() {
  say "Building Rust's standard library for the browser, once (two minutes)…"
  local out=$ROOT/target/web-std
  RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Cembed-bitcode=yes" CARGO_TARGET_DIR="$out" quietly "$LOGS/web-std.log" cargo_web build --release \
    --target wasm32-unknown-unknown -Zbuild-std=std,panic_abort,test --manifest-path "$ROOT/platforms/web/std/Cargo.toml" || give_up "The standard library for the browser did not build."
  as_root mkdir -p "$(web_library)"
  local rlib
  for rlib in "$out"/wasm32-unknown-unknown/release/deps/lib*.rlib; do
    case "$rlib" in */libalongside_std*) continue ;; esac
    as_root cp "$rlib" "$(web_library)/"
  done
  as_root touch "$(web_library)/.complete"
  rm -rf "$out"
}
