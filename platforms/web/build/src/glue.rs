//! wasm-bindgen as a library: there is no tool to install, and its version is the app's.
use std::path::Path;

use anyhow::Result;
use wasm_bindgen_cli_support::Bindgen;

pub fn write(wasm: &Path, scratch: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(wasm)
        .web(true)?
        .typescript(false)
        // The library leaves the default path out, and then `init()` has no wasm to fetch.
        .omit_default_module_path(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .out_name("app")
        .generate(scratch)
}
