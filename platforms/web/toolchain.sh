# Sourced: finds or makes a Rust toolchain that builds for the browser. `cargo_web` calls it; the
# variables that it and the C parts need are not exported, or they would reach native builds.

CARGO_WEB=cargo
WEB_SURROUNDINGS=(CC_wasm32_unknown_unknown=clang-19 AR_wasm32_unknown_unknown=llvm-ar-19
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-19)

# SQLite without what no statement of ours uses: a phone downloads it. Everything that FTS5, the
# cipher, strict tables and upserts stand on stays; so does the format of the file.
WEB_SQLITE=(-USQLITE_ENABLE_API_ARMOR -USQLITE_ENABLE_BYTECODE_VTAB -USQLITE_ENABLE_COLUMN_METADATA
  -USQLITE_ENABLE_DBPAGE_VTAB -USQLITE_ENABLE_DBSTAT_VTAB -USQLITE_ENABLE_MATH_FUNCTIONS
  -USQLITE_ENABLE_OFFSET_SQL_FUNC -USQLITE_ENABLE_PREUPDATE_HOOK -USQLITE_ENABLE_RTREE
  -USQLITE_ENABLE_SESSION -USQLITE_ENABLE_STMTVTAB -USQLITE_ENABLE_UNKNOWN_SQL_FUNCTION
  -USQLITE_ENABLE_UNLOCK_NOTIFY -DSQLITE_MAX_EXPR_DEPTH=0 -DSQLITE_OMIT_AUTHORIZATION
  -DSQLITE_OMIT_AUTOINCREMENT -DSQLITE_OMIT_AUTOVACUUM -DSQLITE_OMIT_CHECK
  -DSQLITE_OMIT_COMPILEOPTION_DIAGS -DSQLITE_OMIT_COMPLETE
  -DSQLITE_OMIT_DECLTYPE -DSQLITE_OMIT_DESERIALIZE -DSQLITE_OMIT_EXPLAIN -DSQLITE_OMIT_FOREIGN_KEY
  -DSQLITE_OMIT_GENERATED_COLUMNS -DSQLITE_OMIT_GET_TABLE -DSQLITE_OMIT_HEX_INTEGER
  -DSQLITE_OMIT_INTROSPECTION_PRAGMAS -DSQLITE_OMIT_JSON
  -DSQLITE_OMIT_LOCALTIME -DSQLITE_OMIT_PROGRESS_CALLBACK -DSQLITE_OMIT_TCL_VARIABLE
  -DSQLITE_OMIT_TRACE -DSQLITE_OMIT_UTF16 -DSQLITE_UNTESTABLE)
# What every browser with a private file system has; AES without the tables that can be turned out of
# others; and zstd without what packs at levels that are not ours.
WEB_C=(-mbulk-memory -mnontrapping-fptoint -msign-ext -DLTC_SMALL_CODE
  -DZSTD_EXCLUDE_GREEDY_BLOCK_COMPRESSOR -DZSTD_EXCLUDE_LAZY_BLOCK_COMPRESSOR
  -DZSTD_EXCLUDE_LAZY2_BLOCK_COMPRESSOR -DZSTD_EXCLUDE_BTLAZY2_BLOCK_COMPRESSOR
  -DZSTD_EXCLUDE_BTULTRA_BLOCK_COMPRESSOR)
WEB_SURROUNDINGS+=(SQLITE_WASM_RS_FLAGS="${WEB_SQLITE[*]}" CFLAGS_wasm32_unknown_unknown="${WEB_C[*]}")

need_web_toolchain() {
  need_packages clang-19 lld-19 llvm-19
  has_rustup_target && return 0
  need_packages rustc-web cargo-web rust-web-src
  CARGO_WEB=/usr/bin/cargo
  # rustup's shims come first on PATH.
  WEB_SURROUNDINGS+=(RUSTC=/usr/bin/rustc CARGO=/usr/bin/cargo)
  [ "$(cat "$(web_library)/.complete" 2>/dev/null)" = "$(web_library_recipe)" ] || build_web_library
}

cargo_web() { env "${WEB_SURROUNDINGS[@]}" "$CARGO_WEB" "$@"; }

has_rustup_target() {
  command -v rustup >/dev/null && rustup target list --installed 2>/dev/null | grep -qx wasm32-unknown-unknown
}

web_library() { printf '%s/lib/rustlib/wasm32-unknown-unknown/lib' "$(/usr/bin/rustc --print sysroot)"; }

# Debian carries the standard library's source but not its build for the browser: an empty
# crate makes cargo build it, small, and the result is laid where rustc looks. Once per machine.
WEB_STD=(-Zbuild-std=std,panic_abort,test -Zbuild-std-features=optimize_for_size)

web_library_recipe() { cat "$ROOT/platforms/web/std/Cargo.toml" <(printf '%s\n' "${WEB_STD[@]}") | sha256sum; }

build_web_library() {
  say "Building Rust's standard library for the browser, once (two minutes)…"
  local out=$ROOT/target/web-std
  RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Cembed-bitcode=yes" CARGO_TARGET_DIR="$out" quietly "$LOGS/web-std.log" cargo_web build --release \
    --target wasm32-unknown-unknown "${WEB_STD[@]}" --manifest-path "$ROOT/platforms/web/std/Cargo.toml" || give_up "The standard library for the browser did not build."
  as_root mkdir -p "$(web_library)"
  # Another one than before: what was compiled with that fits no longer, and cargo would not notice.
  as_root rm -f "$(web_library)"/lib*.rlib "$(web_library)/.complete"
  rm -rf "$ROOT/target/web"
  local rlib
  for rlib in "$out"/wasm32-unknown-unknown/release/deps/lib*.rlib; do
    case "$rlib" in */libalongside_std*) continue ;; esac
    as_root cp "$rlib" "$(web_library)/"
  done
  web_library_recipe | as_root tee "$(web_library)/.complete" >/dev/null
  rm -rf "$out"
}
