//! Links nobody should make, the same ones each time: for the core, and for the page.

use teapot::rng::Rng;

/// Names a link knows, and some it does not.
const NAMES: [&str; 22] = [
    "method",
    "path",
    "field",
    "body",
    "client",
    "policy",
    "compare",
    "calls",
    "pause",
    "script",
    "seed",
    "live",
    "world",
    "storm",
    "__proto__",
    "",
    "METHOD",
    "<img src=x>",
    "path[]",
    "%00",
    "kept",
    "é",
];
/// Values that break something somewhere, encoded or not.
const VALUES: [&str; 27] = [
    "%3Cimg+src%3Dx+onerror%3Ddocument.title%3D1%3E",
    "<script>document.title=1</script>",
    "\"><svg onload=document.title=1>",
    "javascript:document.title=1",
    "%",
    "%zz%f",
    "%ff%fe%00",
    "%F0%9F%AB%96+%E2%80%AE%00%0D%0A",
    "GET",
    "/api/users/7",
    "//evil.example/",
    "/api/%2e%2e/%2e%2e/",
    "503+x99999999999999999999",
    "503+retry-after%3D18446744073709551616",
    "503+x*;+limit+fixed+0/0s;+30%25+reset",
    "18446744073709551616",
    "-1",
    "999999999999+s",
    "yes",
    "careful,careful,fetch,nobody,%2C%2C",
    "attempts%3D999999;base%3D-1+s;rules%3D;;;;%3D",
    "rules%3D503+for+everything;breaker%3D0+%25+of+0+within+0+s+open+0+s",
    "X-A:+%0D%0AX-B:+c",
    "Content-Type:+application/json",
    "{\"a\":[[[[[[[[[[[[[[[[",
    "__proto__",
    "[{\"a\":[{}]}]",
];

/// The queries of 500 links.
pub fn links() -> Vec<String> {
    let mut rng = Rng::new(418);
    let mut below = |most: usize| (rng.bits() % most as u64) as usize;
    (0..500)
        .map(|_| {
            let mut query = String::new();
            for _ in 0..=below(12) {
                query += NAMES[below(NAMES.len())];
                query += ["=", "=", "=", "=", "", "=="][below(6)];
                for _ in 0..=below(3) {
                    let times = [1, 1, 1, 1, 2, 300][below(6)];
                    query += &VALUES[below(VALUES.len())].repeat(times);
                }
                query += ["&", "&", "&", "&&", ";", "?", "#"][below(7)];
            }
            query
        })
        .collect()
}
