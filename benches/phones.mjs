// What the benches in a browser share: a server that has a record, phones that join it, and how long a
// page goes on changing. Which build of the programs is run is settled here, before anything starts one.
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

// What is measured is what is delivered.
process.env.ALONGSIDE_PROFILE ??= "release";
const { ROOT, bridge, freePort, openPhone, startServer } = await import("../tests/browser/harness.mjs");
const { choosePassphrase, goTo, heading } = await import("../tests/browser/journeys/actors.mjs");

export const LONG_MS = 120_000;
// How long nothing has to change for a page to be settled, and how long it may take to begin.
const QUIET_MS = 150, PATIENCE_MS = 2_000;

export const say = (words) => process.stderr.write(`${words}\n`);
export const seconds = (since) => (performance.now() - since) / 1000;

export function percentile(numbers, share) {
  const sorted = [...numbers].sort((one, other) => one - other);
  return Number(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(3));
}

// A real server whose record holds the corpus, and a bridge that lets phones in.
export async function startTeam(folder, corpus, app) {
  const data = path.join(folder, "server");
  const server = await startServer(data, { port: await freePort(), app });
  const { founding_link: link } = JSON.parse(server.out.split("\n")[0]);
  await bridge(folder, "join", link, "--name", "Ana Price", "--team", "Us", "--recovery-kit", path.join(folder, "kit"));
  const [imported] = await bridge(folder, "import", corpus);
  await bridge(folder, "sync");
  return { folder, server, imported };
}

// A new phone in `profile` that has just asked to join: a colleague's, or the next one of whoever
// imported.
export async function askToJoin(world, profile, { isColleague }) {
  const [{ link }] = await bridge(world.folder, "invite", ...isColleague ? [] : ["--next-phone"]);
  const phone = await openPhone(profile);
  phone.context.setDefaultTimeout(LONG_MS);
  await phone.page.goto(link);
  if (isColleague) await phone.page.getByLabel("Your name").fill("Ben Carter");
  await choosePassphrase(phone.page);
  const enrolled = enrolment(world.server);
  await phone.page.getByRole("button", { name: "Join the team" }).click();
  return { phone, enrolled };
}

// The moment at which the server's log says that somebody was enrolled: then the pull begins.
function enrolment(server) {
  return new Promise((enrolled) => {
    const from = server.log.length;
    const look = () => {
      if (!server.log.slice(from).includes('"/v1/enrol"')) return;
      server.child.stderr.off("data", look);
      enrolled(performance.now());
    };
    server.child.stderr.on("data", look);
  });
}

// All of the record can be read and searched. Who signed what of it is checked after that.
export async function untilSearchable(page) {
  await goTo(page, "Phone");
  await page.getByText("What came is here.").or(heading(page, "In the team record")).waitFor();
}

export async function untilWhole(page) {
  await goTo(page, "Phone");
  await heading(page, "In the team record").waitFor();
}

// From an act in the page, typing `text` or a tap where there is none, to the last change that follows it,
// in milliseconds. Zero where it changed nothing.
export function settledAfter(element, text) {
  return element.evaluate(settled, { text, quiet_ms: QUIET_MS, patience_ms: PATIENCE_MS });
}

// In the page.
function settled(element, { text, quiet_ms, patience_ms }) {
  return new Promise((done) => {
    const began = performance.now();
    let last = began, timer;
    const end = () => {
      changes.disconnect();
      done(last - began);
    };
    const changes = new MutationObserver(() => {
      last = performance.now();
      clearTimeout(timer);
      timer = setTimeout(end, quiet_ms);
    });
    changes.observe(document.body, { childList: true, subtree: true, characterData: true });
    timer = setTimeout(end, patience_ms);
    if (text === undefined) return element.click();
    element.value = text;
    element.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
}

export async function pauseBetween(page) { await page.waitForTimeout(QUIET_MS); }

// Which build lies in `app`: what is delivered, or the quick one for developing.
export async function buildOf(app) {
  const wasm = (await readdir(app)).find((name) => name.endsWith(".wasm"));
  const { size } = await stat(path.join(app, wasm));
  for (const [build, part] of [["release", "web"], ["fast", "web-fast"]]) {
    const made = await stat(path.join(ROOT, "target/web-parts", part, "app_bg.wasm")).catch(() => undefined);
    if (made?.size === size) return build;
  }
  return "unknown";
}

// What was measured in a folder of its own, as JSON.
export async function printed(measure) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "alongside-bench-"));
  try {
    console.log(JSON.stringify(await measure(folder), null, 2));
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
