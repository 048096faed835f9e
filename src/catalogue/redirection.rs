//! 3xx: one more step is needed to fulfil the request, most often at another address (RFC 9110 §15.4).

use super::{Act, Advice, Caching, Code, Content, Field, Need, Standing};
use crate::protocol::{Source, rfc};

pub(super) const CODES: &[Code] = &[
    Code {
        number: 300,
        phrase: "Multiple Choices",
        standing: Standing::Registered,
        spec: rfc(9110, "15.4.1"),
        summary: "The resource exists in more than one form, each with its own address, and the client is to pick one.",
        caching: Caching::ByDefault(rfc(9110, "15.4.1")),
        content: Content::Should(rfc(9110, "15.4.1")),
        fields: &[
            Field {
                need: Need::Should,
                name: "Location",
                source: rfc(9110, "15.4.1"),
            },
            Field {
                need: Need::May,
                name: "Link",
                source: rfc(9110, "15.4.1"),
            },
            RETRY_AFTER,
        ],
        advice: Advice {
            act: Act::Follow,
            title: "Choose one, then follow",
            rules: &[
                (
                    "`Location` is there",
                    "It is the server's own choice; you may follow it.",
                ),
                (
                    "It is not",
                    "Choose from the list in the content, or show it to the user.",
                ),
            ],
            source: rfc(9110, "15.4.1"),
        },
        see: &[406],
        words: &[
            "alternatives",
            "variants",
            "content negotiation",
            "language",
        ],
    },
    Code {
        number: 301,
        phrase: "Moved Permanently",
        standing: Standing::Registered,
        spec: rfc(9110, "15.4.2"),
        summary: "The resource has a new address for good; use that one from now on.",
        caching: Caching::ByDefault(rfc(9110, "15.4.2")),
        content: Content::May(rfc(9110, "15.4.2")),
        fields: &[
            Field {
                need: Need::Should,
                name: "Location",
                source: rfc(9110, "15.4.2"),
            },
            RETRY_AFTER,
        ],
        advice: Advice {
            act: Act::Follow,
            title: "Follow, and update the link",
            rules: &[
                (
                    "You sent `GET` or `HEAD`",
                    "Follow `Location`; use the new address next time.",
                ),
                (
                    "You sent `POST`",
                    "Your client may turn it into `GET` and drop the content.",
                ),
                OTHER_ORIGIN,
                LOOP,
            ],
            source: rfc(9110, "15.4"),
        },
        see: &[302, 308],
        words: &[
            "redirect",
            "new url",
            "domain change",
            "seo",
            "trailing slash",
        ],
    },
    Code {
        number: 302,
        phrase: "Found",
        standing: Standing::Registered,
        spec: rfc(9110, "15.4.3"),
        summary: "The resource is at another address for now; keep using the original one.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::May(rfc(9110, "15.4.3")),
        fields: &[
            Field {
                need: Need::Should,
                name: "Location",
                source: rfc(9110, "15.4.3"),
            },
            RETRY_AFTER,
        ],
        advice: Advice {
            act: Act::Follow,
            title: "Follow, but keep the link",
            rules: &[
                (
                    "You sent `GET` or `HEAD`",
                    "Follow `Location`; ask the original address next time.",
                ),
                (
                    "You sent `POST`",
                    "Your client may turn it into `GET` and drop the content.",
                ),
                OTHER_ORIGIN,
                LOOP,
            ],
            source: rfc(9110, "15.4"),
        },
        see: &[301, 303, 307],
        words: &[
            "err_too_many_redirects",
            "redirect",
            "moved temporarily",
            "login page",
            "loop",
        ],
    },
    Code {
        number: 303,
        phrase: "See Other",
        standing: Standing::Registered,
        spec: rfc(9110, "15.4.4"),
        summary: "The answer to the request is at another address; fetch it there with GET.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.4.4")),
        fields: &[
            Field {
                need: Need::Should,
                name: "Location",
                source: rfc(9110, "15.4.4"),
            },
            RETRY_AFTER,
        ],
        advice: Advice {
            act: Act::Follow,
            title: "Fetch the answer with GET",
            rules: &[
                (
                    "You sent `POST`",
                    "`GET` what `Location` names; do not send the `POST` again.",
                ),
                (
                    "You sent `GET`",
                    "`Location` names something about the resource, not the resource.",
                ),
                OTHER_ORIGIN,
                LOOP,
            ],
            source: rfc(9110, "15.4.4"),
        },
        see: &[201, 302, 307],
        words: &["redirect", "post redirect get", "prg", "form"],
    },
    Code {
        number: 304,
        phrase: "Not Modified",
        standing: Standing::Registered,
        spec: rfc(9110, "15.4.5"),
        summary: "Nothing has changed since the copy the client holds, so that copy is the answer.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Never(rfc(9110, "15.4.5")),
        fields: &[
            Field {
                need: Need::Should,
                name: "Date",
                source: rfc(9110, "15.4.5"),
            },
            Field {
                need: Need::Should,
                name: "ETag",
                source: rfc(9110, "15.4.5"),
            },
            Field {
                need: Need::May,
                name: "Cache-Control",
                source: rfc(9110, "15.4.5"),
            },
            Field {
                need: Need::May,
                name: "Content-Location",
                source: rfc(9110, "15.4.5"),
            },
            Field {
                need: Need::May,
                name: "Expires",
                source: rfc(9110, "15.4.5"),
            },
            Field {
                need: Need::May,
                name: "Vary",
                source: rfc(9110, "15.4.5"),
            },
        ],
        advice: Advice {
            act: Act::Done,
            title: "Use the copy you have",
            rules: &[
                (
                    "Your copy has the same validator",
                    "Update its fields from this response, then use it.",
                ),
                (
                    "It has another one, or is gone",
                    "Ask again without the condition.",
                ),
                (
                    "You look for content",
                    "There is none: the message ends with its fields.",
                ),
            ],
            source: rfc(9111, "4.3.4"),
        },
        see: &[200, 204, 412],
        words: &[
            "cached",
            "etag",
            "conditional",
            "revalidate",
            "if-none-match",
        ],
    },
    Code {
        number: 305,
        phrase: "Use Proxy",
        standing: Standing::Deprecated,
        spec: rfc(9110, "15.4.6"),
        summary: "Once told the client to go through a proxy; deprecated, as letting a response set one is unsafe.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::May(rfc(9110, "6.4.1")),
        fields: &[],
        advice: Advice {
            act: Act::Stop,
            title: "Do not follow",
            rules: &[
                (
                    "`Location` names a proxy",
                    "Ignore it: only your own settings choose a proxy.",
                ),
                (
                    "You need the resource",
                    "Take it as a failure, and tell whoever runs the server.",
                ),
            ],
            source: Source::Page {
                title: "RFC 7231 Appendix B",
                url: "https://www.rfc-editor.org/rfc/rfc7231#appendix-B",
            },
        },
        see: &[407],
        words: &["gateway", "security", "configuration"],
    },
    Code {
        number: 306,
        phrase: "(Unused)",
        standing: Standing::Unused,
        spec: rfc(9110, "15.4.7"),
        summary: "An earlier version of HTTP defined it; it is no longer used, and stays reserved.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::May(rfc(9110, "6.4.1")),
        fields: &[],
        advice: Advice {
            act: Act::Stop,
            title: "Do not guess what it means",
            rules: &[(
                "It comes",
                "Take it as a failure, and tell whoever runs the server.",
            )],
            source: rfc(9110, "15.4.7"),
        },
        see: &[],
        words: &["switch proxy", "retired"],
    },
    Code {
        number: 307,
        phrase: "Temporary Redirect",
        standing: Standing::Registered,
        spec: rfc(9110, "15.4.8"),
        summary: "The resource is at another address for now; send the same request there, method unchanged.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::May(rfc(9110, "15.4.8")),
        fields: &[
            Field {
                need: Need::Should,
                name: "Location",
                source: rfc(9110, "15.4.8"),
            },
            RETRY_AFTER,
        ],
        advice: Advice {
            act: Act::Follow,
            title: "Follow with the same method",
            rules: &[
                (
                    "You sent `GET` or `HEAD`",
                    "Follow `Location`; ask the original address next time.",
                ),
                UNSAFE,
                OTHER_ORIGIN,
                LOOP,
            ],
            source: rfc(9110, "15.4"),
        },
        see: &[302, 303, 308],
        words: &["hsts", "internal redirect", "keep method", "resend"],
    },
    Code {
        number: 308,
        phrase: "Permanent Redirect",
        standing: Standing::Registered,
        spec: rfc(9110, "15.4.9"),
        summary: "The resource has a new address for good; send the same request there, method unchanged.",
        caching: Caching::ByDefault(rfc(9110, "15.4.9")),
        content: Content::May(rfc(9110, "15.4.9")),
        fields: &[
            Field {
                need: Need::Should,
                name: "Location",
                source: rfc(9110, "15.4.9"),
            },
            RETRY_AFTER,
        ],
        advice: Advice {
            act: Act::Follow,
            title: "Follow as sent, update the link",
            rules: &[
                (
                    "You sent `GET` or `HEAD`",
                    "Follow `Location`; use the new address next time.",
                ),
                UNSAFE,
                OTHER_ORIGIN,
                LOOP,
            ],
            source: rfc(9110, "15.4"),
        },
        see: &[301, 307],
        words: &["new url", "keep method", "moved", "domain change"],
    },
];

const RETRY_AFTER: Field = Field {
    need: Need::May,
    name: "Retry-After",
    source: rfc(9110, "10.2.3"),
};

// RFC 9110 §15.4 gives all redirects these three.
const UNSAFE: (&str, &str) = (
    "You sent `POST`, `PUT` or `DELETE`",
    "Send the same method and content there, if you trust the place.",
);
const OTHER_ORIGIN: (&str, &str) = (
    "`Location` names another origin",
    "Leave `Authorization` and `Cookie` behind.",
);
const LOOP: (&str, &str) = (
    "You have been there before",
    "Stop: the redirects go in a circle.",
);
