// A phone in a place with a bad network, and one whose battery dies: whatever it has said is kept is there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { LONG, bridge, folder, killBrowser, openPhone } from "../harness.mjs";
import { FAULTS, badNetwork, isBad, isWell } from "../network.mjs";
import { addPerson, beginVisit, findPerson, goTo, invite, keepVisit, note, startTeam, unlock, untilInTeamRecord } from "./actors.mjs";

const MOST_VISITS = 40;
const N_KILLS = LONG ? 20 : 4;

async function keeps(page, words) {
  await findPerson(page, "Hartley");
  await beginVisit(page, "Mo");
  await note(page, "Mo").fill(words);
  await keepVisit(page);
}

test("a bad network, and a battery that dies", async (t) => {
  const network = await badNetwork(t);
  const team = await startTeam(t, { name: "Ana Price", network });
  let { phone } = team;
  await addPerson(phone.page, { "Likes to be called": "Mo", "Family name": "Hartley" });
  await untilInTeamRecord(phone.page);
  const link = await invite(phone.page);
  const kept = [];

  await t.test("whatever becomes of a request, nothing is lost, doubled or in the way", async () => {
    isBad(network);
    while (network.struck.size < FAULTS.length) {
      assert.ok(kept.length < MOST_VISITS, `only ${[...network.struck.keys()]} has struck`);
      kept.push(`By a bad network, ${kept.length}`);
      await keeps(phone.page, kept.at(-1));
      await goTo(phone.page, "Phone");
      await phone.page.getByRole("button", { name: "Try now", exact: true }).click();
    }
    isWell(network);
    await untilInTeamRecord(phone.page);
  });

  await t.test("what is told as kept is there after a kill, sent or not", async () => {
    isBad(network);
    for (let n = 0; n < N_KILLS; n += 1) {
      kept.push(`Before the battery died, ${n}`);
      await keeps(phone.page, kept.at(-1));
      await killBrowser(phone);
      phone = await openPhone(phone.profile);
      team.phone = phone;
      await phone.page.goto(team.server.url);
      await unlock(phone.page);
      await findPerson(phone.page, "Hartley");
      await phone.page.getByText(kept.at(-1), { exact: true }).first().waitFor();
    }
    isWell(network);
    await untilInTeamRecord(phone.page);
  });

  await t.test("a colleague has all of it, each once", async () => {
    const home = await folder(t);
    await bridge(home, "join", link, "--name", "Ben Okafor");
    await bridge(home, "sync");
    const notes = (await bridge(home, "visits")).map((visit) => visit.note);
    assert.deepEqual(notes.sort(), kept.toSorted());
  });
});
