//! The reader's clipboard.

use leptos::prelude::*;

/// Copies the address of the page, and says whether that worked.
#[cfg(feature = "hydrate")]
pub fn copy_address(said: RwSignal<&'static str>) {
    let address = window().location().href().unwrap_or_default();
    copy(address, said, "Copy the address bar");
}

/// On the host there is no clipboard.
#[cfg(not(feature = "hydrate"))]
pub const fn copy_address(_: RwSignal<&'static str>) {}

/// Copies a text, and says whether that worked.
#[cfg(feature = "hydrate")]
pub fn copy_text(text: String, said: RwSignal<&'static str>) {
    copy(text, said, "Select and copy it");
}

/// On the host there is no clipboard.
#[cfg(not(feature = "hydrate"))]
pub fn copy_text(_: String, _: RwSignal<&'static str>) {}

#[cfg(feature = "hydrate")]
fn copy(text: String, said: RwSignal<&'static str>, else_say: &'static str) {
    leptos::task::spawn_local(async move {
        let works = copied(&text).await.is_some();
        said.set(if works { "Copied" } else { else_say });
    });
}

#[cfg(feature = "hydrate")]
async fn copied(text: &str) -> Option<()> {
    use leptos::wasm_bindgen::JsCast;

    let navigator = window().navigator();
    // Missing without https, where calling it would end the program.
    let clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into()).ok()?;
    let clipboard: web_sys::Clipboard = clipboard.dyn_into().ok()?;
    wasm_bindgen_futures::JsFuture::from(clipboard.write_text(text))
        .await
        .ok()?;
    Some(())
}
