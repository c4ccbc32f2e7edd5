// What is written stands nowhere in clear: not in the browser's profile, nor at the server, nor in a log.
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "node:test";
import { canaries, killBrowser, openPhone, stopServer } from "../harness.mjs";
import {
  PASSPHRASE, addPerson, beginVisit, goTo, keepVisit, note, openPerson, startTeam, unlock, until, untilInTeamRecord, untilKept,
  untilSaved,
} from "./actors.mjs";

// Words that nothing else on this machine says.
const WORDS = {
  team: "zorvinteam", worker: "quelphana", name: "brindlewick", family: "oxmarrow", telephone: "07700900417",
  address: "fenlarkrow", kept: "wimberstone", said: "gallowbright", draft: "thistlequay", search: "marrowfinch",
  changed: "pellucidden",
};

// What Chromium keeps of a session, it writes every few seconds. A plain field in another tab tells when it
// has; so it also shows that this test would see a field of ours which the browser keeps.
async function untilSessionIsOnDisk({ phone, profile, server }) {
  const address = `${server.url}/share/plain`;
  const html = "<!doctype html><title>Plain</title><label>Plain <textarea></textarea></label>";
  await phone.context.route(address, (route) => route.fulfill({ contentType: "text/html", body: html }));
  const tab = await phone.context.newPage();
  await tab.goto(address);
  for (const word of ["plainlykept", "keptoncemore"]) {
    await tab.getByLabel("Plain").fill(word);
    await until("Chromium has written its session", async () => (await canaries(profile, [word])).length > 0);
  }
  await tab.close();
}

test("nothing that was typed lies on a disk in clear, also after a kill in the middle of a sentence", async (t) => {
  const team = await startTeam(t, { team: WORDS.team, name: WORDS.worker });
  let { page } = team.phone;
  await untilKept(page);
  await addPerson(page, {
    "Likes to be called": WORDS.name, "Family name": WORDS.family, Telephone: WORDS.telephone, Address: WORDS.address,
  });
  await page.getByRole("button", { name: "Add: What matters to me" }).click();
  await page.getByRole("textbox", { name: "What matters to me" }).pressSequentially(WORDS.changed);
  await page.getByRole("button", { name: "Done" }).click();
  await beginVisit(page, WORDS.name);
  await note(page, WORDS.name).pressSequentially(`A ${WORDS.kept} on the sill.`);
  await page.getByRole("textbox", { name: "What they said, in their words" }).pressSequentially(WORDS.said);
  await keepVisit(page);
  await untilInTeamRecord(page);

  await goTo(page, "People");
  await page.getByLabel("A name, or a word from a note").pressSequentially(WORDS.search);
  await page.getByText("Searched: the people on this phone.").waitFor();
  await page.getByLabel("A name, or a word from a note").fill(WORDS.kept);
  await page.getByRole("link", { name: WORDS.kept }).waitFor();
  await page.getByLabel("A name, or a word from a note").fill("");
  await openPerson(page, WORDS.name);
  await beginVisit(page, WORDS.name);
  const draft = page.url();
  await note(page, WORDS.name).pressSequentially(`She has a ${WORDS.draft} that`);
  await untilSaved(page);
  await untilSessionIsOnDisk(team);
  await page.bringToFront();
  await note(page, WORDS.name).pressSequentially(" keeps");
  await killBrowser(team.phone);

  const secrets = [...Object.values(WORDS), PASSPHRASE, team.kit.slice(3, 6).join(" ")];
  assert.deepEqual(await canaries(team.profile, secrets), []);
  team.phone = await openPhone(team.profile);
  ({ page } = team.phone);
  await page.goto(draft);
  await unlock(page);
  assert.match(await note(page, WORDS.name).inputValue(), new RegExp(WORDS.draft), "it was on this disk after all");
  await stopServer(team.server);
  assert.ok((await readdir(team.server.data)).length > 0);
  assert.deepEqual(await canaries(team.server.data, secrets), []);
  for (const words of secrets) assert.ok(!(team.server.log + team.server.out).includes(words), words);
});
