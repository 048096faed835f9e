//! The prose, one page per code, for the prerenderer and the tests; it never enters the program.

/// The page of one code, in Markdown.
#[derive(Debug)]
pub struct Page {
    /// The code it is about.
    pub number: u16,
    /// The text: `## Meaning`, `## Sending it`, `## Receiving it`, `## Example`.
    pub text: &'static str,
}

/// Every page, in the order of the codes.
pub const PAGES: &[Page] = &[
    Page {
        number: 200,
        text: include_str!("pages/200.md"),
    },
    Page {
        number: 201,
        text: include_str!("pages/201.md"),
    },
    Page {
        number: 204,
        text: include_str!("pages/204.md"),
    },
    Page {
        number: 301,
        text: include_str!("pages/301.md"),
    },
    Page {
        number: 302,
        text: include_str!("pages/302.md"),
    },
    Page {
        number: 303,
        text: include_str!("pages/303.md"),
    },
    Page {
        number: 304,
        text: include_str!("pages/304.md"),
    },
    Page {
        number: 307,
        text: include_str!("pages/307.md"),
    },
    Page {
        number: 308,
        text: include_str!("pages/308.md"),
    },
    Page {
        number: 400,
        text: include_str!("pages/400.md"),
    },
    Page {
        number: 401,
        text: include_str!("pages/401.md"),
    },
    Page {
        number: 403,
        text: include_str!("pages/403.md"),
    },
    Page {
        number: 404,
        text: include_str!("pages/404.md"),
    },
    Page {
        number: 405,
        text: include_str!("pages/405.md"),
    },
    Page {
        number: 409,
        text: include_str!("pages/409.md"),
    },
    Page {
        number: 410,
        text: include_str!("pages/410.md"),
    },
    Page {
        number: 422,
        text: include_str!("pages/422.md"),
    },
    Page {
        number: 429,
        text: include_str!("pages/429.md"),
    },
    Page {
        number: 500,
        text: include_str!("pages/500.md"),
    },
    Page {
        number: 502,
        text: include_str!("pages/502.md"),
    },
    Page {
        number: 503,
        text: include_str!("pages/503.md"),
    },
    Page {
        number: 504,
        text: include_str!("pages/504.md"),
    },
];

/// The page of a code, if there is one.
pub fn find(number: u16) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.number == number)
}
