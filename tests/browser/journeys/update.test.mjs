// A new version of the real app: it waits, and is taken with one tap.
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { APP, cspViolations, folder, killBrowser, openPhone, startServer, stopServer } from "../harness.mjs";
import { nextRelease, versionOf } from "../releases.mjs";
import { addPerson, beginVisit, goTo, heading, keepVisit, note, startTeam, unlock, until, untilKept, untilSaved } from "./actors.mjs";

const WRITTEN = "He has found the key to the shed";

const hashOf = (page) => page.locator("meta[name=alongside-hash]").getAttribute("content");
const offer = (page) => page.getByRole("button", { name: "Take the new version" });

// Noted by the service worker once it has all of it.
async function isOffered(hash) {
  const offered = await caches.match("/offered", { cacheName: "versions" });
  return (await offered?.json())?.hash === hash;
}

async function assertOldAndDraft(page, before) {
  await note(page, "Mr Hughes").waitFor();
  assert.equal(await note(page, "Mr Hughes").inputValue(), WRITTEN);
  assert.equal(await hashOf(page), before);
  assert.equal(await offer(page).count(), 0, "nobody is asked in the middle of a note");
}

test("a new version waits while a draft is open, through a kill, and is then taken with one tap", async (t) => {
  const before = (await versionOf(APP)).hash;
  const next = path.join(await folder(t), "next");
  const after = await nextRelease(APP, next);
  const team = await startTeam(t);
  await untilKept(team.phone.page);
  await addPerson(team.phone.page, { "Likes to be called": "Mr Hughes" });
  await beginVisit(team.phone.page, "Mr Hughes");
  await note(team.phone.page, "Mr Hughes").fill(WRITTEN);
  await untilSaved(team.phone.page);
  const draft = team.phone.page.url();

  await stopServer(team.server);
  team.server = await startServer(team.server.data, { port: team.server.port, app: next });
  await team.phone.page.reload();
  await unlock(team.phone.page);
  await until("the new version lies on the phone", () => team.phone.page.evaluate(isOffered, after));
  await assertOldAndDraft(team.phone.page, before);
  await killBrowser(team.phone);

  team.phone = await openPhone(team.profile);
  const { page } = team.phone;
  await page.goto(draft);
  await unlock(page);
  await assertOldAndDraft(page, before);
  await keepVisit(page);
  await goTo(page, "Today");
  await offer(page).click();
  await page.waitForFunction((hash) => document.querySelector("meta[name=alongside-hash]").content === hash, after);
  await unlock(page);
  await heading(page, "Today").waitFor();
  assert.equal(await offer(page).count(), 0);
  await page.getByRole("navigation").getByRole("link", { name: "People" }).click();
  await page.getByRole("link", { name: "Mr Hughes" }).click();
  await page.getByText(WRITTEN).waitFor();
  assert.deepEqual(cspViolations(team.phone), []);
});
