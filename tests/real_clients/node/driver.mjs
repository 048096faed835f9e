// Makes calls with one of the libraries, each when its time has come and as the library does it when nothing is configured.
//
//   node driver.mjs ky < calls       a call a line: {"method": "PUT", "url": "http://…", "content": "…", "at_ms": 8}
//   node driver.mjs --versions ky    which versions those are
//
// What comes of a call is not told: the server saw it.
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

const JSON_TYPE = { "Content-Type": "application/json" };
const fields = (content) => (content === undefined ? {} : JSON_TYPE);

// What axios alone does, for those that wrap it: it throws from 300, and never tries again.
async function axiosAlone() {
    const { default: axios } = await import("axios");
    return ({ method, url, content }) => axios.request({ method, url, data: content, headers: fields(content) });
}

async function axiosRetry(configure) {
    const [{ default: axios }, retry] = await Promise.all([import("axios"), import("axios-retry")]);
    return ({ method, url, content }) => {
        const client = axios.create();
        retry.default(client, configure(retry));
        return client.request({ method, url, data: content, headers: fields(content) });
    };
}

const libraries = {
    fetch: {
        packages: [],
        make: async () => ({ method, url, content }) => fetch(url, { method, body: content, headers: fields(content) }),
    },
    "axios-retry": {
        packages: ["axios", "axios-retry"],
        make: () => axiosRetry(() => undefined),
    },
    "axios-retry-exp": {
        packages: ["axios", "axios-retry"],
        make: () => axiosRetry(({ exponentialDelay }) => ({ retryDelay: exponentialDelay })),
    },
    ky: {
        packages: ["ky"],
        make: async () => {
            const { default: ky } = await import("ky");
            return ({ method, url, content }) => ky(url, { method, body: content, headers: fields(content) });
        },
    },
    got: {
        packages: ["got"],
        make: async () => {
            const { default: got } = await import("got");
            return ({ method, url, content }) => got(url, { method, body: content, headers: fields(content) });
        },
    },
    ofetch: {
        packages: ["ofetch"],
        make: async () => {
            const { ofetch } = await import("ofetch");
            return ({ method, url, content }) => ofetch(url, { method, body: content, headers: fields(content) });
        },
    },
    superagent: {
        packages: ["superagent"],
        make: async () => {
            const { default: superagent } = await import("superagent");
            return ({ method, url, content }) => {
                const request = superagent(method, url).retry(1);
                return content === undefined ? request : request.type("json").send(content);
            };
        },
    },
    "fetch-retry": {
        packages: ["fetch-retry"],
        make: async () => {
            const { default: wrap } = await import("fetch-retry");
            const retrying = wrap(fetch);
            return ({ method, url, content }) => retrying(url, { method, body: content, headers: fields(content) });
        },
    },
    "undici-retry": {
        packages: ["undici"],
        make: async () => {
            const { Agent, RetryAgent, request } = await import("undici");
            const dispatcher = new RetryAgent(new Agent());
            return async ({ method, url, content }) => {
                const { body } = await request(url, { method, body: content, headers: fields(content), dispatcher });
                await body.dump();
            };
        },
    },
    gaxios: {
        packages: ["gaxios"],
        make: async () => {
            const { request } = await import("gaxios");
            return ({ method, url, content }) =>
                request({ method, url, data: content, headers: fields(content), retry: true });
        },
    },
    "octokit-retry": {
        packages: ["@octokit/plugin-retry", "@octokit/core"],
        make: async () => {
            const [{ Octokit }, { retry }] = await Promise.all([
                import("@octokit/core"),
                import("@octokit/plugin-retry"),
            ]);
            const log = { debug() {}, info() {}, warn() {}, error() {} };
            const Retrying = Octokit.plugin(retry);
            return ({ method, url, content }) =>
                new Retrying({ log }).request({ method, url, ...(content === undefined ? {} : JSON.parse(content)) });
        },
    },
    "stripe-node": {
        packages: ["stripe"],
        make: async () => {
            const { default: Stripe } = await import("stripe");
            return ({ method, url, content }) => {
                const { hostname: host, port, pathname } = new URL(url);
                const stripe = new Stripe("sk_test", { protocol: "http", host, port, telemetry: false });
                return stripe.rawRequest(method, pathname, content === undefined ? undefined : JSON.parse(content));
            };
        },
    },
    "azure-core-js": {
        packages: ["@typespec/ts-http-runtime"],
        make: async () => {
            const { getClient } = await import("@typespec/ts-http-runtime");
            return async ({ method, url, content }) => {
                const { origin, pathname } = new URL(url);
                const client = getClient(origin, { allowInsecureConnection: true }).pathUnchecked(pathname);
                await client[method.toLowerCase()](content === undefined ? {} : { body: JSON.parse(content) });
            };
        },
    },
    "rtk-query": {
        packages: ["@reduxjs/toolkit"],
        make: async () => {
            const { fetchBaseQuery, retry } = await import("@reduxjs/toolkit/query");
            const query = retry(fetchBaseQuery());
            return ({ method, url, content }) => {
                const { signal } = new AbortController();
                return query({ method, url, body: content, headers: fields(content) }, { signal }, {});
            };
        },
    },
    "p-retry": {
        packages: ["p-retry", "axios"],
        make: async () => {
            const [{ default: pRetry }, send] = await Promise.all([import("p-retry"), axiosAlone()]);
            return (call) => pRetry(() => send(call));
        },
    },
    cockatiel: {
        packages: ["cockatiel", "axios"],
        make: async () => {
            const [{ handleAll, retry }, send] = await Promise.all([import("cockatiel"), axiosAlone()]);
            return (call) => retry(handleAll, {}).execute(() => send(call));
        },
    },
};

function versions(library) {
    const version = (name) => {
        const path = new URL(`node_modules/${name}/package.json`, import.meta.url);
        return `${name} ${JSON.parse(readFileSync(path)).version}`;
    };
    const used = library.packages.length > 0 ? library.packages.map(version).join(", ") : "fetch()";
    console.log(`${used} on Node ${process.versions.node.split(".")[0]}`);
}

async function main() {
    const [first, second] = process.argv.slice(2);
    if (first === "--versions") {
        versions(libraries[second]);
        return;
    }
    const send = await libraries[first].make();
    const lines = (await text(process.stdin)).split("\n").filter((line) => line !== "");
    const call = async (line) => {
        const { at_ms, ...what } = JSON.parse(line);
        await sleep(at_ms);
        await send(what);
    };
    await Promise.allSettled(lines.map(call));
    // Connections that are kept for later are not.
    process.exit(0);
}

// Not awaited here: a call that is never settled is not the driver's mistake.
main();
