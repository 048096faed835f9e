//! 1xx: interim responses, sent before the final one; they end with their fields (RFC 9110 §15.2).

use super::{Act, Advice, Caching, Code, Content, Field, Need, Standing};
use crate::protocol::{Source, rfc};

pub(super) const CODES: &[Code] = &[
    Code {
        number: 100,
        phrase: "Continue",
        standing: Standing::Registered,
        spec: rfc(9110, "15.2.1"),
        summary: "The server has received the start of the request, has not rejected it, and waits for the rest.",
        caching: Caching::Never(rfc(9111, "3")),
        content: Content::Never(rfc(9110, "15.2")),
        fields: &[],
        advice: Advice {
            act: Act::CarryOn,
            title: "Send the rest of the request",
            rules: &[
                (
                    "You sent `Expect: 100-continue`",
                    "Send the content now, then wait for the final response.",
                ),
                (
                    "You did not",
                    "Skip it and keep waiting for the final response.",
                ),
                (
                    "It never comes",
                    "Do not wait for ever: after a short time-out, send the content anyway.",
                ),
            ],
            source: rfc(9110, "10.1.1"),
        },
        see: &[],
        words: &["expect", "interim", "upload", "body"],
    },
    Code {
        number: 101,
        phrase: "Switching Protocols",
        standing: Standing::Registered,
        spec: rfc(9110, "15.2.2"),
        summary: "The server agrees to change to the protocol the client offered, on this same connection.",
        caching: Caching::Never(rfc(9111, "3")),
        content: Content::Never(rfc(9110, "15.2")),
        fields: &[
            Field {
                need: Need::Must,
                name: "Upgrade",
                source: rfc(9110, "15.2.2"),
            },
            Field {
                need: Need::Must,
                name: "Connection",
                source: rfc(9110, "7.8"),
            },
        ],
        advice: Advice {
            act: Act::CarryOn,
            title: "Speak the new protocol",
            rules: &[
                (
                    "`Upgrade` names what you offered",
                    "Speak it now; the answer to your request comes in it.",
                ),
                (
                    "It names anything else",
                    "Close the connection: the server must not switch unasked.",
                ),
            ],
            source: rfc(9110, "7.8"),
        },
        see: &[426],
        words: &["websocket", "upgrade", "handshake", "wss"],
    },
    Code {
        number: 102,
        phrase: "Processing",
        standing: Standing::Registered,
        spec: rfc(2518, "10.1"),
        summary: "The server has the complete request and is still working on it; a final response follows.",
        caching: Caching::Never(rfc(9111, "3")),
        content: Content::Never(rfc(9110, "15.2")),
        fields: &[],
        advice: Advice {
            act: Act::CarryOn,
            title: "Keep waiting",
            rules: &[
                (
                    "It comes",
                    "Keep the connection open: the server must still send a final response.",
                ),
                (
                    "You build a server",
                    "Do not count on it: WebDAV has dropped it (RFC 4918 §21.4).",
                ),
            ],
            source: rfc(2518, "10.1"),
        },
        see: &[202],
        words: &["webdav", "slow", "long running", "in progress"],
    },
    Code {
        number: 103,
        phrase: "Early Hints",
        standing: Standing::Registered,
        spec: rfc(8297, "2"),
        summary: "The server sends fields it expects in the final response, so the client can start fetching.",
        caching: Caching::Never(rfc(9111, "3")),
        content: Content::Never(rfc(9110, "15.2")),
        fields: &[Field {
            need: Need::May,
            name: "Link",
            source: rfc(8297, "2"),
        }],
        advice: Advice {
            act: Act::CarryOn,
            title: "Start early, then wait",
            rules: &[
                ("`Link` says `preload`", "You may fetch it at once."),
                (
                    "The final response differs",
                    "Go by the final response; hints do not change what it means.",
                ),
                ("You have no use for hints", "Skip it and read on."),
            ],
            source: rfc(8297, "2"),
        },
        see: &[],
        words: &["preload", "preconnect", "page speed", "server push"],
    },
    Code {
        number: 104,
        phrase: "Upload Resumption Supported",
        standing: Standing::Temporary {
            until: "2026-11-13",
        },
        spec: UPLOAD_CREATION,
        summary: "The server can resume this transfer if it breaks off, and says at which address.",
        caching: Caching::Never(rfc(9111, "3")),
        content: Content::Never(rfc(9110, "15.2")),
        fields: &[
            Field {
                need: Need::Must,
                name: "Upload-Draft-Interop-Version",
                source: Source::Draft {
                    name: UPLOAD,
                    section: "4.2",
                },
            },
            Field {
                need: Need::Should,
                name: "Location",
                source: UPLOAD_CREATION,
            },
            Field {
                need: Need::May,
                name: "Upload-Offset",
                source: UPLOAD_CREATION,
            },
            Field {
                need: Need::May,
                name: "Upload-Limit",
                source: UPLOAD_CREATION,
            },
        ],
        advice: Advice {
            act: Act::CarryOn,
            title: "Keep sending, keep the address",
            rules: &[
                ("`Location` is there", "Remember it and go on sending."),
                (
                    "The connection breaks, or a 5xx comes",
                    "Ask there with `HEAD` how much arrived, then send the rest.",
                ),
                ("A 4xx comes", "Do not resume by yourself."),
                (
                    "The interop version is not yours",
                    "Skip it: client and server speak different drafts.",
                ),
            ],
            source: UPLOAD_CREATION,
        },
        see: &[],
        words: &["resumable", "tus", "large file", "interrupted"],
    },
];

/// The draft the registry names.
const UPLOAD: &str = "draft-ietf-httpbis-resumable-upload-05";
const UPLOAD_CREATION: Source = Source::Draft {
    name: UPLOAD,
    section: "4",
};
