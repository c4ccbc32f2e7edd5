// More people than fit on a screen: they come a few at a time, and all of them come.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { goTo, startTeamWith, until } from "./actors.mjs";

const N_PEOPLE = 34;
const NAMES = Array.from({ length: N_PEOPLE }, (_, n) => `${String.fromCharCode(65 + Math.floor(n / 2))}na${n % 2 ? "b" : "a"} Hartley`);
const PEOPLE = NAMES.map((name) => ({ kind: "person", id: randomUUID(), name, rhythm_days: 7 }));
const lines = (page) => page.getByRole("main").getByRole("listitem").locator(".name");

async function untilAll(page, names) {
  await until("all of them are there", async () => await lines(page).count() === names.length);
  assert.deepEqual(await lines(page).allTextContents(), names);
}

test("a list longer than a screen", async (t) => {
  const { phone: { page } } = await startTeamWith(t, PEOPLE);

  await t.test("is whole a moment later, in its order", async () => {
    await goTo(page, "People");
    await untilAll(page, NAMES);
  });

  await t.test("is whole again after a search that found one, and after one that was given up at once", async () => {
    const field = page.getByLabel("A name, or a word from a note");
    await field.fill("Gnab");
    await untilAll(page, ["Gnab Hartley"]);
    await field.fill("");
    await field.fill("Gnab");
    await field.fill("");
    await untilAll(page, NAMES);
  });

  await t.test("does not keep another page waiting that is opened while it comes", async () => {
    await goTo(page, "Phone");
    for (let n = 0; n < 3; n += 1) {
      await goTo(page, "People");
      await goTo(page, "Team");
    }
    await goTo(page, "People");
    await untilAll(page, NAMES);
    await page.getByRole("link", { name: NAMES.at(-1) }).click();
    await page.getByText("More about them").waitFor();
  });

  await t.test("is gone through by keys to its end", async () => {
    await goTo(page, "People");
    await untilAll(page, NAMES);
    await page.getByRole("link", { name: NAMES.at(-2) }).focus();
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => document.activeElement.textContent);
    assert.ok(name.startsWith(NAMES.at(-1)), name);
  });
});
