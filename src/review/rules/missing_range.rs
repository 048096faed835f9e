//! A part that does not say which part it is, or a 416 that does not say how much there is.

use crate::protocol::rfc;
use crate::review::{Message, Rule};

pub(super) static RULE: Rule = Rule {
    slug: "missing-range",
    fault: "A part without its place",
    why: "The client cannot tell where the bytes belong, or which range it could ask for \
          instead.",
    source: rfc(9110, "15.3.7"),
    check,
};

fn check(message: &Message<'_>) -> Option<String> {
    let placed = message.has("content-range");
    let of_parts = message.media_type == "multipart/byteranges";
    let range = message.asked("range").unwrap_or_default();
    let what = match message.code {
        // RFC 9110 §15.3.7.2: several parts say it in each part, and must not say it above.
        206 if of_parts && placed => {
            "`multipart/byteranges` has a `Content-Range` in each part and must have none above. \
            Leave it out."
        }
        206 if !of_parts && !placed => {
            "`206` must say which part this is. Send `Content-Range`, such as `bytes 0-19/38`."
        }
        // RFC 9110 §15.5.17
        416 if !placed && range.trim_start().starts_with("bytes=") => {
            "`416` to a range of bytes should say how many there are. Send `Content-Range`, such \
            as `bytes */38`."
        }
        _ => return None,
    };
    Some(what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::review::testing::{flags, passes};

    #[test]
    fn a_part_without_a_place_is_found() {
        flags(
            &RULE,
            "GET /\nRange: bytes=0-3",
            "206 Partial Content\n\nhalf",
            "must say",
        );
        flags(
            &RULE,
            "GET /\nRange: bytes=90-",
            "416 Range Not Satisfiable\n\n",
            "should say",
        );
        flags(
            &RULE,
            "GET /\nRange: bytes=0-1,3-4",
            "206 Partial Content\nContent-Type: multipart/byteranges; boundary=a\n\
            Content-Range: bytes 0-1/5\n\n",
            "Leave it out",
        );
    }

    #[test]
    fn several_parts_say_it_inside() {
        passes(
            &RULE,
            "GET /\nRange: bytes=0-3",
            "206 Partial Content\nContent-Range: bytes 0-3/8\n\nhalf",
        );
        passes(
            &RULE,
            "GET /\nRange: bytes=0-1,3-4",
            "206 Partial Content\nContent-Type: Multipart/ByteRanges; boundary=a\n\n",
        );
        passes(
            &RULE,
            "GET /\nRange: lines=1",
            "416 Range Not Satisfiable\n\n",
        );
    }
}
