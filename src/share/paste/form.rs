//! A form as curl sends it (RFC 7578): a part for each `-F`.

use std::fmt::Write;

use super::Pasted;

/// What stands between the parts. curl draws one; here it is always the same.
const BOUNDARY: &str = "----teapot";
/// The media type of all of it.
pub(super) const MEDIA_TYPE: &str = "multipart/form-data; boundary=----teapot";

/// Adds a part, as `-F` or, literally, `--form-string` describes it.
pub(super) fn part(pasted: &mut Pasted, form: &mut String, value: &str, literal: bool) {
    let Some((name, content)) = value.split_once('=') else {
        pasted.tell("-F ", value, ": without a name and a value.");
        return;
    };
    let mut file_name = None;
    let mut media_type = None;
    let mut content = content.to_owned();
    if !literal {
        let quoted = content.starts_with('"');
        let (first, rest) = semicolon(&content);
        let mut rest = rest;
        let mut plain = first;
        while let Some(parameters) = rest {
            let (word, more) = semicolon(parameters);
            match word.trim().split_once('=') {
                Some(("type", value)) => media_type = Some(value.to_owned()),
                Some(("filename", value)) => file_name = Some(value.to_owned()),
                _ => pasted.tell("-F …;", &word, ": left out."),
            }
            rest = more;
        }
        let file = plain.strip_prefix(['@', '<']).filter(|_| !quoted);
        if let Some(file) = file {
            if plain.starts_with('@') {
                let base = file.rsplit(['/', '\\']).next().unwrap_or(file);
                media_type.get_or_insert_with(|| guess(base).to_owned());
                file_name.get_or_insert_with(|| base.to_owned());
            }
            pasted.tell("-F ", value, ": what is in a file; put that in the body.");
            plain.clear();
        }
        content = plain;
    }
    let quote = |text: &str| text.replace('"', "%22");
    let _ = write!(
        form,
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{}\"",
        quote(name)
    );
    if let Some(name) = file_name {
        let _ = write!(form, "; filename=\"{}\"", quote(&name));
    }
    if let Some(media_type) = media_type {
        let _ = write!(form, "\r\nContent-Type: {media_type}");
    }
    let _ = write!(form, "\r\n\r\n{content}\r\n");
}

/// Closes the form.
pub(super) fn end(form: &mut String) {
    let _ = write!(form, "--{BOUNDARY}--\r\n");
}

/// A value up to its semicolon, without the quotes around it, and what follows.
fn semicolon(text: &str) -> (String, Option<&str>) {
    let mut word = String::new();
    let mut quoted = false;
    let mut signs = text.char_indices();
    while let Some((at, sign)) = signs.next() {
        match sign {
            '"' if quoted || matches!(word.as_str(), "" | "@" | "<") || word.ends_with('=') => {
                quoted = !quoted;
            }
            '\\' if quoted => word.extend(signs.next().map(|(_, sign)| sign)),
            ';' if !quoted => return (word, Some(&text[at + 1..])),
            _ => word.push(sign),
        }
    }
    (word, None)
}

/// The media type curl takes a file for, by the end of its name.
fn guess(name: &str) -> &'static str {
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    match end.to_ascii_lowercase().as_str() {
        "gif" => "image/gif",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain",
        "htm" | "html" => "text/html",
        "pdf" => "application/pdf",
        "xml" => "application/xml",
        _ => "application/octet-stream",
    }
}
