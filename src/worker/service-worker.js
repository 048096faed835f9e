// The only hand-written part of the worker. Browsers accept listeners only while a worker's script first runs, and
// WebAssembly loads asynchronously: so listen at once, and wait for the program inside the listeners.

// The program of the lab, which the browser has already: nothing more is downloaded for Live mode. scripts/finish puts a
// hash into both names, by which browsers notice a new worker, too.
import init, { respond, tell } from './bench.js';
const PROGRAM = './bench_bg.wasm';

// Requests below this path are answered here, all others pass as if there were no worker.
const API = new URL('./api/', self.location).pathname;

// Started once, at the first need; after a failure the next request tries again.
let started;
const start = () => started ??= init({ module_or_path: new URL(PROGRAM, self.location) })
  .catch(error => { started = undefined; throw error; });

// A program that does not start must not replace a worker that does.
self.addEventListener('install', event => { self.skipWaiting(); event.waitUntil(start()); });
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
self.addEventListener('message', event => {
  // A page that was loaded past the worker (a forced reload) asks to be answered all the same.
  if (event.data === 'claim') event.waitUntil(self.clients.claim());
  else event.waitUntil(start().then(() => tell(event.data)).then(told => event.ports[0].postMessage(told)));
});
self.addEventListener('fetch', event => {
  const url = new URL(event.request.url);
  if (url.origin !== self.location.origin || !url.pathname.startsWith(API)) return;
  // Who asks: the page that is about to be, or the page that is.
  const client = event.resultingClientId || event.clientId;
  event.respondWith(start().then(() => respond(event.request, API, client)));
});
