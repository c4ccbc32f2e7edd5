# Sourced: what the server and the bridge need to be built on this machine.

need_native_toolchain() {
  command -v cargo >/dev/null || give_up "Please install Rust first, from rustup's page: its programs cargo and rustc are not on PATH."
  # SQLCipher and zstd are C, and the former takes its ciphers from OpenSSL.
  need_packages build-essential pkg-config libssl-dev
}

# Optimised, but linked in a fraction of the time that a release takes.
build_server_and_bridge() {
  quietly "$LOGS/native-cargo.log" env CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    cargo build --locked --release --features bridge,team-server --bin alongside-server --bin alongside-bridge \
    --manifest-path "$ROOT/Cargo.toml"
}
