// The visit, end to end: written with no signal, safe on the phone, in the team's record when there is one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cspViolations, killBrowser, openPhone, startServer, stopServer } from "../harness.mjs";
import {
  addPerson, agreeNextContact, beginVisit, dayFromNow, findPerson, goTo, heading, invite, joinTeam, keepVisit, note, openPerson,
  startTeam, unlock, until, untilInTeamRecord, untilKept,
} from "./actors.mjs";

test("a visit written with no signal survives a dead battery and reaches a colleague's phone", async (t) => {
  const team = await startTeam(t);
  assert.equal(team.kit.length, 24);
  assert.equal(new URL(team.phone.page.url()).hash, "", "the secret is out of the address bar");
  await untilKept(team.phone.page);
  await addPerson(team.phone.page, { "Likes to be called": "Maureen", "First name": "Maureen", "Family name": "Airey" });
  await untilInTeamRecord(team.phone.page);

  await stopServer(team.server);
  await openPerson(team.phone.page, "Maureen Airey");
  await beginVisit(team.phone.page, "Maureen");
  await note(team.phone.page, "Maureen").fill("The kitchen light was on. She had the photographs out.");
  await agreeNextContact(team.phone.page, dayFromNow(9), "Phone");
  await keepVisit(team.phone.page);
  await goTo(team.phone.page, "Phone");
  await heading(team.phone.page, /^Waiting to send/).waitFor();
  await killBrowser(team.phone);

  team.phone = await openPhone(team.profile);
  await team.phone.page.goto(team.server.url);
  await unlock(team.phone.page);
  await openPerson(team.phone.page, "Maureen Airey");
  await team.phone.page.getByText("She had the photographs out.").waitFor();
  await team.phone.page.getByText("Next in touch").waitFor();

  team.server = await startServer(team.server.data, { port: team.server.port });
  await untilInTeamRecord(team.phone.page);
  const colleague = await joinTeam(t, await invite(team.phone.page), { name: "Ben Okafor" });
  await untilInTeamRecord(colleague.page);
  await findPerson(colleague.page, "Airey");
  await colleague.page.getByText("She had the photographs out.").click();
  await colleague.page.getByText("by Ana Price").first().waitFor();
  for (const phone of [team.phone, colleague]) assert.deepEqual(cspViolations(phone), []);
});

test("whoever is not found is added from within the visit, which then goes on", async (t) => {
  const { phone: { page } } = await startTeam(t);
  await addPerson(page, { "Likes to be called": "Maureen", "Family name": "Airey" });
  await goTo(page, "Today");
  await page.getByRole("button", { name: "Begin a visit", exact: true }).click();
  await note(page).fill("A new face at the stove.");
  await page.getByRole("searchbox", { name: "With whom?" }).fill("Derek");
  await page.getByText("Nobody of that name is on this phone.").waitFor();
  await page.getByRole("button", { name: "Add Derek" }).click();
  await heading(page, "Somebody new").waitFor();
  await until("nothing is typed twice", async () => await page.getByLabel("Likes to be called").inputValue() === "Derek");
  await page.getByLabel("Family name").fill("Marsh");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("With Derek Marsh").waitFor();
  assert.equal(await note(page, "Derek").inputValue(), "A new face at the stove.");
  const [ours, theirs, holding] = await Promise.all([
    note(page, "Derek"), page.getByRole("textbox", { name: "What they said, in their words" }), page.getByRole("group", { name: "Holding" }),
  ].map((one) => one.boundingBox()));
  assert.ok(theirs.y - (ours.y + ours.height) < 120 && holding.y - (theirs.y + theirs.height) < 60, "they stand beside the note");
  await keepVisit(page);
  await heading(page, "Derek").waitFor();
});
