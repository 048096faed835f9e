//! Text with meaning turned into HTML: backquoted words, and messages as they go over the wire. Strings rather than
//! views, because the prerenderer writes the same HTML into prose, and because a message is one element to the program.

use crate::share::lab::json::{Token, tokens};

/// Text that stands for itself in HTML, in elements and in quoted attributes.
pub fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            other => html.push(other),
        }
    }
    html
}

/// A sentence whose backquoted words are code.
pub fn sentence(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    for (nth, part) in text.split('`').enumerate() {
        if nth % 2 == 1 {
            html.push_str("<code>");
            html.push_str(&escape(part));
            html.push_str("</code>");
        } else {
            html.push_str(&escape(part));
        }
    }
    html
}

/// The longest line that is set apart, in bytes: a browser lays out a longer one too slowly to type into it.
const LONGEST: usize = 800;

/// Text while it is typed, line by line. Of JSON the tokens are set apart, and where it is none is marked.
pub fn lines(text: &str, is_json: bool, fault: Option<usize>) -> Vec<String> {
    if !is_json {
        return escape(text).split('\n').map(str::to_owned).collect();
    }
    // No element goes on in the next line: only signs hold line ends.
    let html = json(text, fault);
    let pairs = html.split('\n').zip(text.split('\n'));
    let line = |(html, text): (&str, &str)| {
        if text.len() <= LONGEST {
            return html.to_owned();
        }
        let mut plain = html.to_owned();
        for tag in ["<b>", "</b>", "<em>", "</em>", "<u>", "</u>"] {
            plain = plain.replace(tag, "");
        }
        ["<u>", &plain, "</u>"].concat()
    };
    pairs.map(line).collect()
}

/// JSON with an element for each name, text, number and word.
fn json(text: &str, fault: Option<usize>) -> String {
    let mut html = String::with_capacity(text.len() * 3);
    let mut at = 0;
    let mut marked = false;
    for (token, piece) in tokens(text) {
        let (open, close) = match token {
            Token::Name => ("<b>", "</b>"),
            Token::Word => ("<em>", "</em>"),
            Token::Text => ("<u>", "</u>"),
            Token::Sign => ("", ""),
        };
        html += open;
        let within = fault.and_then(|fault| fault.checked_sub(at));
        match within.filter(|within| *within < piece.len()) {
            Some(within) => {
                let (before, rest) = piece.split_at(within);
                // Nobody sees a blank marked: the place before it is.
                let sign = rest.chars().next().filter(|sign| !sign.is_whitespace());
                let sign = sign.map_or(0, char::len_utf8);
                html += &escape(before);
                html += "<mark>";
                html += &escape(&rest[..sign]);
                html += "</mark>";
                html += &escape(&rest[sign..]);
                marked = true;
            }
            None => html += &escape(piece),
        }
        html += close;
        at += piece.len();
    }
    // Something is missing at the end.
    if fault.is_some() && !marked {
        html += "<mark></mark>";
    }
    html
}

/// A message in its text form: the first line and the names of fields are set apart, the fields in `look` underlined.
#[cfg(feature = "ssr")]
pub fn message(text: &str, look: &[&str]) -> String {
    let (head, content) = match text.split_once("\n\n") {
        Some((head, content)) => (head, Some(content)),
        None => (text.trim_end(), None),
    };
    let mut html = String::with_capacity(text.len() * 2);
    for (nth, line) in head.lines().enumerate() {
        if nth > 0 {
            html.push('\n');
            html.push_str(&field(line, look));
        } else {
            html.push_str(&first_line(line));
        }
    }
    if let Some(content) = content {
        html.push_str("\n\n");
        html.push_str(&escape(content.trim_end()));
    }
    html
}

/// `HTTP/1.1 503 Service Unavailable` or `GET /users/7 HTTP/1.1`.
pub fn first_line(line: &str) -> String {
    if let Some((version, status)) = line.split_once(' ')
        && version.starts_with("HTTP/")
    {
        return format!(
            "<i>{}</i> <span class=\"st\">{}</span>",
            escape(version),
            escape(status)
        );
    }
    match line.rsplit_once(' ') {
        Some((asked, version)) if version.starts_with("HTTP/") => {
            format!("<b>{}</b> <i>{}</i>", escape(asked), escape(version))
        }
        _ => format!("<b>{}</b>", escape(line)),
    }
}

#[cfg(feature = "ssr")]
fn field(line: &str, look: &[&str]) -> String {
    let Some((name, value)) = line.split_once(':') else {
        return escape(line);
    };
    let html = format!("<i>{}:</i>{}", escape(name), escape(value));
    if look.iter().any(|wanted| wanted.eq_ignore_ascii_case(name)) {
        format!("<mark>{html}</mark>")
    } else {
        html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backquotes_become_code_and_nothing_becomes_markup() {
        assert_eq!(
            sentence("A `POST` with <b> & \"x\""),
            "A <code>POST</code> with &lt;b&gt; &amp; &quot;x&quot;"
        );
    }

    #[test]
    fn json_is_set_apart_and_marked_where_it_is_none() {
        let told = |text: &str, fault| lines(text, true, fault).join("|");
        assert_eq!(
            told("{\"a\": <b>,\n1}", Some(6)),
            "{<b>&quot;a&quot;</b>: <em><mark>&lt;</mark>b&gt;</em>,|<em>1</em>}"
        );
        assert_eq!(told("[\"x", Some(3)), "[<u>&quot;x</u><mark></mark>");
        assert_eq!(told("[\n", Some(1)), "[<mark></mark>|");
        assert_eq!(lines("<b>\n", false, None), ["&lt;b&gt;", ""]);
        let long = format!("[{}x]", "1,".repeat(LONGEST));
        let plain = told(&long, Some(long.len() - 2));
        assert!(plain.starts_with("<u>[1,1,") && plain.ends_with(",<mark>x</mark>]</u>"));
    }

    #[test]
    fn a_response_shows_its_status_and_the_fields_to_look_at() {
        assert_eq!(
            message(
                "HTTP/1.1 503 Service Unavailable\nRetry-After: 2\nDate: now\n\n{\"a\": 1}\n",
                &["retry-after"]
            ),
            "<i>HTTP/1.1</i> <span class=\"st\">503 Service Unavailable</span>\n<mark><i>Retry-After:</i> 2</mark>\n\
             <i>Date:</i> now\n\n{&quot;a&quot;: 1}"
        );
    }

    #[test]
    fn a_request_shows_what_is_asked() {
        assert_eq!(
            message("GET /users/7 HTTP/1.1\nHost: a.example", &[]),
            "<b>GET /users/7</b> <i>HTTP/1.1</i>\n<i>Host:</i> a.example"
        );
    }
}
