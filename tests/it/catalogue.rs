//! Reads every row of the catalogue: against the registry, against the sources' rules, against the house's own.

use std::collections::BTreeSet;

use teapot::catalogue::{Act, Caching, Code, Content, Need, Standing, all, find};
use teapot::protocol::Source;

/// The IANA HTTP Status Code Registry as updated on 2025-09-15, unchanged in October 2026: code, description, reference.
const REGISTRY: &[(u16, &str, &str)] = &[
    (100, "Continue", "RFC 9110 §15.2.1"),
    (101, "Switching Protocols", "RFC 9110 §15.2.2"),
    (102, "Processing", "RFC 2518"),
    (103, "Early Hints", "RFC 8297"),
    (
        104,
        "Upload Resumption Supported (TEMPORARY - registered 2024-11-13, extension registered 2025-09-15, expires 2026-11-13)",
        "draft-ietf-httpbis-resumable-upload-05",
    ),
    (200, "OK", "RFC 9110 §15.3.1"),
    (201, "Created", "RFC 9110 §15.3.2"),
    (202, "Accepted", "RFC 9110 §15.3.3"),
    (203, "Non-Authoritative Information", "RFC 9110 §15.3.4"),
    (204, "No Content", "RFC 9110 §15.3.5"),
    (205, "Reset Content", "RFC 9110 §15.3.6"),
    (206, "Partial Content", "RFC 9110 §15.3.7"),
    (207, "Multi-Status", "RFC 4918"),
    (208, "Already Reported", "RFC 5842"),
    (226, "IM Used", "RFC 3229"),
    (300, "Multiple Choices", "RFC 9110 §15.4.1"),
    (301, "Moved Permanently", "RFC 9110 §15.4.2"),
    (302, "Found", "RFC 9110 §15.4.3"),
    (303, "See Other", "RFC 9110 §15.4.4"),
    (304, "Not Modified", "RFC 9110 §15.4.5"),
    (305, "Use Proxy", "RFC 9110 §15.4.6"),
    (306, "(Unused)", "RFC 9110 §15.4.7"),
    (307, "Temporary Redirect", "RFC 9110 §15.4.8"),
    (308, "Permanent Redirect", "RFC 9110 §15.4.9"),
    (400, "Bad Request", "RFC 9110 §15.5.1"),
    (401, "Unauthorized", "RFC 9110 §15.5.2"),
    (402, "Payment Required", "RFC 9110 §15.5.3"),
    (403, "Forbidden", "RFC 9110 §15.5.4"),
    (404, "Not Found", "RFC 9110 §15.5.5"),
    (405, "Method Not Allowed", "RFC 9110 §15.5.6"),
    (406, "Not Acceptable", "RFC 9110 §15.5.7"),
    (407, "Proxy Authentication Required", "RFC 9110 §15.5.8"),
    (408, "Request Timeout", "RFC 9110 §15.5.9"),
    (409, "Conflict", "RFC 9110 §15.5.10"),
    (410, "Gone", "RFC 9110 §15.5.11"),
    (411, "Length Required", "RFC 9110 §15.5.12"),
    (412, "Precondition Failed", "RFC 9110 §15.5.13"),
    (413, "Content Too Large", "RFC 9110 §15.5.14"),
    (414, "URI Too Long", "RFC 9110 §15.5.15"),
    (415, "Unsupported Media Type", "RFC 9110 §15.5.16"),
    (416, "Range Not Satisfiable", "RFC 9110 §15.5.17"),
    (417, "Expectation Failed", "RFC 9110 §15.5.18"),
    (418, "(Unused)", "RFC 9110 §15.5.19"),
    (421, "Misdirected Request", "RFC 9110 §15.5.20"),
    (422, "Unprocessable Content", "RFC 9110 §15.5.21"),
    (423, "Locked", "RFC 4918"),
    (424, "Failed Dependency", "RFC 4918"),
    (425, "Too Early", "RFC 8470"),
    (426, "Upgrade Required", "RFC 9110 §15.5.22"),
    (428, "Precondition Required", "RFC 6585"),
    (429, "Too Many Requests", "RFC 6585"),
    (431, "Request Header Fields Too Large", "RFC 6585"),
    (451, "Unavailable For Legal Reasons", "RFC 7725"),
    (500, "Internal Server Error", "RFC 9110 §15.6.1"),
    (501, "Not Implemented", "RFC 9110 §15.6.2"),
    (502, "Bad Gateway", "RFC 9110 §15.6.3"),
    (503, "Service Unavailable", "RFC 9110 §15.6.4"),
    (504, "Gateway Timeout", "RFC 9110 §15.6.5"),
    (505, "HTTP Version Not Supported", "RFC 9110 §15.6.6"),
    (506, "Variant Also Negotiates", "RFC 2295"),
    (507, "Insufficient Storage", "RFC 4918"),
    (508, "Loop Detected", "RFC 5842"),
    (510, "Not Extended (OBSOLETED)", "RFC 2774"),
    (511, "Network Authentication Required", "RFC 6585"),
];

