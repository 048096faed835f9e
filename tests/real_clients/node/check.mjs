// Reads what the lab copies with the tools it is for, and says what they do not like: a line each, nothing when all is well.
//
//     check.mjs < texts       a JSON list of { slug, name, text }

import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath, pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const here = fileURLToPath(new URL(".", import.meta.url));
const problems = [];

/** JavaScript has to pass the compiler of TypeScript, with the types of the libraries. */
async function javascript(texts, folder) {
    const { default: ts } = await import("typescript");
    const names = new Map(texts.map(({ slug, name, text }, nth) => {
        const file = join(folder, `${slug}-${nth}.mjs`);
        writeFileSync(file, text);
        return [file, `${slug}, ${name}`];
    }));
    const program = ts.createProgram([...names.keys()], {
        allowJs: true,
        checkJs: true,
        noEmit: true,
        skipLibCheck: true,
        strict: false,
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
        types: [],
    });
    for (const { file, start, messageText } of ts.getPreEmitDiagnostics(program)) {
        const { line } = file ? file.getLineAndCharacterOfPosition(start) : { line: -1 };
        const what = ts.flattenDiagnosticMessageText(messageText, " ");
        problems.push(`${names.get(file?.fileName) ?? file?.fileName}, line ${line + 1}: ${what}`);
    }
}

/** The other languages have to be read without an error by their grammars. */
async function grammars(texts) {
    const { Language, Parser } = await import("web-tree-sitter");
    await Parser.init();
    for (const [slug, grammar] of Object.entries(GRAMMARS)) {
        const parser = new Parser();
        parser.setLanguage(await Language.load(require.resolve(`tree-sitter-wasms/out/tree-sitter-${grammar}.wasm`)));
        for (const { name, text } of texts.filter((text) => text.slug === slug)) {
            const wrong = (node) => (node.isError || node.isMissing ? node : node.children.filter((child) => child.hasError).map(wrong).find(Boolean));
            const { rootNode } = parser.parse(text);
            if (rootNode.hasError) {
                const node = wrong(rootNode) ?? rootNode;
                problems.push(`${slug}, ${name}, line ${node.startPosition.row + 1}: cannot be read: ${node.text.slice(0, 80)}`);
            }
        }
    }
}

const GRAMMARS = {
    tenacity: "python",
    urllib3: "python",
    reqwest: "rust",
    go: "go",
    okhttp: "java",
    "okhttp-kotlin": "kotlin",
    resilience4j: "java",
    polly: "c_sharp",
};

/** What the application answers by itself; a page also asks for what is no trouble. */
const APPLICATION = 299;
const PAGE = "/assets/api/page.css";

/** Handlers for MSW answer requests: what the first of them get, in order; the same for each who asks for handlers. */
async function msw({ name, text, expected, method, url }, folder) {
    const file = join(folder, `handlers-${Math.random()}.mjs`);
    writeFileSync(file, text);
    const [{ http, HttpResponse }, { setupServer }, { handlers }] = await Promise.all([
        import("msw"),
        import("msw/node"),
        import(pathToFileURL(file)),
    ]);
    for (const _ of [1, 2]) {
        const server = setupServer(...handlers(), http.all("*", () => new HttpResponse(null, { status: APPLICATION })));
        server.listen({ onUnhandledRequest: "error" });
        const ask = (url) =>
            fetch(url, { method }).then(
                ({ status, headers }) => `${status} ${headers.get("Retry-After") ?? ""}`.trim(),
                () => "nothing",
            );
        const seen = [await ask(new URL(PAGE, url))];
        for (const _ of expected ?? []) seen.push(await ask(url));
        server.close();
        judge("msw", name, seen, expected);
    }
}

/** What the page asks for comes from the application, and the rest as expected. */
function judge(slug, name, [page, ...seen], expected) {
    if (page !== `${APPLICATION}`) problems.push(`${slug}, ${name}: ${page} for what is not of the API`);
    if (expected && seen.join() !== expected.join()) problems.push(`${slug}, ${name}: ${seen} instead of ${expected}`);
}

/** Routes for Playwright answer a page in Chromium; what they leave is asked of the routes added before them. */
async function playwright(texts, folder) {
    const { chromium } = await import("@playwright/test");
    const browser = await chromium.launch({ executablePath: chromiumOnPath(), args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
    try {
        for (const { name, text, expected, method, url } of texts) {
            const file = join(folder, `trouble-${Math.random()}.mjs`);
            writeFileSync(file, text);
            const { trouble } = await import(pathToFileURL(file));
            for (const _ of [1, 2]) {
                const page = await browser.newPage();
                await page.route("**/*", (route) => route.fulfill({ status: APPLICATION }));
                await trouble(page);
                await page.goto(`${new URL("/", url)}`);
                const ask = (url) => page.evaluate(
                    ([method, url]) => fetch(url, { method }).then(
                        ({ status, headers }) => `${status} ${headers.get("Retry-After") ?? ""}`.trim(),
                        () => "nothing",
                    ),
                    [method, `${url}`],
                );
                const seen = [await ask(new URL(PAGE, url))];
                for (const _ of expected ?? []) seen.push(await ask(url));
                await page.close();
                judge("playwright", name, seen, expected);
            }
        }
    } finally {
        await browser.close();
    }
}

/** The browser that drives the journeys. */
function chromiumOnPath() {
    const places = process.env.PATH.split(delimiter).flatMap((folder) => ["chromium", "google-chrome", "chrome"].map((name) => join(folder, name)));
    return places.find((place) => existsSync(place));
}

/** Mappings of WireMock: a chain of states, and a fallback to the real server. */
function wiremock({ name, text }) {
    const { mappings } = JSON.parse(text);
    const reached = new Set(["Started"]);
    for (const { request, response, requiredScenarioState, newScenarioState } of mappings) {
        if (!request.method || !response) problems.push(`wiremock, ${name}: a stub without request or response`);
        if (requiredScenarioState && !reached.has(requiredScenarioState)) problems.push(`wiremock, ${name}: nothing leads to ${requiredScenarioState}`);
        if (newScenarioState) reached.add(newScenarioState);
    }
    if (!mappings.at(-1).response.proxyBaseUrl) problems.push(`wiremock, ${name}: no fallback`);
}

/** An archive follows the schema of HAR 1.2. */
async function har({ name, text }) {
    const [{ default: Ajv }, schemas] = await Promise.all([import("ajv"), import("har-schema")]);
    const ajv = new Ajv();
    ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-06.json"));
    ajv.addSchema(Object.values(schemas.default));
    const valid = ajv.getSchema("har.json#");
    if (!valid(JSON.parse(text))) problems.push(`har, ${name}: ${ajv.errorsText(valid.errors)}`);
}

const texts = JSON.parse(await text(process.stdin));
// Beside the packages, which are looked for from there.
const folder = mkdtempSync(join(here, "texts-"));
try {
    const of = (...slugs) => texts.filter(({ slug }) => slugs.includes(slug));
    await javascript(of("fetch", "axios-retry", "ky", "msw", "playwright", "k6"), folder);
    await grammars(texts);
    for (const one of of("msw")) await msw(one, folder);
    await playwright(of("playwright"), folder);
    of("wiremock").forEach(wiremock);
    for (const one of of("har")) await har(one);
} finally {
    rmSync(folder, { recursive: true });
}
console.log(problems.join("\n"));
process.exit(problems.length === 0 ? 0 : 1);
