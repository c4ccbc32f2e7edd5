// How the lists do with a whole caseload in them, in Chromium, as one JSON object:
//   node benches/screens.mjs [--app DIR] [--runs N] [--only WORDS]
// 250 people of one worker, 10,000 entries, one story of 500. Every page is opened as one opens it and
// scrolled to its end. Of each is told, over the runs, the median and the most of: the longest that
// scripts ran on the page's main thread within one frame, the longest that laying out and painting took
// within one, and the time from the tap to the page's last change. Of the first two the time on the
// processor is told, and in `wall` what went by meanwhile, with whatever else the machine was doing.
// It wants the two builds of the README and `npm ci` in tests/browser. Not a test: nothing is compared.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { LONGEST, N_ENTRIES, N_OF_THE_LONGEST, N_PEOPLE, N_PLACES, caseload } from "./caseload.mjs";
import { traced } from "./frames.mjs";
import { askToJoin, buildOf, pauseBetween, percentile, printed, say, settledAfter, startTeam, untilWhole } from "./phones.mjs";

const { APP, closePhone, killServer } = await import("../tests/browser/harness.mjs");
const { goTo, heading } = await import("../tests/browser/journeys/actors.mjs");

const { values: options } = parseArgs({ options: {
  app: { type: "string", default: APP }, runs: { type: "string", default: "5" }, only: { type: "string", default: "" },
} });
const N_FOR_SUPERVISION = 12, N_KEYS = 4;
// Faster than a thumb flings a list: what is slow is slow then.
const SCROLL_PX_A_SECOND = 16_000;

const link = (page, name) => page.getByRole("link", { name });
const inBar = (page, name) => page.getByRole("navigation", { name: "Main pages" }).getByRole("link", { name });
const button = (page, name) => page.getByRole("button", { name, exact: true });
const story = (page) => page.getByRole("region", { name: "Our story so far" });
const ofTheLongest = (page) => page.getByRole("main").getByRole("link", { name: LONGEST.name });

async function toTheirPage(page) {
  await goTo(page, "People");
  await ofTheLongest(page).click();
  await heading(page, "At the door").waitFor();
}

// From another page: on Today itself the others stay.
async function toTodayAnew(page) {
  await goTo(page, "Phone");
  await goTo(page, "Today");
}

async function toTheTeam(page) {
  await goTo(page, "Team");
  await link(page, "Places we know").waitFor();
}

const chip = (page, name) => story(page).getByRole("radio", { name, exact: true });

// With only `shown` of it in view.
async function lookIn(page, shown) {
  await toTheirPage(page);
  await story(page).getByText("Look in the story").click();
  if (shown) await chip(page, shown).check();
}

// Each: what is measured, how one gets to where it is tapped, and what is tapped. A page without a `scrolls: false`
// is scrolled to its end.
const PAGES = [
  { name: "Today", from: (page) => goTo(page, "People"), tap: (page) => inBar(page, "Today") },
  { name: "Today, others if you have the time", from: toTodayAnew, tap: (page) => button(page, "Others, if you have the time") },
  { name: "People", from: (page) => goTo(page, "Phone"), tap: (page) => inBar(page, "People") },
  { name: "The person with the longest story", from: (page) => goTo(page, "People"), tap: ofTheLongest },
  { name: "What we tried", from: toTheirPage, tap: (page) => link(page, "What we tried, what we learned") },
  { name: "Find something", from: toTheirPage, tap: (page) => link(page, `Find something with ${LONGEST.called}`) },
  { name: "Our team", from: (page) => goTo(page, "Phone"), tap: (page) => inBar(page, "Team") },
  { name: "Places we know", from: toTheTeam, tap: (page) => link(page, "Places we know") },
  { name: "What stands in the way here", from: toTheTeam, tap: (page) => link(page, "What stands in the way here") },
  { name: "For supervision", from: toTheTeam, tap: (page) => link(page, "For supervision") },
  ...["Visits", "Promises", "Plan", "Everything"].map((name) => ({
    name: `The story: ${name}`, scrolls: false,
    from: (page) => lookIn(page, name === "Everything" ? "Visits" : undefined), tap: (page) => chip(page, name),
  })),
];

async function opened(page, { from, tap, scrolls = true }) {
  await from(page);
  const element = tap(page);
  await element.waitFor();
  await pauseBetween(page);
  const opening = await acted(page, element);
  const scrolling = scrolls ? await traced(page, () => scrolled(page)) : {};
  return { tap_to_last_change_ms: opening.answer, opening, scrolling };
}

// One tap, or one key. What is tapped is looked for before: the looking is a script on the page too.
async function acted(page, element, text) {
  const found = await element.elementHandle();
  return traced(page, () => settledAfter(found, text));
}

