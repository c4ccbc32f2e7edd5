// What a colleague does is on the other phone as soon as the server has it: nobody waits for the next
// round, which without news is up to a minute away.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addPerson, goTo, invite, joinTeam, startTeam, until, untilInTeamRecord } from "./actors.mjs";

test("a colleague's change shows by itself", async (t) => {
  const team = await startTeam(t, { name: "Ana Price" });
  const { page: ana } = team.phone;
  const { page: ben } = await joinTeam(t, await invite(ana), { name: "Ben Okafor" });
  await untilInTeamRecord(ben);
  const asked = [];
  ben.context().on("request", (request) => asked.push(new URL(request.url()).pathname));
  await until("Ben's phone waits for news", () => asked.includes("/v1/wait"));
  await goTo(ben, "People");
  await ben.getByLabel("A name, or a word from a note").fill("Hartley");
  await goTo(ana, "Today");
  await addPerson(ana, { "Likes to be called": "Mo", "Family name": "Hartley" });
  await untilInTeamRecord(ana);
  const since = Date.now();
  await ben.getByRole("main").getByRole("link", { name: /Hartley/ }).first().waitFor({ timeout: 20_000 });
  t.diagnostic(`there ${Date.now() - since} ms after Ana's phone had its receipt`);

  await t.test("and quiet phones go on waiting, without round after round", async () => {
    await new Promise((after) => setTimeout(after, 3_000));
    const before = asked.filter((path) => path === "/v1/sync").length;
    await new Promise((after) => setTimeout(after, 15_000));
    // One may be that of the minute.
    assert.ok(asked.filter((path) => path === "/v1/sync").length - before <= 1);
  });
});
