//! Small files beside the database (the key slots), which a power cut leaves old or new, whole.
//!
//! Each is two files that are written in turn, with a hash and a counter in front: what is read
//! is the newer of those that are whole. Only the engine's worker can do this.

use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DedicatedWorkerGlobalScope, FileSystemDirectoryHandle, FileSystemFileHandle,
    FileSystemGetFileOptions, FileSystemSyncAccessHandle,
};

const TWINS: [&str; 2] = ["a", "b"];
const HASH_BYTES: usize = 32;
const HEAD_BYTES: usize = HASH_BYTES + 8;

/// What was written last, whole.
pub async fn read(name: &str) -> Result<Option<Vec<u8>>, JsValue> {
    Ok(newest(name).await?.map(|newest| newest.bytes))
}

/// Durable when this returns.
pub async fn write(name: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let (turn, twin) = match newest(name).await? {
        Some(newest) => (newest.turn + 1, 1 - newest.twin),
        None => (1, 0),
    };
    let handle = open(&twin_name(name, twin)).await?;
    let written = write_whole(&handle, &with_head(turn, bytes));
    handle.close();
    written
}

struct Newest {
    turn: u64,
    twin: usize,
    bytes: Vec<u8>,
}

async fn newest(name: &str) -> Result<Option<Newest>, JsValue> {
    let mut newest: Option<Newest> = None;
    for twin in 0..TWINS.len() {
        let handle = open(&twin_name(name, twin)).await?;
        let content = read_whole(&handle);
        handle.close();
        let Some((turn, bytes)) = without_head(&content?) else { continue };
        if newest.as_ref().is_none_or(|other| other.turn < turn) {
            newest = Some(Newest { turn, twin, bytes });
        }
    }
    Ok(newest)
}

fn twin_name(name: &str, twin: usize) -> String {
    format!("{name}.{}", TWINS.get(twin).copied().unwrap_or_default())
}

fn with_head(turn: u64, bytes: &[u8]) -> Vec<u8> {
    let mut rest = turn.to_le_bytes().to_vec();
    rest.extend_from_slice(bytes);
    let mut whole = blake3::hash(&rest).as_bytes().to_vec();
    whole.append(&mut rest);
    whole
}

/// Nothing where the file was never written, or not to its end.
fn without_head(content: &[u8]) -> Option<(u64, Vec<u8>)> {
    let (hash, rest) = content.split_at_checked(HASH_BYTES)?;
    let turn = content.get(HASH_BYTES..HEAD_BYTES)?.try_into().ok().map(u64::from_le_bytes)?;
    let is_whole = blake3::hash(rest).as_bytes() == hash;
    is_whole.then(|| content.get(HEAD_BYTES..).map(|bytes| (turn, bytes.to_vec())))?
}

async fn open(name: &str) -> Result<FileSystemSyncAccessHandle, JsValue> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().dyn_into()?;
    let root = JsFuture::from(scope.navigator().storage().get_directory()).await?;
    let folder: FileSystemDirectoryHandle = root.dyn_into()?;
    let options = FileSystemGetFileOptions::new();
    options.set_create(true);
    let file = JsFuture::from(folder.get_file_handle_with_options(name, &options)).await?;
    let file: FileSystemFileHandle = file.dyn_into()?;
    JsFuture::from(file.create_sync_access_handle()).await?.dyn_into()
}

fn read_whole(handle: &FileSystemSyncAccessHandle) -> Result<Vec<u8>, JsValue> {
    // Sizes are whole numbers far below 2^32.
    let array = Uint8Array::new_with_length(handle.get_size()? as u32);
    handle.read_with_js_u8_array(&array)?;
    Ok(array.to_vec())
}

fn write_whole(handle: &FileSystemSyncAccessHandle, bytes: &[u8]) -> Result<(), JsValue> {
    handle.truncate_with_u32(0)?;
    handle.write_with_js_u8_array(&Uint8Array::from(bytes))?;
    handle.flush()
}
