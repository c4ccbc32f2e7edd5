// The plan over time: what was hoped, tried and learned as a path, and whose words stood where.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { ROOT, axe, cspViolations } from "../harness.mjs";
import { heading, openPerson, startTeamWith, unlock, untilKept } from "./actors.mjs";

const SCREENSHOTS = path.join(ROOT, "target/screenshots");
const MO = "018f0000-0000-7000-8000-000000000001", EVA = "018f0000-0000-7000-8000-000000000002";
const thing = (n) => `018f0000-0000-7000-8000-0000000001${n}`;
const weeksAgo = (n) => new Date(Date.now() - n * 7 * 86_400_000).toISOString();
const LINES = [
  { kind: "person", id: MO, at: weeksAgo(9), given_name: "Maureen", family_name: "Hartley", preferred_name: "Mo", matters: "I used to sing, you know, in the chapel." },
  { kind: "person", id: EVA, given_name: "Eva", family_name: "Lind" },
  { kind: "visit", id: thing("01"), person: MO, at: weeksAgo(5), place: "home", note: "The nephew was unkempt." },
  { kind: "goal", id: thing("03"), person: MO, at: weeksAgo(8), words: "Hear the chapel choir again", step: "Ring the chapel" },
  { kind: "tried", id: thing("04"), person: MO, at: weeksAgo(6), goal: thing("03"), step: "Write to the chapel", became: "swapped", learned: "Nobody opens the post." },
  { kind: "connection", id: thing("08"), person: MO, at: weeksAgo(5), what: "Chapel choir", how: "going together", stage: "tried", on: weeksAgo(4).slice(0, 10), goal: thing("03") },
  { kind: "connection", id: thing("09"), person: MO, at: weeksAgo(5), what: "Food bank", how: "trying it", stage: "arranged", on: weeksAgo(4).slice(0, 10) },
  { kind: "talk", id: thing("10"), person: MO, at: weeksAgo(5), connection: thing("08"), stage: "stood in the way", words: "No bus home after eight." },
  { kind: "tried", id: thing("05"), person: MO, at: weeksAgo(4), became: "life happened", learned: "Her sister was in hospital." },
  { kind: "measure", id: thing("06"), person: MO, at: weeksAgo(7), question: "going", answer: 2, goal: thing("03") },
  { kind: "measure", id: thing("07"), person: MO, at: weeksAgo(3), question: "going", answer: 5, goal: thing("03") },
];

const button = (page, name, more) => page.getByRole("button", { name, ...more });

async function lookBack(page, name = "Maureen Hartley") {
  await openPerson(page, name);
  await page.getByRole("link", { name: /^Our page/ }).click();
  await heading(page, "Our page").waitFor();
  await page.getByRole("link", { name: "How it has gone over time" }).click();
  await heading(page, "Over time").waitFor();
}

// Her own hand: other words for what matters, and a step that was not yet.
async function sayOnTheirPage(page) {
  await page.getByRole("link", { name: "Back" }).click();
  await button(page, "Hand the phone over to Mo").click();
  await button(page, "Yes, this is me").click();
  await button(page, "Look at my page").click();
  await button(page, "Change this: What matters to me").click();
  await page.getByRole("textbox", { name: "What matters to me" }).fill("I sing in the kitchen now.");
  await button(page, "Done").click();
  for (let n = 0; n < 3; n += 1) await button(page, "Next").click();
  await page.getByRole("group", { name: "How did it go?" }).getByRole("radio", { name: "Not yet" }).check();
  await page.getByLabel("What got in the way?").fill("No bus on Sundays");
  await page.getByLabel("Is there a smaller step?").fill("Look out the number");
  for (let n = 0; n < 4; n += 1) await button(page, "Next").click();
  await button(page, "I agree").click();
  await button(page, "Give the phone back").click();
  await heading(page, "Hello again").waitFor();
  await unlock(page);
  await heading(page, "Our page").waitFor();
}

test("the plan over time", async (t) => {
  await mkdir(SCREENSHOTS, { recursive: true });
  const team = await startTeamWith(t, LINES);
  const { page } = team.phone;
  await untilKept(page);

  await t.test("begins with nothing to look back at", async () => {
    await lookBack(page, "Eva Lind");
    await page.getByText("There is nothing to look back at yet.").waitFor();
  });

  await t.test("tells what was tried and learned, and where life came in between", async () => {
    await lookBack(page);
    const told = page.getByRole("list", { name: "The path of this hope: Hear the chapel choir again" });
    const points = told.getByRole("listitem");
    await points.getByText("Nobody opens the post.").waitFor();
    const heads = await told.getByRole("heading").allTextContents();
    assert.deepEqual(heads.map((head) => head.split(",")[0]), ["The next small step", "Life happened", "Chapel choir: Something stood in the way", "Going together: Chapel choir", "Swapped for another", "It began with this hope"]);
    await points.nth(1).getByText("Her sister was in hospital.").waitFor();
    await points.nth(0).getByText("Ring the chapel", { exact: true }).waitFor();
    await page.getByRole("img", { name: "A line of what was said: 2 at first, 5 now." }).waitFor();
    await points.getByText("No bus home after eight.").waitFor();
    assert.equal(await page.getByText(/unkempt|Food bank/).count(), 0);
  });

  await t.test("is fresh after she said of her page how it is, in her own hand", async () => {
    await sayOnTheirPage(page);
    await page.getByRole("link", { name: "How it has gone over time" }).click();
    const told = page.getByRole("list", { name: /^The path of this hope/ });
    await told.getByText("No bus on Sundays").waitFor();
    const heads = (await told.getByRole("heading").allTextContents()).map((head) => head.split(",")[0]);
    assert.deepEqual(heads.slice(0, 3).sort(), ["Mo looked at our page", "Not yet", "The next small step"]);
    await told.getByText("Agreed", { exact: true }).waitFor();
    await told.getByText("Look out the number", { exact: true }).waitFor();
  });

  await t.test("says version by version whose words they were", async () => {
    const words = page.getByRole("region", { name: "How the words of the page changed" });
    const [now, before] = await words.getByRole("listitem").all();
    await now.getByText("I sing in the kitchen now.", { exact: true }).waitFor();
    assert.match(await now.textContent(), /Mo, by their own hand.*As it stands now/);
    await before.getByText("I used to sing, you know, in the chapel.", { exact: true }).waitFor();
    assert.match(await before.textContent(), /Ana Price|you for Mo/);
    await page.getByText("How its words changed").click();
    await page.getByRole("region", { name: "Hear the chapel choir again" }).getByText("As it stands now").waitFor();
  });

  await t.test("can be read by everybody, by day and by night", async () => {
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      assert.deepEqual(await axe(page), []);
      await page.screenshot({ path: path.join(SCREENSHOTS, `over-time-${colorScheme}.png`), fullPage: true });
    }
  });
  assert.deepEqual(cspViolations(team.phone), []);
});
