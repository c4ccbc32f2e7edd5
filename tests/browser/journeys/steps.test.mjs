// A hope with several small steps, each with its own way.
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { ROOT, axe, bridge, closePhone, cspViolations, folder, openPhone } from "../harness.mjs";
import { heading, openPerson, startBridgeWith, startTeamWith, unlock } from "./actors.mjs";

const MO = "018f0000-0000-7000-8000-000000000001";
const GOAL = "018f0000-0000-7000-8000-000000000002";
const LINES = [
  { kind: "person", id: MO, name: "Maureen Hartley", preferred_name: "Mo" },
  { kind: "goal", id: GOAL, person: MO, words: "Sing again", step: "Ring the chapel" },
];
const button = (page, name) => page.getByRole("button", { name, exact: true });
const picture = (page, name) => page.screenshot({ path: path.join(ROOT, "target/screenshots", name), fullPage: true });

async function add(page, words) {
  await button(page, "Add another small step: Sing again").click();
  await page.getByRole("textbox", { name: "Another small step" }).fill(words);
  await button(page, "Keep this").click();
  await page.getByText(words, { exact: true }).waitFor();
}

// Every question is asked of every step, and its name says of which.
async function areToldApart(page, questions, steps) {
  for (const step of steps) {
    for (const question of questions) await page.getByRole("group", { name: `${question} ${step}`, exact: true }).waitFor();
  }
  for (const question of questions) assert.equal(await page.getByRole("group", { name: question, exact: true }).count(), 0, question);
}

test("several small steps", async (t) => {
  const { phone } = await startTeamWith(t, LINES);
  const { page } = phone;

  await t.test("are added one by one, and each becomes what it becomes", async () => {
    await openPerson(page, /Hartley/);
    await add(page, "Ask about the bus");
    await add(page, "Find the scarf");
    await button(page, "Change the step: Find the scarf").click();
    await page.getByRole("radio", { name: "Done", exact: true }).check();
    await button(page, "Keep this").click();
    await page.getByText("Kept: Done.", { exact: false }).waitFor();
    await button(page, "Change the step: Find the scarf").waitFor({ state: "detached" });
    await page.getByText("Ring the chapel", { exact: true }).waitFor();
    assert.deepEqual(await axe(page), []);
    await picture(page, "steps-person.png");
  });

  await t.test("stand on our page with who takes them, and in hand one after the other", async () => {
    await page.getByRole("link", { name: /^Our page/ }).click();
    await heading(page, "Our page").waitFor();
    await page.getByText("Who, when and how sure").last().click();
    await page.getByRole("group", { name: "Who does it" }).getByRole("radio", { name: "Me", exact: true }).check();
    await picture(page, "steps-our-page.png");
    await button(page, "Hand the phone over to Mo").click();
    await heading(page, "Is this you?").waitFor();
    await button(page, "Yes, this is me").click();
    await button(page, "Look at my page").click();
    for (let n = 0; n < 3; n += 1) await button(page, "Next").click();
    await heading(page, "The small steps").waitFor();
    await page.getByText("Ask about the bus").waitFor();
    await areToldApart(page, ["How did it go?", "How sure I feel about it:"], ["Ring the chapel", "Ask about the bus"]);
    await page.getByRole("group", { name: "How did it go? Ask about the bus" }).getByRole("radio", { name: "I did it" }).check();
    await page.getByRole("textbox", { name: "Is there one small thing to try? Ask about the bus" }).waitFor();
    assert.deepEqual(await axe(page), []);
    await picture(page, "steps-in-hand.png");
    for (let n = 0; n < 4; n += 1) await button(page, "Next").click();
    await button(page, "I agree").click();
    await page.getByText("What you said is kept on this phone.", { exact: false }).waitFor();
    await button(page, "Give the phone back").click();
    await heading(page, "Hello again").waitFor();
    await unlock(page);
    await page.getByText("What was said is on the page now.").waitFor();
    await button(page, "Change: Another small step, Ask about the bus").waitFor({ state: "detached" });
    await page.getByText("Ring the chapel", { exact: true }).first().waitFor();
  });

  await t.test("where the first is over, the next of them is the first", async () => {
    await button(page, "Add another small step: Sing again").click();
    await page.getByRole("textbox", { name: "Another small step" }).fill("Hum at home");
    await button(page, "Keep this").click();
    await button(page, "Change: Another small step, Hum at home").waitFor();
    await page.getByRole("link", { name: "Back" }).click();
    await button(page, "Change the step: Sing again").click();
    await page.getByRole("radio", { name: "Parked for now", exact: true }).check();
    await button(page, "Keep this").click();
    await button(page, "Change: The next small step, Hum at home").waitFor();
    assert.equal(await page.getByRole("button", { name: /^(Add|Change): (The next|Another) small step/ }).count(), 1);
  });

  assert.deepEqual(cspViolations(phone), []);
});

test("behind a link each of them is asked after by itself", async (t) => {
  const { home } = await startBridgeWith(t, [...LINES,
    { kind: "step", id: "018f0000-0000-7000-8000-000000000003", person: MO, goal: GOAL, words: "Ask about the bus", step_who: "me", step_sure: 6 }]);
  const [{ link, code }] = await bridge(home, "share", "--person", MO);
  const phone = await openPhone(await folder(t));
  t.after(() => closePhone(phone).catch(() => { /* closed already */ }));
  const { page } = phone;
  await page.goto(link);
  await page.getByLabel("The six numbers").fill(code);
  await button(page, "Open the page").click();
  await heading(page, "Another small step").waitFor();
  await areToldApart(page, ["How did it go?", "How sure do you feel about it, from 1 to 10?"], ["Ring the chapel", "Ask about the bus"]);
  await page.getByRole("group", { name: "How did it go? Ask about the bus" }).getByLabel("Not yet").check({ force: true });
  await page.getByLabel("Would something smaller be better next? Ask about the bus").fill("Look up the bus");
  assert.deepEqual(await axe(page), []);
  await picture(page, "steps-link.png");
  await button(page, "Send it to Ana Price").click();
  await heading(page, "It is on its way to Ana Price").waitFor();
  await bridge(home, "sync");
  const [{ hopes: [hope] }] = await bridge(home, "page", "--person", MO);
  assert.deepEqual([hope.step, ...hope.other_steps].map((step) => step.words.versions[0].words), ["Ring the chapel", "Look up the bus"]);
  const told = await bridge(home, "export");
  const step = told.find(({ kind }) => kind === "step");
  assert.deepEqual([step.goal, step.words, step.step_who, step.step_sure], [GOAL, "Look up the bus", undefined, undefined]);
  assert.deepEqual(told.filter(({ kind }) => kind === "tried").map(({ goal, step: tried, became }) => [goal, tried, became]), [[GOAL, "Ask about the bus", "not yet"]]);
  assert.deepEqual(cspViolations(phone), []);
});
