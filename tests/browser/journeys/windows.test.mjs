// One window at a time has the record.
import assert from "node:assert/strict";
import { test } from "node:test";
import { LONG } from "../harness.mjs";
import { addPerson, beginVisit, heading, note, startTeam, unlock } from "./actors.mjs";

const N_TURNS = LONG ? 100 : 4;

test("a second window says that the app is open in the other one, and can take over, mid-sentence", async (t) => {
  const team = await startTeam(t);
  const first = team.phone.page;
  await addPerson(first, { "Likes to be called": "Maureen" });
  await beginVisit(first, "Maureen");
  const draft = first.url();

  const second = await team.phone.context.newPage();
  await second.goto(draft);
  await heading(second, "Open in the other window").waitFor();
  assert.equal(await second.getByText("Maureen").count(), 0);

  await first.bringToFront();
  await note(first, "Maureen").click();
  await first.keyboard.type("The last word is not yet");
  await second.getByRole("button", { name: "Use it here instead" }).click();
  await heading(first, "Open in the other window").waitFor();
  await second.bringToFront();
  await unlock(second);
  await note(second, "Maureen").waitFor();
  assert.equal(await note(second, "Maureen").inputValue(), "The last word is not yet");
});

test("eight windows take the app from each other, and no word is lost on the way", async (t) => {
  const { phone } = await startTeam(t);
  const windows = [phone.page];
  await addPerson(phone.page, { "Likes to be called": "Maureen" });
  await beginVisit(phone.page, "Maureen");
  while (windows.length < 8) {
    const window = await phone.context.newPage();
    await window.goto(phone.page.url());
    await heading(window, "Open in the other window").waitFor();
    windows.push(window);
  }
  let [at, written] = [0, ""];
  for (let turn = 1; turn <= N_TURNS; turn += 1) {
    const before = windows[at];
    await before.bringToFront();
    await note(before, "Maureen").click();
    await before.keyboard.press("Control+End");
    await before.keyboard.type(`Turn ${turn}. `);
    written += `Turn ${turn}. `;
    at = (at + 3) % windows.length;
    await windows[at].bringToFront();
    await windows[at].getByRole("button", { name: "Use it here instead" }).click();
    await heading(before, "Open in the other window").waitFor();
    await unlock(windows[at]);
    await note(windows[at], "Maureen").waitFor();
    assert.equal(await note(windows[at], "Maureen").inputValue(), written);
  }
  const others = windows.filter((_, n) => n !== at);
  for (const other of others) assert.ok(await heading(other, "Open in the other window").isVisible());
});