// Of several, the most of each.
function longestOf(all) {
  const most = (pick) => Math.max(...all.map(pick));
  return {
    answer: most((one) => one.answer), script_ms: most((one) => one.script_ms), drawing_ms: most((one) => one.drawing_ms),
    wall: { script_ms: most((one) => one.wall.script_ms), drawing_ms: most((one) => one.wall.drawing_ms) },
  };
}

async function scrolled(page) {
  const session = await page.context().newCDPSession(page);
  const left = () => page.evaluate(() => document.documentElement.scrollHeight - innerHeight - scrollY);
  for (let far = await left(); far > 1; far = await left()) {
    await session.send("Input.synthesizeScrollGesture", { x: 180, y: 400, yDistance: -Math.ceil(far), speed: SCROLL_PX_A_SECOND });
  }
  await session.detach();
}

// Every key of a name, one after the other.
async function typed(page) {
  await goTo(page, "People");
  const field = page.getByLabel("A name, or a word from a note");
  return typing(page, field, ["kalo", "tas", LONGEST.called]);
}

async function typedInTheStory(page) {
  await lookIn(page);
  return typing(page, page.getByLabel("A word from it"), ["kalo", "tas"]);
}

async function keys(page, field, word) {
  const took = [];
  await field.fill("");
  await pauseBetween(page);
  for (let length = 1; length <= Math.min(word.length, N_KEYS); length += 1) took.push(await acted(page, field, word.slice(0, length)));
  return took;
}

async function typing(page, field, words) {
  const took = [];
  for (const word of words) took.push(...await keys(page, field, word));
  const opening = longestOf(took);
  return { tap_to_last_change_ms: opening.answer, opening, scrolling: {} };
}

// "Earlier" until there is nothing earlier: the longest of all that it took.
async function untilTheEnd(page) {
  await toTheirPage(page);
  const took = [];
  const more = button(page, "Earlier");
  await more.waitFor();
  while (await more.count()) took.push(await acted(page, more));
  const opening = longestOf(took);
  const n_entries = await story(page).locator(":scope > .told, :scope > .promises").count();
  if (n_entries !== N_OF_THE_LONGEST) throw new Error(`${n_entries} entries are shown`);
  return { tap_to_last_change_ms: opening.answer, opening, scrolling: await traced(page, () => scrolled(page)) };
}

const ACTS = [
  ...PAGES.map((one) => ({ name: one.name, act: (page) => opened(page, one) })),
  { name: "People, a search while typing", act: typed },
  { name: "The story, a search while typing", act: typedInTheStory },
  { name: "The story, to its end", act: untilTheEnd },
];

// What cannot be imported: nobody but its author reads it.
async function keepForSupervision(page) {
  await toTheTeam(page);
  await link(page, "For supervision").click();
  for (let n = 1; n <= N_FOR_SUPERVISION; n += 1) {
    await button(page, "This one was heavy").click();
    await page.getByRole("article").nth(n - 1).waitFor();
  }
}

function summary(runs) {
  const of = (pick) => {
    const numbers = runs.map(pick).filter((ms) => ms !== undefined);
    return numbers.length ? { median: percentile(numbers, 0.5), most: percentile(numbers, 1) } : undefined;
  };
  return {
    tap_to_last_change_ms: of((run) => run.tap_to_last_change_ms),
    opening: framesOf((pick) => of((run) => pick(run.opening))),
    scrolling: framesOf((pick) => of((run) => pick(run.scrolling))),
  };
}

function framesOf(of) {
  return {
    script_ms: of((one) => one.script_ms), drawing_ms: of((one) => one.drawing_ms),
    wall: { script_ms: of((one) => one.wall?.script_ms), drawing_ms: of((one) => one.wall?.drawing_ms) },
  };
}

async function measure(folder) {
  say("Writing the caseload, and a server with it in its record…");
  const corpus = path.join(folder, "caseload.jsonl");
  await writeFile(corpus, caseload());
  const world = await startTeam(folder, corpus, options.app);
  try {
    say("A phone joins…");
    const { phone } = await askToJoin(world, path.join(folder, "phone"), { isColleague: false });
    await heading(phone.page, "Today").waitFor();
    await untilWhole(phone.page);
    await keepForSupervision(phone.page);
    await untilWhole(phone.page);
    const pages = {};
    for (const { name, act } of ACTS.filter((one) => one.name.includes(options.only))) {
      say(`${name}…`);
      const runs = [];
      for (let run = 0; run < Number(options.runs); run += 1) runs.push(await act(phone.page));
      pages[name] = summary(runs);
    }
    await closePhone(phone);
    return {
      build: await buildOf(options.app), runs: Number(options.runs), record: world.imported,
      holds: { people: N_PEOPLE, entries: N_ENTRIES, of_the_longest_story: N_OF_THE_LONGEST, places: N_PLACES, for_supervision: N_FOR_SUPERVISION },
      pages,
    };
  } finally {
    await killServer(world.server);
  }
}

await printed(measure);
