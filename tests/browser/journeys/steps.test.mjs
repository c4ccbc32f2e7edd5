// A hope with several small steps, each with its own way.
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { ROOT, axe, cspViolations } from "../harness.mjs";
import { heading, openPerson, startTeamWith, unlock } from "./actors.mjs";

const MO = "018f0000-0000-7000-8000-000000000001";
const LINES = [
  { kind: "person", id: MO, name: "Maureen Hartley", preferred_name: "Mo" },
  { kind: "goal", id: "018f0000-0000-7000-8000-000000000002", person: MO, words: "Sing again", step: "Ring the chapel" },
];
const button = (page, name) => page.getByRole("button", { name, exact: true });
const picture = (page, name) => page.screenshot({ path: path.join(ROOT, "target/screenshots", name), fullPage: true });

async function add(page, words) {
  await button(page, "Another small step: Sing again").click();
  await page.getByRole("textbox", { name: "Another small step" }).fill(words);
  await button(page, "Keep this").click();
  await page.getByText(words, { exact: true }).waitFor();
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
    await heading(page, "The small step").waitFor();
    await page.getByText("Ask about the bus").waitFor();
    await page.getByRole("group", { name: "How did it go?" }).last().getByRole("radio", { name: "I did it" }).check();
    assert.deepEqual(await axe(page), []);
    await picture(page, "steps-in-hand.png");
    for (let n = 0; n < 4; n += 1) await button(page, "Next").click();
    await button(page, "I agree").click();
    await page.getByText("What you said is kept on this phone.", { exact: false }).waitFor();
    await button(page, "Give the phone back").click();
    await heading(page, "Hello again").waitFor();
    await unlock(page);
    await page.getByText("What was said is on the page now.").waitFor();
    await page.getByText("Ring the chapel", { exact: true }).waitFor();
    await page.getByText("Ask about the bus", { exact: true }).waitFor({ state: "detached" });
  });

  assert.deepEqual(cspViolations(phone), []);
});
