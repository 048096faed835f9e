//! A request as it goes over the wire, or as a browser's tools show it: with any line ends, with HTTP/2's pseudo-fields,
//! with names and values on lines of their own. It is read more kindly than [`crate::protocol::text`] reads: mistakes in
//! fields are for the form to say.

use super::{Kind, Pasted, short, url};

/// Whether a text begins like a message.
pub(super) fn begins(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default().trim_end();
    let line = line.strip_prefix("> ").unwrap_or(line);
    if line.starts_with("HTTP/") || pseudo(line).is_some() {
        return true;
    }
    let mut words = line.split_ascii_whitespace();
    let (Some(method), Some(target), version, None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return false;
    };
    // Notes and tests write a request line without its version.
    let target = target.starts_with('/') || target.contains("://") || target == "*";
    let method = method
        .bytes()
        .all(|byte| byte.is_ascii_uppercase() || byte == b'-');
    method && version.map_or(target, |version| version.starts_with("HTTP/"))
}

/// A pseudo-field (RFC 9113 §8.3.1), without its first colon.
fn pseudo(line: &str) -> Option<(&str, &str)> {
    let line = line.strip_prefix(':')?;
    let (name, value) = line.split_once(':').unwrap_or((line, ""));
    let known = matches!(
        name,
        "method" | "path" | "scheme" | "authority" | "protocol"
    );
    known.then_some((name, value.trim()))
}

/// Reads a request.
pub(super) fn read(text: &str) -> Result<Pasted, String> {
    if !text.starts_with("> ") {
        return message(text);
    }
    // What `curl -v` says was sent.
    let mut sent = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(line) = rest.strip_prefix('>') {
        let (line, after) = line.split_once('\n').unwrap_or((line, ""));
        sent.push_str(line.strip_prefix(' ').unwrap_or(line));
        sent.push('\n');
        rest = after;
    }
    let mut pasted = message(&sent)?;
    if !rest.trim().is_empty() {
        pasted.tell("“", rest, "”: after the request.");
    }
    Ok(pasted)
}

fn message(text: &str) -> Result<Pasted, String> {
    let mut pasted = Pasted::new(Kind::Http);
    let mut rest = text;
    let mut target = String::new();
    let mut host = None;
    let mut scheme = None;
    let mut number = 0;
    let mut pairs = false;
    if text.starts_with("HTTP/") {
        return Err("This is a response: Decide reads those. The lab sends a request.".to_owned());
    }
    if let Some((name, value)) = pseudo(text.lines().next().unwrap_or_default()) {
        // A list that was copied has each name on a line, and its value on the next.
        pairs = value.is_empty() && name != "protocol";
    } else {
        number = 1;
        let mut words = next(&mut rest).unwrap_or_default().split_ascii_whitespace();
        pasted.method = words.next().unwrap_or_default().to_owned();
        words.next().unwrap_or_default().clone_into(&mut target);
    }
    let mut length = None;
    while let Some(line) = next(&mut rest) {
        number += 1;
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some((name, mut value)) = pseudo(line) {
            if value.is_empty() && pairs {
                number += 1;
                value = next(&mut rest).unwrap_or_default().trim();
            }
            match name {
                "method" => value.clone_into(&mut pasted.method),
                "path" => value.clone_into(&mut target),
                "scheme" => scheme = Some(value),
                "authority" => host = Some(value),
                _ => pasted.leave(&format!(
                    ":{name}: {}: without a place in the lab.",
                    short(value)
                )),
            }
            continue;
        }
        let (name, value) = match line.split_once(':') {
            Some((name, value)) if !(pairs && value.is_empty()) => (name, value.trim()),
            _ if pairs => {
                number += 1;
                let value = next(&mut rest).unwrap_or_default().trim();
                (line.trim_end_matches(':'), value)
            }
            _ if line.starts_with([' ', '\t']) => ("", line),
            _ => (line, ""),
        };
        let field = name.trim().to_ascii_lowercase();
        if field.is_empty() || !pairs && !line.contains(':') {
            // RFC 9112 §5.2: nothing goes on in a second line.
            pasted.leave(&format!("Line {number}, “{}”: no field.", short(line)));
            continue;
        }
        match field.as_str() {
            "host" if host.is_none() => host = Some(value),
            "host" => pasted.tell("Host: ", value, ": a second host, where one may stand."),
            "content-length" => length = Some(value),
            "transfer-encoding" => pasted.leave(&format!(
                "{name}: {}: the lab sends content in one piece; sizes of chunks in it are kept.",
                short(value)
            )),
            _ => pasted.field(name, value),
        }
    }
    content(&mut pasted, rest, length);
    if target.is_empty() {
        return Err("There is no path in this request.".to_owned());
    }
    if target.starts_with('/')
        && let Some(host) = host.filter(|host| !host.is_empty())
    {
        // A message does not say; a machine's own name rarely has a certificate.
        let local = host.starts_with("localhost") || host.starts_with("127.");
        let scheme = scheme.unwrap_or(if local { "http" } else { "https" });
        target = format!("{scheme}://{host}{target}");
    }
    url::put(&mut pasted, &target, false);
    Ok(pasted)
}

/// The content, as long as `Content-Length` says if it is right: the lab writes that field itself (RFC 9110 §8.6).
fn content(pasted: &mut Pasted, rest: &str, length: Option<&str>) {
    let body = if rest.trim().is_empty() { "" } else { rest };
    // A line end behind the content comes from copying.
    let trimmed = body.trim_end_matches(['\r', '\n']);
    let right = |body: &&str| length.is_some_and(|length| body.len().to_string() == length);
    let fits = [body, trimmed].into_iter().find(right);
    if let Some(length) = length
        && fits.is_none()
    {
        pasted.tell(
            "Content-Length: ",
            length,
            ": the lab writes the length of the content there is.",
        );
    }
    fits.unwrap_or(body).clone_into(&mut pasted.body);
}

/// The next line, without its end.
fn next<'a>(rest: &mut &'a str) -> Option<&'a str> {
    if rest.is_empty() {
        return None;
    }
    let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
    *rest = after;
    Some(line.strip_suffix('\r').unwrap_or(line))
}
