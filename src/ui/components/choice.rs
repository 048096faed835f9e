//! The options of a list, as HTML: they are many, and do nothing but stand there.

use crate::ui::markup::escape;

/// An option, chosen if it is the one wanted.
pub fn option(html: &mut String, value: &str, name: &str, wanted: &str) {
    *html += "<option value=\"";
    *html += &escape(value);
    *html += if value == wanted {
        "\" selected>"
    } else {
        "\">"
    };
    *html += &escape(name);
    *html += "</option>";
}
