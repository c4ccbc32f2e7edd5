// The same bytes in every release. It serves the version that a pointer names; a new version
// lies complete in a cache of its own until a person takes it. Messages: see boot.js.
//
// A cache holds one version, and its /version.json is put in last: with it, the version is whole.
const PREFIX = "alongside-";
const NOTES = "versions";
const NOT_OURS = /^\/(v1|share)(\/|$)|^\/(sw\.js|version\.json|livez|readyz)$/;

self.addEventListener("install", (event) => event.waitUntil(firstVersion().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || NOT_OURS.test(url.pathname)) return;
  event.respondWith(request.mode === "navigate" ? page(request) : part(request, url.pathname));
});

self.addEventListener("message", (event) => {
  const { check, take, handOn, takeHanded } = event.data ?? {};
  if (check) event.waitUntil(look().then(() => tidy(check)).then(tell));
  if (take) event.waitUntil(move(take).then(tell));
  if (handOn) keepInHand(handOn, event);
  if (takeHanded) giveFromHand(event);
});

// A page that is handed over passes from one document to the next through this memory alone: given
// once, to the one document that shows it, and gone after a moment in any case.
const HANDED_OVER = "/handed-over", IN_HAND_MS = 15_000;
let inHand = null, untilGone;

function keepInHand(bytes, event) {
  inHand = bytes;
  clearTimeout(untilGone);
  untilGone = setTimeout(() => { inHand = null; }, IN_HAND_MS);
  event.ports[0].postMessage(true);
}

function giveFromHand(event) {
  const isForIt = new URL(event.source.url).pathname === HANDED_OVER;
  event.ports[0].postMessage(isForIt ? inHand : null);
  if (isForIt) inHand = null;
}

// What is served.

async function page(request) {
  const pointed = await pointer();
  return (pointed && await kept(pointed.hash, "/index.html")) ?? fetch(request);
}

// A part with a hash in its name is right in whichever version's cache it lies; the others
// belong to the version that is served.
async function part(request, path) {
  const pointed = await pointer();
  const here = pointed && await kept(pointed.hash, path);
  if (here) return here;
  return (isHashed(path) && await caches.match(path)) || fetch(request);
}

const isHashed = (path) => /-[0-9a-f]{16}\.\w+$/.test(path);

// What is on this phone.

const kept = (hash, path) => caches.match(path, { cacheName: PREFIX + hash });

async function whole(hash) {
  return (await kept(hash, "/version.json"))?.json();
}

async function noted(name) {
  return (await caches.match(`/${name}`, { cacheName: NOTES }))?.json();
}

async function note(name, { version, hash }) {
  await (await caches.open(NOTES)).put(`/${name}`, new Response(JSON.stringify({ version, hash })));
}

const pointer = () => noted("pointer");

// What the server last offered, if it lies here whole and is not what is served already.
async function waiting() {
  const [pointed, offered] = [await pointer(), await noted("offered")];
  return offered && offered.hash !== pointed?.hash && await whole(offered.hash) ? offered : undefined;
}

// How a version comes, is taken, and goes.

async function firstVersion() {
  if (!await pointer()) await look();
  if (!await pointer()) throw new Error("nothing to keep yet");
}

// Without a network there is nothing to look for, and a version that came broken is asked for
// again at the next look.
async function look() {
  try {
    const offered = await offer();
    await fetchWhole(offered);
    await note("offered", offered);
    const pointed = await pointer();
    if (!pointed || !await whole(pointed.hash)) await note("pointer", offered);
  } catch (error) {
    console.info("no new version:", error.message);
  }
}

async function move(hash) {
  const version = await whole(hash);
  if (version) await note("pointer", version);
}

async function offer() {
  const answer = await fetch("/version.json", { cache: "no-store" });
  if (!answer.ok) throw new Error(`version.json: ${answer.status}`);
  return answer.json();
}

// All or nothing: everything is fetched and compared before anything is kept.
async function fetchWhole(version) {
  if (await whole(version.hash)) return;
  const parts = await Promise.all(Object.entries(version.files).map(([name, sha256]) => fetchPart(`/${name}`, sha256)));
  const cache = await caches.open(PREFIX + version.hash);
  await Promise.all(parts.map(({ path, response }) => cache.put(path, response)));
  await cache.put("/version.json", new Response(JSON.stringify(version)));
}

async function fetchPart(path, sha256) {
  const sources = isHashed(path) ? [() => caches.match(path), () => fetch(path)] : [];
  sources.push(() => fetch(path, { cache: "reload" }));
  for (const source of sources) {
    const answer = await source();
    if (!answer?.ok) continue;
    const bytes = await answer.arrayBuffer();
    if (await sha256Of(bytes) === sha256) return { path, response: asKept(bytes, answer.headers) };
  }
  throw new Error(`${path} is not what the version says`);
}

// The headers go with it, the strict policy among them, but not those of its journey.
function asKept(bytes, headers) {
  const kept = new Headers(headers);
  for (const name of ["content-encoding", "content-length", "transfer-encoding", "vary"]) kept.delete(name);
  return new Response(bytes, { headers: kept });
}

async function sha256Of(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Old versions go when nobody can be running them: one window is open, and it says what it runs.
async function tidy(running) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (windows.length > 1) return;
  const needed = [running, (await pointer())?.hash, (await waiting())?.hash].map((hash) => PREFIX + hash);
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && !needed.includes(name)) await caches.delete(name);
  }
}

async function tell() {
  const [current, next] = [await pointer(), await waiting()];
  for (const client of await self.clients.matchAll({ includeUncontrolled: true })) {
    if (current) client.postMessage({ current });
    if (next) client.postMessage({ waiting: next });
  }
}
