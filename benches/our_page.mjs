// How long our page takes to be in somebody's hands, and on their own phone, as one JSON object:
//   node benches/our_page.mjs [--app DIR] [--runs N]
// A caseload of 250 people and 10,000 entries, and the page of the one with the longest story. Handed over:
// from the tap until the first screen of the new document is painted with something to press. By a link, on
// a slow network and with nothing in the browser yet: the largest paint of the closed page, from the six
// numbers to the open one, and the bytes of both. A slow processor is the browser's own slowing down of the
// page's main thread; the engine, which runs in a thread of its own, is not slowed down.
// It wants the two builds of the README and `npm ci` in tests/browser. Not a test: nothing is compared.
import { writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { LONGEST, N_ENTRIES, N_PEOPLE, caseload } from "./caseload.mjs";
import { LONG_MS, askToJoin, buildOf, percentile, printed, say, startTeam, untilWhole } from "./phones.mjs";

const { APP, bridge, closePhone, killServer, openPhone } = await import("../tests/browser/harness.mjs");
const { goTo, heading, unlock, untilKept } = await import("../tests/browser/journeys/actors.mjs");

const { values: options } = parseArgs({ options: { app: { type: "string", default: APP }, runs: { type: "string", default: "7" } } });
const N_RUNS = Number(options.runs);
const SLOWER = 4;
// What is aimed at, beside what it takes.
const AIMS = { handed_over_ms: 1_200, by_link_ms: 1_500 };
const NETWORK = { mbit_down: 1.6, mbit_up: 0.75, latency_ms: 150 };

const summary = (numbers) => ({ median: percentile(numbers, 0.5), most: percentile(numbers, 1) });
const button = (page, name) => page.getByRole("button", { name, exact: true });

// In a document of this address: when this first stood on it, painted, by the clock of the machine.
function watch({ at, selector, words }) {
  if (!location.pathname.startsWith(at)) return;
  const look = () => {
    const found = [...document.querySelectorAll(selector)].find((element) => element.textContent.startsWith(words));
    if (!found?.checkVisibility({ visibilityProperty: true })) return requestAnimationFrame(look);
    // The frame after this one begins when this one has been painted.
    requestAnimationFrame(() => { window.paintedAt = performance.timeOrigin + performance.now(); });
  };
  requestAnimationFrame(look);
}

async function paintedAt(page) {
  await page.waitForFunction(() => window.paintedAt, undefined, { timeout: LONG_MS });
  return page.evaluate(() => window.paintedAt);
}

// Handed over.

async function toOurPage(page) {
  await goTo(page, "People");
  await page.getByRole("main").getByRole("link", { name: LONGEST.name }).click();
  await heading(page, "At the door").waitFor();
  await page.getByRole("link", { name: /^Our page/ }).click();
  await heading(page, "Our page").waitFor();
}

async function handedOver(page, slower) {
  const devtools = await page.context().newCDPSession(page);
  await toOurPage(page);
  const tap = button(page, `Hand the phone over to ${LONGEST.called}`);
  await tap.waitFor();
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slower });
  const tapped = await tap.evaluate((element) => {
    const at = performance.timeOrigin + performance.now();
    element.click();
    return at;
  });
  await page.waitForURL(/handed-over/);
  const took_ms = await paintedAt(page) - tapped;
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await devtools.detach();
  await button(page, "No").click();
  await heading(page, "Hello again").waitFor();
  await unlock(page);
  return took_ms;
}

async function handOver(world, profile) {
  const { phone } = await askToJoin(world, profile, { isColleague: false });
  const { page } = phone;
  await heading(page, "Today").waitFor();
  await untilWhole(page);
  await untilKept(page);
  await phone.context.addInitScript(watch, { at: "/handed-over", selector: "button", words: "Yes, this is me" });
  const took = { as_it_is: [], slow_processor: [] };
  // The first of each is left out: it alone finds nothing in the browser's memory.
  for (const [name, slower] of [["as_it_is", 1], ["slow_processor", SLOWER]]) {
    say(`Handed over, ${name}…`);
    for (let run = 0; run <= N_RUNS; run += 1) took[name].push(await handedOver(page, slower));
  }
  await closePhone(phone);
  const told = (numbers) => ({ first_ms: Number(numbers[0].toFixed(1)), then_ms: summary(numbers.slice(1)) });
  return { as_it_is: told(took.as_it_is), slow_processor: told(took.slow_processor) };
}

// By a link.

async function byLink({ link, code }, profile) {
  const phone = await openPhone(profile);
  phone.context.setDefaultTimeout(LONG_MS);
  const { page } = phone;
  await phone.context.addInitScript(watch, { at: "/share/", selector: "h1", words: "Hello" });
  await phone.context.addInitScript(() => {
    new PerformanceObserver((list) => { window.largestAt = list.getEntries().at(-1).startTime; })
      .observe({ type: "largest-contentful-paint", buffered: true });
  });
  const devtools = await page.context().newCDPSession(page);
  let n_bytes = 0;
  devtools.on("Network.loadingFinished", ({ encodedDataLength }) => { n_bytes += encodedDataLength; });
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: NETWORK.latency_ms,
    downloadThroughput: NETWORK.mbit_down * 1e6 / 8, uploadThroughput: NETWORK.mbit_up * 1e6 / 8 });
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await page.goto(link);
  const field = page.getByLabel("The six numbers");
  await field.waitFor();
  await page.waitForTimeout(500);
  const closed_bytes = n_bytes, largest_paint_ms = await page.evaluate(() => window.largestAt);
  await field.fill(code);
  const entered = await button(page, "Open the page").evaluate((element) => {
    const at = performance.timeOrigin + performance.now();
    element.click();
    return at;
  });
  const numbers_to_page_ms = await paintedAt(page) - entered;
  await page.waitForTimeout(200);
  await closePhone(phone);
  return { largest_paint_ms, numbers_to_page_ms, closed_bytes, open_bytes: n_bytes - closed_bytes };
}

async function byLinks(world, folder) {
  const { id } = (await bridge(world.folder, "people")).find(({ name }) => name === LONGEST.name);
  const runs = [];
  for (let run = 0; run < N_RUNS; run += 1) {
    say(`By a link, ${run + 1} of ${N_RUNS}…`);
    const [share] = await bridge(world.folder, "share", "--person", id);
    runs.push(await byLink(share, path.join(folder, `theirs-${run}`)));
  }
  const of = (name) => summary(runs.map((run) => run[name]));
  return { network: NETWORK, slower: SLOWER, largest_paint_ms: of("largest_paint_ms"), numbers_to_page_ms: of("numbers_to_page_ms"),
    closed_bytes: of("closed_bytes").median, open_bytes: of("open_bytes").median };
}

async function measure(folder) {
  say("Writing the caseload, and a server with it in its record…");
  const corpus = path.join(folder, "caseload.jsonl");
  await writeFile(corpus, caseload());
  const world = await startTeam(folder, corpus, options.app);
  try {
    const by_link = await byLinks(world, folder);
    const hand_over = await handOver(world, path.join(folder, "phone"));
    return {
      build: await buildOf(options.app), programs: process.env.ALONGSIDE_PROFILE, cores: os.availableParallelism(), runs: N_RUNS,
      record: world.imported, holds: { people: N_PEOPLE, entries: N_ENTRIES }, aims: AIMS, hand_over, by_link,
    };
  } finally {
    await killServer(world.server);
  }
}

await printed(measure);
