//! The prose of a code's page. It is long and not part of the program: the prerenderer writes it into the page's file,
//! the program adopts it from the document it starts in, and fetches it from the file when the reader navigates.

use leptos::prelude::*;

use crate::catalogue::Code;
use crate::catalogue::filter::EVERYDAY;

/// Prose as it stands in a file: the sections, and the sources it cites.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    /// The sections, as HTML.
    pub sections: String,
    /// The items of the list of sources that the facts of the code do not cite already, as HTML.
    pub sources: String,
}

/// What became of the prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Prose {
    /// It is here; empty if the code has none.
    Here(Text),
    /// It is on its way.
    Coming,
    /// It did not arrive.
    Missing,
}

/// The prose of a code, at once or as soon as it arrives.
pub fn prose_of(code: &'static Code) -> RwSignal<Prose> {
    if !EVERYDAY.contains(&code.number) {
        return RwSignal::new(Prose::Here(Text::default()));
    }
    #[cfg(feature = "ssr")]
    return RwSignal::new(Prose::Here(crate::ui::prose::text(code)));
    #[cfg(not(feature = "ssr"))]
    {
        let adopted = fetched::from_document(&document(), code.number);
        let prose = RwSignal::new(adopted.map_or(Prose::Coming, Prose::Here));
        if *prose.read_untracked() == Prose::Coming {
            load(code, prose);
        }
        prose
    }
}

/// Fetches the prose, again if need be.
fn load(code: &'static Code, prose: RwSignal<Prose>) {
    prose.set(Prose::Coming);
    #[cfg(not(feature = "ssr"))]
    leptos::task::spawn_local(async move {
        let text = fetched::from_file(code.number).await;
        // The reader may have gone on, and the signal with the page.
        let _ = prose.try_set(text.map_or(Prose::Missing, Prose::Here));
    });
    #[cfg(feature = "ssr")]
    let _ = code;
}

/// The sections, or what is known about them.
#[component]
pub fn ProseSections(
    /// The code they are about.
    code: &'static Code,
    /// What became of them.
    prose: RwSignal<Prose>,
) -> impl IntoView {
    move || {
        match prose.get() {
        Prose::Here(text) if text.sections.is_empty() => view! {
            <p class="hint unwritten">"This code has no page of prose yet. What is stated here is complete and has its source; the whole story is in "
                <super::source_link::SourceLink source=code.spec/>"."</p>
        }
        .into_any(),
        Prose::Here(text) => {
            view! { <div id="prose" data-code=code.number inner_html=text.sections></div> }.into_any()
        }
        Prose::Coming => view! {
            <div class="coming" role="status"><span class="vh">"Loading the rest of this page"</span><i></i><i></i><i></i></div>
        }
        .into_any(),
        Prose::Missing => view! {
            <div class="state sheet" role="alert">
                <p><b>"The rest of this page did not arrive."</b>" What stands here is complete and has its sources; only the prose and the example are missing."</p>
                <p class="acts">
                    <button class="btn" data-main type="button" on:click=move |_| load(code, prose)>"Try again"</button>
                    <a class="btn" href=code.spec.url()>"Read the specification"</a>
                </p>
            </div>
        }
        .into_any(),
    }
    }
}

#[cfg(not(feature = "ssr"))]
mod fetched {
    //! Prose out of documents.

    use leptos::wasm_bindgen::JsCast;
    use web_sys::{Document, DomParser, Element, SupportedType};

    use super::Text;

    /// The prose a document holds, if it is the page of that code.
    pub fn from_document(document: &Document, number: u16) -> Option<Text> {
        let sections = document.get_element_by_id("prose")?;
        let of = sections.get_attribute("data-code")?;
        (of == number.to_string()).then(|| Text {
            sections: sections.inner_html(),
            sources: document
                .get_element_by_id("prose-sources")
                .as_ref()
                .map(Element::inner_html)
                .unwrap_or_default(),
        })
    }

    /// The prose in the page's own file. The address resolves against `<base>`.
    pub async fn from_file(number: u16) -> Option<Text> {
        let address = format!("codes/{number}/index.html");
        let response = gloo_net::http::Request::get(&address).send().await.ok()?;
        if !response.ok() {
            return None;
        }
        let html = response.text().await.ok()?;
        let parsed = DomParser::new()
            .ok()?
            .parse_from_string(&html, SupportedType::TextHtml)
            .ok()?;
        from_document(parsed.unchecked_ref(), number)
    }
}
