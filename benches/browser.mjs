// What the app takes in Chromium with a whole team's record in it, as one JSON object:
//   node benches/browser.mjs [--app DIR] [--corpus FILE] [--runs N]
// It wants the two builds of the README and `npm ci` in tests/browser. Not a test: nothing is compared.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs, promisify } from "node:util";
import {
  LONG_MS, askToJoin, pauseBetween, percentile, printed, say, seconds, settledAfter, startTeam,
  untilSearchable, untilWhole,
} from "./phones.mjs";

const { APP, ROOT, closePhone, killServer, openPhone, stopServer } = await import("../tests/browser/harness.mjs");
const { PASSPHRASE, goTo, heading, untilKept } = await import("../tests/browser/journeys/actors.mjs");

const { values: options } = parseArgs({ options: {
  app: { type: "string", default: APP }, corpus: { type: "string" }, runs: { type: "string", default: "5" },
} });

// The corpus of the native numbers, in the import form.
async function corpusIn(folder) {
  if (options.corpus) return options.corpus;
  const file = path.join(folder, "corpus.jsonl");
  const cargo = ["bench", "--locked", "--features", "bridge,team-server", "--bench", "numbers", "--", "--corpus", file];
  await promisify(execFile)("cargo", cargo, { cwd: ROOT });
  return file;
}

async function firstPull(world, profile) {
  const { phone, enrolled } = await askToJoin(world, profile, { isColleague: true });
  const began = await enrolled;
  await heading(phone.page, "Today").waitFor();
  const first_useful_screen_s = seconds(began);
  await untilSearchable(phone.page);
  const searchable_s = seconds(began);
  await untilWhole(phone.page);
  const signatures_checked_s = seconds(began);
  await untilKept(phone.page);
  await closePhone(phone);
  return { first_useful_screen_s, searchable_s, signatures_checked_s };
}

async function openedOffline(world, profile) {
  const phone = await openPhone(profile);
  phone.context.setDefaultTimeout(LONG_MS);
  const began = performance.now();
  await phone.page.goto(world.server.url);
  await heading(phone.page, "Hello again").waitFor();
  const to_the_unlock_screen_s = seconds(began);
  await phone.page.getByLabel("Your passphrase").fill(PASSPHRASE);
  const unlocking = performance.now();
  await phone.page.getByRole("button", { name: "Open", exact: true }).click();
  await heading(phone.page, "Today").waitFor();
  const unlocked_to_today_s = seconds(unlocking);
  const search_ms = await searched(phone.page, world.words);
  await closePhone(phone);
  return { to_the_unlock_screen_s, unlocked_to_today_s, search_ms };
}

// From each key to the last change of the page that follows it.
async function searched(page, words) {
  await goTo(page, "People");
  const field = page.getByLabel("A name, or a word from a note");
  const took = [];
  for (const word of words) {
    await field.fill("");
    await pauseBetween(page);
    for (let length = 1; length <= word.length; length += 1) took.push(await settledAfter(field, word.slice(0, length)));
  }
  return took.filter((ms) => ms > 0);
}

// Words of some letters, as far apart in the corpus as they are many.
async function wordsOf(corpus) {
  const lines = (await readFile(corpus, "utf8")).split("\n").filter((line) => line.includes('"note"'));
  return [0.1, 0.3, 0.5, 0.7, 0.9].map((share) => {
    const { note } = JSON.parse(lines[Math.floor(lines.length * share)]);
    return note.split(" ").find((word) => word.length >= 5);
  });
}

async function measure(folder) {
  say("Writing the corpus, and a server with it in its record…");
  const corpus = await corpusIn(folder);
  const world = { words: await wordsOf(corpus), ...await startTeam(folder, corpus, options.app) };
  try {
    const runs = Array.from({ length: Number(options.runs) }, (_, run) => path.join(folder, `phone-${run}`));
    const pulls = [], opened = [];
    for (const profile of runs) {
      say(`First pull of ${runs.length}…`);
      pulls.push(await firstPull(world, profile));
    }
    await stopServer(world.server);
    for (const profile of runs) {
      say(`Opened without a server, of ${runs.length}…`);
      opened.push(await openedOffline(world, profile));
    }
    const median = (of, name) => percentile(of.map((one) => one[name]), 0.5);
    const keys = opened.flatMap((one) => one.search_ms);
    if (keys.length === 0) throw new Error("no key changed what is found");
    return {
      runs: runs.length, record: world.imported,
      first_pull: Object.fromEntries(Object.keys(pulls[0]).map((name) => [name, median(pulls, name)])),
      opened_offline: {
        to_the_unlock_screen_s: median(opened, "to_the_unlock_screen_s"),
        unlocked_to_today_s: median(opened, "unlocked_to_today_s"),
      },
      search_as_you_type_ms: { p50: percentile(keys, 0.5), p99: percentile(keys, 0.99), keys: keys.length },
    };
  } finally {
    await killServer(world.server);
  }
}

await printed(measure);
