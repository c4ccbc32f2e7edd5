// What not everybody reads: something for supervision, one's own until it is shared; and a worry
// about somebody's safety, for those who must know.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, bridge, folder, killServer, startServer } from "../harness.mjs";
import {
  addPerson, beginVisit, findPerson, goTo, heading, invite, joinTeam, keepVisit, lock, note, startTeam, unlock,
  untilInTeamRecord, untilSaved,
} from "./actors.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });
const undo = (page) => page.getByRole("status").getByRole("button", { name: "Undo" });

// Everything of one is on the other, keys too: they come with the round after.
async function meet(one, other) {
  await untilInTeamRecord(one);
  await untilInTeamRecord(other);
  await untilInTeamRecord(one);
  await untilInTeamRecord(other);
}

async function openSupervision(page) {
  await goTo(page, "Team");
  await page.getByRole("link", { name: "For supervision" }).click();
  await heading(page, "For supervision").waitFor();
}

async function openWorries(page) {
  await findPerson(page, "Hartley");
  await page.getByRole("link", { name: /^A worry about Mo/ }).click();
  await heading(page, "A worry about Mo").waitFor();
}

test("what not everybody reads", async (t) => {
  const team = await startTeam(t, { name: "Ana Price" });
  const { page: ana } = team.phone;
  const { page: ben } = await joinTeam(t, await invite(ana), { name: "Ben Okafor" });
  const home = await folder(t);
  await goTo(ana, "Today");
  const { page: carl } = await joinTeam(t, await invite(ana), { name: "Carl Dunne" });
  await addPerson(ana, { "Likes to be called": "Mo", "Family name": "Hartley" });
  await beginVisit(ana, "Mo");
  await note(ana, "Mo").fill("Her dog died on Sunday.");
  await untilSaved(ana);
  await keepVisit(ana);

  await t.test("a heavy visit is kept for supervision in one tap, and taken back in one", async () => {
    await findPerson(ana, "Hartley");
    await ana.getByRole("article").filter({ hasText: "Her dog died" }).getByRole("link").first().click();
    await button(ana, "This one was heavy").click();
    await ana.getByText("Kept for supervision. Be kind to yourself today.").waitFor();
    await undo(ana).click();
    await button(ana, "This one was heavy").click();
    await ana.getByText("Kept for supervision. Be kind to yourself today.").waitFor();
  });

  await t.test("what was outside the usual keeps its reason, over a lock in the middle of it", async () => {
    await button(ana, "Outside the usual").click();
    await ana.getByLabel("I stepped outside the usual because…").fill("I walked the dog’s lead home with her.");
    await lock(ana);
    await unlock(ana);
    await openSupervision(ana);
    await heading(ana, "A heavy visit, today").waitFor();
    await findPerson(ana, "Hartley");
    await ana.getByRole("article").filter({ hasText: "Her dog died" }).getByRole("link").first().click();
    await button(ana, "Keep it").click();
    await openSupervision(ana);
    await ana.getByText("I walked the dog’s lead home with her.").waitFor();
    assert.equal(await ana.getByText("Only you read this.").count(), 2);
  });

  await t.test("nobody else sees it until it is shared, and then only what was chosen", async () => {
    await meet(ana, ben);
    await openSupervision(ben);
    await ben.getByText(/^Nothing yet\./).waitFor();
    await openSupervision(ana);
    await button(ana, "Share with somebody").click();
    await button(ana, "I walked the dog’s lead home with her.").click();
    await ana.getByRole("radio", { name: "Ben Okafor" }).check();
    await button(ana, "Share this").click();
    await ana.getByText("Ben Okafor reads it too.").waitFor();
    await meet(ana, ben);
    await openSupervision(ben);
    await heading(ben, "From Ana Price").waitFor();
    await ben.getByText("I walked the dog’s lead home with her.").waitFor();
    assert.equal(await ben.getByText("A heavy visit").count(), 0);
    assert.deepEqual(await axe(ben), []);
    await untilInTeamRecord(carl);
    await openSupervision(carl);
    await carl.getByText(/^Nothing yet\./).waitFor();
  });

  await t.test("talked over, it is told to both what came of it", async () => {
    await button(ben, "We talked it over: I stepped outside the usual").click();
    await ben.getByLabel("What came of it").fill("It was right. Two of us go next time.");
    await button(ben, "Keep this").click();
    await ben.getByText("Kept. It stands under what you talked over.").waitFor();
    await meet(ben, ana);
    await openSupervision(ana);
    await ana.getByText("Talked over", { exact: true }).click();
    await ana.getByText("It was right. Two of us go next time.").waitFor();
  });

  await t.test("the team’s steps and numbers are on every phone", async () => {
    await openWorries(ana);
    await button(ana, "Add a step").click();
    await ana.getByRole("textbox", { name: "What we do" }).fill("Ring the safeguarding desk");
    await ana.getByLabel("Number to ring").fill("0300 123 4567");
    await button(ana, "Done").click();
    await meet(ana, ben);
    await openWorries(ben);
    await ben.getByText("Ring the safeguarding desk").waitFor();
    const ring = await ben.getByRole("link", { name: "Ring 0300 123 4567" }).getAttribute("href");
    assert.equal(ring, "tel:03001234567");
  });

  await t.test("a worry says that nobody reads it yet, and is then read by whom it names", async () => {
    await killServer(team.server);
    await openWorries(ben);
    await button(ben, "Write down a worry").click();
    await ben.getByLabel("What I saw or was told").fill("A bruise on her wrist.");
    await ben.getByLabel("What they said, in their words").fill("He did not mean it.");
    await ben.getByLabel("What I think").fill("I am worried about her son.");
    assert.equal(await button(ben, "Ana Price, lead").getAttribute("aria-pressed"), "true");
    await button(ben, "Keep this worry").click();
    await ben.getByText("Kept on this phone, for those you named.").waitFor();
    await ben.getByText("Ana Price may read this too.").waitFor();
    await ben.getByText("Not sent yet: nobody else can read this. Ring now.").waitFor();
    assert.equal(await ben.getByRole("link", { name: "Ring 0300 123 4567" }).count(), 2);
    assert.deepEqual(await axe(ben), []);
    team.server = await startServer(team.server.data, { port: team.server.port });
    await meet(ben, ana);
    await openWorries(ana);
    await ana.getByText("A bruise on her wrist.").waitFor();
    await ana.getByText("In the team record, for those who may read it.").waitFor();
    assert.deepEqual(await axe(ana), []);
    await untilInTeamRecord(carl);
    await openWorries(carl);
    assert.equal(await carl.getByText("A bruise on her wrist.").count(), 0);
  });

  await t.test("it is told whom one told, and one more may be let in to read it", async () => {
    await button(ana, "Somebody was told").click();
    await ana.getByLabel("Who was told").fill("The safeguarding desk");
    await ana.getByLabel("What was said, or has happened since").fill("They come tomorrow.");
    await button(ana, "Keep this").click();
    await ana.getByText(/^The safeguarding desk, /).waitFor();
    await button(ana, "Let somebody else read it").click();
    await ana.getByRole("radio", { name: "Carl Dunne" }).check();
    await button(ana, "Let them read it").click();
    await ana.getByText(/Carl Dunne/).first().waitFor();
    await meet(ana, carl);
    await openWorries(carl);
    await carl.getByText("A bruise on her wrist.").waitFor();
    await carl.getByText("They come tomorrow.").waitFor();
  });

  await t.test("no bridge brings any of it out", async () => {
    await goTo(ana, "Today");
    await bridge(home, "join", await invite(ana), "--name", "The exporter");
    await bridge(home, "sync");
    const lines = JSON.stringify(await bridge(home, "export"));
    assert.match(lines, /Her dog died on Sunday/);
    for (const apart of ["bruise", "did not mean it", "dog’s lead", "They come tomorrow"]) {
      assert.ok(!lines.includes(apart), apart);
    }
  });
});