/// The RFCs that have been read for the site; another one in a row or a page is more often a slip than a discovery.
pub const KNOWN_RFCS: &[u16] = &[
    2295, 2324, 2518, 2774, 3229, 4918, 5789, 5842, 5861, 6585, 6750, 6797, 7168, 7538, 7725, 8297,
    8470, 9110, 9111, 9112, 9113, 9209, 9457,
];

fn row(number: u16) -> &'static Code {
    find(number).unwrap_or_else(|| panic!("no row for {number}"))
}

fn numbers(what: impl Fn(&Code) -> bool) -> Vec<u16> {
    all()
        .filter(|code| what(code))
        .map(|code| code.number)
        .collect()
}

#[test]
fn the_rows_are_the_registry_s_in_its_order() {
    let registered: Vec<u16> = REGISTRY.iter().map(|(number, ..)| *number).collect();
    assert_eq!(numbers(|_| true), registered);
    assert_eq!(registered.len(), 64);
}

#[test]
fn phrase_and_spec_are_the_registry_s() {
    for (number, description, reference) in REGISTRY {
        let code = row(*number);
        let phrase = description
            .split_once(" (")
            .map_or(*description, |(phrase, _)| phrase);
        assert_eq!(code.phrase, phrase, "{number}");
        let spec = code.spec.label();
        let exact = spec == *reference;
        let nearer = !reference.contains('§') && spec.starts_with(&format!("{reference} §"));
        assert!(exact || nearer, "{number}: {spec} is not in {reference}");
    }
}

#[test]
fn only_what_the_registry_or_the_spec_retires_is_not_registered() {
    let until = Standing::Temporary {
        until: "2026-11-13",
    };
    for code in all() {
        let standing = match code.number {
            104 => until,
            305 => Standing::Deprecated,
            306 | 418 => Standing::Unused,
            510 => Standing::Obsoleted,
            _ => Standing::Registered,
        };
        assert_eq!(code.standing, standing, "{}", code.number);
    }
    let (_, description, _) = REGISTRY
        .iter()
        .find(|(number, ..)| *number == 104)
        .expect("104");
    assert!(description.contains("expires 2026-11-13"));
}

#[test]
fn a_summary_is_one_short_sentence() {
    for Code {
        number, summary, ..
    } in all()
    {
        assert!(summary.ends_with('.'), "{number}: no full stop");
        assert!(
            !summary.trim_end_matches('.').contains(". "),
            "{number}: more than one sentence"
        );
        assert!(
            summary.chars().count() <= 160,
            "{number}: {} characters",
            summary.chars().count()
        );
        assert!(
            summary.starts_with(char::is_uppercase),
            "{number}: {summary}"
        );
        check_text(*number, summary);
    }
}

