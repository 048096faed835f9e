//! The request as it goes over the wire (RFC 9112), with line ends that editors know.

use super::{Notes, Sent};

/// The message.
pub(super) fn message(sent: &Sent, notes: &mut Notes) -> String {
    let after = sent
        .url
        .split_once("://")
        .map_or(&*sent.url, |parts| parts.1);
    let end = after.find(['/', '?', '#']).unwrap_or(after.len());
    let (host, place) = after.split_at(end);
    let place = place.split('#').next().unwrap_or_default();
    let slash = if place.starts_with('/') { "" } else { "/" };
    let mut text = format!("{} {slash}{place} HTTP/1.1\n", sent.method);
    if !sent.has("Host") {
        text += &format!("Host: {host}\n");
    }
    for (name, value) in &sent.lines {
        text += &format!("{name}: {value}\n");
    }
    let expects = matches!(&*sent.method, "POST" | "PUT" | "PATCH" | "QUERY");
    let framed = sent.has("Content-Length") || sent.has("Transfer-Encoding");
    if !framed && (expects || !sent.body.is_empty()) {
        text += &format!("Content-Length: {}\n", sent.body.len());
    }
    notes.add("Lines end in LF here; on the wire each line of the head ends in CR LF.");
    text + "\n" + &sent.body
}
