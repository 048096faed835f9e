//! A URL as the lab's box holds it: a path for the shop, all of it for another server.

use super::{Kind, Pasted};
use crate::backend::HOST;

/// Where the shop is found: by its name, and where `serve` puts it.
const SHOP: [&str; 3] = [HOST, "127.0.0.1:8418", "localhost:8418"];

/// Splits a URL before its path, query or fragment. Without a scheme, that is nothing.
fn origin(url: &str) -> (&str, &str) {
    let start = url.find("://").map_or(0, |at| at + 3);
    if start == 0 {
        return ("", url);
    }
    let end = url[start..]
        .find(['/', '?', '#'])
        .map_or(url.len(), |at| start + at);
    url.split_at(end)
}

/// Puts a URL in its place. Credentials in it are handed back.
pub(super) fn put(pasted: &mut Pasted, url: &str, dots: bool) -> Option<String> {
    let (origin, rest) = origin(url.trim());
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    if !fragment.is_empty() {
        // RFC 9110 §7.1
        pasted.tell("#", fragment, ": stays with the client.");
    }
    let (path, query) = rest.find('?').map_or((rest, ""), |at| rest.split_at(at));
    let mut path = if dots { undot(path) } else { path.to_owned() };
    if path.is_empty() && !origin.is_empty() {
        path.push('/');
    }
    path += query;
    if pasted.kind != Kind::Http {
        path = encode(&path, pasted.kind == Kind::Fetch);
    }
    let (scheme, host) = origin.split_once("://").unwrap_or(("", origin));
    let (user, host) = host
        .rsplit_once('@')
        .map_or((None, host), |(user, host)| (Some(user), host));
    let http = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let shop = SHOP.iter().any(|shop| shop.eq_ignore_ascii_case(host));
    pasted.path = if origin.is_empty() || http && shop {
        path
    } else {
        format!("{}://{host}{path}", scheme.to_ascii_lowercase())
    };
    user.map(unescape)
}

/// Percent-encodes what curl and browsers do not send as it is: what is not ASCII; and for browsers, by the WHATWG's URL
/// standard, also what its "path percent-encode set" has, or "query percent-encode set" behind the question mark.
fn encode(path: &str, browser: bool) -> String {
    let mut coded = String::with_capacity(path.len());
    let mut query = false;
    for byte in path.bytes() {
        query |= byte == b'?';
        let set: &[u8] = if query { b" \"<>'" } else { b" \"<>`{}^" };
        if byte < 0x80 && !(browser && set.contains(&byte)) {
            coded.push(byte as char);
        } else {
            coded += &format!("%{byte:02X}");
        }
    }
    coded
}

/// A path without its dot segments (RFC 3986 §5.2.4).
fn undot(path: &str) -> String {
    let Some(rest) = path.strip_prefix('/') else {
        return path.to_owned();
    };
    let mut kept = Vec::new();
    let mut segments = rest.split('/').peekable();
    while let Some(segment) = segments.next() {
        match segment {
            "." | ".." => {
                if segment == ".." {
                    kept.pop();
                }
                if segments.peek().is_none() {
                    kept.push("");
                }
            }
            _ => kept.push(segment),
        }
    }
    format!("/{}", kept.join("/"))
}

/// The first of the URLs that curl makes of one with `{a,b}` or `[1-3]`.
pub(super) fn first(pasted: &mut Pasted, url: &str) -> String {
    let mut text = String::with_capacity(url.len());
    let mut rest = url;
    while let Some(at) = rest.find(['{', '[', '\\']) {
        let sign = rest.as_bytes()[at];
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if sign == b'\\' {
            // curl's way to write a brace that is one.
            let escaped = rest[1..].starts_with(['{', '}', '[', ']']);
            let end = 1 + usize::from(escaped);
            text.push_str(&rest[usize::from(escaped)..end]);
            rest = &rest[end..];
            continue;
        }
        let refused = ": curl refuses this in a URL without --globoff; it is kept.";
        let Some(end) = rest.find(if sign == b'{' { '}' } else { ']' }) else {
            pasted.tell("", rest, refused);
            break;
        };
        let inner = &rest[1..end];
        if text.ends_with('$') {
            // A variable of the shell, which is kept.
            text.push_str(&rest[..=end]);
            rest = &rest[end + 1..];
            continue;
        }
        let range =
            |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric());
        let value = match inner.split_once('-') {
            _ if sign == b'{' => inner.split(',').next(),
            Some((from, to)) => {
                let to = to.split(':').next().unwrap_or_default();
                (range(from) && range(to)).then_some(from)
            }
            None => None,
        };
        let all = &rest[..=end];
        match value {
            Some(value) if !inner.is_empty() => {
                pasted.tell(
                    "",
                    all,
                    ": curl sends a request for each value; this is the first.",
                );
                text.push_str(value);
            }
            _ => {
                // Nothing in brackets is itself, and so is an address of IPv6.
                if sign == b'{' || !inner.is_empty() && !inner.contains(':') {
                    pasted.tell("", all, refused);
                }
                text.push_str(all);
            }
        }
        rest = &rest[end + 1..];
    }
    text.push_str(rest);
    text
}

/// Adds to a query.
pub(super) fn add_query(path: &mut String, query: &str) {
    if !query.is_empty() {
        path.push(if path.contains('?') { '&' } else { '?' });
        path.push_str(query);
    }
}

/// Percent-encodes all but unreserved characters (RFC 3986 §2.3).
pub(super) fn escape(text: &str) -> String {
    let mut coded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            coded.push(byte as char);
        } else {
            coded += &format!("%{byte:02X}");
        }
    }
    coded
}

/// Undoes percent-encoding.
fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let (value, count) = if first == b'%' {
            super::digits(after, 16, 2)
        } else {
            (0, 0)
        };
        if count == 2 {
            bytes.push(value as u8);
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The credentials of Basic authentication (RFC 7617 §2), in Base64 (RFC 4648 §4).
pub(super) fn basic(user: &str) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = "Basic ".to_owned();
    for chunk in user.as_bytes().chunks(3) {
        let mut bits = 0;
        for at in 0..3 {
            bits = bits << 8 | u32::from(chunk.get(at).copied().unwrap_or(0));
        }
        for at in 0..4 {
            let sign = SIGNS[(bits >> (18 - 6 * at)) as usize & 63];
            text.push(if at > chunk.len() { '=' } else { sign as char });
        }
    }
    text
}
