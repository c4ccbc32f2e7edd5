// What somebody had written and not sent when they left: it says what it is, and is taken in or left out
// with a reason.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, bridge, folder } from "../harness.mjs";
import { addPerson, findPerson, goTo, heading, invite, startTeam, untilInTeamRecord } from "./actors.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });

// What was written without a network on a device that is removed meanwhile.
async function writesAndIsRemoved(t, ana, name, words) {
  const home = await folder(t);
  await goTo(ana, "Today");
  await bridge(home, "join", await invite(ana), "--name", name);
  await bridge(home, "sync");
  const [mo] = await bridge(home, "people");
  await bridge(home, "keep-visit", "--person", mo.id, "--place", "home", "--note", words);
  await goTo(ana, "Today");
  await goTo(ana, "Team");
  // A phone that could not be told at once hears of it with its next round.
  await button(ana, `Take ${name} out of the team`).click({ timeout: 90_000 });
  await button(ana, "Yes, remove").click();
  await untilInTeamRecord(ana);
  await bridge(home, "sync");
}

test("late notes", async (t) => {
  const team = await startTeam(t, { name: "Ana Price" });
  const { page: ana } = team.phone;
  await addPerson(ana, { "Likes to be called": "Mo", "Family name": "Hartley" });
  await untilInTeamRecord(ana);

  await t.test("they come by themselves, say what they are, and are in no record yet", async () => {
    await writesAndIsRemoved(t, ana, "Ben Okafor", "The boiler man came at last.");
    await goTo(ana, "Today");
    await ana.getByText("Late notes from a colleague wait to be taken in.").waitFor({ timeout: 90_000 });
    await findPerson(ana, "Hartley");
    assert.equal(await ana.getByText("The boiler man came").count(), 0);
    await goTo(ana, "Team");
    await ana.getByText("A visit to Mo Hartley, today: “The boiler man came at last.”").waitFor();
    assert.deepEqual(await axe(ana), []);
  });

  await t.test("one is left out with a reason, and Today does not ask again", async () => {
    await ana.getByText("Leave it out", { exact: true }).click();
    await button(ana, "Leave out").click();
    await ana.getByText("Nothing is written yet.").waitFor();
    await ana.getByLabel("Why does it stay out?").fill("It was about another house.");
    await button(ana, "Leave out").click();
    await ana.getByText("Left out, with your reason. It stays kept.").waitFor();
    await goTo(ana, "Today");
    await heading(ana, "Today").waitFor();
    assert.equal(await ana.getByText("Late notes from a colleague wait").count(), 0);
  });

  await t.test("and is taken in all the same", async () => {
    await goTo(ana, "Team");
    await ana.getByText("Left out of the record", { exact: true }).click();
    await ana.getByText("Why not: It was about another house.").waitFor();
    await button(ana, "Take in").click();
    await ana.getByText("It is in the record now.").waitFor();
    await findPerson(ana, "Hartley");
    await ana.getByText("The boiler man came at last.").waitFor();
  });
});
