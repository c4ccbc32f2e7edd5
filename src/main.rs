//! The app: in a browser the same program is started twice, as the page and as its engine.

fn main() {
    #[cfg(target_family = "wasm")]
    if alongside::engine::carrier::is_worker() {
        alongside::engine::carrier::run();
    } else {
        alongside::ui::start();
    }
}
