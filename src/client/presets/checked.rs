//! Which libraries were run beside their presets, and in which versions: `tests/real_clients` makes calls with them, and
//! compares what the server sees with what the preset does.

/// A preset, and what its library was when they were compared.
pub(super) const CHECKED: &[(&str, &str)] = &[
    ("fetch", "fetch() on Node 22"),
    ("axios-retry", "axios 1.21.1, axios-retry 4.5.0 on Node 22"),
    (
        "axios-retry-exp",
        "axios 1.21.1, axios-retry 4.5.0 on Node 22",
    ),
    ("ky", "ky 2.0.2 on Node 22"),
    ("got", "got 15.0.5 on Node 22"),
    ("ofetch", "ofetch 2.0.0-alpha.3 on Node 22"),
    ("superagent", "superagent 10.4.2 on Node 22"),
    ("fetch-retry", "fetch-retry 6.0.0 on Node 22"),
    ("undici-retry", "undici 8.10.0 on Node 22"),
    ("p-retry", "p-retry 7.0.0, axios 1.21.1 on Node 22"),
    ("cockatiel", "cockatiel 3.2.1, axios 1.21.1 on Node 22"),
    ("rtk-query", "@reduxjs/toolkit 2.12.0 on Node 22"),
    ("gaxios", "gaxios 7.1.2 on Node 22"),
    (
        "azure-core-js",
        "@typespec/ts-http-runtime 0.3.6 on Node 22",
    ),
    ("stripe-node", "stripe 22.5.0 on Node 22"),
    (
        "octokit-retry",
        "@octokit/plugin-retry 8.1.1, @octokit/core 7.0.8 on Node 22",
    ),
    ("requests", "requests 2.34.2, urllib3 2.7.0 on Python 3.11"),
    ("httpx", "httpx 0.28.1, httpcore 1.0.9 on Python 3.11"),
    ("urllib3-default", "urllib3 2.7.0 on Python 3.11"),
    ("urllib3-typical", "urllib3 2.7.0 on Python 3.11"),
    (
        "aiohttp-retry",
        "aiohttp-retry 2.9.1, aiohttp 3.14.5 on Python 3.11",
    ),
    ("tenacity", "tenacity 9.1.4, requests 2.34.2 on Python 3.11"),
    (
        "google-api-core",
        "google-api-core 2.44.0, requests 2.34.2 on Python 3.11",
    ),
    ("openai-python", "openai 3.3.1 on Python 3.11"),
    ("reqwest", "reqwest 0.13.4"),
    (
        "reqwest-retry",
        "reqwest-retry 0.9.1, retry-policies 0.5.2, reqwest 0.13.4",
    ),
    ("curl-retry", "curl 7.88.1"),
];