#[test]
fn advice_fits_the_class_and_says_more_than_its_sign() {
    const SIGNS: &[&str] = &[
        "carry on",
        "done",
        "follow",
        "sign in",
        "fix",
        "fix the request",
        "wait",
        "retry",
        "stop",
    ];
    for Code { number, advice, .. } in all() {
        let fitting: &[Act] = match number / 100 {
            1 => &[Act::CarryOn],
            2 => &[Act::Done],
            3 => &[Act::Follow, Act::Done, Act::Stop],
            4 => &[Act::SignIn, Act::Fix, Act::Retry, Act::Wait, Act::Stop],
            _ => &[Act::Retry, Act::Wait, Act::SignIn, Act::Stop],
        };
        assert!(fitting.contains(&advice.act), "{number}: {:?}", advice.act);
        assert!(
            !SIGNS.contains(&advice.title.to_lowercase().as_str()),
            "{number}: {:?} is the bare sign",
            advice.title
        );
        assert!(
            !advice.title.ends_with('.'),
            "{number}: {:?} is no sentence",
            advice.title
        );
        assert!(
            (1..=4).contains(&advice.rules.len()),
            "{number}: {} rules",
            advice.rules.len()
        );
        check_text(*number, advice.title);
        for (condition, action) in advice.rules {
            assert!(
                !condition.ends_with('.'),
                "{number}: {condition:?} is no sentence"
            );
            assert!(
                action.ends_with(['.', '…']),
                "{number}: {action:?} has no full stop"
            );
            check_text(*number, condition);
            check_text(*number, action);
        }
    }
}

/// No slips of the hand: doubled or outer spaces, a line break, an open backquote.
fn check_text(number: u16, text: &str) {
    assert!(
        !text.trim().is_empty() && text.trim() == text,
        "{number}: {text:?}"
    );
    assert!(
        !text.contains("  ") && !text.contains(['\n', '\t']),
        "{number}: {text:?}"
    );
    assert!(
        text.matches('`').count().is_multiple_of(2),
        "{number}: open backquote in {text:?}"
    );
}

#[test]
fn look_alikes_exist_are_few_and_are_others() {
    for Code { number, see, .. } in all() {
        assert!(see.len() <= 4, "{number} sees {see:?}");
        assert_eq!(
            see.iter().collect::<BTreeSet<_>>().len(),
            see.len(),
            "{number} sees {see:?}"
        );
        for other in *see {
            assert!(
                other != number && find(*other).is_some(),
                "{number} sees {other}"
            );
        }
    }
}

#[test]
fn search_words_add_something() {
    for Code {
        number,
        phrase,
        summary,
        words,
        ..
    } in all()
    {
        assert!(
            (2..=6).contains(&words.len()),
            "{number} has {} words",
            words.len()
        );
        assert_eq!(
            words.iter().collect::<BTreeSet<_>>().len(),
            words.len(),
            "{number}: {words:?}"
        );
        let shown = format!(" {} {} ", phrase, summary)
            .to_lowercase()
            .replace(|c: char| !c.is_alphanumeric(), " ");
        for word in *words {
            check_text(*number, word);
            assert_eq!(*word, word.to_lowercase(), "{number}");
            let plain = format!(" {} ", word.replace(|c: char| !c.is_alphanumeric(), " "));
            assert!(
                !shown.contains(&plain),
                "{number}: {word:?} is in the phrase or the summary"
            );
        }
    }
}

