// A phone whose record came to harm: it says so, keeps every byte of it, and comes back by a link.
import assert from "node:assert/strict";
import { open, readFile, readdir, truncate } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { axe, closePhone, openPhone } from "../harness.mjs";
import { PASSPHRASE, addPerson, beginVisit, choosePassphrase, findPerson, goTo, heading, invite, keepVisit, lock, note,
  startTeam, unlock, untilInTeamRecord } from "./actors.mjs";

// The browser's storage of a database has its name in front.
const BEFORE_PAGES = 4096;
const button = (page, name) => page.getByRole("button", { name, exact: true });

async function fileOf(profile, database) {
  for (const entry of await readdir(profile, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    const name = bytes.subarray(0, 512).toString("latin1").split("\0")[0];
    if (name.replace(/^\//, "") === database && bytes.length > 2 * BEFORE_PAGES) return file;
  }
  throw new Error(`no file of ${database}`);
}

async function flipABit(file) {
  const handle = await open(file, "r+");
  const at = BEFORE_PAGES + 100;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, at);
  await handle.write(Buffer.from([buffer[0] ^ 4]), 0, 1, at);
  await handle.close();
}

async function cutInTheMiddle(file) {
  await truncate(file, BEFORE_PAGES + Math.floor((await readFile(file)).length / 2));
}

// Locked, so that nothing is still on its way into the file.
async function harmed(phone, database, harm) {
  await lock(phone.page);
  await closePhone(phone);
  const file = await fileOf(phone.profile, database);
  await harm(file);
  const again = await openPhone(phone.profile);
  return { phone: again, file, bytes: await readFile(file) };
}

async function isToldThatItIsDamaged(page) {
  await page.getByLabel("Your passphrase").fill(PASSPHRASE);
  await button(page, "Open").click();
  await heading(page, "The record here is damaged").waitFor();
}

async function putsItAside(page) {
  await button(page, "Put it aside").click();
  await page.getByText("Nothing is deleted.", { exact: false }).last().waitFor();
  assert.deepEqual(await axe(page), []);
  await button(page, "Yes, put it aside").click();
}

async function mayClearItAway(page) {
  await button(page, "Clear this phone").click();
  await page.getByText("What was put aside here is deleted then", { exact: false }).waitFor();
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press("Escape");
}

test("a record that came to harm", async (t) => {
  const team = await startTeam(t);
  await addPerson(team.phone.page, { "Likes to be called": "Maureen", "Family name": "Hartley" });
  await beginVisit(team.phone.page, "Maureen");
  await note(team.phone.page, "Maureen").fill("The boiler man came at last.");
  await keepVisit(team.phone.page);
  const links = [];
  for (const _ of ["a first time", "once more"]) {
    links.push(await invite(team.phone.page, "A link for my next phone"));
    await goTo(team.phone.page, "Today");
  }
  await untilInTeamRecord(team.phone.page);
  let { phone } = team;
  t.after(() => closePhone(phone).catch(() => { /* closed already */ }));
  const kept = [];

  for (const [database, harm] of [["alongside.db", flipABit], ["alongside.db-1", cutInTheMiddle]]) {
    await t.test(`${harm.name}: it says so, is put aside, and the rest is fetched again`, async () => {
      const came = await harmed(phone, database, harm);
      ({ phone } = came);
      kept.push(came);
      await phone.page.goto(team.server.url);
      await isToldThatItIsDamaged(phone.page);
      await putsItAside(phone.page);
      await heading(phone.page, "Hello again").waitFor({ state: "hidden" });
      await mayClearItAway(phone.page);
      await phone.page.goto(links.shift());
      await choosePassphrase(phone.page);
      await button(phone.page, "Join the team").click();
      await heading(phone.page, "Today").waitFor();
      await findPerson(phone.page, "Hartley");
      await phone.page.getByText("The boiler man came at last.").waitFor();
      await goTo(phone.page, "Phone");
      await phone.page.getByText(/damaged records? of before (is|are) kept on this phone/).waitFor();
    });
  }

  await t.test("every byte of both is there still", async () => {
    await closePhone(phone);
    for (const { file, bytes } of kept) assert.ok((await readFile(file)).equals(bytes), file);
  });

  await t.test("there is no room for a third, which stays as it is", async () => {
    phone = await openPhone(phone.profile);
    await phone.page.goto(team.server.url);
    await unlock(phone.page);
    const came = await harmed(phone, "alongside.db-2", flipABit);
    ({ phone } = came);
    await phone.page.goto(team.server.url);
    await isToldThatItIsDamaged(phone.page);
    await putsItAside(phone.page);
    await phone.page.getByText("has no room for a third", { exact: false }).waitFor();
    assert.ok((await readFile(came.file)).equals(came.bytes));
  });

  await t.test("clearing the phone clears it of them too", async () => {
    await phone.page.getByText("I cannot remember it", { exact: true }).click();
    await button(phone.page, "Clear this phone").click();
    await button(phone.page, "Yes, clear it").click();
    await heading(phone.page, "Hello again").waitFor({ state: "hidden" });
    await phone.page.getByLabel("Your link").waitFor();
    assert.equal(await button(phone.page, "Clear this phone").count(), 0);
    await closePhone(phone);
    for (const database of ["alongside.db", "alongside.db-1", "alongside.db-2"]) {
      await assert.rejects(fileOf(phone.profile, database), /no file/);
    }
  });
});
