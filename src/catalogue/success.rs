//! 2xx: the request was received, understood and accepted (RFC 9110 §15.3).

use super::{Act, Advice, Caching, Code, Content, Field, Need, Standing};
use crate::protocol::rfc;

pub(super) const CODES: &[Code] = &[
    Code {
        number: 200,
        phrase: "OK",
        standing: Standing::Registered,
        spec: rfc(9110, "15.3.1"),
        summary: "The request succeeded, and the content is what its method asks for.",
        caching: Caching::ByDefault(rfc(9110, "15.3.1")),
        content: Content::May(rfc(9110, "15.3.1")),
        fields: &[
            Field {
                need: Need::Should,
                name: "ETag",
                source: rfc(9110, "15.3.1"),
            },
            Field {
                need: Need::Should,
                name: "Last-Modified",
                source: rfc(9110, "15.3.1"),
            },
        ],
        advice: Advice {
            act: Act::Done,
            title: "Use the answer",
            rules: &[
                (
                    "You sent `GET`",
                    "The content is the resource; keep its `ETag` to ask again cheaply.",
                ),
                (
                    "You sent `POST`, `PUT` or `DELETE`",
                    "The content reports on the action.",
                ),
                (
                    "It is shorter than `Content-Length`",
                    "It is incomplete: do not take it for the whole.",
                ),
            ],
            source: rfc(9110, "15.3.1"),
        },
        see: &[201, 202, 204],
        words: &["success", "works", "fine", "healthy"],
    },
    Code {
        number: 201,
        phrase: "Created",
        standing: Standing::Registered,
        spec: rfc(9110, "15.3.2"),
        summary: "The request succeeded and made one or more new resources.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::May(rfc(9110, "15.3.2")),
        fields: &[
            Field {
                need: Need::Should,
                name: "Location",
                source: rfc(9110, "9.3.3"),
            },
            Field {
                need: Need::May,
                name: "ETag",
                source: rfc(9110, "15.3.2"),
            },
            Field {
                need: Need::May,
                name: "Last-Modified",
                source: rfc(9110, "15.3.2"),
            },
        ],
        advice: Advice {
            act: Act::Done,
            title: "Note the new address",
            rules: &[
                ("`Location` is there", "It names the new resource."),
                (
                    "It is not",
                    "The new resource is at the address you sent the request to.",
                ),
                (
                    "The answer to a `POST` was lost",
                    "Look whether it was created before you send it again.",
                ),
            ],
            source: rfc(9110, "15.3.2"),
        },
        see: &[200, 202, 204],
        words: &["insert", "post", "put", "new record"],
    },
    Code {
        number: 202,
        phrase: "Accepted",
        standing: Standing::Registered,
        spec: rfc(9110, "15.3.3"),
        summary: "The server has taken the request but has not finished it, and it may still fail.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.3.3")),
        fields: &[Field {
            need: Need::May,
            name: "Retry-After",
            source: rfc(9110, "10.2.3"),
        }],
        advice: Advice {
            act: Act::Done,
            title: "Taken; look again later",
            rules: &[
                (
                    "The content names a status monitor",
                    "Ask there, with pauses, until the work is done.",
                ),
                ("`Retry-After` is there", "Wait that long before you ask."),
                (
                    "Neither is there",
                    "Do not report success: no second status code will come by itself.",
                ),
            ],
            source: rfc(9110, "15.3.3"),
        },
        see: &[102, 200, 201],
        words: &["async", "job", "queue", "poll", "background", "pending"],
    },
    Code {
        number: 203,
        phrase: "Non-Authoritative Information",
        standing: Standing::Registered,
        spec: rfc(9110, "15.3.4"),
        summary: "The request succeeded, but a proxy on the way has changed the content of the origin's 200.",
        caching: Caching::ByDefault(rfc(9110, "15.3.4")),
        content: Content::May(rfc(9110, "15.3.4")),
        fields: &[],
        advice: Advice {
            act: Act::Done,
            title: "Use it, knowing it was changed",
            rules: &[
                ("Any version will do", "Use it as you would a 200."),
                (
                    "It must be exact",
                    "Ask past the proxy, or with `Cache-Control: no-transform`.",
                ),
                (
                    "You validate it later",
                    "Go through the same proxies: its validator may hold only there.",
                ),
            ],
            source: rfc(9110, "15.3.4"),
        },
        see: &[200],
        words: &["transformed", "modified", "rewritten", "middlebox"],
    },
    Code {
        number: 204,
        phrase: "No Content",
        standing: Standing::Registered,
        spec: rfc(9110, "15.3.5"),
        summary: "The request succeeded, and there is nothing more to say about it.",
        caching: Caching::ByDefault(rfc(9110, "15.3.5")),
        content: Content::Never(rfc(9110, "15.3.5")),
        fields: &[Field {
            need: Need::May,
            name: "ETag",
            source: rfc(9110, "15.3.5"),
        }],
        advice: Advice {
            act: Act::Done,
            title: "Done; nothing to read",
            rules: &[
                (
                    "You parse every answer",
                    "Check for 204 first: the message ends with its fields.",
                ),
                (
                    "You sent `PUT` and `ETag` is there",
                    "It is the tag of what you just stored.",
                ),
                (
                    "A page asked for it",
                    "Stay on that page, and show that it worked.",
                ),
            ],
            source: rfc(9110, "15.3.5"),
        },
        see: &[200, 205, 304],
        words: &["empty", "blank", "void", "delete", "save"],
    },
    Code {
        number: 205,
        phrase: "Reset Content",
        standing: Standing::Registered,
        spec: rfc(9110, "15.3.6"),
        summary: "The request succeeded, and the form or view it came from should go back to how it began.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Empty(rfc(9110, "15.3.6")),
        fields: &[],
        advice: Advice {
            act: Act::Done,
            title: "Clear the form",
            rules: &[
                (
                    "A person filled in a form",
                    "Clear it, ready for the next entry.",
                ),
                (
                    "A program sent the request",
                    "Take it as success without content.",
                ),
            ],
            source: rfc(9110, "15.3.6"),
        },
        see: &[204],
        words: &["clear", "data entry", "empty"],
    },
    Code {
        number: 206,
        phrase: "Partial Content",
        standing: Standing::Registered,
        spec: rfc(9110, "15.3.7"),
        summary: "The response carries one or more parts of the resource, because the request asked for a range.",
        caching: Caching::ByDefault(rfc(9110, "15.3.7")),
        content: Content::May(rfc(9110, "15.3.7.1")),
        fields: &[
            Field {
                need: Need::Must,
                name: "Content-Range",
                source: rfc(9110, "15.3.7.1"),
            },
            Field {
                need: Need::Should,
                name: "Date",
                source: rfc(9110, "15.3.7"),
            },
            Field {
                need: Need::Should,
                name: "ETag",
                source: rfc(9110, "15.3.7"),
            },
            Field {
                need: Need::May,
                name: "Cache-Control",
                source: rfc(9110, "15.3.7"),
            },
            Field {
                need: Need::May,
                name: "Content-Location",
                source: rfc(9110, "15.3.7"),
            },
            Field {
                need: Need::May,
                name: "Expires",
                source: rfc(9110, "15.3.7"),
            },
            Field {
                need: Need::May,
                name: "Vary",
                source: rfc(9110, "15.3.7"),
            },
        ],
        advice: Advice {
            act: Act::Done,
            title: "See which part you got",
            rules: &[
                (
                    "`Content-Range` is there",
                    "Go by it: the server may send less than you asked for.",
                ),
                (
                    "The type is `multipart/byteranges`",
                    "Every part has a `Content-Range` of its own; read each.",
                ),
                (
                    "You join parts",
                    "Join only parts that share the same strong validator.",
                ),
            ],
            source: rfc(9110, "15.3.7"),
        },
        see: &[200, 416],
        words: &[
            "resume download",
            "seek",
            "video",
            "byte serving",
            "multipart",
        ],
    },
    Code {
        number: 207,
        phrase: "Multi-Status",
        standing: Standing::Registered,
        spec: rfc(4918, "11.1"),
        summary: "The content gives a status of its own for each of several resources, and some may be failures.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(4918, "13")),
        fields: &[],
        advice: Advice {
            act: Act::Done,
            title: "Read each status inside",
            rules: &[
                ("Every status inside is 2xx", "All of it worked."),
                ("One is not", "Deal with that resource by its own code."),
                (
                    "You check only for 2xx",
                    "Look inside as well: 207 is used for failures too.",
                ),
            ],
            source: rfc(4918, "13"),
        },
        see: &[208],
        words: &["webdav", "bulk", "batch", "partial failure", "propfind"],
    },
    Code {
        number: 208,
        phrase: "Already Reported",
        standing: Standing::Registered,
        spec: rfc(5842, "7.1"),
        summary: "Inside a WebDAV 207, this collection was listed before under another name and is not listed again.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::May(rfc(9110, "6.4.1")),
        fields: &[],
        advice: Advice {
            act: Act::Done,
            title: "Look where it came first",
            rules: &[
                (
                    "It stands inside a 207",
                    "Take the members from the entry that has 200.",
                ),
                (
                    "You must match the entries",
                    "Ask for the `DAV:resource-id` property.",
                ),
            ],
            source: rfc(5842, "7.1"),
        },
        see: &[207, 508],
        words: &["binding", "propfind", "duplicate", "loop"],
    },
    Code {
        number: 226,
        phrase: "IM Used",
        standing: Standing::Registered,
        spec: rfc(3229, "10.4.1"),
        summary: "The response to a GET is the resource after some transformation, such as only what has changed.",
        caching: Caching::WhenTold(rfc(3229, "10.4.1")),
        content: Content::May(rfc(9110, "6.4.1")),
        fields: &[
            Field {
                need: Need::Must,
                name: "ETag",
                source: rfc(3229, "10.4.1"),
            },
            Field {
                need: Need::Should,
                name: "IM",
                source: rfc(3229, "10.5.2"),
            },
            Field {
                need: Need::May,
                name: "Delta-Base",
                source: rfc(3229, "10.5.1"),
            },
        ],
        advice: Advice {
            act: Act::Done,
            title: "Apply it to your copy",
            rules: &[
                (
                    "`IM` names a delta",
                    "Combine it with the copy you hold to get the current one.",
                ),
                (
                    "`Delta-Base` is there",
                    "Use the copy that has this entity tag.",
                ),
                (
                    "You did not send `A-IM`",
                    "Do not use it: the request must name what it can take.",
                ),
            ],
            source: rfc(3229, "10.4.1"),
        },
        see: &[206],
        words: &["delta", "diff", "instance manipulation", "a-im"],
    },
];