#[test]
fn fields_are_named_once_most_demanded_first() {
    for Code { number, fields, .. } in all() {
        let names: BTreeSet<String> = fields
            .iter()
            .map(|field| field.name.to_lowercase())
            .collect();
        assert_eq!(names.len(), fields.len(), "{number} names a field twice");
        let needs: Vec<u8> = fields.iter().map(|field| field.need as u8).collect();
        assert!(needs.is_sorted(), "{number}: {fields:?}");
        for field in *fields {
            assert!(
                http::HeaderName::try_from(field.name).is_ok(),
                "{number}: {:?}",
                field.name
            );
            let capitals = field
                .name
                .split('-')
                .all(|part| part.starts_with(|c: char| c.is_ascii_uppercase()));
            assert!(
                capitals,
                "{number}: {:?} is not as an RFC writes it",
                field.name
            );
        }
    }
}

#[test]
fn the_demanded_fields_are_there() {
    let demanded: &[(u16, &str)] = &[
        (101, "Upgrade"),
        (206, "Content-Range"),
        (401, "WWW-Authenticate"),
        (405, "Allow"),
        (407, "Proxy-Authenticate"),
        (426, "Upgrade"),
    ];
    for (number, name) in demanded {
        let fields = row(*number).fields;
        assert!(
            fields
                .iter()
                .any(|field| field.need == Need::Must && field.name == *name),
            "{number}: {fields:?}"
        );
    }
    let retry_after = |number| {
        row(number)
            .fields
            .iter()
            .any(|field| field.name == "Retry-After")
    };
    assert!([413, 429, 503].into_iter().all(retry_after));
}

#[test]
fn what_cannot_have_content_is_known() {
    // RFC 9110 §15.2, §15.3.5, §15.4.5, and §15.3.6 for the empty one.
    let mut never = numbers(|code| code.number < 200);
    never.extend([204, 304]);
    assert_eq!(
        numbers(|code| matches!(code.content, Content::Never(_))),
        never
    );
    assert_eq!(
        numbers(|code| matches!(code.content, Content::Empty(_))),
        [205]
    );
}

#[test]
fn what_a_cache_keeps_unasked_is_known() {
    // RFC 9110 §15.1, and RFC 7725 §3 for 451.
    let listed = [
        200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 451, 501,
    ];
    assert_eq!(
        numbers(|code| matches!(code.caching, Caching::ByDefault(_))),
        listed
    );
    // RFC 9111 §3 stores final responses only; RFC 6585 excludes its four codes.
    let mut never = numbers(|code| code.number < 200);
    never.extend([428, 429, 431, 511]);
    assert_eq!(
        numbers(|code| matches!(code.caching, Caching::Never(_))),
        never
    );
}

#[test]
fn every_source_can_be_followed() {
    for code in all() {
        let (Caching::ByDefault(caching) | Caching::WhenTold(caching) | Caching::Never(caching)) =
            code.caching;
        let (Content::Never(content)
        | Content::Empty(content)
        | Content::May(content)
        | Content::Should(content)) = code.content;
        let fields = code.fields.iter().map(|field| field.source);
        for source in [code.spec, caching, content, code.advice.source]
            .into_iter()
            .chain(fields)
        {
            assert!(is_well_formed(&source), "{}: {source:?}", code.number);
            assert!(
                !source.label().is_empty() && source.url().starts_with("https://"),
                "{}: {source:?}",
                code.number
            );
            assert!(
                !source.url().contains(char::is_whitespace),
                "{}: {source:?}",
                code.number
            );
        }
    }
}

fn is_well_formed(source: &Source) -> bool {
    match source {
        Source::Rfc { number, section } => KNOWN_RFCS.contains(number) && is_section(section),
        Source::Draft { name, section } => {
            let version = name.rsplit_once('-').map_or("", |(_, version)| version);
            name.starts_with("draft-")
                && version.len() == 2
                && is_digits(version)
                && is_section(section)
        }
        Source::Registry => true,
        Source::Page { title, .. } => title.trim() == *title && !title.is_empty(),
    }
}

/// Whether it is empty or such as `15.6.4`.
pub fn is_section(section: &str) -> bool {
    section.is_empty()
        || section
            .split('.')
            .all(|part| is_digits(part) && !part.starts_with('0'))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}
