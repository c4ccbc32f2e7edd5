//! The app: in a browser the same program is started twice, as the page and as its engine.

fn main() {
    #[cfg(all(target_family = "wasm", target_os = "unknown"))]
    if alongside::engine::carrier::is_worker() {
        return alongside::engine::carrier::run();
    }
    alongside::ui::start();
}
