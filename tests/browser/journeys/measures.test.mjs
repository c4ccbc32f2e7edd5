// Measures serve the talk: any answer, any order, none at all; and a step that changes loses nothing.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { ROOT, axe, cspViolations } from "../harness.mjs";
import { addPerson, heading, openPerson, startTeam, startTeamWith } from "./actors.mjs";

const SCREENSHOTS = path.join(ROOT, "target/screenshots");
const SATISFIED = "Overall, how satisfied are you with your life nowadays?";
const DAY_MS = 86_400_000;

const button = (page, name) => page.getByRole("button", { name, exact: true });
const asked = (page, question) => page.getByRole("group", { name: question, exact: true });
const back = (page) => page.getByRole("link", { name: "Back" }).click();
// From the page that is handed over: it has no way to anywhere else.
const enough = (page) => page.getByRole("link", { name: "That is all for today" }).click();

async function openMeasures(page) {
  await page.getByRole("link", { name: /^How it is going/ }).click();
  await heading(page, "How it is going").waitFor();
}

async function addHope(page, words, step) {
  await button(page, "Add a hope").click();
  await page.getByLabel("What they hope for, in their words").fill(words);
  await page.getByLabel("The next small step, if there is one").fill(step);
  await button(page, "Done").click();
  await page.getByRole("blockquote").or(page.getByText(words)).first().waitFor();
}

test("measures and steps", async (t) => {
  await mkdir(SCREENSHOTS, { recursive: true });
  const team = await startTeam(t);
  const { page } = team.phone;
  await addPerson(page, { "Likes to be called": "Mo", "Family name": "Airey" });
  await addHope(page, "Hear the chapel choir again", "Ring the chapel");

  await t.test("not today leaves no trace", async () => {
    await openMeasures(page);
    await page.getByRole("link", { name: "Not today" }).click();
    await heading(page, "At the door").waitFor();
    await page.getByText("A hope", { exact: true }).waitFor();
    assert.equal(await page.getByRole("article").count(), 1, "only the hope is told");
  });

  await t.test("an answer is kept at once, taken back, and others are skipped", async () => {
    await openMeasures(page);
    await asked(page, SATISFIED).getByRole("radio", { name: "7", exact: true }).check();
    await page.getByText("It is kept. Only you say what it means.").waitFor();
    await button(page, "Undo").click();
    await page.waitForFunction(() => !document.querySelector("[name=satisfied-]:checked"));
    await asked(page, "How often do you feel lonely?").getByRole("radio", { name: "Hardly ever" }).check();
    await asked(page, SATISFIED).getByRole("radio", { name: "6", exact: true }).check();
    await page.getByText("It is kept. Only you say what it means.").waitFor();
    await enough(page);
    await heading(page, "How it is going, today").waitFor();
    const told = page.getByRole("article").filter({ has: heading(page, "How it is going, today") });
    assert.equal(await told.count(), 1, "one sitting is one entry");
    await told.getByText("6 of 10").waitFor();
    await told.getByText("Hardly ever", { exact: true }).waitFor();
    assert.match(await told.textContent(), /entered by you for Mo/);
  });

  await t.test("with keys alone: what is meant is where they stop", async () => {
    await openMeasures(page);
    const going = asked(page, "How is this going?");
    await going.getByRole("radio", { name: "0", exact: true }).focus();
    await page.keyboard.press("Space");
    for (let n = 0; n < 4; n += 1) await page.keyboard.press("ArrowRight");
    await page.waitForTimeout(1500);
    assert.ok(await going.getByRole("radio", { name: "4", exact: true }).isChecked());
    await enough(page);
    await page.getByText("How it is going: 4 of 10, in their own eyes").waitFor();
  });

  await t.test("a step is adjusted, and what was tried stays in view", async () => {
    await button(page, "Change the step: Hear the chapel choir again").click();
    await page.getByRole("group", { name: "What became of it?" }).getByRole("radio", { name: "Swapped for another" }).check();
    await page.getByLabel("What we learned, if anything").fill("The number rings in an empty vestry.");
    await page.getByLabel("The next small step, if there is one").fill("Ask Brenda who has the key");
    await button(page, "Keep this").click();
    await page.getByText("Kept: Swapped for another. What we tried stays in view.").waitFor();
    await page.getByText("Ask Brenda who has the key").waitFor();
    await page.getByRole("link", { name: /^What we tried, what we learned/ }).click();
    await heading(page, "Hear the chapel choir again").waitFor();
    await page.getByText("Ring the chapel", { exact: true }).waitFor();
    await page.getByText("The number rings in an empty vestry.").waitFor();
    await back(page);
  });

  await t.test("life happens to all of it, and nothing is taken away", async () => {
    await button(page, "Life happened").click();
    await page.getByLabel("What happened, if you want to say it").fill("Her sister is in hospital.");
    await button(page, "Keep this").click();
    await heading(page, "Life happened, today").waitFor();
    await page.getByText("Ask Brenda who has the key").first().waitFor();
  });

  await t.test("handed over it is theirs alone", async () => {
    await openMeasures(page);
    assert.equal(await page.getByRole("navigation").count(), 0, "no bar");
    assert.deepEqual(await page.getByRole("link").allInnerTexts(), ["Not today", "That is all for today"]);
    for (const words of ["SWEMWBS", "In the team record", "Saved on this phone"]) {
      assert.equal(await page.getByText(words).count(), 0, words);
    }
    await enough(page);
  });

  await t.test("a number of a licensed tool, and a day", async () => {
    await page.getByRole("link", { name: /^Numbers for the team/ }).click();
    await heading(page, "From another tool").waitFor();
    await button(page, "SWEMWBS: the number it gave").click();
    await page.getByLabel("SWEMWBS: the number it gave").fill("a few");
    await button(page, "Keep this number of SWEMWBS").click();
    await page.getByText("Please put a number from 0 to 1000, with two places after the point at most.").waitFor();
    await page.getByLabel("SWEMWBS: the number it gave").fill("22,35");
    await button(page, "Keep this number of SWEMWBS").click();
    await page.getByText("It is kept. Only you say what it means.").waitFor();
    await page.getByRole("link", { name: "Back" }).click();
    await page.getByRole("article").getByText("22.35", { exact: true }).waitFor();
  });

  assert.deepEqual(await axe(page), []);
  assert.deepEqual(cspViolations(team.phone), []);
});

