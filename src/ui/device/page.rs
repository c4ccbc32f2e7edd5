//! The page itself: its title and address, the cursor, files, paper.

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, Document, HtmlAnchorElement, HtmlDialogElement, HtmlElement,
    HtmlTextAreaElement, Url, VisibilityState, Window,
};

#[wasm_bindgen(module = "/src/ui/device/page.js")]
extern "C" {
    #[wasm_bindgen(js_name = copy)]
    async fn copy_text(text: &str) -> JsValue;
    /// When the browser is about to draw; a page that nobody sees waits.
    #[wasm_bindgen(js_name = nextFrame)]
    pub async fn next_frame();
    /// When the browser has drawn what is there now.
    #[wasm_bindgen(js_name = frameDrawn)]
    pub async fn frame_drawn();
    /// Not every phone can.
    pub fn vibrate();
}

fn window() -> Option<Window> {
    web_sys::window()
}

fn document() -> Option<Document> {
    window()?.document()
}

/// Names never stand in a title: it shows in the list of open windows and in histories.
pub fn set_title(title: &str) {
    if let Some(page) = document() {
        page.set_title(title);
    }
}

/// The whole link whose secret stands behind `#`; the secret is then gone from the address bar
/// and from the history.
pub fn take_link_from_address() -> Option<String> {
    let window = window()?;
    let location = window.location();
    let link = location.href().ok()?;
    let secret = location.hash().ok()?;
    if secret.len() < 2 {
        return None;
    }
    window.history().ok()?.replace_state_with_url(&JsValue::NULL, "", Some("/")).ok()?;
    Some(link)
}

/// Where this page came from: "https://team.example".
pub fn own_address() -> String {
    window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

pub async fn sleep(ms: i32) {
    let slept = Promise::new(&mut |awake, _| {
        if let Some(window) = window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&awake, ms);
        }
    });
    let _ = JsFuture::from(slept).await;
}

pub fn now_ms() -> f64 {
    js_sys::Date::now()
}

pub fn is_hidden() -> bool {
    document().is_some_and(|page| page.visibility_state() == VisibilityState::Hidden)
}

/// Takes everything off the screen, so that the list of open apps shows nothing.
pub fn blank(is_blank: bool) {
    if let Some(root) = document().and_then(|page| page.document_element()) {
        let _ = root.class_list().toggle_with_force("is-blank", is_blank);
    }
}

/// The text area that is being typed in, and where its cursor is, in UTF-16 units.
pub fn caret() -> Option<(String, u32)> {
    let area: HtmlTextAreaElement = document()?.active_element()?.dyn_into().ok()?;
    Some((area.id(), area.selection_end().ok()??))
}

pub fn put_caret(id: &str, at: u32) {
    let area = document().and_then(|page| page.get_element_by_id(id));
    if let Some(area) = area.and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok()) {
        let _ = area.focus();
        let _ = area.set_selection_range(at, at);
        area.scroll_into_view();
    }
}

pub fn focus(id: &str) {
    let element = document().and_then(|page| page.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// What had the focus is gone: keys and screen readers would begin at the top.
pub fn is_focus_lost() -> bool {
    let Some(page) = document() else { return false };
    page.active_element().is_none_or(|element| element.tag_name() == "BODY")
}

/// Somebody is led to where they write, or writes already.
pub fn is_focus_in_field() -> bool {
    let active = document().and_then(|page| page.active_element());
    active.is_some_and(|element| matches!(&*element.tag_name(), "INPUT" | "TEXTAREA"))
}

/// To the way back from what was just done, where it stands at the foot of the screen.
pub fn focus_toast() {
    focus_first(".toast button");
}

pub fn focus_heading() {
    focus_first("h1");
}

pub fn is_focus_in_toast() -> bool {
    let active = document().and_then(|page| page.active_element());
    active.is_some_and(|element| element.closest(".toast").ok().flatten().is_some())
}

fn focus_first(selector: &str) {
    let element = document().and_then(|page| page.query_selector(selector).ok().flatten());
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// What is to be typed in does not stay folded away.
pub fn unfold(id: &str) {
    let element = document().and_then(|page| page.get_element_by_id(id));
    if let Some(fold) = element.and_then(|element| element.closest("details").ok().flatten()) {
        let _ = fold.set_attribute("open", "");
    }
}

pub fn show_dialog(id: &str) {
    let dialog = document().and_then(|page| page.get_element_by_id(id));
    if let Some(dialog) = dialog.and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok()) {
        let _ = dialog.show_modal();
    }
}

/// Whether the text is on the clipboard now.
pub async fn copy(text: &str) -> bool {
    copy_text(text).await.is_truthy()
}

pub fn scroll_to_top() {
    if let Some(window) = window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

pub fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}

pub fn print() {
    if let Some(window) = window() {
        let _ = window.print();
    }
}

/// Hands a file to the phone, to be kept or opened. Answers whether it took it.
pub fn save_file(name: &str, mime: &str, bytes: &[u8]) -> bool {
    offer_file(name, mime, bytes).is_ok()
}

fn offer_file(name: &str, mime: &str, bytes: &[u8]) -> Result<(), JsValue> {
    /// Some phones ask first where the file should go, and read it only then.
    const UNTIL_READ_MS: i32 = 60_000;
    let parts = Array::of1(&Uint8Array::from(bytes));
    let kind = BlobPropertyBag::new();
    kind.set_type(mime);
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &kind)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let page = document().ok_or(JsValue::NULL)?;
    let anchor: HtmlAnchorElement = page.create_element("a")?.dyn_into()?;
    anchor.set_href(&address);
    anchor.set_download(name);
    anchor.click();
    wasm_bindgen_futures::spawn_local(async move {
        sleep(UNTIL_READ_MS).await;
        let _ = Url::revoke_object_url(&address);
    });
    Ok(())
}

/// An address that opens the phone's own map. It leaves the app only with a tap.
/// Opens the phone's own messages with a first line in it; somebody sends it, or does not.
pub fn message_address(number: &str, line: &str) -> String {
    // What stands between number and line differs; this form is understood by both kinds of phone.
    format!("sms:{number}?&body={}", js_sys::encode_uri_component(line))
}

pub fn map_address(address: &str) -> String {
    let words = js_sys::encode_uri_component(address);
    if super::install::is_apple() {
        format!("maps:?q={words}")
    } else {
        format!("geo:0,0?q={words}")
    }
}
