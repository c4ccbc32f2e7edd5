// A phone on which nothing more fits: what is typed stays on the screen, and is kept once there is room.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { killBrowser, openPhone } from "../harness.mjs";
import { addPerson, beginVisit, heading, note, startTeam, unlock, untilKept, untilSaved } from "./actors.mjs";

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

// As if the phone took nothing more of the app: every write is refused until the answer is called.
async function refuseWrites(page) {
  const [worker] = page.workers();
  await worker.evaluate(() => {
    const { prototype } = FileSystemSyncAccessHandle;
    self.write = prototype.write;
    prototype.write = () => { throw new DOMException("no room", "QuotaExceededError"); };
  });
  return () => worker.evaluate(() => { FileSystemSyncAccessHandle.prototype.write = self.write; });
}

test("a page in their hands on a phone without room stays until what was said is kept", async (t) => {
  const team = await startTeam(t);
  const { page } = team.phone;
  const button = (name) => page.getByRole("button", { name, exact: true });
  await untilKept(page);
  await addPerson(page, { "Likes to be called": "Mo", "Family name": "Hartley" });
  await button("Add: What matters to me").click();
  await page.getByRole("textbox", { name: "What matters to me" }).fill("I used to sing.");
  await button("Done").click();
  await page.getByText("Changed: What matters to me").waitFor();
  await page.getByRole("link", { name: /^Our page/ }).click();
  await button("Hand the phone over to Mo").click();
  await button("Yes, this is me").click();
  await button("Look at my page").click();
  const makeRoom = await refuseWrites(page);
  await button("Change this: What matters to me").click();
  await page.getByRole("textbox", { name: "What matters to me" }).fill("I sing in the kitchen.");
  await button("Done").click();
  const isNotKept = page.getByText("This could not be kept yet. It stays on the screen.", { exact: false });
  await isNotKept.waitFor();
  while (await button("Next").count() > 0) await button("Next").click();
  await heading(page, "What we agreed").waitFor();
  await button("I agree").click();
  await isNotKept.waitFor();
  assert.equal(await button("Give the phone back").count(), 0, "it would go with what was said");
  // Another window asks for the phone: it waits as well.
  const other = await page.context().newPage();
  await other.goto(team.server.url);
  await other.getByRole("button", { name: "Use it here instead", exact: true }).click();
  await pause(3_000);
  assert.equal(await isNotKept.count(), 1);
  await makeRoom();
  await heading(other, "Hello again").waitFor();
  await unlock(other);
  await other.getByText("What was said is on the page now.").waitFor();
  await other.getByText("I sing in the kitchen.", { exact: true }).first().waitFor();
});