// What Mo said over half a year, as a bridge brings it.
function halfAYear() {
  const [person, goal] = [crypto.randomUUID(), crypto.randomUUID()];
  const at = (days) => new Date(Date.now() - days * DAY_MS).toISOString();
  const said = (question, answer, days, about) => ({
    kind: "measure", id: crypto.randomUUID(), person, question, answer, at: at(days), ...(about ? { goal } : {}),
  });
  return [
    { kind: "person", id: person, preferred_name: "Mo", family_name: "Airey" },
    { kind: "goal", id: goal, person, words: "Hear the chapel choir again", step: "Ring the chapel", going: 7 },
    ...[[170, 2], [120, 4], [96, 3], [60, 6], [31, 5], [9, 7]].map(([days, n]) => said("going", n, days, true)),
    said("satisfied", 4, 120), said("satisfied", 3, 40),
    said("lack companionship", 3, 40), said("left out", 2, 40), said("isolated", 3, 40),
  ];
}

test("the line over time, and the same as a list", async (t) => {
  await mkdir(SCREENSHOTS, { recursive: true });
  const { phone } = await startTeamWith(t, halfAYear());
  const { page } = phone;
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.getByText("In the team record", { exact: true }).waitFor();
  await openPerson(page, /Airey/);
  await openMeasures(page);
  await page.getByRole("img", { name: "A line of what was said: 2 at first, 7 now." }).waitFor();
  await page.getByText("Earlier answers").first().click();
  const list = page.getByRole("article").getByRole("listitem");
  assert.equal(await list.count(), 6, "every one, the set-backs too");
  assert.equal(await page.getByText(/^The first three together/).count(), 0, "a total is not for this page");
  const line = await page.getByRole("img", { name: "A line of what was said: 2 at first, 7 now." }).boundingBox();
  const numbers = await page.getByRole("radio", { name: "0", exact: true }).first().boundingBox();
  assert.ok(line.y < numbers.y, "their own line comes before what is asked of them");
  await asked(page, SATISFIED).getByRole("radio", { name: "5", exact: true }).check();
  await page.getByRole("img", { name: "A line of what was said: 4 at first, 5 now." }).waitFor();
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    assert.deepEqual(await axe(page), []);
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      await page.screenshot({ path: path.join(SCREENSHOTS, `line-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
  const small = await page.locator("label:has(input[type=radio])").evaluateAll((labels) => labels
    .map((label) => label.getBoundingClientRect()).filter(({ width, height }) => width < 43.5 || height < 43.5).length);
  assert.equal(small, 0, "every number is for a thumb, at 320 px too");
  const rows = await asked(page, SATISFIED).getByRole("radio")
    .evaluateAll((radios) => new Set(radios.map((radio) => Math.round(radio.getBoundingClientRect().top))).size);
  assert.equal(rows, 2, "two rows on a phone");
  await enough(page);
  await page.getByRole("link", { name: /^Numbers for the team/ }).click();
  await page.getByText(/^The first three together, .*: 8, where/).waitFor();
  assert.deepEqual(cspViolations(phone), []);
});
