//! The table of clients. It is written on the host with everything it can show; the program only chooses what of it is
//! shown, in which order, and remembers which clients the reader uses.

#[cfg(feature = "hydrate")]
pub use self::browser::attach;
use super::components::icon::Sign;

/// The digits of a number in `data-v`, two each.
#[cfg(feature = "ssr")]
const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// A treatment as the table keeps it: requests, the time until it gives up, that in milliseconds, and a mark if it may be
/// carried out twice.
pub type Kind<'a> = [&'a str; 4];

/// Takes an entry of `data-kinds` apart.
pub fn kind(text: &str) -> Kind<'_> {
    let mut parts = text.split(';');
    [(); 4].map(|()| parts.next().unwrap_or_default())
}

/// What a cell is for its style.
pub fn state([requests, _, _, twice]: Kind<'_>) -> &'static str {
    match (requests, twice) {
        ("1", _) => "no",
        (_, "") => "yes",
        _ => "twice",
    }
}

/// What stands in a cell.
pub fn cell(kind: Kind<'_>) -> String {
    let [requests, time, ..] = kind;
    let mut html = String::new();
    if requests == "1" {
        html += "<i aria-hidden=\"true\">–</i><span class=\"vh\">not again</span>";
    } else {
        html += "<b><svg class=\"ico\" viewBox=\"0 0 16 16\" aria-hidden=\"true\">";
        html += Sign::Retry.drawing();
        html += "</svg>";
        html += requests;
        html += "</b><span class=\"vh\"> requests";
        html += if state(kind) == "twice" {
            ", perhaps carried out more than once"
        } else {
            ""
        };
        html += ",</span>";
    }
    if !time.is_empty() {
        html += " <small>";
        html += time;
        html += "</small>";
    }
    html
}

/// A number below 1296 as two digits.
#[cfg(feature = "ssr")]
pub fn digits(number: usize) -> String {
    [number / 36, number % 36]
        .map(|digit| char::from(DIGITS[digit]))
        .iter()
        .collect()
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::{document, window};
    use leptos::wasm_bindgen::closure::Closure;
    use leptos::wasm_bindgen::{JsCast, JsValue};
    use web_sys::{Element, HtmlInputElement};

    use super::{cell, kind, state};
    use crate::share::compare::{CAME, Compare, METHODS, Sort, TOLD, lab, list};
    use crate::ui::storage::{self, Shelf};

    /// Where the clients the reader uses are remembered.
    const KEY: &str = "clients";

    /// Takes over the table of clients, if the page has one.
    pub fn attach() {
        mark_mine();
        let Some(table) = document()
            .query_selector("table[data-kinds]")
            .ok()
            .flatten()
        else {
            return;
        };
        let Some(main) = document().get_element_by_id("main") else {
            return;
        };
        let mut matrix = Matrix::read(&main, &table);
        matrix.open();
        let changed = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
            let target: Option<HtmlInputElement> =
                event.target().and_then(|target| target.dyn_into().ok());
            matrix.change(target.is_some_and(|input| input.name() == "mine"));
        });
        let listener = changed.as_ref().unchecked_ref();
        let _ = main.add_event_listener_with_callback("change", listener);
        // It lives as long as the page.
        changed.forget();
    }

    /// On the page of a code, shows the clients the reader uses instead of the usual ones.
    fn mark_mine() {
        let rows = all("tr[data-mine]");
        let slugs: Vec<String> = rows.iter().map(|row| get(row, "data-mine")).collect();
        let mine = remembered(&slugs);
        if mine.is_empty() {
            return;
        }
        for (row, slug) in rows.iter().zip(&slugs) {
            hide(row, !mine.contains(slug));
        }
        for note in all("[data-usual]") {
            note.set_text_content(Some("The clients you use."));
        }
    }

    /// The table and what is shown of it.
    struct Matrix {
        kinds: String,
        known: Vec<String>,
        rows: Vec<Row>,
        /// The headings of the languages, each with the rows below it.
        families: Vec<(Element, Vec<usize>)>,
        main: Element,
        body: Element,
        shown: Compare,
        vain: Vec<String>,
        /// What was marked before the last change.
        before: Vec<String>,
    }

    struct Row {
        element: Element,
        name: String,
        star: HtmlInputElement,
        /// The cells, each with all its variants.
        cells: Vec<(Element, String)>,
    }

    impl Matrix {
        fn read(main: &Element, table: &Element) -> Self {
            let mut rows = Vec::new();
            let mut families: Vec<(Element, Vec<usize>)> = Vec::new();
            for element in all("table[data-kinds] tbody tr") {
                let Some(star) = find(&element, "input") else {
                    families.push((element, Vec::new()));
                    continue;
                };
                if let Some((_, below)) = families.last_mut() {
                    below.push(rows.len());
                }
                let cells = list_of(element.query_selector_all("td").ok());
                rows.push(Row {
                    name: find::<Element>(&element, "a")
                        .and_then(|link| link.text_content())
                        .unwrap_or_default()
                        .to_lowercase(),
                    star,
                    cells: cells
                        .into_iter()
                        .map(|cell| (cell.clone(), get(&cell, "data-v")))
                        .collect(),
                    element,
                });
            }
            Self {
                kinds: get(table, "data-kinds"),
                known: rows.iter().map(|row| row.star.value()).collect(),
                rows,
                families,
                main: main.clone(),
                body: find(table, "tbody").unwrap_or_else(|| table.clone()),
                shown: Compare::default(),
                vain: Vec::new(),
                before: Vec::new(),
            }
        }

        /// Shows what the address asks for; the clients in it come before those that are remembered.
        fn open(&mut self) {
            let query = window().location().search().unwrap_or_default();
            let (chosen, vain) = Compare::parse(&query, &self.known);
            self.vain = vain;
            let mine = chosen.only.clone();
            let mine = mine.unwrap_or_else(|| remembered(&self.known));
            for (row, slug) in self.rows.iter().zip(&self.known) {
                row.star.set_checked(mine.contains(slug));
            }
            check("method", METHODS[chosen.method]);
            check("retry-after", TOLD[chosen.told].0);
            choose("code", CAME[chosen.came]);
            let sort = Sort::ALL.iter().find(|sort| sort.0 == chosen.sort);
            choose("sort", sort.map_or("", |sort| sort.1));
            if let Some(only) = find::<HtmlInputElement>(&self.main, "[name=only]") {
                only.set_checked(chosen.only.is_some());
            }
            self.before = self.starred();
            self.show(chosen);
        }

        /// The reader changed a control.
        fn change(&mut self, star: bool) {
            let mine = self.starred();
            if star {
                // A link may show the choice of somebody else: only what was changed goes into one's own.
                let mut own = remembered(&self.known);
                own.retain(|slug| mine.contains(slug) || !self.before.contains(slug));
                let new = mine
                    .iter()
                    .filter(|slug| !self.before.contains(slug) && !own.contains(slug))
                    .cloned();
                own.extend(new.collect::<Vec<_>>());
                remember(&own);
                self.before.clone_from(&mine);
            }
            let only = value("[name=only]:checked").is_some();
            let nth = |words: &[&str], css: &str| {
                let value = value(css);
                let at = words
                    .iter()
                    .position(|word| Some(*word) == value.as_deref());
                at.unwrap_or_default()
            };
            let sorts = Sort::ALL.map(|sort| sort.1);
            let chosen = Compare {
                method: nth(&METHODS, "[name=method]:checked"),
                told: nth(&TOLD.map(|told| told.0), "[name=retry-after]:checked"),
                came: nth(&CAME, "[name=code] option:checked"),
                sort: Sort::ALL[nth(&sorts, "[name=sort] option:checked")].0,
                only: (only && !mine.is_empty()).then_some(mine),
            };
            let query = chosen.query();
            let mark = if query.is_empty() { "" } else { "?" };
            // A sandboxed frame may not change its address, and then only the page changes.
            let _ = window().history().map(|history| {
                let href = format!("clients/{mark}{query}");
                history.replace_state_with_url(&JsValue::NULL, "", Some(&href))
            });
            self.vain.clear();
            self.show(chosen);
        }

        fn starred(&self) -> Vec<String> {
            let starred = self.rows.iter().zip(&self.known);
            starred
                .filter(|(row, _)| row.star.checked())
                .map(|(_, slug)| slug.clone())
                .collect()
        }

        fn show(&mut self, chosen: Compare) {
            let kinds: Vec<&str> = self.kinds.split('|').collect();
            let kind_of = |row: &Row, came: usize| {
                let at = 2 * chosen.variant();
                let number = row.cells[came].1.get(at..at + 2);
                let number = number.and_then(|digits| usize::from_str_radix(digits, 36).ok());
                kind(
                    number
                        .and_then(|nth| kinds.get(nth))
                        .copied()
                        .unwrap_or_default(),
                )
            };
            if (chosen.method, chosen.told) != (self.shown.method, self.shown.told) {
                for (row, slug) in self.rows.iter().zip(&self.known) {
                    for (came, (element, _)) in row.cells.iter().enumerate() {
                        let kind = kind_of(row, came);
                        let _ = element.set_attribute("data-k", state(kind));
                        if let Some(link) = element.first_element_child() {
                            link.set_inner_html(&cell(kind));
                            let href = lab(slug, chosen.method, chosen.told, came);
                            let _ = link.set_attribute("href", &href);
                        }
                    }
                }
            }
            if (chosen.sort, chosen.came) != (self.shown.sort, self.shown.came)
                || chosen.sort == Sort::Attempts
                || chosen.sort == Sort::Time
            {
                let number = |text: &str| text.trim_end_matches('+').parse().unwrap_or(u64::MAX);
                // Most first.
                let key = |nth: &usize| {
                    let row = &self.rows[*nth];
                    let kind = kind_of(row, chosen.came);
                    let (requests, time) = (u64::MAX - number(kind[0]), u64::MAX - number(kind[2]));
                    match chosen.sort {
                        Sort::Language => (0, 0, ""),
                        Sort::Name => (0, 0, &*row.name),
                        Sort::Attempts => (requests, time, ""),
                        Sort::Time => (time, requests, ""),
                    }
                };
                let put = |element: &Element| {
                    let _ = self.body.append_child(element);
                };
                if chosen.sort == Sort::Language {
                    for (heading, below) in &self.families {
                        put(heading);
                        for nth in below {
                            put(&self.rows[*nth].element);
                        }
                    }
                } else {
                    // Few rows: picking the least each time costs less program than a sort.
                    let mut left: Vec<usize> = (0..self.rows.len()).collect();
                    while let Some(least) = left.iter().copied().min_by(|a, b| key(a).cmp(&key(b)))
                    {
                        put(&self.rows[least].element);
                        left.retain(|nth| *nth != least);
                    }
                }
                for (nth, head) in all("thead [data-c]").iter().enumerate() {
                    let sorts = matches!(chosen.sort, Sort::Attempts | Sort::Time);
                    let _ = match sorts && nth == chosen.came {
                        true => head.set_attribute("aria-sort", "descending"),
                        false => head.remove_attribute("aria-sort"),
                    };
                }
            }
            let admits =
                |slug: &String| chosen.only.as_ref().is_none_or(|only| only.contains(slug));
            for (row, slug) in self.rows.iter().zip(&self.known) {
                hide(&row.element, !admits(slug));
            }
            for (heading, below) in &self.families {
                let empty = !below.iter().any(|nth| admits(&self.known[*nth]));
                hide(heading, empty || chosen.sort != Sort::Language);
            }
            // A row that goes takes no focus along.
            let lost = document().active_element().is_some_and(|element| {
                element.closest("tr[hidden]").is_ok_and(|row| row.is_some())
            });
            if let Some(only) = find::<HtmlInputElement>(&self.main, "[name=only]").filter(|_| lost)
            {
                let _ = only.focus();
            }
            self.say(&chosen);
            self.shown = chosen;
        }

        /// How many rows there are, and what of the address was left out.
        fn say(&self, chosen: &Compare) {
            let mut words = String::new();
            if !self.vain.is_empty() {
                words = format!(
                    "Of the link, this made no sense and was left out: {}. ",
                    self.vain.join(", ")
                );
            }
            let wants = value("[name=only]:checked").is_some();
            match &chosen.only {
                Some(only) => words += &format!("{} of {} clients.", only.len(), self.known.len()),
                None if wants => {
                    words += "Mark the clients you use with the box before their name first."
                }
                None => {}
            }
            for status in all("[data-said]") {
                // Unchanged words are not said again.
                if status.text_content().unwrap_or_default() != words {
                    status.set_text_content(Some(&words));
                }
            }
        }
    }

    fn remembered(known: &[String]) -> Vec<String> {
        list(&storage::read(Shelf::Site, KEY), known).0
    }

    fn remember(mine: &[String]) {
        storage::write(Shelf::Site, KEY, &mine.join(","));
    }

    fn all(css: &str) -> Vec<Element> {
        list_of(document().query_selector_all(css).ok())
    }

    fn list_of(found: Option<web_sys::NodeList>) -> Vec<Element> {
        let Some(found) = found else {
            return Vec::new();
        };
        (0..found.length())
            .filter_map(|nth| found.item(nth)?.dyn_into().ok())
            .collect()
    }

    fn find<T: JsCast>(below: &Element, css: &str) -> Option<T> {
        below.query_selector(css).ok()??.dyn_into().ok()
    }

    fn get(element: &Element, name: &str) -> String {
        element.get_attribute(name).unwrap_or_default()
    }

    fn hide(element: &Element, hidden: bool) {
        // Setting an attribute of an element that is there does not fail.
        let _ = match hidden {
            true => element.set_attribute("hidden", ""),
            false => element.remove_attribute("hidden"),
        };
    }

    /// The value of the first element that matches.
    fn value(css: &str) -> Option<String> {
        all(css).first().map(|element| get(element, "value"))
    }

    fn check(name: &str, value: &str) {
        for input in all(&format!("[name={name}]")) {
            if let Ok(input) = input.dyn_into::<HtmlInputElement>() {
                input.set_checked(input.value() == value);
            }
        }
    }

    fn choose(name: &str, value: &str) {
        for option in all(&format!("[name={name}] option")) {
            let chosen = get(&option, "value") == value;
            // Only what differs, so that the page stays as it was served.
            if chosen != option.has_attribute("selected") {
                let _ = match chosen {
                    true => option.set_attribute("selected", ""),
                    false => option.remove_attribute("selected"),
                };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_says_in_words_what_it_shows() {
        let html = cell(kind("3;900 ms;900;"));
        assert!(html.contains("3</b><span class=\"vh\"> requests,</span> <small>900 ms</small>"));
        assert_eq!(state(kind("1;;0;")), "no");
        assert!(cell(kind("1;;0;")).ends_with("not again</span>"));
        assert_eq!(state(kind("5;15 s;15000;!")), "twice");
        assert!(cell(kind("5;15 s;15000;!")).contains("carried out more than once"));
    }
}
