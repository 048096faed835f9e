//! What the fields of a message are for, a sentence each, and where they are defined. Names are those of the IANA HTTP
//! field name registry, sections those that define the field; what no standard defines says so, and cites who made it known.

use super::source::{Source, rfc};

/// A field of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name, as its definition writes it.
    pub name: &'static str,
    /// What it is for, in one sentence; words of the wire stand in backquotes.
    pub says: &'static str,
    /// Where it is defined.
    pub source: Source,
}

const fn field(name: &'static str, says: &'static str, source: Source) -> Field {
    Field { name, says, source }
}

const fn page(title: &'static str, url: &'static str) -> Source {
    Source::Page { title, url }
}

const fn draft(name: &'static str, section: &'static str) -> Source {
    Source::Draft { name, section }
}

const RATELIMIT: &str = "draft-ietf-httpapi-ratelimit-headers-11";
const UPLOAD: &str = "draft-ietf-httpbis-resumable-upload-05";
const KEY: &str = "draft-ietf-httpapi-idempotency-key-header-07";
const GITHUB: Source = page(
    "GitHub, Rate limits for the REST API",
    "https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api",
);
const METADATA: Source = page(
    "W3C, Fetch Metadata Request Headers",
    "https://www.w3.org/TR/fetch-metadata/",
);
const FORWARDED: Source = rfc(7239, "1");

