// Staying with people: being there, trying another way, a word about what was promised, two voices.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addPerson, beginVisit, chooseDay, dayFromNow, goTo, heading, keepVisit, note, openPerson, startTeam, until, untilSaved,
} from "./actors.mjs";

const story = (page) => page.getByRole("region", { name: "Our story so far" });
const entries = (page) => story(page).getByRole("article");
const button = (page, name) => page.getByRole("button", { name, exact: true });

async function nobodyAnswered(page, { might, words }) {
  await page.getByRole("link", { name: "Nobody answered" }).click();
  await page.getByLabel("What might be going on?").fill(might);
  await page.getByRole("group", { name: "What could we try?" }).getByRole("radio", { name: "Another way" }).check();
  await page.getByLabel("In a few words").fill(words);
}

async function keepNoAnswer(page) {
  await button(page, "Keep this").click();
  await page.getByText("It is in the story. The door stays open.").waitFor();
  await heading(page, "At the door").waitFor();
}

test("staying with somebody", async (t) => {
  const { phone: { page } } = await startTeam(t);
  await addPerson(page, { "Likes to be called": "Mo", "First name": "Maureen", "Family name": "Hartley", Telephone: "0191 498 0123" });

  await t.test("being there is kept in one tap, and taken back", async () => {
    await button(page, "Waiting with").click();
    await entries(page).getByRole("heading", { name: "Waiting with, today" }).waitFor();
    await button(page, "Undo").click();
    await entries(page).first().waitFor({ state: "detached" });
  });

  await t.test("a line may be added to it", async () => {
    await button(page, "Steadying").click();
    await button(page, "Add: A line about it, Steadying").click();
    await page.getByLabel("A line about it").fill("On the bus to the clinic");
    await button(page, "Done").click();
    await entries(page).getByText("On the bus to the clinic").waitFor();
  });

  await t.test("nobody answered is taken back, with what was agreed and no word lost", async () => {
    await nobodyAnswered(page, { might: "A hard week", words: "Ring first" });
    await chooseDay(page, "Day of the next contact");
    await page.getByLabel("Day of the next contact", { exact: true }).fill(dayFromNow(0));
    await keepNoAnswer(page);
    const next = page.getByRole("region", { name: "Next", exact: true });
    await next.getByText("today", { exact: true }).waitFor();
    await goTo(page, "Today");
    await page.getByRole("link", { name: "Nobody answered: Mo" }).waitFor();
    await button(page, "Undo").click();
    await page.getByText("Nobody is waiting for you today.").waitFor();
    await openPerson(page, /Hartley/);
    await next.getByText("Nothing agreed yet.").waitFor();
    assert.equal(await entries(page).filter({ hasText: "Ring first" }).count(), 0);
    await page.getByRole("link", { name: "Nobody answered" }).click();
    await until("the words are there", async () => await page.getByLabel("In a few words").inputValue() === "Ring first");
    await page.getByRole("link", { name: "Back" }).click();
  });

  await t.test("nobody answers three times, and the fourth visit comes", async () => {
    const openDoor = page.getByRole("region", { name: "A pause, and the door open" });
    for (const words of ["Ring first", "A note through the door", "Ask the neighbour"]) {
      await nobodyAnswered(page, { might: "A hard week", words });
      assert.equal(await openDoor.count(), words === "Ask the neighbour" ? 1 : 0);
      if (await openDoor.count()) {
        await button(page, "Pause for a while").click();
        await openDoor.getByText(/^Until .*\. Then you look in again\.$/).waitFor();
      }
      const line = await page.getByRole("link", { name: "Text" }).getAttribute("href");
      assert.match(line, /^sms:01914980123\?&body=Hello%20Mo/);
      await keepNoAnswer(page);
    }
    await entries(page).getByText("Another way: Ask the neighbour").waitFor();
    const told = await story(page).innerText();
    assert.doesNotMatch(told, /\b(2|3|two|three|second|third)\b/i, "nothing is counted");
    await beginVisit(page, "Mo");
    await note(page, "Mo").fill("She had been in hospital. We had tea.");
    await keepVisit(page);
    await page.getByRole("link", { name: "Nobody answered" }).click();
    await page.getByLabel("What might be going on?").waitFor();
    assert.equal(await openDoor.count(), 0, "being in touch begins anew");
    await page.getByRole("link", { name: "Back" }).click();
  });

  await t.test("what is typed about it is there again", async () => {
    await nobodyAnswered(page, { might: "Perhaps the new number", words: "" });
    // On the phone, whether a round has been by already or not.
    await page.getByText("Writing…").waitFor({ state: "hidden" });
    await page.reload();
    await page.getByLabel("Your passphrase").fill("the kettle sings at four");
    await button(page, "Open").click();
    await page.getByLabel("What might be going on?").waitFor();
    assert.equal(await page.getByLabel("What might be going on?").inputValue(), "Perhaps the new number");
    await page.getByRole("link", { name: "Back" }).click();
  });

  await t.test("one of our promises that waits asks for a word at the next contact", async () => {
    await button(page, "Add a promise").click();
    await page.getByLabel("What was promised").fill("Ring the chapel");
    await chooseDay(page, "Day of this promise");
    await page.getByLabel("Day of this promise", { exact: true }).fill(dayFromNow(-3));
    await button(page, "Done").last().click();
    await page.getByText("The promise is written down.").waitFor();
    await beginVisit(page, "Mo");
    const promised = page.getByRole("region", { name: "Promised before" });
    await promised.getByText("A word about it to Mo is enough.").waitFor();
    await promised.getByText("Change", { exact: true }).first().click();
    await promised.getByRole("button", { name: "Add: What came of it, Ring the chapel" }).click();
    await promised.getByLabel("What came of it").fill("The line was engaged, and I told her so.");
    await promised.getByRole("button", { name: "Done", exact: true }).click();
    await promised.getByText("A word about it to Mo is enough.").waitFor({ state: "detached" });
    await button(page, "I did it: Ring the chapel").click();
    await promised.waitFor({ state: "detached" });
  });

  await t.test("what they said, what I saw and what I think are kept apart, and one not for their eyes yet", async () => {
    await page.getByRole("textbox", { name: "What they said, in their words" }).fill("I am tired of letters.");
    await page.getByRole("textbox", { name: "What I saw" }).fill("Three brown envelopes, not opened.");
    await page.getByRole("textbox", { name: "What I think" }).fill("It may be the flat.");
    await button(page, "Keep apart: What I think").click();
    await page.getByRole("group", { name: "Keep apart: What I think" }).getByRole("button", { name: "Not for their eyes yet" }).click();
    await page.getByLabel("Why").fill("I ask her first");
    await untilSaved(page);
    await keepVisit(page);
    const visit = entries(page).filter({ hasText: "I am tired of letters." });
    await visit.getByText("Not for their eyes yet").waitFor();
    await visit.getByText("I ask her first").waitFor();
    await visit.getByRole("button", { name: "It can be shown" }).click();
    await visit.getByText("Not for their eyes yet").waitFor({ state: "detached" });
  });

  await t.test("the story is looked through by kind and by word", async () => {
    await page.getByText("Look in the story").click();
    const shown = page.getByRole("group", { name: "Show" });
    await shown.getByRole("radio", { name: "Promises" }).check();
    await story(page).getByText("Ring the chapel", { exact: true }).first().waitFor();
    assert.equal(await entries(page).count(), 0, "no visit among them");
    await shown.getByRole("radio", { name: "Everything" }).check();
    await page.getByLabel("A word from it").fill("envelopes");
    await entries(page).filter({ hasText: "Three brown envelopes" }).waitFor();
    await entries(page).nth(1).waitFor({ state: "detached" });
    await page.getByLabel("A word from it").fill("nothing like it");
    await story(page).getByText("Nothing of that in the story yet.").waitFor();
  });

  await t.test("after a silence a first line is offered", async () => {
    await addPerson(page, { "Likes to be called": "Derek", Telephone: "0191 498 0199" });
    await button(page, "Add: How often, about").click();
    await page.getByLabel("How often, about").fill("7");
    await button(page, "Done").click();
    await beginVisit(page, "Derek");
    await note(page, "Derek").fill("A short call.");
    await button(page, "Change when").click();
    await page.getByLabel("When", { exact: true }).fill(`${dayFromNow(-20)}T10:00`);
    await keepVisit(page);
    await goTo(page, "Today");
    const line = page.getByRole("link", { name: "Send a first line to Derek" });
    assert.match(await line.getAttribute("href"), /^sms:01914980199\?&body=Hello%20Derek/);
  });
});
