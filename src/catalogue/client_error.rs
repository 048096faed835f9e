//! 4xx: the request is at fault, or the client seems to be (RFC 9110 §15.5).

use super::Need::{May, Must, Should};
use super::{Act, Advice, Caching, Code, Content, Field, Standing};
use crate::protocol::{Source, rfc};

pub(super) const CODES: &[Code] = &[
    Code {
        number: 400,
        phrase: "Bad Request",
        standing: Standing::Registered,
        spec: rfc(9110, "15.5.1"),
        summary: "The server cannot or will not process the request, because something in it looks \
                  wrong.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.5")),
        fields: &[],
        advice: Advice {
            act: Act::Fix,
            title: "Correct the request",
            rules: &[
                (
                    "The content says what is wrong",
                    "Correct that, then send it again.",
                ),
                (
                    "It does not",
                    "Check the syntax, `Host` and `Content-Length`.",
                ),
                (
                    "Nothing has changed",
                    "Do not repeat it: it would be wrong again.",
                ),
            ],
            source: rfc(9110, "15.5"),
        },
        see: &[422],
        words: &[
            "malformed",
            "syntax error",
            "invalid json",
            "missing parameter",
            "validation",
        ],
    },
    Code {
        number: 401,
        phrase: "Unauthorized",
        standing: Standing::Registered,
        spec: rfc(9110, "15.5.2"),
        summary: "The request lacks valid credentials: nobody has signed in, or the credentials \
                  are not accepted.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.5")),
        fields: &[Field {
            need: Must,
            name: "WWW-Authenticate",
            source: rfc(9110, "15.5.2"),
        }],
        advice: Advice {
            act: Act::SignIn,
            title: "Sign in, then repeat",
            rules: &[
                (
                    "You sent no credentials",
                    "Answer a challenge in `WWW-Authenticate`.",
                ),
                (
                    "You sent some",
                    "They are refused: get new ones, then repeat once.",
                ),
                (
                    "The same challenge comes back",
                    "Stop, and show the response to the user.",
                ),
            ],
            source: rfc(9110, "15.5.2"),
        },
        see: &[403, 407],
        words: &[
            "unauthenticated",
            "login",
            "password",
            "expired token",
            "jwt",
            "session",
        ],
    },
    Code {
        number: 402,
        phrase: "Payment Required",
        standing: Standing::Registered,
        spec: rfc(9110, "15.5.3"),
        summary: "Reserved for future use; a service that sends it wants to be paid first.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.5")),
        fields: &[],
        advice: Advice {
            act: Act::Fix,
            title: "Settle what is owed",
            rules: &[
                (
                    "The content says what is owed",
                    "Show it to the user; repeat when it is paid.",
                ),
                (
                    "It does not",
                    "Read the service's documentation: HTTP says no more.",
                ),
            ],
            source: rfc(9110, "15.5.3"),
        },
        see: &[],
        words: &[
            "billing",
            "subscription",
            "paywall",
            "credit card",
            "insufficient funds",
        ],
    },
    Code {
        number: 403,
        phrase: "Forbidden",
        standing: Standing::Registered,
        spec: rfc(9110, "15.5.4"),
        summary: "The server understood the request and refuses it; being signed in is not enough.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.5")),
        fields: &[Field {
            need: May,
            name: "WWW-Authenticate",
            source: rfc(9110, "11.6.1"),
        }],
        advice: Advice {
            act: Act::Stop,
            title: "Do not repeat it",
            rules: &[
                (
                    "You sent credentials",
                    "They do not suffice: do not repeat with the same.",
                ),
                (
                    "Another account is allowed",
                    "You may repeat the request as that one.",
                ),
                (
                    "Neither helps",
                    "Tell the user: the reason may be something else.",
                ),
            ],
            source: rfc(9110, "15.5.4"),
        },
        see: &[401, 404, 451],
        words: &[
            "access denied",
            "permission",
            "not allowed",
            "role",
            "firewall",
            "csrf",
        ],
    },
    Code {
        number: 404,
        phrase: "Not Found",
        standing: Standing::Registered,
        spec: rfc(9110, "15.5.5"),
        summary: "The server has nothing at this address, or does not want to say that it has.",
        caching: Caching::ByDefault(rfc(9110, "15.5.5")),
        content: Content::Should(rfc(9110, "15.5")),
        fields: &[],
        advice: Advice {
            act: Act::Stop,
            title: "Check the address",
            rules: &[
                (
                    "You wrote or built the address",
                    "Look for the mistake in it.",
                ),
                (
                    "You followed a link",
                    "Tell its owner; `404` does not say for how long.",
                ),
                (
                    "You are not signed in",
                    "Sign in: it may be hidden from strangers.",
                ),
            ],
            source: rfc(9110, "15.5.5"),
        },
        see: &[403, 410],
        words: &[
            "missing",
            "broken link",
            "dead link",
            "no such page",
            "wrong url",
            "typo",
        ],
    },
    Code {
        number: 405,
        phrase: "Method Not Allowed",
        standing: Standing::Registered,
        spec: rfc(9110, "15.5.6"),
        summary: "The server knows the method, but this resource does not support it.",
        caching: Caching::ByDefault(rfc(9110, "15.5.6")),
        content: Content::Should(rfc(9110, "15.5")),
        fields: &[Field {
            need: Must,
            name: "Allow",
            source: rfc(9110, "15.5.6"),
        }],
        advice: Advice {
            act: Act::Fix,
            title: "Use another method",
            rules: &[
                (
                    "`Allow` lists one that fits",
                    "Use it, if it does what you want.",
                ),
                (
                    "It lists others only",
                    "The address may be wrong: check it.",
                ),
                (
                    "It is empty",
                    "The resource takes no method, perhaps for a while.",
                ),
            ],
            source: rfc(9110, "10.2.1"),
        },
        see: &[501],
        words: &["wrong verb", "get instead of post", "read-only", "options"],
    },
    Code {
        number: 406,
        phrase: "Not Acceptable",
        standing: Standing::Registered,
        spec: rfc(9110, "15.5.7"),
        summary: "The resource has no form that the request accepts, and the server sends no \
                  other.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.5.7")),
        fields: &[],
        advice: Advice {
            act: Act::Fix,
            title: "Accept something else",
            rules: &[
                (
                    "The content lists what there is",
                    "Choose one and ask for it.",
                ),
                (
                    "It does not",
                    "Widen `Accept`, `Accept-Language` or `Accept-Encoding`.",
                ),
            ],
            source: rfc(9110, "15.5.7"),
        },
        see: &[415],
        words: &[
            "content negotiation",
            "accept header",
            "media type",
            "language",
            "format",
        ],
    },
    Code {
        number: 407,
        phrase: "Proxy Authentication Required",
        standing: Standing::Registered,
        spec: rfc(9110, "15.5.8"),
        summary: "A proxy on the way wants to know who you are before it lets the request through.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.5")),
        fields: &[Field {
            need: Must,
            name: "Proxy-Authenticate",
            source: rfc(9110, "15.5.8"),
        }],
        advice: Advice {
            act: Act::SignIn,
            title: "Sign in to the proxy",
            rules: &[
                (
                    "You have its credentials",
                    "Repeat with `Proxy-Authorization`.",
                ),
                (
                    "You sent them already",
                    "They are refused: get others, or stop.",
                ),
                (
                    "You have only the origin's",
                    "Keep them: the proxy is somebody else.",
                ),
            ],
            source: rfc(9110, "15.5.8"),
        },
        see: &[401, 511],
        words: &[
            "corporate network",
            "firewall",
            "login",
            "credentials",
            "tunnel",
        ],
    },
    Code {
        number: 408,
        phrase: "Request Timeout",
        standing: Standing::Registered,
        spec: rfc(9110, "15.5.9"),
        summary: "The complete request did not arrive in the time the server was prepared to wait.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.5")),
        fields: &[Field {
            need: May,
            name: "Connection",
            source: rfc(9112, "9.6"),
        }],
        advice: Advice {
            act: Act::Retry,
            title: "Repeat it on a new connection",
            rules: &[
                (
                    "You were still sending",
                    "You may repeat it: the server never had all of it.",
                ),
                (
                    "You were sending nothing",
                    "An idle connection ended: there is nothing to do.",
                ),
                ("It happens again", "Send less, or in smaller parts."),
            ],
            source: rfc(9110, "15.5.9"),
        },
        see: &[504],
        words: &[
            "time-out",
            "slow upload",
            "slow client",
            "idle",
            "keep-alive",
        ],
    },
    Code {
        number: 409,
        phrase: "Conflict",
        standing: Standing::Registered,
        spec: rfc(9110, "15.5.10"),
        summary: "The request does not go with the current state of the resource, which somebody \
                  may have changed.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.5.10")),
        fields: &[],
        advice: Advice {
            act: Act::Fix,
            title: "Resolve the conflict first",
            rules: &[
                (
                    "Somebody changed the resource",
                    "Fetch it, merge your change, send that.",
                ),
                (
                    "What you create exists",
                    "Use the one there is, or another name.",
                ),
                (
                    "You cannot decide it",
                    "Show the user the source of the conflict.",
                ),
            ],
            source: rfc(9110, "15.5.10"),
        },
        see: &[412, 422],
        words: &[
            "edit conflict",
            "duplicate",
            "already exists",
            "version",
            "merge",
            "race",
        ],
    },
    Code {
        number: 410,
        phrase: "Gone",
        standing: Standing::Registered,
        spec: rfc(9110, "15.5.11"),
        summary: "The resource is not available here any more, most likely for good.",
        caching: Caching::ByDefault(rfc(9110, "15.5.11")),
        content: Content::Should(rfc(9110, "15.5")),
        fields: &[],
        advice: Advice {
            act: Act::Stop,
            title: "Remove the link",
            rules: &[
                ("You keep links to it", "Delete them: the owner wants that."),
                ("You ask for it regularly", "Stop asking."),
                (
                    "You did not know it",
                    "Tell the user that it was withdrawn.",
                ),
            ],
            source: rfc(9110, "15.5.11"),
        },
        see: &[404],
        words: &[
            "deleted",
            "removed",
            "permanent",
            "discontinued",
            "expired",
            "withdrawn",
        ],
    },
    Code {
        number: 411,
        phrase: "Length Required",
        standing: Standing::Registered,
        spec: rfc(9110, "15.5.12"),
        summary: "The server does not take the request unless it says how long its content is.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.5")),
        fields: &[],
        advice: Advice {
            act: Act::Fix,
            title: "Say how long the content is",
            rules: &[
                (
                    "You know the length",
                    "Add `Content-Length`, then repeat the request.",
                ),
                (
                    "You send it chunked",
                    "Collect the content first, then send it whole.",
                ),
            ],
            source: rfc(9110, "15.5.12"),
        },
        see: &[],
        words: &[
            "content-length",
            "chunked",
            "transfer-encoding",
            "streaming upload",
        ],
    },
    Code {
        number: 412,
        phrase: "Precondition Failed",
        standing: Standing::Registered,
        spec: rfc(9110, "15.5.13"),
        summary: "A condition the request set, such as an unchanged version, is not met, so \
                  nothing was done.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.5")),
        fields: &[],
        advice: Advice {
            act: Act::Fix,
            title: "Fetch the current version",
            rules: &[
                (
                    "You sent `If-Match`",
                    "Fetch the resource, redo your change, send that.",
                ),
                (
                    "You sent `If-None-Match: *`",
                    "It exists already: look before you decide.",
                ),
                (
                    "You repeated a lost request",
                    "It may have worked: fetch and compare.",
                ),
            ],
            source: rfc(9110, "13.1.1"),
        },
        see: &[409, 428],
        words: &[
            "etag",
            "lost update",
            "optimistic locking",
            "stale",
            "if-match",
        ],
    },
    Code {
        number: 413,
        phrase: "Content Too Large",
        standing: Standing::Registered,
        spec: rfc(9110, "15.5.14"),
        summary: "The request carries more content than the server is willing or able to process.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.5")),
        fields: &[
            // SHOULD when the condition is temporary, which only the server knows.
            Field {
                need: May,
                name: "Retry-After",
                source: rfc(9110, "15.5.14"),
            },
            Field {
                need: May,
                name: "Connection",
                source: rfc(9112, "9.6"),
            },
        ],
        advice: Advice {
            act: Act::Fix,
            title: "Send less",
            rules: &[
                (
                    "`Retry-After` is there",
                    "It is temporary: wait that long, then try again.",
                ),
                (
                    "It is not",
                    "Send less, or in parts if the service takes them.",
                ),
                (
                    "You are still sending",
                    "Stop when the server closes the connection.",
                ),
            ],
            source: rfc(9110, "15.5.14"),
        },
        see: &[414, 431],
        words: &[
            "payload too large",
            "entity",
            "file size",
            "upload limit",
            "body limit",
        ],
    },
    Code {
        number: 414,
        phrase: "URI Too Long",
        standing: Standing::Registered,
        spec: rfc(9110, "15.5.15"),
        summary: "The address is longer than the server is willing to interpret.",
        caching: Caching::ByDefault(rfc(9110, "15.5.15")),
        content: Content::Should(rfc(9110, "15.5")),
        fields: &[],
        advice: Advice {
            act: Act::Fix,
            title: "Shorten the address",
            rules: &[
                (
                    "It has a long query",
                    "Send that in a `POST`, if the service takes it.",
                ),
                ("Redirects made it grow", "Stop: they lead in a circle."),
            ],
            source: rfc(9110, "15.5.15"),
        },
        see: &[413, 431],
        words: &["url", "query string", "get form", "redirect loop"],
    },
    Code {
        number: 415,
        phrase: "Unsupported Media Type",
        standing: Standing::Registered,
        spec: rfc(9110, "15.5.16"),
        summary: "The content you sent is in a format this resource does not take with this \
                  method.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.5")),
        fields: &[
            Field {
                need: May,
                name: "Accept",
                source: rfc(9110, "15.5.16"),
            },
            // Only when the content coding was the fault: RFC 9110 §12.5.3 forbids it otherwise.
            Field {
                need: May,
                name: "Accept-Encoding",
                source: rfc(9110, "15.5.16"),
            },
            // SHOULD in a response to PATCH.
            Field {
                need: May,
                name: "Accept-Patch",
                source: rfc(5789, "2.2"),
            },
        ],
        advice: Advice {
            act: Act::Fix,
            title: "Send another format",
            rules: &[
                ("`Accept` is there", "Send a media type it lists."),
                (
                    "`Accept-Encoding` is there",
                    "Send a content coding it lists.",
                ),
                (
                    "Neither is there",
                    "Check that `Content-Type` is right for the content.",
                ),
            ],
            source: rfc(9110, "15.5.16"),
        },
        see: &[406],
        words: &["content-type", "mime", "json", "xml", "gzip", "multipart"],
    },
    Code {
        number: 416,
        phrase: "Range Not Satisfiable",
        standing: Standing::Registered,
        spec: rfc(9110, "15.5.17"),
        summary: "The parts the request asks for do not exist, or are too many.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.5")),
        // For byte ranges, which is all there is in practice.
        fields: &[Field {
            need: Should,
            name: "Content-Range",
            source: rfc(9110, "15.5.17"),
        }],
        advice: Advice {
            act: Act::Fix,
            title: "Ask for another range",
            rules: &[
                (
                    "`Content-Range` gives the length",
                    "Ask for a range within it.",
                ),
                ("You have that many bytes", "Your copy may be complete."),
                ("Neither helps", "Ask for the whole, without `Range`."),
            ],
            source: rfc(9110, "15.5.17"),
        },
        see: &[],
        words: &[
            "resume download",
            "byte range",
            "partial download",
            "seek",
            "video",
        ],
    },
    Code {
        number: 417,
        phrase: "Expectation Failed",
        standing: Standing::Registered,
        spec: rfc(9110, "15.5.18"),
        summary: "A server on the way cannot meet what the request asks for in its Expect field.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.5")),
        fields: &[],
        advice: Advice {
            act: Act::Fix,
            title: "Repeat without the expectation",
            rules: &[
                (
                    "You sent `Expect: 100-continue`",
                    "Repeat the request without it.",
                ),
                (
                    "You sent something else there",
                    "Leave it out: nothing else is defined.",
                ),
            ],
            source: rfc(9110, "10.1.1"),
        },
        see: &[],
        words: &["100-continue", "curl", "upload", "http/1.0"],
    },
    Code {
        number: 418,
        phrase: "(Unused)",
        standing: Standing::Unused,
        spec: rfc(9110, "15.5.19"),
        summary: "Reserved, because a joke of 1 April 1998 about a teapot asked for coffee never \
                  went away.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::May(rfc(2324, "2.3.2")),
        fields: &[],
        advice: Advice {
            act: Act::Stop,
            title: "Find a coffee pot",
            rules: &[
                (
                    "You wanted coffee",
                    "A teapot will not brew it: ask another pot.",
                ),
                (
                    "You wanted anything else",
                    "Somebody is joking: treat it as `400`.",
                ),
            ],
            source: rfc(9110, "15.5.19"),
        },
        see: &[],
        words: &[
            "i'm a teapot",
            "short and stout",
            "htcpcp",
            "april fools",
            "easter egg",
        ],
    },
    Code {
        number: 421,
        phrase: "Misdirected Request",
        standing: Standing::Registered,
        spec: rfc(9110, "15.5.20"),
        summary: "The request reached a server that cannot, or will not, answer for its address.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.5")),
        fields: &[],
        advice: Advice {
            act: Act::Retry,
            title: "Repeat it on another connection",
            rules: &[
                (
                    "The connection was reused",
                    "Repeat on a fresh one, whatever the method.",
                ),
                (
                    "An alternative service sent it",
                    "Forget that service, then repeat.",
                ),
                (
                    "A fresh one gives `421` too",
                    "Stop: that host is not served there.",
                ),
            ],
            source: rfc(9110, "15.5.20"),
        },
        see: &[],
        words: &[
            "wrong host",
            "sni",
            "connection coalescing",
            "virtual host",
            "certificate",
        ],
    },
    Code {
        number: 422,
        phrase: "Unprocessable Content",
        standing: Standing::Registered,
        spec: rfc(9110, "15.5.21"),
        summary: "The server can read what you sent and its syntax is right, but cannot do what it \
                  says.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.5")),
        fields: &[],
        advice: Advice {
            act: Act::Fix,
            title: "Correct the values",
            rules: &[
                (
                    "The response names the faults",
                    "Correct them, then send it again.",
                ),
                ("It does not", "Compare your values with the documentation."),
                (
                    "Nothing has changed",
                    "Do not repeat it: it would be wrong again.",
                ),
            ],
            source: rfc(9110, "15.5.21"),
        },
        see: &[400, 409],
        words: &[
            "validation",
            "invalid value",
            "semantic error",
            "unprocessable entity",
            "form",
        ],
    },
    Code {
        number: 423,
        phrase: "Locked",
        standing: Standing::Registered,
        spec: rfc(4918, "11.3"),
        summary: "The source or the destination of the request is under a lock.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(4918, "11.3")),
        fields: &[],
        advice: Advice {
            act: Act::Fix,
            title: "Show the lock token",
            rules: &[
                (
                    "The lock is yours",
                    "Repeat with its token in the `If` field.",
                ),
                (
                    "It is somebody else's",
                    "Ask them to unlock, or come back later.",
                ),
            ],
            source: rfc(4918, "7.5"),
        },
        see: &[409],
        words: &["webdav", "file in use", "checked out", "unlock"],
    },
    Code {
        number: 424,
        phrase: "Failed Dependency",
        standing: Standing::Registered,
        spec: rfc(4918, "11.4"),
        summary: "This was not done, because another action it depended on failed.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.5")),
        fields: &[],
        advice: Advice {
            act: Act::Fix,
            title: "Correct what failed first",
            rules: &[
                (
                    "It stands in a `207`",
                    "Look for the part with another error: correct that.",
                ),
                ("That part is corrected", "Send the whole request again."),
            ],
            source: rfc(4918, "11.4"),
        },
        see: &[],
        words: &["webdav", "proppatch", "batch", "multi-status"],
    },
    Code {
        number: 425,
        phrase: "Too Early",
        standing: Standing::Registered,
        spec: rfc(8470, "5.2"),
        summary: "The server does not risk a request that somebody might replay, because it came \
                  before the TLS handshake was complete.",
        caching: Caching::WhenTold(rfc(8470, "5.2")),
        content: Content::Should(rfc(9110, "15.5")),
        fields: &[],
        advice: Advice {
            act: Act::Retry,
            title: "Repeat it after the handshake",
            rules: &[
                (
                    "You sent it in early data",
                    "Repeat it when the handshake is complete.",
                ),
                ("You repeat it", "Never in early data again."),
            ],
            source: rfc(8470, "5.2"),
        },
        see: &[429],
        words: &["0-rtt", "early data", "quic", "session resumption"],
    },
    Code {
        number: 426,
        phrase: "Upgrade Required",
        standing: Standing::Registered,
        spec: rfc(9110, "15.5.22"),
        summary: "The server refuses the request over this protocol and names another.",
        caching: Caching::WhenTold(rfc(9110, "15.1")),
        content: Content::Should(rfc(9110, "15.5")),
        fields: &[
            Field {
                need: Must,
                name: "Upgrade",
                source: rfc(9110, "15.5.22"),
            },
            Field {
                need: Must,
                name: "Connection",
                source: rfc(9110, "7.8"),
            },
        ],
        advice: Advice {
            act: Act::Fix,
            title: "Change the protocol",
            rules: &[
                (
                    "You speak one in `Upgrade`",
                    "Switch to it, then repeat the request.",
                ),
                ("You do not", "Stop: this client cannot use the service."),
            ],
            source: rfc(9110, "15.5.22"),
        },
        see: &[505],
        words: &["websocket", "http/2", "tls", "switch protocols"],
    },
    Code {
        number: 428,
        phrase: "Precondition Required",
        standing: Standing::Registered,
        spec: rfc(6585, "3"),
        summary: "The server takes this request only with a condition, so that you overwrite \
                  nobody's change unseen.",
        caching: Caching::Never(rfc(6585, "3")),
        content: Content::Should(rfc(6585, "3")),
        fields: &[],
        advice: Advice {
            act: Act::Fix,
            title: "Add a condition",
            rules: &[
                (
                    "You have the `ETag`",
                    "Send it in `If-Match` with the same request.",
                ),
                (
                    "You do not",
                    "`GET` the resource, check your change, then send it.",
                ),
            ],
            source: rfc(6585, "3"),
        },
        see: &[412],
        words: &[
            "if-match",
            "etag",
            "lost update",
            "optimistic locking",
            "conditional",
        ],
    },
    Code {
        number: 429,
        phrase: "Too Many Requests",
        standing: Standing::Registered,
        spec: rfc(6585, "4"),
        summary: "You have sent more requests than the server allows in a given time.",
        caching: Caching::Never(rfc(6585, "4")),
        content: Content::Should(rfc(6585, "4")),
        fields: &[
            Field {
                need: May,
                name: "Retry-After",
                source: rfc(6585, "4"),
            },
            Field {
                need: May,
                name: "RateLimit",
                source: rate_limit("4"),
            },
            Field {
                need: May,
                name: "RateLimit-Policy",
                source: rate_limit("3"),
            },
        ],
        advice: Advice {
            act: Act::Wait,
            title: "Slow down, then try again",
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
                    "Other requests go there",
                    "Hold them back too: they may count as well.",
                ),
            ],
            source: rfc(6585, "4"),
        },
        see: &[425, 503],
        words: &[
            "rate limit",
            "throttled",
            "quota",
            "backoff",
            "slow down",
            "api limit",
        ],
    },
    Code {
        number: 431,
        phrase: "Request Header Fields Too Large",
        standing: Standing::Registered,
        spec: rfc(6585, "5"),
        summary: "The fields at the top of the request, one of them or all together, are too long.",
        caching: Caching::Never(rfc(6585, "5")),
        content: Content::Should(rfc(9110, "15.5")),
        fields: &[],
        advice: Advice {
            act: Act::Fix,
            title: "Shorten the fields",
            rules: &[
                (
                    "The content names a field",
                    "Shorten that one, then send it again.",
                ),
                (
                    "It does not",
                    "Shorten the longest: often `Cookie` or `Authorization`.",
                ),
            ],
            source: rfc(6585, "5"),
        },
        see: &[413, 414],
        words: &["too many cookies", "header limit", "long token", "referer"],
    },
    Code {
        number: 451,
        phrase: "Unavailable For Legal Reasons",
        standing: Standing::Registered,
        spec: rfc(7725, "3"),
        summary: "The server denies access because of a legal demand.",
        caching: Caching::ByDefault(rfc(7725, "3")),
        content: Content::Should(rfc(7725, "3")),
        fields: &[Field {
            need: Should,
            name: "Link",
            source: rfc(7725, "4"),
        }],
        advice: Advice {
            act: Act::Stop,
            title: "Tell the user why",
            rules: &[
                (
                    "The content explains it",
                    "Show who demands it, and on what ground.",
                ),
                (
                    "`Link` says `blocked-by`",
                    "It names who blocks: not always the origin.",
                ),
                ("You ask again", "Expect the same answer."),
            ],
            source: rfc(7725, "3"),
        },
        see: &[403],
        words: &[
            "censorship",
            "court order",
            "dmca",
            "copyright",
            "geo-block",
            "blocked",
        ],
    },
];

const fn rate_limit(section: &'static str) -> Source {
    Source::Draft {
        name: "draft-ietf-httpapi-ratelimit-headers-11",
        section,
    }
}
