//! 5xx: the server erred, or knows it cannot carry out a request that looks valid (RFC 9110 §15.6).

use super::{Act, Advice, Caching, Code, Content, Field, Need, Standing};
use crate::protocol::rfc;

pub(super) const CODES: &[Code] = &[
    Code {
        number: 500,
        phrase: "Internal Server Error",
        standing: Standing::Registered,
        spec: rfc(9110, "15.6.1"),
        summary: "The server ran into something it did not expect and could not carry out the request.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.6")),
        fields: &[],
        advice: Advice {
            act: Act::Retry,
            title: "Retry only what can be repeated",
            rules: &[
                (
                    "The method is idempotent",
                    "Try again, backing off with jitter.",
                ),
                (
                    "A `POST` without a key",
                    "Do not repeat it: part of it may have been carried out.",
                ),
                (
                    "The body says it is permanent",
                    "Stop and report it; quote the `instance` if there is one.",
                ),
            ],
            source: rfc(9110, "9.2.2"),
        },
        see: &[502, 503, 504],
        words: &[
            "crash",
            "exception",
            "bug",
            "broken",
            "unhandled",
            "stack trace",
        ],
    },
    Code {
        number: 501,
        phrase: "Not Implemented",
        standing: Standing::Registered,
        spec: rfc(9110, "15.6.2"),
        summary: "The server lacks a feature this request needs; typically it does not know the method at all.",
        caching: Caching::ByDefault(rfc(9110, "15.6.2")),
        content: Content::Should(rfc(9110, "15.6")),
        fields: &[],
        advice: Advice {
            act: Act::Stop,
            title: "Do not send it again",
            rules: &[
                (
                    "The server does not know the method",
                    "Use one it supports; `OPTIONS` may list them in `Allow`.",
                ),
                (
                    "The server was extended since",
                    "A cache may still answer 501: ask with `Cache-Control: no-cache`.",
                ),
            ],
            source: rfc(9110, "15.6.2"),
        },
        see: &[405],
        words: &[
            "unsupported",
            "verb",
            "unrecognised",
            "unrecognized",
            "missing feature",
        ],
    },
    Code {
        number: 502,
        phrase: "Bad Gateway",
        standing: Standing::Registered,
        spec: rfc(9110, "15.6.3"),
        summary: "A gateway or proxy got an invalid response from the server behind it.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.6")),
        fields: &[Field {
            need: Need::May,
            name: "Proxy-Status",
            source: rfc(9209, "2"),
        }],
        advice: Advice {
            act: Act::Retry,
            title: "Back off, then retry with care",
            rules: &[
                (
                    "The method is idempotent",
                    "Try again, backing off with jitter.",
                ),
                (
                    "A `POST` without a key",
                    "Do not repeat it: the server behind may have carried it out.",
                ),
                (
                    "`Proxy-Status` is there",
                    "It names the hop that failed, and how; quote it in a report.",
                ),
            ],
            source: rfc(9110, "9.2.2"),
        },
        see: &[500, 503, 504],
        words: &[
            "upstream",
            "backend",
            "load balancer",
            "reverse proxy",
            "cdn",
            "nginx",
        ],
    },
    Code {
        number: 503,
        phrase: "Service Unavailable",
        standing: Standing::Registered,
        spec: rfc(9110, "15.6.4"),
        summary: "The server cannot handle the request right now, because it is overloaded or down for maintenance, and \
                  expects that to pass.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.6")),
        fields: &[Field {
            need: Need::May,
            name: "Retry-After",
            source: rfc(9110, "15.6.4"),
        }],
        advice: Advice {
            act: Act::Wait,
            title: "Wait, then try again",
            rules: &[
                (
                    "`Retry-After` is there",
                    "Wait that long, if your deadline allows it.",
                ),
                (
                    "It is not",
                    "Back off with jitter: a random time up to 1 s, 2 s, 4 s …",
                ),
                (
                    "A `POST` without a key",
                    "Do not repeat it: it may have been carried out.",
                ),
            ],
            source: rfc(9110, "15.6.4"),
        },
        see: &[429, 500, 502, 504],
        words: &[
            "too many clients",
            "busy",
            "outage",
            "offline",
            "load shedding",
            "server down",
        ],
    },
    Code {
        number: 504,
        phrase: "Gateway Timeout",
        standing: Standing::Registered,
        spec: rfc(9110, "15.6.5"),
        summary: "A gateway or proxy waited for the server behind it and got no response in time.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.6")),
        fields: &[Field {
            need: Need::May,
            name: "Proxy-Status",
            source: rfc(9209, "2"),
        }],
        advice: Advice {
            act: Act::Retry,
            title: "Retry, but check a POST first",
            rules: &[
                (
                    "The method is idempotent",
                    "Try again, backing off with jitter.",
                ),
                (
                    "A `POST` without a key",
                    "Look whether it took effect first: the work may still be running.",
                ),
                (
                    "`Proxy-Status` is there",
                    "It names the hop that waited in vain; quote it in a report.",
                ),
            ],
            source: rfc(9110, "9.2.2"),
        },
        see: &[408, 500, 502, 503],
        words: &[
            "timed out",
            "slow",
            "upstream",
            "backend",
            "load balancer",
            "hang",
        ],
    },
    Code {
        number: 505,
        phrase: "HTTP Version Not Supported",
        standing: Standing::Registered,
        spec: rfc(9110, "15.6.6"),
        summary: "The server does not support, or refuses to use, the major version of HTTP you spoke.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.6.6")),
        fields: &[],
        advice: Advice {
            act: Act::Stop,
            title: "Do not use this version again",
            rules: &[
                (
                    "The body names a version you speak",
                    "Send the request with that version instead.",
                ),
                (
                    "It does not",
                    "Stop: the same major version is refused again.",
                ),
            ],
            source: rfc(9110, "15.6.6"),
        },
        see: &[426],
        words: &["protocol", "http/1.0", "http/1.1", "http/2", "http/3"],
    },
    Code {
        number: 506,
        phrase: "Variant Also Negotiates",
        standing: Standing::Registered,
        spec: rfc(2295, "8.1"),
        summary: "The server is misconfigured: the variant it chose for you negotiates too, so it cannot be the answer.",
        caching: Caching::WhenTold(rfc(9111, "3")),
        content: Content::Should(rfc(9110, "15.6")),
        fields: &[],
        advice: Advice {
            act: Act::Stop,
            title: "Leave it to the provider",
            rules: &[
                (
                    "You are the client",
                    "Do not send it again: the configuration of the server is at fault.",
                ),
                (
                    "You run the server",
                    "Point every variant at a resource that does not negotiate.",
                ),
            ],
            source: rfc(2295, "8.1"),
        },
        see: &[406],
        words: &[
            "content negotiation",
            "configuration error",
            "circular",
            "accept",
            "alternates",
        ],
    },
    Code {
        number: 507,
        phrase: "Insufficient Storage",
        standing: Standing::Registered,
        spec: rfc(4918, "11.5"),
        summary: "The server has no room to store what it needs for the request, and expects that to pass.",
        caching: Caching::WhenTold(rfc(9111, "3")),
        content: Content::Should(rfc(9110, "15.6")),
        fields: &[],
        advice: Advice {
            act: Act::Stop,
            title: "Do not repeat it unasked",
            rules: &[
                (
                    "A person asked for it",
                    "Tell them, and repeat it only when they ask again.",
                ),
                (
                    "A program asked for it",
                    "Free some space, or leave it until there is room.",
                ),
            ],
            source: rfc(4918, "11.5"),
        },
        see: &[413, 503],
        words: &["disk full", "out of space", "quota", "webdav", "upload"],
    },
    Code {
        number: 508,
        phrase: "Loop Detected",
        standing: Standing::Registered,
        spec: rfc(5842, "7.2"),
        summary: "The server broke off a WebDAV request of infinite depth that ran in circles; the whole operation failed.",
        caching: Caching::WhenTold(rfc(9111, "3")),
        content: Content::Should(rfc(9110, "15.6")),
        fields: &[],
        advice: Advice {
            act: Act::Stop,
            title: "Do not ask to that depth again",
            rules: &[
                (
                    "You sent `Depth: infinity`",
                    "Walk the collections yourself with `Depth: 1`, and note where you have been.",
                ),
                (
                    "You understand 208",
                    "Say so with `DAV: bind`; the server can then report the loop inside a 207.",
                ),
            ],
            source: rfc(5842, "7.1"),
        },
        see: &[208],
        words: &["infinite loop", "endless", "recursion", "cycle", "propfind"],
    },
    Code {
        number: 510,
        phrase: "Not Extended",
        standing: Standing::Obsoleted,
        spec: rfc(2774, "7"),
        summary: "The request lacks an extension the server demands; the experiment that defined this code is historic.",
        caching: Caching::WhenTold(rfc(9111, "3")),
        content: Content::Should(rfc(2774, "7")),
        fields: &[],
        advice: Advice {
            act: Act::Stop,
            title: "Show it and stop",
            rules: &[
                (
                    "It names an extension you can add",
                    "Send a new request with it, as the response describes.",
                ),
                (
                    "It does not",
                    "Show the body to the user: it may say what is wrong.",
                ),
            ],
            source: rfc(2774, "7"),
        },
        see: &[],
        words: &["obsolete", "extension framework", "policy", "mandatory"],
    },
    Code {
        number: 511,
        phrase: "Network Authentication Required",
        standing: Standing::Registered,
        spec: rfc(6585, "6"),
        summary: "The network wants you to sign in before it lets you through; the server you asked never saw the request.",
        caching: Caching::Never(rfc(6585, "6")),
        content: Content::Should(rfc(6585, "6")),
        fields: &[],
        advice: Advice {
            act: Act::SignIn,
            title: "Sign in to the network, then send it again",
            rules: &[
                (
                    "The body links to a sign-in page",
                    "Open that page for the user, then send the request again.",
                ),
                (
                    "No one is there to sign in",
                    "Stop: the network will answer, not the server.",
                ),
                (
                    "It asks for a password itself",
                    "Do not give one: the address shown is not the network's.",
                ),
            ],
            source: rfc(6585, "6"),
        },
        see: &[401, 407],
        words: &["captive portal", "wi-fi", "hotspot", "login", "log in"],
    },
];
