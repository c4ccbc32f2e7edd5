// A phone on which nothing more fits: what is typed stays on the screen, and is kept once there is room.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { killBrowser, openPhone } from "../harness.mjs";
import { addPerson, beginVisit, note, startTeam, unlock, untilKept, untilSaved } from "./actors.mjs";

// Less than the longest that may be written.
const LONG_NOTE = "She talked of the sea. ".repeat(7_000);
// What is typed is saved within 400 ms.
const BETWEEN_SAVES_MS = 600;
const FULL = "This phone’s storage is full. Please free some room; what you wrote is still on the screen.";

// As if the phone had so little left for the app, for as long as the session lasts.
async function leaveRoom(page, quotaSize) {
  const session = await page.context().newCDPSession(page);
  const origin = new URL(page.url()).origin;
  await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize });
  return session;
}

test("a phone without room", async (t) => {
  const team = await startTeam(t);
  const { page } = team.phone;
  await untilKept(page);
  await addPerson(page, { "Likes to be called": "Maureen" });
  await beginVisit(page, "Maureen");
  await note(page, "Maureen").fill("Before. ");
  await untilSaved(page);
  let [written, isNarrow] = ["", undefined];

  await t.test("says so, and what was typed stays where it is", async () => {
    isNarrow = await leaveRoom(page, 1);
    const isFull = page.getByText(FULL).first();
    // The browser has given the database some megabytes in reserve.
    for (let n = 0; n < 80 && !await isFull.isVisible(); n += 1) {
      written = `${n} ${LONG_NOTE}`;
      await note(page, "Maureen").fill(written);
      await pause(BETWEEN_SAVES_MS);
    }
    await isFull.waitFor();
    assert.equal(await note(page, "Maureen").inputValue(), written);
    assert.equal(await page.getByText("Saved on this phone", { exact: true }).count(), 0);
  });

  await t.test("keeps it once there is room, also through a dead battery", async () => {
    await isNarrow.detach();
    await note(page, "Maureen").press("Control+End");
    await page.keyboard.type("After.");
    await untilSaved(page);
    const draft = page.url();
    await killBrowser(team.phone);
    team.phone = await openPhone(team.profile);
    await team.phone.page.goto(draft);
    await unlock(team.phone.page);
    await note(team.phone.page, "Maureen").waitFor();
    assert.equal(await note(team.phone.page, "Maureen").inputValue(), `${written}After.`);
  });
});
