// Two who walk alongside one person decide on the same day, and neither has heard of the other: an ending and a
// letter, a pause and an ending, two days of an ending. Both are kept and shown, with who and when; people choose.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axe } from "../harness.mjs";
import {
  addPerson, chooseDay, dayFromNow, findPerson, goTo, heading, invite, joinTeam, openPerson, startTeam, untilInTeamRecord,
} from "./actors.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });
const stands = (page) => page.getByRole("region", { name: "Where you stand" });
const bothStand = (page) => page.getByRole("region", { name: "Two versions of: Where you stand" });

async function onDay(page, label, on) {
  await chooseDay(page, label);
  await page.getByLabel(label, { exact: true }).fill(on);
  await page.getByLabel(label, { exact: true }).press("Enter");
}

const offline = (phones, is) => Promise.all(phones.map(({ context }) => context.setOffline(is)));

// Everything of each is on the other.
async function meet(one, other) {
  await untilInTeamRecord(one);
  await untilInTeamRecord(other);
  await untilInTeamRecord(one);
}

async function endTogether(page, on) {
  await findPerson(page, "Hartley");
  await page.getByRole("link", { name: "End together" }).click();
  await heading(page, "Ending together").waitFor();
  await onDay(page, "Day of the ending", on);
  await button(page, on === dayFromNow(0) ? "We ended together" : "We end together on that day").click();
  await page.getByRole("status").getByText(/^You (agreed to end|ended) together/).waitFor();
}

async function handOver(page, to, words) {
  await findPerson(page, "Hartley");
  await page.getByRole("link", { name: "Hand over with a letter" }).click();
  await page.getByRole("radio", { name: to }).check();
  await page.waitForFunction(() => document.querySelector("#letter").value.startsWith("Dear "));
  const letter = page.getByLabel("The letter", { exact: true });
  await letter.fill(`${await letter.inputValue()}\n${words}`);
  await button(page, "Hand on the letter").click();
  await page.getByText(`The letter is on its way to ${to}.`).waitFor();
}

async function pause(page) {
  await findPerson(page, "Hartley");
  await button(page, "Pause for a while").click();
  await page.getByRole("radio", { name: "In hospital" }).check();
  await onDay(page, "Day when the pause ends", dayFromNow(30));
  await button(page, "Done").click();
  await stands(page).getByText(/^Paused until /).waitFor();
}

test("two decide at once, and neither has heard of the other", async (t) => {
  const team = await startTeam(t, { name: "Ana Price" });
  const benPhone = await joinTeam(t, await invite(team.phone.page), { name: "Ben Okafor" });
  await goTo(team.phone.page, "Today");
  const carlPhone = await joinTeam(t, await invite(team.phone.page), { name: "Carl Dunne" });
  const [ana, ben, carl] = [team.phone.page, benPhone.page, carlPhone.page];
  const both = [team.phone, benPhone];
  await addPerson(ana, { "Likes to be called": "Mo", "Family name": "Hartley" });
  await meet(ana, ben);

  await t.test("one ends together with her, the other hands her over: both are told to both, and by whom", async () => {
    await offline(both, true);
    await endTogether(ana, dayFromNow(0));
    await handOver(ben, "Carl Dunne", "She makes a strong tea.");
    await offline(both, false);
    await meet(ben, ana);
    for (const page of [ana, ben]) {
      await findPerson(page, "Hartley");
      await stands(page).getByText("You ended together today. The door is open.").waitFor();
      await stands(page).getByText(page === ana ? /^by you, today at / : /^by Ana Price, today at /).waitFor();
      await stands(page).getByRole("link", { name: "A letter to Carl Dunne waits for an answer." }).waitFor();
      await stands(page).getByText(page === ben ? /^written by you, today at / : /^written by Ben Okafor, today at /).waitFor();
      assert.deepEqual(await axe(page), []);
    }
    await stands(ana).getByRole("link", { name: "A letter to Carl Dunne waits for an answer." }).click();
    await ana.getByText("You and Mo also agreed to end together today. Both stand.").waitFor();
    await ana.getByText("She makes a strong tea.").waitFor();
  });

  await t.test("whom the letter is for hears of the ending before they say yes", async () => {
    await untilInTeamRecord(carl);
    await goTo(carl, "Today");
    await heading(carl, "Ben Okafor would like to hand Mo over to you").waitFor();
    await carl.getByText("Ana Price and Mo also agreed to end together today. Both stand.").waitFor();
    assert.deepEqual(await axe(carl), []);
  });

  await t.test("one pauses, the other ends: both stand side by side on both phones until somebody chooses", async () => {
    await findPerson(ana, "Hartley");
    await button(ana, "We are in touch again").click();
    await button(ana, "We are in touch again").waitFor({ state: "hidden" });
    await meet(ana, ben);
    await offline(both, true);
    await endTogether(ana, dayFromNow(0));
    await pause(ben);
    await offline(both, false);
    await meet(ben, ana);
    for (const page of [ana, ben]) {
      await findPerson(page, "Hartley");
      await bothStand(page).getByText("You ended together today. The door is open.").waitFor();
      await bothStand(page).getByText(/^Paused until .*: In hospital\. The door is open\.$/).waitFor();
      await bothStand(page).getByText(page === ana ? /^you, today at / : /^Ana Price, today at /).waitFor();
      await bothStand(page).getByText(page === ben ? /^you, today at / : /^Ben Okafor, today at /).waitFor();
      assert.deepEqual(await axe(page), []);
    }
    await bothStand(ben).getByRole("button", { name: /Keep this one, by you, / }).click();
    await bothStand(ben).waitFor({ state: "hidden" });
    await stands(ben).getByText(/^Paused until .*: In hospital\./).waitFor();
    await button(ben, "Undo").click();
    await bothStand(ben).getByText("You ended together today. The door is open.").waitFor();
    await bothStand(ben).getByRole("button", { name: /Keep this one, by .*Ana Price, / }).click();
    await bothStand(ben).waitFor({ state: "hidden" });
    await meet(ben, ana);
    await findPerson(ana, "Hartley");
    await stands(ana).getByText("You ended together today. The door is open.").waitFor();
    assert.equal(await bothStand(ana).count(), 0);
  });
});
