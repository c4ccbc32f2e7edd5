// Real parts for the journeys: the server's binary on a port of its own, phones that are real browsers
// with a profile on disk, and a look at what all of them leave there.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
export const APP = path.join(ROOT, "target/web-app");
export const LONG = process.env.ALONGSIDE_ALL === "1";
// The same that the Rust tests run; a bench runs those that are delivered.
const PROFILE = process.env.ALONGSIDE_PROFILE ?? "debug";
const PROGRAMS = path.join(process.env.CARGO_TARGET_DIR ?? path.join(ROOT, "target"), PROFILE);
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const CHROMIUM_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];

// A folder for one test, removed after it.
export async function folder(t) {
  const made = await mkdtemp(path.join(os.tmpdir(), "alongside-"));
  t.after(() => rm(made, { recursive: true, force: true, maxRetries: 5 }));
  return made;
}

// The server.

// Starts alongside-server on `data`; on the same port again when `port` is given, and behind `network` where
// there is one. `out` and `log` are what it has said so far.
export async function startServer(data, { port, app = APP, network } = {}) {
  port ??= network?.port ?? await freePort();
  const url = network?.url ?? `http://localhost:${port}`;
  const child = spawn(path.join(PROGRAMS, "alongside-server"),
    ["serve", "--json", "--data", data, "--listen", `127.0.0.1:${port}`, "--public-url", url, "--app", app]);
  const server = { port, url, data, child, out: "", log: "" };
  child.stdout.on("data", (bytes) => { server.out += bytes; });
  child.stderr.on("data", (bytes) => { server.log += bytes; });
  await answering(server);
  return server;
}

export async function stopServer(server) { await end(server.child, "SIGTERM"); }

export async function killServer(server) { await end(server.child, "SIGKILL"); }

// A copy of its record, made while it works.
// A backup as it can be searched: sealed to nobody, and out of its packing.
export async function backUp({ data }, dir) {
  const run = (...words) => promisify(execFile)(path.join(PROGRAMS, "alongside-server"), words);
  const packed = path.join(dir, "backup");
  await run("backup", "--data", data, "--to", packed, "--unencrypted");
  await run("restore", packed, "--data", path.join(dir, "restored"));
}

async function end(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}

async function answering(server) {
  for (let tries = 0; tries < 200; tries += 1) {
    if (server.child.exitCode !== null) throw new Error(`the server stopped: ${server.log}`);
    try {
      // It answers a moment before it has said where it is, and by which link.
      if ((await fetch(`${server.url}/livez`)).ok && server.out.includes("\n")) return;
    } catch { /* not yet */ }
    await pause(50);
  }
  throw new Error(`the server does not answer: ${server.log}`);
}

export async function freePort() {
  const socket = net.createServer().listen(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  return port;
}

// An enrolled device without screens that lives in `home`; answers what it printed, an object a line.
export async function bridge(home, ...words) {
  const passphrase = path.join(home, "passphrase");
  await writeFile(passphrase, "the bridge has a passphrase too");
  const options = ["--home", path.join(home, "bridge"), "--passphrase-file", passphrase, "--json"];
  const { stdout } = await promisify(execFile)(path.join(PROGRAMS, "alongside-bridge"), [...options, ...words]);
  return stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

// Phones.

// Opens a browser of a phone's size on the profile in `profile`; the same profile is the same phone.
// What any page of it says is in `said`, and what the strict policy refused in `refusals`.
export async function openPhone(profile, { colorScheme = "light", args = [], ...more } = {}) {
  const known = await browserIds();
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM, headless: true, args: [...CHROMIUM_ARGS, ...args],
    viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2,
    locale: "en-GB", timezoneId: "Europe/London", colorScheme, ...more,
  });
  const phone = { context, profile, said: [], refusals: [], pid: await startedSince(known, profile) };
  await context.exposeBinding("alongsideRefused", (_, refusal) => phone.refusals.push(refusal));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.alongsideRefused(`${event.violatedDirective}: ${event.blockedURI} in ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  context.on("console", (message) => phone.said.push(`${message.type()}: ${message.text()}`));
  context.on("weberror", (error) => phone.said.push(`error: ${error.error()}`));
  // Machines are shared: what comes late has not failed.
  context.setDefaultTimeout(30_000);
  phone.page = context.pages()[0] ?? await context.newPage();
  return phone;
}

// What the policy has refused on any page of this phone, also where no page could tell of it.
export function cspViolations(phone) {
  return [...phone.refusals, ...phone.said.filter((line) => /Content Security Policy/i.test(line))];
}

export async function closePhone(phone) { await phone.context.close(); }

// As when a battery dies: no page hears of it.
export async function killBrowser(phone) {
  const closed = new Promise((done) => phone.context.once("close", done));
  process.kill(phone.pid, "SIGKILL");
  await closed;
  await pause(200);
}

async function browserIds() {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  return new Set(ids);
}

// The browser's own process: the one on this profile that is nobody's renderer.
async function startedSince(known, profile) {
  for (const id of await browserIds()) {
    if (known.has(id)) continue;
    const words = await readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "");
    if (words.includes(`--user-data-dir=${profile}`) && !words.includes("--type=")) return Number(id);
  }
  throw new Error("no browser was started");
}

// What axe finds wrong on a page, in one line each.
export async function axe(page) {
  const source = await readFile(AXE, "utf8");
  // Run in the page's own world by the debugger, which the page's policy does not bind.
  await page.evaluate(source);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

// Every place below `dir` in which one of `words` stands in clear, in UTF-8 or UTF-16.
export async function canaries(dir, words) {
  const found = [];
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    for (const word of words) {
      if (bytes.includes(word) || bytes.includes(Buffer.from(word, "utf16le"))) found.push(`${word} in ${file}`);
    }
  }
  return found;
}
