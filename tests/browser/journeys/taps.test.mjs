// Less screen: how many taps the things cost that are done in somebody's living room.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addPerson, goTo, heading, note, startTeam } from "./actors.mjs";

// Taps only what is on the screen without scrolling, and counts.
function hand(page) {
  const tapped = { n: 0 };
  tapped.tap = async (locator) => {
    tapped.n += 1;
    await locator.tap();
  };
  tapped.page = page;
  return tapped;
}

test("taps", async (t) => {
  const team = await startTeam(t);
  const { page } = team.phone;
  await addPerson(page, { "Likes to be called": "Maureen", "Family name": "Airey" });
  await addPerson(page, { "Likes to be called": "Mr Hughes" });

  await t.test("from Today to typing in two", async () => {
    await goTo(page, "Today");
    const thumb = hand(page);
    await thumb.tap(page.getByRole("button", { name: "Begin a visit", exact: true }));
    await thumb.tap(note(page));
    await page.keyboard.type("Three words");
    assert.equal(await note(page).inputValue(), "Three words");
    assert.equal(thumb.n, 2);
    await page.getByRole("button", { name: "Let this note go" }).click();
    await heading(page, "Today").waitFor();
  });

  await t.test("a contact recorded in six", async () => {
    await goTo(page, "Today");
    const thumb = hand(page);
    await thumb.tap(page.getByRole("button", { name: "Begin a visit", exact: true }));
    await thumb.tap(page.getByRole("button", { name: "Airey" }));
    await thumb.tap(page.getByRole("group", { name: "Where" }).getByRole("radio", { name: "Phone" }));
    await thumb.tap(page.getByRole("button", { name: "Listening" }));
    await thumb.tap(page.getByRole("button", { name: "Keep this visit" }));
    await page.getByText("The visit is kept.").waitFor();
    assert.ok(thumb.n <= 6, `${thumb.n} taps`);
    await heading(page, "Maureen").waitFor();
    await page.getByRole("heading", { name: /^today, Phone|Phone, today/i }).waitFor();
  });
});