/// The fields that are known here, by name.
pub const FIELDS: &[Field] = &[
    field(
        "A-IM",
        "What may be done to the instance before it is sent, such as sending only the difference.",
        rfc(3229, "10.5.3"),
    ),
    field(
        "Accept",
        "The media types that are wanted in the answer, or, in a 415, those that are understood in a request; `q` weighs them.",
        rfc(9110, "12.5.1"),
    ),
    field(
        "Accept-CH",
        "Client hints the server would like to get with later requests.",
        rfc(8942, "3.1"),
    ),
    field(
        "Accept-Charset",
        "The character encodings that are wanted; deprecated, because UTF-8 is understood nearly everywhere.",
        rfc(9110, "12.5.2"),
    ),
    field(
        "Accept-Encoding",
        "The codings, such as `gzip`, that the content of the answer may have, or, in a 415, that are understood in a request.",
        rfc(9110, "12.5.3"),
    ),
    field(
        "Accept-Language",
        "The languages the user would like; `q` weighs them.",
        rfc(9110, "12.5.4"),
    ),
    field(
        "Accept-Patch",
        "The media types a `PATCH` may have here.",
        rfc(5789, "3.1"),
    ),
    field(
        "Accept-Query",
        "The media types a `QUERY` may have here.",
        rfc(10008, "3"),
    ),
    field(
        "Accept-Ranges",
        "Whether parts of this can be asked for, and in which unit.",
        rfc(9110, "14.3"),
    ),
    field(
        "Access-Control-Allow-Credentials",
        "Whether scripts of another origin may read an answer that was asked for with cookies or credentials.",
        page(
            "Fetch Standard, Access-Control-Allow-Credentials",
            "https://fetch.spec.whatwg.org/#http-access-control-allow-credentials",
        ),
    ),
    field(
        "Access-Control-Allow-Headers",
        "The fields a script of another origin may send, besides the usual few.",
        page(
            "Fetch Standard, Access-Control-Allow-Headers",
            "https://fetch.spec.whatwg.org/#http-access-control-allow-headers",
        ),
    ),
    field(
        "Access-Control-Allow-Methods",
        "The methods a script of another origin may use, besides `GET`, `HEAD` and `POST`.",
        page(
            "Fetch Standard, Access-Control-Allow-Methods",
            "https://fetch.spec.whatwg.org/#http-access-control-allow-methods",
        ),
    ),
    field(
        "Access-Control-Allow-Origin",
        "The origin whose scripts may read this answer; `*` is any, unless credentials were sent.",
        page(
            "Fetch Standard, Access-Control-Allow-Origin",
            "https://fetch.spec.whatwg.org/#http-access-control-allow-origin",
        ),
    ),
    field(
        "Access-Control-Expose-Headers",
        "The fields of this answer that a script of another origin may read, besides the usual few.",
        page(
            "Fetch Standard, Access-Control-Expose-Headers",
            "https://fetch.spec.whatwg.org/#http-access-control-expose-headers",
        ),
    ),
    field(
        "Access-Control-Max-Age",
        "For how many seconds a browser may remember what the two fields about methods and fields allow.",
        page(
            "Fetch Standard, Access-Control-Max-Age",
            "https://fetch.spec.whatwg.org/#http-access-control-max-age",
        ),
    ),
    field(
        "Access-Control-Request-Headers",
        "The fields the request that follows would carry.",
        page(
            "Fetch Standard, Access-Control-Request-Headers",
            "https://fetch.spec.whatwg.org/#http-access-control-request-headers",
        ),
    ),
    field(
        "Access-Control-Request-Method",
        "The method the request that follows would have.",
        page(
            "Fetch Standard, Access-Control-Request-Method",
            "https://fetch.spec.whatwg.org/#http-access-control-request-method",
        ),
    ),
    field(
        "Age",
        "About how many seconds ago the origin made the answer, or last confirmed it.",
        rfc(9111, "5.1"),
    ),
    field(
        "Allow",
        "The methods this resource supports.",
        rfc(9110, "10.2.1"),
    ),
    field(
        "Alt-Svc",
        "Other places, and other protocols, where the same can be had.",
        rfc(7838, "3"),
    ),
    field(
        "Authentication-Info",
        "What the server says about an authentication that worked.",
        rfc(9110, "11.6.3"),
    ),
    field(
        "Authorization",
        "The credentials of the client for this server: a scheme, such as `Bearer` or `Basic`, and what the scheme wants.",
        rfc(9110, "11.6.2"),
    ),
    field(
        "Cache-Control",
        "Who may store this, for how long, and when it has to be checked again; in a request, what the client takes from a cache.",
        rfc(9111, "5.2"),
    ),
    field(
        "Cache-Status",
        "What caches on the way did with the request: a hit, or why it was sent on.",
        rfc(9211, "2"),
    ),
    field(
        "CF-Ray",
        "Cloudflare’s name for this request, with the data centre it went through; no standard defines it.",
        page(
            "Cloudflare, HTTP headers",
            "https://developers.cloudflare.com/fundamentals/reference/http-headers/#cf-ray",
        ),
    ),
    field(
        "Connection",
        "What applies to this connection only: `close` ends it after the answer, other words name fields that are not passed on.",
        rfc(9110, "7.6.1"),
    ),
    field(
        "Content-Digest",
        "A hash of the content as it is in this message.",
        rfc(9530, "2"),
    ),
    field(
        "Content-Disposition",
        "Whether this is to be shown or saved, and under which file name.",
        rfc(6266, "4"),
    ),
    field(
        "Content-Encoding",
        "How the content was compressed; it is undone to get at the media type.",
        rfc(9110, "8.4"),
    ),
    field(
        "Content-Language",
        "The language of the people the content is meant for.",
        rfc(9110, "8.5"),
    ),
    field(
        "Content-Length",
        "How many bytes the content has, or, in the answer to a `HEAD` or a 304, would have.",
        rfc(9110, "8.6"),
    ),
    field(
        "Content-Location",
        "Where exactly this representation can be had by itself.",
        rfc(9110, "8.7"),
    ),
    field(
        "Content-Range",
        "Which part of the whole this is, or, in a 416, how long the whole is.",
        rfc(9110, "14.4"),
    ),
    field(
        "Content-Security-Policy",
        "What a page may load and run.",
        page(
            "W3C, Content Security Policy Level 3",
            "https://www.w3.org/TR/CSP3/#csp-header",
        ),
    ),
    field(
        "Content-Type",
        "The media type of the content: what the bytes mean.",
        rfc(9110, "8.3"),
    ),
    field(
        "Cookie",
        "What the server asked the browser to remember with `Set-Cookie`, sent back.",
        rfc(6265, "4.2"),
    ),
    field(
        "Date",
        "When the message was made, by the clock of whoever made it.",
        rfc(9110, "6.6.1"),
    ),
    field(
        "Delta-Base",
        "The tag of the version that the difference in the content is to be applied to.",
        rfc(3229, "10.5.1"),
    ),
    field(
        "Deprecation",
        "Since when, or from when, this resource is not to be relied on.",
        rfc(9745, "2"),
    ),
    field(
        "Early-Data",
        "`1` says that the request may have come in TLS early data, which an attacker can send again.",
        rfc(8470, "5.1"),
    ),
    field(
        "ETag",
        "A name for this version of the resource, to compare with later; `W/` marks one that says only that it means the same.",
        rfc(9110, "8.8.3"),
    ),
    field(
        "Expect",
        "`100-continue` waits for the server’s word before the content is sent.",
        rfc(9110, "10.1.1"),
    ),
    field(
        "Expires",
        "When the answer becomes stale; `max-age` goes before it.",
        rfc(9111, "5.3"),
    ),
    field(
        "Forwarded",
        "Who asked, and how, before a proxy passed it on.",
        rfc(7239, "4"),
    ),
    field(
        "From",
        "The mail address of the person behind a program.",
        rfc(9110, "10.1.2"),
    ),
    field(
        "Host",
        "The host, and the port if need be, that the request is for: one address may serve many.",
        rfc(9110, "7.2"),
    ),
    field(
        "Idempotency-Key",
        "One name for every repeat of the same request, so that the server does the work once.",
        draft(KEY, "2"),
    ),
    field(
        "If-Match",
        "Do it only if the resource still has one of these tags; `*` is any.",
        rfc(9110, "13.1.1"),
    ),
    field(
        "If-Modified-Since",
        "Send it only if it changed after this moment.",
        rfc(9110, "13.1.3"),
    ),
    field(
        "If-None-Match",
        "Do it only if the resource has none of these tags; with `*`, only if there is none yet.",
        rfc(9110, "13.1.2"),
    ),
    field(
        "If-Range",
        "Send the part only if the resource is still this version; otherwise all of it.",
        rfc(9110, "13.1.5"),
    ),
    field(
        "If-Unmodified-Since",
        "Do it only if it did not change after this moment.",
        rfc(9110, "13.1.4"),
    ),
    field(
        "IM",
        "What was done to the instance before it was sent, such as sending only the difference.",
        rfc(3229, "10.5.2"),
    ),
    field(
        "Keep-Alive",
        "How long (`timeout`) and for how many requests (`max`) the connection may stay open, as servers use it; the RFC defines no parameters.",
        rfc(2068, "19.7.1.1"),
    ),
    field(
        "Last-Modified",
        "When the resource changed last, as far as the server knows.",
        rfc(9110, "8.8.2"),
    ),
    field(
        "Link",
        "Other resources, and what they are to this one: `rel` says it.",
        rfc(8288, "3"),
    ),
    field(
        "Location",
        "Where to go: the target of a redirect, what a 201 created, or where to ask about work that goes on.",
        rfc(9110, "10.2.2"),
    ),
    field(
        "Max-Forwards",
        "How many more times a `TRACE` or `OPTIONS` may be passed on.",
        rfc(9110, "7.6.2"),
    ),
    field(
        "Origin",
        "The origin of the page that sends this, by a script or a form.",
        rfc(6454, "7"),
    ),
    field(
        "Pragma",
        "`no-cache`, for caches of HTTP/1.0; deprecated.",
        rfc(9111, "5.4"),
    ),
    field(
        "Prefer",
        "What the client would like, and the server may pass over: `return=minimal`, `respond-async`, `wait=10`.",
        rfc(7240, "2"),
    ),
    field(
        "Preference-Applied",
        "Which of the client’s wishes the server fulfilled.",
        rfc(7240, "3"),
    ),
    field(
        "Priority",
        "How urgent this is beside other requests of the connection.",
        rfc(9218, "5"),
    ),
    field(
        "Proxy-Authenticate",
        "How to log in at the proxy.",
        rfc(9110, "11.7.1"),
    ),
    field(
        "Proxy-Authorization",
        "The credentials for the proxy.",
        rfc(9110, "11.7.2"),
    ),
    field(
        "Proxy-Status",
        "What proxies on the way made of the request: which of them, and the error it met.",
        rfc(9209, "2"),
    ),
    field(
        "Range",
        "The part that is asked for, such as `bytes=0-19`.",
        rfc(9110, "14.2"),
    ),
    field(
        "RateLimit",
        "How much of a quota is left (`r`), to last for so many seconds (`t`).",
        draft(RATELIMIT, "4"),
    ),
    field(
        "RateLimit-Policy",
        "The quotas that hold here: how much (`q`) in how many seconds (`w`).",
        draft(RATELIMIT, "3"),
    ),
    field(
        "Referer",
        "The address of the page that led here.",
        rfc(9110, "10.1.3"),
    ),
    field(
        "Repr-Digest",
        "A hash of the whole representation, also where only a part is sent.",
        rfc(9530, "3"),
    ),
    field(
        "Retry-After",
        "How long to wait before the next request: seconds, or a date.",
        rfc(9110, "10.2.3"),
    ),
    field(
        "Sec-Fetch-Dest",
        "What the browser wants the answer for, such as an image or a script’s data.",
        METADATA,
    ),
    field(
        "Sec-Fetch-Mode",
        "The mode of the browser’s request, such as `cors` or `navigate`.",
        METADATA,
    ),
    field(
        "Sec-Fetch-Site",
        "How the page that asks is related to this server.",
        METADATA,
    ),
    field(
        "Sec-Fetch-User",
        "`?1` says that a user’s click or key led here.",
        METADATA,
    ),
    field("Server", "The program that answers.", rfc(9110, "10.2.4")),
    field(
        "Set-Cookie",
        "Something for the browser to remember and send back.",
        rfc(6265, "4.1"),
    ),
    field(
        "Strict-Transport-Security",
        "For how long browsers are to come with https only.",
        rfc(6797, "6.1"),
    ),
    field(
        "Sunset",
        "When the resource is expected to go away.",
        rfc(8594, "3"),
    ),
    field(
        "TE",
        "Which transfer codings the client takes besides `chunked`, and whether it takes trailers.",
        rfc(9110, "10.1.4"),
    ),
    field(
        "Traceparent",
        "Where this request belongs in a trace over many services.",
        page(
            "W3C, Trace Context",
            "https://www.w3.org/TR/trace-context/#traceparent-header",
        ),
    ),
    field(
        "Trailer",
        "Which fields follow after the content.",
        rfc(9110, "6.6.2"),
    ),
    field(
        "Transfer-Encoding",
        "How the message is framed on this connection; `chunked` sends it in pieces of known length.",
        rfc(9112, "6.1"),
    ),
    field(
        "Upgrade",
        "Protocols to switch this connection to.",
        rfc(9110, "7.8"),
    ),
    field(
        "Upload-Draft-Interop-Version",
        "The version of the draft for resumable uploads that both sides have to speak alike.",
        draft(UPLOAD, "4.2"),
    ),
    field(
        "Upload-Limit",
        "What a resumable upload may have at most.",
        draft(UPLOAD, "8.2"),
    ),
    field(
        "Upload-Offset",
        "How many bytes of a resumable upload have arrived; in a request that goes on with one, where it goes on.",
        draft(UPLOAD, "8.1"),
    ),
    field("User-Agent", "The program that asks.", rfc(9110, "10.1.5")),
    field(
        "Vary",
        "The fields of a request that change the answer, so that caches keep the answers apart.",
        rfc(9110, "12.5.5"),
    ),
    field(
        "Via",
        "The proxies the message came through.",
        rfc(9110, "7.6.3"),
    ),
    field(
        "WWW-Authenticate",
        "How to authenticate here: a scheme, such as `Bearer` or `Basic`, and what it needs.",
        rfc(9110, "11.6.1"),
    ),
    field(
        "X-API-Key",
        "A key that names the program that asks; many APIs use it, and no standard defines it.",
        page(
            "Swagger, API Keys",
            "https://swagger.io/docs/specification/authentication/api-keys/",
        ),
    ),
    field(
        "X-Content-Type-Options",
        "`nosniff` keeps browsers from guessing another media type.",
        page(
            "Fetch Standard, X-Content-Type-Options",
            "https://fetch.spec.whatwg.org/#x-content-type-options-header",
        ),
    ),
    field(
        "X-Forwarded-For",
        "Who asked before proxies passed it on; no standard defines it, `Forwarded` is meant to take its place.",
        FORWARDED,
    ),
    field(
        "X-Forwarded-Proto",
        "Whether it was http or https before a proxy; no standard defines it, `Forwarded` is meant to take its place.",
        FORWARDED,
    ),
    field(
        "X-Idempotency-Key",
        "Another name of `Idempotency-Key` that no standard defines.",
        draft(KEY, ""),
    ),
    field(
        "X-RateLimit-Limit",
        "How many requests a window has room for; no standard defines it.",
        GITHUB,
    ),
    field(
        "X-RateLimit-Remaining",
        "How many requests are left in the window; no standard defines it.",
        GITHUB,
    ),
    field(
        "X-RateLimit-Reset",
        "When the window ends, in seconds since 1970; no standard defines it, and some mean seconds from now.",
        GITHUB,
    ),
    field(
        "X-Request-ID",
        "A name for this one request, to find it in the logs of both sides; no standard defines it.",
        page(
            "Heroku, HTTP Request IDs",
            "https://devcenter.heroku.com/articles/http-request-id",
        ),
    ),
];

/// What is known of a field, whatever the case of its name.
pub fn find(name: &str) -> Option<&'static Field> {
    FIELDS
        .iter()
        .find(|field| field.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::text::field_name;

    #[test]
    fn each_field_stands_once_in_the_order_of_names_with_a_sentence() {
        for pair in FIELDS.windows(2) {
            let [one, two] = [pair[0], pair[1]].map(|field| field.name.to_ascii_lowercase());
            assert!(one < two, "{one} before {two}");
        }
        for field in FIELDS {
            let name: http::HeaderName = field.name.parse().expect("a name");
            assert!(find(&field_name(&name)).is_some(), "{}", field.name);
            assert!(field.says.ends_with('.'), "{}", field.name);
            assert_eq!(field.says.matches('`').count() % 2, 0, "{}", field.name);
            assert!(field.source.url().starts_with("https://"), "{}", field.name);
        }
    }
}
