// A phone that holds a part of the record: somebody who is opened comes, or it is said that they are not
// here.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axe } from "../harness.mjs";
import { addPerson, beginVisit, goTo, heading, invite, joinTeam, keepVisit, note, openPerson, startTeam, until, untilInTeamRecord, untilSaved } from "./actors.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });
const line = (page, name) => page.getByRole("main").getByRole("link", { name });

async function everybody(page) {
  await goTo(page, "Today");
  await goTo(page, "People");
  await button(page, "Everybody on this phone").click();
}

async function visited(page, name, words) {
  await openPerson(page, new RegExp(name));
  await beginVisit(page, name);
  await note(page, name).fill(words);
  await untilSaved(page);
  await keepVisit(page);
}

// As where somebody goes back to a page that they were on before the record was let go.
async function toAddressBelow(page, below) {
  await page.evaluate((below) => {
    history.pushState({}, "", `${location.pathname}/${below}`);
    dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  }, below);
}

test("whose records are on a phone", async (t) => {
  const team = await startTeam(t, { name: "Ana Price" });
  const { page: ana } = team.phone;
  const phone = await joinTeam(t, await invite(ana), { name: "Ben Okafor" });
  const { page: ben, context } = phone;

  await t.test("are everybody's, until somebody wishes to carry less", async () => {
    await goTo(ben, "Phone");
    await heading(ben, "Whose records are here").waitFor();
    const all = ben.getByRole("button", { name: "Everybody’s in the team" });
    assert.equal(await all.getAttribute("aria-pressed"), "true");
    await all.focus();
    await ben.keyboard.press("Space");
    await ben.getByText("Your people’s records are here, and those that you open.", { exact: false }).waitFor();
    await ben.getByText("In a team of more than a thousand people a new phone begins like this.").waitFor();
    assert.equal(await all.getAttribute("aria-pressed"), "false");
    assert.deepEqual(await axe(ben), []);
  });

  await t.test("of a colleague's people the name is there, and the record comes when it is opened", async () => {
    for (const [called, family] of [["Mo", "Hartley"], ["Dan", "Price"]]) await addPerson(ana, { "Likes to be called": called, "Family name": family });
    await visited(ana, "Mo", "Two cups of tea.");
    await untilInTeamRecord(ana);
    await untilInTeamRecord(ben);
    await everybody(ben);
    await line(ben, /Hartley.*Not on this phone/).waitFor();
    await line(ben, /Hartley/).click();
    await heading(ben, "At the door").waitFor();
    await ben.getByText("Two cups of tea.").first().waitFor();
    await everybody(ben);
    await line(ben, /Price.*Not on this phone/).waitFor();
    assert.equal(await line(ben, /Hartley.*Not on this phone/).count(), 0);
  });

  await t.test("without a network it is said that nothing is known here, and a visit can be written", async () => {
    await context.setOffline(true);
    await line(ben, /Price/).click();
    await ben.getByText("Dan’s record is not on this phone, and did not come.").waitFor();
    await ben.getByText("What the team knows of risks is not here either.", { exact: false }).waitFor();
    assert.equal(await heading(ben, "At the door").count(), 0);
    assert.deepEqual(await axe(ben), []);
    for (const below of ["handover", "safety", "page"]) {
      await toAddressBelow(ben, below);
      await ben.getByText("Dan’s record is not on this phone, and did not come.").waitFor();
      assert.equal(await ben.getByRole("main").getByRole("heading", { level: 2 }).count(), 0, below);
      await ben.goBack();
    }
    await ben.getByText("Dan’s record is not on this phone, and did not come.").waitFor();
    await beginVisit(ben, "Dan");
    await note(ben, "Dan").fill("He was not sure who I was.");
    await untilSaved(ben);
    await keepVisit(ben);
    await context.setOffline(false);
    await everybody(ben);
    await line(ben, /Price/).click();
    await heading(ben, "At the door").waitFor({ timeout: 30_000 });
    await untilInTeamRecord(ben);
    await untilInTeamRecord(ana);
    await openPerson(ana, /Dan/);
    await ana.getByText("He was not sure who I was.").first().waitFor();
  });

  await t.test("pages of the whole team say that they count a part", async () => {
    await goTo(ben, "Team");
    await ben.getByRole("link", { name: "What we carry" }).click();
    await ben.getByText("Only people whose records are on this phone are counted here.").waitFor();
    await until("no harm is done", async () => (await axe(ben)).length === 0);
  });
});
