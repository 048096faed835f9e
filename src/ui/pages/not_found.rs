//! The page for addresses that lead nowhere: it searches for what the address may have meant.

use leptos::prelude::*;

use crate::catalogue::search;
use crate::ui::address::address;
use crate::ui::components::search_box::{nothing_found, result};
use crate::ui::routes::Place;

/// Says so, and where to go instead.
#[cfg(feature = "ssr")]
#[component]
pub fn NotFound() -> impl IntoView {
    use crate::ui::island::{Island, island};
    let query = RwSignal::new(String::new());
    view! {
        <main id="main" tabindex="-1" class="lost c4">
            <h1><span class="giant wire">"404"</span>" "<span>"Not Found"</span></h1>
            <p class="what">"There is nothing at this address. It may have been mistyped, or never have existed."</p>
            <p class="acts">
                <a class="btn" data-main href=Place::Reference.href()>"All status codes"</a>
                <a class="btn" href=Place::Code(404).href()>"What 404 means"</a>
            </p>
            {island(Island::Lost, view! { <Lost query/> })}
        </main>
    }
}

/// What the words of the address find. They become the query of the search field.
#[component]
pub fn Lost(
    /// What the search field holds.
    query: RwSignal<String>,
) -> impl IntoView {
    let address = address();
    let words = RwSignal::new(String::new());
    // After the page has been adopted: the prerendered one knows no address.
    Effect::new(move |_| {
        words.set(self::words(&address.read().path));
        query.set(words.get());
    });
    let unknown = move || {
        let words = words.get();
        let number = words
            .parse::<u16>()
            .is_ok_and(|number| (100..=599).contains(&number));
        number.then(|| view! { <p class="what" inner_html=nothing_found(&words)></p> })
    };
    let hits = move || {
        let hits = search(&words.get());
        let row = |hit: crate::catalogue::Hit| view! { <li><a href=Place::Code(hit.code.number).href()>{result(&hit)}</a></li> };
        (!hits.is_empty()).then(|| {
            view! {
                <section class="hits" aria-labelledby="h-hits">
                    <h2 id="h-hits">"Did you mean"</h2>
                    <ul class="sheet">{hits.into_iter().take(6).map(row).collect_view()}</ul>
                </section>
            }
        })
    };
    view! { {unknown}{hits} }
}

/// The words of a path: `/codes/too-many_requests.html` asks for "too many requests".
fn words(path: &str) -> String {
    let name = path
        .trim_end_matches(".html")
        .trim_end_matches("index")
        .trim_matches('/');
    let words = name.split(|character: char| !character.is_alphanumeric());
    let telling = words.filter(|word| !word.is_empty() && *word != "codes");
    telling.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn an_address_is_read_as_words() {
        assert_eq!(words("codes/too-many_requests.html"), "too many requests");
        assert_eq!(words("codes/299/"), "299");
        assert_eq!(words("404.html"), "404");
        assert_eq!(words(""), "");
    }
}
